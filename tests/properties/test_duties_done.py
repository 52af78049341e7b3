"""A duty that has its act is done by it; what has none is said in words."""

from collections.abc import Callable

import attrs
import pytest

from collabtherapy import (
    Do,
    Done,
    DutyKind,
    DutyStatus,
    Mode,
    Partnership,
    Stage,
    acts,
    law,
    matters,
)
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.situations.of_care import two_therapists
from collabtherapy.testing.situations.of_hands import disputed
from collabtherapy.testing.situations.of_learning import doubted, logging
from collabtherapy.testing.situations.of_needs import measured, needing, preferring
from collabtherapy.testing.situations.of_ruptures import taking_to
from collabtherapy.testing.situations.of_work import tasked
from collabtherapy.testing.situations.places import (
    SAID,
    at_,
    met,
    requested,
    strained,
    two_of,
    unoriented,
    working,
)
from collabtherapy.testing.ways import couple, found, in_session, led_to

WAITS_FOR_THEM = {
    DutyKind.ASK_WHAT_MATTERS,
    DutyKind.CONFIRM_CARRIED,
    DutyKind.CONFIRM_ENTRY,
    DutyKind.OFFER_ENDING_TALK,
}
"""Kinds of which the act is the other person's, who need not do it."""


def only(p: Partnership, kind: DutyKind) -> Duty:
    """Return the open duty of a kind."""
    return next(duty for duty in p.duties(at=p.at) if duty.kind is kind)


def done(p: Partnership, duty: Duty, **said: object) -> acts.DischargeDuty:
    """Return the discharging of a duty by who owes it."""
    return acts.DischargeDuty(by=duty.owed_by, at=p.at, duty=duty.id, **said)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def test_every_kind_that_an_act_does_names_its_act():
    """But where that act is for the other person to do, and they need not."""
    for row in law.DUTIES:
        if row.opened_by:
            named = row.its_act is not None
            waits = row.kind in WAITS_FOR_THEM
            assert named is (bool(row.discharged_by) and not waits), row.kind
        else:
            assert row.its_act is None, row.kind


def by_distance() -> Partnership:
    """Return a partnership that is to meet by distance."""
    p = working()
    return p.record(
        acts.PlanSession(by="bo", id="s", starts_at=p.at, mode=Mode.VIDEO, **at_(p))
    )


def urgent() -> Partnership:
    """Return a partnership that began before anything was explained."""
    p = requested()
    begin = matters.Begin(urgent=True)
    return p.record(
        acts.Propose(by="bo", id="begin", matter=begin, **at_(p)),
        acts.Accept(by="ana", proposal="begin", **at_(p)),
    )


def fallen() -> Partnership:
    """Return a partnership in which a client rated a goal far lower than before."""
    p = met()
    return p.record(
        *(acts.RateGoal(by="ana", goal="g1", value=value, **at_(p)) for value in (8, 0))
    )


def not_quite_done() -> Partnership:
    """Return a partnership in which a practice was done partly."""
    p = tasked("ana")
    return p.record(logging(p, done=Done.PARTLY))


def taken_to_a_colleague() -> Partnership:
    """Return a partnership in which a client took a rupture to another therapist."""
    p = two_therapists()
    p = p.record(acts.MarkRupture(by="ana", **two_of(), **at_(p)))
    return p.record(taking_to(p, recipient="eva"))


def left_in_danger() -> Partnership:
    """Return a partnership that a client left about whom a concern is open."""
    p = working()
    return p.record(
        acts.RaiseConcern(by="ana", client="ana", **at_(p)),
        acts.Leave(by="ana", **at_(p)),
    )


def worse() -> Partnership:
    """Return a partnership in which a score was worse."""
    return measured()


