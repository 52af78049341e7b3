"""Reading and changing rows behind a store's back, as an intruder would."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import create_engine, make_url, text

from collabtherapy.storage.chain import genesis, link
from collabtherapy.storage.rows import Row


def by_hand(address: str, *statements: str, **given: Any) -> Sequence[Any]:
    """Run statements in one transaction; give what the last one gives."""
    url = make_url(address)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            found: Sequence[Any] = ()
            for statement in statements:
                done = connection.execute(text(statement), given)
                found = done.all() if done.returns_rows else ()
            return found
    finally:
        engine.dispose()


def rechain(address: str, stream: str) -> None:
    """Work out the chain of a history anew, as whoever knows how it is made could."""
    columns = ", ".join(Row._fields)
    rows = by_hand(
        address,
        f"SELECT {columns} FROM collabtherapy_act WHERE stream = :s ORDER BY version",
        s=stream,
    )
    before, version = genesis("", stream), 0
    for row in map(Row._make, rows):
        before, version = link(before, row), row.version
        by_hand(
            address,
            "UPDATE collabtherapy_act SET hash = :hash "
            "WHERE stream = :s AND version = :version",
            hash=before,
            s=stream,
            version=version,
        )
    by_hand(
        address,
        "UPDATE collabtherapy_partnership SET version = :version, hash = :hash "
        "WHERE stream = :s",
        version=version,
        hash=before,
        s=stream,
    )
