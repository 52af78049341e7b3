"""What is still owed once somebody has left or the work is closed."""

from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.models_of_care import group

from collabtherapy import (
    DutyKind,
    DutyStatus,
    Lapse,
    Partnership,
    Role,
    Stage,
    Words,
    acts,
)
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.testing.histories import histories
from collabtherapy.testing.situations.places import at_, met, worried
from collabtherapy.testing.ways import couple, in_session, led_to, two

SAID = Words("said")


def test_what_is_over_lapses_at_closing_and_is_not_to_be_cleared_one_by_one():
    """Whoever leaves is not invited any more; why stands with each duty."""
    p = met()
    left = p.record(acts.Leave(by="ana", **at_(p)))
    over = left.duties(at=p.at, status=DutyStatus.LAPSED)
    assert {d.kind for d in over} == {DutyKind.INVITE, DutyKind.ASK_WHAT_MATTERS}
    assert {(d.lapsed_at, d.lapsed_because) for d in over} == {(p.at, Lapse.CLOSED)}
    stays = {DutyKind.ANSWER_FEEDBACK, DutyKind.REFERRAL_INFORMATION}
    assert {duty.kind for duty in left.duties(at=p.at)} == stays
    (refusal,) = left.why_not(acts.DischargeDuty(by="bo", duty=over[0].id, **at_(p)))
    assert refusal.code == "duty.lapsed"
    assert "closed" in refusal.message
    (fix,) = refusal.fix
    assert set(fix.to) == {duty.id for duty in left.duties(at=p.at)}


def test_who_left_in_danger_is_reached_after_the_closing():
    """Reaching out is accepted in CLOSED while it is owed, once, and not otherwise."""
    p = worried()
    reach = acts.ReachOut(by="bo", to="ana", **at_(p))
    left = p.record(acts.Leave(by="ana", **at_(p)))
    assert acts.ReachOut in {option.act for option in left.options("bo", at=p.at)}
    reached = left.record(reach)
    owed = [duty.kind for duty in reached.duties(at=p.at)]
    assert DutyKind.SAFETY_OUTREACH not in owed
    assert [refusal.code for refusal in reached.why_not(reach)] == ["stage.not_now"]
    calm = led_to(two(), Stage.CLOSED)
    assert [r.code for r in calm.why_not(attrs.evolve(reach, at=calm.at))] == [
        "stage.not_now"
    ]


@pytest.mark.parametrize("opening", [couple, group])
def test_who_left_the_others_is_reached_and_answered(
    opening: Callable[[], Partnership],
):
    """What outlasts their leaving is done to a former client, and nothing else is."""
    p = in_session(led_to(opening(), Stage.WORKING))
    p = p.record(acts.RaiseConcern(by="bo", client="ana", **at_(p)))
    reach = acts.ReachOut(by="bo", to="ana", **at_(p))
    answer = acts.AnswerFeedback(by="bo", session="s1", to="ana", words=SAID, **at_(p))
    p = p.record(acts.Leave(by="ana", **at_(p)))
    after = p.record(reach, answer)
    owed = {duty.kind for duty in after.duties(at=p.at, owed_to="ana")}
    assert owed == {DutyKind.REFERRAL_INFORMATION}
    assert after.state.contact == p.state.contact  # nobody who stays has gone silent
    for act in (reach, answer):
        assert "person.unknown" in [refusal.code for refusal in after.why_not(act)]


OPENING_WHEN_CLOSED = {DutyKind.TELL_DISCLOSURE, DutyKind.ANSWER_DISPUTE}


@given(histories(stages=(Stage.CLOSED,)), st.data())
def test_after_the_closing_what_is_owed_never_grows(
    p: Partnership, data: st.DataObject
):
    """Invariant 69: but for a disclosure or a dispute, each answered once."""
    for _ in range(6):
        people = p.state.members.ids(*Role)
        allowed = [
            act
            for person in people
            for act in offers(p.state, person, p.at)
            if p.allows(act)
        ]
        if not allowed:
            return
        act = data.draw(st.sampled_from(allowed))
        after = p.record(act)
        if after.stage is not Stage.CLOSED or after.entries[-1].mark.voids:
            return  # what was taken out may have done what is owed again
        new = set(after.duties(at=after.at)) - set(p.duties(at=p.at))
        assert len(new) <= isinstance(act, acts.Disclose | acts.Dispute)
        assert {duty.kind for duty in new} <= OPENING_WHEN_CLOSED
        later = after.at + timedelta(days=4000)
        assert set(after.duties(at=later)) == set(after.duties(at=after.at))
        p = after
