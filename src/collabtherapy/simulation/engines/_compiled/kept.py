"""The mark that compiled code lies on this disk, read without loading Numba.

Compiling takes some twenty seconds, and importing Numba about as long as simulating a
thousand people with arrays. So that no call pays for either in vain, a mark is left
beside the code once it has run, and says of what the compiled code was made.
"""

import hashlib
import sys
from importlib.metadata import version
from os import W_OK, access, environ
from pathlib import Path

HERE = Path(__file__).parent
COMPILED_FROM = (
    "columns", "portable",
    "scenarios/instruments", "scenarios/limits", "scenarios/parameters",
    "scenarios/service",
    "engines/draws", "engines/model", "engines/moves", "engines/_compiled/*",
)  # fmt: skip
"""The files whose formulas, loops and constants are compiled."""
MARK = HERE / "__pycache__" / f"engine.{sys.implementation.cache_tag}.compiled"

KINDS = ("nbi", "nbc")
"""What the names of Numba's files end with: its index, and compiled code."""


def jit_is_off() -> bool:
    """Return whether Numba is told to compile nothing: ``NUMBA_DISABLE_JIT=1``.

    Numba takes what is no whole number for 0.
    """
    try:
        return int(environ.get("NUMBA_DISABLE_JIT", "0")) != 0
    except ValueError:
        return False


def digest(simulation: Path) -> int:
    """Return what tells compiled code from that of other files of this simulator.

    Numba keeps compiled code on disk by the date of the one file it stands in, and
    would go on using it when a formula changes in another.
    """
    told = hashlib.sha256()
    for name in COMPILED_FROM:
        for file in sorted(simulation.glob(f"{name}.py")):
            told.update(file.read_bytes())
    return int.from_bytes(told.digest()[:7], "big")


def source() -> str:
    """Return what compiled code depends on that can be told without Numba.

    The sources, Numba's release, and the date and size of the file with the function
    that is called, by which Numba tells whether what it kept is still of this code.
    """
    file = (HERE / "lists.py").stat()
    made_of = digest(HERE.parents[1])
    return f"{made_of:x} numba-{version('numba')} {file.st_mtime_ns} {file.st_size}"


def marked() -> list[str]:
    """Return the lines of the mark; none if there is no mark that can be read.

    They are the source, the processor, Numba's directory and its files (`files_of`).
    """
    try:
        told = MARK.read_bytes()
    except OSError:  # no mark, a directory, or another user's
        return []
    return told.decode("utf-8", "surrogateescape").splitlines()


def files_of(directory: Path) -> list[str]:
    """Return Numba's index (``.nbi``) and code (``.nbc``) files, each with its size.

    The code may be gone while the index stays, and the other way round; either may be
    emptied. None unless there are both.
    """
    indexes, code = (sorted(directory.glob(f"lists.*.{kind}")) for kind in KINDS)
    if not indexes or not code:
        return []
    return [f"{file.name} {file.stat().st_size}" for file in (*indexes, *code)]


def are_there(files: list[str], directory: Path) -> bool:
    """Return whether all files that a mark names lie in a directory, unchanged."""
    return bool(files) and set(files) <= set(files_of(directory))


def remove_emptied(directory: Path) -> None:
    """Remove files of Numba's that hold nothing: it would fail at reading them."""
    for kind in KINDS:
        for file in directory.glob(f"lists.*.{kind}"):
            if not file.stat().st_size:
                file.unlink()


def may_be_there() -> bool:
    """Return whether code of these very sources was compiled, by any processor."""
    lines = marked()
    return bool(lines) and lines[0] == source()


def mark(lines: list[str]) -> None:
    """Leave the mark, where Python may write beside the code and it is not there."""
    if access(MARK.parent, W_OK) and not MARK.is_dir() and marked() != lines:
        MARK.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
