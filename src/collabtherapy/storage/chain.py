"""The hash chain: each act is bound to all before it.

What is hashed is the row as it is kept, words sealed. So it can be checked by somebody
who has no key, and holds whether or not a key still exists. The lengths of the fields
are hashed before them, or the end of one could pass for the beginning of the next.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

import attrs

from collabtherapy.storage.rows import Mark, Row

SCHEME = "collabtherapy-chain-1"
"""Named in the first link, so that another way to hash can tell itself apart."""


def framed(*fields: str | bytes) -> bytes:
    """Give several fields as one, from which each could be told again."""
    parts = [field.encode() if isinstance(field, str) else field for field in fields]
    return b"".join([repr([*map(len, parts)]).encode(), *parts])


def genesis(tenant: str, stream: str) -> bytes:
    """Give the hash before the first act of a partnership."""
    return sha256(framed(SCHEME, tenant, stream)).digest()


def link(before: bytes, row: Row) -> bytes:
    """Give the hash at an act, from the one before it."""
    return sha256(
        framed(
            before,
            row.stream,
            str(row.version),
            row.kind,
            str(row.format),
            row.at,
            row.recorded_at,
            row.actor,
            "-" if row.cause is None else f"+{row.cause}",
            row.body,
            row.sealed,
        )
    ).digest()


@attrs.frozen
class Fault:
    """One place at which a history is not as it was recorded.

    Args:
        partnership: whose.
        version: at which of its acts, from 1.
        code: ``missing``: it is not there; ``altered``: it is not what was hashed;
            ``replaced``: it fits, and is not what it was known to be;
            ``beyond_the_end``: its history ends before it; ``out_of_order``: whoever
            follows the log is given a later one first.
    """

    partnership: str
    version: int
    code: str


def faults(
    tenant: str, stream: str, rows: Iterable[Row], marks: Iterable[Mark]
) -> Iterator[Fault]:
    """Give every fault in one history, the first first.

    Args:
        tenant: whose store it is.
        stream: which partnership.
        rows: what is kept of it, by version.
        marks: what its history is known to pass through.
    """
    at, before = 0, genesis(tenant, stream)
    known = {mark.version: mark.hash for mark in marks}
    for row in rows:
        if row.version != at + 1:
            yield Fault(stream, at + 1, "missing")
        elif link(before, row) != row.hash:
            yield Fault(stream, row.version, "altered")
        at, before = row.version, row.hash
        if known.pop(at, before) != before:
            yield Fault(stream, at, "replaced")
    if known:
        yield Fault(stream, at + 1, "missing")
