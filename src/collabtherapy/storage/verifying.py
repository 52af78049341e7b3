"""Tamper evidence: whether every row is as it was recorded.

Chain and tags show that a row was changed, moved, made up or taken away. They cannot
show that a whole older copy was put in the place of the store, nor that a history is
gone together with the mark of its end. For that a head is exported and kept where they
cannot write; later it is what a store is held against.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import attrs

from collabtherapy.errors import CorruptRecord
from collabtherapy.storage.chain import Fault, Since, faults, genesis
from collabtherapy.storage.checking import is_mark, is_named
from collabtherapy.storage.contents import content_faults
from collabtherapy.storage.erasures import Erasure, checked_erasures, read_erasure
from collabtherapy.storage.heads import Head
from collabtherapy.storage.keys_faults import epoch_faults, key_faults
from collabtherapy.storage.port import Backend, Reading
from collabtherapy.storage.reading_log import read_faults
from collabtherapy.storage.rows import Bookmark, Mark, Row
from collabtherapy.storage.vault import Vault
from collabtherapy.storage.words_faults import Ledger, words_faults

N_PAGE: Final = 1000
"""How many acts of the log are looked at at a time."""


@attrs.frozen(kw_only=True)
class Verification:
    """What became of looking at every row.

    Args:
        n_partnerships: how many were looked at.
        n_acts: how many acts were.
        faults: everything that is not as it was recorded; nothing, if all is well.
        not_looked_at: what was not looked at, and what would have it looked at.
    """

    n_partnerships: int
    n_acts: int
    faults: tuple[Fault, ...]
    not_looked_at: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.faults


WORDS_UNOPENED: Final = "whether each text opens: verify(words=True) opens them"
NO_HEAD: Final = "whether it is all of what there was: verify(against=head) says"
BY_NOBODY: Final = "the order of the log beyond that of each history"
OF_ACTS: Final = "what is searched: rebuild makes that of the acts again"
OF_FOLLOWERS: Final = "keys of requests, and where followers stand: nothing vouches"


def verified(
    backend: Backend, vault: Vault, against: Head | None, *, words: bool
) -> Verification:
    """Look at every row, and at what the store was known to hold."""
    if against is not None and against.tenant != backend.tenant:
        raise ValueError("that head is of another tenant's store")
    known = against.marks if against is not None else dict[str, Mark]()
    found, ledger = backend.read(partial(_ledger_faults, vault=vault, against=against))
    streams = backend.read(lambda reading: (*reading.streams(), *reading.heads()))
    named = {stream for stream in streams if is_named(stream)}
    found += [Fault("", 0, "altered")] * len({*streams} - named)
    n_acts = n_partnerships = 0
    for stream in sorted({*named, *known}):
        look = partial(
            _looked_at, vault=vault, stream=stream, known=known.get(stream),
            ledger=ledger, words=words,
        )  # fmt: skip
        n, here = backend.read(look)
        n_acts += n
        n_partnerships += n > 0
        found += here
    found += _in_the_log(backend)
    read_before = against.reads if against is not None else dict[str, Mark]()
    found += read_faults(backend, vault, read_before)
    missed = (WORDS_UNOPENED,) * (not words) + (NO_HEAD,) * (against is None)
    return Verification(
        n_partnerships=n_partnerships,
        n_acts=n_acts,
        faults=tuple(found),
        not_looked_at=(*missed, BY_NOBODY, OF_ACTS, OF_FOLLOWERS),
    )


def _looked_at(
    reading: Reading,
    vault: Vault,
    stream: str,
    known: Mark | None,
    ledger: Ledger,
    *,
    words: bool,
) -> tuple[int, list[Fault]]:
    """Return how many rows of a history there are, and every fault in them."""
    rows, head = reading.rows(stream), reading.head(stream)
    since = Since(0, genesis(vault.tenant, stream))
    here = list(faults(stream, rows, since, head, known))
    if head is not None and head.is_whole and not is_mark(vault, stream, head):
        here.append(Fault(stream, head.version, "replaced"))
    there = {fault.version for fault in here}
    sound = [row for row in rows if row.is_whole and row.version not in there]
    here += [
        Fault(stream, row.version, "altered")
        for row in sound
        if not vault.tags.is_row(row.hash, row.tag)
    ]
    acts, found = content_faults(stream, sound)
    of_words = words_faults(
        reading, vault, stream, acts, ledger,
        versions={row.version for row in rows}, opens=words,
    )  # fmt: skip
    return len(rows), [*here, *found, *of_words]


def _ledger_faults(
    reading: Reading, vault: Vault, against: Head | None
) -> tuple[list[Fault], Ledger]:
    """Return the faults of keys, epochs and erasures, and which texts were erased."""
    found: list[Fault] = []
    erasures: list[Erasure] = []
    try:
        rows = checked_erasures(reading, vault)
        erasures = [read_erasure(row) for row in rows]
    except CorruptRecord as error:
        found.append(Fault("", 0, error.code))
    found += epoch_faults(reading, vault)
    found += key_faults(reading, vault, erasures)
    if against is not None:
        behind = {one.number for one in against.erasures} - {e.number for e in erasures}
        found += [Fault("", 0, "erasure_missing")] * len(behind)
    return found, Ledger.of(erasures)


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
