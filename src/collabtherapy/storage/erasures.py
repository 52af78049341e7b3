"""What is kept of an erasure: what was asked, what went, and how far it has come.

Each is linked to the ones before it and tagged, so that none can be left out or made
up by who only writes the database. It holds ids and numbers, never words.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.errors import CorruptRecord
from collabtherapy.partnership.values.erasures import ErasureGround, ground
from collabtherapy.partnership.values.ids import PartnershipId, PersonId
from collabtherapy.privacy import Report
from collabtherapy.privacy.report import CANNOT_REACH
from collabtherapy.storage.keys import framed
from collabtherapy.storage.ledger import ErasureRow, Reached
from collabtherapy.storage.port import Reading, Writing
from collabtherapy.storage.rows import moment, spelled
from collabtherapy.storage.vault import Vault

OUT_OF_REACH: Final = (
    *CANNOT_REACH,
    "backups of the store, until the epoch of then is retired and its master destroyed",
    "what running programs have read already, until they end",
)

Gone = Mapping[PartnershipId, frozenset[tuple[int, int]]]
"""Texts by partnership: the version of the act, and which text of it."""


@attrs.frozen(kw_only=True)
class Erasure:
    """One erasure: whose texts went, on what ground, and how far it has come.

    Args:
        number: which of the store, from 1; 0 where nothing was there to erase.
        subject: whose texts.
        by: who decided it.
        at: when.
        because: on what ground.
        gone: which texts, by partnership.
        keys: the numbers of the keys that sealed them, all of which are destroyed.
        epoch: the epoch of then; while its master exists, so may copies of the texts.
        reached: how far it has come.
        reports: what went and what stayed, and why; from `erase` alone.
        remains: what is left in the files of the store; from `erase` alone.
        cannot_reach: what no erasure here undoes.
    """

    number: int
    subject: PersonId
    by: PersonId
    at: datetime
    because: ErasureGround = attrs.field(converter=ground)
    gone: Gone = attrs.field(converter=frozen)
    keys: tuple[int, ...]
    epoch: int
    reached: Reached
    reports: Mapping[PartnershipId, Report] = attrs.field(
        converter=frozen, factory=dict[PartnershipId, Report]
    )
    remains: tuple[str, ...] = ()
    cannot_reach: tuple[str, ...] = OUT_OF_REACH


def erasure_row(vault: Vault, erasure: Erasure, before: bytes) -> ErasureRow:
    """Return the row of an erasure.

    Args:
        vault: what tags it.
        erasure: the erasure.
        before: the link of the erasure before it; nothing, of the first.
    """
    said = _said(erasure)
    row = ErasureRow(
        erasure.number, said, linked(before, said), erasure.reached.value, b""
    )
    return tagged(vault, row)


def linked(before: bytes, said: str) -> bytes:
    """Return the link of an erasure from the one before it."""
    return sha256(framed("erasure", before, said)).digest()


def tagged(vault: Vault, row: ErasureRow) -> ErasureRow:
    """Return the row of an erasure with the tag that is its own."""
    return row._replace(tag=_tag(vault, row))


def _tag(vault: Vault, row: ErasureRow) -> bytes:
    said = (str(row.number), row.said, row.link, row.reached)
    return vault.tags.other("erasure", *said)


def is_erasure(vault: Vault, row: ErasureRow) -> bool:
    """Return whether the store wrote the row of an erasure."""
    return row.is_whole and compare_digest(_tag(vault, row), row.tag)


def checked_erasures(reading: Reading, vault: Vault) -> Sequence[ErasureRow]:
    """Return the rows of all erasures, by number.

    Raises:
        CorruptRecord: If one is missing, or is not as it was recorded.
    """
    rows, before = reading.erasures(), b""
    for number, row in enumerate(rows, start=1):
        if not is_erasure(vault, row):
            raise CorruptRecord("", 0, "erasure_altered")
        if row.number != number or row.link != linked(before, row.said):
            raise CorruptRecord("", 0, "erasure_missing")
        before = row.link
    return rows


def read_erasure(row: ErasureRow) -> Erasure:
    """Return the erasure of a checked row."""
    return erasure_said(row.number, row.said, Reached(row.reached))


def erasure_said(number: int, said: str, reached: Reached) -> Erasure:
    """Return the erasure that its plain form tells of, which may be anything.

    Raises:
        AttributeError, LookupError, TypeError, ValueError, RecursionError: If it tells
            of none.
    """
    plain: dict[str, Any] = json.loads(said)
    erasure = Erasure(
        number=number,
        subject=PersonId(plain["subject"]),
        by=PersonId(plain["by"]),
        at=moment(plain["at"]),
        because=plain["because"],
        gone=gone_of(plain["gone"]),
        keys=tuple(plain["keys"]),
        epoch=plain["epoch"],
        reached=reached,
    )
    if not _is_numbered(erasure):
        raise ValueError("this tells of no erasure")
    return erasure


def is_said(number: int, said: str) -> bool:
    """Return whether a plain form is one that a store writes of an erasure.

    Raises:
        AttributeError, LookupError, TypeError, ValueError, RecursionError: If it tells
            of none.
    """
    return _said(erasure_said(number, said, Reached.INTENDED)) == said


def _is_numbered(erasure: Erasure) -> bool:
    """Return whether there is a whole number wherever there has to be one."""
    texts = (text for those in erasure.gone.values() for text in those)
    numbers = [n for text in texts for n in text]
    return {int} >= {*map(type, (*numbers, *erasure.keys, erasure.epoch))}


def gone_of(plain: Mapping[str, Iterable[Sequence[int]]]) -> Gone:
    """Return texts by partnership, from their plain form."""
    return {
        PartnershipId(stream): frozenset((version, n) for version, n in those)
        for stream, those in plain.items()
    }


def plain_gone(gone: Gone) -> Mapping[str, Sequence[Sequence[int]]]:
    """Return texts by partnership, in their plain form."""
    return {str(s): [[*one] for one in sorted(those)] for s, those in gone.items()}


def _said(erasure: Erasure) -> str:
    plain = {
        "subject": str(erasure.subject),
        "by": str(erasure.by),
        "at": spelled(erasure.at),
        "because": erasure.because.value,
        "gone": plain_gone(erasure.gone),
        "keys": [*erasure.keys],
        "epoch": erasure.epoch,
    }
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def moved_on(writing: Writing, vault: Vault, number: int, reached: Reached) -> None:
    """Record how far an erasure has come.

    Raises:
        CorruptRecord: If an erasure is missing, or is not as it was recorded.
    """
    row = checked_erasures(writing, vault)[number - 1]
    writing.put_erasure(tagged(vault, row._replace(reached=reached.value)))


def completed(writing: Writing, vault: Vault, first_open: int) -> tuple[int, ...]:
    """Record which erasures are complete; return their numbers.

    Args:
        writing: where they are kept.
        vault: what tags them.
        first_open: the first epoch that is not retired.

    Raises:
        CorruptRecord: If an erasure is missing, or is not as it was recorded.
    """
    done: list[int] = []
    for row in checked_erasures(writing, vault):
        pending = row.reached in (Reached.INTENDED, Reached.COMPLETE)
        if not pending and read_erasure(row).epoch < first_open:
            complete = row._replace(reached=Reached.COMPLETE.value)
            writing.put_erasure(tagged(vault, complete))
            done.append(row.number)
    return tuple(done)
