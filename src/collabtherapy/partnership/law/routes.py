"""The readers of the lifecycle: which step an act takes, and what leads where."""

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
