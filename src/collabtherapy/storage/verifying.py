"""Tamper evidence: whether every history is as it was recorded, and what to keep.

A chain shows that a row was changed, moved or taken away. It cannot show that somebody
who may write everything has written everything anew, nor that the end of a history is
gone together with the mark of where it ended. For that a head is exported and kept
where they cannot write; later it is what a store is held against.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, Final, cast

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.codec import STANDARD
from collabtherapy.codec.wrong import told
from collabtherapy.errors import CorruptRecord, MalformedDocument
from collabtherapy.storage.chain import Fault, Since, faults, framed, genesis
from collabtherapy.storage.checking import check_names, is_named
from collabtherapy.storage.contents import content_faults
from collabtherapy.storage.port import Backend, Reading
from collabtherapy.storage.rows import Bookmark, Mark, Row
from collabtherapy.storage.vault import Vault

FORM: Final = 1
"""The form in which a head is written."""

N_PAGE: Final = 1000
"""How many acts of the log are looked at at a time."""


@attrs.frozen(kw_only=True)
class Head:
    """How far every history goes, and the hash at its end; no words, no people.

    Args:
        tenant: whose store it is.
        marks: of each partnership, by name.
    """

    tenant: str
    marks: Mapping[str, Mark] = attrs.field(converter=frozen)

    @property
    def digest(self) -> str:
        """All of it in one number of 64 hexadecimal digits, to print or to publish."""
        lines = (
            framed(stream, str(mark.version), mark.hash)
            for stream, mark in sorted(self.marks.items())
        )
        return sha256(framed(self.tenant, *lines)).hexdigest()

    def dumps(self) -> str:
        """Give it as JSON, to be kept elsewhere."""
        marks = {s: [mark.version, mark.hash.hex()] for s, mark in self.marks.items()}
        return STANDARD.encode({"head": FORM, "tenant": self.tenant, "marks": marks})

    @classmethod
    def loads(cls, text: str) -> "Head":
        """Take it from JSON.

        Raises:
            MalformedDocument: it is no head.
        """
        found = _parsed(text)
        if found is None:
            raise MalformedDocument("$", "no_head", "this is no head of a store")
        return found


def _parsed(text: str) -> Head | None:
    try:
        plain = cast("dict[str, Any]", told(lambda: STANDARD.parse(text.encode())))
        marks = {str(s): _mark(*mark) for s, mark in plain["marks"].items()}
        tenant = plain["tenant"]
        known = plain["head"] == FORM and type(tenant) is str
    except (MalformedDocument, AttributeError, KeyError, TypeError, ValueError):
        return None
    return Head(tenant=tenant, marks=marks) if known else None


def _mark(version: int, digits: str) -> Mark:
    if type(version) is not int:
        raise TypeError("a version is a whole number")
    return Mark(version, bytes.fromhex(digits))


@attrs.frozen(kw_only=True)
class Verification:
    """What became of looking at every row.

    Args:
        n_partnerships: how many were looked at.
        n_acts: how many acts were.
        faults: everything that is not as it was recorded; nothing, if all is well.
    """

    n_partnerships: int
    n_acts: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.faults


def headed(backend: Backend) -> Head:
    """Give how far every history goes.

    Raises:
        CorruptRecord: If it is not said of one.
    """
    marks = backend.read(lambda reading: reading.heads())
    check_names(marks)
    for stream, mark in marks.items():
        if not mark.is_whole:
            raise CorruptRecord(stream, 0, "replaced")
    return Head(tenant=backend.tenant, marks=dict(marks))


def verified(backend: Backend, vault: Vault, against: Head | None) -> Verification:
    """Look at every row, and at what the store was known to hold."""
    if against is not None and against.tenant != backend.tenant:
        raise ValueError("that head is of another tenant's store")
    known = against.marks if against is not None else dict[str, Mark]()
    streams = backend.read(lambda reading: (*reading.streams(), *reading.heads()))
    named = {stream for stream in streams if is_named(stream)}
    found = [Fault("", 0, "altered")] * len({*streams} - named)
    n_acts = n_partnerships = 0
    for stream in sorted({*named, *known}):
        n, here = _looked_at(backend, stream, known.get(stream))
        n_acts += n
        n_partnerships += n > 0
        found += here
    found += backend.read(partial(_keys, vault))
    found += _in_the_log(backend)
    return Verification(
        n_partnerships=n_partnerships, n_acts=n_acts, faults=tuple(found)
    )


def _looked_at(
    backend: Backend, stream: str, known: Mark | None
) -> tuple[int, list[Fault]]:
    def read(reading: Reading) -> tuple[int, list[Fault]]:
        rows = reading.rows(stream)
        since = Since(0, genesis(backend.tenant, stream))
        here = list(faults(stream, rows, since, reading.head(stream), known))
        there = {fault.version for fault in here}
        sound = [row for row in rows if row.is_whole and row.version not in there]
        return len(rows), [*here, *content_faults(reading, stream, sound)]

    return backend.read(read)


def _keys(vault: Vault, reading: Reading) -> list[Fault]:
    return [
        Fault("", 0, "key_not_ours", row.id)
        for row in reading.every_key()
        if not vault.opens(row)
    ]


def _in_the_log(backend: Backend) -> Iterator[Fault]:
    """Yield every act that whoever follows the log would be given too late, or never.

    The chain is over what was done, not over where in the log it stands.
    """
    for stream, version in backend.read(lambda reading: reading.misnumbered()):
        yield Fault(stream, version, "misnumbered")
    after: Bookmark | None = None
    given: dict[str, int] = {}
    while page := backend.read(partial(_page, after=after)):
        after = page[-1][0]
        for _, row in page:
            if not row.is_whole or row.version < 1:
                continue  # it is altered, and named already
            if row.version < given.get(row.stream, 0):
                yield Fault(row.stream, row.version, "out_of_order")
            else:
                given[row.stream] = row.version


def _page(reading: Reading, after: Bookmark | None) -> Sequence[tuple[Bookmark, Row]]:
    try:
        page = reading.following(after, N_PAGE)
    except CorruptRecord:
        return ()  # it is misnumbered, and named already
    return page
