"""Invariant 7: one walk gives each act that has effect, in the order they count."""

from datetime import timedelta
from itertools import pairwise
from operator import attrgetter
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    DutyKind,
    Evidence,
    Partnership,
    Stage,
    Words,
    acts,
    exports,
    fhir,
    insight,
)
from collabtherapy.exports.trace import trace
from collabtherapy.insight.log import read
from collabtherapy.partnership.fold import begin
from collabtherapy.partnership.replay import happened, transitions
from collabtherapy.partnership.values.act import Kept
from collabtherapy.privacy import view
from collabtherapy.testing.coverage import Coverage
from collabtherapy.testing.histories import histories
from collabtherapy.testing.promises import check_history
from collabtherapy.testing.situations.places import working
from collabtherapy.testing.ways import START, two

WORKING = working()
DAY = timedelta(days=1)
NOW = WORKING.at + 30 * DAY


@given(histories(at_most=30))
def test_a_walk_leads_from_one_state_to_the_next(p: Partnership):
    """Each act in effect is in it once, and it ends at what is so now."""
    walked = list(transitions(p))
    assert walked[0].before is None
    assert walked[0].after == begin(p.opening)
    assert all(other.before is one.after for one, other in pairwise(walked))
    assert walked[-1].after == p.state
    done = [one for one in walked if not one.is_consequence]
    assert [one.version for one in done] == [entry.version for entry in p.timeline]
    if all(entry.in_effect and not entry.is_late for entry in p.entries):
        assert [one.handed_in for one in walked] == list(p.history)


NOTES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


def noted(p: Partnership, notes: list[tuple[int, int]]) -> Partnership:
    """Record a note for each of these days, and take out what the days name."""
    for n, (on, out) in enumerate(notes):
        at = NOW + timedelta(minutes=n)
        note = acts.WriteNote(
            by="bo",
            at=at,
            happened_at=WORKING.at + on * DAY,
            words=Words(f"{on}"),
            for_everyone=True,
        )
        p = p.record(note)
        if out % 4 == 0:
            p = p.record(
                acts.EnteredInError(by="bo", at=at, act=p.version, because="slip")
            )
    return p


@given(NOTES)
def test_a_walk_is_along_what_has_effect_in_the_order_it_happened(
    notes: list[tuple[int, int]],
):
    """Every entry in effect once, and the last state is the partnership's."""
    p = noted(WORKING, notes)
    walked = list(transitions(p))
    assert [one.version for one in walked] == [e.version for e in p.timeline]
    times = [(one.effective_at, one.version) for one in walked]
    assert times == sorted(times)
    assert walked[-1].after == p.state
    for one in walked:
        entry = p.entries[one.version - 1]
        assert one.handed_in is entry.act
        assert one.effective_at == entry.effective_at
        assert one.recorded_at == entry.recorded_at
        assert repr(one).startswith(f"<Transition {one.version}: ")


@given(NOTES)
def test_all_that_is_told_of_a_partnership_is_told_in_that_order(
    notes: list[tuple[int, int]],
):
    """Logs, tables and resources agree on what came before what."""
    p = noted(WORKING, notes)
    order = [one.handed_in for one in transitions(p)]
    log = read(p)
    assert [entry.act for entry in log.entries] == order
    assert [e.at for e in log.entries] == sorted(e.at for e in log.entries)
    seen = [entry.act for entry in read(p, viewer="ana").entries]
    mine = view(p, "ana").history
    assert seen == [act for act in order if act in mine]
    rows = list(exports.tables([p])["acts"])
    assert [row["effective_at"] for row in rows] == [e.at for e in log.entries]
    assert [row["recorded_at"] for row in rows] == [e.recorded_at for e in log.entries]
    check_history(p)


Resource = dict[str, Any]


def resources(p: Partnership) -> list[Resource]:
    """Return the resources of the Bundle that a therapist gets."""
    bundle: Any = fhir.to_bundle(p, viewer="bo")[0]
    return [entry["resource"] for entry in bundle["entry"]]


def effective(resource: Resource) -> str:
    """Return when what a resource tells of happened."""
    when: str = resource["effectiveDateTime"]
    return when


def test_a_resource_keeps_its_id_whatever_is_entered_late():
    """What a Bundle names an act by does not hang on where later ones stand."""
    p = WORKING.record(
        acts.RateGoal(by="ana", at=NOW, goal="g1", value=4),
        acts.WriteNote(by="bo", at=NOW, words=Words("after"), for_everyone=True),
    )
    late = acts.RateGoal(
        by="ana", at=NOW + DAY, happened_at=NOW - DAY, goal="g1", value=2
    )
    made = resources(p.record(late))
    assert {r["id"] for r in resources(p)} < {r["id"] for r in made}
    ratings = [r for r in made if r.get("valueInteger") is not None]
    first, second = sorted(ratings, key=effective)
    assert (first["valueInteger"], second["valueInteger"]) == (2, 4)
    assert first["effectiveDateTime"][:10] == f"{NOW - DAY:%Y-%m-%d}"
    assert first["issued"][:10] == f"{NOW + DAY:%Y-%m-%d}"
    (origin,) = [
        r for r in made if r["resourceType"] == "Provenance" and "occurredDateTime" in r
    ]
    assert origin["occurredDateTime"] == first["effectiveDateTime"]
    assert origin["recorded"] == first["issued"]


