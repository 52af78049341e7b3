"""Randomness by name: a draw is a function of who, when and what for.

There is no stream to advance. Philox4x32-10 turns a counter (person, spell, moment,
block) and a key (seed, replication) into four words of 32 bits, so that any draw can
be had again by itself, in any order, on any machine. The arm of a trial is not in the
key: whoever is in two arms meets the same luck in both, which is what makes them
comparable (common random numbers by person and purpose: Stout & Goldie 2008).

Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as
1, 2, 3", with its known answers in the tests.
"""

from enum import IntEnum
from typing import Any, TypeAlias

import attrs
import numpy as np

from collabtherapy.simulation.portable import Floats
from collabtherapy.simulation.scenarios.quantity import whole_number

Words: TypeAlias = Any
"""Words of 32 bits, in an array of 64 or as a single one."""

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
BUMP_0 = np.uint64(0x9E3779B9)
BUMP_1 = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
HALF_WORD = np.uint64(32)
ROUNDS = 10
MOST_SEED = 2**64 - 1
STEP = 1.0 / 4294967296.0


def philox(
    c0: Words, c1: Words, c2: Words, c3: Words, k0: Words, k1: Words
) -> tuple[Words, Words, Words, Words]:
    """Give four words of 32 bits for a counter of four and a key of two."""
    for _ in range(ROUNDS):
        p0 = MULTIPLIER_0 * c0
        p1 = MULTIPLIER_1 * c2
        c0 = (p1 >> HALF_WORD) ^ c1 ^ k0
        c1 = p1 & LOW
        c2 = (p0 >> HALF_WORD) ^ c3 ^ k1
        c3 = p0 & LOW
        k0 = (k0 + BUMP_0) & LOW
        k1 = (k1 + BUMP_1) & LOW
    return c0, c1, c2, c3


def uniform(word: Words) -> Floats:
    """Give a number strictly between 0 and 1, in steps of 2 to the −32."""
    return (word + 0.5) * STEP


class Block(IntEnum):
    """What four draws are for: the third and fourth place of a counter.

    A weekly block stands at its week of the course, which counts weeks in which the
    service was open, so that arms with different waits meet the same weeks.
    """

    TRAITS = 0
    """Time since the referral before; severity shared and of anxiety; preference."""
    HISTORY = 1
    """Therapy before; whether practice between sessions is done; the step first."""
    INTAKE = 2
    """How long booking takes; whether they come, consent, and fit."""
    CHOICE = 3
    """Whether they take therapy up; patience before the first contact and after it."""
    COURSE = 4
    """Whether they respond; where they would end, shared and of anxiety; suddenness."""
    PACE = 5
    """How many sessions; the alliance at the start; when the sudden gain comes."""
    COMING = 6
    """Each week: whether they come; whether they leave; rupture or repair; how."""
    SCORES = 7
    """Each week: the alliance's turn; noise of either score; a chance taken."""
    AGREEING = 8
    """Each week until agreed: whether both agree."""
    AFTER = 9
    """After the end: relapse, coming back, consent to contact."""
    SETTLING = 11
    """Before a course: what either scale changes by itself; how long a slot takes."""
    PLACE = 10
    """Of a service or a therapist: how it differs from others."""


SPELLS_A_PERSON = np.uint64(1 << 16)
SPELL = np.uint64(8)
"""Spells are counted in eights, so that each course of one has a number of its own."""
OF_A_PLACE = np.uint64((1 << 16) - 1)
"""The spell of draws that are a service's or a therapist's, not a person's."""


@attrs.frozen
class Key:
    """What a whole run's draws depend on.

    Args:
        k0: the first word.
        k1: the second.
    """

    k0: int
    k1: int

    @classmethod
    def of(cls, seed: object, replication: object = 0) -> "Key":
        """Mix a seed (0 to 2**64 − 1) and a replication (SplitMix64 finaliser).

        Raises:
            BadScenario: If the seed is no whole number in that range, or the
                replication none of at least 0.
        """
        number = whole_number("seed", seed, 0, MOST_SEED)
        n_runs = whole_number("replication", replication, 0) + 1
        x = (number + 0x9E3779B97F4A7C15 * n_runs) % 2**64
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) % 2**64
        x ^= x >> 31
        return cls(x & 0xFFFFFFFF, x >> 32)


def draw(
    key: Key, person: Words, *, spell: Words, moment: Words, block: "Block | Words"
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give the four draws of a block for people, or for one.

    Args:
        key: of the run.
        person: their number, 0 to 2**48 − 1.
        spell: which of their partnerships, and which step of it.
        moment: the week of the course, or 0.
        block: what for; several as a column, for a row of draws each.
    """
    c0 = person & LOW
    c1 = (person >> HALF_WORD) * SPELLS_A_PERSON + spell
    c3 = np.uint64(block) if isinstance(block, Block) else block
    a, b, c, d = philox(c0, c1, moment, c3, np.uint64(key.k0), np.uint64(key.k1))
    return uniform(a), uniform(b), uniform(c), uniform(d)
