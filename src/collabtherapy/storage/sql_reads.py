"""Statements about the read log."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Insert, bindparam, delete, insert, select, union, update
from sqlalchemy.dialects import postgresql, sqlite

from collabtherapy.storage.reads import ReadEnd, ReadRow
from collabtherapy.storage.tables import READ, READ_END

READS: Final = (
    select(*(READ.c[name] for name in ReadRow._fields))
    .where(READ.c.tenant == bindparam("tenant"), READ.c.stream == bindparam("stream"))
    .order_by(READ.c.number)
)
READ_ENDS: Final = (
    select(*(READ_END.c[name] for name in ReadEnd._fields))
    .where(READ_END.c.tenant == bindparam("tenant"))
    .where(READ_END.c.stream.in_(bindparam("places", expanding=True)))
    .order_by(READ_END.c.stream)
)
HOLD_READ_ENDS: Final = READ_ENDS.with_for_update()
"""In the order of their names: two who read the same do not wait in a circle."""
READ_STREAMS: Final = union(
    *(
        select(table.c.stream).where(table.c.tenant == bindparam("tenant"))
        for table in (READ, READ_END)
    )
)
BEGIN_READS: Final[Mapping[str, Insert]] = {
    name: dialect.insert(READ_END).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""For each database: beginning a read log that somebody else may have begun."""
ADD_READS: Final = insert(READ)
PUT_READ_END: Final = (
    update(READ_END)
    .where(READ_END.c.tenant == bindparam("of_tenant"))
    .where(READ_END.c.stream == bindparam("of_stream"))
    .values(
        dropped=bindparam("to_dropped"),
        dropped_link=bindparam("to_dropped_link"),
        number=bindparam("to_number"),
        link=bindparam("to_link"),
        tag=bindparam("to_tag"),
    )
)
DROP_READS: Final = delete(READ).where(
    READ.c.tenant == bindparam("of_tenant"),
    READ.c.stream == bindparam("of_stream"),
    READ.c.number <= bindparam("up_to"),
)


def ended(tenant: str, end: ReadEnd) -> Mapping[str, object]:
    """Return what `PUT_READ_END` takes."""
    return {
        "of_tenant": tenant, "of_stream": end.stream, "to_dropped": end.dropped,
        "to_dropped_link": end.dropped_link, "to_number": end.number,
        "to_link": end.link, "to_tag": end.tag,
    }  # fmt: skip
