"""What becomes of the duties when something is done: some end, and others begin.

What is done discharges duties first; then some lapse; then others are opened, so that
what an act opens is never ended by the same act.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final, cast

from collabtherapy.partnership.law.duties.causes import is_strong
from collabtherapy.partnership.law.duties.rows import (
    ENTERED,
    Cause,
    DutyRow,
    Ends,
    Opens,
    Run,
)
from collabtherapy.partnership.law.duties.rules import DUTIES, ROW_OF
from collabtherapy.partnership.regions.alliance import ConfirmRepair
from collabtherapy.partnership.regions.duties import (
    DischargeDuty,
    Duties,
    Duty,
    Lapse,
    Ledger,
)
from collabtherapy.partnership.regions.goals import RateConfidence
from collabtherapy.partnership.regions.practice import StopPractice
from collabtherapy.partnership.regions.preferences import StateNeed, StatePreference
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import (
    CancelSession,
    MissSession,
    MoveSession,
)
from collabtherapy.partnership.values.duty_ids import DutyKind
from collabtherapy.partnership.values.endings import (
    Leave,
    LeaveAsTherapist,
    RecordDeath,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.meetings import (
    EndSession,
    OfOneSession,
    StartSession,
    session_of,
)
from collabtherapy.partnership.values.moments import after
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.stages import Stage


def follow(
    state: State,
    act: Act,
    matter: Matter | None,
    *,
    step: str | None,
    stage: Stage,
    duties: Duties,
) -> Duties:
    """Return the duties after an act.

    Args:
        state: everything before the act.
        act: the act.
        matter: what it settled, if it settled something.
        step: the row of the step it took, if it took one.
        stage: the stage after it.
        duties: the duties, from which `DischargeDuty` has taken what it names.
    """
    ledger = Ledger(duties)
    for duty in discharged_by(state, act, matter):
        ledger.discharge(duty, act.at)
        _again(state, duty, act, stage, ledger)
    if isinstance(act, DischargeDuty):
        done = state.duties.by_id.find(act.duty)
        if done is not None and done.is_open:
            _again(state, done, act, stage, ledger)
    _let_lapse(state, act, stage, ledger)
    causes: tuple[Cause, ...] = (type(act),)
    if act.entered_by is not None:
        causes = (*causes, ENTERED)
    if step is not None:
        causes = (*causes, step)
    if matter is not None:
        causes = (*causes, type(matter))
    for cause in causes:
        if cause in OPENING:
            rows = OPENING[cause]
            if stage is Stage.CLOSED:  # what could not be done and would never lapse
                rows = tuple(one for one in rows if one[0].outlasts)
            _open(state, act, matter, rows=rows, ledger=ledger)
    return ledger.closed()


def discharged_by(
    state: State, act: Act, matter: Matter | None = None
) -> Iterator[Duty]:
    """Yield the open duties that an act does, beside what `DischargeDuty` names.

    Args:
        state: everything before the act.
        act: the act.
        matter: what it settled, if it settled something.
    """
    rows = DOING.get(type(act), ())
    if matter is not None:
        rows = (*rows, *DOING.get(type(matter), ()))
    for kind, done in rows:
        for person in done.to(state, act):
            for duty in state.duties.open_to(kind, person):
                if done.if_(state, act, duty):
                    yield duty


def is_still_owed(state: State, act: Act) -> bool:
    """Return whether an act does what outlasts the work and its people."""
    return any(ROW_OF[duty.kind].outlasts for duty in discharged_by(state, act))


def time_has_owed(state: State, at: datetime) -> Iterator[tuple[DutyKind, Run]]:
    """Yield what the time alone has owed at a moment, by kind."""
    for kind, owed_while in _OF_TIME:
        for run in owed_while(state, at):
            yield kind, run


def _again(state: State, done: Duty, act: Act, stage: Stage, ledger: Ledger) -> None:
    """Open what was done again, where it is owed time after time."""
    row = ROW_OF[done.kind]
    if row.repeats_after is None or stage is not row.while_in:
        return
    days: int = getattr(state.policy, row.repeats_after)
    to, by, due_at = done.owed_to, done.owed_by, after(act.recorded_at, days)
    again = (done.id.what,)
    ledger.owe(row.kind, again, by=by, to=to, at=act.at, due_at=due_at)


def _open(
    state: State,
    act: Act,
    matter: Matter | None,
    *,
    rows: Iterable[tuple[DutyRow, Opens]],
    ledger: Ledger,
) -> None:
    for row, opens in rows:
        for to in row.owed_to(state, act, matter):
            each = tuple(opens(state, act, matter, to))
            if not each:  # most acts that may open a duty open none
                continue
            by, at, due_at = row.owed_by(state, act, matter), act.at, None
            if row.due is not None:
                due_at = after(act.recorded_at, getattr(state.policy, row.due))
            ledger.owe(row.kind, each, by=by, to=to, at=at, due_at=due_at)


def _let_lapse(state: State, act: Act, stage: Stage, ledger: Ledger) -> None:
    if stage is not state.stage:
        because = Lapse.CLOSED if stage is Stage.CLOSED else Lapse.MOVED_ON
        for kind, to in ledger.owed():
            if _is_over(ROW_OF[kind], because, state.stage):
                ledger.lapse(kind, to, act.at, because, _whichever)
    for because, over in OVER.get(type(act), ()):
        is_over = partial(over.if_, state, act)
        for person in over.to(state, act):
            for kind in _LAPSING[because]:
                ledger.lapse(kind, person, act.at, because, is_over)


def _is_over(row: DutyRow, because: Lapse, before: Stage) -> bool:
    if because not in row.lapses_when:
        return False
    return because is not Lapse.MOVED_ON or row.while_in is before


def _whichever(_: Duty) -> bool:
    return True


def _always(_: State, _act: Act, _duty: Duty) -> bool:
    return True


def _of_the_client(_: State, act: Act) -> Iterable[PersonId]:
    return (cast("RecordDeath | ConfirmRepair", act).client,)


def _of_every_client(state: State, _: Act) -> Iterable[PersonId]:
    return state.members.ids(Role.CLIENT)


def _of_those_present(state: State, act: Act) -> Iterable[PersonId]:
    return sorted(state.sessions.by_id[cast("EndSession", act).session].present)


def _of_an_earlier_session(_: State, act: Act, duty: Duty) -> bool:
    return duty.id.session is not cast("EndSession", act).session


def _of_that_practice(_: State, act: Act, duty: Duty) -> bool:
    return str(duty.id.about[0]) == str(cast("StopPractice", act).practice)


def _of_whose_leaving_it_is(_: State, act: Act, duty: Duty) -> bool:
    return act.by in (duty.owed_by, duty.id.about[1])


def _of_that_bond(_: State, act: Act, duty: Duty) -> bool:
    return duty.id.about[1] == cast("ConfirmRepair", act).therapist


def _of_that_need(_: State, act: Act, duty: Duty) -> bool:
    said = cast("StateNeed", act)
    its = duty.kind is DutyKind.ANSWER_NEED and duty.id.about[1] == said.need
    return its and not said.needed


def _of_that_preference(state: State, act: Act, duty: Duty) -> bool:
    said, kind = cast("StatePreference", act), DutyKind.ANSWER_PREFERENCE
    its = duty.kind is kind and duty.id.about[1] == said.dimension
    return its and not is_strong(state, said)


def _of_that_goal(state: State, act: Act, duty: Duty) -> bool:
    said, kind = cast("RateConfidence", act), DutyKind.OFFER_SMALLER_STEP
    its = duty.kind is kind and duty.id.about[0] == said.goal
    return its and said.value > state.policy.low_confidence


def _of_that_appointment(_: State, act: Act, duty: Duty) -> bool:
    return duty.id.session is session_of(cast("OfOneSession", act))


_APPOINTMENT_OVER: Final = (
    (Lapse.APPOINTMENT_OVER, Ends(_of_every_client, _of_that_appointment)),
)

OVER: Final[Mapping[type[Act], tuple[tuple[Lapse, Ends], ...]]] = MappingProxyType(
    {
        Leave: ((Lapse.LEFT, Ends(lambda _, act: (act.by,), _always)),),
        RecordDeath: ((Lapse.DIED, Ends(_of_the_client, _always)),),
        EndSession: (
            (Lapse.NEXT_SESSION, Ends(_of_those_present, _of_an_earlier_session)),
        ),
        LeaveAsTherapist: (
            (Lapse.LEFT, Ends(lambda _, act: (act.by,), _always)),
            (Lapse.RUPTURE_OVER, Ends(_of_every_client, _of_whose_leaving_it_is)),
        ),
        MoveSession: _APPOINTMENT_OVER,
        CancelSession: _APPOINTMENT_OVER,
        MissSession: _APPOINTMENT_OVER,
        StartSession: _APPOINTMENT_OVER,
        StateNeed: ((Lapse.TAKEN_BACK, Ends(lambda _, act: (act.by,), _of_that_need)),),
        StatePreference: (
            (Lapse.TAKEN_BACK, Ends(lambda _, act: (act.by,), _of_that_preference)),
        ),
        RateConfidence: (
            (Lapse.TAKEN_BACK, Ends(lambda _, act: (act.by,), _of_that_goal)),
        ),
        ConfirmRepair: ((Lapse.RUPTURE_OVER, Ends(_of_the_client, _of_that_bond)),),
        StopPractice: (
            (
                Lapse.PRACTICE_STOPPED,
                Ends(_of_every_client, _of_that_practice),
            ),
        ),
    }
)
"""The acts by which duties lapse; that the stage changes is seen by itself."""

_LAPSING: Final[Mapping[Lapse, tuple[DutyKind, ...]]] = {
    because: tuple(row.kind for row in DUTIES if because in row.lapses_when)
    for because in Lapse
}

_OF_TIME: Final = tuple(
    (row.kind, row.owed_while) for row in DUTIES if row.owed_while is not None
)


def _opening() -> Iterable[tuple[Cause, DutyRow, Opens]]:
    return ((on, row, opens) for row in DUTIES for on, opens in row.opened_by.items())


OPENING: Final[dict[Cause, tuple[tuple[DutyRow, Opens], ...]]] = {
    cause: tuple((row, opens) for on, row, opens in _opening() if on == cause)
    for cause, _, _ in _opening()
}
"""The rows that each cause opens."""

DOING: Final[dict[type[Act] | type[Matter], tuple[tuple[DutyKind, Ends], ...]]] = {
    kind: tuple(
        (row.kind, row.discharged_by[kind])
        for row in DUTIES
        if kind in row.discharged_by
    )
    for kind in dict.fromkeys(kind for row in DUTIES for kind in row.discharged_by)
}
"""The kinds of duty that each kind of act, or of settled matter, may discharge."""

_FOLLOWED: Final = frozenset({*OPENING, *DOING, *OVER, DischargeDuty})


def is_followed(act: Act) -> bool:
    """Return whether an act bears on duties without a step or a settled matter."""
    return type(act) in _FOLLOWED or act.entered_by is not None
