"""What one person owes in all partnerships, and is due: read off rows, none loaded."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime

import attrs

from collabtherapy.partnership.values.duty_ids import DutyId, DutyKind, Part
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.storage.finding import filed, misfiled
from collabtherapy.storage.paging import Page, parts_of, spelled_together
from collabtherapy.storage.port import Backend, DueRow
from collabtherapy.storage.rows import moment, spelled
from collabtherapy.storage.vault import Vault

N_PARTS = 3
"""Of what a cursor is made: the moment of the place, the partnership, the duty."""


@attrs.frozen(kw_only=True)
class DueItem:
    """Something that one person owes, and that is due.

    Args:
        partnership: where.
        duty: the name of the duty; load the partnership to see the duty itself.
        due_at: by when it is owed; None, if it is due when they next meet.
        version: the version of the partnership as of which this is so.
    """

    partnership: PartnershipId
    duty: DutyId
    due_at: datetime | None
    version: int

    @property
    def kind(self) -> DutyKind:
        """What is owed."""
        return self.duty.kind

    @property
    def about(self) -> tuple[Part, ...]:
        """What the duty is about; of most kinds, the person they are owed to."""
        return self.duty.what


def kinds_of(kinds: Iterable[DutyKind] | None) -> frozenset[DutyKind] | None:
    """Return the kinds of duty that are asked for; None for all.

    Raises:
        TypeError: If one kind is given in place of several, or something is no kind.
    """
    if kinds is None:
        return None
    asked: object = kinds  # a caller may pass anything
    are_several = isinstance(asked, Iterable) and not isinstance(asked, str)
    those = tuple(kinds) if are_several else ()
    if not are_several or not all(isinstance(one, DutyKind) for one in those):
        raise TypeError("kinds are several DutyKind, as in {DutyKind.ORIENT}")
    return frozenset(those)


def owed_by(
    backend: Backend,
    vault: Vault,
    person: str,
    at: datetime,
    now: datetime,
    *,
    kinds: Collection[DutyKind] | None,
    after: str | None,
    limit: int,
) -> Page[DueItem]:
    """Return a page of what a person owes that is due at a moment, the oldest first.

    Args:
        backend: where the rows are.
        vault: what opens words, of a partnership that has to be filed first.
        person: who.
        at: the moment.
        now: the moment by the clock of the store.
        kinds: the kinds of duty that are asked for; None for all.
        after: the cursor of the page before.
        limit: how many there are on a page.

    Raises:
        CorruptRecord: If a row of the read model is not as it was written.
        ValueError: If the cursor is none.
    """
    place = parts_of(after, N_PARTS)
    filed(backend, vault, now)
    rows = backend.read(
        lambda reading: reading.due(
            person,
            spelled(at),
            kinds=None if kinds is None else sorted(kind.value for kind in kinds),
            after=place,
            at_most=limit + 1,
        )
    )
    items = tuple(map(_item, rows[:limit]))
    if len(rows) <= limit:
        return Page(items)
    last = rows[limit - 1]
    return Page(items, spelled_together((last.placed, last.stream, last.duty)))


def _item(row: DueRow) -> DueItem:
    kinds = tuple(map(type, (row.placed, row.version)))  # SQLite keeps any value there
    item = None
    with suppress(TypeError, ValueError, OverflowError):
        item = DueItem(
            partnership=PartnershipId(row.stream),
            duty=DutyId.parse(row.duty),
            due_at=None if row.due_at is None else moment(row.due_at),
            version=row.version,
        )
    if item is None or kinds != (str, int):
        raise misfiled(row.stream)
    return item
