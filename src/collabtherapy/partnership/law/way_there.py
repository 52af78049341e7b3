"""What leads from where a partnership stands to where something is done."""

from collabtherapy.partnership.law.guards import deciding
from collabtherapy.partnership.law.routes import way
from collabtherapy.partnership.law.steps import Step, Where
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.refusals import Do, Remedy
from collabtherapy.partnership.values.stages import Place


def steps_to(
    state: State, place: Place, where: tuple[Where, ...]
) -> tuple[Remedy, ...]:
    """Return what takes the steps of the main line from a place to one of some."""
    fix: tuple[Remedy, ...] = ()
    before: Step | None = None
    for step in way(place, where):
        fix += _taking(state, step, before)
        before = step
    return fix


def _taking(state: State, step: Step, before: Step | None) -> tuple[Remedy, ...]:
    """Return what takes a step, of which the step before may have been the putting."""
    (kind, *_) = step.on
    if issubclass(kind, Matter):
        put, accept = deciding(state, kind)
        return (accept,) if before and before.about is kind else (put, accept)
    if isinstance(step.about, type):
        put, _ = deciding(state, step.about)
        return (put,)
    return (Do(kind),)
