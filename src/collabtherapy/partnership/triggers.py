"""What opens a duty and what discharges it, in two tables.

A trigger names the act or the step of the lifecycle that opens duties, and gives them
from the state before. A duty carries the name of what it is about, so the same cause
never opens a second one.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast

import attrs

from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.alliance import AcknowledgeRupture, MarkRupture
from collabtherapy.partnership.consent import Explain
from collabtherapy.partnership.contact import ReachOut
from collabtherapy.partnership.duties import Duty, DutyKind, duty_id
from collabtherapy.partnership.feedback import (
    AnswerFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Invitation,
    Reflect,
)
from collabtherapy.partnership.ids import DutyId, PersonId, SessionId
from collabtherapy.partnership.moments import after
from collabtherapy.partnership.orientation import Orient
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.scopes import Scope
from collabtherapy.partnership.sessions import EndSession, StartSession
from collabtherapy.partnership.stages import Begin
from collabtherapy.partnership.state import State

A = TypeVar("A", bound=Act)

Owed: TypeAlias = Callable[[State, A, Matter | None], Iterator[Duty]]


@attrs.frozen
class Trigger:
    """One row: the acts, or steps by their names, that open duties; which, and why."""

    id: str
    on: tuple[type[Act] | str, ...]
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
    for person in sorted(state.sessions.by_id[act.session].present):
        response = state.feedback.of(act.session, person)
        for invitation in Invitation:
            if response.outcome(invitation) is None:
                about = (act.session, person, invitation.value)
                by = state.members.lead
                yield _duty(DutyKind.INVITE, *about, by=by, to=person, at=act.at)


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
    nth = len(_ever_owed(state, kind, act.by)) + 1
    yield _duty(kind, act.by, nth, by=by, to=act.by, at=act.at)


def _ever_owed(state: State, kind: DutyKind, to: PersonId) -> tuple[DutyId, ...]:
    """Give every duty of a kind that was ever owed to somebody, done or not."""
    duties = state.duties.by_id.values()
    return tuple(d.id for d in duties if d.kind is kind and d.owed_to == to)


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
        nth = len(_ever_owed(state, kind, client)) + 1
        yield _duty(kind, client, nth, by=act.by, to=client, at=act.at)


LEAVING = ("L19", "L19-early", "L19-couple", "L19-group")

TRIGGERS = (
    Trigger("D1", ("L2",), _contact_while_waiting, "who waits hears from the service"),
    Trigger("D2", ("L3",), _orientation, "taking part may be unfamiliar or daunting"),
    Trigger("D3", ("L3",), _explanation, "an urgent start is explained next (BACP 30)"),
    _upon("D4", EndSession, _deferred_invitations, "nobody goes unasked"),
    _upon("D5", GiveFeedback, _answer_to_feedback, "feedback is answered"),
    _upon("D6", CheckComfort, _answer_to_discomfort, "discomfort is answered"),
    Trigger("D7", ("L14",), _ending_talk, "an ending talk is offered, not imposed"),
    Trigger("D8", LEAVING, _referral_information, "who leaves knows where to turn"),
    _upon("D9", MarkRupture, _acknowledgement, "a rupture is acknowledged"),
    Trigger("D10", LEAVING, _safety_outreach, "who leaves in danger is looked after"),
    Trigger("D11", ("L24",), _cover, "somebody takes care meanwhile (BACP 42)"),
)


def _invited(session: SessionId, by: PersonId, *what: Invitation) -> Iterator[DutyId]:
    return (duty_id(DutyKind.INVITE, session, by, each.value) for each in what)


def _by_feedback(_: State, act: GiveFeedback) -> Iterator[DutyId]:
    yield from _invited(act.session, act.by, Invitation.FEEDBACK)
    if act.comfort is not None:
        yield from _invited(act.session, act.by, Invitation.COMFORT)


def _by_answer(state: State, act: AnswerFeedback) -> Iterator[DutyId]:
    # Anybody may answer, and only a therapist's answer is the one that is owed.
    if state.members.role(act.by) is not Role.THERAPIST:
        return
    response = state.feedback.of(act.session, act.to)
    said = {"feedback": len(response.feedback), "comfort": len(response.comfort)}
    for what, n in said.items():
        for nth in range(1, n + 1):
            yield duty_id(DutyKind.ANSWER_FEEDBACK, act.session, act.to, what, nth)


def _by_explaining(_: State, act: Explain) -> Iterator[DutyId]:
    if act.scope == Scope.ASSESSMENT:
        yield duty_id(DutyKind.EXPLAIN, act.to)


def _by_ending_talk(state: State, act: StartSession) -> Iterator[DutyId]:
    if act.ending_talk:
        for person in sorted(act.present):
            yield from _ever_owed(state, DutyKind.OFFER_ENDING_TALK, person)


def _by_acknowledging(state: State, act: AcknowledgeRupture) -> Iterator[DutyId]:
    nth = len(state.alliance.of(act.client, act.therapist).ruptures)
    yield duty_id(DutyKind.ACKNOWLEDGE_RUPTURE, act.client, act.therapist, nth)


def _by_reaching_out(_: State, act: ReachOut) -> Iterator[DutyId]:
    yield duty_id(DutyKind.CONTACT_WHILE_WAITING, act.to)


Done: TypeAlias = Callable[[State, A], Iterator[DutyId]]


def _row(kind: type[A], done: Done[A]) -> tuple[type[Act], Done[Act]]:
    return kind, cast("Done[Act]", done)


DISCHARGES: Mapping[type[Act], Done[Act]] = MappingProxyType(
    dict(
        (
            _row(Orient, lambda _, act: iter((duty_id(DutyKind.ORIENT, act.to),))),
            _row(Explain, _by_explaining),
            _row(GiveFeedback, _by_feedback),
            _row(
                DeclineFeedback,
                lambda _, act: _invited(act.session, act.by, Invitation.FEEDBACK),
            ),
            _row(
                CheckComfort,
                lambda _, act: _invited(act.session, act.by, Invitation.COMFORT),
            ),
            _row(
                Reflect,
                lambda _, act: _invited(act.session, act.by, Invitation.REFLECTION),
            ),
            _row(AnswerFeedback, _by_answer),
            _row(StartSession, _by_ending_talk),
            _row(AcknowledgeRupture, _by_acknowledging),
            _row(ReachOut, _by_reaching_out),
        )
    )
)
"""The duties that an act discharges, by name; those that are not open are left be."""
