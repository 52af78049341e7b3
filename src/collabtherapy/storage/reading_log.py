"""The read log: to whom acts were given, and why, written before they are given.

Each partnership has a log of its own, so that who reads one does not wait for who reads
another. Its entries are linked, each to the one before it, and tagged; where it ends is
tagged too, as the end of a history is. Old entries can be dropped: the link of the last
one dropped is kept, and what came after it is still shown to be all there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from hmac import compare_digest
from typing import Final, NamedTuple, TypeVar

from collabtherapy.errors import CorruptRecord, NotKept, StoreUnavailable
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.checks import CODE
from collabtherapy.partnership.values.ids import HasId, PartnershipId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.storage.asking import given
from collabtherapy.storage.chain import Fault
from collabtherapy.storage.checking import is_named
from collabtherapy.storage.keys import framed
from collabtherapy.storage.port import Backend, Reading, Writing
from collabtherapy.storage.reads import Read, ReadEnd, ReadRow, Reads
from collabtherapy.storage.rows import Mark, Recorded, moment, spelled
from collabtherapy.storage.vault import Vault

Shown = TypeVar("Shown", bound=Partnership | tuple[Recorded, ...])
"""What a door gives that gives acts."""

SCHEME: Final = "collabtherapy-reads-1"
"""Named in the first link, so that another way to hash can tell itself apart."""

OFF: Final[Reads] = "off"
LOG: Final[Reads] = "log"

AGAIN: Final = "record.again"
"""The purpose for which acts are given to who sends a request again."""

NOT_LOGGED: Final = (
    "this store does not log reads: open it with reads='log', or leave out by and "
    "purpose"
)
LOGGED: Final = "this store logs reads: say who reads (by), and why (purpose)"


def logs_reads(reads: Reads) -> bool:
    """Return whether reads are logged.

    Raises:
        ValueError: If neither is said.
    """
    if reads not in (OFF, LOG):
        raise ValueError("reads is 'off' or 'log'")
    return reads == LOG


class Reader(NamedTuple):
    """Who asks for acts, and why."""

    person: str
    purpose: str


def asked_by(
    by: "PersonId | HasId | str | None", purpose: str | None, *, is_logged: bool
) -> Reader | None:
    """Return who asks for acts; None, where that is not logged.

    Raises:
        TypeError: If the purpose is no text.
        ValueError: If somebody is named where reads are not logged, which would leave
            no trace; if nobody is where they are; or if the purpose is no short name.
    """
    if not is_logged:
        if by is not None or purpose is not None:
            raise ValueError(NOT_LOGGED)
        return None
    purpose = given("purpose", purpose, str)
    if by is None or purpose is None:
        raise ValueError(LOGGED)
    if not CODE.fullmatch(purpose):
        raise ValueError(
            "a purpose is a short name: up to 100 letters, digits and _.:/-"
        )
    return Reader(str(PersonId(by)), str.__str__(purpose))


def shown(
    backend: Backend,
    vault: Vault,
    reader: Reader | None,
    clock: Callable[[], datetime],
    work: Callable[[Reading], Shown],
) -> Shown:
    """Return acts that are read, once it is logged to whom they are given.

    Raises:
        CorruptRecord: If a read log is not as it was recorded.
        StoreUnavailable: If it cannot be written: nothing is given then.
    """
    found = backend.read(work)
    note(backend, vault, reader, clock, found)
    return found


def note(
    backend: Backend,
    vault: Vault,
    reader: Reader | None,
    clock: Callable[[], datetime],
    found: Partnership | tuple[Recorded, ...],
) -> None:
    """Log to whom acts are given, which have been read and not given yet.

    Raises:
        CorruptRecord: If a read log is not as it was recorded.
        StoreUnavailable: If it cannot be written.
    """
    last = _last_versions(found)
    if reader is None or not last:
        return
    try:
        backend.write(partial(_noted, vault=vault, reader=reader, last=last, now=clock))
    except StoreUnavailable as error:
        failure = error
    else:
        return
    if failure.code == "failed":  # an entry may be there already, beyond a true end
        for stream in sorted(last):
            backend.read(partial(_checked, vault=vault, stream=stream))
    raise failure


def _last_versions(found: Partnership | tuple[Recorded, ...]) -> Mapping[str, int]:
    """Return the version of the last act of each partnership among some acts."""
    if isinstance(found, Partnership):
        return {str(found.id): found.version}
    last: dict[str, int] = {}
    for one in found:
        name = str(one.partnership)
        last[name] = max(one.version, last.get(name, 0))
    return last


def _noted(
    writing: Writing,
    vault: Vault,
    reader: Reader,
    last: Mapping[str, int],
    now: Callable[[], datetime],
) -> None:
    """Add an entry to the log of each partnership of which there are acts."""
    held = writing.hold_reads([_begun(vault, stream) for stream in sorted(last)])
    at = spelled(instant(now()))
    rows: list[ReadRow] = []
    ends: list[ReadEnd] = []
    for stream, version in sorted(last.items()):
        end = _checked_end(writing, vault, stream, held.get(stream))
        row = _row(vault, end, reader, version, at)
        rows.append(row)
        new = end._replace(number=row.number, link=row.link)
        ends.append(_end_tagged(vault, new))
    writing.add_reads(rows, ends)


def _checked_end(
    reading: Reading, vault: Vault, stream: str, end: ReadEnd | None
) -> ReadEnd:
    """Return the end of a read log, where this store left it.

    Raises:
        CorruptRecord: If it did not, or if the log was begun and its end is gone.
    """
    if end is None or (not end.number and reading.reads(stream)):
        raise CorruptRecord(stream, 0, "read_missing")
    if not _is_end(vault, end):
        raise CorruptRecord(stream, 0, "read_altered")
    return end


def reads_of(reading: Reading, vault: Vault, stream: str) -> tuple[Read, ...]:
    """Return to whom the acts of a partnership were given, the first first.

    Raises:
        NotKept: If there is no partnership of that name, and was none read.
        CorruptRecord: If its read log is not as it was recorded.
    """
    rows = _checked(reading, vault, stream)
    if not rows and reading.head(stream) is None:
        raise NotKept(stream)
    return tuple(map(_read, rows))


def _checked(reading: Reading, vault: Vault, stream: str) -> Sequence[ReadRow]:
    rows = reading.reads(stream)
    fault = next(_faults(reading, vault, stream, rows, None), None)
    if fault is not None:
        raise CorruptRecord(stream, fault.version, fault.code)
    return rows


def _read(row: ReadRow) -> Read:
    return Read(
        partnership=PartnershipId(row.stream),
        number=row.number,
        by=PersonId(row.person),
        purpose=row.purpose,
        version=row.version,
        at=moment(row.at),
    )


def dropped(backend: Backend, vault: Vault, before: datetime) -> int:
    """Drop the entries of all read logs before a moment; return how many.

    Raises:
        CorruptRecord: If a read log is not as it was recorded; that log stays whole.
    """
    streams = backend.read(lambda reading: reading.read_streams())
    drop = partial(_dropped, vault=vault, before=spelled(before))
    return sum(
        backend.write(partial(drop, stream=stream))
        for stream in sorted(filter(is_named, streams))
    )


def _dropped(writing: Writing, vault: Vault, stream: str, before: str) -> int:
    held = writing.hold_reads([_begun(vault, stream)])
    end, n = _checked_end(writing, vault, stream, held.get(stream)), 0
    for row in _checked(writing, vault, stream):
        if row.at >= before:
            break  # also where the clock went back after it: no gap is made
        end = end._replace(dropped=row.number, dropped_link=row.link)
        n += 1
    if n:
        writing.drop_reads(_end_tagged(vault, end))
    return n


def read_marks(reading: Reading, vault: Vault) -> Mapping[str, Mark]:
    """Return how far the read log of each partnership goes.

    Raises:
        CorruptRecord: If one of the ends is not as it was recorded.
    """
    streams = reading.read_streams()
    if not all(map(is_named, streams)):
        raise CorruptRecord("", 0, "read_altered")
    ends = reading.read_ends(streams)
    for end in ends.values():
        if not _is_end(vault, end):
            raise CorruptRecord(end.stream, 0, "read_altered")
    return {stream: Mark(end.number, end.link) for stream, end in sorted(ends.items())}


def read_faults(
    backend: Backend, vault: Vault, known: Mapping[str, Mark]
) -> Iterator[Fault]:
    """Yield every fault of the read logs.

    Args:
        backend: where they are.
        vault: what tags them.
        known: how far each was known to go, from elsewhere.
    """
    streams = {*backend.read(lambda reading: reading.read_streams())}
    named = set(filter(is_named, streams))
    yield from [Fault("", 0, "read_altered")] * len(streams - named)
    for stream in sorted({*named, *known}):
        mark = known.get(stream)
        yield from backend.read(
            partial(_faults_of, vault=vault, stream=stream, known=mark)
        )


def _faults_of(
    reading: Reading, vault: Vault, stream: str, known: Mark | None
) -> Sequence[Fault]:
    return list(_faults(reading, vault, stream, reading.reads(stream), known))


def _faults(
    reading: Reading,
    vault: Vault,
    stream: str,
    rows: Sequence[ReadRow],
    known: Mark | None,
) -> Iterator[Fault]:
    """Yield every fault of one read log, the first first."""
    end = reading.read_ends([stream]).get(stream)
    if end is None:
        if rows or known is not None:
            yield Fault(stream, 0, "read_missing")
        return
    if not _is_end(vault, end):
        yield Fault(stream, 0, "read_altered")
        return  # where the log begins is not known
    yield from _row_faults(vault, end, rows)
    links = {row.number: row.link for row in rows if row.is_whole}
    links[end.dropped] = end.dropped_link
    at = max(links)
    if at < end.number:
        yield Fault(stream, at + 1, "read_missing")
    elif (at, links[at]) != (end.number, end.link):
        yield Fault(stream, at, "read_altered")
    if known is not None and known.version > at:
        yield Fault(stream, known.version, "read_missing")
    elif known is not None and links.get(known.version, known.hash) != known.hash:
        yield Fault(stream, known.version, "read_altered")


def _row_faults(vault: Vault, end: ReadEnd, rows: Sequence[ReadRow]) -> Iterator[Fault]:
    """Yield every fault in the entries of one read log, from where it begins."""
    at, before = end.dropped, end.dropped_link
    for row in rows:
        if not row.is_whole or row.number <= at:
            yield Fault(end.stream, at + 1, "read_altered")
            continue
        if row.number != at + 1:
            yield Fault(end.stream, at + 1, "read_missing")
        elif not _is_row(vault, before, row):
            yield Fault(end.stream, row.number, "read_altered")
        at, before = row.number, row.link


def _begun(vault: Vault, stream: str) -> ReadEnd:
    """Return the end of a read log that has no entry yet."""
    genesis = sha256(framed(SCHEME, vault.tenant, stream)).digest()
    return _end_tagged(vault, ReadEnd(stream, 0, genesis, 0, genesis, b""))


def _row(vault: Vault, end: ReadEnd, reader: Reader, version: int, at: str) -> ReadRow:
    """Return the entry that comes after the end of a read log."""
    row = ReadRow(end.stream, end.number + 1, *reader, version, at, b"", b"")
    row = row._replace(link=_link(end.link, row))
    return row._replace(tag=_row_tag(vault, row))


def _link(before: bytes, row: ReadRow) -> bytes:
    numbers = (str(row.number), str(row.version))
    said = (row.stream, *numbers, row.person, row.purpose, row.at)
    return sha256(framed("read", before, *said)).digest()


def _row_tag(vault: Vault, row: ReadRow) -> bytes:
    return vault.tags.other("read", row.link)


def _is_row(vault: Vault, before: bytes, row: ReadRow) -> bool:
    try:
        linked = _link(before, row) == row.link
    except UnicodeEncodeError:  # it holds half of a surrogate pair, and was no text
        return False
    return linked and compare_digest(_row_tag(vault, row), row.tag)


def _end_tagged(vault: Vault, end: ReadEnd) -> ReadEnd:
    return end._replace(tag=_end_tag(vault, end))


def _end_tag(vault: Vault, end: ReadEnd) -> bytes:
    numbers = (str(end.dropped), str(end.number))
    said = (end.stream, *numbers, end.dropped_link, end.link)
    return vault.tags.other("read_end", *said)


def _is_end(vault: Vault, end: ReadEnd) -> bool:
    return end.is_whole and compare_digest(_end_tag(vault, end), end.tag)
