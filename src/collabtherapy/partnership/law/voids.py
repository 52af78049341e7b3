"""Who may take an entry out of effect alone, and what stands against it.

A fact is its author's to take back while nothing stands on it. A right that somebody
took is theirs alone to take back. All else is undone forwards, by another act, or
together, by a `Correction`.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import timedelta
from typing import Final

import attrs

from collabtherapy.partnership.law.entry_guards import KEEPERS
from collabtherapy.partnership.law.guards import deciding
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.law.lifecycle import STEPS
from collabtherapy.partnership.law.rights import BOTH
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose, Withdraw
from collabtherapy.partnership.regions.safety import CheckSafety, RaiseConcern
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import (
    Correction,
    EnteredInError,
    OfEntries,
    correction_in,
)
from collabtherapy.partnership.values.endings import RecordDeath
from collabtherapy.partnership.values.entries import EntryStatus
from collabtherapy.partnership.values.erasures import OfTexts
from collabtherapy.partnership.values.ids import PersonId, ProposalId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Rule,
)

NO_SUCH_ENTRY = Reason(
    "void.no_such_act",
    Rule.RECORD,
    "there is no entry {number} of which this could be said",
)
NOT_SHOWN = Reason(
    "void.not_shown",
    Rule.ASSENT,
    "no client here is shown entry {number}, so that nobody can agree to take it out",
)
NOT_ALONE = Reason(
    "void.not_alone",
    Rule.ASSENT,
    "entry {number} is not {person}'s alone to take out of effect",
)
RELIED_ON = Reason(
    "void.relied_on",
    Rule.ASSENT,
    "others have acted since entry {number}, and may have relied on it",
)
SAFETY = Reason(
    "void.safety",
    Rule.SAFETY,
    "entry {number} says that somebody may not be safe, which one alone does not take "
    "back",
)
GONE = Reason(
    "void.who_left",
    Rule.RIGHT,
    "entry {number} is a right that {person} took, and without them it is not taken "
    "back",
)
HEARD = Reason(
    "void.heard",
    Rule.ASSENT,
    "by entry {number} the clients were heard from, which who keeps the record does "
    "not take back alone",
)
RESTS_ON = Reason(
    "void.rests_on",
    Rule.RECORD,
    "what later entries say rests on entry {number}: {entries}",
)

FAR_AHEAD: Final = timedelta(days=1)
"""How far ahead of what came after it an entry is a slip of the clock (assumed)."""

COUNTING_FROM_NOW: Final = (Lateness.GRANT, Lateness.STEP)
"""What counts from when it is recorded, so that nobody gains by dating it earlier."""

TAKING_A_STEP: Final = frozenset(kind for step in STEPS for kind in step.on)
"""The acts that may take a step of the lifecycle."""


def may_be_taken_out(version: int, act: Act) -> bool:
    """Return whether an entry can be taken out of effect at all.

    What was taken out is entered again, rather than its taking out taken out.
    """
    return version > 1 and not isinstance(act, EnteredInError)


def is_far_ahead(said: Act, since: Iterable[Act]) -> bool:
    """Return whether an entry lies far ahead of everything that came after it.

    Until it is taken out, everything that comes after it waits for its moment.
    """
    return all(said.at - act.at > FAR_AHEAD for act in since)


@attrs.frozen(kw_only=True)
class Void:
    """That one person would take an entry out of effect.

    Args:
        act: the act by which they would, as it is handed in.
        said: what the entry says.
        version: the number of the entry.
        number: that number, as it is told.
        recorded: the number by which who keeps the record counts it, as far as it may
            be told.
        since: the acts that came after it and have effect.
        clients: gives the clients who are shown it.
        counted_by: gives the number by which a person counts it, as far as it may be
            told: it tells how much is shown to that person.
    """

    act: EnteredInError
    said: Act
    version: int
    number: int
    recorded: int
    since: Sequence[Act]
    clients: Callable[[], frozenset[PersonId]]
    counted_by: Callable[[PersonId], int]


def against_voiding_alone(state: State, void: Void) -> Refusals:
    """Return what stands against one person's taking an entry out of effect.

    Args:
        state: what is so now.
        void: what would be taken out, by whom.
    """
    said, person, number = void.said, void.act.by, void.number
    if says_not_safe(said):
        return (SAFETY(*_together(state, void), number=number),)
    if person not in _whose(state, void) and not _is_slip_of_the_clock(void):
        theirs = lateness_of(said) is Lateness.RESTRICTION
        fix = (_by_author(void),) if theirs else _together(state, void)
        return (NOT_ALONE(*fix, number=number, person=person),)
    own = said.hand == said.by == person and _was_decided(said)
    if own and any(other.hand != person for other in void.since):
        return (RELIED_ON(*_together(state, void), number=number),)
    return NONE


def _by_author(void: Void) -> Do:
    """Return what takes an entry out if its author does."""
    by = void.said.by
    fields = {"act": void.counted_by(by), "because": void.act.because}
    return Do(EnteredInError, (by,), fields)


def _together(state: State, void: Void) -> tuple[Do, ...]:
    """Return what takes an entry out together: put it, and all who see it accept.

    Who would have done so alone puts it; else the therapists, who count every entry.
    What no client is shown is its author's alone to take out.
    """
    therapists, shown = state.members.ids(Role.THERAPIST), void.clients()
    if not shown:
        return (_by_author(void),)
    _, accept = deciding(state, Correction)
    mine = state.members.role(void.act.by) in BOTH
    putting = (void.act.by,) if mine else therapists
    matter = Correction(
        act=void.act.act if mine else void.recorded, because=void.act.because
    )
    put = Do(Propose, putting, {"id": accept.fields["proposal"], "matter": matter})
    clients = (c for c in state.members.ids(Role.CLIENT) if c in shown)
    return put, attrs.evolve(accept, by=(*clients, *therapists))


def _whose(state: State, void: Void) -> Container[PersonId]:
    """Return those whose it is alone to take an entry out of effect."""
    said, lateness = void.said, lateness_of(void.said)
    if lateness is Lateness.FACT:
        return (said.by, said.hand)
    if lateness is Lateness.RESTRICTION or said.hand == said.by:
        return (said.by,)
    # What was signed on paper, and entered by another.
    return (said.hand,) if _is_disputed_by_author(state, void.version) else ()


def _was_decided(said: Act) -> bool:
    """Return whether something was decided by an act, on which others may rely."""
    if lateness_of(said) is not Lateness.FACT:
        return True
    return type(said) in TAKING_A_STEP and not isinstance(said, RecordDeath)


def _is_slip_of_the_clock(void: Void) -> bool:
    """Return whether others may take out what lies far ahead of the clock.

    Everyone waits for its moment. But one word against another does not show whose
    clock is wrong: somebody else has acted since who was to count from now.
    """
    said, person = void.said, void.act.by
    if lateness_of(said) is not Lateness.FACT or type(said) in TAKING_A_STEP:
        return False
    return is_far_ahead(said, (*void.since, void.act)) and any(
        act.hand != person and lateness_of(act) in COUNTING_FROM_NOW
        for act in void.since
    )


def against_silence(before: State, after: State, void: Void) -> Refusals:
    """Return what stands against taking out that a client was heard from.

    By who keeps the record, alone: contact would be lost that was not.

    Args:
        before: what is so now.
        after: what would be so without the entry.
        void: what would be taken out, by whom.
    """
    if before.members.role(void.act.by) not in KEEPERS:
        return NONE
    at = void.act.at
    was, now = before.contact.known(at), after.contact.known(at)
    if now.silent_since is None or not (
        was.silent_since is None
        or now.silent_since < was.silent_since
        or len(now.attempts) > len(was.attempts)
    ):
        return NONE
    return (HEARD(*_together(before, void), number=void.number),)


def _is_disputed_by_author(state: State, version: int) -> bool:
    """Return whether a person says that they did not do what was entered for them."""
    entered = state.entries.entered.find(version)
    return entered is not None and entered.status is EntryStatus.DISPUTED


def says_not_safe(act: Act) -> bool:
    """Return whether an act says that somebody may not be safe."""
    return isinstance(act, RaiseConcern) or (
        isinstance(act, CheckSafety) and not act.clear
    )


def no_such_entry(act: Act, number: int, others: Iterable[int]) -> Refusals:
    """Return the refusal of an act about an entry that is not there for its actor.

    Args:
        act: the act.
        number: the number that names none.
        others: the numbers that it could name.
    """
    if isinstance(act, OfTexts):
        change = _among_texts(act, number, others)
    else:
        change = _of_another(act, others)
    return (NO_SUCH_ENTRY(change, number=number),)


def _among_texts(act: OfTexts, number: int, others: Iterable[int]) -> Change:
    """Return the change of an act about texts to one that names another entry."""
    to = (
        frozenset((other if one == number else one, n) for one, n in act.places)
        for other in others
    )
    return Change(act.named_in, tuple(to))


def not_shown(act: Act, number: int, others: Iterable[int]) -> Refusals:
    """Return the refusal to put a correction of what no client here is shown.

    Args:
        act: the act.
        number: the number of the entry.
        others: the numbers of those that clients are shown.
    """
    return (NOT_SHOWN(_of_another(act, others), number=number),)


def _of_another(act: Act, others: Iterable[int]) -> Change:
    """Return the change of an act to one about another entry."""
    there = tuple(others)
    field, to = "act", tuple[object, ...](there)
    if isinstance(act, OfEntries):
        field = act.named_in
    matter = correction_in(act)
    if matter is not None:
        field, to = "matter", tuple(attrs.evolve(matter, act=n) for n in there)
    elif field == "acts":
        to = tuple((n,) for n in there)
    return Change(field, to)


def against_correcting(
    state: State, proposal: ProposalId, said: Act, number: int, *, there: bool
) -> Refusals:
    """Return what stands against taking an entry out together.

    Args:
        state: what is so now.
        proposal: the proposal by which that would be.
        said: what the entry says.
        number: the number of the entry, as it is told.
        there: whether it can still be taken out.
    """
    put = state.decisions.proposals[proposal]
    back = Do(Withdraw, (put.last.by,), {"proposal": proposal})
    if not there or _brought_forward(said, proposal):
        return (NO_SUCH_ENTRY(back, number=number),)
    theirs = lateness_of(said) is Lateness.RESTRICTION
    if theirs and state.members.role(said.by) not in BOTH:
        return (GONE(back, number=number, person=said.by),)
    return NONE


def _brought_forward(said: Act, proposal: ProposalId) -> bool:
    """Return whether the proposal itself rests on what an entry says."""
    if isinstance(said, Propose):
        return said.id == proposal
    return isinstance(said, Amend | Accept) and said.proposal == proposal


def rests_on(number: int, entries: Sequence[int], fix: Iterable[Do]) -> Refusals:
    """Return the refusal to take an entry out before what rests on it.

    Args:
        number: the number of the entry.
        entries: the numbers of what rests on it.
        fix: what takes those out, the last first.
    """
    return (RESTS_ON(*fix, number=number, entries=tuple(entries)),)
