"""An append to PostgreSQL in one round trip.

Where a history ends, and which keys are the newest, is known from before: by the value
that acts are recorded on, and by what was sealed last. So all is sent at once, as one
query of several statements, the commit among them. One statement asks whether it is
still so: it advances the mark of the history where that is, and where the keys are, as
is known, and adds the rows that hang on it. Where it is not so nothing is added, and
the append begins again by reading.

Each statement of such a query sees what was committed before it: the keys are looked at
once the lock is held. What is added comes as one document, since the driver takes
longer to write twenty arrays than the server to read one document.

Source: PostgreSQL, Message Flow, Multiple Statements in a Simple Query; PREPARE; JSON
Functions and Operators; Customized Options.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Engine, Table

from collabtherapy.storage.driver import running
from collabtherapy.storage.engines import begun
from collabtherapy.storage.keys import Role, WordRow
from collabtherapy.storage.locks import numbered
from collabtherapy.storage.port import Added, Known
from collabtherapy.storage.rows import Row
from collabtherapy.storage.tables import ACT, KEY, PARTNERSHIP, WORDS

NAME: Final = "collabtherapy_add"
"""How a connection calls the statement once it has prepared it."""

ANSWER: Final = "collabtherapy.added"
"""The setting that holds how many histories it advanced; the last answer shows it."""

LONGEST: Final = 1_000_000
"""How many characters are sent so; what is longer takes longer by itself."""

NUL: Final = r"\u0000"
"""How JSON writes the character that no text of PostgreSQL has."""

NOW: Final = "pg_current_xact_id()::text::bigint"


def _kind(table: Table, name: str) -> str:
    kinds = {"TEXT": "text", "INTEGER": "int", "BIGINT": "bigint", "BLOB": "bytea"}
    return kinds[str(table.c[name].type).split(maxsplit=1)[0]]


def _rows(table: Table, fields: Sequence[str]) -> tuple[str, str, str]:
    """Return the columns of a table, how they are read off a document, and as what."""
    kinds = {name: _kind(table, name) for name in fields}
    read = (f"decode({n}, 'hex')" if k == "bytea" else n for n, k in kinds.items())
    told = (f"{n} {'text' if k == 'bytea' else k}" for n, k in kinds.items())
    return ", ".join(fields), ", ".join(read), ", ".join(told)


def _one(name: str, kind: str = "text") -> str:
    """Return how a single value is read off the document."""
    text = f"($1->>'{name}')"
    return f"decode({text}, 'hex')" if kind == "bytea" else f"{text}::{kind}"


_ACTS, _ACTS_READ, _ACTS_TOLD = _rows(ACT, Row._fields)
_WORDS, _WORDS_READ, _WORDS_TOLD = _rows(WORDS, WordRow._fields)
_TENANT: Final = _one("tenant")
PREPARE: Final = f"""
PREPARE {NAME} (jsonb) AS
WITH known AS (
  SELECT count(*) AS n,
    count(*) FILTER (WHERE encode(tag, 'hex') IN (
      SELECT jsonb_array_elements_text($1->'tags'))) AS fits
  FROM {KEY.name}
  WHERE tenant = {_TENANT} AND wrapped IS NOT NULL
    AND (role = '{Role.STORE.value}'
      OR person = ANY(ARRAY(SELECT jsonb_array_elements_text($1->'people'))))
), advanced AS (
  UPDATE {PARTNERSHIP.name} SET
    version = {_one("to", "int")}, filed = {_one("to", "int")},
    hash = {_one("link", "bytea")}, tag = {_one("end", "bytea")},
    stage = {_one("stage")}, since = {_one("since")}, at = {_one("at")},
    transaction = greatest(transaction, {NOW})
  FROM known
  WHERE tenant = {_TENANT} AND stream = {_one("stream")}
    AND version = {_one("before", "int")} AND filed = {_one("before", "int")}
    AND hash = {_one("was", "bytea")} AND listed = {_one("listed")}
    AND known.n = {_one("n_keys", "int")} AND known.fits = {_one("n_keys", "int")}
  RETURNING transaction
), added AS (
  INSERT INTO {ACT.name} (tenant, transaction, {_ACTS})
  SELECT {_TENANT}, transaction, {_ACTS_READ}
  FROM advanced, ROWS FROM (jsonb_to_recordset($1->'acts') AS ({_ACTS_TOLD}))
    WITH ORDINALITY AS one ({_ACTS}, place)
  ORDER BY place
), sealed AS (
  INSERT INTO {WORDS.name} (tenant, {_WORDS})
  SELECT {_TENANT}, {_WORDS_READ}
  FROM advanced, jsonb_to_recordset($1->'words') AS one ({_WORDS_TOLD})
)
SELECT set_config('{ANSWER}', count(*)::text, false) FROM advanced
"""  # noqa: S608  # names of ours alone
ADD: Final = f"""
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT pg_advisory_xact_lock_shared(number) FROM unnest(ARRAY[%s]::bigint[]) AS number;
EXECUTE {NAME} (%s);
COMMIT;
SHOW {ANSWER}
"""  # noqa: S608  # likewise; what is filled in is numbers, and a literal


def added_at_once(engine: Engine, tenant: str, known: Known, new: Added) -> bool:
    """Add acts if all is as is known, durably; return whether it was."""
    document = _document(tenant, known, new)
    if document is None:
        return False
    locks = ", ".join(map(str, numbered(tenant, ["", *known.people])))
    with begun(engine, writes=True) as connection:
        driver: Any = connection.connection.driver_connection
        with running(connection, driver.cursor()):
            query = ADD.encode() % (locks.encode(), _literal(driver, document))
            answer = _prepared(driver, connection.connection.info, query)
            return bool(int(answer.get_value(0, 0)))


def _prepared(driver: Any, told: dict[Any, Any], query: bytes) -> Any:
    """Return the answer to a query, once the statement that it executes is prepared.

    The driver drops what is prepared when it rolls back, and what stands between may
    give each transaction another connection.
    """
    from psycopg.errors import InvalidSqlStatementName  # noqa: PLC0415  # an extra

    if told.get(NAME) is driver:
        with suppress(InvalidSqlStatementName):
            return _answer(driver, query)
        _answer(driver, b"ROLLBACK")
    _answer(driver, PREPARE.encode())
    told[NAME] = driver
    return _answer(driver, query)


def _literal(driver: Any, document: bytes) -> bytes:
    from psycopg.pq import Escaping  # noqa: PLC0415  # an extra

    return bytes(Escaping(driver.pgconn).escape_literal(document))


def _answer(driver: Any, query: bytes) -> Any:
    """Return the last answer to a query of several statements, sent as it stands.

    What the driver sends itself goes statement by statement, with a wait after each.
    """
    from psycopg.errors import error_from_result  # noqa: PLC0415  # an extra
    from psycopg.pq import ExecStatus  # noqa: PLC0415

    answer = driver.pgconn.exec_(query)
    if answer.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise error_from_result(answer, encoding=driver.info.encoding)
    return answer


def _document(tenant: str, known: Known, new: Added) -> bytes | None:
    """Return what is added as JSON; None, if that is sent otherwise.

    It is where it is long, or holds what JSON has and no text of the database: half of
    a surrogate pair, or the character of number 0.
    """
    last, entry = new.rows[-1], new.entry
    text = json.dumps(
        {
            "tenant": tenant,
            "stream": last.stream,
            "before": known.version,
            "was": known.hash.hex(),
            "listed": known.listed,
            "people": sorted(known.people),
            "tags": [row.tag.hex() for row in known.keys],
            "n_keys": len(known.keys),
            "to": last.version,
            "link": last.hash.hex(),
            "end": new.end.hex(),
            "stage": entry.stage,
            "since": entry.since,
            "at": entry.at,
            "acts": list(map(_plain, new.rows)),
            "words": list(map(_plain, new.words)),
        },
        ensure_ascii=False,
    )
    if len(text) > LONGEST or NUL in text:
        return None
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def _plain(row: Row | WordRow) -> Mapping[str, object]:
    fields = zip(row._fields, row, strict=True)
    return {n: v.hex() if isinstance(v, bytes) else v for n, v in fields}
