"""Giving a partnership back: its acts read, its words opened, its state folded."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from collabtherapy.codec.marks import mark_faults
from collabtherapy.errors import CorruptRecord
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.replaying import remade
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import PLAIN, Entry, Mark
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.storage.checking import check_links, checked_rows
from collabtherapy.storage.envelopes import Envelope
from collabtherapy.storage.port import Reading
from collabtherapy.storage.rows import Bookmark, Recorded, Row, moment
from collabtherapy.storage.unsealing import acts_of_history, acts_of_rows
from collabtherapy.storage.vault import Vault


def loaded(reading: Reading, vault: Vault, stream: str) -> Partnership:
    """Return a partnership as it is now.

    Raises:
        NotKept: there is none of that name.
        CorruptRecord: a row is not as it was recorded.
        ImpossibleHistory: the acts that are kept do not make a history.
    """
    p = Partnership(*remade(*kept(reading, vault, stream), check=False))
    if str(p.id) != stream:
        raise CorruptRecord(stream, 1, "altered")
    return p


def loaded_as_of(
    reading: Reading, vault: Vault, stream: str, at: datetime
) -> Partnership:
    """Return a partnership as its record stood at a moment.

    Raises:
        NotKept: there is none of that name.
        CorruptRecord: If a row is not as it was recorded.
        ValueError: it had not been opened yet.
    """
    return loaded(reading, vault, stream).known_by(at)


def stood(reading: Reading, vault: Vault, stream: str, version: int) -> Partnership:
    """Return a partnership as it stood after one of its acts, but for words since gone.

    Raises:
        NotKept: If there is none of that name.
        CorruptRecord: If a row is not as it was recorded.
    """
    return Partnership.replay(loaded(reading, vault, stream).entries[:version])


class Kept(NamedTuple):
    """A history as it is kept.

    Args:
        acts: its acts.
        marks: what was decided of them, by the numbers of the entries.
    """

    acts: Sequence[Act]
    marks: Mapping[int, Mark]


def kept(reading: Reading, vault: Vault, stream: str) -> Kept:
    """Return a history as it is kept, its rows held against their chain.

    Raises:
        NotKept: If there is none of that name.
        CorruptRecord: If a row is not as it was recorded.
    """
    rows = checked_rows(reading, vault, stream)
    acts = acts_of_history(reading, vault, rows)
    return Kept(acts, _marks(rows, acts))


def _marks(rows: Sequence[Row], acts: Sequence[Act]) -> Mapping[int, Mark]:
    """Return what was decided of the entries of a history, by their numbers.

    Args:
        rows: all rows of the history.
        acts: the acts that they keep.

    Raises:
        CorruptRecord: If a row says what was not decided of such an act.
    """
    marks = {
        row.version: envelope_of(row, act).mark
        for row, act in zip(rows, acts, strict=True)
        if row.envelope is not None
    }
    for fault in mark_faults(acts, marks):
        raise rows[fault.version - 1].corrupt("altered")
    return {version: mark for version, mark in marks.items() if mark != PLAIN}


def envelope_of(row: Row, act: Act) -> Envelope:
    """Return what a row says of its entry.

    Raises:
        CorruptRecord: If it says nothing that can be read.
    """
    if row.envelope is None:
        return Envelope.on_time(act)
    envelope = Envelope.loads(row.envelope)
    if envelope is None:
        raise row.corrupt("unreadable")
    return envelope


def recorded(
    reading: Reading, vault: Vault, stream: str, after: int
) -> tuple[Recorded, ...]:
    """Return the acts of a partnership after a version, with what is known of each.

    Raises:
        NotKept: there is none of that name.
        CorruptRecord: If a row is not as it was recorded.
    """
    rows = checked_rows(reading, vault, stream, after=after)
    return described(vault, rows, acts_of_rows(reading, vault, rows))


def followed(
    reading: Reading, vault: Vault, after: Bookmark | None, at_most: int
) -> tuple[Recorded, ...]:
    """Return the acts of all partnerships after a place in the log.

    Raises:
        CorruptRecord: If a row is not as it was recorded.
    """
    found = reading.following(after, at_most)
    rows = [row for _, row in found]
    check_links(reading, vault, rows)
    acts = acts_of_rows(reading, vault, rows)
    return described(vault, rows, acts, [place for place, _ in found])


def described(
    vault: Vault,
    rows: Sequence[Row],
    acts: Sequence[Act],
    places: Sequence[Bookmark] = (),
) -> tuple[Recorded, ...]:
    """Return acts with what their rows say of them.

    Raises:
        CorruptRecord: If a row does not say when it was recorded.
    """
    known = places or (None,) * len(rows)
    return tuple(
        _described(vault, row, act, place)
        for row, act, place in zip(rows, acts, known, strict=True)
    )


def _described(vault: Vault, row: Row, act: Act, place: Bookmark | None) -> Recorded:
    envelope = envelope_of(row, act)
    return Recorded(
        partnership=PartnershipId(row.stream),
        entry=Entry(
            version=row.version,
            act=act,
            recorded_at=envelope.learned_at,
            effective_at=envelope.effective_at,
            mark=envelope.mark,
        ),
        recorded_at=_moment(row),
        cause=row.cause,
        format=row.format,
        tenant=vault.tenant,
        timeline_changed_from=envelope.changed_from,
        bookmark=place,
    )


def _moment(row: Row) -> datetime:
    try:
        return moment(row.recorded_at)
    except (ValueError, OverflowError):
        pass
    raise row.corrupt("unreadable")
