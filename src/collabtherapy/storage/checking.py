"""Rows that are read, held against the chain and the mark of where they end.

A link can be worked out by anybody; the tag of the mark, or of a row that is read by
itself, takes the secret of the store. Only a whole older copy passes, tags and all: to
find that takes a head kept elsewhere.
"""

from collections.abc import Collection, Iterable, Sequence

from collabtherapy.errors import CorruptRecord, NotKept
from collabtherapy.partnership.values.checks import is_name
from collabtherapy.storage.chain import Since, faults, genesis, is_linked
from collabtherapy.storage.keys import WordRow
from collabtherapy.storage.port import Reading
from collabtherapy.storage.rows import Mark, Row
from collabtherapy.storage.vault import Vault


def checked_rows(
    reading: Reading, vault: Vault, stream: str, *, after: int = 0
) -> Sequence[Row]:
    """Return the rows of a history after a version, in one chain up to its mark.

    Raises:
        NotKept: If there is no partnership of that name.
        CorruptRecord: If a row is not as it was recorded.
    """
    head = reading.head(stream)
    from_start = after <= 1
    rows = reading.rows(stream, after=None if from_start else after - 1)
    if head is None and not rows:
        raise NotKept(stream)
    if head is not None and not is_mark(vault, stream, head):
        raise CorruptRecord(stream, 0, "replaced")
    since, rest = Since(0, genesis(vault.tenant, stream)), rows
    if not from_start:
        if head is not None and head.version < after and not rows:
            return ()
        if not rows or not rows[0].is_whole or rows[0].version != after:
            raise CorruptRecord(stream, after, "missing")
        if not vault.tags.is_row(rows[0].hash, rows[0].tag):
            raise rows[0].corrupt("altered")
        since, rest = Since(after, rows[0].hash), rows[1:]
    check_chain(stream, rest, since, head)
    return rest[after:] if from_start else rest


def check_chain(
    stream: str, rows: Sequence[Row], since: Since, head: Mark | None
) -> None:
    """Check that rows are one chain from where they begin up to the mark of the end.

    Raises:
        CorruptRecord: If one is not as it was recorded.
    """
    fault = next(faults(stream, rows, since, head), None)
    if fault is not None:
        raise CorruptRecord(stream, fault.version, fault.code)


def is_mark(vault: Vault, stream: str, mark: Mark) -> bool:
    """Return whether a mark says where this store left a history."""
    return mark.is_whole and vault.tags.is_head(stream, mark)


def check_links(reading: Reading, vault: Vault, rows: Sequence[Row]) -> None:
    """Check that the store wrote each row, after the one before it in its history.

    Raises:
        CorruptRecord: If a row is not as it was recorded, or that before it is gone.
    """
    for row in rows:
        if not row.is_whole or row.version < 1 or not is_named(row.stream):
            raise row.corrupt("altered")
    hashes = {(row.stream, row.version): row.hash for row in rows}
    before = {(row.stream, row.version - 1) for row in rows if row.version > 1}
    hashes |= reading.hashes(before - hashes.keys())
    for row in rows:
        first = genesis(vault.tenant, row.stream) if row.version == 1 else None
        link = hashes.get((row.stream, row.version - 1), first)
        if not isinstance(link, bytes):
            raise CorruptRecord(row.stream, row.version - 1, "missing")
        if not is_linked(link, row) or not vault.tags.is_row(row.hash, row.tag):
            raise row.corrupt("altered")


def check_words(words: Iterable[WordRow]) -> None:
    """Check that each row of a text names a place: SQLite keeps any value there.

    Raises:
        CorruptRecord: If one does not.
    """
    for word in words:
        if not word.is_whole or not is_named(word.stream):
            raise CorruptRecord("", 0, "altered")


def is_named(stream: object) -> bool:
    """Return whether a row names a partnership: SQLite keeps any value there."""
    return isinstance(stream, str) and is_name(stream)


def check_names(streams: Collection[str]) -> None:
    """Check that what rows name are partnerships.

    Raises:
        CorruptRecord: If a row names none.
    """
    if not all(map(is_named, streams)):
        raise CorruptRecord("", 0, "altered")
