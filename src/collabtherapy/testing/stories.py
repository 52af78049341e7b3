"""Telling a history in few words, and leaving out what a failure does not need."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, cast

import attrs

from collabtherapy import (
    CarriedAgreement,
    CarriedConsent,
    CarriedGoal,
    Form,
    Partnership,
    Stage,
    acts,
    law,
    matters,
)
from collabtherapy.errors import ImpossibleHistory, Refused
from collabtherapy.partnership.values.corrections import OfEntries
from collabtherapy.partnership.values.people import Person
from collabtherapy.testing.directed import reached
from collabtherapy.testing.offered import offered
from collabtherapy.testing.openings import opening_of
from collabtherapy.testing.remedies import NotCarriedOut

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

    Hypothesis shrinks what it drew; here acts are left out of what was made of it, as
    long as the rest is lawful and still fails: all after the first few, or all but the
    shortest way to where it stands; then a few at a time, then people with all that
    they do, then one act with all that rests on it.

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
    """Yield what is lawful of a story with something left out of it."""
    yield from _beginnings(p)
    history = p.history
    on_time = tuple(_in_order(p))
    if on_time != history[1:]:
        with suppress(Refused):
            yield Partnership.replay(history[:1]).record(*on_time)
    for n in AT_ONCE:
        for start in range(len(history) - n, 0, -1):
            with suppress(Refused):
                yield Partnership.replay(history[:start]).record(*history[start + n :])
    for opened in _of_fewer(opening_of(p)):
        yield _as_far_as_lawful(opened, history[1:])
    for start in range(len(history) - 1, 0, -1):
        before = Partnership.replay(p.entries[:start])
        yield _as_far_as_lawful(before, history[start + 1 :])
        if start + 1 < len(history):
            yield from _by_one_act(before, p.stage)


def _beginnings(p: Partnership) -> Iterator[Partnership]:
    """Yield the first few entries, and the shortest way to where a story stands."""
    n = 1
    while n < p.version:
        yield Partnership.replay(p.entries[:n])
        n *= 2
    with suppress(NotCarriedOut):
        way = reached(opening_of(p), p.stage)
        if way.version < p.version:
            yield way


def _by_one_act(p: Partnership, stage: Stage) -> Iterator[Partnership]:
    """Yield a partnership after each kind of act that leads to a stage by itself."""
    steps = (s for s in law.STEPS if s.to is stage and p.stage in s.from_.stages)
    kinds = (kind for step in steps for kind in step.on)
    for kind in kinds:
        if issubclass(kind, acts.Act):
            lawful = filter(p.allows, offered(p, kind, p.at))
            yield from (p.record(act) for act in islice(lawful, 1))


def _of_fewer(opening: acts.Open) -> Iterator[Partnership]:
    """Yield a partnership as it was opened, with one person fewer."""
    for field in ("clients", "therapists", "organisations"):
        people = cast("tuple[Person, ...]", getattr(opening, field))
        for out in reversed(people):
            fewer: dict[str, Any] = {
                field: tuple(person for person in people if person != out)
            }
            if len(fewer.get("clients", ())) == 1:
                fewer["form"] = Form.INDIVIDUAL
            # It may be left without a side, or without whoever asked for it.
            with suppress(ImpossibleHistory, ValueError):
                yield Partnership.replay((attrs.evolve(opening, **fewer),), check=True)


def _as_far_as_lawful(p: Partnership, rest: Iterable[acts.Act]) -> Partnership:
    """Return a partnership after those acts of a story that are lawful still."""
    for act in rest:
        with suppress(Refused):
            p = p.record(act)
    return p


def _in_order(p: Partnership) -> Iterator[acts.Act]:
    """Yield what has effect after the opening, as if it had been recorded on time."""
    for entry in p.timeline[1:]:
        if not isinstance(entry.act, OfEntries):
            yield attrs.evolve(entry.act, at=entry.effective_at, happened_at=None)
