"""The vault: whose words are sealed with which key, and opened again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

import attrs

from collabtherapy.errors import CorruptRecord, StoreMismatch
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import is_name
from collabtherapy.storage.keys import (
    Cipher,
    Key,
    KeyRow,
    Part,
    bound_key,
    bound_words,
    joined,
    parted,
)
from collabtherapy.storage.port import Reading, Writing
from collabtherapy.storage.rows import Row
from collabtherapy.storage.sealing import Text, whole


class Using(NamedTuple):
    """A key with its number, to seal with."""

    id: int
    key: Key


class Held(NamedTuple):
    """Whose key it is, to open with.

    Args:
        person: whose.
        key: None if it has been destroyed, or is not one that was kept here.
        is_destroyed: whether it has been destroyed.
    """

    person: str
    key: Key | None
    is_destroyed: bool = False


def key_not_ours(row: KeyRow) -> CorruptRecord:
    """Return the error that names a key which is not one that was kept here."""
    return CorruptRecord("", 0, "key_not_ours", row.id)


@attrs.frozen(eq=False)
class Vault:
    """Seals and opens words, for one tenant.

    Args:
        tenant: whose words.
        cipher: what the keys are made of.
    """

    tenant: str
    cipher: Cipher = attrs.field(repr=False)

    def keys_for(
        self, writing: Writing, people: Collection[str]
    ) -> Mapping[str, Using]:
        """Give everybody's newest key, and a new one to whoever has none.

        Raises:
            CorruptRecord: If a key is not one that was kept here.
        """
        if not people:
            return {}
        found = writing.current_keys(people)
        missing = sorted(set(people) - found.keys())
        if missing:
            for person in missing:
                self.new_key(writing, person)
            found = writing.current_keys(people)
        return {person: self._using(writing, row) for person, row in found.items()}

    def _using(self, reading: Reading, row: KeyRow) -> Using:
        key = self._looked_up(reading, row)
        if key is None:
            raise key_not_ours(row)
        return Using(row.id, key)

    def new_key(self, writing: Writing, person: str) -> None:
        """Give somebody a key for whatever they write from now on."""
        kept = self.cipher.make(bound_key(self.tenant, person))
        writing.add_key(person, kept)

    def held(self, reading: Reading, ids: Collection[int]) -> Mapping[int, Held]:
        """Return the keys that are needed to open something, by their numbers.

        Raises:
            StoreMismatch: If the keys have been locked under another master key since
                the store was opened.
        """
        if not ids:
            return {}
        return {id: self._held(reading, row) for id, row in reading.keys(ids).items()}

    def _held(self, reading: Reading, row: KeyRow) -> Held:
        if row.kept is None:
            return Held(row.person, None, is_destroyed=True)
        return Held(row.person, self._looked_up(reading, row))

    def _looked_up(self, reading: Reading, row: KeyRow) -> Key | None:
        """Return the key of a row; None if this row alone is not as it was kept."""
        key = self._taken(row)
        if key is None and self.is_ours(row):
            self.check(reading)  # another process may have locked all of them
        return key

    def _taken(self, row: KeyRow) -> Key | None:
        """Return the key of a row, or None where it is not one that was kept here."""
        kept = row.kept
        if kept is None or not self.is_ours(row):
            return None
        return self.cipher.take(kept, bound_key(self.tenant, row.person))

    def is_ours(self, row: KeyRow) -> bool:
        """Return whether a row holds a key in a form that may have been kept here."""
        # SQLite keeps any value in any column.
        person: object = row.person
        named = isinstance(person, str) and is_name(person)
        return named and isinstance(row.kept, bytes) and self.cipher.knows(row.kept)

    def opens(self, row: KeyRow) -> bool:
        """Return whether a row holds a key that was kept here and can be taken."""
        return self._taken(row) is not None

    def check(self, reading: Reading) -> None:
        """Check that the master key, or having none, is that of the keys.

        A single key that cannot be taken is passed over: it is refused where it is
        used, and `verify` names it, for which the store has to be open.

        Raises:
            StoreMismatch: If no key can be unlocked, if all are under no master key, or
                if one is locked and there is no master key.
        """
        rows = reading.every_key()
        ours = list(filter(self.is_ours, rows))
        if rows and not ours:
            raise StoreMismatch(
                "not_locked",
                "its keys are under no master key: open it without one, and lock them "
                "with rotate_master_key",
            )
        locked = any(self.cipher.lacks_master(row.kept or b"") for row in ours)
        if locked or (ours and not any(map(self.opens, reversed(ours)))):
            raise StoreMismatch(
                "wrong_master_key", "its keys are locked: open it with its master key"
            )

    def sealed(
        self,
        stream: str,
        version: int,
        kind: str,
        texts: Iterable[Text],
        keys: Mapping[str, Using],
    ) -> bytes:
        """Give what somebody wrote in an act as its row keeps it."""
        parts: list[Part] = []
        for person, text in texts:
            using = keys[person]
            bound = bound_words(self.tenant, stream, version, kind, person)
            parts.append(Part(using.id, using.key.seal(text, bound)))
        return joined(parts)

    def acts(self, reading: Reading, rows: Sequence[Row]) -> Sequence[Act]:
        """Give the acts that rows keep, with those words that are still there.

        Raises:
            CorruptRecord: a row is not as it was recorded.
        """
        parts = [list(parted(row.sealed)) for row in rows]
        keys = self.held(reading, {part.key for theirs in parts for part in theirs})
        return list(map(self._act, rows, parts, repeat(keys)))

    def _act(self, row: Row, parts: Iterable[Part], keys: Mapping[int, Held]) -> Act:
        texts = [*self._opened(row, parts, keys)]
        act = whole(row.body, row.format, texts)
        if act is None:
            raise row.corrupt("unreadable")
        return act

    def _opened(
        self, row: Row, parts: Iterable[Part], keys: Mapping[int, Held]
    ) -> Iterator[bytes]:
        for part in parts:
            held = keys.get(part.key)
            if held is None:
                raise CorruptRecord(row.stream, row.version, "key_missing")
            if held.is_destroyed:
                continue  # whoever wrote this has been forgotten
            if held.key is None:
                raise CorruptRecord(row.stream, row.version, "key_not_ours", part.key)
            bound = bound_words(
                self.tenant, row.stream, row.version, row.kind, held.person
            )
            text = held.key.open(part.sealed, bound)
            if text is None:
                raise CorruptRecord(row.stream, row.version, "words_do_not_open")
            yield text
