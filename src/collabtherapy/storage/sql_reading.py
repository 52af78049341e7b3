"""Reading rows by SQLAlchemy Core: the same statements for every database.

The statements are built once; each is compiled once for each database.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
)

from collabtherapy.storage.keys import KeyRow
from collabtherapy.storage.port import Filed
from collabtherapy.storage.rows import Bookmark, Mark, Row, quoted
from collabtherapy.storage.tables import (
    ACT,
    KEY,
    PARTNERSHIP,
    PERSON,
    Horizon,
)

COLUMNS: Final = tuple(ACT.c[name] for name in Row._fields)
TENANT: Final[BindParameter[str]] = bindparam("tenant")
STREAM: Final[BindParameter[str]] = bindparam("stream")

_OF_PARTNERSHIP = and_(PARTNERSHIP.c.tenant == TENANT, PARTNERSHIP.c.stream == STREAM)
HEAD: Final = select(PARTNERSHIP.c.version, PARTNERSHIP.c.hash).where(_OF_PARTNERSHIP)
HEADS: Final = (
    select(PARTNERSHIP.c.stream, PARTNERSHIP.c.version, PARTNERSHIP.c.hash)
    .where(PARTNERSHIP.c.tenant == TENANT)
    .order_by(PARTNERSHIP.c.stream)
)
STREAMS: Final = select(ACT.c.stream).where(ACT.c.tenant == TENANT).distinct()
ROWS: Final = (
    select(*COLUMNS)
    .where(ACT.c.tenant == TENANT, ACT.c.stream == STREAM)
    .where(ACT.c.version > bindparam("after"))
    .order_by(ACT.c.version)
)
ROWS_UNTIL: Final = ROWS.where(ACT.c.at <= bindparam("until"))
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
# What is left where a name is taken out: LIKE is blind to case in some databases.
STREAMS_OF: Final = (
    select(ACT.c.stream)
    .where(ACT.c.tenant == TENANT)
    .where(
        or_(
            ACT.c.actor == bindparam("person"),
            and_(
                ACT.c.version == 1,
                func.replace(ACT.c.body, bindparam("name"), "") != ACT.c.body,
            ),
        )
    )
    .distinct()
    .order_by(ACT.c.stream)
)
OF_TENANT_KEYS: Final = select(KEY.c.id, KEY.c.person, KEY.c.kept).where(
    KEY.c.tenant == TENANT
)
KEYS_BY_ID: Final = OF_TENANT_KEYS.where(KEY.c.id.in_(bindparam("ids", expanding=True)))
EVERY_KEY: Final = OF_TENANT_KEYS.where(KEY.c.kept.is_not(None)).order_by(KEY.c.id)
"""Give keys that have not been destroyed; of one person, the newest last."""

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
        PARTNERSHIP.c.next_due_at,
    )
    .where(PARTNERSHIP.c.tenant == TENANT)
    .order_by(PARTNERSHIP.c.stream)
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

    def head(self, stream: str) -> Mark | None:
        """Give how far a history goes."""
        given = {"tenant": self.tenant, "stream": stream}
        found = self.connection.execute(HEAD, given).one_or_none()
        return None if found is None else Mark._make(found)

    def heads(self) -> Mapping[str, Mark]:
        """Give how far each history goes."""
        found = self.connection.execute(HEADS, {"tenant": self.tenant})
        return {stream: Mark(version, link) for stream, version, link in found}

    def streams(self) -> Sequence[str]:
        """Give the names of all partnerships of which there is an act."""
        given = {"tenant": self.tenant}
        return self.connection.execute(STREAMS, given).scalars().all()

    def rows(
        self, stream: str, *, after: int = 0, until: str | None = None
    ) -> Sequence[Row]:
        """Give the acts of a history after a version."""
        given = {"tenant": self.tenant, "stream": stream, "after": after}
        if until is None:
            found = self.connection.execute(ROWS, given)
        else:
            found = self.connection.execute(ROWS_UNTIL, {**given, "until": until})
        return list(map(Row._make, found))

    def following(
        self, after: Bookmark | None, at_most: int
    ) -> Sequence[tuple[Bookmark, Row]]:
        """Give the acts of all histories after a place in the log."""
        era = len(self.shifts)
        group, position = -(2**63), 0
        if after is not None:
            group = after.group - sum(self.shifts[after.era :])
            position = after.position
        given = {
            "tenant": self.tenant, "group": group, "position": position,
            "at_most": at_most,
        }  # fmt: skip
        found = self.connection.execute(FOLLOWING, given)
        return [
            (Bookmark(era, *row[:2]), Row._make(row[2:])) for row in map(tuple, found)
        ]

    def streams_of(self, person: str) -> Sequence[str]:
        """Give where somebody has acted or is named in an opening."""
        given = {"tenant": self.tenant, "person": person, "name": quoted(person)}
        return self.connection.execute(STREAMS_OF, given).scalars().all()

    def keys(self, ids: Collection[int]) -> Mapping[int, KeyRow]:
        """Give keys, by their numbers."""
        given = {"tenant": self.tenant, "ids": list(ids)}
        found = self.key_connection.execute(KEYS_BY_ID, given)
        return {row.id: row for row in map(KeyRow._make, found)}

    def every_key(self) -> Sequence[KeyRow]:
        """Give all keys that have not been destroyed."""
        found = self.key_connection.execute(EVERY_KEY, {"tenant": self.tenant})
        return list(map(KeyRow._make, found))

    def filed(
        self, *, stage: str | None, person: str | None, due_at: str | None
    ) -> Sequence[Filed]:
        """Give what the read model has, filtered."""
        asked = FILED
        if stage is not None:
            asked = asked.where(PARTNERSHIP.c.stage == stage)
        if due_at is not None:
            asked = asked.where(PARTNERSHIP.c.next_due_at <= due_at)
        if person is not None:
            theirs = select(PERSON.c.stream).where(
                PERSON.c.tenant == TENANT, PERSON.c.person == person
            )
            asked = asked.where(PARTNERSHIP.c.stream.in_(theirs))
        found = self.connection.execute(asked, {"tenant": self.tenant})
        return [Filed(*row, people=()) for row in found]

    def unfiled(self) -> Sequence[str]:
        """Give which partnerships the read model does not know all acts of."""
        given = {"tenant": self.tenant}
        return self.connection.execute(UNFILED, given).scalars().all()
