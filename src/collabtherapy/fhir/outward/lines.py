"""A folder of NDJSON in the making: a file for each type, a line for each resource.

Memory does not grow with the number of people. Whoever is the same in every partnership
waits in a database that SQLite keeps in a temporary file, and has one line, where they
were first met. The manifest is written last: a folder without one is not whole.

Source: HL7 FHIR Bulk Data Access, the manifest of a completed export.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO, cast

import attrs
from attrs import field

from collabtherapy._frozen import frozen
from collabtherapy.fhir.codes import OWN
from collabtherapy.fhir.losses import Loss
from collabtherapy.fhir.outward.writing import PEOPLE
from collabtherapy.fhir.shapes import Json, moment, shape

MANIFEST: Final = "manifest.json"
RELEASE, SIMULATED = f"{OWN}release", f"{OWN}simulated"
LOSSES, LEFT_OUT = f"{OWN}losses", f"{OWN}left-out"
PARTNERSHIPS = f"{OWN}partnerships"

ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":")
)

_TABLES = """
    CREATE TABLE people (n INTEGER PRIMARY KEY, kind TEXT, id TEXT, line TEXT);
    CREATE UNIQUE INDEX once ON people (kind, id);
    CREATE TABLE given (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


@attrs.frozen(kw_only=True)
class BulkExport:
    """What a bulk export wrote, and what it did not.

    Args:
        counts: the number of resources by type.
        n_partnerships: the number of partnerships written.
        left_out: the number of partnerships that were left out whole, by the reason.
        losses: what did not go out of the others; see `Loss`.
    """

    counts: Mapping[str, int] = field(converter=frozen)
    n_partnerships: int
    left_out: Mapping[str, int] = field(converter=frozen)
    losses: tuple[Loss, ...]


def line_of(resource: Json) -> str:
    """Return a resource as one line of JSON, without its end."""
    return ENCODER.encode(resource)


@attrs.define(kw_only=True)
class Lines:
    """The files of a folder that is being written.

    Args:
        folder: where; it is made, or is empty.
        counts: the number of lines by type.
        n_partnerships: the number of partnerships written.
        left_out: the number of partnerships left out whole, by the reason.
        lost: how often each loss occurred.
        until: the latest moment in any history that was written.

    Raises:
        FileExistsError: If the folder holds anything.
    """

    folder: Path
    counts: Counter[str] = field(factory=Counter[str])
    n_partnerships: int = 0
    left_out: Counter[str] = field(factory=Counter[str])
    lost: Counter[tuple[str, str]] = field(factory=Counter[tuple[str, str]])
    until: datetime | None = None
    _files: dict[str, TextIO] = field(factory=dict[str, TextIO])
    _open: ExitStack = field(factory=ExitStack)
    _people: sqlite3.Connection = field(init=False)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        if any(self.folder.iterdir()):
            raise FileExistsError(f"{self.folder} is not empty; name a new folder")
        # Without a name, SQLite keeps a database in a file of its own, and deletes it.
        self._people = sqlite3.connect("", isolation_level=None)
        self._open.callback(self._people.close)
        self._people.executescript(_TABLES)
        self._people.execute("BEGIN")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def put(self, kind: str, name: str, line: str) -> None:
        """Write a resource of a type; of a person met before, what is new of them."""
        if kind not in PEOPLE:
            self._write(kind, line)
            return
        added = self._people.execute(
            "INSERT INTO people (kind, id, line) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (kind, name, line),
        )
        if added.rowcount:
            return
        (known,) = self._people.execute(
            "SELECT line FROM people WHERE kind = ? AND id = ?", (kind, name)
        ).fetchone()
        if known != line:
            before, now = json.loads(known), json.loads(line)
            more = {key: one for key, one in now.items() if key not in before}
            self._people.execute(
                "UPDATE people SET line = ? WHERE kind = ? AND id = ?",
                (line_of(before | more), kind, name),
            )

    def once(self, name: str, what: str) -> None:
        """Note that something was given.

        Raises:
            ValueError: If it was given before.
        """
        try:
            self._people.execute("INSERT INTO given VALUES (?)", (name,))
        except sqlite3.IntegrityError:
            raise ValueError(f"{what} is given twice; give each once") from None

    def seen_until(self, at: datetime | None) -> None:
        """Note the moment of the last act of a history."""
        if at is not None and (self.until is None or at > self.until):
            self.until = at

    def finished(self, *, release: str, simulated: bool) -> BulkExport:
        """Write the people and the manifest, and return what was written.

        Args:
            release: the release of FHIR.
            simulated: True if the people are none.
        """
        rows = self._people.execute("SELECT kind, line FROM people ORDER BY n")
        for kind, line in cast("Iterable[tuple[str, str]]", rows):
            self._write(kind, line)
        for file in self._files.values():
            file.close()
        done = BulkExport(
            counts=dict(sorted(self.counts.items())),
            n_partnerships=self.n_partnerships,
            left_out=dict(sorted(self.left_out.items())),
            losses=tuple(
                Loss(what=what, because=because, n=n)
                for (what, because), n in sorted(self.lost.items())
            ),
        )
        told = _manifest(done, self.until, release=release, simulated=simulated)
        half = self.folder / f"{MANIFEST}.part"
        half.write_text(json.dumps(told, indent=1) + "\n", "utf-8", newline="\n")
        half.replace(self.folder / MANIFEST)
        return done

    def _write(self, kind: str, line: str) -> None:
        file = self._files.get(kind)
        if file is None:
            path = self.folder / f"{kind}.ndjson"
            file = path.open("w", encoding="utf-8", newline="\n")
            self._files[kind] = self._open.enter_context(file)
        file.write(line)
        file.write("\n")
        self.counts[kind] += 1


def _manifest(
    done: BulkExport, until: datetime | None, *, release: str, simulated: bool
) -> Json:
    return shape(
        {
            "transactionTime": moment(until),
            "request": f"{OWN}to_ndjson",
            "requiresAccessToken": False,
        }
    ) | {
        "output": [
            {"type": kind, "url": f"{kind}.ndjson", "count": n}
            for kind, n in done.counts.items()
        ],
        "error": [],
        "extension": {
            RELEASE: release,
            SIMULATED: simulated,
            PARTNERSHIPS: done.n_partnerships,
            LEFT_OUT: dict(done.left_out),
            LOSSES: [attrs.asdict(one) for one in done.losses],
        },
    }


def read_manifest(folder: Path) -> Json:
    """Return the manifest of a folder.

    Raises:
        ValueError: If there is none: the folder is not whole, or of something else.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ValueError(f"{folder} has no {MANIFEST}: its export was not finished")
    return cast("Json", json.loads(path.read_text("utf-8")))


def read_lines(folder: Path, manifest: Json) -> Iterator[tuple[str, str, str]]:
    """Yield the type, the id and the line of each resource in a folder."""
    for file in cast("Iterable[Json]", manifest["output"]):
        with (folder / str(file["url"])).open(encoding="utf-8", newline="\n") as lines:
            for ended in lines:
                line = ended.removesuffix("\n")
                yield str(file["type"]), str(json.loads(line)["id"]), line
