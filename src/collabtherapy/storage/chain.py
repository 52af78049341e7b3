"""The hash chain: each act is bound to all before it.

What is hashed is the act without its words, and a commitment to each of them. So it can
be checked by somebody who has no key, and holds whether or not a text is still there.
The lengths of the fields are hashed before them, or the end of one could pass for the
beginning of the next.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from struct import Struct
from typing import Final

import attrs

from collabtherapy.storage.keys import framed
from collabtherapy.storage.rows import Mark, Row

SCHEME: Final = "collabtherapy-chain-2"
"""Named in the first link, so that another way to hash can tell itself apart."""

_LENGTHS: Final = Struct(">12I")


def genesis(tenant: str, stream: str) -> bytes:
    """Return the hash before the first act of a partnership."""
    return sha256(framed(SCHEME, tenant, stream)).digest()


def link(before: bytes, row: Row) -> bytes:
    """Return the hash at an act, from the one before it."""
    # As `framed` does, written out: it is done for every act of every load.
    fields = (
        before,
        row.stream.encode(),
        b"%d" % row.version,
        row.kind.encode(),
        b"%d" % row.format,
        row.at.encode(),
        row.recorded_at.encode(),
        row.actor.encode(),
        b"-" if row.cause is None else b"+" + row.cause.encode(),
        b"-" if row.envelope is None else b"+" + row.envelope.encode(),
        row.body.encode(),
        row.words,
    )
    lengths = _LENGTHS.pack(*map(len, fields))
    return sha256(b"".join((lengths, *fields))).digest()


def is_linked(before: bytes, row: Row) -> bool:
    """Return whether a whole row is what was hashed after the one with that hash."""
    try:
        return link(before, row) == row.hash
    except UnicodeEncodeError:  # it holds half of a surrogate pair, and was no text
        return False


@attrs.frozen
class Fault:
    """One place at which a store is not as it was recorded.

    Args:
        partnership: whose history; empty where it is a key, or names none.
        version: at which of its acts, from 1; 0 where that is not known. Of a row that
            was put in before the first act, the version that the row names (0 or less).
        code: ``missing``: it is not there; ``altered``: it is not what was hashed, or
            its columns are not what its body says; ``unreadable``: its body is no act;
            ``replaced``: it fits, and is not what it was known to be;
            ``beyond_the_end``: its history ends before it; ``out_of_order``: whoever
            follows the log is given a later one first; ``misnumbered``: its place in
            the log is none, and whoever follows is never given it; ``key_missing``:
            the key of its words is not there; ``key_destroyed``: it was destroyed and
            no `Redact` says so; ``key_returned``: it is there, though a `Redact` says
            that it was destroyed, or it is locked in an epoch gone by;
            ``key_not_ours``: it is no key that was kept here, or not that of whoever
            wrote the words; ``epoch_not_ours``: the store did not write the row of an
            epoch, or that of the present one is gone; ``words_missing``: a text is not
            there and no `Redact` says so; ``words_returned``: one is there that was
            erased; ``words_not_ours``: one is there that no act has;
            ``erasure_altered``, ``erasure_missing``: the record of an erasure is not as
            it was, or is not there; ``read_missing``, ``read_altered``: an entry of the
            read log of this partnership is gone, or is not as it was written; *version*
            is its number, or 0 if it is the end of that log.
        key: the number of the key, where it is a key.
    """

    partnership: str
    version: int
    code: str
    key: int | None = None


@attrs.frozen
class Since:
    """Where in a history a check of its chain begins.

    Args:
        version: how many acts come before.
        hash: the hash at the last of them; at the genesis, if there is none.
    """

    version: int
    hash: bytes


def faults(
    stream: str,
    rows: Iterable[Row],
    since: Since,
    head: Mark | None,
    known: Mark | None = None,
) -> Iterator[Fault]:
    """Yield every fault in the chain of one history, the first first.

    Args:
        stream: which partnership.
        rows: what is kept of it, by version.
        since: where the rows begin.
        head: where the history is said to end.
        known: what it is known to pass through, from elsewhere.
    """
    at, before = since.version, since.hash
    marks = [mark for mark in (head, known) if mark is not None and mark.is_whole]
    for row in rows:
        whole = row.is_whole
        version = row.version if whole else at + 1
        if version < 1:  # no act is; those after it are checked as if it were not there
            yield Fault(stream, version, "altered")
            continue
        if version != at + 1:
            yield Fault(stream, at + 1, "missing")
        elif not whole or not is_linked(before, row):
            yield Fault(stream, version, "altered")
        at, before = version, row.hash if whole else b""
        if any(mark.version == at and mark.hash != before for mark in marks):
            yield Fault(stream, at, "replaced")
    if any(mark.version > at for mark in marks):
        yield Fault(stream, at + 1, "missing")
    if head is not None and not head.is_whole:
        yield Fault(stream, at, "replaced")
    elif at > (0 if head is None else head.version):
        yield Fault(stream, at, "beyond_the_end")
