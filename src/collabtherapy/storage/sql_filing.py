"""Filing on a server: one statement, which asks for no answer before the next.

It is written for PostgreSQL, where each statement waits for the server: a database in a
file takes a few small ones sooner than one that is this large.
"""

from typing import Final

from sqlalchemy import Table, text

from collabtherapy.storage.tables import DUE, PARTNERSHIP, PERSON

_OF_STREAM: Final = "tenant = :of_tenant AND stream = :of_stream"


def _rows(table: Table, given: str) -> str:
    """Return the rows that are given for a table, as what is selected from."""
    names = [c.name for c in table.columns if c.name not in ("tenant", "stream")]
    types = ", ".join(f"{n} {'boolean' if n == 'shown' else 'text'}" for n in names)
    return f"json_to_recordset(CAST(:{given} AS json)) AS one({types})"


def _replacing(table: Table, given: str) -> str:
    """Return what replaces the rows of a table, if they are others than before.

    What one statement deletes, it cannot insert anew: a row that stays is let be.
    """
    key = [c.name for c in table.primary_key if c.name not in ("tenant", "stream")]
    names = [c.name for c in table.columns]
    rest = [name for name in names if name not in ("tenant", "stream", *key)]
    ours = ", ".join(key)
    settled = ", ".join(f"{name} = excluded.{name}" for name in rest)
    there = f"DO UPDATE SET {settled}" if rest else "DO NOTHING"
    values = (f":of_{n}" if n in ("tenant", "stream") else f"one.{n}" for n in names)
    return f"""
    gone_{given} AS (
        DELETE FROM {table.name}
        WHERE {_OF_STREAM} AND (SELECT other FROM filed)
          AND ({ours}) NOT IN (SELECT {ours} FROM {_rows(table, given)})
    ),
    new_{given} AS (
        INSERT INTO {table.name} ({", ".join(names)})
        SELECT {", ".join(values)} FROM {_rows(table, given)}
        WHERE (SELECT other FROM filed)
        ON CONFLICT ({", ".join(c.name for c in table.primary_key)}) {there}
    )"""  # noqa: S608  # of our own names alone


FILE_AT_ONCE: Final = text(
    f"""
    WITH filed AS (
        UPDATE {PARTNERSHIP.name} AS p
        SET filed = :to, stage = :now_stage, since = :now_since, at = :now_at,
            listed = :now_listed
        FROM (SELECT listed FROM {PARTNERSHIP.name} WHERE {_OF_STREAM}) AS before
        WHERE p.tenant = :of_tenant AND p.stream = :of_stream AND p.filed < :to
        RETURNING before.listed IS DISTINCT FROM :now_listed AS other
    ),
    {_replacing(PERSON, "people")},
    {_replacing(DUE, "dues")}
    SELECT 1
    """  # noqa: S608  # of our own names alone
)
"""File what a partnership has come to; its history is held by this transaction."""
