"""Methods that judge a change: what every one of them says, and how a change is judged.

A method turns a pair of scores into an index and says beyond which limits the change
counts. One formula serves one person and an array of people alike.
"""

from typing import ClassVar, Protocol, runtime_checkable

import attrs

from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.quantities import Numbers
from collabtherapy.measures.sources import Source
from collabtherapy.measures.statuses import Status
from collabtherapy.measures.truth import Truth

__all__ = ["Limits", "Method", "Named"]


@attrs.frozen(kw_only=True)
class Limits:
    """Beyond which index a change counts.

    Args:
        gain: how far the index has to go in the better direction.
        loss: how far in the worse one.
        reached: whether reaching a limit counts, or only going beyond it.
    """

    gain: float
    loss: float
    reached: bool = False

    def gained(self, index: Numbers) -> Truth:
        """Return whether an index, positive where it is better, is a gain."""
        return _beyond(index, self.gain, reached=self.reached)

    def lost(self, index: Numbers) -> Truth:
        """Return whether an index, positive where it is better, is a loss."""
        return _beyond(-index, self.loss, reached=self.reached)


def _beyond(index: Numbers, limit: float, *, reached: bool) -> Truth:
    # A missing index is NaN: neither comparison holds, and the answer is unknown.
    if reached:
        return Truth(index >= limit, index < limit)
    return Truth(index > limit, index <= limit)


class Named(Protocol):
    """What a result says of the method that it comes from."""

    name: ClassVar[str]

    @property
    def source(self) -> Source:
        """The source of the method."""
        ...

    @property
    def reliability(self) -> float | None:
        """The reliability that it uses; None where it uses none."""
        ...


@runtime_checkable
class Method(Named, Protocol):
    """What judges a change from one score to another."""

    @property
    def limits(self) -> Limits:
        """The limits of its index."""
        ...

    def index(self, pre: Numbers, post: Numbers, /) -> Numbers:
        """Return the index of a change: above 0 where the score rose, by and large."""
        ...

    def functional(
        self, post: Numbers, cutoff: Cutoff, direction: Direction, /
    ) -> Truth:
        """Return whether a person ends among those who are well."""
        ...

    @property
    def classes(self) -> tuple[Status, ...]:
        """The classes that a change may come to by this method."""
        ...

    def recovers(self, before: Truth, after: Truth, /) -> Truth:
        """Return whether an improvement from one side to the other is recovery.

        Args:
            before: whether the score before lies on the clinical side.
            after: whether the score after lies on the functional side, as the method
                sees it.
        """
        ...


class BothSides:
    """What recovery is by most methods: from the clinical to the functional side.

    Source: Jacobson & Truax 1991. Harmed is the way back: deteriorated, from the
    functional to the clinical side.
    """

    __slots__ = ()

    @property
    def classes(self) -> tuple[Status, ...]:
        """The classes that a change may come to: all."""
        return tuple(Status)

    def recovers(self, before: Truth, after: Truth) -> Truth:
        """Return whether both sides are as recovery asks."""
        return before & after
