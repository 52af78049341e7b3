"""Stores to test: in memory, in a file, and on a server that is started once."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from storage.keeping import opened
from storage.postgresql_server import NoServer, database, served

from collabtherapy.storage import Store

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Give the address of a PostgreSQL server."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(served())
        except NoServer as none:
            pytest.skip(f"no PostgreSQL server: {none}")
        yield address


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'practice.db'}"
        return
    with database(request.getfixturevalue("server")) as there:
        yield there


@pytest.fixture
def postgresql(server: str) -> Iterator[str]:
    """Give the address of an empty database on the server."""
    with database(server) as there:
        yield there


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Give the address of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'practice.db'}"


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Give an empty store in a database, of each kind in turn."""
    with opened(address) as store:
        yield store
