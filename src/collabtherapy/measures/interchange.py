"""A column of numbers out of the dataframe interchange protocol.

The protocol hands out addresses of memory; what is read here is copied at once. The
numbers of kinds are those of the specification, `DtypeKind` and `ColumnNullType`.
"""

import ctypes
from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Interchangeable", "names", "read"]

LETTERS = {0: "i", 1: "u", 2: "f"}
SENTINEL, BITS, BYTES = 2, 3, 4


class Buffer(Protocol):
    """A stretch of memory."""

    @property
    def bufsize(self) -> int:
        """Return its length in bytes."""
        ...

    @property
    def ptr(self) -> int:
        """Return its address."""
        ...


class Chunk(Protocol):
    """A column, or a part of one."""

    @property
    def offset(self) -> int:
        """Return how many values of the buffer come before it."""
        ...

    @property
    def dtype(self) -> tuple[int, int, str, str]:
        """Return the kind, the bits, and how Arrow and the machine write it."""
        ...

    @property
    def describe_null(self) -> tuple[int, object]:
        """Return how missing values are told, and by which value."""
        ...

    def size(self) -> int:
        """Return how many values there are."""
        ...

    def get_buffers(self) -> Mapping[str, tuple[Buffer, object] | None]:
        """Return the memory of its values and of what tells the missing ones."""
        ...

    def get_chunks(self) -> Iterable["Chunk"]:
        """Return its parts."""
        ...


class Columns(Protocol):
    """What the protocol makes of a data frame."""

    def column_names(self) -> Iterable[str]:
        """Return the names of the columns."""
        ...

    def get_column_by_name(self, name: str, /) -> Chunk:
        """Return a column."""
        ...


class Interchangeable(Protocol):
    """A data frame that speaks the protocol."""

    def __dataframe__(self) -> Columns:
        """Return it as the protocol has it."""
        ...


def names(frame: Interchangeable) -> tuple[str, ...]:
    """Return the names of the columns, in order."""
    return tuple(frame.__dataframe__().column_names())


def read(frame: Interchangeable, name: str) -> npt.NDArray[np.float64] | None:
    """Return a column as numbers, NaN where one is missing; None if there is none.

    Raises:
        TypeError: If it holds something else than numbers.
    """
    columns = frame.__dataframe__()
    if name not in tuple(columns.column_names()):
        return None
    chunks = columns.get_column_by_name(name).get_chunks()
    return np.concatenate([np.empty(0), *(_numbers(chunk, name) for chunk in chunks)])


def _numbers(chunk: Chunk, name: str) -> npt.NDArray[np.float64]:
    kind, bits, *_ = chunk.dtype
    if kind not in LETTERS:
        raise TypeError(f"{name} is a column of numbers")
    buffers = chunk.get_buffers()
    part = slice(chunk.offset, chunk.offset + chunk.size())
    raw = _memory(buffers["data"]).view(f"{LETTERS[kind]}{bits // 8}")[part]
    found = raw.astype(np.float64)
    null, value = chunk.describe_null
    if null == SENTINEL:
        found[raw == value] = np.nan
    if null in {BITS, BYTES} and buffers["validity"] is not None:
        mask = _memory(buffers["validity"])
        if null == BITS:
            mask = np.unpackbits(mask, bitorder="little")
        found[mask[part] == value] = np.nan
    return found


def _memory(buffer: tuple[Buffer, object] | None) -> npt.NDArray[np.uint8]:
    if buffer is None or not buffer[0].bufsize:
        return np.empty(0, dtype=np.uint8)
    size, address = buffer[0].bufsize, buffer[0].ptr
    memory = memoryview((ctypes.c_char * size).from_address(address)).cast("B")
    return np.frombuffer(memory, dtype=np.uint8)
