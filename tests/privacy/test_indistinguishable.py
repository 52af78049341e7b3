"""Invariant 65: what looks alike to somebody answers them alike."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pairs import KINDS, Pair, asked, drawn, pairs, views
from telling_apart import JOINT, N_PAIRS, told_apart

from collabtherapy import Basis, Client, Partnership, PersonId, Stage, acts, law
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import STEPS_OF_TIME
from collabtherapy.testing.ways import (
    appointing,
    couple,
    falling_under,
    found,
    group,
    joined,
    led_to,
    taking_part,
)

N_CHUNKS = 4
YEAR = timedelta(days=365)
PARENTAL = Basis.PARENTAL_RESPONSIBILITY


@pytest.mark.parametrize("chunk", range(N_CHUNKS))
def test_what_looks_alike_answers_alike(chunk: int):
    """Invariant 65: over a thousand pairs of histories of two and three clients."""
    random = Random(chunk)
    for pair in islice(_endless(random), N_PAIRS // N_CHUNKS):
        told_apart(pair, random)


def _endless(random: Random) -> Iterator[Pair]:
    while True:
        yield from pairs(drawn(random), random)


@given(histories(clients=(2, 3), at_most=6), st.randoms(use_true_random=False))
def test_what_looks_alike_answers_alike_wherever_it_is_drawn(
    p: Partnership, random: Random
):
    """Invariant 65, where Hypothesis looks for the smallest pair that is told apart."""
    for pair in islice(pairs(p, random, tries=2), 1):
        told_apart(pair, random)


@given(histories(clients=(2, 3), at_most=8), st.randoms(use_true_random=True))
def test_others_are_waited_for_only_as_the_table_says(p: Partnership, random: Random):
    """Invariant 65: what is told coarsely rests on rows of JOINT, and on no other."""
    for viewer in views(p):
        at = p.at + random.choice(STEPS_OF_TIME)
        alone = Pair(viewer=viewer, p=p, q=p, hidden=p.opening)
        for act in asked(alone, at, random)[:25]:
            told = p.why_not(act)
            if told and told[0].reason == law.NOT_READY:
                assert {refusal.reason for refusal in p.refusals(act)} <= JOINT, act


def late_comer() -> Partnership:
    """Return a group that works, which somebody has joined."""
    p, fia = led_to(group(), Stage.WORKING), Client("fia")
    return taking_part(joined(p, fia, p.at), fia, p.at)


def gone() -> Partnership:
    """Return a group that works, which somebody has left."""
    p = led_to(group(), Stage.WORKING)
    return p.record(acts.Leave(by="dee", at=p.at))


def outlined() -> Partnership:
    """Return a couple of whom one is a child who decides, with a parent."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = found(p, "records", able=True)
    return p.record(appointing(p, "parent", basis=PARENTAL, until=p.at + YEAR))


def deciding() -> Partnership:
    """Return a couple whose child has a parent who decides about the records."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = found(p, "records", able=False)
    return p.record(appointing(p, "parent", basis=PARENTAL, until=p.at + YEAR))


LOOKING: dict[str, tuple[Callable[[], Partnership], str]] = {
    "a client who came late": (late_comer, "fia"),
    "a client who left": (gone, "dee"),
    "a parent who is shown an outline": (outlined, "parent"),
    "a parent who decides": (deciding, "parent"),
}


@pytest.mark.parametrize("who", LOOKING)
def test_what_looks_alike_answers_alike_to_those_who_see_little(who: str):
    """Invariant 65: over every kind of act, each hidden where it can be."""
    random = Random(who)
    root, name = LOOKING[who]
    p, viewer, hidden = root(), PersonId(name), set[type[acts.Act]]()
    assert viewer in views(p)
    for pair in pairs(p, random, tries=len(KINDS)):
        if pair.viewer == viewer:
            hidden.add(type(pair.hidden))
            told_apart(pair, random)
    assert len(hidden) >= 10, hidden
