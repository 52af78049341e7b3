"""Giving a partnership back: its acts read, its words opened, its state folded."""

from collections.abc import Sequence
from datetime import datetime

from collabtherapy.errors import CorruptRecord
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.storage.checking import check_links, checked_rows
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
    rows = checked_rows(reading, vault.tenant, stream)
    p = Partnership.replay(vault.acts(reading, rows))
    if str(p.id) != stream:
        raise CorruptRecord(stream, 1, "altered")
    return p


def loaded_as_of(
    reading: Reading, vault: Vault, stream: str, at: datetime
) -> Partnership:
    """Give a partnership as it was at a moment.

    Raises:
        NotKept: there is none of that name.
        CorruptRecord: If a row is not as it was recorded.
        ValueError: it had not been opened yet.
    """
    until = spelled(at)
    rows = checked_rows(reading, vault.tenant, stream)
    then = [row for row in rows if row.at <= until]
    if not then:
        raise ValueError("the partnership had not been opened at that moment")
    return Partnership.replay(vault.acts(reading, then))


def recorded(
    reading: Reading, vault: Vault, stream: str, after: int
) -> tuple[Recorded, ...]:
    """Give the acts of a partnership after a version, with what is known of each.

    Raises:
        NotKept: there is none of that name.
        CorruptRecord: If a row is not as it was recorded.
    """
    rows = checked_rows(reading, vault.tenant, stream, after=after)
    return described(vault, rows, vault.acts(reading, rows))


def followed(
    reading: Reading, vault: Vault, after: Bookmark | None, at_most: int
) -> tuple[Recorded, ...]:
    """Give the acts of all partnerships after a place in the log.

    Raises:
        CorruptRecord: If a row is not as it was recorded.
    """
    found = reading.following(after, at_most)
    rows = [row for _, row in found]
    check_links(reading, vault.tenant, rows)
    acts = vault.acts(reading, rows)
    return described(vault, rows, acts, [place for place, _ in found])


def described(
    vault: Vault,
    rows: Sequence[Row],
    acts: Sequence[Act],
    places: Sequence[Bookmark] = (),
) -> tuple[Recorded, ...]:
    """Give acts with what their rows say of them.

    Raises:
        CorruptRecord: If a row does not say when it was recorded.
    """
    known = places or (None,) * len(rows)
    return tuple(
        Recorded(
            partnership=PartnershipId(row.stream),
            version=row.version,
            act=act,
            recorded_at=_moment(row),
            cause=row.cause,
            format=row.format,
            tenant=vault.tenant,
            bookmark=place,
        )
        for row, act, place in zip(rows, acts, known, strict=True)
    )


def _moment(row: Row) -> datetime:
    try:
        return moment(row.recorded_at)
    except (ValueError, OverflowError):
        pass
    raise row.corrupt("unreadable")
