"""Restoring an older copy: what was erased since is erased from it too.

A copy that was made before an erasure holds the texts, and the keys. A head that was
exported after it says which they were, by ids and numbers; so they go before anything
of the copy is read.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from collabtherapy.errors import StoreMismatch
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.recording import recorded
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.privacy import Plan
from collabtherapy.privacy.redaction import taken_out
from collabtherapy.storage.appending import Append, appended
from collabtherapy.storage.deciding import between
from collabtherapy.storage.erasing import CAUSE, carried_through
from collabtherapy.storage.erasures import (
    Erasure,
    checked_erasures,
    erasure_row,
    linked,
    read_erasure,
)
from collabtherapy.storage.heads import ErasedThen, Head
from collabtherapy.storage.ledger import ErasureRow, Reached
from collabtherapy.storage.loading import loaded
from collabtherapy.storage.port import Backend, Reading, Writing
from collabtherapy.storage.rows import Mark
from collabtherapy.storage.vault import Vault

SAYS: Final = {
    "another_history": (
        "a history there is another than the head says: it is no copy of that store"
    ),
    "another_erasure": (
        "an erasure there is another than the head says: it is no copy of that store"
    ),
}


def restored(
    backend: Backend, vault: Vault, head: Head, clock: Callable[[], datetime]
) -> tuple[PartnershipId, ...]:
    """Erase from a store what a head says was erased; return which histories end early.

    Raises:
        ValueError: If the head is of another tenant's store.
        StoreMismatch: If the store is no copy of that of the head.
        ErasurePending: If an erasure could not be carried through.
    """
    if head.tenant != backend.tenant:
        raise ValueError("that head is of another tenant's store")
    behind = backend.read(partial(ends_before, marks=head.marks))
    known = backend.read(partial(checked_erasures, vault=vault))
    for row, then in zip(known, head.erasures, strict=False):
        if row.said != then.said:
            raise StoreMismatch("another_erasure", SAYS["another_erasure"])
    for then in head.erasures[len(known) :]:
        again = partial(_again, vault=vault, then=then, clock=clock)
        carried_through(backend, vault, backend.write(again))
    return behind


def ends_before(
    reading: Reading, marks: Mapping[str, Mark]
) -> tuple[PartnershipId, ...]:
    """Return which histories of a store end before the marks of a head.

    Raises:
        StoreMismatch: If one went another way.
    """
    heads = reading.heads()
    there = {
        (stream, mark.version): mark.hash
        for stream, mark in marks.items()
        if stream in heads and heads[stream].version >= mark.version
    }
    if reading.hashes(there.keys()) != there:
        raise StoreMismatch("another_history", SAYS["another_history"])
    behind = sorted(marks.keys() - {stream for stream, _ in there})
    return tuple(map(PartnershipId, behind))


def _again(
    writing: Writing,
    vault: Vault,
    then: ErasedThen,
    clock: Callable[[], datetime],
) -> Erasure:
    """Record in each history of the copy what was erased then."""
    rows = checked_erasures(writing, vault)
    before = rows[-1].link if rows else b""
    row = ErasureRow(
        then.number, then.said, linked(before, then.said), Reached.INTENDED.value, b""
    )
    erasure = read_erasure(row)
    for stream in erasure.gone:
        mark = writing.hold(str(stream))
        if mark is not None:
            append = _said(writing, vault, erasure, stream, mark.version)
            if append is not None:
                append.run(writing, vault, clock)
    writing.put_erasure(erasure_row(vault, erasure, before))
    return erasure


def _said(
    reading: Reading,
    vault: Vault,
    erasure: Erasure,
    stream: PartnershipId,
    version: int,
) -> Append | None:
    """Return what has a history say what was erased of it; None, if it has none of it.

    The law was asked about it then, and is not asked again.
    """
    before = loaded(reading, vault, str(stream))
    there = [one for one in erasure.gone[stream] if one[0] <= version]
    if not there:
        return None
    plan = Plan(
        subject=erasure.subject,
        places=there,
        by=erasure.by,
        at=erasure.at,
        because=erasure.because,
    )
    found = taken_out(before, plan)
    if found.act is None:
        return None
    record = Partnership.replay(found.entries, check=False).recorded
    after = Partnership(*recorded(record, [found.act], Asked.NOT))
    envelopes = between(before, after)
    return appended(str(stream), [found.act], version, CAUSE, envelopes)
