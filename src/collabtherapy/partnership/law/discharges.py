"""What discharges a duty, in one table; what opens it stands in `triggers`."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast

from collabtherapy.partnership.law.triggers import ever_owed
from collabtherapy.partnership.regions.alliance import AcknowledgeRupture
from collabtherapy.partnership.regions.consent import Explain
from collabtherapy.partnership.regions.contact import ReachOut
from collabtherapy.partnership.regions.duties import DutyKind, duty_id
from collabtherapy.partnership.regions.feedback import (
    AnswerFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Invitation,
    Reflect,
)
from collabtherapy.partnership.regions.orientation import Orient
from collabtherapy.partnership.regions.preferences import StateWhatMatters
from collabtherapy.partnership.regions.sessions import StartSession
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import DutyId, PersonId, SessionId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope

A = TypeVar("A", bound=Act)


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
            yield from ever_owed(state, DutyKind.OFFER_ENDING_TALK, person)


def _by_acknowledging(state: State, act: AcknowledgeRupture) -> Iterator[DutyId]:
    nth = len(state.alliance.of(act.client, act.therapist).ruptures)
    yield duty_id(DutyKind.ACKNOWLEDGE_RUPTURE, act.client, act.therapist, nth)


def _by_reaching_out(_: State, act: ReachOut) -> Iterator[DutyId]:
    yield duty_id(DutyKind.CONTACT_WHILE_WAITING, act.to)


def _by_saying_what_matters(state: State, act: StateWhatMatters) -> Iterator[DutyId]:
    yield from ever_owed(state, DutyKind.ASK_WHAT_MATTERS, act.by)


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
            _row(StateWhatMatters, _by_saying_what_matters),
        )
    )
)
"""The duties that an act discharges, by name; those that are not open are left be."""
