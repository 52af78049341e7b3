"""What tells two histories apart that one viewer is shown alike."""

from itertools import islice
from random import Random

from hypothesis import settings
from pairs import Pair, asked

from collabtherapy import Partnership, PersonId, acts, law
from collabtherapy.testing.offered import STEPS_OF_TIME

N_PAIRS = min(10_000, 10 * settings().max_examples)
"""How many pairs are looked at: a thousand, or ten thousand where all is asked."""

N_ASKED = 20 if N_PAIRS < 10_000 else None
"""How many acts are asked of each: all that can be thought of, where there is time."""

JOINT = frozenset(row.reason for row in law.JOINT)


def told_apart(pair: Pair, random: Random, n: int | None = N_ASKED) -> set[law.Reason]:
    """Return the exceptions that tell two histories apart; fail if anything else does.

    Args:
        pair: the histories, and who asks.
        random: what is drawn from: the moment, and which acts are asked.
        n: how many acts are asked; all, if None.
    """
    at = pair.at + random.choice(STEPS_OF_TIME)
    if n is None or random.random() < 0.2:
        one, other = (h.options(pair.viewer, at=at) for h in (pair.p, pair.q))
        assert one == other, pair
    met: set[law.Reason] = set()
    for act in islice(asked(pair, at, random), n):
        one, other = pair.p.why_not(act), pair.q.why_not(act)
        if one != other:
            met |= exceptions(pair, act)
    return met


def exceptions(pair: Pair, act: acts.Act) -> set[law.Reason]:
    """Return why one of two histories refuses an act, coarsely, by what is listed."""
    refusing, permitting = sorted((pair.p, pair.q), key=lambda h: h.allows(act))
    told = [reason.code for reason in refusing.why_not(act)]
    assert permitting.allows(act), (pair, act, told)
    assert told == ["others.not_ready"], (pair, act, told)
    reasons = {refusal.reason for refusal in refusing.refusals(act)}
    assert reasons <= JOINT, (pair, act, reasons)
    return reasons


def pair_of(viewer: PersonId | str, p: Partnership, hidden: acts.Act) -> Pair:
    """Return the pair that a hidden act makes at the end of a history."""
    return Pair(viewer=PersonId(viewer), p=p, q=p.record(hidden), hidden=hidden)
