"""An append to PostgreSQL in one round trip.

Where a history ends, and which keys are the newest, is known from before: by the value
that acts are recorded on, and by what was sealed last. So all is sent at once, with the
commit, and one statement asks whether it is still so: it advances the mark of the
history where that is, and where the keys are, as is known, and adds the rows that hang
on it. Where it is not so nothing is added, and the append begins again by reading.

Source: PostgreSQL, libpq, Pipeline Mode; psycopg 3, Pipeline mode support.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Engine, Table

from collabtherapy.storage.driver import running
from collabtherapy.storage.engines import begun
from collabtherapy.storage.keys import Role, WordRow
from collabtherapy.storage.locks import numbered
from collabtherapy.storage.port import Added, Known
from collabtherapy.storage.rows import Row
from collabtherapy.storage.tables import ACT, KEY, PARTNERSHIP, WORDS

LOCK: Final = (
    "SELECT pg_advisory_xact_lock_shared(number) "
    "FROM unnest(%(locks)s::bigint[]) AS number"
)
NOW: Final = "pg_current_xact_id()::text::bigint"


def _columns(table: Table, fields: Sequence[str]) -> tuple[str, str]:
    """Return the names of columns, and the arrays that are given for them."""
    kinds = {"TEXT": "text", "INTEGER": "int", "BIGINT": "bigint", "BLOB": "bytea"}
    arrays = (
        f"%({table.name}_{name})s::{kinds[_kind(table, name)]}[]" for name in fields
    )
    return ", ".join(fields), ", ".join(arrays)


def _kind(table: Table, name: str) -> str:
    return str(table.c[name].type).split(maxsplit=1)[0]


_ACTS, _ACT_ARRAYS = _columns(ACT, Row._fields)
_WORDS, _WORD_ARRAYS = _columns(WORDS, WordRow._fields)
ADD: Final = f"""
WITH known AS (
  SELECT count(*) AS n, count(*) FILTER (WHERE tag = ANY(%(tags)s::bytea[])) AS fits
  FROM {KEY.name}
  WHERE tenant = %(tenant)s AND wrapped IS NOT NULL
    AND (role = '{Role.STORE.value}' OR person = ANY(%(people)s::text[]))
), advanced AS (
  UPDATE {PARTNERSHIP.name} SET
    version = %(to)s, hash = %(link)s, tag = %(end)s, filed = %(to)s,
    stage = %(stage)s, since = %(since)s, at = %(at)s,
    transaction = greatest(transaction, {NOW})
  FROM known
  WHERE tenant = %(tenant)s AND stream = %(stream)s
    AND version = %(before)s AND filed = %(before)s AND hash = %(was)s
    AND listed = %(listed)s AND known.n = %(n_keys)s AND known.fits = %(n_keys)s
  RETURNING transaction
), added AS (
  INSERT INTO {ACT.name} (tenant, transaction, {_ACTS})
  SELECT %(tenant)s, transaction, {_ACTS}
  FROM advanced, unnest({_ACT_ARRAYS}) WITH ORDINALITY AS one ({_ACTS}, place)
  ORDER BY place
), sealed AS (
  INSERT INTO {WORDS.name} (tenant, {_WORDS})
  SELECT %(tenant)s, {_WORDS} FROM advanced, unnest({_WORD_ARRAYS}) AS one ({_WORDS})
)
SELECT count(*) FROM advanced
"""  # noqa: S608  # names of ours alone


def added_at_once(engine: Engine, tenant: str, known: Known, new: Added) -> bool:
    """Add acts if all is as is known, durably; return whether it was."""
    given = _given(tenant, known, new)
    locks = numbered(tenant, ["", *known.people])
    with begun(engine, writes=True) as connection:
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        with running(connection, cursor), driver.pipeline():
            driver.execute(LOCK, {"locks": locks}, prepare=True)
            cursor.execute(ADD, given, prepare=True)
            driver.commit()
        ((n_advanced,),) = cursor.fetchall()
    return bool(n_advanced)


def _given(tenant: str, known: Known, new: Added) -> Mapping[str, object]:
    last, entry = new.rows[-1], new.entry
    columns = {
        f"{table.name}_{name}": [getattr(row, name) for row in rows]
        for table, fields, rows in (
            (ACT, Row._fields, new.rows), (WORDS, WordRow._fields, new.words)
        )
        for name in fields
    }  # fmt: skip
    return {
        **columns,
        "tenant": tenant,
        "stream": last.stream,
        "before": known.version,
        "was": known.hash,
        "listed": known.listed,
        "people": sorted(known.people),
        "tags": [row.tag for row in known.keys],
        "n_keys": len(known.keys),
        "to": last.version,
        "link": last.hash,
        "end": new.end,
        "stage": entry.stage,
        "since": entry.since,
        "at": entry.at,
    }
