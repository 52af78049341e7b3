"""Invariant 65, of what is read: what looks alike has the same page and account."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from random import Random

import pytest
from pairs import Pair, drawn, pairs

from collabtherapy import Role
from collabtherapy.insight import render, shared_page


def _drawn(random: Random) -> Iterator[Pair]:
    while True:
        yield from islice(pairs(drawn(random), random, tries=4), 4)


@pytest.mark.parametrize("chunk", range(2))
def test_what_looks_alike_is_told_alike(chunk: int):
    """Invariant 65: nothing that is kept from a client changes what they read.

    Neither a line of it, nor its day, nor who else is said to see a line.
    """
    n = 0
    for pair in islice(_drawn(Random(chunk)), 24):
        if pair.p.state.members.role(pair.viewer) is not Role.CLIENT:
            continue
        n += 1
        for at in (None, pair.at + timedelta(days=40)):
            one, other = (shared_page(p, pair.viewer, at=at) for p in (pair.p, pair.q))
            assert one == other, pair
            assert one.picture() == other.picture()
            told = {render(p, pair.viewer, at=at) for p in (pair.p, pair.q)}
            assert len(told) == 1, pair
    assert n > 8
