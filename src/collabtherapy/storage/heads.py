"""Heads: what a store is known to hold, to be kept where nobody here can write."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple, cast

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.codec import STANDARD
from collabtherapy.codec.wrong import told
from collabtherapy.errors import CorruptRecord, MalformedDocument
from collabtherapy.storage.checking import check_names, is_mark
from collabtherapy.storage.erasures import checked_erasures, is_said
from collabtherapy.storage.keys import framed
from collabtherapy.storage.port import Reading
from collabtherapy.storage.reading_log import read_marks
from collabtherapy.storage.rows import Mark
from collabtherapy.storage.sealing import UNREADABLE
from collabtherapy.storage.vault import Vault

FORM: Final = 2
"""The form in which a head is written."""


class ErasedThen(NamedTuple):
    """An erasure as a head holds it.

    Args:
        number: which, from 1.
        said: what was asked and what went: ids and numbers, as JSON.
    """

    number: int
    said: str


@attrs.frozen(kw_only=True)
class Head:
    """How far every history goes, the hash at its end, and what was erased; no words.

    Args:
        tenant: whose store it is.
        marks: of each partnership, by name.
        erasures: what was erased, by number.
        reads: how far the read log of each partnership goes, and its last link.
    """

    tenant: str
    marks: Mapping[str, Mark] = attrs.field(converter=frozen)
    erasures: tuple[ErasedThen, ...] = ()
    reads: Mapping[str, Mark] = attrs.field(converter=frozen, factory=dict[str, Mark])

    @property
    def digest(self) -> str:
        """All of it in one number of 64 hexadecimal digits, to print or to publish."""
        lines, reads = _lines(self.marks), _lines(self.reads)
        erased = (framed(str(one.number), one.said) for one in self.erasures)
        said: tuple[str | bytes, ...] = (
            self.tenant, *lines, "erased", *erased, "reads", *reads
        )  # fmt: skip
        return sha256(framed(*said)).hexdigest()

    def dumps(self) -> str:
        """Return it as JSON, to be kept elsewhere."""
        marks, reads = _plain(self.marks), _plain(self.reads)
        erased = [[one.number, one.said] for one in self.erasures]
        head = {"head": FORM, "tenant": self.tenant, "marks": marks, "erased": erased}
        return STANDARD.encode({**head, "reads": reads})

    @classmethod
    def loads(cls, text: str) -> "Head":
        """Return the head that JSON tells of.

        Raises:
            MalformedDocument: it is no head.
        """
        found = _parsed(text)
        if found is None:
            raise MalformedDocument("$", "no_head", "this is no head of a store")
        return found


def _lines(marks: Mapping[str, Mark]) -> Iterator[bytes]:
    for stream, mark in sorted(marks.items()):
        yield framed(stream, str(mark.version), mark.hash)


def _plain(marks: Mapping[str, Mark]) -> Mapping[str, object]:
    return {s: [mark.version, mark.hash.hex()] for s, mark in marks.items()}


def _parsed(text: str) -> Head | None:
    try:
        plain = cast("dict[str, Any]", told(lambda: STANDARD.parse(text.encode())))
        marks, reads = (
            {str(s): _mark(*mark) for s, mark in plain[name].items()}
            for name in ("marks", "reads")
        )
        erasures = tuple(
            _erased(n, *one) for n, one in enumerate(plain["erased"], start=1)
        )
        tenant = plain["tenant"]
        known = plain["head"] == FORM and type(tenant) is str
    except UNREADABLE:
        return None
    if not known:
        return None
    return Head(tenant=tenant, marks=marks, erasures=erasures, reads=reads)


def _mark(version: int, digits: str) -> Mark:
    if type(version) is not int:
        raise TypeError("a version is a whole number")
    return Mark(version, bytes.fromhex(digits))


def _erased(nth: int, number: int, said: str) -> ErasedThen:
    if type(number) is not int or type(said) is not str or number != nth:
        raise ValueError("an erasure is its number and what was said of it")
    if not is_said(number, said):
        raise ValueError("this tells of no erasure")
    return ErasedThen(number, said)


def headed(reading: Reading, vault: Vault) -> Head:
    """Return how far every history goes, and what was erased.

    Raises:
        CorruptRecord: If one of these is not as it was recorded.
    """
    marks = reading.heads()
    check_names(marks)
    for stream, mark in marks.items():
        if not is_mark(vault, stream, mark):
            raise CorruptRecord(stream, 0, "replaced")
    rows = checked_erasures(reading, vault)
    return Head(
        tenant=vault.tenant,
        marks={s: mark._replace(tag=b"") for s, mark in marks.items()},
        erasures=tuple(ErasedThen(row.number, row.said) for row in rows),
        reads=read_marks(reading, vault),
    )
