"""Reading rows by SQLAlchemy Core: the same statements for every database.

The statements are built once; each is compiled once for each database.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    Executable,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    text,
    tuple_,
    union,
)
from sqlalchemy.sql import ClauseElement

from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.storage.engines import POSTGRESQL, asked, fetched
from collabtherapy.storage.keys import KeyRow, Role, WordRow
from collabtherapy.storage.ledger import EpochRow, ErasureRow
from collabtherapy.storage.port import DueRow, Filed, SubscriptionRow
from collabtherapy.storage.reads import ReadEnd, ReadRow
from collabtherapy.storage.rows import LARGEST, Bookmark, Mark, Request, Row
from collabtherapy.storage.sql_reads import READ_ENDS, READ_STREAMS, READS
from collabtherapy.storage.sql_requests import KEPT
from collabtherapy.storage.tables import (
    ACT,
    DUE,
    EPOCH,
    ERASURE,
    KEY,
    PARTNERSHIP,
    PERSON,
    SUBSCRIPTION,
    WORDS,
    Horizon,
    NextTransaction,
    OneOf,
)

COLUMNS: Final = tuple(ACT.c[name] for name in Row._fields)
TENANT: Final[BindParameter[str]] = bindparam("tenant")
STREAM: Final[BindParameter[str]] = bindparam("stream")

_OF_PARTNERSHIP = and_(PARTNERSHIP.c.tenant == TENANT, PARTNERSHIP.c.stream == STREAM)
_MARK = tuple(PARTNERSHIP.c[name] for name in Mark._fields)
HEAD: Final = select(*_MARK).where(_OF_PARTNERSHIP)
HEADS: Final = (
    select(PARTNERSHIP.c.stream, *_MARK)
    .where(PARTNERSHIP.c.tenant == TENANT)
    .order_by(PARTNERSHIP.c.stream)
)
STREAMS: Final = union(
    *(select(of.c.stream).where(of.c.tenant == TENANT) for of in (ACT, WORDS))
)
ROWS: Final = (
    select(*COLUMNS)
    .where(ACT.c.tenant == TENANT, ACT.c.stream == STREAM)
    .order_by(ACT.c.version)
)
"""All rows of a history: also those that someone put in before its first act."""
ROWS_AFTER: Final = ROWS.where(ACT.c.version > bindparam("after"))
HASHES: Final = (
    select(ACT.c.stream, ACT.c.version, ACT.c.hash)
    .where(ACT.c.tenant == TENANT)
    .where(tuple_(ACT.c.stream, ACT.c.version).in_(bindparam("places", expanding=True)))
)
ROWS_AT: Final = (
    select(*COLUMNS)
    .where(ACT.c.tenant == TENANT)
    .where(tuple_(ACT.c.stream, ACT.c.version).in_(bindparam("places", expanding=True)))
)
REDACTS: Final = (
    select(*COLUMNS)
    .where(ACT.c.tenant == TENANT, ACT.c.kind == text(f"'{Redact.__name__}'"))
    .where(ACT.c.stream.in_(bindparam("places", expanding=True)))
    .order_by(ACT.c.stream, ACT.c.version)
)
"""The kind stands in the statement: an index holds acts of this kind alone."""

OF_TENANT_WORDS: Final = select(*(WORDS.c[name] for name in WordRow._fields)).where(
    WORDS.c.tenant == TENANT
)
WORDS_OF: Final = OF_TENANT_WORDS.where(WORDS.c.stream == STREAM)
WORDS_AT: Final = OF_TENANT_WORDS.where(
    tuple_(WORDS.c.stream, WORDS.c.version).in_(bindparam("places", expanding=True))
)
WORDS_UNDER: Final = OF_TENANT_WORDS.where(
    WORDS.c.key.in_(bindparam("places", expanding=True))
)
KEYS_IN_USE: Final = select(WORDS.c.key).where(WORDS.c.tenant == TENANT).distinct()
N_PLACES: Final = 400
"""How many acts are asked for at a time: databases limit the values of a statement."""

_FIRST = text(str(-LARGEST))
_NO_TRANSACTION = tuple(
    or_(
        table.c.transaction >= NextTransaction(),
        table.c.transaction < _FIRST,
        cast(table.c.transaction, BigInteger) != table.c.transaction,
    )
    for table in (ACT, PARTNERSHIP)
)
MISNUMBERED: Final = tuple(
    select(table.c.stream, table.c.version).where(table.c.tenant == TENANT, fault)
    for table, fault in (
        (ACT, or_(_NO_TRANSACTION[0], ACT.c.position < text("1"))),
        (PARTNERSHIP, _NO_TRANSACTION[1]),
    )
)
"""Acts with no place in the log that a bookmark names, and partnerships whose next
would have none."""
FOLLOWING: Final = (
    select(ACT.c.transaction, ACT.c.position, *COLUMNS)
    .where(ACT.c.tenant == TENANT)
    .where(
        tuple_(ACT.c.transaction, ACT.c.position)
        > tuple_(bindparam("group"), bindparam("position"))
    )
    .where(ACT.c.transaction < Horizon())
    .order_by(ACT.c.transaction, ACT.c.position)
    .limit(bindparam("at_most"))
)
OF_TENANT_KEYS: Final = select(*(KEY.c[name] for name in KeyRow._fields)).where(
    KEY.c.tenant == TENANT
)
KEYS_BY_ID: Final = OF_TENANT_KEYS.where(OneOf(KEY.c.id, "ids"))
EVERY_KEY: Final = OF_TENANT_KEYS.order_by(KEY.c.id)
_IS_SECRET = KEY.c.role == Role.STORE.value
SECRET: Final = EVERY_KEY.where(_IS_SECRET)
THEIR_KEYS: Final = EVERY_KEY.where(
    KEY.c.role != Role.STORE.value, KEY.c.person == bindparam("person")
)
CURRENT_KEYS: Final = EVERY_KEY.where(or_(_IS_SECRET, OneOf(KEY.c.person, "people")))
EPOCHS: Final = (
    select(*(EPOCH.c[name] for name in EpochRow._fields))
    .where(EPOCH.c.tenant == TENANT)
    .order_by(EPOCH.c.number)
)
ERASURES: Final = (
    select(*(ERASURE.c[name] for name in ErasureRow._fields))
    .where(ERASURE.c.tenant == TENANT)
    .order_by(ERASURE.c.number)
)
LAST_ERASURE: Final = select(func.max(ERASURE.c.number)).where(
    ERASURE.c.tenant == TENANT
)

UNFILED: Final = (
    select(PARTNERSHIP.c.stream)
    .where(PARTNERSHIP.c.tenant == TENANT)
    .where(PARTNERSHIP.c.filed < PARTNERSHIP.c.version)
    .order_by(PARTNERSHIP.c.stream)
)
FILED: Final = (
    select(
        PARTNERSHIP.c.stream,
        PARTNERSHIP.c.filed,
        PARTNERSHIP.c.stage,
        PARTNERSHIP.c.since,
        PARTNERSHIP.c.at,
    )
    .where(PARTNERSHIP.c.tenant == TENANT)
    .order_by(PARTNERSHIP.c.stream)
    .limit(bindparam("at_most"))
)
_IS_DUE: Final = and_(
    DUE.c.tenant == TENANT,
    DUE.c.due_from <= bindparam("at"),
    or_(DUE.c.due_until.is_(None), DUE.c.due_until > bindparam("at")),
)
DUE_THERE: Final = (
    select(DUE.c.stream).where(DUE.c.stream == PARTNERSHIP.c.stream, _IS_DUE).exists()
)
THEIR_DUES: Final = (
    select(DUE.c.placed, DUE.c.stream, DUE.c.duty, DUE.c.due_at, PARTNERSHIP.c.filed)
    .join(
        PARTNERSHIP,
        and_(
            PARTNERSHIP.c.tenant == DUE.c.tenant, PARTNERSHIP.c.stream == DUE.c.stream
        ),
    )
    .where(DUE.c.person == bindparam("person"), DUE.c.shown, _IS_DUE)
    .order_by(DUE.c.placed, DUE.c.stream, DUE.c.duty)
    .limit(bindparam("at_most"))
)
OF_KINDS: Final = DUE.c.kind.in_(bindparam("kinds", expanding=True))
AFTER_DUE: Final = tuple_(DUE.c.placed, DUE.c.stream, DUE.c.duty) > tuple_(
    bindparam("placed"), bindparam("stream"), bindparam("duty")
)

STANDING: Final = select(
    *(SUBSCRIPTION.c[name] for name in SubscriptionRow._fields)
).where(SUBSCRIPTION.c.tenant == TENANT, SUBSCRIPTION.c.name == bindparam("name"))
HELD_BACK: Final = select(func.min(ACT.c.recorded_at)).where(
    ACT.c.tenant == TENANT, ACT.c.transaction >= Horizon()
)


class SqlReading:
    """What is read, in one transaction.

    Args:
        connection: where the acts are, in a transaction.
        keys: where the keys are, in one too.
        tenant: whose rows.
        shifts: by how much the transactions were renumbered, at the end of each era.
    """

    def __init__(
        self, connection: Connection, keys: Connection, tenant: str, shifts: list[int]
    ) -> None:
        """Read over these connections."""
        self.connection = connection
        self.key_connection = keys
        self.tenant = tenant
        self.shifts = shifts

    def _found(self, statement: ClauseElement, **given: object) -> Sequence[Any]:
        return fetched(self.connection, statement, {"tenant": self.tenant, **given})

    def _found_keys(self, statement: ClauseElement, **given: object) -> Sequence[Any]:
        return fetched(self.key_connection, statement, {"tenant": self.tenant, **given})

    def _asked(self, statement: Executable, **given: object) -> Sequence[Any]:
        """Return what a statement finds that is made anew, or has a list of values."""
        return asked(self.connection, statement, {"tenant": self.tenant, **given})

    def _listed(self, those: Collection[object]) -> object:
        """Return several values as the database of the keys takes them as one."""
        is_server = self.key_connection.dialect.name == POSTGRESQL
        return list(those) if is_server else json.dumps(list(those))

    def head(self, stream: str) -> Mark | None:
        """Return how far a history goes."""
        return mark_of(self._found(HEAD, stream=stream))

    def heads(self) -> Mapping[str, Mark]:
        """Return how far each history goes."""
        return {stream: Mark._make(mark) for stream, *mark in self._found(HEADS)}

    def streams(self) -> Sequence[str]:
        """Return the names of all partnerships of which there is an act or a text."""
        return [stream for (stream,) in self._found(STREAMS)]

    def rows(self, stream: str, *, after: int | None = None) -> Sequence[Row]:
        """Return the acts of a history after a version; None: all rows."""
        if after is None:
            found = self._found(ROWS, stream=stream)
        else:
            found = self._found(ROWS_AFTER, stream=stream, after=after)
        return list(map(Row._make, found))

    def hashes(
        self, places: Collection[tuple[str, int]]
    ) -> Mapping[tuple[str, int], bytes]:
        """Return the hash at each of these acts that is there."""
        found = self._found_at(HASHES, places)
        return {(stream, version): link for stream, version, link in found}

    def _found_at(
        self, statement: Executable, places: Collection[Any]
    ) -> Sequence[Any]:
        """Return what a statement finds at many places, so many of them at a time."""
        ordered = sorted(places)
        return [
            row
            for start in range(0, len(ordered), N_PLACES)
            for row in self._asked(statement, places=ordered[start : start + N_PLACES])
        ]

    def rows_at(self, places: Collection[tuple[str, int]]) -> Sequence[Row]:
        """Return each of these acts that is there."""
        return list(map(Row._make, self._found_at(ROWS_AT, places)))

    def redacts(self, streams: Collection[str]) -> Sequence[Row]:
        """Return every act of these histories that takes words out."""
        return list(map(Row._make, self._found_at(REDACTS, streams)))

    def words(self, stream: str) -> Sequence[WordRow]:
        """Return every text of a history."""
        return list(map(WordRow._make, self._found(WORDS_OF, stream=stream)))

    def words_at(self, places: Collection[tuple[str, int]]) -> Sequence[WordRow]:
        """Return every text of these acts."""
        return list(map(WordRow._make, self._found_at(WORDS_AT, places)))

    def words_under(self, keys: Collection[int]) -> Sequence[WordRow]:
        """Return every text that is sealed with one of these keys."""
        return list(map(WordRow._make, self._found_at(WORDS_UNDER, keys)))

    def keys_in_use(self) -> Collection[int]:
        """Return the numbers of the keys with which there are texts."""
        return [key for (key,) in self._found(KEYS_IN_USE)]

    def misnumbered(self) -> Sequence[tuple[str, int]]:
        """Return each act that is filed under no transaction there has been."""
        found = [row for statement in MISNUMBERED for row in self._found(statement)]
        return sorted({(stream, version) for stream, version in found}, key=repr)

    def following(
        self, after: Bookmark | None, at_most: int
    ) -> Sequence[tuple[Bookmark, Row]]:
        """Return the acts of all histories after a place in the log."""
        era = len(self.shifts)
        group, position = -(2**63), 0
        if after is not None:
            shifted = after.group - sum(self.shifts[after.era :])
            group = min(max(shifted, group), LARGEST)
            position = after.position
        found = self._found(FOLLOWING, group=group, position=position, at_most=at_most)
        rows = [(one[0], one[1], Row._make(one[2:])) for one in found]
        return [(_bookmark(era, group, at, row), row) for group, at, row in rows]

    def keys(self, ids: Collection[int]) -> Mapping[int, KeyRow]:
        """Return keys, by their numbers."""
        found = self._found_keys(KEYS_BY_ID, ids=self._listed(ids))
        return {row.id: row for row in map(KeyRow._make, found)}

    def every_key(self) -> Sequence[KeyRow]:
        """Return all keys."""
        return list(map(KeyRow._make, self._found_keys(EVERY_KEY)))

    def keys_of(self, person: str) -> Sequence[KeyRow]:
        """Return all keys of a person."""
        return list(map(KeyRow._make, self._found_keys(THEIR_KEYS, person=person)))

    def secret(self) -> Sequence[KeyRow]:
        """Return the secret of the store."""
        return list(map(KeyRow._make, self._found_keys(SECRET)))

    def epochs(self) -> Sequence[EpochRow]:
        """Return the epochs that there have been."""
        return list(map(EpochRow._make, self._found_keys(EPOCHS)))

    def erasures(self) -> Sequence[ErasureRow]:
        """Return every erasure."""
        return list(map(ErasureRow._make, self._found(ERASURES)))

    def last_erasure(self) -> int:
        """Return the number of the last erasure; 0 if there is none."""
        ((number,),) = self._found(LAST_ERASURE)
        return number or 0

    def filed(
        self,
        *,
        stage: str | None,
        person: str | None,
        role: str | None,
        due_at: str | None,
        after: str | None,
        at_most: int,
    ) -> Sequence[Filed]:
        """Return what the read model has, filtered, by name, after a name."""
        chosen, given = FILED, {"at_most": at_most, "at": due_at}
        if stage is not None:
            chosen = chosen.where(PARTNERSHIP.c.stage == stage)
        if due_at is not None:
            chosen = chosen.where(DUE_THERE)
        if person is not None or role is not None:
            theirs = select(PERSON.c.stream).where(PERSON.c.tenant == TENANT)
            if person is not None:
                theirs = theirs.where(PERSON.c.person == person)
            if role is not None:
                theirs = theirs.where(PERSON.c.role == role)
            chosen = chosen.where(PARTNERSHIP.c.stream.in_(theirs))
        if after is not None:
            chosen = chosen.where(PARTNERSHIP.c.stream > after)
        found = self._asked(chosen, **given)
        return [Filed._make((*row, (), (), "")) for row in found]

    def unfiled(self) -> Sequence[str]:
        """Return which partnerships the read model does not know all acts of."""
        return [stream for (stream,) in self._found(UNFILED)]

    def request(self, stream: str, hands: str, key: str) -> Request | None:
        """Return the request that came with a key, if it is kept."""
        found = self._found(KEPT, stream=stream, hands=hands, key=key)
        return Request._make(found[0]) if found else None

    def due(
        self,
        person: str,
        at: str,
        *,
        kinds: Collection[str] | None,
        after: tuple[str, ...] | None,
        at_most: int,
    ) -> Sequence[DueRow]:
        """Return what one person owes that is due at a moment, and is shown to them."""
        chosen, given = THEIR_DUES, {"person": person, "at": at, "at_most": at_most}
        if kinds is not None:
            chosen = chosen.where(OF_KINDS)
            given |= {"kinds": list(kinds)}
        if after is not None:
            chosen = chosen.where(AFTER_DUE)
            given |= dict(zip(("placed", "stream", "duty"), after, strict=True))
        return list(map(DueRow._make, self._asked(chosen, **given)))

    def subscription(self, name: str) -> SubscriptionRow | None:
        """Return where a follower stands; None, if it has taken nothing in."""
        found = self._found(STANDING, name=name)
        return SubscriptionRow._make(found[0]) if found else None

    def held_back_since(self) -> str | None:
        """Return when the first act was recorded that `following` does not give yet."""
        ((found,),) = self._found(HELD_BACK)
        since: str | None = found
        return since

    def reads(self, stream: str) -> Sequence[ReadRow]:
        """Return every entry of the read log of a partnership."""
        return list(map(ReadRow._make, self._found(READS, stream=stream)))

    def read_ends(self, streams: Collection[str]) -> Mapping[str, ReadEnd]:
        """Return how far each of these read logs goes."""
        found = map(ReadEnd._make, self._found_at(READ_ENDS, streams))
        return {end.stream: end for end in found}

    def read_streams(self) -> Sequence[str]:
        """Return the names of all partnerships that have a read log."""
        return [stream for (stream,) in self._found(READ_STREAMS)]


def mark_of(found: Sequence[Any]) -> Mark | None:
    """Return the mark that was found, if there is one."""
    return Mark._make(found[0]) if found else None


def _bookmark(era: int, group: int, position: int, row: Row) -> Bookmark:
    try:
        return Bookmark(era, group, position)
    except (TypeError, ValueError):  # SQLite keeps any value in any column
        pass
    raise row.corrupt("misnumbered")
