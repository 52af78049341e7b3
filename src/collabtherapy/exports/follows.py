"""What directly follows what: the counts from which pictures of a process are drawn.

Source: van der Aalst 2016, Process Mining: Data Science in Action, section 6.2.1, the
directly-follows relation.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TypeVar

import attrs

from collabtherapy.errors import ImpossibleHistory
from collabtherapy.exports.event import Event, Trace
from collabtherapy.partnership.law.lifecycle import STEPS
from collabtherapy.partnership.law.steps import OPEN_STAGES, Elsewhere, Step
from collabtherapy.partnership.values.stages import Stage

T = TypeVar("T")


def _entries(n: Counter[T]) -> frozenset[tuple[T, int]]:
    # What counts are compared and hashed by: a counter itself does not hash.
    return frozenset(n.items())


@attrs.frozen(kw_only=True)
class Follows:
    """How often one thing came directly after another in the same case.

    Args:
        pairs: how often the second came right after the first.
        first: how often each began a case.
        last: how often each ended one.
        n: how often each came at all.
    """

    pairs: Counter[tuple[str, str]] = attrs.field(eq=_entries)
    first: Counter[str] = attrs.field(eq=_entries)
    last: Counter[str] = attrs.field(eq=_entries)
    n: Counter[str] = attrs.field(eq=_entries)


def activity(event: Event) -> str:
    """Give what an event is counted as: its activity."""
    return event.activity


def stage_reached(event: Event) -> str | None:
    """Give the stage that an event led to; None, if it led to none."""
    return None if event.step is None else event.stage.value


def directly_follows(
    traces: Iterable[Trace], *, named: Callable[[Event], str | None] = activity
) -> Follows:
    """Count what directly follows what in each case.

    Args:
        traces: the cases; may be a generator.
        named: what an event is counted as; one that is None is passed over.

    >>> from collabtherapy.exports import trace
    >>> from collabtherapy import Stage
    >>> from collabtherapy.testing.ways import led_to, two
    >>> working = led_to(two(), Stage.WORKING)
    >>> found = directly_follows([trace(working)], named=stage_reached)
    >>> found.pairs["exploring", "contracting"]
    1
    """
    found = Follows(pairs=Counter(), first=Counter(), last=Counter(), n=Counter())
    for told in traces:
        names = [name for name in map(named, told.events) if name is not None]
        if names:
            found.first[names[0]] += 1
            found.last[names[-1]] += 1
        found.n.update(names)
        found.pairs.update(pairwise(names))
    return found


def replay_steps(steps: Iterable[tuple[str, Stage | str]]) -> tuple[Stage, ...]:
    """Hold the steps of a log, from this library or from elsewhere, against the law.

    Args:
        steps: the row of the law that each event took, and the stage it led to.

    Returns:
        The stages, in order.

    Raises:
        ImpossibleHistory: a step is no row of the law, or does not lead from the stage
            before to the one after; names which.

    >>> replay_steps([("L1", "requested"), ("L2", "waiting")])
    (<Stage.REQUESTED: 'requested'>, <Stage.WAITING: 'waiting'>)
    """
    stages: list[Stage] = []
    for index, (name, to) in enumerate(steps):
        row = _ROWS.get(name)
        if row is None:
            raise ImpossibleHistory(index, name, ("step.unknown",))
        after = Stage(to)
        if not _leads(row, stages[-1] if stages else None, after):
            raise ImpossibleHistory(index, name, ("step.leads_elsewhere",))
        stages.append(after)
    return tuple(stages)


_ROWS = {step.id: step for step in STEPS}


def _leads(row: Step, before: Stage | None, after: Stage) -> bool:
    """Whether a row leads from one stage to another; from none, where a case begins."""
    if before is None:
        return not row.from_.stages and row.to is after
    if not any(row.from_.holds((before, paused)) for paused in (None, *OPEN_STAGES)):
        return False
    if row.to is Elsewhere.SAME:
        return after is before
    if row.to is Elsewhere.PAUSED_FROM:
        return row.from_.holds((before, after))
    return row.to is after
