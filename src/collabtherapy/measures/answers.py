"""Answers of many people as one table of numbers, and codes that stand for missing.

One row a person, one column an item. A code such as 99 is missing only where whoever
asks declares it; a code that could be an answer is refused. No message shows a value.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TypeAlias, cast

import attrs
import numpy as np
import numpy.typing as npt

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.columns import (
    Floats,
    column_of,
    is_frame,
    names_of,
    numbers,
)
from collabtherapy.measures.quantities import number

Mask = npt.NDArray[np.bool_]

DECLARE = "declare codes that stand for missing (missing=), or pass strict=False"


def table(
    answers: object, *, name: str, n_items: int, columns: Sequence[str] | None
) -> Floats:
    """Return answers as floats, ``(items, people)``, NaN where one is missing.

    Args:
        answers: a data frame, an array ``(people, items)``, or rows.
        name: the name of the instrument, for errors.
        n_items: how many items it has.
        columns: the names of the items' columns, in the order of the items.

    Raises:
        TypeError: If an answer is no number, or it is no table.
        NotMeasurable: If the columns are not those of the items.
    """
    if is_frame(answers):
        return _of_frame(answers, name=name, n_items=n_items, columns=columns)
    if columns is not None:
        raise NotMeasurable(
            "columns",
            "no_names",
            "rows have no names: leave columns out, or give a data frame",
        )
    if isinstance(answers, str | bytes) or not isinstance(answers, Iterable):
        raise TypeError("answers are a data frame, an array or rows of numbers")
    if isinstance(answers, np.ndarray):
        found = numbers("answers", cast("object", answers))
    else:
        found = _of_rows(cast("Iterable[object]", answers), n_items)
    if found.shape[1:] != (n_items,):
        raise NotMeasurable(
            "answers", "shape", f"give (people, items): {name} has {n_items} items"
        )
    return np.ascontiguousarray(found.T)


def _of_frame(
    frame: object, *, name: str, n_items: int, columns: Sequence[str] | None
) -> Floats:
    if isinstance(columns, str):
        raise TypeError("columns are names in the order of the items")
    chosen = names_of(frame) if columns is None else tuple(columns)
    if len(chosen) != n_items or len(set(chosen)) != n_items:
        raise NotMeasurable(
            "columns",
            "wrong_number",
            f"{name} has {n_items} items: name a column for each, in their order",
        )
    each = [numbers(one, column_of(frame, one)) for one in chosen]
    if {one.shape for one in each} != {(each[0].size,)}:
        raise NotMeasurable("columns", "lengths", "give columns of the same people")
    return np.stack(each)


def _of_rows(answers: Iterable[object], n_items: int) -> Floats:
    rows = [_row(n, one) for n, one in enumerate(answers)]
    if set(map(len, rows)) - {n_items}:
        n = next(n for n, row in enumerate(rows) if len(row) != n_items)
        raise NotMeasurable(
            f"answers[{n}]",
            "wrong_number",
            f"give {n_items} answers for each person, None where one is missing",
        )
    return numbers("answers", list(chain.from_iterable(rows))).reshape(-1, n_items)


def _row(n: int, row: object) -> Sequence[object]:
    if isinstance(row, tuple | list):
        return cast("Sequence[object]", row)
    if isinstance(row, str | bytes) or not isinstance(row, Iterable):
        raise TypeError(f"answers[{n}] holds the answers of one person")
    return tuple(cast("Iterable[object]", row))


Reads: TypeAlias = Callable[[str, float], object]
"""Reads an answer or a total at a place, and refuses what cannot be one."""


def declared(
    place: str, missing: Iterable[float], *, reads: Iterable[Reads], name: str
) -> tuple[float, ...]:
    """Return codes that stand for no answer in order, each once.

    Args:
        place: the name of the argument, for errors.
        missing: the codes.
        reads: how one number is read, such as `Item.counts`.
        name: the name of the instrument, for errors.

    Raises:
        TypeError: If they are no numbers.
        NotMeasurable: If one of them is a possible answer: nobody could tell them
            apart.
    """
    if isinstance(missing, str | bytes) or not isinstance(missing, Iterable):
        raise TypeError(f"{place} holds numbers, such as (99, -9)")
    codes = [number(f"{place}[{n}]", code) for n, code in enumerate(missing)]
    those = tuple(reads)
    for n, code in enumerate(codes):
        if any(_can_read(read, code) for read in those):
            raise NotMeasurable(
                f"{place}[{n}]",
                "possible_answer",
                f"this code lies on the scale of {name}: recode what is missing to a "
                "number off the scale",
            )
    return tuple(sorted(set(codes)))


def _can_read(read: Reads, code: float) -> bool:
    try:
        read("missing", code)
    except NotMeasurable:
        return False
    return True


def without(found: Floats, codes: tuple[float, ...]) -> Floats:
    """Return numbers with declared codes turned into missing ones."""
    if codes:
        found[np.isin(found, codes)] = np.nan
    return found


@attrs.frozen
class Checked:
    """Numbers that lie on their scale, and how many did not."""

    found: Floats
    off_scale: int


def checked(found: Floats, off: Mask, *, strict: bool, what: str) -> Checked:
    """Return numbers without those that are off the scale.

    Args:
        found: numbers; the last axis is that of people.
        off: where one is off the scale.
        strict: whether to refuse them all because of one.
        what: what belongs there, for the error.

    Raises:
        NotMeasurable: If strict and one is off the scale: how many, and the first.
    """
    n = int(off.sum())
    if n and strict:
        person, *item = (int(one) for one in np.argwhere(off.T)[0])
        column = f", column {item[0] + 1}" if item else ""
        raise NotMeasurable(
            f"row {person}{column}",
            "off_scale",
            f"{n} {'is' if n == 1 else 'are'} off the scale, this one first; {what}; "
            f"{DECLARE}",
        )
    if n:
        found[off] = np.nan
    return Checked(found, n)
