"""Who writes the database: every edit, deletion and copy of one row, from the schema.

The rows are those of two tenants, with keys of two epochs, of which the first is
retired, with an erasure, and as they were before all that.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, StatementError
from storage.keeping import erase, keep
from storage.rows_by_hand import begun

from collabtherapy import Partnership, Words, acts
from collabtherapy.errors import CollabtherapyError, NotKept
from collabtherapy.storage import StaticKeyring, Store, open_store
from collabtherapy.storage.tables import KEYS, METADATA
from collabtherapy.testing.kept_stories import set_aside, story

TABLES: Final = (*METADATA.sorted_tables, *KEYS.sorted_tables)
BEFORE: Final = StaticKeyring({1: bytes(range(32))})
KEYRING: Final = StaticKeyring({1: bytes(range(32)), 2: b"2" * 32})
"""With both masters, though the first is given up: that is the worst there may be."""

P, Q, R = story("p-1"), story("q-1", client="cem"), set_aside("r-1")
TENANTS: Final[Mapping[str, Sequence[Partnership]]] = {"": (P, Q, R), "other": (P, Q)}
"""What is kept for each tenant."""

Values = dict[str, Any]
Tables = Mapping[str, Sequence[Values]]


class Attack(NamedTuple):
    """What is done to one row.

    Args:
        table: in which table.
        what: the column that is edited, or `deleted`, `put back`, `copied`.
        row: the row as it is; nothing of one that is put in.
        new: the row as it is to be; nothing of one that is deleted.
    """

    table: Table
    what: str
    row: Values
    new: Values

    @property
    def name(self) -> str:
        """The table and what is done, for reading."""
        return f"{self.table.name.removeprefix('collabtherapy_')} {self.what}"

    @property
    def tenants(self) -> set[str]:
        """Whose rows they are, of those there are; everybody's, if nobody's."""
        theirs = {one.get("tenant") for one in (self.row, self.new)} & {*TENANTS}
        return theirs or {*TENANTS}


def filled(address: str) -> tuple[Tables, Tables]:
    """Fill a database; return all rows as they once were, and as they are."""
    for tenant, theirs in TENANTS.items():
        with open_store(address, tenant=tenant, keyring=BEFORE) as store:
            for p in theirs:
                keep(store, p)
    before = rows(address)
    for tenant in TENANTS:
        with open_store(address, tenant=tenant, keyring=KEYRING) as store:
            store.rotate_master_key()
            store.rotate_key("bo")
            note = acts.WriteNote(by="bo", at=P.at, words=Words("one more"))
            store.record(store.load(P.id), note, key="k-1")
            with store.follower("letters").batch(3):
                pass
            erase(store, Q, "cem")
            store.retire_epoch(1)
            store.rotate_key("bo", reseal=False)
            store.find()
        logged = {"tenant": tenant, "keyring": KEYRING, "reads": "log"}
        with open_store(address, **logged) as store:
            for _ in range(2):
                store.load(P.id, by="bo", purpose="care")
    return before, rows(address)


def rows(address: str) -> Tables:
    """Return all rows of all tables."""
    with begun(address) as connection:
        return {
            table.name: [
                dict(one)
                for one in connection.execute(
                    select(table).order_by(*table.primary_key)
                ).mappings()
            ]
            for table in TABLES
        }


def edits(before: Tables, now: Tables) -> Iterator[Attack]:
    """Yield every edit of one field of one row."""
    for table in TABLES:
        there = now[table.name]
        for n, row in enumerate(there):
            older = _like(table, row, before[table.name])
            for column in (column.name for column in table.columns):
                value = row[column]
                others = [there[(n + step) % len(there)][column] for step in (1, -1, 5)]
                if older is not None:
                    others.append(older[column])
                for new in _unlike(value, [*_made_up(value), *others]):
                    yield Attack(table, column, row, {**row, column: new})


def deletions(now: Tables) -> Iterator[Attack]:
    """Yield every deletion of one row."""
    for table in TABLES:
        for row in now[table.name]:
            yield Attack(table, "deleted", row, {})


def returns(before: Tables, now: Tables) -> Iterator[Attack]:
    """Yield every row that is put back as it once was: changed since, or deleted."""
    for table in TABLES:
        for older in before[table.name]:
            row = _like(table, older, now[table.name])
            if row != older:
                yield Attack(table, "put back", row or {}, older)


def copies(now: Tables) -> Iterator[Attack]:
    """Yield every copy of a row to another place, tenants and all."""
    for table in TABLES:
        keys = [column.name for column in table.primary_key]
        for row in now[table.name]:
            for column in keys:
                value = row[column]
                others = {one[column] for one in now[table.name]}
                made_up = [] if column == "tenant" else _made_up(value)  # nobody's
                for new in _unlike(value, [*made_up, *sorted(others)[:3]]):
                    yield Attack(table, "copied", {}, {**row, column: new})


def _like(table: Table, row: Values, among: Sequence[Values]) -> Values | None:
    keys = [column.name for column in table.primary_key]
    return next((one for one in among if all(one[k] == row[k] for k in keys)), None)


def _made_up(value: object) -> list[Any]:
    if isinstance(value, bytes):
        flipped = bytes([value[0] ^ 1]) + value[1:] if value else b"x"
        return [b"", flipped, value[:-1] + b"\7", value + b"\0", value[:-1], None]
    if isinstance(value, int):
        return [0, value + 1, value - 1, -value, 2**31 - 1]
    if isinstance(value, str):
        return ["", value + "x", value[:-1], "Leave", "ana", None]
    return ["", "x", b"", 1]


def _unlike(value: object, others: Sequence[Any]) -> list[Any]:
    found: list[Any] = []
    for one in others:
        if one != value and one not in found:
            found.append(one)
    return found


def _where(table: Table, row: Values) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


def _put(connection: Connection, table: Table, row: Values, new: Values) -> None:
    if row and new:
        changed = {name: new[name] for name in new if new[name] != row[name]}
        connection.execute(update(table).where(*_where(table, row)).values(changed))
    elif row:
        connection.execute(delete(table).where(*_where(table, row)))
    else:
        connection.execute(insert(table).values(new))


@contextmanager
def done(address: str, attack: Attack) -> Iterator[bool]:
    """Do what an attacker does, and undo it; False if the database refuses."""
    try:
        with begun(address) as connection:
            _put(connection, attack.table, attack.row, attack.new)
    except (DBAPIError, StatementError, OverflowError):
        yield False
        return
    try:
        yield True
    finally:
        with begun(address) as connection:
            _put(connection, attack.table, attack.new, attack.row)


class Known(NamedTuple):
    """What the store of a tenant gives while nobody has touched it."""

    loaded: Mapping[str, Partnership]
    entries: Mapping[str, Sequence[Any]]
    followed: Sequence[Any]
    erasures: Sequence[Any]

    @classmethod
    def of(cls, store: Store) -> "Known":
        """Return what a store gives."""
        theirs = (str(p.id) for p in TENANTS[store.tenant])
        loaded = {name: store.load(name) for name in theirs}
        entries = {name: _entries(store)(name) for name in loaded}
        followed = [_said(one) for one in store.follow()]
        return cls(loaded, entries, followed, store.erasures())


def known(address: str) -> Mapping[str, Known]:
    """Return what each tenant's store gives."""
    found: dict[str, Known] = {}
    for tenant in TENANTS:
        with open_store(address, tenant=tenant, keyring=KEYRING) as store:
            assert store.verify(words=True).ok
            found[tenant] = Known.of(store)
    return found


