"""Drawing histories, partnerships and acts, beside the plain way of drawing them."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import attrs
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from measure import Row

from collabtherapy import Partnership, Stage, matters
from collabtherapy.testing import (
    Coverage,
    acts_of,
    consent_timelines,
    histories,
    illegal_acts,
    next_acts,
    openings,
    partnerships,
)
from collabtherapy.testing.aims import aims


@st.composite
def act_by_act(draw: st.DrawFn, *, at_most: int = 36) -> Partnership:
    """Draw a history as a rule-based machine would: something lawful, and again."""
    p = draw(openings())
    for _ in range(at_most):
        p = p.record(draw(next_acts(p)))
    return p


@attrs.define
class Drawn:
    """What it took to draw some examples: CPU seconds, and of the slowest one."""

    n: int = 0
    seconds: float = 0.0
    slowest: float = 0.0

    def __str__(self) -> str:
        rate = self.n / self.seconds
        return f"{rate:,.0f} a second, slowest {self.slowest * 1e3:.0f} ms"


def drawn(
    strategy: st.SearchStrategy[Any], n: int, see: Callable[[Any], None]
) -> Drawn:
    """Draw so many examples, and show each; what drawing takes is told."""
    found = Drawn()

    @st.composite
    def timed(draw: st.DrawFn) -> object:
        start = time.process_time()
        value = draw(strategy)
        found.slowest = max(found.slowest, time.process_time() - start)
        return value

    @settings(max_examples=n, phases=[Phase.generate], database=None, deadline=None)
    @given(timed())
    def example(value: object) -> None:
        found.n += 1
        kept.append(value)

    kept = list[object]()
    start = time.process_time()
    example()
    found.seconds = time.process_time() - start
    for value in kept:
        see(value)
    return found


def strategies(*, examples: int = 1_000, slow: int = 100) -> Iterator[Row]:
    """Give how quickly each main strategy draws, and of what."""
    plain = drawn(act_by_act(), slow, lambda _: None)
    here = drawn(histories(), examples, lambda _: None)
    ratio = f"{here.n / here.seconds / (plain.n / plain.seconds):.1f}x"
    what = "`histories()`, of 36 acts or so"
    yield Row(what, str(here), f"act by act, 36: {plain}", ratio, "500 a second, 10 ms")
    for strategy, target in (
        (partnerships, "250 a second, 10 ms"),
        (consent_timelines, "10 ms"),
        (illegal_acts, "10 ms"),
        (acts_of, "10 ms"),
    ):
        found = drawn(strategy(), examples, lambda _: None)
        yield Row(f"`{strategy.__name__}()`", str(found), "–", "–", target)


def coverage(*, few: int = 300, many: int = 1_000) -> Iterator[Row]:
    """Give how many of the acts that can be done in a stage are met in how many."""
    possible = {
        (stage, aim)
        for stage in Stage
        for aim in aims(stage)
        if not issubclass(aim, matters.Matter)
    }
    for n, target in ((few, "95%"), (many, "100%")):
        share = {}
        for name, strategy in (("here", histories()), ("plain", act_by_act())):
            met = Coverage()
            drawn(strategy, n, met.add)
            share[name] = len(met.pairs.keys() & possible) / len(possible)
        yield Row(
            f"acts in a stage met in {n:,} histories, of {len(possible)}",
            f"{share['here']:.1%}",
            f"act by act: {share['plain']:.1%}",
            f"{share['here'] / share['plain']:.1f}x",
            target,
        )
