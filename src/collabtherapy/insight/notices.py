"""What a detector gives: what it noticed, at which act, by which acts."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import attrs
from attrs import field

from collabtherapy.insight.log import Log
from collabtherapy.partnership.values.act import Act


@attrs.frozen(kw_only=True)
class Notice:
    """What a detector noticed.

    Args:
        place: the place, from 1, of the act at which it was noticed, among the acts
            that the detector was shown.
        cites: the acts that it rests on, in their order.
        question: what the service might ask itself.
    """

    place: int
    cites: tuple[Act, ...] = field(repr=False)
    question: str


Detector: TypeAlias = Callable[[Log], Iterable[Notice]]
"""Whatever notices something in a log: a pure function that looks back, not ahead."""
