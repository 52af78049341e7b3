"""Reading and changing rows behind a store's back, as an intruder would."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text

from collabtherapy.storage import Store
from collabtherapy.storage.chain import genesis, link
from collabtherapy.storage.rows import Row


@contextmanager
def begun(address: str) -> Iterator[Connection]:
    """Give a connection of one's own, in a transaction."""
    url = make_url(address)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def by_hand(address: str, *statements: str, **given: Any) -> Sequence[Any]:
    """Run statements in one transaction; give what the last one gives."""
    with begun(address) as connection:
        found: Sequence[Any] = ()
        for statement in statements:
            done = connection.execute(text(statement), given)
            found = done.all() if done.returns_rows else ()
        return found


def rechain(address: str, stream: str, *, by: Store | None = None) -> None:
    """Work out the chain of a history again, as anybody can who knows how it is made.

    Args:
        address: where.
        stream: of which partnership.
        by: whose tags go with it; None, and they stay, as nobody else can make them.
    """
    columns = ", ".join(Row._fields)
    rows = by_hand(
        address,
        f"SELECT {columns} FROM collabtherapy_act WHERE stream = :s ORDER BY version",
        s=stream,
    )
    before, version = genesis("", stream), 0
    for row in map(Row._make, rows):
        before, version = link(before, row), row.version
        tag = row.tag if by is None else by._vault.tags.row(before)
        by_hand(
            address,
            "UPDATE collabtherapy_act SET hash = :hash, tag = :tag "
            "WHERE stream = :s AND version = :version",
            hash=before,
            tag=tag,
            s=stream,
            version=version,
        )
    end = "" if by is None else ", tag = :tag"
    tag = b"" if by is None else by._vault.tags.head(stream, version, before)
    by_hand(
        address,
        f"UPDATE collabtherapy_partnership SET version = :version, hash = :hash{end} "
        "WHERE stream = :s",
        version=version,
        hash=before,
        tag=tag,
        s=stream,
    )
