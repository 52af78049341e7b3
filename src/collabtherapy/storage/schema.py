"""Making the tables, and telling what a database holds that was opened.

A database says which version of the tables it has. An older one is brought up by
`migrate`, one step after another and all of them or none; it is never changed by being
opened. On PostgreSQL it also says which cluster its transactions were numbered in:
restored into another, they would seem to lie in the future.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from collabtherapy.errors import StoreMismatch
from collabtherapy.storage.engines import POSTGRESQL, begun
from collabtherapy.storage.tables import (
    ACT,
    EPOCH,
    KEY,
    KEYS,
    META,
    METADATA,
    PARTNERSHIP,
    PREFIX,
    SCHEMA,
)

Step: TypeAlias = Callable[[Connection], None]


FIRST: Final = 3
"""The first version of the tables that can be read: those before were never released.

Their chain was over words as they were sealed, so that none could be taken out alone.
"""

STEPS: Final[Mapping[int, Step]] = MappingProxyType({})
"""What makes of the tables of each older version those of the next."""

VERSION: Final = "schema"
CLUSTER: Final = "cluster"
SHIFTS: Final = "shifts"

FORMS: Final = {
    VERSION: re.compile(r"[0-9]{1,9}", re.ASCII),
    CLUSTER: re.compile(r".+"),
    SHIFTS: re.compile(r"(-?[0-9]{1,19}(,-?[0-9]{1,19})*)?", re.ASCII),
}
"""What a database says of itself, and how we write it."""

CREATING: Final = 0x436F6C74  # "Colt": an advisory lock of our own

NO_KEYS: Final = (
    "it holds no keys of that tenant: name the tenant, or the database of the keys"
)
RUN: Final = "run collabtherapy.storage.migrate with its address"


def prepared(engine: Engine) -> list[int]:
    """Make the tables where there are none; give the shifts of the eras gone by.

    Raises:
        StoreMismatch: what is there is not ours, or not of this version.
    """
    with begun(engine, writes=False) as connection:
        found = _found(connection)
    if found is None:
        with begun(engine, writes=True) as connection:
            found = _create(connection)
    return _checked(found)


def prepared_keys(engine: Engine) -> None:
    """Make the table of keys where there is none."""
    with begun(engine, writes=True) as connection:
        _alone(connection)
        KEYS.create_all(connection)


def migrated(
    engine: Engine, *, steps: Mapping[int, Step] = STEPS, current: int = SCHEMA
) -> tuple[int, int]:
    """Bring a database to this version; give from which to which.

    Raises:
        StoreMismatch: it is not ours, or newer, or no way leads here.
    """
    with begun(engine, writes=True) as connection:
        _alone(connection)
        found = _found(connection)
        if found is None:
            found = _create(connection)
        start = version = int(found[VERSION])
        if version > current:
            raise _newer(version)
        if version < FIRST:
            raise _unreleased(version)
        for number in range(version, current):
            step = steps.get(number)
            if step is None:
                raise StoreMismatch(
                    "gap", f"no way is known from tables of version {number}"
                )
            step(connection)
            version = number + 1
        _set(connection, VERSION, str(version))
        if found[CLUSTER] != _cluster(connection):
            _take_over(connection, found)
        return start, version


def _found(connection: Connection) -> dict[str, str] | None:
    """Return what a database says of itself; None, if it holds nothing of ours."""
    there = set(inspect(connection).get_table_names())
    if META.name in there:
        stored = connection.execute(select(META.c.name, META.c.value))
        found = {name: value for name, value in stored}  # noqa: C416  # rows are no pairs
        if not all(_is_said(found.get(name), form) for name, form in FORMS.items()):
            raise StoreMismatch(
                "foreign", "what it says of itself is not as we write it"
            )
        return {**found, CLUSTER + "?": _cluster(connection)}
    ours = {name for name in there if name.startswith(PREFIX)}
    # A PostgreSQL database is often shared; a file is a store or it is none.
    is_file = connection.dialect.name != POSTGRESQL
    if ours - {KEY.name, EPOCH.name} or (there - ours and is_file):
        raise StoreMismatch("foreign", "this is a database of something else")
    return None


def _is_said(value: object, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _create(connection: Connection) -> dict[str, str]:
    _alone(connection)
    found = _found(connection)
    if found is not None:  # somebody else was quicker
        return found
    METADATA.create_all(connection)
    said = {VERSION: str(SCHEMA), CLUSTER: _cluster(connection), SHIFTS: ""}
    rows = [{"name": name, "value": value} for name, value in said.items()]
    connection.execute(insert(META), rows)
    return {**said, CLUSTER + "?": said[CLUSTER]}


def _checked(found: Mapping[str, str]) -> list[int]:
    version = int(found[VERSION])
    if version > SCHEMA:
        raise _newer(version)
    if version < FIRST:
        raise _unreleased(version)
    if version < SCHEMA:
        raise StoreMismatch(
            "older", f"its tables are of version {version}, not {SCHEMA}: {RUN}"
        )
    if found[CLUSTER] != found[CLUSTER + "?"]:
        raise StoreMismatch(
            "restored", f"it was restored from another database cluster: {RUN}"
        )
    return _shifts(found)


def _unreleased(version: int) -> StoreMismatch:
    return StoreMismatch(
        "unreleased",
        f"its tables are of version {version}, from before the first release: read its "
        "histories with what wrote them, and import them into a new store",
    )


def _newer(version: int) -> StoreMismatch:
    return StoreMismatch(
        "newer", f"its tables are of version {version}: use a newer collabtherapy"
    )


def _shifts(found: Mapping[str, str]) -> list[int]:
    return [int(shift) for shift in found[SHIFTS].split(",") if shift]


def _set(connection: Connection, name: str, value: str) -> None:
    connection.execute(update(META).where(META.c.name == name).values(value=value))


def _alone(connection: Connection) -> None:
    """Lock out whoever would make or change tables till the end of the transaction."""
    if connection.dialect.name == POSTGRESQL:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({CREATING})"))


def _cluster(connection: Connection) -> str:
    """Return what tells the numbering of transactions here from that elsewhere."""
    if connection.dialect.name != POSTGRESQL:
        return "-"
    asked = text("SELECT system_identifier::text FROM pg_control_system()")
    found: str = connection.execute(asked).scalar_one()
    return found


def _take_over(connection: Connection, found: Mapping[str, str]) -> None:
    """Renumber the transactions so that all lie behind, in the order that they had.

    Bookmarks from before stay good: by how much was taken off is kept.
    """
    last = connection.execute(
        select(ACT.c.transaction).order_by(ACT.c.transaction.desc()).limit(1)
    ).scalar_one_or_none()
    shift = 1 + (last or 0)
    for table in (ACT, PARTNERSHIP):
        connection.execute(
            update(table).values(transaction=table.c.transaction - shift)
        )
    _set(connection, CLUSTER, _cluster(connection))
    _set(connection, SHIFTS, ",".join(map(str, [*_shifts(found), shift])))


def looked_at(engine: Engine) -> list[int]:
    """Return the shifts of the eras gone by; nothing is made where there is no store.

    Raises:
        StoreMismatch: If what is there is no store of this version.
    """
    with begun(engine, writes=False) as connection:
        found = _found(connection)
    if found is None:
        raise StoreMismatch("empty", "there is no store: name where it was restored to")
    return _checked(found)


def look_at_keys(engine: Engine) -> None:
    """Check that there is a table of keys.

    Raises:
        StoreMismatch: If there is none.
    """
    with begun(engine, writes=False) as connection:
        there = inspect(connection).get_table_names()
    if not {KEY.name, EPOCH.name} <= {*there}:
        raise StoreMismatch("no_keys", NO_KEYS)
