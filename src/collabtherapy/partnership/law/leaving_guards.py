"""The conditions on a therapist's leaving a partnership that colleagues go on with."""

from typing import cast

from collabtherapy.partnership.law.guards import deciding
from collabtherapy.partnership.law.handing_over import waits_for_a_yes
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.notices import GiveNotice, Noticed
from collabtherapy.partnership.regions.safety import HandOverSafety
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.endings import EndingGround, LeaveAsTherapist
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Post, Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Rule,
)

LAST_THERAPIST = Reason(
    "therapist.last",
    Rule.ASSENT,
    "nobody would be left who answers for the work once {by} has gone: a colleague is "
    "involved first, or the work is handed on, ended or paused",
)
NO_SUCCESSOR = Reason(
    "therapist.successor",
    Rule.ASSENT,
    "the lead is succeeded by a colleague who is no trainee, and only the lead is",
)
NO_NOTICE = Reason(
    "therapist.no_notice",
    Rule.ASSENT,
    "{by} has given no notice of leaving from now: tell {clients} first, then record "
    "that you did; only who is threatened need not",
)
OWN_CONCERN = Reason(
    "safety.own_concern_open",
    Rule.SAFETY,
    "{by} raised a concern for the safety of {client} that is open, and hands it to a "
    "colleague first, who says yes",
)


def colleagues_go_on(state: State, act: Act, _: Matter | None) -> Refusals:
    """A therapist goes only where somebody who answers for the work goes on."""
    if _colleagues(state, act.by):
        return NONE
    return (LAST_THERAPIST(*deciding(state, Involve), by=act.by),)


def succeeded(state: State, act: Act, _: Matter | None) -> Refusals:
    """Whoever is the lead after the lead has gone is a colleague, and no trainee."""
    colleagues = _colleagues(state, act.by)
    named = cast("LeaveAsTherapist", act).successor_lead
    if state.members.lead != act.by:
        fit = named is None
        change = Change("successor_lead", (None,))
    else:
        fit = (named or _next_lead(state, act.by)) in colleagues
        change = Change("successor_lead", colleagues)
    return NONE if fit or not colleagues else (NO_SUCCESSOR(change, by=act.by),)


def notice_given(state: State, act: Act, _: Matter | None) -> Refusals:
    """The clients hear of a leaving before it comes (APA 10.10)."""
    threatened = cast("LeaveAsTherapist", act).ground is EndingGround.THREATENED
    leaving = Noticed.LEAVING
    if threatened or state.notices.standing(leaving, act.by, act.recorded_at):
        return NONE
    notice, clients = Do(GiveNotice, (act.by,), {"of": leaving}), Role.CLIENT
    return (NO_NOTICE(notice, by=act.by, clients=state.members.ids(clients)),)


def own_concerns_handed_over(state: State, act: Act, _: Matter | None) -> Refusals:
    """Who saw a danger does not go and leave it at that."""
    colleagues = _colleagues(state, act.by)
    clients = tuple(client.id for client in state.members.clients)
    return tuple(
        waits_for_a_yes(state, client)
        or OWN_CONCERN(
            Do(
                HandOverSafety,
                (act.by,),
                {"client": client, "recipient": colleagues[0]}
                if colleagues
                else {"client": client},
            ),
            by=act.by,
            client=client,
        )
        for client in state.safety.open_about(clients)
        if any(raised.by == act.by for raised in state.safety.of(client).raised)
    )


def _colleagues(state: State, person: PersonId) -> tuple[PersonId, ...]:
    """Return the other therapists who answer for their work themselves."""
    return tuple(
        therapist.id
        for therapist in state.members.therapists
        if therapist.id != person and therapist.post is not Post.TRAINEE
    )


def _next_lead(state: State, person: PersonId) -> PersonId | None:
    """Return who is the lead by their posts once a therapist has gone."""
    stay = [t for t in state.members.therapists if t.id != person]
    leads = (t.id for t in stay if t.post is Post.LEAD)
    return next(leads, stay[0].id if stay else None)
