"""Writing rows by SQLAlchemy Core, in one transaction with what is read for it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import (
    Delete,
    Insert,
    TextClause,
    Update,
    bindparam,
    case,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from collabtherapy.codec import STANDARD
from collabtherapy.storage.driver import run, run_all
from collabtherapy.storage.engines import POSTGRESQL
from collabtherapy.storage.keys import KeyRow, WordRow
from collabtherapy.storage.ledger import EpochRow, ErasureRow
from collabtherapy.storage.locks import numbered
from collabtherapy.storage.port import Filed
from collabtherapy.storage.reads import ReadEnd, ReadRow
from collabtherapy.storage.rows import Bookmark, Mark, Request, Row
from collabtherapy.storage.sql_filing import FILE_AT_ONCE
from collabtherapy.storage.sql_reading import (
    CURRENT_KEYS,
    HEAD,
    SqlReading,
    mark_of,
)
from collabtherapy.storage.sql_reads import (
    ADD_READS,
    BEGIN_READS,
    DROP_READS,
    HOLD_READ_ENDS,
    PUT_READ_END,
    ended,
)
from collabtherapy.storage.sql_requests import DROP, KEEP
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
    TransactionId,
)

HOLD: Final = HEAD.with_for_update()  # a database with one writer leaves that out
_LOCKING: Final = "SELECT {}(number) FROM unnest(CAST(:numbers AS bigint[])) AS number"
USE_KEYS: Final = text(_LOCKING.format("pg_advisory_xact_lock_shared"))
HOLD_KEYS: Final = text(_LOCKING.format("pg_advisory_xact_lock"))
PUT_KEY: Final = (
    update(KEY)
    .where(KEY.c.tenant == bindparam("of_tenant"), KEY.c.id == bindparam("number"))
    .values(
        epoch=bindparam("to_epoch"),
        wrapped=bindparam("to_wrapped"),
        tag=bindparam("to_tag"),
    )
)
PUT_EPOCH: Final = (
    update(EPOCH)
    .where(EPOCH.c.tenant == bindparam("of_tenant"))
    .where(EPOCH.c.number == bindparam("this"))
    .values(state=bindparam("to_state"), tag=bindparam("to_tag"))
)
PUT_ERASURE: Final = (
    update(ERASURE)
    .where(ERASURE.c.tenant == bindparam("of_tenant"))
    .where(ERASURE.c.number == bindparam("this"))
    .values(reached=bindparam("to_reached"), tag=bindparam("to_tag"))
)
_THIS_TEXT: Final = (
    WORDS.c.tenant == bindparam("of_tenant"),
    WORDS.c.stream == bindparam("of_stream"),
    WORDS.c.version == bindparam("of_version"),
    WORDS.c.n == bindparam("of_n"),
)
PUT_WORDS: Final = (
    update(WORDS)
    .where(*_THIS_TEXT)
    .values(key=bindparam("to_key"), sealed=bindparam("to_sealed"))
)
ADD_WORDS: Final = insert(WORDS)
DROP_WORDS: Final = delete(WORDS).where(*_THIS_TEXT)
_THIS: Final = (
    PARTNERSHIP.c.tenant == bindparam("of_tenant"),
    PARTNERSHIP.c.stream == bindparam("of_stream"),
)
ADVANCE: Final = (
    update(PARTNERSHIP)
    .where(*_THIS, PARTNERSHIP.c.version == bindparam("before"))
    .values(
        version=bindparam("to"),
        hash=bindparam("link"),
        tag=bindparam("end"),
        transaction=case(
            (PARTNERSHIP.c.transaction > TransactionId(), PARTNERSHIP.c.transaction),
            else_=TransactionId(),
        ),
    )
)
FILE: Final = (
    update(PARTNERSHIP)
    .where(*_THIS, PARTNERSHIP.c.filed < bindparam("to"))
    .values(
        filed=bindparam("to"),
        stage=bindparam("now_stage"),
        since=bindparam("now_since"),
        at=bindparam("now_at"),
        listed=bindparam("now_listed"),
    )
)
FILE_AS_LISTED: Final = FILE.where(PARTNERSHIP.c.listed == bindparam("now_listed"))
"""File what has the same people and dues as before: their rows stay as they are."""
UNFILE_ALL: Final = (
    update(PARTNERSHIP)
    .where(PARTNERSHIP.c.tenant == bindparam("of_tenant"))
    .values(filed=0, stage=None, since=None, at=None, listed=None)
)
UNLIST: Final = {
    table.name: delete(table).where(
        table.c.tenant == bindparam("of_tenant"),
        table.c.stream == bindparam("of_stream"),
    )
    for table in (PERSON, DUE)
}
LIST: Final = {table.name: insert(table) for table in (PERSON, DUE)}
_NAMED: Final = (
    SUBSCRIPTION.c.tenant == bindparam("of_tenant"),
    SUBSCRIPTION.c.name == bindparam("of_name"),
)
MOVE: Final = (
    update(SUBSCRIPTION)
    .where(
        *_NAMED,
        SUBSCRIPTION.c.era == bindparam("from_era"),
        SUBSCRIPTION.c.grp == bindparam("from_grp"),
        SUBSCRIPTION.c.position == bindparam("from_position"),
    )
    .values(
        era=bindparam("to_era"),
        grp=bindparam("to_grp"),
        position=bindparam("to_position"),
        updated=bindparam("now"),
    )
)
UNSUBSCRIBE: Final = delete(SUBSCRIPTION).where(*_NAMED)
ADD: Final = insert(ACT).values(
    transaction=select(PARTNERSHIP.c.transaction).where(*_THIS).scalar_subquery()
)
INSERTS: Final[Mapping[str, Mapping[str, Insert]]] = {
    name: {
        table.name: dialect.insert(table).on_conflict_do_nothing()
        for table in (PARTNERSHIP, KEY, EPOCH, ERASURE, SUBSCRIPTION)
    }
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""For each database: entering what may be there already."""


