"""Signals that somebody is not on track, from rules that anybody may read.

A signal is a reason to talk, not a verdict. It rests on what was known by its session
alone, so that a later score never changes it.
"""

import math
from collections.abc import Iterable
from enum import Enum
from typing import Protocol

import attrs
from attrs import field
from attrs.validators import instance_of

from collabtherapy._scalars import real, whole
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.observed import JacobsonTruax
from collabtherapy.measures.quantities import number_or_missing, positive, whole_number
from collabtherapy.measures.sources import Mark, Source

__all__ = [
    "Checkpoints",
    "ReliableWorsening",
    "Signal",
    "SignalRule",
    "Signals",
    "signals",
]


OWN_RULE = Source("own rule, on the index of Jacobson & Truax 1991")
PCOMS = Source("Duncan, PCOMS", mark=Mark.REMEMBERED)


class Signal(Enum):
    """What a rule says of a session."""

    ON_TRACK = "on_track"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


class SignalRule(Protocol):
    """A rule that looks at a course so far."""

    @property
    def source(self) -> Source:
        """Who says so."""
        ...

    def signal(self, intake: float, session: int, score: float, /) -> Signal:
        """Return what a score at a session means, after that score at intake.

        Args:
            intake: the score before the first session.
            session: how many sessions ago that was, from 1.
            score: the score now. Neither is missing.
        """
        ...


@attrs.frozen(kw_only=True)
class Signals:
    """The signal of each session after intake, and the rule that gave them.

    Args:
        sessions: one for each, from the first.
        rule: what was asked.
    """

    sessions: tuple[Signal, ...]
    rule: SignalRule

    @property
    def last(self) -> Signal:
        """The signal of the last session; unknown where there was none."""
        return self.sessions[-1] if self.sessions else Signal.UNKNOWN


def signals(scores: Iterable[float | None], *, by: SignalRule) -> Signals:
    """Return the signal of each session of one person.

    Args:
        scores: the score at intake, then one for each session in order; None or NaN
            where one is missing, which leaves its signal unknown.
        by: the rule.

    >>> from collabtherapy.measures import Direction, JacobsonTruax, ReliableWorsening
    >>> lower = Direction.LOWER_IS_BETTER
    >>> rule = ReliableWorsening(
    ...     by=JacobsonTruax(sd_pre=6.1, reliability=0.89), direction=lower
    ... )
    >>> [signal.value for signal in signals([15, 14, 19, 22], by=rule).sessions]
    ['on_track', 'amber', 'red']
    """
    course = [number_or_missing(f"scores[{n}]", x) for n, x in enumerate(scores)]
    return Signals(
        sessions=tuple(
            Signal.UNKNOWN
            if math.isnan(course[0]) or math.isnan(score)
            else by.signal(course[0], session, score)
            for session, score in enumerate(course[1:], 1)
        ),
        rule=by,
    )


@attrs.frozen(kw_only=True)
class ReliableWorsening:
    """Worse than at intake by more than error: amber by one error, red reliably.

    It is the plain rule that needs no cohort, and the default where nothing else is
    known.

    Args:
        by: the index, with its z as the limit of red.
        direction: which scores are the better ones.
        amber: the limit of amber, in errors of a difference; below that of red.
    """

    by: JacobsonTruax = field(validator=instance_of(JacobsonTruax))
    direction: Direction = field(validator=instance_of(Direction))
    amber: float = field(default=1.0, converter=real, validator=positive)

    def __attrs_post_init__(self) -> None:
        if self.amber >= self.by.z:
            raise NotMeasurable("amber", "order", "amber comes before red")

    @property
    def source(self) -> Source:
        """The source of the method."""
        return OWN_RULE

    def signal(self, intake: float, session: int, score: float) -> Signal:  # noqa: ARG002  # the protocol names them
        """Return what a score means, after that score at intake."""
        worse = -self.direction.sign * float(self.by.index(intake, score))
        return graded(worse, amber=self.amber, red=self.by.z)


@attrs.frozen(kw_only=True)
class Checkpoints:
    """No gain by one session is a reason to talk, by a later one a reason to change.

    The rule of thumb of PCOMS. Its sessions are for outpatients: set your own.

    Args:
        points: what counts as a gain, in points: the reliable change, usually.
        direction: which scores are the better ones.
        first: from which session on no gain is amber.
        last: from which session on it is red; after ``first``.
    """

    points: float = field(converter=real, validator=positive)
    direction: Direction = field(validator=instance_of(Direction))
    first: int = field(default=3, converter=whole, validator=whole_number)
    last: int = field(default=6, converter=whole, validator=whole_number)

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.first < self.last:
            raise NotMeasurable("first, last", "order", "first comes before last")

    @property
    def source(self) -> Source:
        """The source of the method."""
        return PCOMS

    def signal(self, intake: float, session: int, score: float) -> Signal:
        """Return what a score at a session means, after that score at intake."""
        if self.direction.sign * (score - intake) >= self.points:
            return Signal.ON_TRACK
        if session >= self.last:
            return Signal.RED
        return Signal.AMBER if session >= self.first else Signal.ON_TRACK


def graded(worse: float, *, amber: float, red: float) -> Signal:
    """Return the signal of a score so many errors worse than it should be."""
    if worse > red:
        return Signal.RED
    return Signal.AMBER if worse > amber else Signal.ON_TRACK
