"""What is looked at of each region, and what bears on it; `regions` draws it."""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta

import attrs

from collabtherapy import (
    Client,
    Invitation,
    Partnership,
    PersonId,
    Policy,
    Scope,
    Therapist,
    Words,
    acts,
    matters,
)

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANA, BO = PersonId("ana"), PersonId("bo")
SAID = Words("said")
POLICY = Policy(safety_checks=1, lapse_attempts=1)


@attrs.frozen(kw_only=True)
class Watched:
    """One region, and what of it is looked at.

    Args:
        title: what the picture shows.
        moved_by: the acts that bear on it.
        settled_by: the matters whose settling does.
        status: what it is at a moment.
        beside: what else tells one situation from another, and is not drawn.
        first: what had been done before.
    """

    title: str
    moved_by: tuple[type[acts.Act], ...]
    settled_by: tuple[type[matters.Matter], ...] = ()
    status: Callable[[Partnership, datetime], str]
    beside: Callable[[Partnership], Hashable] = lambda _: None
    first: tuple[acts.Act, ...] = ()


def _session(p: Partnership, _: datetime) -> str:
    return p.sessions[0].status.value if p.sessions else "not planned"


def _invitation(p: Partnership, _: datetime) -> str:
    return p.outcome("s1", ANA, Invitation.FEEDBACK).value


def _proposal(p: Partnership, at: datetime) -> str:
    if "new" not in map(str, p.state.decisions.proposals):
        return "not put"
    put = p.proposal("new")
    if put.is_settled:
        return "settled"
    if put.withdrawn:
        return "taken back"
    return "pending" if put in p.pending(at=at) else "undecided"


def _goal(p: Partnership, _: datetime) -> str:
    outcome = p.goal("g1").outcome
    return "shared" if outcome is None else outcome.value


def _agreement(p: Partnership, at: datetime) -> str:
    if p.agreement is None:
        return "none"
    return "current" if p.state.agreement.in_force(at) else "expired"


def _represented(p: Partnership, at: datetime) -> str:
    held = p.holders(ANA, at=at)
    if not held:
        return "nobody"
    return "confirmed" if any(one.is_confirmed for one in held) else "claimed"


def _topic(p: Partnership, _: datetime) -> str:
    return "parked" if p.parked else "open to talk about"


def _practice(p: Partnership, _: datetime) -> str:
    agreed = tuple(p.state.tasks.practices.values())
    if not agreed:
        return "not agreed"
    return "stopped" if agreed[0].stopped else "agreed"


MEET = acts.StartSession(by=BO, at=START, id="s1", present=(ANA, BO))
PUT_TASK = acts.Propose(
    by=BO, at=START, id="t1", matter=matters.Task(words=SAID, goals={"g1"})
)

WATCHED = (
    Watched(
        title="A proposal: what is decided together",
        moved_by=(acts.Propose, acts.Amend, acts.Accept, acts.Decline, acts.Withdraw),
        settled_by=(matters.Goal,),
        status=_proposal,
        beside=lambda p: len(p.goals) > 1,
    ),
    Watched(
        title="A consent: one client, one scope",
        moved_by=(
            acts.Explain, acts.GiveConsent, acts.DeclineConsent, acts.WithdrawConsent,
        ),
        status=lambda p, at: p.consent_status(ANA, Scope.CONTACT, at=at).value,
        beside=lambda p: p.consent(ANA, Scope.CONTACT).expires_at is None,
    ),
    Watched(
        title="A session",
        moved_by=(
            acts.PlanSession, acts.StartSession, acts.EndSession, acts.InterruptSession,
            acts.CancelSession, acts.MissSession, acts.Pause,
        ),
        status=_session,
    ),
    Watched(
        title="An invitation to give feedback",
        moved_by=(
            acts.GiveFeedback, acts.DeclineFeedback, acts.EndSession,
            acts.InterruptSession,
        ),
        status=_invitation,
        beside=lambda p: p.session("s1").status,
        first=(MEET,),
    ),
    Watched(
        title="A goal",
        moved_by=(acts.Propose, acts.Amend, acts.Accept),
        settled_by=(matters.GoalEnd, matters.Goal),
        status=_goal,
    ),
    Watched(
        title="A practice between sessions",
        moved_by=(acts.Propose, acts.Accept, acts.StopPractice),
        settled_by=(matters.Practice,),
        status=_practice,
        first=(PUT_TASK, acts.Accept(by=ANA, at=START, proposal="t1")),
    ),
    Watched(
        title="The agreement",
        moved_by=(acts.Amend, acts.Accept),
        settled_by=(matters.Agreement,),
        status=_agreement,
    ),
    Watched(
        title="An alliance: one client, one therapist",
        moved_by=(
            acts.RateBond, acts.MarkRupture, acts.AcknowledgeRupture,
            acts.WorkOnRupture, acts.ConfirmRepair,
        ),
        status=lambda p, _: p.alliance(ANA, BO).status.value,
        beside=lambda p: (
            (rupture := p.alliance(ANA, BO).open) and rupture.acknowledged_at
        ),
    ),
    Watched(
        title="Safety: one client",
        moved_by=(
            acts.RaiseConcern, acts.CheckSafety, acts.HandOverSafety,
            acts.AcceptHandOver, acts.Propose, acts.Accept,
        ),
        settled_by=(matters.SafetyPlan, matters.ResolveConcern),
        status=lambda p, _: p.safety(ANA).status.value,
        beside=lambda p: (
            p.safety(ANA).n_clear > 0, p.safety(ANA).offered is not None,
        ),
    ),
    Watched(
        title="Contact",
        moved_by=(
            acts.PlanSession,
            acts.MissSession,
            acts.ReachOut,
            acts.RecordContact,
        ),
        status=lambda p, at: p.contact(at=at).value,
        beside=lambda p: (
            p.state.contact.silent_since is not None, bool(p.sessions),
            bool(p.state.contact.attempts),
        ),
    ),
    Watched(
        title="Who holds authority for a client",
        moved_by=(
            acts.AppointRepresentative,
            acts.ConfirmRepresentation,
            acts.EndRepresentation,
        ),
        status=_represented,
        beside=lambda p: tuple(
            held.until is None for held in p.holders(ANA, at=p.at)
        ),
    ),
    Watched(
        title="A topic",
        moved_by=(acts.ParkTopic, acts.UnparkTopic),
        status=_topic,
    ),
)  # fmt: skip


def working() -> Partnership:
    """Give a partnership of two that works towards one goal."""
    by_bo, by_ana = {"by": BO, "at": START}, {"by": ANA, "at": START}
    p = Partnership.open(
        id="p-1", clients=[Client("ana")], therapists=[Therapist("bo")], by=ANA,
        at=START, policy=POLICY,
    )  # fmt: skip
    for scope in (Scope.ASSESSMENT, Scope.TREATMENT):
        p = p.record(
            acts.Explain(**by_bo, to=ANA, scope=scope, terms="terms", limits=True),
            acts.GiveConsent(**by_ana, scope=scope, terms="terms"),
        )
    agreed = {
        "begin": matters.Begin(),
        "g1": matters.Goal(words=SAID),
        "a1": matters.Agreement(words=SAID, expires_at=START + timedelta(days=300)),
    }
    for name, matter in agreed.items():
        p = p.record(
            *([acts.Orient(**by_bo, to=ANA)] if name == "g1" else []),
            acts.Propose(**by_bo, id=name, matter=matter),
            acts.Accept(**by_ana, proposal=name),
        )
    return p
