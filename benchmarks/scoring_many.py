"""Answers of one million people, scored at once beside one by one."""

from collections.abc import Iterator

import numpy as np
from measure import Row, side_by_side

from collabtherapy.measures import INSTRUMENTS, Instrument
from collabtherapy.measures.many import score_many

CHOSEN = ("phq-9", "wsas", "ors", "core-om", "oq-45")
"""Plain sums; a range that shrinks; lines to mark anywhere; subscales; many items."""

TARGET = "at least 20x"


def answered(instrument: Instrument, n: int) -> np.ndarray:
    """Return answers of n people, one in twenty missing, without a generator."""
    place = np.arange(n)
    columns = []
    for number, item in enumerate(instrument.items, 1):
        share = (place * 7919 * number % 1_009) / 1_008
        answers = item.low + share * (item.high - item.low)
        if item.whole:
            answers = np.round(answers)
        answers[(place * 104_729 + number * 31) % 20 == 0] = np.nan
        columns.append(answers)
    return np.stack(columns, axis=1)


def scored(
    *, rounds: int = 3, n: int = 1_000_000, n_alone: int = 5_000
) -> Iterator[Row]:
    """Yield what scoring costs for each instrument, at once and one by one."""
    for name in CHOSEN:
        instrument = INSTRUMENTS[name]
        answers = answered(instrument, n)
        rows = [
            tuple(None if x != x else x for x in row)  # noqa: PLR0124 - a NaN
            for row in answers[:n_alone].tolist()
        ]
        if list(score_many(instrument, rows)) != [*map(instrument.score, rows)]:
            raise AssertionError(f"{name}: both score alike, or nothing is compared")
        timed = side_by_side(
            {
                "many": (lambda one=instrument, a=answers: score_many(one, a), n),
                "one": (
                    lambda one=instrument, a=rows: [one.score(row) for row in a],
                    n_alone,
                ),
            },
            rounds=rounds,
        )
        here, alone = timed["many"], timed["one"]
        yield Row(
            f"{instrument.name}, one of {n:,} people",
            f"{here.best * 1e9:,.0f} ns ± {here.spread:.0%}",
            f"one by one: {alone.best * 1e9:,.0f} ns ± {alone.spread:.0%}",
            f"{alone.best / here.best:.3g}x as quick",
            TARGET,
        )
