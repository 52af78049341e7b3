"""The tables, once for every database."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ColumnElement, FunctionElement
from sqlalchemy.types import TypeEngine

from collabtherapy.partnership.regions.redactions import Redact

SCHEMA: Final = 3
"""The version of the tables; whoever changes them adds 1 and a step to `schema`."""

PREFIX: Final = "collabtherapy_"

NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")
NAME: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by code point in every database."""


class TransactionId(FunctionElement[int]):
    """The number of the transaction, in databases where several write at once."""

    inherit_cache: bool | None = True


@compiles(TransactionId)
def _nothing(_element: TransactionId, _compiler: SQLCompiler, **_: object) -> str:
    return "0"


@compiles(TransactionId, "postgresql")
def _xact_id(_element: TransactionId, _compiler: SQLCompiler, **_: object) -> str:
    return "(pg_current_xact_id()::text::bigint)"


class Horizon(FunctionElement[int]):
    """The first transaction that may still be going on: what is before it is settled.

    Read off a position alone, an act can come to stand before one that was read: it
    was numbered earlier and committed later. Below the horizon, in the order of
    (transaction, position), nothing can. With eight writers and one reader, reading by
    position alone missed 1,691 of 3,957 acts, and this none.

    A transaction may be numbered before it waits for a history, and another, numbered
    later, may have added to that history meanwhile. So an act is filed under the later
    of the two: no act of a history comes before one that it follows. That is never less
    than its own number, so that what is below the horizon is settled all the same.
    """

    inherit_cache: bool | None = True


@compiles(Horizon)
def _no_horizon(_element: Horizon, _compiler: SQLCompiler, **_: object) -> str:
    return "9223372036854775807"  # one writes at a time: what is read is settled


@compiles(Horizon, "postgresql")
def _xmin(_element: Horizon, _compiler: SQLCompiler, **_: object) -> str:
    return "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"


class NextTransaction(FunctionElement[int]):
    """The first transaction that has no number yet: nothing is filed from there on."""

    inherit_cache: bool | None = True


@compiles(NextTransaction)
def _second(_element: NextTransaction, _compiler: SQLCompiler, **_: object) -> str:
    return "1"  # all are filed under nought where one writes at a time


@compiles(NextTransaction, "postgresql")
def _xmax(_element: NextTransaction, _compiler: SQLCompiler, **_: object) -> str:
    return "(pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"


class OneOf(FunctionElement[bool]):
    """Return whether a column is one of several values, which are given as one.

    They are given as an array, or as JSON to a database that has none.
    """

    type: TypeEngine[bool] = Boolean()
    inherit_cache: bool | None = True

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        """Ask of a column for the values that are given under a name."""
        super().__init__(column, bindparam(name))


