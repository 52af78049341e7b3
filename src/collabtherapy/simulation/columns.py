"""The columns of a result: each declared once, with its type, unit and meaning.

A row is a referral: one person's way from being referred to the end, over one or two
steps. Whoever comes back after a relapse has a second row.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

NONE = -1
"""What stands where there is no answer: never a 0."""


@attrs.frozen
class Column:
    """One column: its name, type, unit and meaning.

    Args:
        name: its name.
        dtype: of NumPy.
        unit: in what it is counted; "code" indexes `STAGES` or `CLOSURES`.
        meaning: what it says, and when it is -1.
        start: what stands there before anything has happened.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    start: float = NONE


def _course(n: int) -> tuple[Column, ...]:
    of = f"of course {n}"
    return (
        Column(f"step_{n}", "int8", "0 low, 1 high", f"intensity {of}"),
        Column(f"slot_{n}", "int32", "slot", f"weekly slot {of}, within the service"),
        Column(f"from_{n}", "int16", "week", f"slot taken, {of}"),
        Column(f"until_{n}", "int16", "week", f"last week with the slot, {of}"),
        Column(f"sessions_{n}", "int16", "sessions", f"attended {of}", 0),
        Column(f"phq_from_{n}", "int8", "points", f"first PHQ-9 {of}"),
        Column(f"gad_from_{n}", "int8", "points", f"first GAD-7 {of}"),
        Column(f"phq_until_{n}", "int8", "points", f"last PHQ-9 {of}"),
        Column(f"gad_until_{n}", "int8", "points", f"last GAD-7 {of}"),
    )


COLUMNS: tuple[Column, ...] = (
    Column("person", "int64", "person", "who, from 0"),
    Column("spell", "int8", "spell", "0, or 1 for who came back"),
    Column("service", "int32", "service", "where, from 0"),
    Column("referred", "int16", "week", "referred"),
    Column("first_contact", "int16", "week", "a first appointment was offered"),
    Column("assessed", "int16", "week", "first session, exploring begun"),
    Column("agreed", "int16", "week", "first agreement in force"),
    Column("closed", "int16", "week", "closed; -1 while open"),
    Column("stage", "int8", "code", "stage at the end of the time looked at"),
    Column("closure", "int8", "code", "kind of closure; -1 while open"),
    *_course(1),
    *_course(2),
    Column("sessions", "int16", "sessions", "attended, the assessment included", 0),
    Column("missed", "int16", "sessions", "not attended, without a word", 0),
    Column("cancelled", "int16", "sessions", "called off", 0),
    Column("second_session", "int16", "week", "of the second session attended"),
    Column("phq_first", "int8", "points", "PHQ-9 at the assessment"),
    Column("gad_first", "int8", "points", "GAD-7 at the assessment"),
    Column("phq_last", "int8", "points", "last PHQ-9"),
    Column("gad_last", "int8", "points", "last GAD-7"),
    Column("goal", "int8", "0 to 10", "last rating of the shared goal"),
    Column("alliance", "float64", "SD between people", "as last felt", 0.0),
    Column("ruptures", "int16", "ruptures", "that came", 0),
    Column("repairs", "int16", "ruptures", "that were mended", 0),
    Column(
        "not_on_track", "int16", "sessions", "with a signal of not being on track", 0
    ),
    Column("answered", "int8", "0 or 1", "whether a signal was answered", 0),
    Column("sudden_gain", "int16", "session", "of the course at which one came"),
    Column("relapsed", "int16", "week", "of a relapse within a year of the end"),
    Column("followed_up", "int8", "0 or 1", "whether a follow-up was agreed", 0),
    Column("prefers", "int8", "0 or 1", "has strong wishes of role or style", 0),
    Column("prior", "int8", "0 or 1", "had therapy before", 0),
    Column("practises", "int8", "0 or 1", "practises between sessions if asked", 0),
)
"""Every column, in order."""

BY_NAME: Mapping[str, Column] = MappingProxyType({c.name: c for c in COLUMNS})

Array: TypeAlias = NDArray[Any]
"""A column."""


def bits(column: Array) -> tuple[str, bytes]:
    """Return a column as what can be compared and hashed: its type and its bits."""
    return column.dtype.str, column.tobytes()


def empty(n: int) -> dict[str, Array]:
    """Give all columns for ``n`` rows to which nothing has happened."""
    return {c.name: np.full(n, c.start, dtype=c.dtype) for c in COLUMNS}
