"""Research exports: nothing of anybody without the scope, by the law's own consent."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_back import apart, marked, named, ocel, ocel_text, xes_text

from collabtherapy import Client, Partnership, Scope, Stage, Therapist, acts
from collabtherapy.exports import Research, as_recorded, tables
from collabtherapy.testing import consent_timelines, histories
from collabtherapy.testing.ways import BO, START, consented, couple, led_to, two

STUDY = "study-7"
SCOPE = Scope.research(STUDY)
DAY = timedelta(days=1)


def asked(at: datetime, **more: Any) -> dict[str, Any]:
    """Give what a research export is asked with, ids as they are recorded."""
    return {"research": Research(study=STUDY, at=at, **more), "names": as_recorded}


def taken_back(p: Partnership, client: str, at: datetime) -> Partnership:
    return p.record(acts.WithdrawConsent(by=client, at=at, scope=SCOPE))


@given(st.lists(histories(at_most=4), max_size=4).map(apart), st.data())
def test_nobody_without_the_scope_is_left(
    those: list[Partnership], data: st.DataObject
):
    """Whoever has not given the scope, or took it back, is in no export, not by id."""
    asked_of = {f"zq{n}-": marked(p, f"zq{n}-") for n, p in enumerate(those)}
    for mark, p in asked_of.items():
        if p.stage is not Stage.CLOSED and data.draw(st.booleans()):
            asked_of[mark] = whole = consented(p, SCOPE, p.at)
            if data.draw(st.booleans()):
                asked_of[mark] = taken_back(whole, str(p.clients[0].id), p.at)
    at = max((p.at for p in asked_of.values()), default=START)
    going = list(asked_of.values())
    for text in (ocel_text(going, **asked(at)), xes_text(going, **asked(at))):
        for mark, p in asked_of.items():
            everyone = (*p.clients, *p.state.members.former)
            consents = p.state.consent
            within = all(consents.in_force(c.id, SCOPE, at) for c in everyone)
            assert (mark in text) == within


@given(consent_timelines())
def test_consent_counts_as_of_the_moment(p: Partnership):
    """Exported as of a moment, a partnership is there if its law said so then."""
    for moment in sorted({act.at for act in p.history}):
        then = p.as_of(moment)
        for scope in {scope for _, scope in then.state.consent.by_scope}:
            if scope.name != "research":
                continue
            research = Research(study=str(scope.of), at=moment)
            found = tables([p], research=research, names=as_recorded)
            inside = then.state.consent.in_force(p.clients[0].id, scope, moment)
            assert bool(found["acts"]) == inside
            assert all(row["recorded_at"] <= moment for row in found["acts"])


def test_what_was_done_later_does_not_go_out():
    """As of a moment at which the scope was in force, nothing later is told."""
    p = consented(two(), SCOPE, START + DAY)
    later = taken_back(p, "ana", START + 3 * DAY)
    then = tables([later], **asked(START + 2 * DAY))
    assert len(then["acts"]) == p.version
    assert [row["status"] for row in then["consents"]] == ["given"]
    assert len(tables([later], **asked(START + 4 * DAY))["acts"]) == 0
    before = tables([p], **asked(START - DAY))
    assert before.report.n_partnerships == 0
    assert "opened" in before.report.lost[0].because


def test_one_of_several_without_the_scope_leaves_all_out():
    """Of a couple, of whom one has not consented, nothing is told."""
    p = couple().record(
        acts.Explain(by=BO, at=START, to="ana", scope=SCOPE, terms="t"),
        acts.GiveConsent(by="ana", at=START, scope=SCOPE, terms="t"),
    )
    found = tables([p], **asked(START))
    assert not any(found.values())
    (lost,) = found.report.lost
    assert (lost.what, lost.n) == ("Partnership", 1)


def test_whoever_left_is_still_asked():
    """A client who left without consenting leaves the rest's history untold."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.Leave(by="cem", at=p.at))
    p = consented(p, SCOPE, p.at)  # of those who are still there
    assert len(tables([p], **asked(p.at))["acts"]) == 0


def test_it_runs_out_with_the_moment_it_was_given_until():
    """A consent that ran out before the moment of the export is none."""
    until = START + 7 * DAY
    p = two().record(
        acts.Explain(by=BO, at=START, to="ana", scope=SCOPE, terms="t"),
        acts.GiveConsent(by="ana", at=START, scope=SCOPE, terms="t", expires_at=until),
    )
    assert len(tables([p], **asked(until - DAY))["acts"]) == 3
    assert len(tables([p], **asked(until))["acts"]) == 0


def test_a_no_elsewhere_counts_everywhere():
    """Whoever took it back in one partnership is in no other either, in any role."""
    kept = consented(named(two(), "p-1"), SCOPE, START)
    other = consented(named(two(), "p-2"), SCOPE, START)
    other = taken_back(other, "ana", START)
    as_therapist = Partnership.open(
        id="p-3",
        clients=[Client("fay")],
        therapists=[Therapist("ana")],
        by="fay",
        at=START,
    )
    as_therapist = consented(as_therapist, SCOPE, START)
    those = [kept, other, as_therapist]
    alone = tables(those, **asked(START))
    assert alone.report.n_partnerships == 2
    research = Research.of(those, study=STUDY, at=START)
    assert research.without == {"ana"} or set(map(str, research.without)) == {"ana"}
    found = tables(those, research=research, names=as_recorded)
    assert found.report.n_partnerships == 0
    assert Research.of(those, study=STUDY, at=START - DAY).without == frozenset()


def test_places_tell_nothing_of_who_is_left_out():
    """Numbers run through those who went out, so that no gap says who did not."""
    those = [named(two(), "p-1"), consented(named(two(), "p-2"), SCOPE, START)]
    log = ocel(those, research=Research(study=STUDY, at=START))
    assert [o["id"] for o in log["objects"] if o["type"] == "Partnership"] == ["p1"]


def test_a_study_has_a_name():
    """What could not name a study in a consent is refused."""
    with pytest.raises(ValueError, match="of"):
        Research(study="no such study", at=START)
