"""Giving a partnership back: its acts read, its words opened, its state folded."""

from collections.abc import Sequence
from datetime import datetime

from collabtherapy.errors import NotKept
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.storage.port import Reading
from collabtherapy.storage.rows import Bookmark, Recorded, Row, moment, spelled
from collabtherapy.storage.vault import Vault


def loaded(reading: Reading, vault: Vault, stream: str) -> Partnership:
    """Give a partnership as it is now.

    Raises:
        NotKept: there is none of that name.
        CorruptRecord: a row is not as it was recorded.
        ImpossibleHistory: the acts that were appended do not make a history.
    """
    return Partnership.replay(vault.acts(reading, _rows(reading, stream)))


def loaded_as_of(
    reading: Reading, vault: Vault, stream: str, at: datetime
) -> Partnership:
    """Give a partnership as it was at a moment.

    Raises:
        NotKept: there is none of that name.
        ValueError: it had not been opened yet.
    """
    rows = reading.rows(stream, until=spelled(at))
    if not rows:
        _rows(reading, stream)
        raise ValueError("the partnership had not been opened at that moment")
    return Partnership.replay(vault.acts(reading, rows))


def recorded(
    reading: Reading, vault: Vault, stream: str, after: int
) -> tuple[Recorded, ...]:
    """Give the acts of a partnership after a version, with what is known of each.

    Raises:
        NotKept: there is none of that name.
    """
    rows = reading.rows(stream, after=after)
    if not rows and reading.head(stream) is None:
        raise NotKept(stream)
    return described(vault, rows, vault.acts(reading, rows))


def followed(
    reading: Reading, vault: Vault, after: Bookmark | None, at_most: int
) -> tuple[Recorded, ...]:
    """Give the acts of all partnerships after a place in the log."""
    found = reading.following(after, at_most)
    rows = [row for _, row in found]
    acts = vault.acts(reading, rows)
    return described(vault, rows, acts, [place for place, _ in found])


def described(
    vault: Vault,
    rows: Sequence[Row],
    acts: Sequence[Act],
    places: Sequence[Bookmark] = (),
) -> tuple[Recorded, ...]:
    """Give acts with what their rows say of them."""
    known = places or (None,) * len(rows)
    return tuple(
        Recorded(
            partnership=PartnershipId(row.stream),
            version=row.version,
            act=act,
            recorded_at=moment(row.recorded_at),
            cause=row.cause,
            format=row.format,
            tenant=vault.tenant,
            bookmark=place,
        )
        for row, act, place in zip(rows, acts, known, strict=True)
    )


def _rows(reading: Reading, stream: str) -> Sequence[Row]:
    rows = reading.rows(stream)
    if not rows:
        raise NotKept(stream)
    return rows
