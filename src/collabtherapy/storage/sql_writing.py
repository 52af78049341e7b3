"""Writing rows by SQLAlchemy Core, in one transaction with what is read for it."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Final

from sqlalchemy import (
    Insert,
    TextClause,
    Update,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from collabtherapy.codec import STANDARD
from collabtherapy.errors import CorruptRecord
from collabtherapy.storage.asking import MOST
from collabtherapy.storage.chain import framed
from collabtherapy.storage.engines import POSTGRESQL
from collabtherapy.storage.keys import KeyRow
from collabtherapy.storage.port import Filed
from collabtherapy.storage.rows import Bookmark, Mark, Row
from collabtherapy.storage.sql_filing import FILE_AT_ONCE
from collabtherapy.storage.sql_reading import (
    EVERY_KEY,
    HEAD,
    TENANT,
    SqlReading,
    mark_of,
)
from collabtherapy.storage.tables import (
    ACT,
    DUE,
    KEY,
    PARTNERSHIP,
    PERSON,
    SUBSCRIPTION,
    TransactionId,
)

HOLD: Final = HEAD.with_for_update()  # a database with one writer leaves that out
CURRENT_KEYS: Final = EVERY_KEY.where(
    KEY.c.person.in_(bindparam("people", expanding=True))
)
THEIR_KEYS: Final = select(KEY.c.kept).where(
    KEY.c.tenant == TENANT, KEY.c.person == bindparam("person"), KEY.c.kept.is_not(None)
)
# Locks that are no rows: many writers share the key of one therapist, and to note each
# of them in its row takes longer than all the rest.
_LOCKING: Final = "SELECT {}(number) FROM unnest(CAST(:numbers AS bigint[])) AS number"
USE_KEYS: Final = text(_LOCKING.format("pg_advisory_xact_lock_shared"))
HOLD_KEYS: Final = text(_LOCKING.format("pg_advisory_xact_lock"))
NEWEST: Final = select(func.max(KEY.c.generation)).where(
    KEY.c.tenant == TENANT, KEY.c.person == bindparam("person")
)
DESTROY: Final = (
    update(KEY)
    .where(KEY.c.tenant == bindparam("of_tenant"), KEY.c.person == bindparam("whose"))
    .values(kept=None)
)
REWRAP: Final = (
    update(KEY)
    .where(KEY.c.tenant == bindparam("of_tenant"), KEY.c.id == bindparam("key"))
    .values(kept=bindparam("form"))
)
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
DROP: Final = delete(SUBSCRIPTION).where(*_NAMED)
ADD: Final = insert(ACT).values(
    transaction=select(PARTNERSHIP.c.transaction).where(*_THIS).scalar_subquery()
)
INSERTS: Final[Mapping[str, Mapping[str, Insert]]] = {
    name: {
        table.name: dialect.insert(table)
        .on_conflict_do_nothing()
        .execution_options(preserve_rowcount=True)
        for table in (PARTNERSHIP, KEY, SUBSCRIPTION)
    }
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""For each database: entering what may be there already."""


class SqlWriting(SqlReading):
    """What is written, in one transaction."""

    def _enter(self, table: str, **values: object) -> bool:
        """Put in a row; False if one like it is there."""
        at_keys = table == KEY.name
        connection = self.key_connection if at_keys else self.connection
        statement = INSERTS[connection.dialect.name][table]
        done = connection.execute(statement, {"tenant": self.tenant, **values})
        return done.rowcount == 1

    def _lock(self, statement: TextClause, people: Collection[str]) -> None:
        """Lock what stands for the keys of people, where several write at once."""
        if self.key_connection.dialect.name == POSTGRESQL:
            names = (framed("keys", self.tenant, person) for person in sorted(people))
            numbers = [
                int.from_bytes(sha256(name).digest()[:8], signed=True) for name in names
            ]
            self.key_connection.execute(statement, {"numbers": numbers})

    def current_keys(self, people: Collection[str]) -> Mapping[str, KeyRow]:
        """Give the newest key of each person who has one."""
        self._lock(USE_KEYS, people)
        found = self._found_keys(CURRENT_KEYS, people=list(people))
        keys = map(KeyRow._make, found)
        return {key.person: key for key in keys}  # the newest comes last

    def add_key(self, person: str, kept: bytes) -> None:
        """Keep a new key of a person, unless somebody else just did."""
        ((newest,),) = self._found_keys(NEWEST, person=person)
        newest = 0 if newest is None else newest
        if type(newest) is not int or newest >= MOST:
            raise CorruptRecord("", 0, "key_not_ours")  # SQLite keeps any value there
        self._enter(KEY.name, person=person, generation=newest + 1, kept=kept)

    def rewrap_key(self, key: int, kept: bytes) -> None:
        """Keep a key in another form."""
        given = {"of_tenant": self.tenant, "key": key, "form": kept}
        self.key_connection.execute(REWRAP, given)

    def hold_keys(self, person: str) -> Sequence[bytes]:
        """Give all keys of a person, and let nobody else use them till the end."""
        self._lock(HOLD_KEYS, [person])
        return [kept for (kept,) in self._found_keys(THEIR_KEYS, person=person)]

    def destroy_keys(self, person: str) -> None:
        """Destroy all keys of a person."""
        given = {"of_tenant": self.tenant, "whose": person}
        self.key_connection.execute(DESTROY, given)

    def hold(self, stream: str) -> Mark | None:
        """Give how far a history goes, and let nobody else add to it till the end."""
        return mark_of(self._found(HOLD, stream=stream))

    def add(self, rows: Sequence[Row]) -> bool:
        """Add acts at the end of a history; False if that was not its end."""
        stream, before, last = rows[0].stream, rows[0].version - 1, rows[-1]
        if before == 0:
            at_end = self._enter(
                PARTNERSHIP.name, stream=stream, version=last.version, hash=last.hash
            )
        else:
            given = {
                "of_tenant": self.tenant, "of_stream": stream, "before": before,
                "to": last.version, "link": last.hash,
            }  # fmt: skip
            at_end = self.connection.execute(ADVANCE, given).rowcount == 1
        if at_end:
            same = {
                "tenant": self.tenant, "of_tenant": self.tenant, "of_stream": stream
            }  # fmt: skip
            given_rows = [{**same, **row._asdict()} for row in rows]
            self.connection.execute(ADD, given_rows)
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
            self.connection.execute(FILE_AT_ONCE, given)
        elif not self._changed(FILE_AS_LISTED, given) and self._changed(FILE, given):
            same = {"tenant": self.tenant, "stream": entry.stream}
            for table, rows in ((PERSON, people), (DUE, dues)):
                self.connection.execute(UNLIST[table.name], this)
                if rows:
                    self.connection.execute(
                        LIST[table.name], [{**same, **row} for row in rows]
                    )

    def _changed(self, statement: Update, given: Mapping[str, object]) -> bool:
        return self.connection.execute(statement, given).rowcount == 1

    def unfile_all(self) -> None:
        """Empty the read model; rows of people and dues go as each one is filed."""
        self.connection.execute(UNFILE_ALL, {"of_tenant": self.tenant})

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
        return self.connection.execute(DROP, given).rowcount == 1
