"""Ruptures and their repair: what showed, who saw it, what the client said of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

import attrs

from collabtherapy.insight.log import Log, read
from collabtherapy.insight.windows import ALWAYS, Window
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.alliance import (
    AcknowledgeRupture,
    ConfirmRepair,
    Marker,
    MarkRupture,
    WorkOnRupture,
)
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.meetings import EndSession


@attrs.frozen(kw_only=True)
class RuptureCourse:
    """One rupture between two people, by the acts that tell of it.

    Args:
        client: the client of the two.
        therapist: the therapist of the two.
        marked: every marker of it, the first first.
        acknowledged: when the therapist said that they see it; None while not.
        worked_on: each time that it was looked at together.
        confirmed: what the client said of how it ended; None while they have not.
        sessions_to_repair: sessions that ended from the first marker until the client
            confirmed that it is mended; None where they have not.
    """

    client: PersonId
    therapist: PersonId
    marked: tuple[MarkRupture, ...]
    acknowledged: AcknowledgeRupture | None = None
    worked_on: tuple[WorkOnRupture, ...] = ()
    confirmed: ConfirmRepair | None = None
    sessions_to_repair: int | None = None

    @property
    def markers(self) -> frozenset[Marker]:
        """How it showed."""
        shown = (act.marker for act in self.marked)
        return frozenset(marker for marker in shown if marker is not None)

    @property
    def repaired(self) -> bool | None:
        """Whether the client says that it is mended; None until they say."""
        return None if self.confirmed is None else self.confirmed.repaired


def ruptures(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window = ALWAYS,
) -> tuple[RuptureCourse, ...]:
    """Give every rupture that was first marked in a window, and what became of it.

    Raises:
        NotForThem: the partnership is not the viewer's to see.
    """
    log = read(p, viewer=viewer, window=window)
    return tuple(course for at, course in _courses(log) if window.begun(at))


_OfRuptures: TypeAlias = (
    MarkRupture | AcknowledgeRupture | WorkOnRupture | ConfirmRepair
)
_OF_RUPTURES = (MarkRupture, AcknowledgeRupture, WorkOnRupture, ConfirmRepair)


def _courses(log: Log) -> Iterator[tuple[datetime, RuptureCourse]]:
    """Return when each rupture was first marked, and its course."""
    found: list[RuptureCourse] = []
    marked_at: list[datetime] = []
    going_on: dict[tuple[PersonId, PersonId], int] = {}
    begun_after: list[int] = []
    n_sessions = 0
    for entry in log.entries:
        act = entry.act
        n_sessions += isinstance(act, EndSession)
        if not isinstance(act, _OF_RUPTURES):
            continue
        two = (act.client, act.therapist)
        if two not in going_on:
            going_on[two] = len(found)
            begun_after.append(n_sessions)
            marked_at.append(entry.at)
            found.append(
                RuptureCourse(client=act.client, therapist=act.therapist, marked=())
            )
        place = going_on[two]
        found[place] = _with(found[place], act, n_sessions - begun_after[place])
        if isinstance(act, ConfirmRepair):
            del going_on[two]
    return zip(marked_at, found, strict=True)


def _with(course: RuptureCourse, act: _OfRuptures, n_since: int) -> RuptureCourse:
    if isinstance(act, MarkRupture):
        return attrs.evolve(course, marked=(*course.marked, act))
    if isinstance(act, AcknowledgeRupture):
        return attrs.evolve(course, acknowledged=course.acknowledged or act)
    if isinstance(act, WorkOnRupture):
        return attrs.evolve(course, worked_on=(*course.worked_on, act))
    n = n_since if act.repaired else None
    return attrs.evolve(course, confirmed=act, sessions_to_repair=n)
