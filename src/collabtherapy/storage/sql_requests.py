"""Statements about requests that came with a key."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Insert, bindparam, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from collabtherapy.storage.rows import Request
from collabtherapy.storage.tables import REQUEST

_NAMES: Final = (
    REQUEST.c.tenant,
    REQUEST.c.stream,
    REQUEST.c.hands,
    REQUEST.c.key,
)
KEPT: Final = select(*(REQUEST.c[name] for name in Request._fields)).where(
    *(column == bindparam(column.name) for column in _NAMES)
)
N_DROPPED: Final = 100
"""How many old ones are dropped at a time: none has to pay for a year of them."""
_OLD: Final = (
    select(*_NAMES)
    .where(REQUEST.c.tenant == bindparam("tenant"), REQUEST.c.at < bindparam("since"))
    .limit(N_DROPPED)
    .with_for_update(skip_locked=True)  # two who drop the same do not wait in a circle
)
DROP: Final = delete(REQUEST).where(tuple_(*_NAMES).in_(_OLD))


def _keep(insert: "sqlite.Insert | postgresql.Insert") -> Insert:
    given = ("first", "last", "digest", "at")
    return insert.on_conflict_do_update(
        index_elements=_NAMES, set_={name: insert.excluded[name] for name in given}
    )


KEEP: Final[Mapping[str, Insert]] = {
    "sqlite": _keep(sqlite.insert(REQUEST)),
    "postgresql": _keep(postgresql.insert(REQUEST)),
}
"""For each database: keeping a request, in the place of one with its key."""
