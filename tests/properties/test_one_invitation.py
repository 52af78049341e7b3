"""One invitation after a session: all of it optional, and none to oneself."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from collabtherapy import (
    DutyId,
    DutyKind,
    DutyStatus,
    EndingGround,
    Form,
    Invitation,
    Lapse,
    Outcome,
    Partnership,
    PersonId,
    Stage,
    Therapist,
    Words,
    acts,
)
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.testing.histories import histories
from collabtherapy.testing.situations.places import at_
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CEM,
    EVA,
    START,
    led_to,
    prefixes,
)

INVITE = DutyKind.INVITE


def opened(*therapists: Therapist) -> Partnership:
    """Return the partnership of two clients with these therapists, at work."""
    p = Partnership.open(
        id="p-1",
        clients=(ANA, CEM),
        therapists=therapists,
        by="ana",
        at=START,
        form=Form.COUPLE,
    )
    return led_to(p, Stage.WORKING)


def meeting(*therapists: Therapist) -> Partnership:
    """Return a session of all of them, in which nothing was said."""
    p = opened(*therapists)
    present = ("ana", "cem", *(t.id for t in therapists))
    return p.record(acts.StartSession(by="bo", id="s1", present=present, **at_(p)))


def ended(p: Partnership) -> Partnership:
    """Return the partnership after its session."""
    return p.record(acts.EndSession(by="bo", session="s1", **at_(p)))


def invited(p: Partnership) -> dict[str, str]:
    """Return who is owed an invitation, and by whom."""
    owed = [duty for duty in p.duties(at=p.at) if duty.kind is INVITE]
    assert len({duty.owed_to for duty in owed}) == len(owed)
    return {str(duty.owed_to): str(duty.owed_by) for duty in owed}


def test_everybody_but_the_lead_is_invited_once():
    """One paper for each person, not three, and none that a lead owes to the lead."""
    p = ended(meeting(BO, EVA))
    assert invited(p) == {"ana": "bo", "cem": "bo", "eva": "bo"}


TAKEN_UP: dict[str, Callable[[Partnership], acts.Act]] = {
    "feedback": lambda p: acts.GiveFeedback(by="ana", session="s1", heard=9, **at_(p)),
    "comfort": lambda p: acts.CheckComfort(by="ana", session="s1", level=9, **at_(p)),
    "no comfort": lambda p: acts.CheckComfort(by="ana", session="s1", **at_(p)),
    "looking back": lambda p: acts.Reflect(
        by="ana", session="s1", words=Words("so"), **at_(p)
    ),
    "not looking back": lambda p: acts.Reflect(by="ana", session="s1", **at_(p)),
    "no": lambda p: acts.DeclineFeedback(by="ana", session="s1", **at_(p)),
    "asking": lambda p: acts.AskFeedback(by="bo", to="ana", session="s1", **at_(p)),
}
"""What does the one duty; each of them is enough."""


@pytest.mark.parametrize("how", TAKEN_UP)
def test_any_part_of_it_is_enough(how: str):
    """Whoever says one thing, or says no, is not asked for the rest of it."""
    p = ended(meeting(BO))
    after = p.record(TAKEN_UP[how](p))
    assert invited(after) == {"cem": "bo"}
    (duty,) = [d for d in p.duties(at=p.at, owed_to="ana") if d.kind is INVITE]
    assert after.duty(duty.id).status is DutyStatus.DISCHARGED


def test_one_no_declines_all_of_it():
    """A no is no number, and is the answer to each part that was not answered."""
    p = ended(meeting(BO))
    p = p.record(acts.DeclineFeedback(by="ana", session="s1", **at_(p)))
    for invitation in Invitation:
        assert p.outcome("s1", "ana", invitation) is Outcome.DECLINED
        assert p.outcome("s1", "cem", invitation) is Outcome.DEFERRED
    assert p.feedback("s1", "ana").comfort == ()
    assert p.feedback("s1", "ana").feedback == ()


def test_a_no_leaves_what_was_said():
    """What somebody said stays said, and may be said after a no."""
    p = meeting(BO)
    p = p.record(
        acts.CheckComfort(by="ana", session="s1", level=0, **at_(p)),
        acts.DeclineFeedback(by="ana", session="s1", **at_(p)),
    )
    assert p.outcome("s1", "ana", Invitation.COMFORT) is Outcome.GIVEN
    assert p.feedback("s1", "ana").comfort == (0,)
    p = p.record(acts.Reflect(by="ana", session="s1", words=Words("so"), **at_(p)))
    assert p.outcome("s1", "ana", Invitation.REFLECTION) is Outcome.GIVEN
    assert p.outcome("s1", "ana", Invitation.FEEDBACK) is Outcome.DECLINED


def test_whoever_answered_all_of_it_before_the_end_is_not_asked_again():
    """Nor is whoever said no to it."""
    p = meeting(BO)
    said: dict[str, Any] = {"session": "s1", **at_(p)}
    p = p.record(
        acts.DeclineFeedback(by="ana", **said),
        acts.GiveFeedback(by="cem", heard=9, comfort=9, **said),
    )
    assert invited(ended(p)) == {"cem": "bo"}
    p = p.record(acts.Reflect(by="cem", **said))
    assert invited(ended(p)) == {}


def test_whoever_comes_to_lead_owes_themselves_nothing():
    """What a colleague owed them lapses as they take the duties of the lead over."""
    p = ended(meeting(BO, EVA))
    (hers,) = [d for d in p.duties(at=p.at, owed_to="eva") if d.kind is INVITE]
    p = p.record(
        acts.LeaveAsTherapist(by="bo", ground=EndingGround.THREATENED, **at_(p))
    )
    assert invited(p) == {"ana": "eva", "cem": "eva"}
    assert p.duty(hers.id).lapsed_because is Lapse.LEFT


@given(histories(clients=(1, 2), at_most=20))
def test_nobody_owes_an_invitation_to_themselves(p: Partnership):
    """And nobody is asked twice of one session, however it went."""
    for _, _, after in prefixes(p):
        about = [d.id.what for d in of_invitation(after)]
        assert len(set(about)) == len(about)
        assert all(d.owed_by != d.owed_to for d in of_invitation(after) if d.is_open)


def of_invitation(p: Any) -> list[Duty]:
    """Return every invitation that was ever owed."""
    return [d for d in p.state.duties.by_id.values() if d.kind is INVITE]


def test_an_older_name_of_a_part_is_the_invitation():
    """Stored acts name what was one of three; it is what it is a part of."""
    p = ended(meeting(BO))
    (duty,) = [d for d in p.duties(at=p.at, owed_to="ana") if d.kind is INVITE]
    since = str(duty.id).rsplit("/", 1)[-1]
    assert str(duty.id) == f"invite/s1/ana/{since}"
    for name in ("invite/s1/ana/comfort", f"invite/s1/ana/reflection/{since}"):
        assert p.duty(name) == duty
        assert str(DutyId.parse(name)) == name
        assert DutyId.parse(name).what == duty.id.what
        done = acts.DischargeDuty(by="bo", duty=name, **at_(p))
        after = Partnership.replay((*p.history, done))  # let pass by an earlier law
        assert after.duty(duty.id).status is DutyStatus.DISCHARGED
    assert duty.owed_to == PersonId("ana")
    with pytest.raises(ValueError, match="id of a duty"):
        DutyId.parse("invite/s1/ana/sentiment")
