"""What is kept of each act: plain columns, no words in the open.

Moments are text of one width, so that they sort as text in every database and can be
read by whoever looks at the table.
"""

import re
from datetime import datetime
from typing import Final, NamedTuple, Self

import attrs

from collabtherapy._scalars import whole
from collabtherapy.errors import CorruptRecord
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import between, is_name
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import PartnershipId, PersonId
from collabtherapy.partnership.values.moments import instant


class Row(NamedTuple):
    """One act as it is kept.

    Args:
        stream: the name of the partnership.
        version: its place in the history, from 1.
        kind: the act's.
        format: the format of the codec that the body is written in.
        at: the moment of the act.
        recorded_at: the moment at which the store took it.
        actor: who did it.
        cause: what made somebody record it, if they said so.
        envelope: where the entry stood and what was decided of it, as JSON; None, if it
            was on time and changed nothing for others.
        body: the act as JSON, its words taken out.
        words: the commitment to each of its texts; see `commitments`.
        hash: the link of the chain that ends here.
        tag: what says that the store wrote this row.
    """

    stream: str
    version: int
    kind: str
    format: int
    at: str
    recorded_at: str
    actor: str
    cause: str | None
    envelope: str | None
    body: str
    words: bytes
    hash: bytes
    tag: bytes

    @property
    def is_whole(self) -> bool:
        """True if each field is of its type: SQLite keeps any value in any column."""
        return tuple(map(type, self)) in _WHOLE

    def corrupt(self, code: str) -> CorruptRecord:
        """Return the error that names this row, as far as it has a name."""
        stream: object = self.stream
        version: object = self.version
        return CorruptRecord(
            stream if isinstance(stream, str) and is_name(stream) else "",
            version if isinstance(version, int) else 0,
            code,
        )


_OR_NONE: Final = (str, type(None))
_WHOLE: Final = frozenset(
    (str, int, str, int, str, str, str, cause, envelope, str, bytes, bytes, bytes)
    for cause in _OR_NONE
    for envelope in _OR_NONE
)


class Request(NamedTuple):
    """A request that came with a key, as it is kept.

    Args:
        stream: the name of the partnership.
        hands: everyone by whose hand its acts were, by name, with a space between.
        key: what the request is known by.
        first: the version of the first of its acts.
        last: that of the last.
        digest: the digest of what was asked, without words.
        at: the moment at which the store took it.
    """

    stream: str
    hands: str
    key: str
    first: int
    last: int
    digest: bytes
    at: str

    @property
    def is_whole(self) -> bool:
        """True if each field is of its type: SQLite keeps any value in any column."""
        types = (str, str, str, int, int, bytes, str)
        return tuple(map(type, self)) == types and 1 < self.first <= self.last


LARGEST: Final = 2**63 - 1
"""The largest number that a database has a name for."""

BOOKMARK: Final = re.compile(r"([0-9]{1,19})\.(-?[0-9]{1,19})\.([0-9]{1,19})")


class Mark(NamedTuple):
    """How far a history goes, and the hash at its end.

    Args:
        version: how many acts it has.
        hash: the hash at the last of them.
        tag: what says that the store left it there; nothing, where it is not asked.
    """

    version: int
    hash: bytes
    tag: bytes = b""

    @property
    def is_whole(self) -> bool:
        """True if each is of its type: SQLite keeps any value in any column."""
        return tuple(map(type, self)) == (int, bytes, bytes)


@attrs.frozen(order=True)
class Bookmark:
    """A place in the log of all acts, for whoever follows it.

    Args:
        era: how often the log was taken over into another database cluster.
        group: the transaction that recorded the act, where acts come in groups.
        position: the act's own number.

    >>> Bookmark.read("0.12.34")
    Bookmark(era=0, group=12, position=34)
    >>> str(Bookmark.read("0.12.34"))
    '0.12.34'
    """

    era: int = attrs.field(converter=whole, validator=between(0, LARGEST))
    group: int = attrs.field(converter=whole, validator=between(-LARGEST, LARGEST))
    position: int = attrs.field(converter=whole, validator=between(0, LARGEST))

    def __str__(self) -> str:
        return f"{self.era}.{self.group}.{self.position}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Take a bookmark from its text.

        Raises:
            ValueError: it is none.
        """
        found = BOOKMARK.fullmatch(text)
        if found is None:
            raise ValueError("a bookmark is three whole numbers with dots between")
        return cls(*map(int, found.groups()))


@attrs.frozen(kw_only=True)
class Recorded:
    """One entry with everything that the store knows about it.

    What it says of the entry is as it was when the entry was recorded: what came later
    may have taken it out of effect. `Partnership.replay` takes the entries of a history
    and says what is so now.

    Args:
        partnership: whose history it is in.
        entry: the entry: what was done, where it stood in time, what was decided of it.
        recorded_at: when the store took it, by the store's clock.
        cause: what made somebody record it, if they said so.
        format: the format of the codec that it was written in.
        tenant: whose store it is, where several share a database.
        timeline_changed_from: the moment from which what was so is another than it was
            before this entry, so that a projection has to begin from there again; None,
            if it only goes on.
        bookmark: its place in the log of all acts, where the log was followed.
    """

    partnership: PartnershipId
    entry: Entry
    recorded_at: datetime
    cause: str | None
    format: int
    tenant: str
    timeline_changed_from: datetime | None = None
    bookmark: Bookmark | None = None

    @property
    def version(self) -> int:
        """Its number in the history, from 1."""
        return self.entry.version

    @property
    def act(self) -> Act:
        """What was done."""
        return self.entry.act

    @property
    def effective_at(self) -> datetime:
        """From when it counted, as far as was known when it was recorded."""
        return self.entry.effective_at

    @property
    def actor(self) -> PersonId:
        """Who did it."""
        return self.act.by


def spelled(moment: datetime) -> str:
    """Return a moment as text that sorts.

    >>> from datetime import UTC
    >>> spelled(datetime(2026, 1, 5, 9, tzinfo=UTC))
    '2026-01-05T09:00:00.000000Z'
    """
    return f"{instant(moment).isoformat(timespec='microseconds')[:-6]}Z"


def moment(text: str) -> datetime:
    """Return the moment that a text of ours spells."""
    return instant(datetime.fromisoformat(text))
