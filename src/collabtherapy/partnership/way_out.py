"""The way out: following up, finishing, leaving, being left (L15 to L23)."""

from collabtherapy.partnership.act import Act
from collabtherapy.partnership.ending_guards import (
    alternatives_offered,
    both_reviewed,
    contact_lost,
    date_reached,
    no_concern_open,
    no_concern_open_for_others,
    review_offered,
    signposted,
    toolkit_offered,
)
from collabtherapy.partnership.endings import (
    CloseAsLapsed,
    DeclineToStart,
    Finish,
    FollowUp,
    FollowUpOver,
    Leave,
    RecordDeath,
    Reopen,
)
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.rights import BOTH, CLIENTS, THERAPISTS
from collabtherapy.partnership.stages import ClosureKind, Form, Stage
from collabtherapy.partnership.state import State
from collabtherapy.partnership.steps import (
    BEGUN_STAGES,
    EARLY_STAGES,
    OPEN_STAGES,
    Elsewhere,
    Step,
    at,
)

BEFORE_WORKING = (*EARLY_STAGES, Stage.EXPLORING, Stage.CONTRACTING)


def _last_client(state: State, _: Act) -> bool:
    return len(state.members.clients) == 1


def _others_go_on(state: State, act: Act) -> bool:
    return not _last_client(state, act)


def _couple_goes_on(state: State, act: Act) -> bool:
    return _others_go_on(state, act) and state.members.form is not Form.GROUP


def _group_goes_on(state: State, act: Act) -> bool:
    return _others_go_on(state, act) and state.members.form is Form.GROUP


def _referred(_: State, act: Act) -> bool:
    return isinstance(act, DeclineToStart) and act.referred_to is not None


def _not_referred(state: State, act: Act) -> bool:
    return not _referred(state, act)


WAY_OUT = (
    Step(
        id="L15",
        on=(FollowUp,),
        from_=at(Stage.ENDING),
        to=Stage.FOLLOW_UP,
        who=BOTH,
        guards=(toolkit_offered, both_reviewed),
        because="boosters, for a time that both agreed on",
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
        id="L16-therapist",
        on=(Finish,),
        from_=at(Stage.ENDING),
        to=Stage.CLOSED,
        who=THERAPISTS,
        guards=(no_concern_open, review_offered, alternatives_offered),
        because="a therapist finishes with a review and other help offered",
    ),
    Step(
        id="L17",
        on=(Reopen,),
        from_=at(Stage.FOLLOW_UP),
        to=Stage.CONTRACTING,
        who=BOTH,
        recontract=True,
        because="not straight back to working: a new agreement comes first",
    ),
    Step(
        id="L18",
        on=(FollowUpOver,),
        from_=at(Stage.FOLLOW_UP),
        to=Stage.CLOSED,
        who=BOTH | {Role.ORGANISATION},
        guards=(no_concern_open_for_others, date_reached),
        closes_as=ClosureKind.AGREED,
        because="the service may end it once the agreed date is reached",
    ),
    Step(
        id="L19",
        on=(Leave,),
        from_=at(*OPEN_STAGES),
        to=Stage.CLOSED,
        who=CLIENTS,
        when=_last_client,
        closes_as=ClosureKind.CLIENT_LEFT,
        on_request=False,
        because="autonomy: no guard, ever",
    ),
    Step(
        id="L19-early",
        on=(Leave,),
        from_=at(*EARLY_STAGES),
        to=Elsewhere.SAME,
        who=CLIENTS,
        when=_others_go_on,
        on_request=False,
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
        on_request=False,
        because="whoever stays of a couple or family agrees anew",
    ),
    Step(
        id="L19-group",
        on=(Leave,),
        from_=at(*BEGUN_STAGES),
        to=Elsewhere.SAME,
        who=CLIENTS,
        when=_group_goes_on,
        on_request=False,
        because="a group goes on",
    ),
    Step(
        id="L20",
        on=(DeclineToStart,),
        from_=at(*BEFORE_WORKING, Stage.PAUSED, paused_from=BEFORE_WORKING),
        to=Stage.CLOSED,
        who=THERAPISTS,
        when=_not_referred,
        guards=(no_concern_open, signposted),
        closes_as=ClosureKind.NOT_TAKEN_UP,
        on_request=False,
        because="whoever is turned away is told where else to turn",
    ),
    Step(
        id="L20-referred",
        on=(DeclineToStart,),
        from_=at(*BEFORE_WORKING, Stage.PAUSED, paused_from=BEFORE_WORKING),
        to=Stage.CLOSED,
        who=THERAPISTS,
        when=_referred,
        guards=(no_concern_open, signposted),
        closes_as=ClosureKind.REFERRED_ON,
        on_request=False,
        because="to a service that is named",
    ),
    Step(
        id="L21",
        on=(CloseAsLapsed,),
        from_=at(*(stage for stage in OPEN_STAGES if stage is not Stage.REQUESTED)),
        to=Stage.CLOSED,
        who=THERAPISTS,
        guards=(no_concern_open, contact_lost),
        closes_as=ClosureKind.LAPSED,
        on_request=False,
        because="patience: a person decides, time only makes it possible",
    ),
    Step(
        id="L23",
        on=(RecordDeath,),
        from_=at(*OPEN_STAGES),
        to=Stage.CLOSED,
        who=THERAPISTS | {Role.ORGANISATION},
        when=_last_client,
        closes_as=ClosureKind.DIED,
        on_request=False,
        because="nobody is left whose partnership it was",
    ),
    Step(
        id="L23-early",
        on=(RecordDeath,),
        from_=at(*EARLY_STAGES),
        to=Elsewhere.SAME,
        who=THERAPISTS | {Role.ORGANISATION},
        when=_others_go_on,
        on_request=False,
        because="what has not begun goes on for those who stay",
    ),
    Step(
        id="L23-couple",
        on=(RecordDeath,),
        from_=at(*BEGUN_STAGES),
        to=Stage.PAUSED,
        who=THERAPISTS | {Role.ORGANISATION},
        when=_couple_goes_on,
        recontract=True,
        on_request=False,
        because="whoever stays of a couple or family agrees anew",
    ),
    Step(
        id="L23-group",
        on=(RecordDeath,),
        from_=at(*BEGUN_STAGES),
        to=Elsewhere.SAME,
        who=THERAPISTS | {Role.ORGANISATION},
        when=_group_goes_on,
        on_request=False,
        because="a group goes on",
    ),
)
