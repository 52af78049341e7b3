"""Fields that hold arrays, in values that compare and pickle as any other."""

from collections.abc import Mapping
from typing import cast

import attrs
import numpy as np

from collabtherapy.measures.truth import Truth


def alike(one: object, other: object) -> bool:
    """Return whether two arrays hold the same, a missing number equal to another.

    Mappings are alike by their values, and answers that may be unknown by both arrays.
    """
    if isinstance(one, Truth) and isinstance(other, Truth):
        return alike(one.yes, other.yes) and alike(one.no, other.no)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        here = cast("Mapping[object, object]", one)
        there = cast("Mapping[object, object]", other)
        return here.keys() == there.keys() and all(
            alike(value, there[key]) for key, value in here.items()
        )
    a, b = np.asarray(one), np.asarray(other)
    return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


ALIKE = attrs.cmp_using(eq=alike)
"""How attrs compares a field of arrays, which has no hash of its own."""
