"""That a value was carried over is said wherever it is told of."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from collabtherapy import (
    Client,
    ConsentStatus,
    Partnership,
    Scope,
    Stage,
    acts,
    fhir,
    matters,
)
from collabtherapy.exports import tables, trace, write_ocel
from collabtherapy.fhir.codes import CARRIED_OVER, SESSIONS_CARRIED_OVER
from collabtherapy.insight import profile
from collabtherapy.insight.account import render
from collabtherapy.insight.caseload import Case
from collabtherapy.insight.phrases import CONSENTS
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.consents import Yes
from collabtherapy.partnership.values.proposals import Version
from collabtherapy.partnership.values.words import Words
from collabtherapy.privacy import view
from collabtherapy.testing.carried import N_SESSIONS, carried
from collabtherapy.testing.ways import START, decided

GIVEN = CONSENTS[ConsentStatus.GIVEN]
ANA, CEM = Client("ana"), Client("cem")


def made_here() -> Partnership:
    """Return a case that was carried over, with more of each kind that began here."""
    p = carried(ANA, CEM)
    scope = Scope.CONTACT
    p = p.record(
        acts.Explain(by="bo", at=START, to="ana", scope=scope, terms="u"),
        acts.GiveConsent(by="ana", at=START, scope=scope, terms="u"),
    )
    return decided(p, "g2", matters.Goal(words=Words("eat")), START)


def within(value: object) -> Iterator[object]:
    """Yield every value of this library that there is in a state."""
    if isinstance(value, State | tuple):
        for one in value:
            yield from within(one)
    elif hasattr(value, "values"):
        for one in value.values():
            yield from within(one)
    elif attrs.has(type(value)):
        yield value
        for field in attrs.fields(type(value)):
            yield from within(getattr(value, field.name))


@pytest.mark.parametrize("stage", [Stage.EXPLORING, Stage.WORKING])
def test_nothing_of_what_was_carried_over_goes_without_saying_so(stage: Stage):
    """Every yes, version and settled matter came from elsewhere, and says so."""
    p = carried(ANA, CEM, stage=stage)
    those = [v for v in within(p.state) if isinstance(v, Yes | Version | Settled)]
    assert {type(one) for one in those} == {Yes, Version, Settled}
    assert all(one.carried_over for one in those)


@pytest.mark.parametrize("viewer", ["ana", "bo"])
def test_a_view_says_it(viewer: str):
    """And a moment of the past."""
    p = made_here()
    for seen in (view(p, viewer), view(p.as_of(START), viewer)):
        assert seen.consent("ana", Scope.TREATMENT).carried_over
        assert not seen.consent("ana", Scope.CONTACT).carried_over
        assert seen.agreement is not None
        assert seen.agreement.carried_over
        assert [goal.carried_over for goal in seen.goals] == [True, False]
        assert seen.state.sessions.n_carried == N_SESSIONS


def test_tables_say_it():
    """Each table that has such a value has a column for it."""
    found = tables([made_here()])
    (partnership,) = found["partnerships"]
    assert partnership["n_sessions_carried_over"] == N_SESSIONS
    for name, n_here in (("consents", 1), ("goals", 1), ("decisions", 1)):
        said = [row["carried_over"] for row in found[name]]
        assert (said.count(True) > 0, said.count(False)) == (True, n_here)


def test_a_log_says_it():
    """Of each thing, and which act brought it about."""
    file = io.StringIO()
    write_ocel([made_here()], file)
    log = json.loads(file.getvalue())
    told = {
        thing["type"]: {
            one["value"] for one in thing["attributes"] if one["name"] == "carried_over"
        }
        for thing in log["objects"]
        if thing["type"] in {"Consent", "Goal", "Decision"}
    }
    assert all(values for values in told.values())
    carrying = [event for event in log["events"] if event["type"] == "CarryOver"]
    kinds = {link["qualifier"] for event in carrying for link in event["relationships"]}
    assert {"consent", "goal", "goals", "agreement", "opens"} <= kinds


@pytest.mark.parametrize("release", ["R4", "R5"])
def test_resources_say_it(release: Any):
    """Consent, CarePlan and Goal by an extension; the sessions on the episode."""
    bundle, _ = fhir.to_bundle(made_here(), viewer="bo", version=release)
    labelled: dict[str, list[bool]] = {}
    sessions: list[Any] = []
    for entry in bundle["entry"]:
        resource = entry["resource"]
        there = {one["url"]: one for one in resource.get("extension", ())}
        kind = resource["resourceType"]
        labelled.setdefault(kind, []).append(CARRIED_OVER in there)
        if SESSIONS_CARRIED_OVER in there:
            sessions.append(there[SESSIONS_CARRIED_OVER]["valueInteger"])
    assert sorted(labelled["Consent"]) == [False, True, True, True, True]
    assert labelled["CarePlan"] == [True]
    assert sorted(labelled["Goal"]) == [False, True]
    assert sessions == [N_SESSIONS] * 2


def test_an_account_and_a_summary_say_it():
    """What is told in words tells whence."""
    p = made_here()
    told = render(p, "ana")
    assert f"treatment: {GIVEN}, carried over from another system" in told
    assert f"contact: {GIVEN}\n" in told
    assert told.count("carried over by clinic") == 2
    shown = p._repr_html_()
    assert "treatment (ana) (carried over)" in shown
    assert "g1 (carried over), g2" in shown


def test_a_case_counts_them():
    """And reads the clock of reviews as the partnership does."""
    p = made_here()
    case = Case.of(p)
    assert (case.n_held, case.n_carried_over) == (N_SESSIONS, N_SESSIONS)
    assert not case.review_due(at=START)
    assert Case.of(carried(ANA)).clients == (ANA.id,)


def test_what_happened_before_is_told_in_its_order():
    """After the opening and the start, which are its ground, and by its own dates."""
    p = carried(ANA)
    when = [START - timedelta(days=n) for n in (300, 500, 400)]
    for n, at in enumerate(when):
        end = at + timedelta(minutes=50)
        p = p.record(
            acts.StartSession(
                by="bo", at=p.at, happened_at=at, id=f"s{n}", present={"ana", "bo"}
            ),
            acts.RateGoal(by="ana", at=p.at, happened_at=end, goal="g1", value=n),
            acts.EndSession(by="bo", at=p.at, happened_at=end, session=f"s{n}"),
        )
    told = [(event.activity, event.at) for event in trace(p).events]
    assert [activity for activity, _ in told[:2]] == ["Open", "CarryOver"]
    dates = [at for _, at in told[2:]]
    assert dates == sorted(dates)
    rows = tables([p])["goal_ratings"]
    assert [row["value"] for row in rows] == [1, 2, 0]
    assert profile(p).pace.days_between == (100.0, 100.0)
    for release in ("R4", "R5"):
        bundle, _ = fhir.to_bundle(p, viewer="ana", version=release)
        met = [
            entry["resource"].get("period") or entry["resource"]["actualPeriod"]
            for entry in bundle["entry"]
            if entry["resource"]["resourceType"] == "Encounter"
        ]
        began = sorted(f"{at:%Y-%m-%d}" for at in when)
        assert sorted(period["start"][:10] for period in met) == began