@compiles(OneOf)
def _in_json(element: OneOf, compiler: SQLCompiler, **_: object) -> str:
    column, values = map(compiler.process, element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  # ours


@compiles(OneOf, "postgresql")
def _in_array(element: OneOf, compiler: SQLCompiler, **_: object) -> str:
    column, values = element.clauses
    kind = "bigint" if isinstance(column.type, Integer) else "text"
    # By its bare name: an array of texts would be cast to a text.
    return f"{compiler.process(column)} = ANY(%({values.key})s::{kind}[])"


class Blob(LargeBinary):
    """Bytes as the driver gives them: SQLite gives whatever stands in the column."""

    cache_ok: bool | None = True

    def result_processor(self, dialect: object, coltype: object) -> None:
        """Leave the value as it is; `bytes` of a number would be that many noughts."""


METADATA: Final = MetaData()

META: Final = Table(
    f"{PREFIX}meta",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""The version of the tables, and the eras of the log."""

ACT: Final = Table(
    f"{PREFIX}act",
    METADATA,
    Column("position", NUMBER, Identity(always=True), primary_key=True),
    Column("transaction", NUMBER, nullable=False),
    Column("tenant", NAME, nullable=False),
    Column("stream", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", NAME, nullable=False),
    Column("format", Integer, nullable=False),
    Column("at", NAME, nullable=False),
    Column("recorded_at", NAME, nullable=False),
    Column("actor", NAME, nullable=False),
    Column("cause", NAME),
    Column("envelope", Text),
    Column("body", Text, nullable=False),
    Column("words", Blob, nullable=False),
    Column("hash", Blob, nullable=False),
    Column("tag", Blob, nullable=False),
    UniqueConstraint("tenant", "stream", "version"),
    sqlite_autoincrement=True,  # a position is never given twice
)
Index(f"{PREFIX}act_in_order", ACT.c.tenant, ACT.c.transaction, ACT.c.position)
_REDACTS = ACT.c.kind == text(f"'{Redact.__name__}'")
Index(
    f"{PREFIX}act_redacts",
    ACT.c.tenant,
    ACT.c.stream,
    sqlite_where=_REDACTS,
    postgresql_where=_REDACTS,
)

WORDS: Final = Table(
    f"{PREFIX}words",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("stream", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("key", NUMBER, nullable=False),
    Column("sealed", Blob, nullable=False),
    PrimaryKeyConstraint("tenant", "stream", "version", "n"),
)
"""The texts of acts, sealed: one can be deleted, or sealed with another key."""
Index(f"{PREFIX}words_by_key", WORDS.c.tenant, WORDS.c.key)

ERASURE: Final = Table(
    f"{PREFIX}erasure",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("number", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("link", Blob, nullable=False),
    Column("reached", NAME, nullable=False),
    Column("tag", Blob, nullable=False),
    PrimaryKeyConstraint("tenant", "number"),
)
"""What was erased, and how far each erasure has come."""

PARTNERSHIP: Final = Table(
    f"{PREFIX}partnership",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("stream", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("hash", Blob, nullable=False),
    Column("tag", Blob, nullable=False),
    Column("transaction", NUMBER, server_default=TransactionId(), nullable=False),
    # From here on: the read model, as of the version in `filed`.
    Column("filed", Integer, nullable=False, server_default=text("0")),
    Column("stage", NAME),
    Column("since", NAME),
    Column("at", NAME),
    Column("listed", NAME),  # a digest of what the tables below have of it
    PrimaryKeyConstraint("tenant", "stream"),
)
_UNFILED = PARTNERSHIP.c.filed < PARTNERSHIP.c.version
Index(
    f"{PREFIX}partnership_unfiled",
    PARTNERSHIP.c.tenant,
    sqlite_where=_UNFILED,
    postgresql_where=_UNFILED,
)
Index(f"{PREFIX}partnership_by_stage", PARTNERSHIP.c.tenant, PARTNERSHIP.c.stage)

PERSON: Final = Table(
    f"{PREFIX}person",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("stream", NAME, nullable=False),
    Column("role", NAME, nullable=False),
    PrimaryKeyConstraint("tenant", "person", "stream", "role"),
)
"""The read model: who is or was in which partnership, or holds authority, as what."""
Index(f"{PREFIX}person_by_stream", PERSON.c.tenant, PERSON.c.stream)

REQUEST: Final = Table(
    f"{PREFIX}request",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("stream", NAME, nullable=False),
    Column("hands", NAME, nullable=False),
    Column("key", NAME, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("digest", Blob, nullable=False),
    Column("at", NAME, nullable=False),
    PrimaryKeyConstraint("tenant", "stream", "hands", "key"),
)
"""Requests that came with a key, and the versions that their acts have."""
Index(f"{PREFIX}request_by_age", REQUEST.c.tenant, REQUEST.c.at)

KEYS: Final = MetaData()
"""The table of keys stands by itself: it may be kept in another database."""

KEY: Final = Table(
    f"{PREFIX}key",
    KEYS,
    Column("id", NUMBER, Identity(always=True), primary_key=True),
    Column("tenant", NAME, nullable=False),
    Column("role", NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("wrapped", Blob),  # nothing, once it has been destroyed
    Column("tag", Blob, nullable=False),
    UniqueConstraint("tenant", "role", "person", "generation"),
    sqlite_autoincrement=True,
)

EPOCH: Final = Table(
    f"{PREFIX}epoch",
    KEYS,
    Column("tenant", NAME, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", NAME, nullable=False),
    Column("tag", Blob, nullable=False),
    PrimaryKeyConstraint("tenant", "number"),
)
"""Under which masters keys are, or were, locked."""

DUE: Final = Table(
    f"{PREFIX}due",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("stream", NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("duty", NAME, nullable=False),
    Column("kind", NAME, nullable=False),
    Column("placed", NAME, nullable=False),
    Column("due_from", NAME, nullable=False),
    Column("due_until", NAME),
    Column("due_at", NAME),
    Column("shown", Boolean, nullable=False),
    PrimaryKeyConstraint("tenant", "stream", "person", "duty", "due_from"),
)
"""The read model: what is due, to be done by whom, from when until when."""
Index(
    f"{PREFIX}due_by_person",
    DUE.c.tenant, DUE.c.person, DUE.c.placed, DUE.c.stream, DUE.c.duty,
)  # fmt: skip

SUBSCRIPTION: Final = Table(
    f"{PREFIX}subscription",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("era", NUMBER, nullable=False),
    Column("grp", NUMBER, nullable=False),
    Column("position", NUMBER, nullable=False),
    Column("updated", NAME, nullable=False),
    PrimaryKeyConstraint("tenant", "name"),
)
"""Where each follower stands in the log."""

READ: Final = Table(
    f"{PREFIX}read",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("stream", NAME, nullable=False),
    Column("number", Integer, nullable=False),
    Column("person", NAME, nullable=False),
    Column("purpose", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", NAME, nullable=False),
    Column("link", Blob, nullable=False),
    Column("tag", Blob, nullable=False),
    PrimaryKeyConstraint("tenant", "stream", "number"),
)
"""The read log: who was given acts of which partnership, and why."""

READ_END: Final = Table(
    f"{PREFIX}read_end",
    METADATA,
    Column("tenant", NAME, nullable=False),
    Column("stream", NAME, nullable=False),
    Column("dropped", Integer, nullable=False),
    Column("dropped_link", Blob, nullable=False),
    Column("number", Integer, nullable=False),
    Column("link", Blob, nullable=False),
    Column("tag", Blob, nullable=False),
    PrimaryKeyConstraint("tenant", "stream"),
)
"""How far the read log of each partnership goes, and from where on it is kept."""
