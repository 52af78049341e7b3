"""The conditions on what is done for somebody else, or about them.

Between several clients no client answers for another, appoints who speaks for them, or
takes out what they wrote; which acts these are is the column `whose` of `RIGHTS`. What
concerns a person's safety is theirs to accept: the danger may come from whoever speaks
for them. A representative accepts it only after an explicit finding that the person
cannot decide it, and neither as another client nor as whom a concern names. That they
hold authority for it at all is asked in `holder_guards`.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

from collabtherapy.partnership.law.deciders import (
    SAFETY,
    found_lacking,
    is_named_by_a_concern,
)
from collabtherapy.partnership.law.erasing import NOT_FOR_ANOTHER, own_words
from collabtherapy.partnership.law.guards import Asked, matter_put
from collabtherapy.partnership.law.references import MOST_SHOWN, UNKNOWN
from collabtherapy.partnership.law.rights import (
    RIGHT_TO,
    is_for_another,
    whose,
    whose_affair,
)
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.alliance import (
    AcknowledgeRupture,
    BetweenTwo,
    HearRupture,
    RateBond,
    TakeRuptureTo,
    WorkOnRupture,
)
from collabtherapy.partnership.regions.choices import Choice
from collabtherapy.partnership.regions.consults import Consult
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.goals import SharedGoal
from collabtherapy.partnership.regions.notes import (
    Addendum,
    AgreeToNote,
    CommentOnNote,
    WriteNote,
)
from collabtherapy.partnership.regions.practice import Practice, Task
from collabtherapy.partnership.regions.preferences import Accommodate
from collabtherapy.partnership.regions.progress import DiscussProgress
from collabtherapy.partnership.regions.redactions import AskErasure, Redact
from collabtherapy.partnership.regions.representation import EndRepresentation
from collabtherapy.partnership.regions.safety import ResolveConcern, SafetyPlan
from collabtherapy.partnership.regions.stance import Stance
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import GoalId, PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Remedy,
    Rule,
    sought,
)

NOT_THEIRS = Reason(
    "alliance.not_theirs",
    Rule.RIGHT,
    "this is for {who} of the two to say, not for {by}",
)
NO_THIRD = Reason(
    "alliance.no_third_person",
    Rule.RECORD,
    "what came between {client} and {therapist} goes to a third person: neither to one "
    "of the two, nor to another client",
)
OWN_SAFETY = Reason(
    "safety.own_word",
    Rule.SAFETY,
    "what concerns the safety of {client} is for them to accept, and not for {by}",
)
NOT_DECIDED = Reason(
    "preference.not_decided",
    Rule.RECORD,
    "{proposal} is nothing that was decided with {client} about how they work",
)

NOT_RECORDED = Reason(
    "progress.not_recorded",
    Rule.RECORD,
    "of what {client} answered or works towards, nothing is called {what}",
)

NOT_A_SUPERVISOR = Reason(
    "consult.not_a_supervisor",
    Rule.RECORD,
    "{by} takes it to somebody else than themselves or a client: {supervisor} is no "
    "supervisor here",
)

NOT_TAKEN = Reason(
    "alliance.not_taken_to_them",
    Rule.RIGHT,
    "{client} has not taken the rupture with {therapist} to {by}",
)
NO_READERS = Reason(
    "note.no_readers",
    Rule.RIGHT,
    "there are or were several clients here, and the note by {by} neither names its "
    "readers nor says that it is for everyone",
)

WAYS_OF_WORKING = (Agreement, Choice, Practice, Stance, Task)
"""The matters that say how one works with a client."""

CARE_GUARDS = Asked()


def for_oneself(state: State, act: Act) -> Refusals:
    """Refuse to a client, or to a holder, what is another client's affair."""
    if isinstance(act, Redact | AskErasure):
        return own_words(state, act)
    if isinstance(act, EndRepresentation):
        if act.representative == act.by:
            return NONE  # what one holds oneself is one's own to lay down
        for_another = _from_outside(state, act) or is_for_another(state.members, act)
    else:
        for_another = is_for_another(state.members, act)
    if not for_another:
        return NONE
    others = RIGHT_TO[type(act)].who - {Role.CLIENT}
    return (_not_for_another(act, state.members.ids(*others)),)


