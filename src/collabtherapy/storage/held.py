"""Values in hand: a partnership that was loaded before goes on from where it was.

The value is the snapshot. Of a history that has grown only what came after is read,
held against the chain from there on, and folded; of one that has not, its end alone.
What was taken out of a history meanwhile is not in a value for long: one that holds a
`Redact` more is read anew, all of it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final

import attrs

from collabtherapy.errors import CorruptRecord, NotKept
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.continuing import continued
from collabtherapy.storage.appending import End
from collabtherapy.storage.chain import Since
from collabtherapy.storage.checking import check_chain, check_links, is_mark
from collabtherapy.storage.erased import is_redact
from collabtherapy.storage.loading import described, loaded
from collabtherapy.storage.port import Reading
from collabtherapy.storage.rows import Mark, Row
from collabtherapy.storage.unsealing import acts_of_rows
from collabtherapy.storage.vault import Vault

N_HELD: Final = 256
"""How many values a store keeps in hand, unless it is told otherwise."""


@attrs.frozen
class InHand:
    """A value, and where its history ended."""

    p: Partnership
    end: End


@attrs.define(eq=False)
class Held:
    """The values that a store gave last; at most so many.

    Args:
        at_most: how many.
    """

    at_most: int
    _values: OrderedDict[str, InHand] = attrs.field(
        factory=OrderedDict[str, InHand], init=False, repr=False
    )
    _lock: Lock = attrs.field(factory=Lock, init=False, repr=False)

    def get(self, stream: str) -> InHand | None:
        """Return what is in hand of a partnership, if anything is."""
        with self._lock:
            found = self._values.get(stream)
            if found is not None:
                self._values.move_to_end(stream)
            return found

    def put(self, stream: str, value: InHand) -> None:
        """Keep a value, unless a later one of it is kept."""
        with self._lock:
            there = self._values.get(stream)
            if there is None or there.end.version < value.end.version:
                self._values[stream] = value
            self._values.move_to_end(stream)
            while len(self._values) > self.at_most:
                self._values.popitem(last=False)

    def drop(self, stream: str) -> None:
        """Drop a value."""
        with self._lock:
            self._values.pop(stream, None)

    def load(self, reading: Reading, vault: Vault, stream: str) -> Partnership:
        """Return a partnership as it is now, from the value in hand if there is one.

        Raises:
            NotKept: If there is none of that name.
            CorruptRecord: If a row is not as it was recorded, or the history ends
                before the value that is in hand.
            ImpossibleHistory: If the acts do not make a history.
        """
        there = self.get(stream)
        if there is None:
            found = _cold(reading, vault, stream)
        else:
            found = refreshed(reading, vault, stream, there)
            if found is there:
                return there.p
        self.drop(stream)
        self.put(stream, found)
        return found.p

    def catch_up(self, reading: Reading, vault: Vault, p: Partnership) -> Partnership:
        """Return a value of somebody's as it is now, and take that in hand.

        Raises:
            NotKept: If there is no partnership of that name.
            CorruptRecord: If a row is not as it was recorded.
        """
        found = caught_up(reading, vault, p)
        self.put(str(p.id), found)
        return found.p


def refreshed(reading: Reading, vault: Vault, stream: str, there: InHand) -> InHand:
    """Return a value gone on with by what was recorded after it.

    Raises:
        NotKept: If there is no partnership of that name.
        CorruptRecord: If a row is not as it was recorded, or the history ends before
            the value.
    """
    head = _checked_head(reading, vault, stream)
    version = there.end.version
    if head.version == version and head.hash == there.end.hash:
        return there
    if head.version <= version:
        raise CorruptRecord(stream, head.version, "replaced")
    rows = reading.rows(stream, after=version)
    check_chain(stream, rows, Since(version, there.end.hash), head)
    if any(map(is_redact, rows)):
        return _cold(reading, vault, stream)
    p = _gone_on(reading, vault, there.p, rows)
    return InHand(p, End(head.version, head.hash))


def caught_up(reading: Reading, vault: Vault, p: Partnership) -> InHand:
    """Return a value of somebody's as it is now, gone on with where it is of the store.

    One that says something else than the store, or more, is read anew.

    Raises:
        NotKept: If there is no partnership of that name.
        CorruptRecord: If a row is not as it was recorded.
    """
    stream, version = str(p.id), p.version
    head = _checked_head(reading, vault, stream)
    rows = reading.rows(stream, after=version - 1)
    if not rows or not _is_last(reading, vault, rows[0], p):
        return _cold(reading, vault, stream)
    since, rest = Since(version, rows[0].hash), rows[1:]
    check_chain(stream, rest, since, head)
    if any(map(is_redact, rest)):
        return _cold(reading, vault, stream)
    q = _gone_on(reading, vault, p, rest) if rest else p
    return InHand(q, End(head.version, head.hash))


def _is_last(reading: Reading, vault: Vault, row: Row, p: Partnership) -> bool:
    """Return whether a row is that of the last act of a value."""
    if not row.is_whole or row.version != p.version:
        return False
    check_links(reading, vault, [row])
    return acts_of_rows(reading, vault, [row]) == [p.history[-1]]


def _gone_on(
    reading: Reading, vault: Vault, p: Partnership, rows: Sequence[Row]
) -> Partnership:
    acts = acts_of_rows(reading, vault, rows)
    entries = [one.entry for one in described(vault, rows, acts)]
    return Partnership(*continued(p.recorded, entries))


def _cold(reading: Reading, vault: Vault, stream: str) -> InHand:
    p = loaded(reading, vault, stream)
    head = _checked_head(reading, vault, stream)
    return InHand(p, End(head.version, head.hash))


def _checked_head(reading: Reading, vault: Vault, stream: str) -> Mark:
    head = reading.head(stream)
    if head is None:
        if reading.rows(stream):
            raise CorruptRecord(stream, 0, "replaced")
        raise NotKept(stream)
    if not is_mark(vault, stream, head):
        raise CorruptRecord(stream, 0, "replaced")
    return head
