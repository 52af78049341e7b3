"""The lifecycle: every step of the main line, in one table.

What the table does not list is refused. A step that both take is a settled matter,
and its guards are asked at the act that would settle it; the others are plain acts
of those the row names. Nothing leads out of CLOSED, and time leads nowhere: a moment
that is reached makes an act possible, and somebody does it or not.

To add a step: add its row to `STEPS`, and its act or matter to the file it belongs
to. The diagram, the table in the docs and everything that asks what may be done read
this table.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs

from collabtherapy.partnership import guards
from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.agreement import Agreement
from collabtherapy.partnership.consent import WithdrawConsent
from collabtherapy.partnership.decisions import Amend, Propose
from collabtherapy.partnership.duties import DischargeDuty
from collabtherapy.partnership.feedback import AnswerFeedback
from collabtherapy.partnership.goals import Goal, GoalEnd
from collabtherapy.partnership.guards import Guard
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.rights import BOTH, CLIENTS, THERAPISTS, Roles
from collabtherapy.partnership.scopes import Scope
from collabtherapy.partnership.sessions import StartSession
from collabtherapy.partnership.stages import (
    BackToExploring,
    Begin,
    ClosureKind,
    Ending,
    Finish,
    Form,
    KeepGoing,
    Leave,
    MainLine,
    Open,
    Pause,
    PlaceOnWaitingList,
    Resume,
    Stage,
    StartEnding,
)
from collabtherapy.partnership.state import State


class Elsewhere(StrEnum):
    """Where a step leads that leads to no one stage."""

    PAUSED_FROM = "paused_from"
    SAME = "same"


OPEN_STAGES = tuple(stage for stage in Stage if stage.is_open)
EARLY_STAGES = (Stage.REQUESTED, Stage.WAITING)
SESSION_STAGES = (Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING, Stage.ENDING)


@attrs.frozen
class Where:
    """Some stages; of a break, only if it was taken from certain ones."""

    stages: tuple[Stage, ...]
    paused_from: tuple[Stage, ...] = OPEN_STAGES

    def holds(self, main: MainLine) -> bool:
        """Whether the partnership stands there."""
        if main.stage not in self.stages:
            return False
        return main.stage is not Stage.PAUSED or main.paused_from in self.paused_from


def _at(*stages: Stage, paused_from: tuple[Stage, ...] = OPEN_STAGES) -> Where:
    return Where(stages, paused_from)


def _always(_state: State, _act: Act) -> bool:
    return True


@attrs.frozen(kw_only=True)
class Step:
    """One row: what leads from where to where, who takes it, and why.

    Args:
        id: the row's name.
        on: the acts that take it, or the matter whose settling does.
        about: the matter proposed, or the scope taken back, that makes it this step.
        from_: where it leads from; nowhere, for the opening.
        to: the stage it leads to.
        who: who takes it alone; both sides, where it is a settled matter.
        when: which of the rows of an act applies; told apart by the state before.
        guards: the conditions, by name.
        closes_as: the kind of closure it makes, or of the ending it begins.
        recontract: whether those who stay have to agree anew.
        because: the argument from practice.
    """

    id: str
    on: tuple[type[Act] | type[Matter], ...]
    about: type[Matter] | Scope | None = None
    from_: Where
    to: Stage | Elsewhere
    who: Roles
    when: Callable[[State, Act], bool] = _always
    guards: tuple[Guard, ...] = ()
    closes_as: ClosureKind | None = None
    recontract: bool = False
    because: str

    @property
    def is_mutual(self) -> bool:
        """Whether it is taken by a settled matter."""
        return any(issubclass(kind, Matter) for kind in self.on)

    def is_about(self, act: Act) -> bool:
        """Whether the act is about what makes it this step."""
        if self.about is None:
            return True
        if isinstance(self.about, Scope):
            return isinstance(act, WithdrawConsent) and act.scope == self.about
        return isinstance(act, Propose | Amend) and isinstance(act.matter, self.about)


def _last_client(state: State, _: Act) -> bool:
    return len(state.members.clients) == 1


def _others_go_on(state: State, act: Act) -> bool:
    return not _last_client(state, act)


def _couple_goes_on(state: State, act: Act) -> bool:
    return _others_go_on(state, act) and state.members.form is not Form.GROUP


def _group_goes_on(state: State, act: Act) -> bool:
    return _others_go_on(state, act) and state.members.form is Form.GROUP


STEPS = (
    Step(
        id="L1",
        on=(Open,),
        from_=_at(),
        to=Stage.REQUESTED,
        who=CLIENTS | {Role.ORGANISATION},
        guards=(),
        because="self-referral or referral with the client's knowledge; "
        "never the therapist alone",
    ),
    Step(
        id="L2",
        on=(PlaceOnWaitingList,),
        from_=_at(Stage.REQUESTED),
        to=Stage.WAITING,
        who=THERAPISTS | {Role.ORGANISATION},
        guards=(guards.expected_wait_told,),
        because="who waits knows how long, and hears from the service meanwhile",
    ),
    Step(
        id="L3",
        on=(Begin,),
        from_=_at(Stage.REQUESTED, Stage.WAITING),
        to=Stage.EXPLORING,
        who=BOTH,
        because="accepting each other is mutual (BACP 30 for the urgent start)",
    ),
    Step(
        id="L4",
        on=(Propose, Amend),
        about=Agreement,
        from_=_at(Stage.EXPLORING),
        to=Stage.CONTRACTING,
        who=BOTH,
        guards=(guards.oriented,),
        because="either may draft",
    ),
    Step(
        id="L5",
        on=(BackToExploring,),
        from_=_at(Stage.CONTRACTING),
        to=Stage.EXPLORING,
        who=BOTH,
        because="patience: undecided is legal",
    ),
    Step(
        id="L6",
        on=(Agreement,),
        from_=_at(Stage.CONTRACTING),
        to=Stage.WORKING,
        who=BOTH,
        guards=(guards.goal_shared_or_deferred,),
        because="agreed, recorded, with its limits told (BACP 31, APA 10.01)",
    ),
    Step(
        id="L7",
        on=(Pause,),
        from_=_at(*SESSION_STAGES),
        to=Stage.PAUSED,
        who=CLIENTS,
        because="a right to a break",
    ),
    Step(
        id="L9",
        on=(Resume,),
        from_=_at(Stage.PAUSED),
        to=Elsewhere.PAUSED_FROM,
        who=BOTH,
        guards=(guards.agreement_holds_again,),
        because="coming back is mutual, and to where it was: no door into WORKING "
        "round the agreement",
    ),
    Step(
        id="L10",
        on=(Ending,),
        from_=_at(Stage.WORKING, Stage.PAUSED, paused_from=(Stage.WORKING,)),
        to=Stage.ENDING,
        who=BOTH,
        closes_as=ClosureKind.AGREED,
        because="a planned ending",
    ),
    Step(
        id="L11",
        on=(StartEnding,),
        from_=_at(Stage.WORKING, Stage.PAUSED, paused_from=(Stage.WORKING,)),
        to=Stage.ENDING,
        who=CLIENTS,
        closes_as=ClosureKind.CLIENT_ENDED,
        because="notice of the wish to stop",
    ),
    Step(
        id="L13",
        on=(KeepGoing,),
        from_=_at(Stage.ENDING),
        to=Stage.WORKING,
        who=BOTH,
        guards=(guards.agreement_holds,),
        because="minds change",
    ),
    Step(
        id="L14",
        on=(WithdrawConsent,),
        about=Scope.TREATMENT,
        from_=_at(Stage.WORKING, Stage.PAUSED, paused_from=(Stage.WORKING,)),
        to=Stage.ENDING,
        who=CLIENTS,
        closes_as=ClosureKind.CLIENT_ENDED,
        because="sessions stop at once; an ending talk is offered, not imposed",
    ),
    Step(
        id="L16",
        on=(Finish,),
        from_=_at(Stage.ENDING),
        to=Stage.CLOSED,
        who=CLIENTS,
        because="an ending is finished as it was begun",
    ),
    Step(
        id="L19",
        on=(Leave,),
        from_=_at(*OPEN_STAGES),
        to=Stage.CLOSED,
        who=CLIENTS,
        when=_last_client,
        closes_as=ClosureKind.CLIENT_LEFT,
        because="autonomy: no guard, ever",
    ),
    Step(
        id="L19-early",
        on=(Leave,),
        from_=_at(*EARLY_STAGES),
        to=Elsewhere.SAME,
        who=CLIENTS,
        when=_others_go_on,
        because="what has not begun goes on for those who stay",
    ),
    Step(
        id="L19-couple",
        on=(Leave,),
        from_=_at(*(stage for stage in OPEN_STAGES if stage not in EARLY_STAGES)),
        to=Stage.PAUSED,
        who=CLIENTS,
        when=_couple_goes_on,
        recontract=True,
        because="whoever stays of a couple or family agrees anew",
    ),
    Step(
        id="L19-group",
        on=(Leave,),
        from_=_at(*(stage for stage in OPEN_STAGES if stage not in EARLY_STAGES)),
        to=Elsewhere.SAME,
        who=CLIENTS,
        when=_group_goes_on,
        because="a group goes on",
    ),
)
"""The table. Rows of one act are told apart by `Step.when`, never by their order."""

MATTER_STAGES: Mapping[type[Matter], Where] = MappingProxyType(
    {
        Goal: _at(*SESSION_STAGES, Stage.PAUSED),
        GoalEnd: _at(*SESSION_STAGES, Stage.PAUSED),
        Agreement: _at(
            Stage.WORKING,
            Stage.ENDING,
            Stage.PAUSED,
            paused_from=(Stage.WORKING, Stage.ENDING),
        ),
    }
)
"""Where matters are settled without that being a step."""

ACT_STAGES: Mapping[type[Act], Where] = MappingProxyType(
    {
        StartSession: _at(*SESSION_STAGES),
        # What CLOSED accepts; everything else is for open stages.
        WithdrawConsent: _at(*Stage),
        AnswerFeedback: _at(*Stage),
        DischargeDuty: _at(*Stage),
    }
)
"""Where acts that are no step of their own are done."""

WHILE_OPEN = _at(*OPEN_STAGES)
"""Where every other act is done."""

_ROWS: dict[type[Act] | type[Matter], tuple[Step, ...]] = {}
for _step in STEPS:
    for _kind in _step.on:
        _ROWS[_kind] = (*_ROWS.get(_kind, ()), _step)

_NO_ROWS: tuple[Step, ...] = ()


def steps_on(kind: type[Act] | type[Matter]) -> tuple[Step, ...]:
    """Give the rows that an act of this kind, or a matter when it settles, takes."""
    return _ROWS.get(kind, _NO_ROWS)


def step_taken(state: State, act: Act, settling: Matter | None) -> Step | None:
    """Give the step that this act takes, if it takes one."""
    for step in _ROWS.get(type(act) if settling is None else type(settling), _NO_ROWS):
        if (
            step.from_.holds(state.main)
            and step.is_about(act)
            and (step.is_mutual or state.members.role(act.by) in step.who)
            and step.when(state, act)
        ):
            return step
    return None


def settles_at(matter: type[Matter]) -> tuple[Where, ...]:
    """Give where a matter of this kind may settle."""
    own = MATTER_STAGES.get(matter)
    return (*((own,) if own else ()), *(step.from_ for step in steps_on(matter)))


def put_at(matter: type[Matter]) -> tuple[Where, ...]:
    """Give where a matter of this kind may be put: where it settles, or leads there."""
    leading = (step.from_ for step in STEPS if step.about is matter)
    return (*settles_at(matter), *leading)


def way(main: MainLine, aims: Iterable[Where]) -> tuple[Step, ...]:
    """Give the fewest steps that lead to one of ``aims``; none, if none do.

    >>> from datetime import UTC, datetime
    >>> here = MainLine(stage=Stage.REQUESTED, since=datetime(2026, 1, 5, tzinfo=UTC))
    >>> [step.id for step in way(here, [Where((Stage.WORKING,))])]
    ['L3', 'L4', 'L6']
    """
    aims = tuple(aims)
    paths: dict[Stage, tuple[Step, ...]] = {main.stage: ()}
    queue = [main]
    for here in queue:
        if any(aim.holds(here) for aim in aims):
            return paths[here.stage]
        for step in STEPS:
            to = here.paused_from if step.to is Elsewhere.PAUSED_FROM else step.to
            # Nobody is asked to leave so that something else can be done.
            if not isinstance(to, Stage) or to in paths or step.on == (Leave,):
                continue
            if step.from_.holds(here):
                paths[to] = (*paths[here.stage], step)
                queue.append(
                    MainLine(stage=to, since=here.since, paused_from=here.stage)
                )
    return ()
