"""Reasons met in deciding, in consent, and by anybody."""

from datetime import timedelta

from collabtherapy import (
    GoalOutcome,
    Scope,
    Stage,
    acts,
    matters,
)
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    contracting,
    exploring,
    goal,
    paused,
    put,
    requested,
    unoriented,
    working,
)
from collabtherapy.testing.ways import START, couple, led_to

OF_DECISIONS: dict[str, Situation] = {
    "decision.proposal.id_taken": (
        exploring,
        lambda p: acts.Propose(by="bo", id="begin", matter=goal(), **at_(p)),
    ),
    "matter.owner.not_a_client": (
        exploring,
        lambda p: acts.Propose(by="bo", id="x", matter=goal(owners={"bo"}), **at_(p)),
    ),
    "goal.rating.off_scale": (
        working,
        lambda p: acts.RateGoal(by="ana", goal="g1", value=11, **at_(p)),
    ),
    "opening.done": (working, lambda p: p.history[0]),
    "person.not_a_client": (
        working,
        lambda p: acts.Orient(by="bo", to="bo", **at_(p)),
    ),
    "person.unknown": (working, lambda p: acts.Leave(by="cem", **at_(p))),
    "goal.unknown": (
        working,
        lambda p: acts.Propose(
            by="bo",
            id="x",
            matter=matters.GoalEnd(goal="g7", outcome=GoalOutcome.REACHED),
            **at_(p),
        ),
    ),
    "proposal.unknown": (
        requested,
        lambda p: acts.Accept(by="ana", proposal="none", **at_(p)),
    ),
    "consent.treatment.limits_not_told": (
        lambda: exploring().record(
            acts.Explain(
                by="bo",
                to="ana",
                scope=Scope.TREATMENT,
                terms="t",
                at=START + timedelta(days=1),
            )
        ),
        lambda p: acts.GiveConsent(
            by="ana", scope=Scope.TREATMENT, terms="t", **at_(p)
        ),
    ),
    "consent.contact.not_explained": (
        working,
        lambda p: acts.GiveConsent(by="ana", scope=Scope.CONTACT, terms="t", **at_(p)),
    ),
    "consent.assessment.not_in_force": (
        lambda: requested().record(
            acts.Propose(by="bo", id="x", matter=matters.Begin(), at=START)
        ),
        lambda p: acts.Accept(by="ana", proposal="x", **at_(p)),
    ),
    "consent.treatment.not_in_force": (
        lambda: working().record(
            acts.Explain(
                by="bo",
                to="ana",
                scope=Scope.TREATMENT,
                terms="new",
                limits=True,
                at=START + timedelta(days=1),
            )
        ),
        lambda p: acts.StartSession(by="bo", id="s", present=("ana", "bo"), **at_(p)),
    ),
    "consent.treatment.other_terms": (
        working,
        lambda p: acts.GiveConsent(
            by="ana", scope=Scope.TREATMENT, terms="new", **at_(p)
        ),
    ),
    "decision.decline.no_reason": (
        lambda: put(exploring(), by="ana"),
        lambda p: acts.Decline(by="bo", proposal="x", **at_(p)),
    ),
    "goal.rating.not_the_owner": (
        lambda: led_to(couple(), Stage.WORKING).record(
            acts.Propose(
                by="ana",
                id="own",
                matter=goal(owners={"ana"}),
                at=START + timedelta(days=1),
            ),
            acts.Accept(by="bo", proposal="own", at=START + timedelta(days=1)),
        ),
        lambda p: acts.RateGoal(by="cem", goal="own", value=1, **at_(p)),
    ),
    "right.not_theirs": (
        working,
        lambda p: acts.Explain(
            by="ana", to="ana", scope=Scope.CONTACT, terms="t", **at_(p)
        ),
    ),
    "agreement.no_goal": (
        contracting,
        lambda p: acts.Accept(by="ana", proposal="a1", **at_(p)),
    ),
    "agreement.not_in_force": (
        paused,
        lambda p: acts.Accept(by="ana", proposal="on", **at_(p)),
    ),
    "decision.accepted_already": (
        lambda: put(exploring()),
        lambda p: acts.Accept(by="bo", proposal="x", **at_(p)),
    ),
    "decision.amendment.other_matter": (
        lambda: put(exploring()),
        lambda p: acts.Amend(
            by="bo", proposal="x", matter=matters.Agreement(words=SAID), **at_(p)
        ),
    ),
    "decision.not_a_party": (
        lambda: requested(by="clinic", clients_told=SAID).record(
            acts.Propose(by="bo", id="x", matter=matters.Begin(), at=START)
        ),
        lambda p: acts.Accept(by="clinic", proposal="x", **at_(p)),
    ),
    "decision.proposal.settled": (
        exploring,
        lambda p: acts.Withdraw(by="bo", proposal="begin", **at_(p)),
    ),
    "decision.proposal.withdrawn": (
        lambda: put(exploring()).record(
            acts.Withdraw(by="bo", proposal="x", at=START + timedelta(days=1))
        ),
        lambda p: acts.Accept(by="ana", proposal="x", **at_(p)),
    ),
    "decision.version.not_the_last": (
        lambda: put(exploring()),
        lambda p: acts.Accept(by="ana", proposal="x", version=2, **at_(p)),
    ),
    "decision.withdrawal.not_the_proposer": (
        lambda: put(exploring()),
        lambda p: acts.Withdraw(by="ana", proposal="x", **at_(p)),
    ),
    "stage.not_now": (working, lambda p: acts.Finish(by="ana", **at_(p))),
    "decision.proposal.ran_out": (
        lambda: put(exploring()),
        lambda p: acts.Accept(by="ana", proposal="x", **at_(p, 90)),
    ),
    "orientation.owed": (
        unoriented,
        lambda p: acts.Propose(
            by="bo", id="x", matter=matters.Agreement(words=SAID), **at_(p)
        ),
    ),
    "waiting.expected_wait_not_told": (
        requested,
        lambda p: acts.PlaceOnWaitingList(by="bo", **at_(p)),
    ),
}
