"""Adding acts to a history: at its end, all of them or none, and once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import attrs

from collabtherapy.codec import UnknownAct
from collabtherapy.errors import Conflict, CorruptRecord
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import CODE
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import PartnershipId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.stages import Open
from collabtherapy.storage.asking import counted, given
from collabtherapy.storage.chain import genesis, link
from collabtherapy.storage.checking import checked_rows, is_mark
from collabtherapy.storage.deciding import Envelopes, Given, check_clock, decided
from collabtherapy.storage.port import Writing
from collabtherapy.storage.rows import Mark, Row, spelled
from collabtherapy.storage.sealing import Bare, bare
from collabtherapy.storage.storable import check_kinds
from collabtherapy.storage.unsealing import acts_of_rows
from collabtherapy.storage.vault import Sealed, Using, Vault


@attrs.frozen(kw_only=True)
class Appended:
    """What became of an append.

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


@attrs.frozen(kw_only=True)
class Append:
    """Acts that are to be added to a history; made by `appended`.

    Args:
        stream: the name of the partnership.
        given: what is to be added.
        envelopes: what is kept beside each act; None, if that is still to be decided.
        bares: the acts without words, and their words.
        expected: the version that the history is believed to have.
        cause: what made somebody record them.
    """

    stream: str
    given: Given
    envelopes: Envelopes | None
    bares: tuple[Bare, ...] = attrs.field(repr=False)
    expected: int
    cause: str | None

    @property
    def acts(self) -> tuple[Act, ...]:
        """What was done, in order."""
        return self.given.acts

    def run(
        self, writing: Writing, vault: Vault, clock: Callable[[], datetime]
    ) -> Appended:
        """Add them.

        Raises:
            Conflict: the history does not have the version that was expected.
            CorruptRecord: If what is there is not as it was recorded.
            ImpossibleHistory: If an act speaks of what is not there.
            Refused: If an act is dated after the clock.
            ValueError: If a mark is none that its entry can have.
        """
        # Keys first, here as where somebody is forgotten: or each could wait for the
        # other.
        people = {text.person for one in self.bares for text in one.texts}
        using = vault.using(writing, people)
        mark = writing.hold(self.stream)
        if mark is not None and not is_mark(vault, self.stream, mark):
            raise CorruptRecord(self.stream, self.expected, "replaced")
        if self._fits(mark):
            now = instant(clock())
            check_clock(writing, vault, self.stream, self.acts, now)
            before = genesis(vault.tenant, self.stream) if mark is None else mark.hash
            envelopes = self._envelopes(writing, vault)
            sealed = self._sealed(vault, using)
            rows = linked(vault, before, self._rows(spelled(now), envelopes, sealed))
            new = rows[-1]
            end = vault.tags.head(self.stream, new.version, new.hash)
            if writing.add(rows, end):
                writing.add_words([word for one in sealed for word in one.rows])
                return self._done(new)
            mark = writing.head(self.stream)  # somebody else has begun it meanwhile
        last = None if mark is None else self._recorded(writing, vault)
        if last is not None:
            return self._done(last, repeated=True)
        raise Conflict(self.stream, self.expected, 0 if mark is None else mark.version)

    def _fits(self, mark: Mark | None) -> bool:
        return self.expected == (0 if mark is None else mark.version)

    def _envelopes(self, writing: Writing, vault: Vault) -> Envelopes:
        if self.envelopes is not None:
            return self.envelopes
        return decided(writing, vault, self.stream, self.given, self.expected)

    def _rows(
        self, now: str, envelopes: Envelopes, sealed: Sequence[Sealed]
    ) -> Iterator[Row]:
        """Yield what is kept of each entry, but for what links it."""
        entries = zip(self.acts, self.bares, envelopes, sealed, strict=True)
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
        """Give the last row, if these very acts stand where they were to be added."""
        rows = checked_rows(writing, vault, self.stream, after=self.expected)
        rows = rows[: len(self.acts)]
        if len(rows) < len(self.acts):
            return None
        found = tuple(acts_of_rows(writing, vault, rows))
        return rows[-1] if found == self.acts else None

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
    """Give the name of the kind of an act, which only a newer version may know."""
    return act.name if isinstance(act, UnknownAct) else type(act).__name__


def appended(
    stream: str,
    those: Iterable[Act | Entry],
    expected: int,
    cause: str | None,
    envelopes: Envelopes | None = None,
) -> Append:
    """Return what is to be added, its words taken out.

    Args:
        stream: the name of the partnership.
        those: the acts, or the entries.
        expected: the version that the history is believed to have.
        cause: what made somebody record them.
        envelopes: what is kept beside each act, where that has been decided.

    Raises:
        TypeError: something is no act, or is not of its type.
        NotStorable: If the codec could not read an act back.
        ValueError: there is nothing to add, or it cannot stand in that place.
    """
    counted("expected_version", expected, at_least=0)
    given_ = Given.of(those, int(expected))
    acts = given_.acts
    if not acts:
        raise ValueError("there is no act to append")
    check_kinds(acts)
    cause = given("cause", cause, str)
    if cause is not None and not CODE.fullmatch(cause):
        raise ValueError("a cause is a short name: up to 100 letters, digits and _.:/-")
    cause = None if cause is None else str.__str__(cause)  # of an enumeration, say
    opened = [place for place, act in enumerate(acts) if isinstance(act, Open)]
    if opened != ([0] if expected == 0 else []):
        raise ValueError("a history begins with its opening, and has one")
    first = acts[0]
    if isinstance(first, Open) and str(first.partnership) != stream:
        raise ValueError("the opening names another partnership")
    return Append(
        stream=stream,
        given=given_,
        envelopes=envelopes,
        bares=tuple(map(bare, acts)),
        expected=int(expected),
        cause=cause,
    )
