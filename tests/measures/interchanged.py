"""A data frame that speaks the interchange protocol and nothing else, in small."""

import attrs
import numpy as np

KINDS = {"i": 0, "u": 1, "f": 2, "b": 20}


@attrs.frozen
class Memory:
    """A stretch of memory that numpy holds."""

    array: np.ndarray

    @property
    def bufsize(self):
        return self.array.nbytes

    @property
    def ptr(self):
        return self.array.ctypes.data


@attrs.frozen
class Column:
    """A column, from an offset on."""

    values: np.ndarray
    null: tuple[int, object] = (0, None)
    validity: np.ndarray | None = None
    offset: int = 0

    @property
    def dtype(self):
        kind = self.values.dtype
        return KINDS[kind.kind], kind.itemsize * 8, kind.str, "="

    @property
    def describe_null(self):
        return self.null

    def size(self):
        return len(self.values) - self.offset

    def get_buffers(self):
        validity = None
        if self.validity is not None:
            validity = Memory(self.validity), (20, 1, "b", "=")
        return {"data": (Memory(self.values), self.dtype), "validity": validity}

    def get_chunks(self):
        return [self]


@attrs.frozen
class Frame:
    """Columns by name, through the protocol alone."""

    columns_: dict[str, Column]

    def __dataframe__(self):
        return self

    def column_names(self):
        return list(self.columns_)

    def get_column_by_name(self, name):
        return self.columns_[name]
