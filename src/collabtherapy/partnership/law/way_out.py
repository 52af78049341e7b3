"""The way out: following up, finishing, leaving, being left (L15 to L23, L26)."""

import attrs

from collabtherapy.partnership.law.ending_guards import (
    alternatives_named,
    both_reviewed,
    contact_lost,
    date_reached,
    ground_given,
    handed_on_to_them,
    no_concern_open,
    review_offered,
    signposted,
    toolkit_offered,
)
from collabtherapy.partnership.law.leaving_guards import (
    colleagues_go_on,
    notice_given,
    own_concerns_handed_over,
    succeeded,
)
from collabtherapy.partnership.law.rights import BOTH, CLIENTS, THERAPISTS, Roles
from collabtherapy.partnership.law.steps import (
    BEGUN_STAGES,
    EARLY_STAGES,
    OPEN_STAGES,
    Elsewhere,
    Step,
    at,
)
from collabtherapy.partnership.regions.follow_up import (
    ComeBack,
    FollowUp,
    FollowUpOver,
    Reopen,
)
from collabtherapy.partnership.regions.transfer import CompleteTransfer
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.endings import (
    CloseAsLapsed,
    DeclineToStart,
    Finish,
    Leave,
    LeaveAsTherapist,
    RecordDeath,
)
from collabtherapy.partnership.values.forms import Form
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.stages import ClosureKind, Stage

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


def _one_fewer(
    row: str, act: type[Act], who: Roles, *, closes_as: ClosureKind, because: str
) -> tuple[Step, ...]:
    """Give the rows of an act by which there is one client fewer, or none."""
    stays = Step(
        id=f"{row}-early",
        on=(act,),
        from_=at(*EARLY_STAGES),
        to=Elsewhere.SAME,
        who=who,
        when=_others_go_on,
        on_request=False,
        because="what has not begun goes on for those who stay",
    )
    begun = at(*BEGUN_STAGES)
    return (
        attrs.evolve(
            stays,
            id=row,
            from_=at(*OPEN_STAGES),
            to=Stage.CLOSED,
            when=_last_client,
            closes_as=closes_as,
            because=because,
        ),
        stays,
        attrs.evolve(
            stays,
            id=f"{row}-couple",
            from_=begun,
            to=Stage.PAUSED,
            when=_couple_goes_on,
            recontract=True,
            because="whoever stays of a couple or family agrees anew",
        ),
        attrs.evolve(
            stays,
            id=f"{row}-group",
            from_=begun,
            when=_group_goes_on,
            because="a group goes on",
        ),
    )


NOT_BEGUN = at(*BEFORE_WORKING, Stage.PAUSED, paused_from=BEFORE_WORKING)

LEAVING_COLLEAGUES = (
    Step(
        id="L26",
        on=(LeaveAsTherapist,),
        from_=at(*OPEN_STAGES),
        to=Elsewhere.SAME,
        who=THERAPISTS,
        guards=(
            colleagues_go_on,
            succeeded,
            own_concerns_handed_over,
            ground_given,
            alternatives_named,
            notice_given,
        ),
        on_request=False,
        because="colleagues go on, on a ground and with alternatives (APA 10.10); the "
        "agreement stands, and the clients may ask for another",
    ),
)

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
        guards=(no_concern_open, review_offered, alternatives_named),
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
        id="L17-client",
        on=(ComeBack,),
        from_=at(Stage.FOLLOW_UP),
        to=Stage.CONTRACTING,
        who=CLIENTS,
        recontract=True,
        on_request=False,
        because="a door that is open is open to whoever comes back by themselves: "
        "nothing is decided by it, and a new agreement comes first",
    ),
    Step(
        id="L18",
        on=(FollowUpOver,),
        from_=at(Stage.FOLLOW_UP),
        to=Stage.CLOSED,
        who=CLIENTS,
        closes_as=ClosureKind.AGREED,
        because="whoever was followed up may have heard enough",
    ),
    Step(
        id="L18-therapist",
        on=(FollowUpOver,),
        from_=at(Stage.FOLLOW_UP),
        to=Stage.CLOSED,
        who=THERAPISTS,
        guards=(no_concern_open,),
        closes_as=ClosureKind.AGREED,
        because="whoever follows up ends it, if nobody is in danger",
    ),
    Step(
        id="L18-service",
        on=(FollowUpOver,),
        from_=at(Stage.FOLLOW_UP),
        to=Stage.CLOSED,
        who=frozenset({Role.ORGANISATION}),
        guards=(no_concern_open, date_reached),
        closes_as=ClosureKind.AGREED,
        because="the service may end it once the agreed date is reached",
    ),
    *_one_fewer(
        "L19",
        Leave,
        CLIENTS,
        closes_as=ClosureKind.CLIENT_LEFT,
        because="autonomy: no guard, ever",
    ),
    Step(
        id="L20",
        on=(DeclineToStart,),
        from_=NOT_BEGUN,
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
        from_=NOT_BEGUN,
        to=Stage.CLOSED,
        who=THERAPISTS,
        when=_referred,
        guards=(no_concern_open,),
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
        id="L22",
        on=(CompleteTransfer,),
        from_=at(*BEGUN_STAGES),
        to=Stage.CLOSED,
        who=frozenset({Role.THERAPIST, Role.OUTSIDER}),
        guards=(handed_on_to_them, no_concern_open),
        closes_as=ClosureKind.TRANSFERRED,
        on_request=False,
        because="a new bond, hence a new partnership, for whoever was agreed on",
    ),
    *_one_fewer(
        "L23",
        RecordDeath,
        THERAPISTS | {Role.ORGANISATION},
        closes_as=ClosureKind.DIED,
        because="nobody is left whose partnership it was",
    ),
    *LEAVING_COLLEAGUES,
)
