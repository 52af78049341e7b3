"""What a person may do now, found by trying: the law is asked, not written again.

For each kind of act and each thing it could touch, `offers` makes an act that would
be allowed if any were; what the law does not refuse is an option.
"""

from datetime import datetime
from typing import Final, TypeAlias

import attrs

from collabtherapy._printing import printed
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.regions.decisions import Propose
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.learning import RecordLearning
from collabtherapy.partnership.regions.uptake import TakeUp
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import Id, PersonId
from collabtherapy.partnership.values.meetings import StartSession
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.verdict import lets_try

Target: TypeAlias = Id | Scope | int | datetime | None

TARGETS = ("proposal", "goal", "session", "scope")
"""The fields that name what an act touches."""


@attrs.frozen
class Option:
    """Something a person may do now.

    Args:
        act: the kind of act.
        target: the proposal, goal, session, scope or entry (by its number, as the
            person counts) that it would touch, if any; for a goal, the moment at which
            the aspiration was stated that it is drawn from.
        matter: the kind of matter, where the act is to propose one.
    """

    act: type[Act]
    target: Target = None
    matter: type[Matter] | None = None

    def __repr__(self) -> str:
        what = self.matter.__name__ if self.matter else self.target
        return f"{self.act.__name__}({'' if what is None else what})"

    _repr_pretty_ = printed


def options(state: State, person: PersonId, at: datetime) -> tuple[Option, ...]:
    """Return what a person may do at a moment, as far as they can know, each once.

    What is offered is made of what they see. A joint act may wait for something in
    others all the same; `why_not` says then that it does.
    """
    seen = seen_by(state, person, at)
    if seen is None:
        return ()
    found: dict[tuple[type[Act], Target, type[Matter] | None], Option] = {}
    for act in offers(seen, person, at):
        option = type(act), _target(seen, act), _matter(act)
        if option not in found and lets_try(seen, act):
            found[option] = Option(*option)
    return tuple(found.values())


def _target(state: State, act: Act) -> Target:
    if isinstance(act, StartSession):  # a planned session is touched by its start
        return act.id if act.id in state.sessions.by_id else None
    if isinstance(act, Propose) and isinstance(act.matter, Goal):
        return act.matter.from_aspiration
    for field in _TARGETS[type(act)]:
        target: Target = getattr(act, field)
        if target is not None:
            return target
    return None


def _matter(act: Act) -> type[Matter] | None:
    return type(act.matter) if isinstance(act, Propose) else None


def _touching(kind: type[Act]) -> tuple[str, ...]:
    if kind in (TakeUp, RecordLearning):  # built on, not touched
        return ()
    fields = attrs.fields_dict(kind)
    return tuple(field for field in TARGETS if field in fields)


_TARGETS: Final = {kind: _touching(kind) for kind in kinds()}
"""By kind of act, those of its fields that name what it touches."""
