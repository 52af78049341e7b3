"""The readers of the lifecycle: which step an act takes, and what leads where."""

from collections.abc import Iterator
from functools import cache

from collabtherapy.partnership.law.lifecycle import MATTER_STAGES, STEPS
from collabtherapy.partnership.law.steps import Elsewhere, Step, Where
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.stages import Place, Stage

_ROWS: dict[type[Act] | type[Matter], tuple[Step, ...]] = {}
for _step in STEPS:
    for _kind in _step.on:
        _ROWS[_kind] = (*_ROWS.get(_kind, ()), _step)

_NO_ROWS: tuple[Step, ...] = ()


def steps_on(kind: type[Act] | type[Matter]) -> tuple[Step, ...]:
    """Give the rows that an act of this kind, or a matter when it settles, takes."""
    return _ROWS.get(kind, _NO_ROWS)


def step_taken(state: State, act: Act, settling: Matter | None) -> Step | None:
    """Give the step that this act takes, if it takes one."""
    for step in _ROWS.get(type(act) if settling is None else type(settling), _NO_ROWS):
        if (
            step.from_.holds(state.main.place)
            and step.is_about(act)
            and (step.is_mutual or state.members.role(act.for_whom) in step.who)
            and step.when(state, act)
        ):
            return step
    return None


def settles_at(matter: type[Matter]) -> tuple[Where, ...]:
    """Give where a matter of this kind may settle."""
    own = MATTER_STAGES.get(matter)
    return (*((own,) if own else ()), *(step.from_ for step in steps_on(matter)))


def put_at(matter: type[Matter]) -> tuple[Where, ...]:
    """Give where a matter of this kind may be put: where it settles, or leads there."""
    leading = (step.from_ for step in STEPS if step.about is matter)
    return (*settles_at(matter), *leading)


@cache  # of what the tables say, which stays as it is
def way(place: Place, aims: tuple[Where, ...]) -> tuple[Step, ...]:
    """Give the fewest steps that lead to one of ``aims``; none, if none do.

    >>> [step.id for step in way((Stage.REQUESTED, None), (Where((Stage.WORKING,)),))]
    ['L3', 'L4', 'L6']
    """
    paths: dict[Stage, tuple[Step, ...]] = {place[0]: ()}
    queue = [place]
    for here in queue:
        stage, paused_from = here
        if any(aim.holds(here) for aim in aims):
            return paths[stage]
        for step in STEPS:
            to = paused_from if step.to is Elsewhere.PAUSED_FROM else step.to
            # Nobody is asked to leave so that something else can be done.
            if not isinstance(to, Stage) or to in paths or not step.on_request:
                continue
            if step.from_.holds(here):
                paths[to] = (*paths[stage], step)
                queue.append((to, stage if to is Stage.PAUSED else None))
    return ()


MOST_ROUTES = 6
"""How many other routes are thought of: the fewest steps first."""


@cache  # of what the tables say, which stays as it is
def routes(place: Place, aims: tuple[Where, ...]) -> tuple[tuple[Step, ...], ...]:
    """Return other routes than `way`, of which one may take fewer acts.

    No route leads through a stage twice. A step by a matter takes everyone's answer,
    and one by an act alone only that: fewest steps are not always fewest acts.

    >>> aims = (Where((Stage.ENDING,)),)
    >>> [[step.id for step in route] for route in routes((Stage.WORKING, None), aims)]
    [['L11'], ['L12'], ['L14'], ['L7', 'L10'], ['L7', 'L11'], ['L7', 'L12']]
    """
    first = way(place, aims)
    most = max(len(first), 2)
    found = (route for route in _routes(place, aims, (), most) if route != first)
    return tuple(sorted(found, key=len)[:MOST_ROUTES])


def _routes(
    place: Place, aims: tuple[Where, ...], so_far: tuple[Step, ...], most: int
) -> Iterator[tuple[Step, ...]]:
    if any(aim.holds(place) for aim in aims):
        yield so_far
        return
    stage, paused_from = place
    for step in STEPS:
        to = paused_from if step.to is Elsewhere.PAUSED_FROM else step.to
        if not isinstance(to, Stage) or not step.on_request:
            continue
        if not step.from_.holds(place) or len(so_far) == most:
            continue
        passed = {stage, *_entered(so_far)}
        if to in passed:
            continue
        then: Place = (to, stage if to is Stage.PAUSED else None)
        yield from _routes(then, aims, (*so_far, step), most)


def _entered(steps: tuple[Step, ...]) -> Iterator[Stage]:
    return (step.to for step in steps if isinstance(step.to, Stage))
