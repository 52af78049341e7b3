"""Signals: what somebody might like to ask about, with what it was noticed by.

A detector reads the acts that one may see and nothing else, so that what it notices at
some act stays as it is whatever is done later. It cites the acts that it rests on and
suggests a question. It never says what is the case with anybody: that is for those
concerned to say, and there may be good reasons of which no record knows. Whoever is
named in it may ask for it, and has a right of reply: a note that answers it stands
beside it, for those who may read the note.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

import attrs

from collabtherapy.insight.detectors import DETECTORS
from collabtherapy.insight.log import Entry, read
from collabtherapy.insight.notices import Detector, Notice
from collabtherapy.insight.windows import Window
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.notes import WriteNote
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
        question: what the service might ask itself.
        about: the people who did what it rests on, or are named in it.
        replies: the notes that answer it, of those that the viewer may read; a reply
            makes it no other signal.
    """

    name: str
    at: datetime
    place: int
    cites: tuple[Act, ...]
    question: str
    about: frozenset[PersonId] = frozenset()
    replies: tuple[WriteNote, ...] = attrs.field(default=(), eq=False)

    @property
    def id(self) -> str:
        """What a note names to answer it: the detector, and the moment of noticing.

        It is the same for everybody who sees the signal. What one detector notices more
        than once at one moment is answered together.
        """
        return f"{self.name}/{self.at:%Y-%m-%dT%H:%M:%S.%f}Z"


def signals(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window | None = None,
    detectors: Mapping[str, Detector] = DETECTORS,
    about: "PersonId | HasId | str | None" = None,
) -> tuple[Signal, ...]:
    """Return what these detectors notice in a window, in the order of noticing.

    Args:
        p: the partnership.
        viewer: whose view is asked; everything counts where nobody is named.
        window: when; always, unless given.
        detectors: the detectors, by name.
        about: only what this person did, or is named in; asked as that person, it is
            what is said of oneself.

    Raises:
        NotForThem: If the partnership is not the viewer's to see.
        ValueError: If a detector cites nothing, or what it was not shown by then.
    """
    log = read(p, viewer=viewer, window=window)
    first: dict[Act, int] = {}
    for place, entry in enumerate(log.entries, start=1):
        first.setdefault(entry.act, place)
    who = None if about is None else PersonId(about)
    replies: dict[str, tuple[WriteNote, ...]] = {}
    for note in log.all_of(WriteNote):
        if note.answers is not None:
            replies[note.answers] = (*replies.get(note.answers, ()), note)
    found = (
        _signal(name, notice, log.entries, first)
        for name, detector in detectors.items()
        for notice in detector(attrs.evolve(log, window=Window()))
    )
    within = (
        attrs.evolve(signal, replies=replies.get(signal.id, ()))
        for signal in found
        if log.window.begun(signal.at) and (who is None or who in signal.about)
    )
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
        about=frozenset(_named(notice.cites)),
    )


def _named(cites: Iterable[Act]) -> Iterator[PersonId]:
    """Yield the people who did these acts, and those whom they name."""
    for act in cites:
        yield act.for_whom
        for field in attrs.fields(type(act)):
            value: object = getattr(act, field.name)
            those: Iterable[object] = (value,)
            if isinstance(value, frozenset):
                those = cast("frozenset[object]", value)
            yield from (one for one in those if isinstance(one, PersonId))
