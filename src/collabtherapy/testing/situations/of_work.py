"""Reasons met in the work: stance, understanding, choices, tasks, topics, telling."""

from datetime import timedelta
from typing import Any

from collabtherapy import (
    Client,
    Form,
    GoalOutcome,
    NoScore,
    Partnership,
    Scope,
    Stage,
    StanceLevel,
    Therapist,
    acts,
    matters,
)
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    exploring,
    meeting,
    small_group,
    working,
)
from collabtherapy.testing.ways import (
    START,
    appointing,
    consented,
    couple,
    decided,
    led_to,
)

DAY_1 = START + timedelta(days=1)


def tasked(owner: str = "ana") -> Partnership:
    """Return a partnership with a task, and a practice of one of the two."""
    p = working()
    task = matters.Task(words=SAID, goals={"g1"})
    p = decided(p, "t1", task, p.at)
    practice = matters.Practice(words=SAID, task="t1", owner=owner)
    return decided(p, "p1", practice, p.at)


def asked() -> Partnership:
    """Give a partnership in which the therapist has put a question to choose on."""
    p = working()
    choice = matters.Choice(words=SAID)
    return p.record(acts.Propose(by="bo", id="x", matter=choice, **at_(p)))


def optioned() -> Partnership:
    """Give one in which the client said what matters, and options were put."""
    p = asked()
    return p.record(
        acts.TakePosition(by="ana", proposal="x", **at_(p)),
        acts.Amend(by="bo", proposal="x", matter=options(), **at_(p)),
    )


def options(chosen: int | None = None) -> matters.Choice:
    """Give a choice between two."""
    return matters.Choice(words=SAID, options=(SAID, SAID), chosen=chosen)


def led_by_the_client() -> Partnership:
    """Give a partnership whose client would lead."""
    p = working()
    return p.record(acts.SetStance(by="ana", level=StanceLevel.CLIENT_LED, **at_(p)))


def understanding(**cites: Any) -> Partnership:
    """Give a session in which a picture was put that rests on what one side said."""
    p = meeting()
    picture = matters.Understanding(words=SAID, **cites)
    return p.record(acts.Propose(by="bo", id="u", matter=picture, **at_(p)))


def disclose(p: Partnership, **changes: Any) -> acts.Disclose:
    """Have the therapist tell a doctor something."""
    fields = {"client": "ana", "recipient": "gp", "purpose": "care", "items": {"plan"}}
    return acts.Disclose(by="bo", **{**fields, **changes}, **at_(p))


def crowd() -> Partnership:
    """Give a group of as many people as a partnership can have."""
    clients = [Client(f"c{n}") for n in range(199)]
    return Partnership.open(
        id="p-1", clients=clients, therapists=[Therapist("bo")], by="c0", at=START,
        form=Form.GROUP,
    )  # fmt: skip


def involve(p: Partnership, who: str) -> acts.Propose:
    """Have the therapist ask to bring somebody in."""
    matter = matters.Involve(person=Therapist(who))
    return acts.Propose(by="bo", id="in", matter=matter, **at_(p))


def join(p: Partnership, who: str) -> acts.Propose:
    """Have the therapist ask that a client joins."""
    matter = matters.Join(person=Client(who))
    return acts.Propose(by="bo", id="join", matter=matter, **at_(p))


