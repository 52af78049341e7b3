"""A partnership as one line of time: stages, sessions, goals, consents, ruptures."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import attrs

from collabtherapy.insight.log import Entry, Log, read
from collabtherapy.insight.windows import Window
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.alliance import (
    AcknowledgeRupture,
    ConfirmRepair,
    MarkRupture,
    WorkOnRupture,
)
from collabtherapy.partnership.regions.consent import (
    DeclineConsent,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.regions.goals import Goal, GoalEnd, RateGoal
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.appointments import (
    CancelSession,
    MissSession,
    MoveSession,
    PlanSession,
)
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.meetings import (
    EndSession,
    InterruptSession,
    StartSession,
)
from collabtherapy.partnership.values.stages import Stage


class Lane(StrEnum):
    """Which of the lines that run side by side something belongs to."""

    STAGE = "stage"
    SESSION = "session"
    GOAL = "goal"
    CONSENT = "consent"
    RUPTURE = "rupture"


@attrs.frozen(kw_only=True)
class Happening:
    """Something that happened, without anybody's words.

    Args:
        at: when.
        lane: the line that it belongs to.
        about: the session, goal, scope or pair that it is about.
        what: what happened, as a short name.
        act: the act that brought it about.
    """

    at: datetime
    lane: Lane
    about: str
    what: str
    act: Act


def timeline(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window | None = None,
) -> tuple[Happening, ...]:
    """Return what happened in a window, in the order in which it did.

    Raises:
        NotForThem: the partnership is not the viewer's to see.
    """
    return happenings(read(p, viewer=viewer, window=window))


def happenings(log: Log) -> tuple[Happening, ...]:
    """Return what happened in a log's window."""
    found: list[Happening] = []
    stage: Stage | None = None
    shared: set[str] = set()
    for entry in log.entries:
        those = list(_told(entry, shared))
        if entry.stage is not stage:
            those.append((Lane.STAGE, "", entry.stage.value))
        stage = entry.stage
        if log.window.begun(entry.at):
            at, act = entry.at, entry.act
            found += (
                Happening(at=at, lane=lane, about=about, what=what, act=act)
                for lane, about, what in those
            )
    return tuple(found)


WHAT: Mapping[type[Act], str] = MappingProxyType(
    {
        PlanSession: "planned",
        MoveSession: "moved",
        StartSession: "started",
        EndSession: "held",
        InterruptSession: "interrupted",
        MissSession: "missed",
        CancelSession: "cancelled",
        GiveConsent: "given",
        DeclineConsent: "declined",
        WithdrawConsent: "withdrawn",
        MarkRupture: "marked",
        AcknowledgeRupture: "acknowledged",
        WorkOnRupture: "worked_on",
    }
)
"""What happened, by an act that says it by its type alone."""


Named: TypeAlias = (
    MoveSession | EndSession | InterruptSession | MissSession | CancelSession
)
"""What happens to a session that has a name already."""


def _told(entry: Entry, shared: set[str]) -> Iterator[tuple[Lane, str, str]]:
    act = entry.act
    if isinstance(act, Named):
        yield Lane.SESSION, str(act.session), WHAT[type(act)]
    elif isinstance(act, PlanSession | StartSession):
        yield Lane.SESSION, str(act.id), WHAT[type(act)]
    elif isinstance(act, GiveConsent | DeclineConsent | WithdrawConsent):
        about = f"{act.for_whom}/{act.scope}"
        yield Lane.CONSENT, about, WHAT[type(act)]
    elif isinstance(act, MarkRupture | AcknowledgeRupture | WorkOnRupture):
        yield Lane.RUPTURE, f"{act.client}/{act.therapist}", WHAT[type(act)]
    elif isinstance(act, ConfirmRepair):
        what = "mended" if act.repaired else "not_mended"
        yield Lane.RUPTURE, f"{act.client}/{act.therapist}", what
    elif isinstance(act, RateGoal):
        yield Lane.GOAL, str(act.goal), "rated"
    yield from _of_goals(entry, shared)


def _of_goals(entry: Entry, shared: set[str]) -> Iterator[tuple[Lane, str, str]]:
    if entry.settled is None:
        return
    matter, name = entry.settled.matter, str(entry.settled.id)
    if isinstance(matter, Goal):
        yield Lane.GOAL, name, "reworded" if name in shared else "shared"
        shared.add(name)
    elif isinstance(matter, GoalEnd):
        yield Lane.GOAL, str(matter.goal), matter.outcome.value
