"""Reading and changing rows behind a store's back, as an intruder would."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import create_engine, make_url, text


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
