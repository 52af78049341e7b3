"""Who may take an entry out of effect alone, and what stands against it.

A fact is its author's to take back while nothing stands on it. A right that somebody
took is theirs alone to take back. All else is undone forwards, by another act, or
together, by a `Correction`.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import attrs

from collabtherapy.partnership.law.guards import deciding
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.regions.safety import CheckSafety, RaiseConcern
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import (
    Correction,
    EnteredInError,
    OfEntries,
)
from collabtherapy.partnership.values.entries import Entry, EntryStatus
from collabtherapy.partnership.values.ids import PersonId
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
RESTS_ON = Reason(
    "void.rests_on",
    Rule.RECORD,
    "what later entries say rests on entry {number}: {entries}",
)

FAR_AHEAD: Final = timedelta(days=1)
"""How far ahead of what came after it an entry is a slip of the clock (assumed)."""


def may_be_taken_out(entry: Entry) -> bool:
    """Return whether an entry can be taken out of effect at all.

    What was taken out is entered again, rather than its taking out taken out.
    """
    return (
        entry.version > 1
        and entry.in_effect
        and not isinstance(entry.act, EnteredInError)
    )


def is_far_ahead(entry: Entry, later: Iterable[Act]) -> bool:
    """Return whether an entry lies far ahead of an act that came after it.

    Until it is taken out, everything that comes after it waits for its moment.
    """
    return any(entry.act.at - act.at > FAR_AHEAD for act in later)


def against_voiding_alone(
    state: State, entry: Entry, later: Iterable[Act], act: Act
) -> Refusals:
    """Return what stands against one person's taking an entry out of effect.

    Args:
        state: what is so now.
        entry: the entry.
        later: the acts recorded after it.
        act: the act by which it is to be taken out.
    """
    since = tuple(later)
    if is_far_ahead(entry, (*since, act)):
        return NONE
    said, person, together = entry.act, act.by, deciding(state, Correction)
    if says_not_safe(said):
        return (SAFETY(*together, number=entry.version),)
    lateness = lateness_of(said)
    whose: set[PersonId] = set()  # what was signed on paper, and entered by another
    if lateness is Lateness.FACT:
        whose = {said.by, said.hand}
    elif lateness is Lateness.RESTRICTION or said.hand == said.by:
        whose = {said.by}
    elif _is_disputed_by_author(state, entry):
        whose = {said.hand}
    if person not in whose:
        return (NOT_ALONE(*together, number=entry.version, person=person),)
    own = said.hand == said.by and lateness is not Lateness.FACT
    if own and any(other.hand != person for other in since):
        return (RELIED_ON(*together, number=entry.version),)
    return NONE


def _is_disputed_by_author(state: State, entry: Entry) -> bool:
    """Return whether a person says that they did not do what was entered for them."""
    entered = state.entries.entered.find(entry.version)
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
    there = tuple(others)
    field, to = "act", tuple[object, ...](there)
    if isinstance(act, OfEntries):
        field = act.named_in
    matter: object = getattr(act, "matter", None)
    if isinstance(matter, Correction):
        field, to = "matter", tuple(attrs.evolve(matter, act=n) for n in there)
    elif field == "acts":
        to = tuple((n,) for n in there)
    return (NO_SUCH_ENTRY(Change(field, to), number=number),)


def rests_on(number: int, entries: tuple[int, ...]) -> Refusals:
    """Return the refusal to take an entry out before what rests on it."""
    last_first = sorted(entries, reverse=True)
    fix = (Do(EnteredInError, fields={"act": entry}) for entry in last_first)
    return (RESTS_ON(*fix, number=number, entries=entries),)
