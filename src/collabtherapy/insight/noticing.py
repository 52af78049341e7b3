"""Signals: what somebody might like to ask about, with what it was noticed by.

A detector reads the acts that one may see and nothing else, so that what it notices at
some act stays as it is whatever is done later. It cites the acts that it rests on and
suggests a question. It never says what is the case with anybody: that is for those
concerned to say, and there may be good reasons of which no record knows.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from collabtherapy.insight.detectors import DETECTORS
from collabtherapy.insight.log import Entry, read
from collabtherapy.insight.notices import Detector, Notice
from collabtherapy.insight.windows import Window
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import HasId, PersonId


@attrs.frozen(kw_only=True)
class Signal:
    """What was noticed, when and by which detector.

    Args:
        name: the detector's name.
        at: when the act was done at which it was noticed.
        place: that act's place, from 1, among the acts that the viewer may see.
        cites: the acts that it rests on, in their order.
        question: what somebody might ask.
    """

    name: str
    at: datetime
    place: int
    cites: tuple[Act, ...]
    question: str


def signals(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window | None = None,
    detectors: Mapping[str, Detector] = DETECTORS,
) -> tuple[Signal, ...]:
    """Give what these detectors notice in a window, in the order of noticing.

    Raises:
        NotForThem: the partnership is not the viewer's to see.
        ValueError: a detector cites nothing, or what it was not shown by then.
    """
    log = read(p, viewer=viewer, window=window)
    first: dict[Act, int] = {}
    for place, entry in enumerate(log.entries, start=1):
        first.setdefault(entry.act, place)
    found = (
        _signal(name, notice, log.entries, first)
        for name, detector in detectors.items()
        for notice in detector(attrs.evolve(log, window=Window()))
    )
    within = (signal for signal in found if log.window.begun(signal.at))
    return tuple(sorted(within, key=lambda signal: (signal.place, signal.name)))


def _signal(
    name: str, notice: Notice, entries: Sequence[Entry], first: Mapping[Act, int]
) -> Signal:
    place = notice.place
    if not (notice.cites and 1 <= place <= len(entries)):
        raise ValueError(f"detector {name} cites the acts that it rests on")
    if any(first.get(act, place + 1) > place for act in notice.cites):
        raise ValueError(f"detector {name} cites acts that it was shown by then")
    return Signal(
        name=name,
        at=entries[place - 1].at,
        place=place,
        cites=notice.cites,
        question=notice.question,
    )
