"""Invariant 68: what is owed can be done, also when somebody is gone."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    DutyKind,
    DutyStatus,
    EndingGround,
    Partnership,
    PersonId,
    Scope,
    SessionId,
    Stage,
    Words,
    acts,
    law,
)
from collabtherapy.partnership.law.duties.rules import ROW_OF
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.testing.histories import histories, walked
from collabtherapy.testing.remedies import carried_out, cleared
from collabtherapy.testing.situations.places import at_
from collabtherapy.testing.spelled import spellings
from collabtherapy.testing.ways import group as usual_group
from collabtherapy.testing.ways import in_session, led_to

ASKED = {DutyKind.INVITE, DutyKind.ASK_WHAT_MATTERS, DutyKind.CONFIRM_ENTRY}
"""Duties to ask somebody, which the answer does as well as the asking."""


@given(histories(), st.data())
def test_whoever_owes_a_duty_can_end_it(p: Partnership, data: st.DataObject):
    """By its act, or in words where it has none or waits for somebody else."""
    owed = [d for d in p.duties(at=p.at) if d.id in p.state.duties.by_id]
    if not owed:
        return
    duty = data.draw(st.sampled_from(owed))
    said = acts.DischargeDuty(
        by=duty.owed_by, at=p.at, duty=duty.id, words=Words("done")
    )
    refused = p.refusals(said)
    if ROW_OF[duty.kind].its_act is None:
        assert refused == (), duty.id
        return
    (refusal,) = refused
    assert refusal.code == "duty.has_its_act"
    after, _ = carried_out(p, said, refusal)
    assert not after.duty(duty.id).is_open, duty.id


@given(histories(), st.data())
def test_no_duty_is_dead(p: Partnership, data: st.DataObject):
    """Invariant 68: an act other than `DischargeDuty` does it, now or later."""
    owed = [d for d in p.duties(at=p.at) if d.kind not in law.ONLY_DISCHARGED]
    owed = [duty for duty in owed if duty.id in p.state.duties.by_id]
    if not owed:
        return
    duty = data.draw(st.sampled_from(owed))
    assert doing(p, duty), duty.id


PARTING: dict[str, Callable[[Partnership], acts.Act]] = {
    "dee leaves": lambda p: acts.Leave(by="dee", **at_(p)),
    "dee dies": lambda p: acts.RecordDeath(by="bo", client="dee", **at_(p)),
    "eva leaves": lambda p: acts.LeaveAsTherapist(
        by="eva", ground=EndingGround.THREATENED, **at_(p)
    ),
    "cem leaves": lambda p: acts.Leave(by="cem", **at_(p)),
}
"""How somebody can be gone when a session of a group ends at which they were."""


@given(
    st.lists(st.sampled_from(sorted(PARTING)), min_size=1, unique=True),
    spellings(at_most=4),
)
def test_no_duty_is_dead_where_somebody_left_during_a_session(
    parting: list[str], text: str
):
    """Invariant 68: nothing is owed to those who are gone that is done with them."""
    p = in_session(led_to(usual_group(), Stage.WORKING))
    for how in parting:
        if ("dee" in how) <= (PersonId("dee") in p.state.members.everyone):
            p = p.record(PARTING[how](p))
    p = walked(p, text, roams=False)
    if p.state.sessions.open == SessionId("s1"):
        p = p.record(acts.EndSession(by=p.therapists[0], session="s1", **at_(p)))
    here = {*p.state.members.everyone}
    for duty in p.duties(at=p.at):
        if duty.kind in law.ONLY_DISCHARGED or duty.id not in p.state.duties.by_id:
            continue
        outside = duty.kind is DutyKind.HEAR_RUPTURE  # the client chose whom to ask
        assert duty.owed_by in here or outside, duty.id
        assert duty.owed_to in here or ROW_OF[duty.kind].outlasts, duty.id
        assert duty.kind is not DutyKind.INVITE or doing(p, duty), duty.id


def doing(p: Partnership, duty: Duty) -> bool:
    """Return whether whoever owes a duty can do it, perhaps after other acts."""
    (row,) = (row for row in law.DUTIES if row.kind is duty.kind)
    doers = [duty.owed_by, *([duty.owed_to] if duty.kind in ASKED else [])]
    for by in doers:
        for act in (*tried(p, duty, by), *offers(p.state, by, p.at)):
            if type(act) in row.discharged_by and _does(p, act, duty):
                return True
    return False


def _does(p: Partnership, act: acts.Act, duty: Duty) -> bool:
    if not p.allows(act):
        if type(act) is not acts.StartSession:
            return False
        p, act = cleared(p, act)  # there is something to do first
    return p.record(act).duty(duty.id).status is DutyStatus.DISCHARGED


def tried(p: Partnership, duty: Duty, by: PersonId) -> list[acts.Act]:
    """Return acts that nobody is offered as they stand."""
    present = (duty.owed_to, *(t.id for t in p.therapists))
    talk = acts.StartSession(
        by=by, id="talk", present=present, ending_talk=True, **at_(p)
    )
    explain = acts.Explain(
        by=by, to=duty.owed_to, scope=Scope.ASSESSMENT, terms="t", **at_(p)
    )
    seen = list(numbers_seen(p.recorded, by, p.at))
    waiting = [one.version for one in p.unconfirmed if one.act.by == by]
    said = [
        acts.Confirm(by=by, acts=(seen.index(version) + 1,), **at_(p))
        for version in waiting
    ]
    return [talk, explain, *said]
