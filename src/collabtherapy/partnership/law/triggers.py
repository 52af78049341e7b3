"""What opens a duty, in one table; what discharges it stands in `discharges`.

A trigger names the act or the step of the lifecycle that opens duties, and gives them
from the state before. A duty carries the name of what it is about, so the same cause
never opens a second one.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias, TypeVar, cast

import attrs

from collabtherapy.partnership.regions.alliance import MarkRupture
from collabtherapy.partnership.regions.decisions import Accept
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.duties import Duty, DutyKind, duty_id
from collabtherapy.partnership.regions.feedback import (
    CheckComfort,
    GiveFeedback,
    Invitation,
)
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.regions.practice import Practice
from collabtherapy.partnership.regions.sessions import EndSession
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import DutyId, PersonId, SessionId
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.moments import after
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Begin, Open

A = TypeVar("A", bound=Act)

Owed: TypeAlias = Callable[[State, A, Matter | None], Iterator[Duty]]


@attrs.frozen
class Trigger:
    """One row: the acts, settled matters, or steps that open duties; which, and why."""

    id: str
    on: tuple[type[Act] | type[Matter] | str, ...]
    opens: Owed[Act]
    because: str


def _upon(id: str, kind: type[A], opens: Owed[A], because: str) -> Trigger:
    return Trigger(id, (kind,), cast("Owed[Act]", opens), because)


def _duty(  # one argument for each thing a duty says
    kind: DutyKind,
    *about: object,
    by: PersonId,
    to: PersonId,
    at: datetime,
    due_at: datetime | None = None,
) -> Duty:
    return Duty(
        id=duty_id(kind, *about),
        kind=kind,
        owed_by=by,
        owed_to=to,
        opened_at=at,
        due_at=due_at,
        by_next_session=due_at is None,
    )


def _contact_while_waiting(state: State, act: Act, _: Matter | None) -> Iterator[Duty]:
    due_at = after(act.at, state.policy.waiting_contact_days)
    kind = DutyKind.CONTACT_WHILE_WAITING
    for client in state.members.ids(Role.CLIENT):
        yield _duty(kind, client, by=act.by, to=client, at=act.at, due_at=due_at)


def _orientation(state: State, act: Act, _: Matter | None) -> Iterator[Duty]:
    for client in state.members.ids(Role.CLIENT):
        if not state.orientation.of(client).given:
            by = state.members.lead
            yield _duty(DutyKind.ORIENT, client, by=by, to=client, at=act.at)


def _orientation_of_who_came(
    state: State, act: Act, matter: Matter | None
) -> Iterator[Duty]:
    person = cast("Join", matter).person.id
    by = state.members.lead
    yield _duty(DutyKind.ORIENT, person, by=by, to=person, at=act.at)


def _orientation_anew(_: State, act: Open, _matter: Matter | None) -> Iterator[Duty]:
    by = Members(people=act.people).lead
    for client in act.clients if act.begun else ():
        yield _duty(DutyKind.ORIENT, client.id, by=by, to=client.id, at=act.at)


def _explanation(state: State, act: Act, matter: Matter | None) -> Iterator[Duty]:
    if not (isinstance(matter, Begin) and matter.urgent):
        return
    for client in state.members.ids(Role.CLIENT):
        if not state.consent.in_force(client, Scope.ASSESSMENT, act.at):
            by = state.members.lead
            yield _duty(DutyKind.EXPLAIN, client, by=by, to=client, at=act.at)


def _deferred_invitations(
    state: State, act: EndSession, _: Matter | None
) -> Iterator[Duty]:
    by, at, kind = state.members.lead, act.at, DutyKind.INVITE
    for person in sorted(state.sessions.by_id[act.session].present):
        response = state.feedback.of(act.session, person)
        for invitation in Invitation:
            if response.outcome(invitation) is None:
                yield _duty(
                    kind, act.session, person, invitation, by=by, to=person, at=at
                )


def _answer_to_feedback(
    state: State, act: GiveFeedback, _: Matter | None
) -> Iterator[Duty]:
    policy = state.policy
    marks = (act.heard, act.understood, act.respected)
    low = any(mark is not None and mark <= policy.low_feedback for mark in marks)
    if low or (act.comfort is not None and act.comfort <= policy.low_comfort):
        nth = len(state.feedback.of(act.session, act.by).feedback) + 1
        yield from _answer(state, act, act.session, "feedback", nth)


def _answer_to_discomfort(
    state: State, act: CheckComfort, _: Matter | None
) -> Iterator[Duty]:
    if act.level is not None and act.level <= state.policy.low_comfort:
        nth = len(state.feedback.of(act.session, act.by).comfort) + 1
        yield from _answer(state, act, act.session, "comfort", nth)


def _answer(
    state: State, act: Act, session: SessionId, what: str, nth: int
) -> Iterator[Duty]:
    # The therapists carry the duties: nobody owes a therapist an answer.
    if state.members.role(act.by) is Role.CLIENT:
        about = (session, act.by, what, nth)
        by = state.members.lead
        yield _duty(DutyKind.ANSWER_FEEDBACK, *about, by=by, to=act.by, at=act.at)


def _ending_talk(state: State, act: Act, _: Matter | None) -> Iterator[Duty]:
    # Minds change, and consent can be taken back more than once: an offer each time.
    by, kind = state.members.lead, DutyKind.OFFER_ENDING_TALK
    nth = len(ever_owed(state, kind, act.for_whom)) + 1
    yield _duty(kind, act.for_whom, nth, by=by, to=act.for_whom, at=act.at)


def ever_owed(state: State, kind: DutyKind, to: PersonId) -> tuple[DutyId, ...]:
    """Give every duty of a kind that was ever owed to somebody, done or not."""
    duties = state.duties.by_id.values()
    return tuple([d.id for d in duties if d.kind is kind and d.owed_to == to])


def _referral_information(state: State, act: Act, _: Matter | None) -> Iterator[Duty]:
    by = state.members.lead
    yield _duty(DutyKind.REFERRAL_INFORMATION, act.by, by=by, to=act.by, at=act.at)


def _acknowledgement(
    state: State, act: MarkRupture, _: Matter | None
) -> Iterator[Duty]:
    bond = state.alliance.of(act.client, act.therapist)
    if bond.open is None:
        about = (act.client, act.therapist, len(bond.ruptures) + 1)
        by, kind = act.therapist, DutyKind.ACKNOWLEDGE_RUPTURE
        yield _duty(kind, *about, by=by, to=act.client, at=act.at)


def _safety_outreach(state: State, act: Act, _: Matter | None) -> Iterator[Duty]:
    if state.safety.of(act.by).is_open:
        kind, by = DutyKind.SAFETY_OUTREACH, state.members.lead
        yield _duty(kind, act.by, by=by, to=act.by, at=act.at)


def _cover(state: State, act: Act, _: Matter | None) -> Iterator[Duty]:
    kind = DutyKind.COVER
    for client in state.members.ids(Role.CLIENT):
        nth = len(ever_owed(state, kind, client)) + 1
        yield _duty(kind, client, nth, by=act.by, to=client, at=act.at)


def _own_practice(state: State, act: Act, matter: Matter | None) -> Iterator[Duty]:
    # A client's practice is their own; what a therapist takes on is owed.
    therapists = state.members.ids(Role.THERAPIST)
    if not isinstance(matter, Practice) or matter.owner not in therapists:
        return
    kind = DutyKind.PRACTICE
    name = cast("Accept", act).proposal
    for client in state.members.ids(Role.CLIENT):
        nth = len(ever_owed(state, kind, client)) + 1
        yield _duty(kind, name, client, nth, by=matter.owner, to=client, at=act.at)


def _telling_of_it(state: State, act: Disclose, _: Matter | None) -> Iterator[Duty]:
    if act.ground is None or act.client_told or act.words is not None:
        return
    kind, to = DutyKind.TELL_DISCLOSURE, act.client
    nth = len(ever_owed(state, kind, to)) + 1
    yield _duty(kind, to, nth, by=act.by, to=to, at=act.at)


def _what_matters(state: State, act: EndSession, _: Matter | None) -> Iterator[Duty]:
    session = state.sessions.by_id[act.session]
    if not session.review and state.sessions.n_held:
        return
    started_at = session.started_at or act.at
    for client in state.members.ids(Role.CLIENT):
        stated = state.preferences.of(client).what_matters
        said = bool(stated) and stated[-1].at >= started_at
        if client in session.present and not said:
            kind, by = DutyKind.ASK_WHAT_MATTERS, state.members.lead
            yield _duty(kind, act.session, client, by=by, to=client, at=act.at)


JOINING = ("L25", "L25-group")
LEAVING = ("L19", "L19-early", "L19-couple", "L19-group")

TRIGGERS = (
    Trigger("D1", ("L2",), _contact_while_waiting, "who waits hears from the service"),
    Trigger("D2", ("L3",), _orientation, "taking part may be unfamiliar or daunting"),
    _upon("D2-successor", Open, _orientation_anew, "a new bond begins anew"),
    Trigger("D3", ("L3",), _explanation, "an urgent start is explained next (BACP 30)"),
    _upon("D4", EndSession, _deferred_invitations, "nobody goes unasked"),
    _upon("D5", GiveFeedback, _answer_to_feedback, "feedback is answered"),
    _upon("D6", CheckComfort, _answer_to_discomfort, "discomfort is answered"),
    Trigger("D7", ("L14",), _ending_talk, "an ending talk is offered, not imposed"),
    Trigger("D8", LEAVING, _referral_information, "who leaves knows where to turn"),
    _upon("D9", MarkRupture, _acknowledgement, "a rupture is acknowledged"),
    Trigger("D10", LEAVING, _safety_outreach, "who leaves in danger is looked after"),
    Trigger("D11", ("L24",), _cover, "somebody takes care meanwhile (BACP 42)"),
    Trigger("D12", (Practice,), _own_practice, "what a therapist takes on is owed"),
    _upon("D13", Disclose, _telling_of_it, "who was spoken of hears of it"),
    _upon("D14", EndSession, _what_matters, "first, and at reviews: what matters most"),
    Trigger("D15", JOINING, _orientation_of_who_came, "who joins has heard none of it"),
)
