"""The named conditions that look across regions.

A guard sees the state and the act, and gives a refusal for everything that stands in
the way. Here are those of the lifecycle's steps, which also see the matter that would
settle; the rows of `lifecycle` name them, and those of `ending_guards`. Those of other
acts stand in `consent_guards`, `choice_guards`, `decision_guards` and
`session_guards`, each marked with the acts it is asked of; those of matters whose
settling is no step, in `matter_guards`.
"""

from collections.abc import Callable
from typing import TypeAlias, TypeVar, cast, final

from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.decisions import (
    Accept,
    Amend,
    Decline,
    Propose,
    Withdraw,
)
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.orientation import (
    AnswerOrientation,
    Orient,
    Readiness,
)
from collabtherapy.partnership.regions.preferences import (
    TO_UNDERSTAND,
    AnswerNeed,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.breaks import Resume
from collabtherapy.partnership.values.ids import PersonId, ProposalId, fresh
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Rule,
)
from collabtherapy.partnership.values.stages import PlaceOnWaitingList, Stage

A = TypeVar("A", bound=Act)

Guard: TypeAlias = Callable[[State, Act, Matter | None], Refusals]
ActGuard: TypeAlias = Callable[[State, A], Refusals]


@final
class Asked:
    """The guards of each kind of act, in the order in which they are written."""

    def __init__(self) -> None:
        """Make a table without rows."""
        self._rows: dict[type[Act], tuple[ActGuard[Act], ...]] = {}

    def of(self, *kinds: type[Act]) -> Callable[[ActGuard[A]], ActGuard[A]]:
        """Mark a guard as asked of every act of these kinds."""

        def mark(guard: ActGuard[A]) -> ActGuard[A]:
            for kind in kinds:
                before = self._rows.get(kind, ())
                self._rows[kind] = (*before, cast("ActGuard[Act]", guard))
            return guard

        return mark

    def get(self, kind: type[Act]) -> tuple[ActGuard[Act], ...]:
        """Give the guards asked of acts of this kind."""
        return self._rows.get(kind, ())


NO_WAIT_TOLD = Reason(
    "waiting.expected_wait_not_told",
    Rule.POLICY,
    "nobody has told {clients} how long the wait may be",
)
NOT_ORIENTED = Reason(
    "orientation.owed",
    Rule.POLICY,
    "{client} has not heard yet how therapy works here, or has said "
    '"not yet"; what they put forward themselves waits for nothing',
)
NO_GOAL = Reason(
    "agreement.no_goal",
    Rule.ASSENT,
    "{n_active} goals are being worked on, and the agreement leaves none for a review",
)
NEED_NOT_SETTLED = Reason(
    "need.not_settled",
    Rule.ASSENT,
    "{client} needs {need} to understand what is agreed: it is met first, or {client} "
    "says that another way will do, or that they do well without",
)
NOT_THEIR_BREAK = Reason(
    "break.not_theirs",
    Rule.ASSENT,
    "{taken_by} took this break: {by} comes back from it together with them",
)
NO_AGREEMENT = Reason(
    "agreement.not_in_force",
    Rule.ASSENT,
    "no agreement is in force at {at}; the last was {last}",
)


def deciding(state: State, matter: type[Matter]) -> tuple[Do, Do]:
    """Give what settles a matter of this kind: putting it, and everyone accepting."""
    name = fresh(ProposalId(matter.__name__.lower()), state.decisions.proposals)
    put = Do(Propose, fields={"id": name, "matter": matter})
    return put, Do(Accept, fields={"proposal": name}, each=True)


def matter_put(state: State, act: Propose | Amend | Accept) -> Matter | None:
    """Return the matter that an act puts or accepts; None for an unknown proposal."""
    if not isinstance(act, Accept):
        return act.matter
    proposal = state.decisions.proposals.find(act.proposal)
    return None if proposal is None else proposal.last.matter


def matter_decided(state: State, act: Act) -> Matter | None:
    """Return the matter that an act is about: put, or accepted, declined, withdrawn."""
    if isinstance(act, Propose):
        return act.matter
    if not isinstance(act, Amend | Accept | Decline | Withdraw):
        return None
    proposal = state.decisions.proposals.find(act.proposal)
    return None if proposal is None else proposal.last.matter


def expected_wait_told(state: State, act: Act, _: Matter | None) -> Refusals:
    """Whoever is put on a waiting list is told how long it may take."""
    if not isinstance(act, PlaceOnWaitingList) or act.expected_wait_days is not None:
        return NONE
    days = state.policy.waiting_contact_days
    clients = state.members.ids(Role.CLIENT)
    return (NO_WAIT_TOLD(Change("expected_wait_days", (days,)), clients=clients),)


def oriented(state: State, act: Act, _: Matter | None) -> Refusals:
    """Hold back a therapist's draft until every client knows the way and is ready.

    "Not yet" is an answer that nothing overrides; a client's own draft it does not hold
    back, who says by it that they are ready, nor that of another client.
    """
    if state.members.role(act.by) is Role.CLIENT:
        return NONE
    said = {c: state.orientation.of(c) for c in state.members.ids(Role.CLIENT)}
    first = state.policy.orientation_first
    ready = {
        client: Do(AnswerOrientation, (client,))
        if one.readiness is Readiness.NOT_YET
        else Do(Orient, fields={"to": client})
        for client, one in said.items()
        if one.readiness is Readiness.NOT_YET or (first and not one.n_times)
    }
    return tuple(NOT_ORIENTED(fix, client=client) for client, fix in ready.items())


def goal_shared_or_deferred(state: State, _: Act, matter: Matter | None) -> Refusals:
    """At least one goal is shared, or both sides leave the goals for a review."""
    deferred = isinstance(matter, Agreement) and matter.goals_deferred
    if deferred or state.goals.active:
        return NONE
    return (NO_GOAL(*deciding(state, Goal), n_active=0),)


def everyone_understands(state: State, _: Act, _matter: Matter | None) -> Refusals:
    """Nobody agrees to what they need somebody else to understand."""
    return tuple(
        NEED_NOT_SETTLED(_meeting(client, need), client=client, need=need)
        for client in state.members.ids(Role.CLIENT)
        for need in state.preferences.of(client).unmet
        if need in TO_UNDERSTAND
    )


def _meeting(client: PersonId, need: str) -> Do:
    return Do(AnswerNeed, fields={"client": client, "need": need})


def agreement_holds(state: State, act: Act, _: Matter | None) -> Refusals:
    """There is an agreement, and it has not run out."""
    if state.agreement.in_force(act.at):
        return NONE
    current = state.agreement.current
    last = "none" if current is None else current.id
    return (NO_AGREEMENT(*deciding(state, Agreement), at=act.at, last=last),)


def own_break(state: State, act: Act, _: Matter | None) -> Refusals:
    """Who took a break ends it; what came upon all of them, any client."""
    by = state.main.paused_by
    taken = by is not None and state.members.role(by) in (Role.CLIENT, Role.THERAPIST)
    if not taken or by == act.by:
        return NONE
    return (NOT_THEIR_BREAK(*deciding(state, Resume), by=act.by, taken_by=by),)


def agreement_holds_again(state: State, act: Act, matter: Matter | None) -> Refusals:
    """Whoever comes back to working comes back to an agreement."""
    if state.main.paused_from is not Stage.WORKING:
        return NONE
    return agreement_holds(state, act, matter)