class SqlWriting(SqlReading):
    """What is written, in one transaction."""

    def _enter(self, table: str, **values: object) -> bool:
        """Put in a row; False if one like it is there."""
        at_keys = table in (KEY.name, EPOCH.name)
        connection = self.key_connection if at_keys else self.connection
        statement = INSERTS[connection.dialect.name][table]
        done = run(connection, statement, {"tenant": self.tenant, **values})
        n_rows: int = done.rowcount
        return n_rows == 1

    def _lock(self, statement: TextClause, people: Collection[str]) -> None:
        """Lock what stands for the keys of people, where several write at once."""
        if self.key_connection.dialect.name == POSTGRESQL:
            numbers = numbered(self.tenant, people)
            run(self.key_connection, statement, {"numbers": numbers})

    def current_keys(self, people: Collection[str]) -> Sequence[KeyRow]:
        """Return all keys of these people, and the secret of the store."""
        self._lock(USE_KEYS, ["", *people])
        found = self._found_keys(CURRENT_KEYS, people=self._listed(people))
        return list(map(KeyRow._make, found))

    def add_key(self, row: KeyRow) -> bool:
        """Keep a new key; False if somebody else just kept one like it."""
        values = row._asdict()
        del values["id"]
        return self._enter(KEY.name, **values)

    def put_keys(self, rows: Sequence[KeyRow]) -> None:
        """Keep keys in another form, or none of them."""
        if rows:
            given = [
                {
                    "of_tenant": self.tenant, "number": row.id, "to_epoch": row.epoch,
                    "to_wrapped": row.wrapped, "to_tag": row.tag,
                }
                for row in rows
            ]  # fmt: skip
            run_all(self.key_connection, PUT_KEY, given)

    def hold_keys(self, person: str) -> Sequence[KeyRow]:
        """Return all keys of a person, and let nobody else use them till the end."""
        self._lock(HOLD_KEYS, [person])
        return self.keys_of(person)

    def hold_epoch(self) -> None:
        """Lock out every other writer till the end."""
        self._lock(HOLD_KEYS, [""])

    def put_epoch(self, row: EpochRow) -> None:
        """Keep what an epoch has come to."""
        if not self._enter(EPOCH.name, **row._asdict()):
            given = {
                "of_tenant": self.tenant, "this": row.number, "to_state": row.state,
                "to_tag": row.tag,
            }  # fmt: skip
            run(self.key_connection, PUT_EPOCH, given)

    def add_words(self, rows: Sequence[WordRow]) -> None:
        """Keep texts."""
        if rows:
            given = [{"tenant": self.tenant, **row._asdict()} for row in rows]
            run_all(self.connection, ADD_WORDS, given)

    def put_words(self, rows: Sequence[WordRow]) -> None:
        """Keep texts that are there, sealed in another way."""
        if rows:
            given = [
                {
                    **self._text(row.stream, row.version, row.n),
                    "to_key": row.key, "to_sealed": row.sealed,
                }
                for row in rows
            ]  # fmt: skip
            run_all(self.connection, PUT_WORDS, given)

    def drop_words(self, places: Collection[tuple[str, int, int]]) -> None:
        """Delete texts; those that are there."""
        if places:
            given = [self._text(*place) for place in sorted(places)]
            run_all(self.connection, DROP_WORDS, given)

    def _text(self, stream: str, version: int, n: int) -> dict[str, object]:
        return {
            "of_tenant": self.tenant, "of_stream": stream, "of_version": version,
            "of_n": n,
        }  # fmt: skip

    def put_erasure(self, row: ErasureRow) -> None:
        """Keep what an erasure has come to."""
        if not self._enter(ERASURE.name, **row._asdict()):
            given = {
                "of_tenant": self.tenant, "this": row.number,
                "to_reached": row.reached, "to_tag": row.tag,
            }  # fmt: skip
            run(self.connection, PUT_ERASURE, given)

    def hold(self, stream: str) -> Mark | None:
        """Return how far a history goes, and let nobody else add to it till the end."""
        return mark_of(self._found(HOLD, stream=stream))

    def add(self, rows: Sequence[Row], end: bytes) -> bool:
        """Add acts at the end of a history; False if that was not its end."""
        stream, before, last = rows[0].stream, rows[0].version - 1, rows[-1]
        if before == 0:
            at_end = self._enter(
                PARTNERSHIP.name,
                stream=stream,
                version=last.version,
                hash=last.hash,
                tag=end,
            )
        else:
            given = {
                "of_tenant": self.tenant, "of_stream": stream, "before": before,
                "to": last.version, "link": last.hash, "end": end,
            }  # fmt: skip
            at_end = run(self.connection, ADVANCE, given).rowcount == 1
        if at_end:
            same = {
                "tenant": self.tenant, "of_tenant": self.tenant, "of_stream": stream
            }  # fmt: skip
            given_rows = [{**same, **row._asdict()} for row in rows]
            run_all(self.connection, ADD, given_rows)
        return at_end

    def file(self, entry: Filed) -> None:
        """Put into the read model what a partnership has come to.

        Its people and dues are written only if they are others than before, which is
        seen by their digest.
        """
        this = {"of_tenant": self.tenant, "of_stream": entry.stream}
        given = {
            **this, "to": entry.version, "now_stage": entry.stage,
            "now_since": entry.since, "now_at": entry.at, "now_listed": entry.listed,
        }  # fmt: skip
        people = [{"person": who, "role": as_} for who, as_ in entry.people]
        dues = [due._asdict() for due in entry.dues]
        if self.connection.dialect.name == POSTGRESQL:
            given |= {"people": STANDARD.encode(people), "dues": STANDARD.encode(dues)}
            run(self.connection, FILE_AT_ONCE, given)
        elif not self._changed(FILE_AS_LISTED, given) and self._changed(FILE, given):
            same = {"tenant": self.tenant, "stream": entry.stream}
            for table, rows in ((PERSON, people), (DUE, dues)):
                run(self.connection, UNLIST[table.name], this)
                those = [{**same, **row} for row in rows]
                run_all(self.connection, LIST[table.name], those)

    def _changed(self, statement: Update | Delete, given: Mapping[str, object]) -> bool:
        n_rows: int = run(self.connection, statement, given).rowcount
        return n_rows == 1

    def unfile_all(self) -> None:
        """Empty the read model; rows of people and dues go as each one is filed."""
        run(self.connection, UNFILE_ALL, {"of_tenant": self.tenant})

    def move(
        self, name: str, before: Bookmark | None, after: Bookmark, now: str
    ) -> bool:
        """Move the bookmark of a follower; False if it stands there no more."""
        if before is None:
            to = {"era": after.era, "grp": after.group, "position": after.position}
            return self._enter(SUBSCRIPTION.name, name=name, updated=now, **to)
        given = {
            "of_tenant": self.tenant, "of_name": name, "now": now,
            "from_era": before.era, "from_grp": before.group,
            "from_position": before.position, "to_era": after.era,
            "to_grp": after.group, "to_position": after.position,
        }  # fmt: skip
        return self._changed(MOVE, given)

    def drop_subscription(self, name: str) -> bool:
        """Remove a follower; False if there is none of that name."""
        given = {"of_tenant": self.tenant, "of_name": name}
        return self._changed(UNSUBSCRIBE, given)

    def keep_request(self, request: Request, *, since: str) -> None:
        """Keep a request, and drop old ones."""
        keep = KEEP[self.connection.dialect.name]
        run(self.connection, keep, {"tenant": self.tenant, **request._asdict()})
        run(self.connection, DROP, {"tenant": self.tenant, "since": since})

    def hold_reads(self, begun: Sequence[ReadEnd]) -> Mapping[str, ReadEnd]:
        """Return how far read logs go, and let nobody else add to them till the end.

        Nothing is held before all have been begun: who waits there for somebody else to
        begin one holds none that they may wait for.
        """
        streams = sorted(end.stream for end in begun)
        there = self.read_ends(streams)
        missing = [end for end in sorted(begun) if end.stream not in there]
        if missing:
            begin = BEGIN_READS[self.connection.dialect.name]
            given = [{"tenant": self.tenant, **end._asdict()} for end in missing]
            run_all(self.connection, begin, given)
        found = map(ReadEnd._make, self._found_at(HOLD_READ_ENDS, streams))
        return {end.stream: end for end in found}

    def add_reads(self, rows: Sequence[ReadRow], ends: Sequence[ReadEnd]) -> None:
        """Add entries to read logs that are held, and keep how far those go now."""
        given = [{"tenant": self.tenant, **row._asdict()} for row in rows]
        run_all(self.connection, ADD_READS, given)
        run_all(
            self.connection, PUT_READ_END, [ended(self.tenant, one) for one in ends]
        )

    def drop_reads(self, end: ReadEnd) -> None:
        """Delete the entries of a read log that is held, up to where it begins now."""
        given = {
            "of_tenant": self.tenant, "of_stream": end.stream, "up_to": end.dropped
        }  # fmt: skip
        run(self.connection, DROP_READS, given)
        run(self.connection, PUT_READ_END, ended(self.tenant, end))
