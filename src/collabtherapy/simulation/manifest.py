"""The manifest of a run: a line for each value that its rows depend on.

It lies beside the shards that a run keeps on disk, so that a folder is resumed by the
same run only, and any other hears what differs.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import attrs

from collabtherapy import __version__
from collabtherapy.errors import CollabtherapyError
from collabtherapy.simulation.shards import Shard

MANIFEST = "run.txt"
SHOWN = 3
"""How many of the differing values an error names."""


class AnotherRun(CollabtherapyError):
    """A folder holds shards of another scenario, seed, size or version."""


def plain(path: str, value: object) -> Iterator[str]:
    """Yield lines that tell a value of attrs classes and tuples from any other.

    Every field is walked, so that a field added later is in the manifest by itself.

    Raises:
        TypeError: If it holds anything but attrs classes, tuples and plain values,
            whose text may not tell one from another.
    """
    kind = type(value)
    if attrs.has(kind):
        yield f"{path}: {kind.__name__}"
        for at in attrs.fields(kind):
            yield from plain(f"{path}.{at.name}", getattr(value, at.name))
    elif isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        yield f"{path}: {len(items)} items"
        for n, item in enumerate(items):
            yield from plain(f"{path}[{_at(n, item)}]", item)
    elif value is None or isinstance(value, bool | int | float | str):
        yield f"{path}: {value!r}"
    else:
        raise TypeError(f"{path} is a {kind.__name__}: no plain value")


def _at(n: int, item: object) -> str:
    """Return where an item of a tuple stands, with its name if it has one."""
    name: object = getattr(item, "name", None)
    return f"{n}" if name is None else f"{n}, {name!r}"


def lines(shards: Sequence[Shard]) -> tuple[str, ...]:
    """Return the manifest of a run; the engine is left out, as all give the same bits.

    >>> lines([])
    ()
    """
    if not shards:
        return ()
    first, last = shards[0], shards[-1]
    run = {
        "version": __version__,
        "seed": first.seed,
        "clients": first.clients,
        "replications": last.replication + 1,
        "services_a_shard": first.last - first.first,
    }
    told = (line for name, value in run.items() for line in plain(f"run.{name}", value))
    return (*told, *plain("scenario", first.scenario))


def digest(shards: Sequence[Shard]) -> str:
    """Return the SHA-256 of the manifest of a run.

    >>> digest([])[:8]
    'e3b0c442'
    """
    return hashlib.sha256("\n".join(lines(shards)).encode()).hexdigest()


def named(folder: Path | str) -> Path:
    """Return the path of a folder for shards.

    Raises:
        ValueError: If it is empty, which would be the working directory.
    """
    if not str(folder):
        raise ValueError(
            "folder is an empty path; name a folder, or Path('.') for the working one"
        )
    return Path(folder)


def claim(folder: Path, shards: Sequence[Shard]) -> Path:
    """Return a folder that is this run's: a new one, or one that it was kept in.

    Raises:
        AnotherRun: If the folder holds shards of another run; names what differs. If
            its manifest is no text.
        ValueError: If the folder is a file, or lies in one.
    """
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise ValueError(
                f"{place.name} is a file, not a folder; choose another folder for "
                "the shards, or move the file away"
            )
    file, ours = folder / MANIFEST, "".join(f"{line}\n" for line in lines(shards))
    if file.exists():
        theirs = _told(file)
        if theirs != ours:
            raise AnotherRun(
                f"{folder.name} holds shards of another run, which differs in "
                f"{_differing(theirs, ours)}; choose another folder, or empty this one"
            )
        return folder
    if any(folder.glob("replication=*/shard-*.parquet")):
        raise AnotherRun(
            f"{folder.name} holds shards but no {MANIFEST} to tell which run they "
            "belong to; choose another folder, or empty this one"
        )
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{MANIFEST}.{os.getpid()}.part"
    part.write_text(ours, encoding="utf-8")
    part.replace(file)
    return folder


def _told(manifest: Path) -> str:
    try:
        return manifest.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise AnotherRun(
            f"{manifest.parent.name}/{manifest.name} cannot be read as a manifest, so "
            "the run of the shards beside it is unknown; choose another folder, or "
            "empty this one"
        ) from error


def _differing(theirs: str, ours: str) -> str:
    here, there = ours.splitlines(), theirs.splitlines()
    unlike = set(here) ^ set(there)
    paths = (line.partition(": ")[0] for line in (*here, *there) if line in unlike)
    found = list(dict.fromkeys(paths))
    more = f", … ({len(found)} in all)" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more