def is_told(address: str, attack: Attack, meant: Mapping[str, Known]) -> bool:
    """Return whether a store tells of an attack; it never gives what was not kept."""
    told = False
    for tenant in attack.tenants:
        try:
            with open_store(address, tenant=tenant, keyring=KEYRING) as store:
                told |= _tells(store, meant[tenant])
        except CollabtherapyError:
            told = True
    return told


def _tells(store: Store, known: Known) -> bool:
    told = False
    for name, p in known.loaded.items():
        for door, meant in ((store.load, p), (_entries(store), known.entries[name])):
            try:
                assert door(name) == meant
            except NotKept:
                raise AssertionError(f"{name} is said never to have been") from None
            except CollabtherapyError:
                told = True
    for door, meant in (
        (store.follow, known.followed),
        (store.erasures, known.erasures),
    ):
        try:
            given = [_said(one) for one in door()]
        except CollabtherapyError:
            told = True
        else:  # some may be missing, or moved: that is for `verify` to tell
            assert all(one in meant for one in given)
    return told or not store.verify(words=True).ok


def _said(one: Any) -> Any:
    """Return what is said of an act that is followed, but for its place in the log."""
    entry = getattr(one, "entry", None)
    return one if entry is None else (one.partnership, entry)


def _entries(store: Store) -> Any:
    return lambda name: tuple(one.entry for one in store.history(name))
