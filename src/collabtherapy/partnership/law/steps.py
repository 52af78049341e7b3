"""What a row of the lifecycle says: a step, from where, to where, by whom, and why."""

from collections.abc import Callable
from enum import StrEnum

import attrs

from collabtherapy.partnership.law.guards import Guard
from collabtherapy.partnership.law.rights import Roles
from collabtherapy.partnership.regions.consent import SAYING_NO
from collabtherapy.partnership.regions.decisions import Amend, Propose
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import ClosureKind, Place, Stage


class Elsewhere(StrEnum):
    """Where a step leads that leads to no one stage."""

    PAUSED_FROM = "paused_from"
    SAME = "same"


OPEN_STAGES = tuple(stage for stage in Stage if stage.is_open)
EARLY_STAGES = (Stage.REQUESTED, Stage.WAITING)
BEGUN_STAGES = tuple(stage for stage in OPEN_STAGES if stage not in EARLY_STAGES)
WORK_STAGES = (Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING, Stage.ENDING)
SESSION_STAGES = (*WORK_STAGES, Stage.FOLLOW_UP)


@attrs.frozen
class Where:
    """Some stages; of a break, only if it was taken from certain ones."""

    stages: tuple[Stage, ...]
    paused_from: tuple[Stage, ...] = OPEN_STAGES

    def holds(self, place: Place) -> bool:
        """Whether this place is one of them."""
        stage, paused_from = place
        if stage not in self.stages:
            return False
        return stage is not Stage.PAUSED or paused_from in self.paused_from


def at(*stages: Stage, paused_from: tuple[Stage, ...] = OPEN_STAGES) -> Where:
    """Name some stages; of a break, only if it was taken from ``paused_from``."""
    return Where(stages, paused_from)


def _always(_state: State, _act: Act) -> bool:
    return True


@attrs.frozen(kw_only=True)
class Step:
    """One row: what leads from where to where, who takes it, and why.

    Args:
        id: the row's name.
        on: the acts that take it, or the matter whose settling does.
        about: the matter proposed, or the scope taken back, that makes it this step.
        from_: where it leads from; nowhere, for the opening.
        to: the stage it leads to.
        who: who takes it alone; both sides, where it is a settled matter.
        when: which of the rows of an act applies; told apart by the state before.
        guards: the conditions, by name.
        closes_as: the kind of closure it makes, or of the ending it begins.
        recontract: whether those who stay have to agree anew.
        on_request: whether anybody would be asked to take it so that something else
            can be done.
        because: the argument from practice.
    """

    id: str
    on: tuple[type[Act] | type[Matter], ...]
    about: type[Matter] | Scope | None = None
    from_: Where
    to: Stage | Elsewhere
    who: Roles
    when: Callable[[State, Act], bool] = _always
    guards: tuple[Guard, ...] = ()
    closes_as: ClosureKind | None = None
    recontract: bool = False
    on_request: bool = True
    because: str

    @property
    def is_mutual(self) -> bool:
        """Whether it is taken by a settled matter."""
        return any(issubclass(kind, Matter) for kind in self.on)

    def is_about(self, act: Act) -> bool:
        """Whether the act is about what makes it this step."""
        if self.about is None:
            return True
        if isinstance(self.about, Scope):
            return isinstance(act, SAYING_NO) and act.scope == self.about
        return isinstance(act, Propose | Amend) and isinstance(act.matter, self.about)
