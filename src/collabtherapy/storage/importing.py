"""Importing a history: whole, from elsewhere, and asked of the present law.

What an older law allowed may be refused by this one: such acts are named one by one by
the caller, who then answers for them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, final

import attrs

from collabtherapy.codec import UnknownAct
from collabtherapy.codec.marks import mark_faults
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.recording import not_ahead
from collabtherapy.partnership.record.replaying import MIXED, replayed
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import Entry, Mark
from collabtherapy.partnership.values.stages import Open
from collabtherapy.storage.appending import Append, appended, kind_of
from collabtherapy.storage.asking import counted
from collabtherapy.storage.deciding import beyond
from collabtherapy.storage.storable import check_kinds, check_redacted

NOT_KNOWN: Final = ("law.knows_no_such_act",)
"""Why an act that a newer version wrote is refused: this law cannot allow it."""


@final
@attrs.frozen
class AllBut:
    """Every place of a history but those of some versions.

    Args:
        versions: the versions, from 1.
    """

    versions: frozenset[int]

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and place + 1 not in self.versions


def imported(
    stream: str,
    those: Iterable[Act | Entry],
    accept: Iterable[int],
    cause: str | None,
    now: datetime,
) -> tuple[Append, Partnership]:
    """Return what is to be added, and the partnership, once the law has been asked.

    Args:
        stream: the name of the partnership.
        those: the acts, or the entries, the opening first.
        accept: the versions that the law is not asked about.
        cause: what made somebody import them.
        now: the moment by the clock of the store.

    Raises:
        ImpossibleHistory: If the law refuses an act, or one speaks of what is not
            there; names the first.
        NotStorable: If an act cannot be kept.
        Refused: If an act is dated after the clock.
        TypeError: If something is neither an act nor an entry, some are acts and some
            are entries, or a version is no whole number.
        ValueError: If there is nothing, it is no whole history of that name, an entry
            cannot have its mark, or a version is none of it.
    """
    for what, several in (("acts", those), ("accept", accept)):
        if not isinstance(several, Iterable):
            raise TypeError(f"{what} are several, not a {type(several).__name__}")
    given = tuple(those)
    acts = _acts(given)
    opening = _opening(stream, acts)
    check_kinds(acts)
    versions = frozenset(counted("accept", one, at_least=1) for one in accept)
    if max(versions, default=0) > len(acts):
        raise ValueError(f"accept names versions from 1 to {len(acts)}")
    not_ahead(acts, now, opening.policy)
    law = AllBut(versions)
    unknown = _not_known(acts, law)
    record = replayed(given[:unknown], law)
    if unknown is not None:
        raise ImpossibleHistory(unknown, kind_of(acts[unknown]), NOT_KNOWN)
    check_redacted(record)
    append = appended(stream, acts, 0, cause, beyond(record, 0, opening.at))
    return append, Partnership(*record)


def _not_known(acts: Sequence[Act], law: AllBut) -> int | None:
    """Return the place of the first act that the law is asked about and cannot know."""
    places = (place for place, act in enumerate(acts) if isinstance(act, UnknownAct))
    return next((place for place in places if place in law), None)


def _acts(given: Iterable[Act | Entry]) -> tuple[Act, ...]:
    acts: list[Act] = []
    marks: dict[int, Mark] = {}
    for version, one in enumerate(given, 1):
        act: object = one
        if isinstance(one, Entry):
            if one.version != version:
                raise ValueError(f"entry {one.version} cannot stand at {version}")
            act, marks[version] = one.act, one.mark
        if not isinstance(act, Act):
            raise TypeError("what is imported are acts, or entries")
        acts.append(act)
    if not marks:
        return tuple(acts)
    if len(marks) < len(acts):
        raise TypeError(MIXED)
    for fault in mark_faults(acts, marks):
        raise ValueError(
            f"entry {fault.version} cannot have that mark: {fault.field}: "
            f"{fault.message}"
        )
    return tuple(acts)


def _opening(stream: str, acts: tuple[Act, ...]) -> Open:
    if not acts:
        raise ValueError("there is no act to import")
    first, *rest = acts
    if not isinstance(first, Open) or any(isinstance(act, Open) for act in rest):
        raise ValueError("a history begins with its opening, and has one")
    if str(first.partnership) != stream:
        raise ValueError("the opening names another partnership")
    return first
