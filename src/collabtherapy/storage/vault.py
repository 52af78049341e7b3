"""The vault: whose words are sealed with which key, and opened again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import attrs

from collabtherapy.errors import CorruptRecord
from collabtherapy.storage.commitments import (
    Commitment,
    committed,
    packed,
    salted,
)
from collabtherapy.storage.keyrings import UNPROTECTED, Keyring, NoKeyring
from collabtherapy.storage.keys import (
    Cipher,
    Key,
    KeyRow,
    Role,
    WordRow,
    bound_key,
    bound_words,
)
from collabtherapy.storage.ledger import EpochRow, EpochState
from collabtherapy.storage.port import Reading, Writing
from collabtherapy.storage.rows import Row
from collabtherapy.storage.sealing import Text
from collabtherapy.storage.tags import Tags

N_UNLOCKED: Final = 1024
"""How many keys are kept unlocked; to unlock one is to ask the keyring."""


class Using(NamedTuple):
    """A key with its number, to seal with."""

    id: int
    person: str
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


class Sealed(NamedTuple):
    """What is kept of the words of an act.

    Args:
        words: the commitments, as the row of the act keeps them.
        rows: the texts, sealed.
    """

    words: bytes
    rows: Sequence[WordRow]


def key_not_ours(row: KeyRow) -> CorruptRecord:
    """Return the error that names a key which is not one that was kept here."""
    return CorruptRecord("", 0, "key_not_ours", row.id)


class Seen:
    """The keys that were the newest when something was sealed last, by person."""

    def __init__(self) -> None:
        """Build an empty cache."""
        self._rows: dict[str, tuple[KeyRow, ...]] = {}
        self._using: dict[tuple[KeyRow, ...], Mapping[str, Using]] = {}

    def using(self, rows: tuple[KeyRow, ...]) -> "Mapping[str, Using] | None":
        """Return the keys that were taken from rows like these; None, if none were."""
        return self._using.get(rows)

    def use(self, rows: tuple[KeyRow, ...], using: "Mapping[str, Using]") -> None:
        """Keep the keys that were taken from rows."""
        if len(self._using) > N_UNLOCKED:
            self._using = {}
        self._using[rows] = using

    def put(self, rows: Sequence[KeyRow]) -> None:
        """Keep all rows of some people, and that of the secret, whose name is empty."""
        if len(self._rows) > N_UNLOCKED:
            self._rows = {}
        found: dict[str, tuple[KeyRow, ...]] = {}
        for row in rows:
            theirs = found.get(row.person, ())
            found[row.person] = theirs if row.wrapped is None else (*theirs, row)
        self._rows |= found

    def get(self, people: Collection[str]) -> Sequence[KeyRow] | None:
        """Return the keys of people and the secret; None, if one was not seen."""
        found = [self._rows.get(person, ()) for person in ("", *sorted(people))]
        return [row for rows in found for row in rows] if all(found) else None


class Destroyed:
    """The keys that erasures destroyed, as they were when the last was looked at."""

    def __init__(self) -> None:
        """Build an empty cache."""
        self.keys: frozenset[int] = frozenset()
        self.upto: int = 0

    def put(self, keys: Collection[int], upto: int) -> None:
        """Add keys, of the erasures up to a number; what was destroyed stays so."""
        self.keys, self.upto = self.keys | frozenset(keys), upto


@attrs.frozen(eq=False)
class Vault:
    """Seals and opens words, for one tenant.

    Args:
        tenant: whose words.
        cipher: what the keys are made of.
        keyring: what they are locked with.
        tags: what says that the store wrote a row.
    """

    tenant: str
    cipher: Cipher = attrs.field(repr=False)
    keyring: Keyring = attrs.field(repr=False)
    tags: Tags = attrs.field(repr=False)
    seen: "Seen" = attrs.field(factory=Seen, repr=False, init=False)
    destroyed: Destroyed = attrs.field(factory=Destroyed, repr=False, init=False)

    @property
    def protection(self) -> str:
        """Return whether keys are locked, as a word."""
        return "unprotected" if isinstance(self.keyring, NoKeyring) else "protected"

    def using(self, writing: Writing, people: Collection[str]) -> Mapping[str, Using]:
        """Return the newest key of each person, a new one where there is none.

        Raises:
            CorruptRecord: If a key is not one that was kept here.
            KeyUnavailable: If the keyring lacks the master under which keys are locked
                now: what is written there could not be read with that of others.
        """
        found = self._current(writing, people)
        missing = sorted(set(people) - found.keys())
        if missing:
            for person in missing:
                self.add_key(writing, person)
            found = self._current(writing, people)
        return found

    def _current(
        self, writing: Writing, people: Collection[str]
    ) -> Mapping[str, Using]:
        """Return the newest key of each person; as before, where the rows are."""
        rows = tuple(writing.current_keys(people))
        known = self.seen.using(rows)
        if known is None:
            newest = self._newest(rows)
            known = {person: self._using(row) for person, row in newest.items()}
            self.seen.use(rows, known)
        return known

    def using_seen(
        self, rows: Sequence[KeyRow], people: Collection[str]
    ) -> Mapping[str, Using] | None:
        """Return the newest of some keys of people; None, if one cannot be used now."""
        newest = {row.person: row for row in sorted(rows, key=lambda r: r.generation)}
        using = {person: self._taken(newest[person]) for person in people}
        return {
            person: Using(newest[person].id, person, key)
            for person, key in using.items()
            if key is not None
        }

    def _newest(self, rows: Sequence[KeyRow]) -> Mapping[str, KeyRow]:
        """Return the newest keys, once the secret of the store has been looked at."""
        epoch = self.check_secret([row for row in rows if row.role == Role.STORE])
        theirs = [row for row in rows if row.role != Role.STORE]
        newest: dict[str, KeyRow] = {}
        for row in theirs:
            if not row.is_whole:
                raise key_not_ours(row)
            if row.generation > getattr(newest.get(row.person), "generation", 0):
                newest[row.person] = row
        alive = {p: row for p, row in newest.items() if row.wrapped is not None}
        for row in alive.values():
            if row.epoch != epoch:  # it was put back from before a rotation
                raise key_not_ours(row)
        self.seen.put(rows)
        return alive

    def check_secret(self, rows: Sequence[KeyRow]) -> int:
        """Return the epoch that new keys are locked in, which that of the secret is.

        Raises:
            CorruptRecord: If the secret is not as it was kept.
            KeyUnavailable: If the keyring has no master of that epoch.
        """
        if len(rows) != 1:
            raise CorruptRecord("", 0, "key_missing")
        (row,) = rows
        if not row.is_whole or row.wrapped is None:
            raise key_not_ours(row)
        secret = self.unlocked(row)
        if secret is None or self.tags != Tags.of(self.tenant, secret):
            raise key_not_ours(row)
        return row.epoch

    def check_epoch(self, reading: Reading, epoch: int) -> None:
        """Check that the epoch which the secret is locked in is not one gone by.

        Raises:
            CorruptRecord: If the secret was put back from before a rotation.
        """
        if epoch != UNPROTECTED and not any(
            row.number == epoch and row.state == EpochState.OPEN
            for row in reading.epochs()
            if self.is_epoch(row)
        ):
            raise CorruptRecord("", 0, "epoch_not_ours")

    def is_epoch(self, row: EpochRow) -> bool:
        """Return whether this store wrote the row of an epoch."""
        return row.is_whole and row.tag == self.epoch_tag(row.number, row.state)

    def epoch_tag(self, number: int, state: str) -> bytes:
        """Return the tag of the row that says what became of an epoch."""
        return self.tags.other("epoch", str(number), state)

    def unlocked(self, row: KeyRow) -> bytes | None:
        """Return what a whole row locks; None, if it was not locked so.

        Raises:
            KeyUnavailable: If the keyring has no master of its epoch.
        """
        if row.wrapped is None:
            return None
        bound = bound_key(self.tenant, row)
        return _unlocked(self.keyring, row.epoch, row.wrapped, bound)

    def _using(self, row: KeyRow) -> Using:
        key = self._taken(row)
        if key is None:
            raise key_not_ours(row)
        return Using(row.id, row.person, key)

    def add_key(self, writing: Writing, person: str) -> None:
        """Return somebody a key for whatever they write from now on.

        Raises:
            CorruptRecord: If a key of theirs is not one that was kept here.
        """
        rows = writing.keys_of(person)
        for row in rows:
            if not self.is_ours(row):
                raise key_not_ours(row)
        newest = max((row.generation for row in rows), default=0)
        epoch = self.check_secret(writing.secret())
        self.check_epoch(writing, epoch)
        made_of = self.cipher.draw()
        row = KeyRow(0, Role.PERSON.value, person, newest + 1, epoch, None, b"")
        writing.add_key(self.locked(row, epoch, made_of))

    def locked(self, row: KeyRow, epoch: int, made_of: bytes) -> KeyRow:
        """Return the row of a key locked under the master of an epoch, and tagged.

        Raises:
            KeyUnavailable: If the keyring has no master of that epoch.
        """
        wrapped = self.keyring.wrap(epoch, made_of, bound_key(self.tenant, row))
        return self.tagged(row._replace(epoch=epoch, wrapped=wrapped))

    def tagged(self, row: KeyRow) -> KeyRow:
        """Return the row of a key with the tag that is its own."""
        return row._replace(tag=self.tags.key(row))

    def held(self, reading: Reading, ids: Collection[int]) -> Mapping[int, Held]:
        """Return the keys that are needed to open something, by their numbers.

        Raises:
            KeyUnavailable: If the keyring has no master of the epoch of one.
        """
        if not ids:
            return {}
        return {id: self._held(row) for id, row in reading.keys(ids).items()}

    def _held(self, row: KeyRow) -> Held:
        if not self.is_ours(row):
            return Held("", None)
        if row.wrapped is None:
            return Held(row.person, None, is_destroyed=True)
        return Held(row.person, self._taken(row))

    def _taken(self, row: KeyRow) -> Key | None:
        """Return the key of a row, or None where it is not one that was kept here."""
        made_of = self.unlocked(row) if self.is_ours(row) else None
        return None if made_of is None else self.cipher.key(made_of)

    def is_ours(self, row: KeyRow) -> bool:
        """Return whether this store wrote the row of a key."""
        return row.is_whole and self.tags.is_key(row)

    def opens(self, row: KeyRow) -> bool:
        """Return whether a row holds a key that was kept here and can be taken."""
        if row.role == Role.STORE:
            return self.is_ours(row) and self.unlocked(row) is not None
        return self._taken(row) is not None

    def sealed(
        self,
        stream: str,
        version: int,
        kind: str,
        texts: Iterable[Text],
        using: Mapping[str, Using],
    ) -> Sealed:
        """Return what is kept of what was written in an act."""
        kept: list[Commitment] = []
        rows: list[WordRow] = []
        for n, person, changes in texts:
            text = salted(changes)
            commitment = committed(n, text)
            word = WordRow(stream, version, n, using[person].id, b"")
            rows.append(self.seal(word, kind, using[person], commitment, text))
            kept.append(commitment)
        return Sealed(packed(kept), rows)

    def seal(
        self,
        word: WordRow,
        kind: str,
        using: Using,
        commitment: Commitment,
        text: bytes,
    ) -> WordRow:
        """Return the row of a text, sealed with a key.

        Args:
            word: where it stands.
            kind: the kind of the act.
            using: the key.
            commitment: what the chain holds of it.
            text: the text with the random bytes before it.
        """
        bound = bound_words(self.tenant, word, kind, using.person, commitment.hash)
        return word._replace(key=using.id, sealed=using.key.seal(text, bound))

    def opened(
        self, row: Row, word: WordRow, held: Held | None, commitment: Commitment
    ) -> bytes:
        """Return a text of an act, with the random bytes before it.

        Raises:
            CorruptRecord: If it does not open, or its key is gone.
        """
        person, key = usable(row, word, held)
        bound = bound_words(self.tenant, word, row.kind, person, commitment.hash)
        text = key.open(word.sealed, bound)
        if text is None:
            raise row.corrupt("words_do_not_open")
        return text


def usable(row: Row, word: WordRow, held: Held | None) -> tuple[str, Key]:
    """Return whose key a text is sealed with, and the key.

    Raises:
        CorruptRecord: If it is gone, or is not one that was kept here.
    """
    if held is None:
        raise row.corrupt("key_missing")
    if held.is_destroyed:
        raise row.corrupt("key_destroyed")
    if held.key is None:
        raise CorruptRecord(row.stream, row.version, "key_not_ours", word.key)
    return held.person, held.key


@lru_cache(maxsize=N_UNLOCKED)
def _unlocked(
    keyring: "Keyring", epoch: int, wrapped: bytes, bound: bytes
) -> bytes | None:
    return keyring.unwrap(epoch, wrapped, bound)
