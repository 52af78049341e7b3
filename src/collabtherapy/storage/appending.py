"""Adding acts to a history: at its end, all of them or none, and once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import attrs

from collabtherapy.codec import UnknownAct
from collabtherapy.errors import Conflict, CorruptRecord, Exists
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.storage.asking import caused
from collabtherapy.storage.chain import genesis, link
from collabtherapy.storage.checking import check_links, checked_rows, is_mark
from collabtherapy.storage.deciding import Envelopes
from collabtherapy.storage.port import Added, Backend, Filed, Known, Writing
from collabtherapy.storage.requests import Keyed
from collabtherapy.storage.rows import Mark, Row, spelled
from collabtherapy.storage.sealing import Bare, bare
from collabtherapy.storage.storable import check_kinds
from collabtherapy.storage.unsealing import acts_of_rows
from collabtherapy.storage.vault import Sealed, Using, Vault


@attrs.frozen(kw_only=True)
class Appended:
    """What became of an import.

    Args:
        partnership: whose history it was.
        version: the version that its last act has.
        hash: the hash at that act, in hexadecimal.
        repeated: whether the same acts had been recorded there before.
    """

    partnership: PartnershipId
    version: int
    hash: str
    repeated: bool = False


class End(NamedTuple):
    """Where a history is known to end.

    Args:
        version: the version of its last act.
        hash: the hash at it.
        listed: the digest of its people and dues in the read model, if it is known.
    """

    version: int
    hash: bytes
    listed: str = ""


@attrs.frozen(kw_only=True)
class Append:
    """Acts that are to be added to a history; made by `appended`.

    Args:
        stream: the name of the partnership.
        acts: what was done, in order.
        envelopes: what is kept beside each act.
        bares: the acts without words, and their words.
        expected: the version that the history is believed to have.
        cause: what made somebody record them.
        on: the act that is to stand last before them; None, if that is not asked.
    """

    stream: str
    acts: tuple[Act, ...] = attrs.field(repr=False)
    envelopes: Envelopes
    bares: tuple[Bare, ...] = attrs.field(repr=False)
    expected: int
    cause: str | None
    on: Act | None = None

    def run_known(
        self,
        backend: Backend,
        vault: Vault,
        clock: Callable[[], datetime],
        end: End,
        entry: Filed,
    ) -> Appended | None:
        """Add them where the history ends as is known; None, if that is not so.

        Args:
            backend: where the rows are.
            vault: what seals words.
            clock: gives the moment at which they are recorded.
            end: where the history is known to end.
            entry: what the read model holds from then on.
        """
        if end.version != self.expected or end.listed != entry.listed:
            return None
        people = frozenset(text.person for one in self.bares for text in one.texts)
        keys = vault.seen.get(people)
        using = None if keys is None else vault.using_seen(keys, people)
        if keys is None or using is None or len(using) < len(people):
            return None
        sealed = self._sealed(vault, using)
        now = spelled(instant(clock()))
        rows = linked(vault, end.hash, self._rows(now, sealed))
        last = rows[-1]
        tag = vault.tags.head(self.stream, last.version, last.hash)
        words = [word for one in sealed for word in one.rows]
        known = Known(end.version, end.hash, end.listed, people, keys)
        is_added = backend.add_known(known, Added(rows, words, tag, entry))
        return self._done(last) if is_added else None

    def run(
        self,
        writing: Writing,
        vault: Vault,
        clock: Callable[[], datetime],
        request: Keyed | None = None,
    ) -> Appended:
        """Add them; if they came with a key, keep it with them.

        Raises:
            Conflict: the history does not have the version that was expected.
            CorruptRecord: If what is there is not as it was recorded.
            Exists: If it was expected that there is none.
            KeyReused: If another request came with that key.
        """
        # Keys first, here as where somebody is forgotten: or each could wait for the
        # other.
        people = {text.person for one in self.bares for text in one.texts}
        using = vault.using(writing, people)
        mark = writing.hold(self.stream)
        if mark is not None and not is_mark(vault, self.stream, mark):
            raise CorruptRecord(self.stream, self.expected, "replaced")
        now = instant(clock())
        if request is not None:
            version = request.answered(writing, vault, now)
            if version is not None:  # meanwhile: it was asked before this began as well
                return self._answered(writing, version)
        done = self._added(writing, vault, using, mark, now)
        if request is not None:
            request.keep(writing, done.version, now)
        return done

    def _added(
        self,
        writing: Writing,
        vault: Vault,
        using: Mapping[str, Using],
        mark: Mark | None,
        now: datetime,
    ) -> Appended:
        if self._fits(mark) and self._stands(writing, vault):
            before = genesis(vault.tenant, self.stream) if mark is None else mark.hash
            sealed = self._sealed(vault, using)
            rows = linked(vault, before, self._rows(spelled(now), sealed))
            new = rows[-1]
            end = vault.tags.head(self.stream, new.version, new.hash)
            if writing.add(rows, end):
                writing.add_words([word for one in sealed for word in one.rows])
                return self._done(new)
            mark = writing.head(self.stream)  # somebody else has begun it meanwhile
        last = None if mark is None else self._recorded(writing, vault)
        if last is not None:
            return self._done(last, repeated=True)
        actual = 0 if mark is None else mark.version
        if self.expected == 0:
            raise Exists(self.stream, actual)
        raise Conflict(self.stream, self.expected, actual)

    def _fits(self, mark: Mark | None) -> bool:
        return self.expected == (0 if mark is None else mark.version)

    def _stands(self, writing: Writing, vault: Vault) -> bool:
        """Return whether they are recorded on what is kept, and on nothing else."""
        if self.on is None:
            return True
        rows = writing.rows(self.stream, after=self.expected - 1)
        check_links(writing, vault, rows)
        return acts_of_rows(writing, vault, rows) == [self.on]

    def _rows(self, now: str, sealed: Sequence[Sealed]) -> Iterator[Row]:
        """Yield what is kept of each entry, but for what links it."""
        entries = zip(self.acts, self.bares, self.envelopes, sealed, strict=True)
        for version, entry in enumerate(entries, self.expected + 1):
            act, one, envelope, words = entry
            yield Row(
                stream=self.stream,
                version=version,
                kind=kind_of(act),
                format=one.format,
                at=spelled(act.at),
                recorded_at=now,
                actor=str(act.by),
                cause=self.cause,
                envelope=None if envelope is None else envelope.dumps(),
                body=one.body,
                words=words.words,
                hash=b"",
                tag=b"",
            )

    def _sealed(self, vault: Vault, using: Mapping[str, Using]) -> Sequence[Sealed]:
        entries = enumerate(zip(self.acts, self.bares, strict=True), self.expected + 1)
        return [
            vault.sealed(self.stream, version, kind_of(act), one.texts, using)
            for version, (act, one) in entries
        ]

    def _recorded(self, writing: Writing, vault: Vault) -> Row | None:
        """Return the last row, if these very acts stand where they were to be added."""
        rows = checked_rows(writing, vault, self.stream, after=self.expected)
        rows = rows[: len(self.acts)]
        if len(rows) < len(self.acts):
            return None
        found = tuple(acts_of_rows(writing, vault, rows))
        return rows[-1] if found == self.acts else None

    def _answered(self, writing: Writing, version: int) -> Appended:
        (last, *_) = writing.rows(self.stream, after=version - 1)
        return self._done(last, repeated=True)

    def _done(self, last: Row, *, repeated: bool = False) -> Appended:
        return Appended(
            partnership=PartnershipId(self.stream),
            version=last.version,
            hash=last.hash.hex(),
            repeated=repeated,
        )


def linked(vault: Vault, before: bytes, rows: Iterable[Row]) -> Sequence[Row]:
    """Return rows that are each linked to the one before it, and tagged."""
    found: list[Row] = []
    for row in rows:
        before = link(before, row)
        found.append(Row(*row[:-2], before, vault.tags.row(before)))
    return found


def kind_of(act: Act) -> str:
    """Return the name of the kind of an act, which only a newer version may know."""
    return act.name if isinstance(act, UnknownAct) else act.kind_name


def appended(
    stream: str,
    acts: Sequence[Act],
    expected: int,
    cause: str | None,
    envelopes: Envelopes,
    *,
    on: Act | None = None,
) -> Append:
    """Return what is to be added, its words taken out. The acts are believed.

    Args:
        stream: the name of the partnership.
        acts: the acts.
        expected: the version that the history is believed to have.
        cause: what made somebody record them.
        envelopes: what is kept beside each act.
        on: the act that is to stand last before them; None, if that is not asked.

    Raises:
        TypeError: If the cause is no text.
        NotStorable: If the codec could not read an act back.
        ValueError: If there is nothing to add, or the cause is no short name.
    """
    if not acts:
        raise ValueError("there is no act to record")
    check_kinds(acts)
    return Append(
        stream=stream,
        acts=tuple(acts),
        envelopes=envelopes,
        bares=tuple(map(bare, acts)),
        expected=expected,
        cause=caused(cause),
        on=on,
    )
