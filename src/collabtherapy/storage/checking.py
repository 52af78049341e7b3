"""Rows that are read, held against the chain and the mark of where they end.

Whoever changes, drops or puts in a row and does not work out the chain anew is found
here. Whoever does work it out anew is not: that takes a head kept elsewhere.
"""

from collections.abc import Collection, Sequence

from collabtherapy.errors import CorruptRecord, NotKept
from collabtherapy.partnership.values.checks import is_name
from collabtherapy.storage.chain import Since, faults, genesis, is_linked
from collabtherapy.storage.port import Reading
from collabtherapy.storage.rows import Row


def checked_rows(
    reading: Reading, tenant: str, stream: str, *, after: int = 0
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
    since, rest = Since(0, genesis(tenant, stream)), rows
    if not from_start:
        if head is not None and head.is_whole and head.version < after and not rows:
            return ()
        if not rows or not rows[0].is_whole or rows[0].version != after:
            raise CorruptRecord(stream, after, "missing")
        since, rest = Since(after, rows[0].hash), rows[1:]
    fault = next(faults(stream, rest, since, head), None)
    if fault is not None:
        raise CorruptRecord(stream, fault.version, fault.code)
    return rest[after:] if from_start else rest


def check_links(reading: Reading, tenant: str, rows: Sequence[Row]) -> None:
    """Check that each row of the log is linked to the one before it in its history.

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
        first = genesis(tenant, row.stream) if row.version == 1 else None
        link = hashes.get((row.stream, row.version - 1), first)
        if not isinstance(link, bytes):
            raise CorruptRecord(row.stream, row.version - 1, "missing")
        if not is_linked(link, row):
            raise row.corrupt("altered")


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