OF_WORK: dict[str, Situation] = {
    "stance.step_too_large": (
        led_by_the_client,
        lambda p: acts.Propose(
            by="bo",
            id="x",
            matter=matters.Stance(client="ana", level=StanceLevel.SHARED),
            **at_(p),
        ),
    ),
    "understanding.one_sided": (
        lambda: understanding(cites={"c1"}),
        lambda p: acts.Accept(by="ana", proposal="u", **at_(p)),
    ),
    "task.no_active_goal": (
        lambda: decided(
            exploring().record(
                acts.Propose(
                    by="bo", id="g", matter=matters.Goal(words=SAID), at=DAY_1
                ),
                acts.Accept(by="ana", proposal="g", at=DAY_1),
                acts.Propose(
                    by="bo",
                    id="t",
                    matter=matters.Task(words=SAID, goals={"g"}),
                    at=DAY_1,
                ),
            ),
            "over",
            matters.GoalEnd(goal="g", outcome=GoalOutcome.REACHED),
            DAY_1,
        ),
        lambda p: acts.Accept(by="ana", proposal="t", **at_(p)),
    ),
    "practice.not_the_owner": (
        lambda: decided(
            led_to(couple(), Stage.WORKING),
            "t1",
            matters.Task(words=SAID, goals={"g1"}),
            DAY_1,
        ).record(
            acts.Propose(
                by="cem",
                id="p1",
                matter=matters.Practice(words=SAID, task="t1", owner="cem"),
                at=DAY_1,
            ),
            acts.Accept(by="bo", proposal="p1", at=DAY_1),
        ),
        lambda p: acts.LogPractice(by="ana", practice="p1", **at_(p)),
    ),
    "practice.stopped": (
        lambda: tasked().record(acts.StopPractice(by="ana", practice="p1", at=DAY_1)),
        lambda p: acts.LogPractice(by="ana", practice="p1", **at_(p)),
    ),
    "practice.unknown": (
        tasked,
        lambda p: acts.LogPractice(by="ana", practice="p9", **at_(p)),
    ),
    "task.unknown": (
        tasked,
        lambda p: acts.Propose(
            by="bo",
            id="x",
            matter=matters.Practice(words=SAID, task="t9", owner="ana"),
            **at_(p),
        ),
    ),
    "topic.not_parked": (
        lambda: working().record(acts.ParkTopic(by="ana", topic="work", at=DAY_1)),
        lambda p: acts.UnparkTopic(by="bo", topic="work", **at_(p)),
    ),
    "topic.parked": (
        lambda: meeting().record(acts.ParkTopic(by="ana", topic="work", at=DAY_1)),
        lambda p: acts.Contribute(
            by="bo", session="s1", id="x", topic="work", **at_(p)
        ),
    ),
    "choice.not_a_choice": (
        asked,
        lambda p: acts.TakePosition(by="ana", proposal="g1", **at_(p)),
    ),
    "choice.no_option": (
        optioned,
        lambda p: acts.TakePosition(by="ana", proposal="x", option=3, **at_(p)),
    ),
    "choice.not_elicited": (
        asked,
        lambda p: acts.Amend(by="bo", proposal="x", matter=options(), **at_(p)),
    ),
    "choice.no_position": (
        optioned,
        lambda p: acts.Amend(by="ana", proposal="x", matter=options(1), **at_(p)),
    ),
    "choice.nothing_chosen": (
        optioned,
        lambda p: acts.Accept(by="ana", proposal="x", **at_(p)),
    ),
    "person.here_already": (working, lambda p: involve(p, "bo")),
    "person.too_many": (crowd, lambda p: involve(p, "eva")),
    "person.no_room": (working, lambda p: join(p, "fia")),
    "person.therapists_side": (
        lambda: decided(
            led_to(small_group(), Stage.WORKING),
            "tr",
            matters.Transfer(to="fia"),
            DAY_1,
        ),
        lambda p: join(p, "fia"),
    ),
    "representation.joins": (
        lambda: (p := led_to(small_group(), Stage.WORKING)).record(
            appointing(p, "fia")
        ),
        lambda p: join(p, "fia"),
    ),
    "transfer.not_agreed": (
        working,
        lambda p: acts.CompleteTransfer(
            by="eva", transfer="g1", successor="p-2", **at_(p)
        ),
    ),
    "transfer.not_the_incoming": (
        lambda: decided(working(), "tr", matters.Transfer(to="eva"), DAY_1),
        lambda p: acts.CompleteTransfer(
            by="stranger", transfer="tr", successor="p-2", **at_(p)
        ),
    ),
    "disclosure.ground_not_told": (
        working,
        lambda p: disclose(p, ground="risk_to_self"),
    ),
    "consent.disclosure.not_in_force": (working, disclose),
    "measure.reason_not_known": (
        lambda: consented(working(), Scope.MEASUREMENT, DAY_1),
        lambda p: acts.RecordMeasure(
            by="bo",
            client="ana",
            instrument="phq-9",
            no_score=NoScore.NOT_KNOWN,
            low=0,
            high=27,
            **at_(p),
        ),
    ),
    "right.not_for_another": (
        lambda: led_to(couple(), Stage.WORKING).record(
            acts.Explain(
                by="bo", to="cem", scope=Scope.MEASUREMENT, terms="t", at=DAY_1
            ),
            acts.GiveConsent(by="cem", scope=Scope.MEASUREMENT, terms="t", at=DAY_1),
        ),
        lambda p: acts.RecordMeasure(
            by="ana",
            client="cem",
            instrument="phq-9",
            score=9,
            low=0,
            high=27,
            **at_(p),
        ),
    ),
}
