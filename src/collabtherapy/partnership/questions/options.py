"""What a person may do now, found by trying: the law is asked, not written again.

For each kind of act and each thing it could touch, `offers` makes an act that would
be allowed if any were; what the law does not refuse is an option.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final, TypeAlias

import attrs

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


@attrs.frozen
class Asked:
    """Which options are asked for: those of some kinds, or about one thing.

    Args:
        kinds: kinds of acts, or of matters to propose; None, if of any.
        about: what they touch, as `Option.target`; None, if anything or nothing.
    """

    kinds: frozenset[type[Act | Matter]] | None = None
    about: Target = None

    def includes(self, option: Option) -> bool:
        """Return whether an option is one of those that are asked for."""
        if self.about is not None and not _is_same(option.target, self.about):
            return False
        return self.kinds is None or not self.kinds.isdisjoint(
            (option.act, option.matter)
        )


ANY: Final = Asked()


def asked_for(
    kinds: Collection[type[Act | Matter]] | None = None, about: Target = None
) -> Asked:
    """Return which options are asked for, by kinds and by what they touch."""
    return Asked(None if kinds is None else frozenset(kinds), about)


def options(
    state: State, person: PersonId, at: datetime, asked: Asked = ANY
) -> tuple[Option, ...]:
    """Return what a person may do at a moment, as far as they can know, each once.

    What is offered is made of what they see. A joint act may wait for something in
    others all the same; `why_not` says then that it does.
    """
    seen = seen_by(state, person, at)
    if seen is None:
        return ()
    return tuple(
        dict.fromkeys(option for option, _ in instances(seen, person, at, asked))
    )


def instances(
    seen: State, person: PersonId, at: datetime, asked: Asked = ANY
) -> Iterator[tuple[Option, Act]]:
    """Yield each option with an act by which it may be taken, asking the law last.

    Each comes once for each person on whose behalf it may be taken.

    Args:
        seen: the state as the person sees it.
        person: who would act.
        at: the moment.
        asked: which options are asked for.
    """
    found: set[tuple[Option, PersonId]] = set()
    for act in offers(seen, person, at):
        option = Option(type(act), _target(seen, act), _matter(act))
        key = option, act.for_whom
        if key not in found and asked.includes(option) and lets_try(seen, act):
            found.add(key)
            yield option, act


def _is_same(target: Target, about: Target) -> bool:
    return type(target) is type(about) and target == about


def touching(kind: type[Act]) -> tuple[str, ...]:
    """Return the fields of a kind of act that name what it touches, the first first."""
    return _TARGETS[kind]


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
