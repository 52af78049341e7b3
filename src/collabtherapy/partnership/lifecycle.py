"""The lifecycle: every step of the main line, in one table.

What the table does not list is refused. A step that both take is a settled matter,
and its guards are asked at the act that would settle it; the others are plain acts
of those the row names. Nothing leads out of CLOSED, and time leads nowhere: a moment
that is reached makes an act possible, and somebody does it or not.

To add a step: add its row to `STEPS`, and its act or matter to the file it belongs
to. The diagram, the table in the docs and everything that asks what may be done read
this table, by `routes`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.partnership import guards
from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.agreement import Agreement
from collabtherapy.partnership.consent import WithdrawConsent
from collabtherapy.partnership.decisions import Amend, Propose
from collabtherapy.partnership.duties import DischargeDuty
from collabtherapy.partnership.feedback import AnswerFeedback
from collabtherapy.partnership.goals import Goal, GoalEnd
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.rights import BOTH, CLIENTS, THERAPISTS
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
    Open,
    Pause,
    PlaceOnWaitingList,
    Resume,
    Stage,
    StartEnding,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.steps import (
    BEGUN_STAGES,
    EARLY_STAGES,
    OPEN_STAGES,
    SESSION_STAGES,
    Elsewhere,
    Step,
    Where,
    at,
)
from collabtherapy.partnership.toolkit import AddToToolkit


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
        from_=at(),
        to=Stage.REQUESTED,
        who=CLIENTS | {Role.ORGANISATION},
        guards=(),
        because="self-referral or referral with the client's knowledge; "
        "never the therapist alone",
    ),
    Step(
        id="L2",
        on=(PlaceOnWaitingList,),
        from_=at(Stage.REQUESTED),
        to=Stage.WAITING,
        who=THERAPISTS | {Role.ORGANISATION},
        guards=(guards.expected_wait_told,),
        because="who waits knows how long, and hears from the service meanwhile",
    ),
    Step(
        id="L3",
        on=(Begin,),
        from_=at(Stage.REQUESTED, Stage.WAITING),
        to=Stage.EXPLORING,
        who=BOTH,
        because="accepting each other is mutual (BACP 30 for the urgent start)",
    ),
    Step(
        id="L4",
        on=(Propose, Amend),
        about=Agreement,
        from_=at(Stage.EXPLORING),
        to=Stage.CONTRACTING,
        who=BOTH,
        guards=(guards.oriented,),
        because="either may draft",
    ),
    Step(
        id="L5",
        on=(BackToExploring,),
        from_=at(Stage.CONTRACTING),
        to=Stage.EXPLORING,
        who=BOTH,
        because="patience: undecided is legal",
    ),
    Step(
        id="L6",
        on=(Agreement,),
        from_=at(Stage.CONTRACTING),
        to=Stage.WORKING,
        who=BOTH,
        guards=(guards.goal_shared_or_deferred,),
        because="agreed, recorded, with its limits told (BACP 31, APA 10.01)",
    ),
    Step(
        id="L7",
        on=(Pause,),
        from_=at(*SESSION_STAGES),
        to=Stage.PAUSED,
        who=CLIENTS,
        because="a right to a break",
    ),
    Step(
        id="L9",
        on=(Resume,),
        from_=at(Stage.PAUSED),
        to=Elsewhere.PAUSED_FROM,
        who=BOTH,
        guards=(guards.agreement_holds_again,),
        because="coming back is mutual, and to where it was: no door into WORKING "
        "round the agreement",
    ),
    Step(
        id="L10",
        on=(Ending,),
        from_=at(Stage.WORKING, Stage.PAUSED, paused_from=(Stage.WORKING,)),
        to=Stage.ENDING,
        who=BOTH,
        closes_as=ClosureKind.AGREED,
        because="a planned ending",
    ),
    Step(
        id="L11",
        on=(StartEnding,),
        from_=at(Stage.WORKING, Stage.PAUSED, paused_from=(Stage.WORKING,)),
        to=Stage.ENDING,
        who=CLIENTS,
        closes_as=ClosureKind.CLIENT_ENDED,
        because="notice of the wish to stop",
    ),
    Step(
        id="L13",
        on=(KeepGoing,),
        from_=at(Stage.ENDING),
        to=Stage.WORKING,
        who=BOTH,
        guards=(guards.agreement_holds,),
        because="minds change",
    ),
    Step(
        id="L14",
        on=(WithdrawConsent,),
        about=Scope.TREATMENT,
        from_=at(Stage.WORKING, Stage.PAUSED, paused_from=(Stage.WORKING,)),
        to=Stage.ENDING,
        who=CLIENTS,
        closes_as=ClosureKind.CLIENT_ENDED,
        because="sessions stop at once; an ending talk is offered, not imposed",
    ),
    Step(
        id="L16",
        on=(Finish,),
        from_=at(Stage.ENDING),
        to=Stage.CLOSED,
        who=CLIENTS,
        because="an ending is finished as it was begun",
    ),
    Step(
        id="L19",
        on=(Leave,),
        from_=at(*OPEN_STAGES),
        to=Stage.CLOSED,
        who=CLIENTS,
        when=_last_client,
        closes_as=ClosureKind.CLIENT_LEFT,
        because="autonomy: no guard, ever",
    ),
    Step(
        id="L19-early",
        on=(Leave,),
        from_=at(*EARLY_STAGES),
        to=Elsewhere.SAME,
        who=CLIENTS,
        when=_others_go_on,
        because="what has not begun goes on for those who stay",
    ),
    Step(
        id="L19-couple",
        on=(Leave,),
        from_=at(*BEGUN_STAGES),
        to=Stage.PAUSED,
        who=CLIENTS,
        when=_couple_goes_on,
        recontract=True,
        because="whoever stays of a couple or family agrees anew",
    ),
    Step(
        id="L19-group",
        on=(Leave,),
        from_=at(*BEGUN_STAGES),
        to=Elsewhere.SAME,
        who=CLIENTS,
        when=_group_goes_on,
        because="a group goes on",
    ),
)
"""The table. Rows of one act are told apart by `Step.when`, never by their order."""

MATTER_STAGES: Mapping[type[Matter], Where] = MappingProxyType(
    {
        Goal: at(*SESSION_STAGES, Stage.PAUSED),
        GoalEnd: at(*SESSION_STAGES, Stage.PAUSED),
        Agreement: at(
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
        StartSession: at(*SESSION_STAGES),
        # What CLOSED accepts; everything else is for open stages.
        WithdrawConsent: at(*Stage),
        AnswerFeedback: at(*Stage),
        DischargeDuty: at(*Stage),
        AddToToolkit: at(*Stage),
    }
)
"""Where acts that are no step of their own are done."""

WHILE_OPEN = at(*OPEN_STAGES)
"""Where every other act is done."""