def _from_outside(state: State, act: EndRepresentation) -> bool:
    role = state.members.role
    clients = (Role.CLIENT, Role.FORMER_CLIENT)
    return role(act.by) is Role.OUTSIDER and role(act.client) in clients


def _not_for_another(act: Act, others: tuple[PersonId, ...]) -> Refusal:
    whose = cast("PersonId", whose_affair(act))
    change = Change("by", (whose, *others))
    return NOT_FOR_ANOTHER(change, act=type(act).__name__, whose=whose, by=act.by)


@CARE_GUARDS.of(AcknowledgeRupture, WorkOnRupture, RateBond)
def own_bond(
    state: State, act: AcknowledgeRupture | WorkOnRupture | RateBond
) -> Refusals:
    """Refuse to a therapist what is between a client and another therapist."""
    if act.by == act.therapist or state.members.role(act.by) is not Role.THERAPIST:
        return NONE
    rated = isinstance(act, RateBond)
    who = (act.client, act.therapist) if rated else (act.therapist,)
    return (NOT_THEIRS(Change("by", who), who=who, by=act.by),)


@CARE_GUARDS.of(TakeRuptureTo)
def to_a_third_person(state: State, act: TakeRuptureTo) -> Refusals:
    """Refuse to take a rupture to the therapist it is about, or to a client."""
    if _may_hear(state, act, act.recipient):
        return NONE
    others = state.members.ids(*RIGHT_TO[HearRupture].who)
    third = tuple(person for person in others if person != act.therapist)
    change = Change("recipient", third or None)
    return (NO_THIRD(change, client=act.client, therapist=act.therapist),)


@CARE_GUARDS.of(HearRupture)
def taken_to_them(state: State, act: HearRupture) -> Refusals:
    """Refuse the answer of a person to whom the client did not take the rupture."""
    rupture = state.alliance.of(act.client, act.therapist).open
    if rupture is not None and rupture.is_taken_to(act.by):
        return NONE
    two = {"client": act.client, "therapist": act.therapist}
    if _may_hear(state, act, act.by):
        taking = {**two, "recipient": act.by}
        fix: Remedy = Do(TakeRuptureTo, (act.client,), taking)
    else:
        taken = () if rupture is None else rupture.taken_to
        fix = Change("by", tuple(one.recipient for one in taken))
    return (NOT_TAKEN(fix, **two, by=act.by),)


def _may_hear(state: State, act: BetweenTwo, person: PersonId) -> bool:
    """Return whether a person is a third to a client and a therapist, and no client."""
    third = RIGHT_TO[HearRupture].who
    return person != act.therapist and state.members.role(person) in third


@CARE_GUARDS.of(Propose, Amend, Accept)
def own_safety(state: State, act: Propose | Amend | Accept) -> Refusals:
    """Refuse to decide about a client's safety in their place."""
    matter = matter_put(state, act)
    if not isinstance(matter, SafetyPlan | ResolveConcern):
        return NONE
    client, members = matter.client, state.members
    if act.for_whom != client:
        theirs = members.role(act.for_whom) is not Role.CLIENT
    else:
        theirs = act.by == client or _decides_safety_for(state, act.by, client)
    if theirs:
        return NONE
    # One reason for all of them: whom a concern names does not learn of it here.
    fix = [Change("by", (client,))]
    if act.names_whom != "by":
        fix.append(Change(act.names_whom, (None,)))
    if client not in members.ids(Role.CLIENT):
        fix = [Change("proposal" if isinstance(act, Accept) else "matter", ())]
    return (OWN_SAFETY(*fix, client=client, by=act.by),)


def _decides_safety_for(state: State, person: PersonId, client: PersonId) -> bool:
    """Return whether a holder may accept what concerns a client's safety."""
    named = is_named_by_a_concern(state, person, client)
    return not named and found_lacking(state, client, SAFETY)


@CARE_GUARDS.of(Accommodate)
def decided_for_it(state: State, act: Accommodate) -> Refusals:
    """Refuse to name as an accommodation what was not decided with that client."""
    proposals = state.decisions.proposals
    if act.proposal is None or act.proposal not in proposals:
        return NONE
    if _is_way_of(proposals[act.proposal], act.client):
        return NONE
    change = sought(
        "proposal",
        lambda: (p.id for p in proposals.values() if _is_way_of(p, act.client)),
    )
    return (NOT_DECIDED(change, proposal=act.proposal, client=act.client),)


