"""What the compiled engine works on: records, which Numba passes on as they are.

Numba copies a tuple of arrays at every call and takes minutes to compile for one; a
record is one address.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from collabtherapy.simulation.columns import COLUMNS, NONE
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.moves import Law, Move
from collabtherapy.simulation.portable import Vector
from collabtherapy.simulation.scenarios.parameters import Parameters, Work

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Records = NDArray[np.void]

LANES = 32
"""How many people are drawn and reckoned side by side."""
ROWS_OF_LANES = 40

ROW = np.dtype([(column.name, column.dtype) for column in COLUMNS])
"""A row of the result."""

LATENT = np.dtype(
    [
        *((name, "f8") for name in ("x", "g", "x_from", "g_from", "x_end", "g_end")),
        *((name, "f8") for name in ("helping", "planned", "sudden", "at")),
        *((name, "f8") for name in ("mean", "alliance", "ruptured", "patience")),
        *((name, "f8") for name in ("settling", "settling_own", "delay", "grounds")),
        *((name, "f8") for name in ("comes", "consents", "suitable")),
        *((name, "f8") for name in ("takes_up", "waits", "sent")),
        *((name, "i8") for name in ("s", "k", "talks", "missed_on", "course")),
        *((name, "i8") for name in ("works", "leaves_at", "ready", "joins", "back")),
    ]
)
"""What is behind a row; ``joins`` and ``back`` are what its last week leads to."""

WORK = np.dtype([(name, "f8", (2,)) for name in Work._fields])

WHOLE = ("weeks", "caseload", "least_sessions", "track_from", "lapse_weeks")
FLAGS = ("planned_endings", "follow_up", "feedback")


def _numbers() -> np.dtype[np.void]:
    kinds: list[tuple[str, ...] | tuple[str, str, tuple[int, ...]]] = []
    for name in Parameters._fields:
        if name == "closed":
            kinds.append((name, "u1", (52,)))
        elif name != "work":
            kind = "i8" if name in WHOLE else "?" if name in FLAGS else "f8"
            kinds.append((name, kind))
    moves = (len(Move),)
    kinds += [("leads_to", "i8", moves), ("closes_as", "i8", moves)]
    return np.dtype([*kinds, ("k0", "u8"), ("k1", "u8"), ("size", "i8")])


NUMBERS = _numbers()
"""The numbers of a scenario, the rows of the law, the key, and people a service."""


class Bearing(NamedTuple):
    """What bears on every week, as plain numbers."""

    misses: float
    ruptures: float
    repairs: float
    leaves: float
    stay_all: float
    stay_prefers: float
    alliance_stay: float
    alliance_gain: float


class Coming(NamedTuple):
    """How people are when they come, as plain numbers."""

    phq_mean: float
    phq_sd: float
    gad_mean: float
    gad_sd: float
    rho: float
    rho_rest: float
    booking: float
    booking_spread: float
    slot_weeks: float
    slot_weeks_spread: float


class OneStep(NamedTuple):
    """What the share of the change asks of the work, for one lane."""

    half_dose: tuple[float]


class Lists(NamedTuple):
    """Who waits for what in one service; used again for the next.

    ``n`` counts the first list and the two second ones. ``head`` and ``following``
    chain those who join one of the three in the same week. ``words``, ``lanes`` and
    ``whole`` are what is drawn from, reckoned with and looked up, lane by lane.
    """

    n: Ints
    first: Ints
    second: Ints
    head: Ints
    following: Ints
    words: Words
    lanes: Vector
    whole: Ints


def numbers(p: Parameters, law: Law, key: Key, size: int) -> tuple[Records, Records]:
    """Give the numbers of a run, and those of its two kinds of work, as records."""
    made = np.zeros(1, dtype=NUMBERS)
    for name in Parameters._fields:
        if name != "work":
            made[name] = getattr(p, name)
    made["leads_to"], made["closes_as"] = law.leads_to, law.closes_as
    made["k0"], made["k1"], made["size"] = key.k0, key.k1, size
    work = np.zeros(1, dtype=WORK)
    for name in Work._fields:
        work[name] = getattr(p.work, name)
    return made, work


def rows(n: int) -> Records:
    """Give rows to which nothing has happened."""
    made = np.empty(n, dtype=ROW)
    made[:] = np.array([tuple(column.start for column in COLUMNS)], dtype=ROW)
    return made


def lists(weeks: int, n: int) -> Lists:
    """Give empty lists for ``n`` rows."""
    return Lists(
        n=np.zeros(3, dtype=np.int64),
        first=np.zeros(n, dtype=np.int64),
        second=np.zeros((2, n), dtype=np.int64),
        head=np.full((3, weeks), NONE, dtype=np.int64),
        following=np.zeros(n, dtype=np.int64),
        words=np.zeros(ROWS_OF_LANES * LANES, dtype=np.uint64),
        lanes=np.zeros(ROWS_OF_LANES * LANES, dtype=np.float64),
        whole=np.zeros(ROWS_OF_LANES * LANES, dtype=np.int64),
    )
