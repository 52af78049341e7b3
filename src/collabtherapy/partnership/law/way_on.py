"""The way on: breaks, joining, turning towards an ending (L7 to L14, L24, L25)."""

from collabtherapy.partnership.law import guards
from collabtherapy.partnership.law.ending_guards import (
    alternatives_named,
    break_prepared,
    consulted_where_disagreed,
    ground_given,
    named_for_it,
    no_concern_open,
    shaped_so,
)
from collabtherapy.partnership.law.hearing import is_taken_back
from collabtherapy.partnership.law.rights import BOTH, CLIENTS, THERAPISTS
from collabtherapy.partnership.law.steps import (
    SESSION_STAGES,
    WORK_STAGES,
    Elsewhere,
    Step,
    at,
)
from collabtherapy.partnership.regions.consent import SAYING_NO
from collabtherapy.partnership.regions.follow_up import ComeBack
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.breaks import Pause, RecordUnavailability, Resume
from collabtherapy.partnership.values.endings import Ending, KeepGoing, StartEnding
from collabtherapy.partnership.values.forms import Form
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import ClosureKind, Stage

AT_WORK = at(Stage.WORKING, Stage.PAUSED, paused_from=(Stage.WORKING,))

BEFORE_AGREEING = (Stage.EXPLORING, Stage.CONTRACTING)

NOT_YET_AGREED = at(*BEFORE_AGREEING, Stage.PAUSED, paused_from=BEFORE_AGREEING)

JOINING = at(
    Stage.EXPLORING,
    Stage.CONTRACTING,
    Stage.WORKING,
    Stage.PAUSED,
    paused_from=(Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING),
)


def _of_a_group(state: State, _: Act) -> bool:
    return state.members.form is Form.GROUP


def _of_others(state: State, act: Act) -> bool:
    return not _of_a_group(state, act)


WAY_ON = (
    Step(
        id="L7",
        on=(Pause,),
        from_=at(*WORK_STAGES),
        to=Stage.PAUSED,
        who=CLIENTS,
        because="a right to a break",
    ),
    Step(
        id="L8",
        on=(Pause,),
        from_=at(*WORK_STAGES),
        to=Stage.PAUSED,
        who=THERAPISTS,
        guards=(no_concern_open, break_prepared),
        because="planned, spoken of, covered (BACP 40-41)",
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
        id="L9-client",
        on=(ComeBack,),
        from_=at(Stage.PAUSED),
        to=Elsewhere.PAUSED_FROM,
        who=CLIENTS,
        guards=(guards.own_break, guards.agreement_holds_again),
        on_request=False,
        because="a client who took a break ends it, and one that came upon them waits "
        "for no therapist: to what is open, under the same agreement and consent",
    ),
    Step(
        id="L10",
        on=(Ending,),
        from_=AT_WORK,
        to=Stage.ENDING,
        who=BOTH,
        closes_as=ClosureKind.AGREED,
        because="a planned ending",
    ),
    Step(
        id="L10-brief",
        on=(Ending,),
        from_=NOT_YET_AGREED,
        to=Stage.ENDING,
        who=BOTH,
        guards=(shaped_so,),
        closes_as=ClosureKind.AGREED,
        on_request=False,
        because="one good session is a success (Hoyt et al. 2018)",
    ),
    Step(
        id="L11",
        on=(StartEnding,),
        from_=AT_WORK,
        to=Stage.ENDING,
        who=CLIENTS,
        closes_as=ClosureKind.CLIENT_ENDED,
        because="notice of the wish to stop",
    ),
    Step(
        id="L12",
        on=(StartEnding,),
        from_=AT_WORK,
        to=Stage.ENDING,
        who=THERAPISTS,
        guards=(
            no_concern_open,
            ground_given,
            alternatives_named,
            consulted_where_disagreed,
        ),
        closes_as=ClosureKind.THERAPIST_ENDED,
        because="on a ground, with alternatives (APA 10.10)",
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
        on=SAYING_NO,
        about=Scope.TREATMENT,
        from_=AT_WORK,
        to=Stage.ENDING,
        who=CLIENTS,
        closes_as=ClosureKind.CLIENT_ENDED,
        when=is_taken_back,
        because="sessions stop at once; an ending talk is offered, not imposed",
    ),
    Step(
        id="L24",
        on=(RecordUnavailability,),
        from_=at(*SESSION_STAGES),
        to=Stage.PAUSED,
        who=frozenset({Role.ORGANISATION, Role.OUTSIDER}),
        guards=(named_for_it,),
        on_request=False,
        because="a nominee, named in the agreement, steps in (BACP 42)",
    ),
    Step(
        id="L25",
        on=(Join,),
        from_=JOINING,
        to=Stage.PAUSED,
        who=BOTH,
        when=_of_others,
        recontract=True,
        because="a couple or family that somebody joins agrees anew, with them",
    ),
    Step(
        id="L25-group",
        on=(Join,),
        from_=JOINING,
        to=Elsewhere.SAME,
        who=BOTH,
        when=_of_a_group,
        because="a group goes on; who joins it accepts what it agreed, or leaves",
    ),
)