def _is_way_of(proposal: Proposal, client: PersonId) -> bool:
    """Return whether a proposal stands, and says how one works with a client."""
    settled = proposal.settled
    if settled is None or not isinstance(settled.matter, WAYS_OF_WORKING):
        return False
    return client in (whose(settled.matter) or {client})


@CARE_GUARDS.of(DiscussProgress)
def recorded_of_them(state: State, act: DiscussProgress) -> Refusals:
    """Refuse a talk about measures that were not taken, or about another's goals."""
    goals, client = state.goals.by_id, act.client
    not_taken = act.measures - _taken(state, client, act.measures)
    of_others = frozenset(
        name
        for name in act.goals
        if name in goals and not _is_rated_by(goals[name], client)
    )
    found: list[Refusal] = []
    if not_taken:
        measures = partial(_taken, state, client, None)
        found.append(_nothing_of("measures", act, not_taken, measures, act.goals))
    if of_others:
        own = partial(_rated, state, client)
        found.append(_nothing_of("goals", act, of_others, own, act.measures))
    return tuple(found)


def _taken(state: State, client: PersonId, of: frozenset[str] | None) -> frozenset[str]:
    """Return the instruments that a client answered, of these or of any.

    The last ones are looked at first: they are mostly those that are talked about.
    """
    found: set[str] = set()
    for measure in reversed(state.measurements.by_client.find(client) or ()):
        if of is None or measure.instrument in of:
            found.add(measure.instrument)
        if of is not None and found >= of:
            break
    return frozenset(found)


def _rated(state: State, client: PersonId) -> frozenset[GoalId]:
    goals = state.goals.by_id.values()
    return frozenset(goal.id for goal in goals if _is_rated_by(goal, client))


def _is_rated_by(goal: SharedGoal, client: PersonId) -> bool:
    """Return whether a goal is a client's, or was when they rated it."""
    return goal.is_owned_by(client) or any(by.by == client for by in goal.ratings)


def _nothing_of(
    field: str,
    act: DiscussProgress,
    what: frozenset[str] | frozenset[GoalId],
    seek: Callable[[], frozenset[str] | frozenset[GoalId]],
    others: frozenset[str] | frozenset[GoalId],
) -> Refusal:
    def instead() -> Iterable[object]:
        there = seek()
        # A talk about nothing is none: what is left must name something.
        return (there,) if there or others else ()

    return NOT_RECORDED(sought(field, instead), client=act.client, what=what)


@CARE_GUARDS.of(Consult)
def with_another(state: State, act: Consult) -> Refusals:
    """Refuse to have consulted oneself, or a client."""
    clients = (Role.CLIENT, Role.FORMER_CLIENT)
    person = act.supervisor
    if person != act.by and state.members.role(person) not in clients:
        return NONE
    change = Change("supervisor", None)
    return (NOT_A_SUPERVISOR(change, supervisor=person, by=act.by),)


@CARE_GUARDS.of(WriteNote)
def readers_named(state: State, act: WriteNote) -> Refusals:
    """Refuse a note without readers between several clients."""
    if act.to or act.for_everyone or not state.members.several_clients:
        return NONE
    # The narrowest first: whoever carries out a fix unread shares as little as can be.
    people = state.members.ids(Role.THERAPIST) + state.members.ids(Role.CLIENT)
    others = [person for person in people if person != act.by][:MOST_SHOWN]
    to = tuple(frozenset((person,)) for person in others)
    return (NO_READERS(Change("to", to), by=act.by),)


@CARE_GUARDS.of(CommentOnNote, AgreeToNote, Addendum)
def read_by_them(state: State, act: CommentOnNote | AgreeToNote | Addendum) -> Refusals:
    """Refuse what is said of a note by a person whom it is not for, a therapist too."""
    shared = state.notes.by_id.find(act.note)
    if shared is None or _reads(shared.note, act.by):
        return NONE
    names = sought(
        "note",
        lambda: (
            name for name, one in state.notes.by_id.items() if _reads(one.note, act.by)
        ),
    )
    return (UNKNOWN(names, what=act.note.names, name=act.note),)


def _reads(note: WriteNote, person: PersonId) -> bool:
    return not note.to or person == note.by or person in note.to