OWING: dict[DutyKind, Callable[[], Partnership]] = {
    DutyKind.CONTACT_WHILE_WAITING: lambda: led_to(requested(), Stage.WAITING),
    DutyKind.ORIENT: unoriented,
    DutyKind.EXPLAIN: urgent,
    DutyKind.INVITE: met,
    DutyKind.ANSWER_FEEDBACK: met,
    DutyKind.ANSWER_NEED: lambda: needing(working()),
    DutyKind.ANSWER_PREFERENCE: lambda: preferring(working()),
    DutyKind.DISCUSS_MEASURE: worse,
    DutyKind.DISCUSS_GOAL: fallen,
    DutyKind.ACKNOWLEDGE_RUPTURE: strained,
    DutyKind.HEAR_RUPTURE: taken_to_a_colleague,
    DutyKind.OFFER_SMALLER_STEP: lambda: doubted(met()),
    DutyKind.REVIEW_PRACTICE: not_quite_done,
    DutyKind.SAFETY_OUTREACH: left_in_danger,
    DutyKind.ASK_TELEHEALTH: by_distance,
    DutyKind.SUPPORT_DECISION: lambda: found(working(), "treatment", able=False),
    DutyKind.ANSWER_DISPUTE: disputed,
}
"""By kind that has its act: a partnership in which it is owed."""


def test_each_kind_that_has_its_act_is_owed_somewhere():
    """None is left out of what follows."""
    assert set(OWING) == {row.kind for row in law.DUTIES if row.its_act is not None}


@pytest.mark.parametrize("kind", OWING)
def test_a_duty_that_has_its_act_needs_it(kind: DutyKind):
    """Words are not enough; the refusal names the act, and the act does it."""
    p = OWING[kind]()
    duty = only(p, kind)
    said = done(p, duty, words=SAID)
    (refusal,) = p.why_not(said)
    assert refusal.code == "duty.has_its_act"
    (do,) = refusal.fix
    assert isinstance(do, Do)
    assert do.by == (duty.owed_by,)
    assert do.act.__name__ in refusal.message
    after, _ = carried_out(p, said, refusal)
    assert after.duty(duty.id).status is DutyStatus.DISCHARGED


def test_what_has_no_act_is_said_in_words():
    """A wordless yes, done, says nothing that anybody could read."""
    p = working().record(acts.Leave(by="ana", **at_(working())))
    duty = only(p, DutyKind.REFERRAL_INFORMATION)
    assert codes(p, done(p, duty)) == ["duty.no_words"]
    after = p.record(done(p, duty, words=SAID))
    assert after.duty(duty.id).status is DutyStatus.DISCHARGED


def test_what_waits_for_the_other_person_is_said_in_words():
    """Asked what matters, a client need not say; that they were asked is said."""
    p = met()
    duty = only(p, DutyKind.ASK_WHAT_MATTERS)
    assert codes(p, done(p, duty)) == ["duty.no_words"]
    assert codes(p, done(p, duty, words=SAID)) == []


def test_to_change_the_way_of_working_answers_feedback():
    """Also after the end, and once."""
    p = met()
    ended = p.record(acts.Leave(by="ana", **at_(p)))
    for there in (p, ended):
        duty = only(there, DutyKind.ANSWER_FEEDBACK)
        adjust = acts.Adjust(
            by="bo", session="s1", because_of="ana", words=SAID, **at_(p)
        )
        after = there.record(adjust)
        assert after.duty(duty.id).status is DutyStatus.DISCHARGED
    assert codes(after, adjust) == ["stage.not_now"]


def test_nobody_is_offered_what_words_do_not_do():
    """Options name the act that is owed, and `DischargeDuty` where there is none."""
    p = strained()
    kinds = {option.act for option in p.options("bo", at=p.at)}
    assert acts.DischargeDuty not in kinds
    assert acts.AcknowledgeRupture in kinds


def test_a_goal_that_became_anothers_can_still_be_talked_about():
    """Who rated it as their own is owed that talk, and the talk can be had."""
    p = in_session(led_to(couple(), Stage.WORKING))
    own = matters.Goal(words=SAID, owners={"ana"})
    p = p.record(
        acts.Propose(by="bo", id="own", matter=own, **at_(p)),
        acts.Accept(by="ana", proposal="own", **at_(p)),
        *(
            acts.RateGoal(by="ana", goal="own", value=value, **at_(p))
            for value in (8, 0)
        ),
        acts.Amend(
            by="bo", proposal="own", matter=attrs.evolve(own, owners={"cem"}), **at_(p)
        ),
        acts.Accept(by="cem", proposal="own", **at_(p)),
    )
    duty = only(p, DutyKind.DISCUSS_GOAL)
    talk = acts.DiscussProgress(
        by="bo", session="s1", client="ana", goals={"own"}, **at_(p)
    )
    assert p.record(talk).duty(duty.id).status is DutyStatus.DISCHARGED
