"""What follows from what a client gains by it: S14 to S29."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any
from unittest import mock

from claims.proof import Proof, at, codes, owes, refused
from small_service import SMALL
from testing.planted import PLANTED, Coded

from collabtherapy import (
    Done,
    DutyKind,
    Partnership,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.law.sight import audiences
from collabtherapy.partnership.questions import offers
from collabtherapy.privacy import view
from collabtherapy.simulation import Scenario, compare, outcomes
from collabtherapy.simulation.scenarios import acting
from collabtherapy.testing.situations.of_learning import doubting, hoping, logging
from collabtherapy.testing.situations.of_work import tasked
from collabtherapy.testing.situations.places import (
    SAID,
    at_,
    meeting,
    unoriented,
    working,
)
from collabtherapy.testing.ways import couple, decided, led_to, two


def speaking() -> Partnership:
    """Return a session of which nobody has said anything yet."""
    p = working()
    return p.record(
        acts.StartSession(by="bo", id="s1", present=("ana", "bo"), **at_(p))
    )


def confided() -> Partnership:
    """Return a couple, of whom one has written something to the therapist alone."""
    p = led_to(couple(), Stage.WORKING)
    return p.record(acts.WriteNote(by="ana", to={"bo"}, words=SAID, **at_(p)))


def sees_the_note(p: Partnership, who: str) -> bool:
    """Return whether somebody sees a note."""
    return any(isinstance(act, acts.WriteNote) for act in view(p, who).history)


def drafted(p: Partnership) -> acts.Propose:
    """Return the draft of an agreement by the therapist."""
    agreement = matters.Agreement(words=SAID)
    return acts.Propose(by="bo", id="a1", matter=agreement, **at_(p))


def hoped() -> Partnership:
    """Return a partnership whose client has said what they hope for."""
    return hoping(working())


def offered_as_a_goal(p: Partnership) -> bool:
    """Return whether a draft is offered that is drawn from what the client hopes."""
    (stated,) = p.preferences("ana").aspirations
    found = p.options("ana", at=p.at)
    return any(o.matter is matters.Goal and o.target == stated.at for o in found)


def asked_to_practise() -> Partnership:
    """Return a partnership whose client is asked to practise something."""
    p = working()
    p = decided(p, "t1", matters.Task(words=SAID, goals={"g1"}), p.at)
    practice = matters.Practice(words=SAID, task="t1", owner="ana")
    return p.record(acts.Propose(by="bo", id="p1", matter=practice, **at_(p)))


def practised_unasked(p: Partnership) -> bool:
    """Return whether it is the client's to practise by what the therapist does."""
    less = matters.Practice(words=Words("less"), task="t1", owner="ana")
    p = p.record(acts.Amend(by="bo", proposal="p1", matter=less, **at_(p)))
    return bool(p.practices("ana"))


def is_over(p: Partnership, leave: acts.Leave) -> bool:
    """Return whether leaving is allowed, and ends it."""
    return p.allows(leave) and p.record(leave).stage is Stage.CLOSED


def followed_up_no_more() -> Partnership:
    """Return a partnership followed up, whose client wants no contact any more."""
    p = led_to(two(), Stage.FOLLOW_UP)
    return p.record(acts.WithdrawConsent(by="ana", scope=Scope.CONTACT, **at_(p)))


def personal() -> Scenario:
    """Return a small service whose work fits the person."""
    return SMALL.with_practice(preferences_accommodated=True)


def ends_lower(arm: Scenario) -> bool:
    """Return whether the scores of an arm end lower than those of usual care."""
    arms = {"usual": SMALL, "arm": arm}
    trial = compare(arms, clients=60, seed=1, engine="arrays")
    return trial.difference(outcomes.PHQ9_LAST, "arm").value < 0


def carrying_nothing(*switches: str) -> Callable[[], AbstractContextManager[Any]]:
    """Have switches of the practice turn on no assumption."""
    levers = {**acting.LEVERS, **dict.fromkeys(switches, ())}
    return partial(mock.patch.object, acting, "LEVERS", levers)


def seen_by_everyone() -> AbstractContextManager[Any]:
    """Have notes be for everybody who is here."""
    table = {k: v for k, v in audiences.AUDIENCES.items() if k != "WriteNote"}
    return mock.patch.object(audiences, "AUDIENCES", table)


OF_BENEFITS = (
    at(
        "S14",
        speaking,
        lambda p: owes(
            p,
            acts.GiveFeedback(by="ana", session="s1", heard=2, **at_(p)),
            DutyKind.ANSWER_FEEDBACK,
        ),
        "answer_feedback, opened by GiveFeedback",
    ),
    Proof(
        "S15",
        "confided",
        confided,
        lambda p: sees_the_note(p, "bo") and not sees_the_note(p, "cem"),
        "audience, WriteNote",
        seen_by_everyone,
    ),
    at(
        "S16",
        unoriented,
        lambda p: "orientation.owed" in codes(p, drafted(p)),
        "L4, oriented",
    ),
    refused("S17", "topic.parked", "Contribute, not_parked_by_another"),
    refused("S18", "choice.not_elicited", "Amend, elicited_first"),
    refused("S19", "task.no_active_goal", "Task, a_goal_is_active"),
    Proof(
        "S20",
        "personal",
        personal,
        ends_lower,
        "levers, preferences_accommodated",
        carrying_nothing("preferences_accommodated"),
    ),
    at(
        "S21",
        hoped,
        offered_as_a_goal,
        Coded(offers._draw_on, lambda state, by, at: iter(())),
    ),
    at(
        "S22",
        working,
        lambda p: is_over(p, acts.Leave(by="ana", **at_(p))),
        "L19",
    ),
    at(
        "S23",
        asked_to_practise,
        lambda p: not practised_unasked(p),
        PLANTED["one yes is enough"],
    ),
    at(
        "S24",
        tasked,
        lambda p: owes(p, logging(p, done=Done.NOT), DutyKind.REVIEW_PRACTICE),
        "review_practice, opened by LogPractice",
    ),
    at(
        "S25",
        working,
        lambda p: owes(p, doubting(p), DutyKind.OFFER_SMALLER_STEP),
        "offer_smaller_step, opened by RateConfidence",
    ),
    refused("S26", "ending.toolkit_not_offered", "L15, toolkit_offered"),
    at(
        "S27",
        meeting,
        lambda p: (
            not p.allows(acts.EndorseInsight(by="bo", contribution="c2", **at_(p)))
        ),
        "right, EndorseInsight",
    ),
    refused("S28", "toolkit.not_a_sign", "AddToToolkit, toolkit.not_a_sign"),
    at(
        "S29",
        followed_up_no_more,
        lambda p: not p.allows(acts.ReachOut(by="bo", to="ana", **at_(p))),
        "G12",
    ),
)