def session(on: int) -> tuple[acts.Act, ...]:
    """Return a session of a past day, all of it recorded now."""
    at, began = NOW, WORKING.at + on * DAY
    return (
        acts.StartSession(
            by="bo", at=at, happened_at=began, id=f"s{on}", present=("ana", "bo")
        ),
        acts.GiveFeedback(
            by="ana",
            at=at,
            happened_at=began + timedelta(minutes=40),
            session=f"s{on}",
            heard=2,
        ),
        acts.EndSession(
            by="bo",
            at=at,
            happened_at=began + timedelta(minutes=50),
            session=f"s{on}",
        ),
    )


def test_sessions_recorded_late_are_counted_in_their_order():
    """Signals, pace and promises read what happened; they cite what was handed in."""
    p = WORKING.record(*session(9)).record(*session(2))
    pace = insight.profile(p).pace
    assert pace.days_between == (7.0,)
    (noticed,) = [s for s in insight.signals(p) if s.name == "unanswered_feedback"]
    assert noticed.at == WORKING.at + 9 * DAY
    assert all(act in p.history for act in noticed.cites)
    started = [one for one in insight.timeline(p) if one.what == "started"]
    assert [one.about for one in started] == ["s2", "s9"]
    assert all(one.act in p.history for one in started)
    week = insight.Window(until=WORKING.at + 7 * DAY)
    (held,) = read(p, window=week).of(acts.StartSession)
    assert str(held.id) == "s2"
    check_history(p)
    met = Coverage()
    met.add(p)
    assert met.pairs[Stage.WORKING, acts.StartSession] == 2
    assert not met.refusals


def test_what_was_told_on_a_consent_is_told_by_what_was_handed_in():
    """The audit cites acts of the history, and says when they happened."""
    told = acts.HandOverSafety(
        by="bo",
        at=NOW,
        happened_at=NOW - DAY,
        client="ana",
        recipient="crisis-team",
        ground="emergency",
    )
    p = WORKING.record(acts.RaiseConcern(by="bo", at=NOW - 2 * DAY, client="ana"), told)
    (found,) = insight.audit(p, viewer="ana")
    assert found.at == NOW - DAY
    assert told in found.cites


def left_late() -> Partnership:
    """Return a partnership whose client left while the record did not know of it."""
    p = WORKING.record(
        acts.StartSession(by="bo", at=NOW, id="s1", present=("ana", "bo"))
    )
    leave = acts.Leave(by="ana", at=NOW + DAY, happened_at=NOW - DAY)
    return p.record(leave)


def test_what_follows_from_a_late_entry_is_told_with_it():
    """It is no act of anybody; logs and tables have it where it belongs."""
    p = left_late()
    *_, last = transitions(p)
    assert last.is_consequence
    assert (last.version, last.handed_in) == (p.version, p.history[-1])
    assert last.effective_at == NOW + DAY
    assert last.after == p.state
    log = read(p)
    assert [e.act for e in log.entries].count(p.history[-1]) == 1
    (left,) = [e for e in log.entries if e.act is p.history[-1]]
    kinds = {duty.kind for duty in left.opened}
    assert {DutyKind.REFERRAL_INFORMATION, DutyKind.ACCOUNT_FOR} <= kinds
    event = trace(p).events[-1]
    assert (event.activity, event.at) == ("Consequence", NOW + DAY)
    assert "ends" in {link.qualifier for link in event.links}
    assert {r["resourceType"] for r in resources(p)} >= {"Patient", "Encounter"}


def test_a_table_says_who_wrote_an_act_down_and_what_they_had_seen():
    """Beside who did it, and when the record learned of it."""
    paper = Evidence("letter", seen_by="bo")
    need = acts.StateNeed(
        by="ana", at=NOW, need="ramp", entered_by="bo", evidence=paper
    )
    *_, row = exports.tables([WORKING.record(need)])["acts"]
    assert row["entered_by"] != row["by"]
    assert row["evidence"] == "letter"
    *_, own = exports.tables([WORKING])["acts"]
    assert own["entered_by"] is own["evidence"] is None


@pytest.mark.parametrize(("version", "when"), [(None, START), (2, START - DAY)])
def test_an_act_of_an_older_format_may_have_happened_before_it_counts(
    version: int | None, when: object
):
    """What an older law took in by its record goes on being told by its day."""
    kept = None if version is None else Kept(version=version, json=Words("{}"))
    note = acts.WriteNote(
        by="bo",
        at=START,
        happened_at=START - DAY,
        words=Words("said"),
        for_everyone=True,
        kept=kept,
    )
    assert happened(note) == when
    opening = attrs.evolve(two().opening, at=START - 2 * DAY)
    p = Partnership.replay([opening, note])
    *_, last = transitions(p)
    assert last.happened_at == START - DAY
    is_older = version is not None
    assert (last.effective_at == START) is is_older
    assert max(map(attrgetter("happened_at"), transitions(p))) == START - DAY
