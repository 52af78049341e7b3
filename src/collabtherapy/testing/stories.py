"""Telling a history in few words, and leaving out what a failure does not need."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import cast

import attrs

from collabtherapy import (
    CarriedAgreement,
    CarriedConsent,
    CarriedGoal,
    Partnership,
    acts,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.partnership.values.corrections import OfEntries

LEFT_OUT = frozenset(("by", "at", "happened_at", "kept"))


def story(history: Partnership | Iterable[acts.Act]) -> str:
    """Tell what was done, a line for each act: the day, who, what, and about what.

    What somebody wrote is shown by its length alone.

    >>> from collabtherapy.testing.ways import two
    >>> print(story(two()))
    day 0  ana      Open(p-1: ana & bo)
    """
    done = history.history if isinstance(history, Partnership) else tuple(history)
    first = done[0].at if done else None
    lines = (
        f"day {(act.at - (first or act.at)).days:<2} {act.by:<8} {_what(act)}"
        for act in done
    )
    return "\n".join(line.rstrip() for line in lines)


def _what(act: acts.Act) -> str:
    if isinstance(act, acts.Open):
        who = (str(person.id) for person in act.people)
        return f"Open({act.partnership}: {' & '.join(who)})"
    said = (
        f"{field.name}={_shown(getattr(act, field.name))}"
        for field in attrs.fields(type(act))
        if field.name not in LEFT_OUT and getattr(act, field.name) != field.default
    )
    return f"{type(act).__name__}({', '.join(said)})"


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(_shown, cast('frozenset[object]', value))))}}}"
    if isinstance(value, matters.Matter):
        return type(value).__name__
    if isinstance(value, CarriedConsent | CarriedAgreement | CarriedGoal):
        return str(value.part)
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, cast('tuple[object, ...]', value)))})"
    return str(value)


def simplest(p: Partnership, fails: Callable[[Partnership], bool]) -> Partnership:
    """Give the shortest story found in which a test still fails, by leaving acts out.

    Hypothesis shrinks what it drew; here acts are left out of what was made of it, a
    few at a time and from the end, as long as the rest is lawful and still fails.

    Args:
        p: a partnership for which the test fails.
        fails: whether the test fails for a partnership.

    Raises:
        ValueError: the test does not fail for ``p``.

    >>> from collabtherapy import Stage
    >>> from collabtherapy.testing.ways import led_to, two
    >>> p = led_to(two(), Stage.FOLLOW_UP)
    >>> simplest(p, lambda p: len(p.goals) > 0)
    <Partnership p-1: exploring, 7 acts>
    """
    if not fails(p):
        raise ValueError("the test does not fail for this partnership")
    while True:
        found = next(filter(fails, _shorter(p)), None)
        if found is None:
            return p
        p = found


AT_ONCE = (8, 4, 3, 2, 1)
"""How many acts in a row are left out at a time."""


def _shorter(p: Partnership) -> Iterator[Partnership]:
    """Give what is lawful of a story with some acts left out, but for the opening."""
    history = p.history
    if p.recorded.timeline is not None:
        with suppress(Refused):
            yield Partnership.replay(history[:1]).record(*_in_order(p))
    for n in AT_ONCE:
        for start in range(len(history) - n, 0, -1):
            try:
                yield Partnership.replay(history[:start]).record(*history[start + n :])
            except Refused:
                continue


def _in_order(p: Partnership) -> Iterator[acts.Act]:
    """Yield what has effect after the opening, as if it had been recorded on time."""
    for entry in p.timeline[1:]:
        if not isinstance(entry.act, OfEntries):
            yield attrs.evolve(entry.act, at=entry.effective_at, happened_at=None)
