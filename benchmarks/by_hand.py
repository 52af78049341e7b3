"""The same work built by hand: what a careful programmer would write for one database.

The law is asked, the words are sealed with a key of their author, the act without
them is chained to the one before it, and the mark of the end is moved on from where it
was left. One transaction of plain statements, each after the answer to the one before;
no tenant, no epochs, no erasing, one kind of database each.
"""

import os
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from hmac import digest
from typing import Any, Final

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import make_url

from collabtherapy import Partnership, acts
from collabtherapy.codec import BACKEND, to_plain
from collabtherapy.privacy.authors import without_words_of

KEY: Final = AESGCM.generate_key(256)
SECRET: Final = os.urandom(32)  # noqa: TID251  # as a program would

TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS hand_act (
        stream TEXT, version INTEGER, kind TEXT, at TEXT, actor TEXT, body TEXT,
        commitment {blob}, hash {blob}, tag {blob}, PRIMARY KEY (stream, version))""",
    """CREATE TABLE IF NOT EXISTS hand_words (
        stream TEXT, version INTEGER, person TEXT, sealed {blob},
        PRIMARY KEY (stream, version))""",
    """CREATE TABLE IF NOT EXISTS hand_mark (
        stream TEXT PRIMARY KEY, version INTEGER, hash {blob}, tag {blob}, stage TEXT,
        at TEXT)""",
    """CREATE TABLE IF NOT EXISTS hand_key (person TEXT PRIMARY KEY, locked {blob})""",
)


class ByHand:
    """Keeps acts in one database.

    Args:
        url: the address.
        name: of the one partnership whose acts are kept.
    """

    def __init__(self, url: str, name: str) -> None:
        """Make the tables, and a key for the one person who writes."""
        address = make_url(url)
        self.is_sqlite = address.drivername == "sqlite"
        self.name = name
        self.connection: Any
        if self.is_sqlite:
            self.connection = sqlite3.connect(f"{address.database}.hand", timeout=30)
            self.connection.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                self.connection.execute(f"PRAGMA {pragma}")
        else:
            self.connection = psycopg.connect(url, autocommit=True)
        blob = "BLOB" if self.is_sqlite else "BYTEA"
        for table in TABLES:
            self.connection.execute(table.format(blob=blob))
        nonce = os.urandom(12)  # noqa: TID251  # as above
        locked = nonce + AESGCM(SECRET).encrypt(nonce, KEY, b"ana")
        self._run(
            "INSERT INTO hand_key VALUES (?, ?) ON CONFLICT DO NOTHING", "ana", locked
        )
        self.key = AESGCM(KEY)

    def _run(self, statement: str, *values: object) -> Any:
        if not self.is_sqlite:
            statement = statement.replace("?", "%s")
        return self.connection.execute(statement, values)

    def begin(self, p: Partnership) -> None:
        """Keep the beginning of the history."""
        link = sha256(self.name.encode()).digest()
        for version, act in enumerate(p.history, start=1):
            link = self._add(act, version, link)
        self._run(
            "INSERT INTO hand_mark VALUES (?, ?, ?, ?, ?, ?)", self.name, p.version,
            link, self._tag(link), p.stage.value, p.at.isoformat(),
        )  # fmt: skip

    def record(self, p: Partnership, act: acts.Act) -> Partnership:
        """Return the partnership in which an act was done, once it is kept."""
        after = p.record(act)
        self._run("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        self._run("SELECT locked FROM hand_key WHERE person = ?", "ana").fetchall()
        lock = "" if self.is_sqlite else " FOR UPDATE"
        ((version, before, tag),) = self._run(
            f"SELECT version, hash, tag FROM hand_mark WHERE stream = ?{lock}",  # noqa: S608
            self.name,
        ).fetchall()
        if version != p.version or tag != self._tag(before):
            raise ValueError("somebody else has written")
        link = self._add(act, after.version, before)
        self._run(
            "UPDATE hand_mark SET version = ?, hash = ?, tag = ?, stage = ?, at = ? "
            "WHERE stream = ?", after.version, link, self._tag(link),
            after.stage.value, after.at.isoformat(), self.name,
        )  # fmt: skip
        self._run("COMMIT")
        return after

    def _tag(self, link: bytes) -> bytes:
        return digest(SECRET, self.name.encode() + link, "sha256")

    def _add(self, act: acts.Act, version: int, before: bytes) -> bytes:
        plain = to_plain(act)
        bare = without_words_of(act, act.by)
        body = BACKEND.encode(to_plain(bare))
        commitment = b""
        if bare is not act:
            salt = os.urandom(32)  # noqa: TID251  # as above
            words = salt + BACKEND.encode(plain).encode()
            commitment = sha256(words).digest()
            nonce = os.urandom(12)  # noqa: TID251  # as above
            bound = f"{self.name} {version} {act.by}".encode() + commitment
            sealed = nonce + self.key.encrypt(nonce, words, bound)
            self._run(
                "INSERT INTO hand_words VALUES (?, ?, ?, ?)", self.name, version,
                str(act.by), sealed,
            )  # fmt: skip
        fields = (self.name, str(version), type(act).__name__, body, str(act.by))
        text = "\0".join(fields).encode()
        link = sha256(before + text + commitment).digest()
        self._run(
            "INSERT INTO hand_act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self.name,
            version, type(act).__name__, act.at.isoformat(), str(act.by), body,
            commitment, link, digest(SECRET, link, "sha256"),
        )  # fmt: skip
        return link

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()


def appending(url: str, p: Partnership, act: acts.Act) -> Callable[[int], None]:
    """Return what records an act once more whenever it is called."""
    kept = ByHand(url, str(p.id))
    kept.begin(p)

    def append(_: int) -> None:
        nonlocal p
        p = kept.record(p, act)

    return append
