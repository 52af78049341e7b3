"""Restore drills: whether a restored copy of a store could take its place.

Nothing is written to the copy. What opening it with ``at_least`` would erase is said,
and is not done.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.errors import CollabtherapyError, CorruptRecord
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.storage.chain import Fault
from collabtherapy.storage.checking import is_named
from collabtherapy.storage.erasures import Gone, checked_erasures, read_erasure
from collabtherapy.storage.heads import Head
from collabtherapy.storage.ledger import ErasureRow, Reached
from collabtherapy.storage.loading import loaded
from collabtherapy.storage.port import Backend, Reading
from collabtherapy.storage.rows import Mark
from collabtherapy.storage.vault import Vault
from collabtherapy.storage.verifying import Verification, verified


@attrs.frozen(kw_only=True)
class Drill:
    """What became of a restore drill.

    Args:
        verification: what became of looking at every row of the copy and opening every
            text, beside the head as far as the copy goes.
        unreadable: the histories that could not be loaded, each with a code.
        behind: the histories that end before the head, each with how many acts of it
            are not in the copy: what was recorded since it was made.
        n_texts: how many texts the copy holds.
        unknown_erasures: the erasures that the copy does not know of, by number.
        would_erase: the texts of the copy that are erased when it is opened with that
            head as ``at_least``, by partnership: the version, and which of the act.
        seconds: how long it took.
    """

    verification: Verification
    unreadable: Mapping[PartnershipId, str] = attrs.field(converter=frozen)
    behind: Mapping[PartnershipId, int] = attrs.field(converter=frozen)
    n_texts: int
    unknown_erasures: tuple[int, ...]
    would_erase: Gone = attrs.field(converter=frozen)
    seconds: float

    @property
    def ok(self) -> bool:
        """True if the copy is whole, opens, and is one of the store of that head."""
        return self.verification.ok and not self.unreadable


def drilled(backend: Backend, vault: Vault, head: Head) -> Drill:
    """Return what a copy holds beside a head; how long it took is left at 0.

    Raises:
        KeyUnavailable: If the keyring has no master of an epoch of the copy.
        ValueError: If the head is of another tenant's store.
    """
    erasures = _ledger(backend, vault)
    ends, reads = backend.read(_ends)
    as_far = Head(
        tenant=head.tenant,
        marks=_reached(head.marks, ends),
        erasures=head.erasures[: len(erasures)],
        reads=_reached(head.reads, reads),
    )
    verification = verified(backend, vault, as_far, words=True)
    others = tuple(_other_erasures(head, erasures))
    return Drill(
        verification=attrs.evolve(verification, faults=(*verification.faults, *others)),
        unreadable=_unreadable(backend, vault, ends),
        behind={
            PartnershipId(stream): mark.version - ends.get(stream, 0)
            for stream, mark in head.marks.items()
            if mark.version > ends.get(stream, 0)
        },
        n_texts=sum(backend.read(partial(_n_texts, stream=stream)) for stream in ends),
        unknown_erasures=tuple(one.number for one in head.erasures[len(erasures) :]),
        would_erase=backend.read(partial(_there, gone=_to_erase(head, erasures))),
        seconds=0,
    )


def _ledger(backend: Backend, vault: Vault) -> Sequence[ErasureRow]:
    """Return the erasures that the copy knows of; none, if they are not ours."""
    try:
        return backend.read(partial(checked_erasures, vault=vault))
    except CorruptRecord:
        return ()  # verifying names the fault


def _ends(reading: Reading) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return how far each history goes, and each read log, where that can be told."""
    marks = reading.heads()
    streams = list(filter(is_named, reading.read_streams()))
    logs = reading.read_ends(streams)
    return (
        {s: one.version for s, one in marks.items() if is_named(s) and one.is_whole},
        {stream: one.number for stream, one in logs.items() if one.is_whole},
    )


def _reached(marks: Mapping[str, Mark], ends: Mapping[str, int]) -> Mapping[str, Mark]:
    """Return the marks up to which the copy goes."""
    return {s: mark for s, mark in marks.items() if ends.get(s, 0) >= mark.version}


def _other_erasures(head: Head, erasures: Sequence[ErasureRow]) -> Iterator[Fault]:
    """Yield a fault for each erasure that is another in the head."""
    for row, then in zip(erasures, head.erasures, strict=False):
        if row.said != then.said:
            yield Fault("", 0, "erasure_altered")


def _unreadable(
    backend: Backend, vault: Vault, ends: Mapping[str, int]
) -> Mapping[PartnershipId, str]:
    """Return the histories that cannot be loaded, each with a code."""
    found: dict[PartnershipId, str] = {}
    for stream in ends:
        try:
            backend.read(partial(loaded, vault=vault, stream=stream))
        except CollabtherapyError as error:
            code = getattr(error, "code", type(error).__name__)
            found[PartnershipId(stream)] = code
    return found


def _n_texts(reading: Reading, stream: str) -> int:
    return len(reading.words(stream))


def _to_erase(
    head: Head, erasures: Sequence[ErasureRow]
) -> Mapping[str, set[tuple[int, int]]]:
    """Return the texts of the erasures that opening the copy would carry through."""
    left = [row for row in erasures if row.reached == Reached.INTENDED]
    for then in head.erasures[len(erasures) :]:
        intended = Reached.INTENDED.value
        left.append(ErasureRow(then.number, then.said, b"", intended, b""))
    gone: dict[str, set[tuple[int, int]]] = {}
    for row in left:
        for stream, those in read_erasure(row).gone.items():
            gone.setdefault(str(stream), set()).update(those)
    return gone


def _there(reading: Reading, gone: Mapping[str, set[tuple[int, int]]]) -> Gone:
    """Return which of these texts the copy holds."""
    acts = {(stream, version) for stream, those in gone.items() for version, _ in those}
    found: dict[PartnershipId, frozenset[tuple[int, int]]] = {}
    for word in reading.words_at(acts):
        if (word.version, word.n) in gone[word.stream]:
            name = PartnershipId(word.stream)
            found[name] = found.get(name, frozenset()) | {(word.version, word.n)}
    return found
