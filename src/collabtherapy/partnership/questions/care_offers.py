"""Acts that one could think of for each other: alliance, safety, contact, notes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from collabtherapy.partnership.regions.advance import (
    ReadAdvanceStatement,
    TakeBackAdvanceStatement,
    WriteAdvanceStatement,
)
from collabtherapy.partnership.regions.alliance import (
    AcknowledgeRupture,
    ConfirmRepair,
    HearRupture,
    Marker,
    MarkRupture,
    RateBond,
    RuptureKind,
    TakeRuptureTo,
    WorkOnRupture,
)
from collabtherapy.partnership.regions.competence import FindCompetence, StateDecider
from collabtherapy.partnership.regions.consults import Consult
from collabtherapy.partnership.regions.contact import ReachOut, RecordContact
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.entries import AnswerDispute, Confirm, Dispute
from collabtherapy.partnership.regions.measurements import RecordMeasure
from collabtherapy.partnership.regions.notes import (
    Addendum,
    AgreeToNote,
    CommentOnNote,
    WriteNote,
    WriteProcessNote,
)
from collabtherapy.partnership.regions.practice import (
    LogPractice,
    Reviewed,
    ReviewPractice,
    StopPractice,
)
from collabtherapy.partnership.regions.preferences import (
    DIMENSIONS,
    Accommodate,
    Answer,
    AnswerNeed,
    StateAspiration,
    StateNeed,
    StatePreference,
    StateWhatMatters,
)
from collabtherapy.partnership.regions.progress import DiscussProgress, Pick
from collabtherapy.partnership.regions.redactions import (
    AskErasure,
    PlaceHold,
    Redact,
    ReleaseHold,
    Restrict,
    Unrestrict,
)
from collabtherapy.partnership.regions.representation import (
    AppointRepresentative,
    ConfirmRepresentation,
    EndRepresentation,
)
from collabtherapy.partnership.regions.reviews import LookBack, OfferReview
from collabtherapy.partnership.regions.safety import (
    AcceptHandOver,
    CheckSafety,
    HandOverSafety,
    RaiseConcern,
)
from collabtherapy.partnership.regions.stance import SetStance, StanceLevel
from collabtherapy.partnership.regions.toolkit import (
    AddToToolkit,
    EndorseInsight,
    OfferToolkit,
    ToolKind,
)
from collabtherapy.partnership.regions.topics import ParkTopic, UnparkTopic
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.authority import Basis
from collabtherapy.partnership.values.breaks import RecordUnavailability
from collabtherapy.partnership.values.endings import RecordDeath
from collabtherapy.partnership.values.erasures import ErasureGround
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import (
    HoldId,
    NoteId,
    PersonId,
    TopicId,
    fresh,
)
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.words import SOME_WORDS


def _say_what_suits(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield StatePreference(by=by, at=at, dimension=DIMENSIONS[0], strength=0)
    for needed in (True, False):
        yield StateNeed(by=by, at=at, need="interpreter", needed=needed)
    yield StateWhatMatters(by=by, at=at, words=SOME_WORDS)
    yield StateAspiration(by=by, at=at, words=SOME_WORDS)
    yield SetStance(by=by, at=at, level=StanceLevel.SHARED)
    yield WriteAdvanceStatement(by=by, at=at, words=SOME_WORDS)
    yield TakeBackAdvanceStatement(by=by, at=at)


def _answer_what_suits(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for client in state.members.ids(Role.CLIENT):
        stated = state.preferences.of(client)
        for need in dict.fromkeys(said.need for said in stated.needs):
            for answer in (Answer.MET, Answer.ALTERNATIVE):
                yield AnswerNeed(
                    by=by,
                    at=at,
                    client=client,
                    need=need,
                    answer=answer,
                    words=SOME_WORDS,
                )
        for dimension in stated.current:
            yield Accommodate(
                by=by,
                at=at,
                client=client,
                dimension=dimension,
                answer=Answer.MET,
                words=SOME_WORDS,
            )


def _look_at_progress(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for client in state.members.ids(Role.CLIENT):
        recorded = state.measurements.by_client.find(client) or ()
        measures = frozenset(measure.instrument for measure in recorded)
        active = state.goals.active
        goals = frozenset(goal.id for goal in active if goal.is_owned_by(client))
        if not measures and not goals:
            continue
        for session in state.sessions.by_id:
            yield DiscussProgress(
                by=by,
                at=at,
                session=session,
                client=client,
                measures=measures,
                goals=goals,
                pick=Pick.CONTINUE if by == client else None,
            )


def _take_along(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield AddToToolkit(by=by, at=at, kind=ToolKind.INSIGHT, words=SOME_WORDS)
    for client in state.members.ids(Role.CLIENT):
        yield OfferToolkit(by=by, at=at, to=client)
    for contribution in state.contributions.by_id:
        yield EndorseInsight(by=by, at=at, contribution=contribution)


def _practise(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for practice in state.tasks.practices:
        yield LogPractice(by=by, at=at, practice=practice)
        yield StopPractice(by=by, at=at, practice=practice)
        yield ReviewPractice(by=by, at=at, practice=practice, outcome=Reviewed.KEEP)
    topics = state.topics.parked
    for topic in (fresh(TopicId("new"), topics), *topics):
        yield ParkTopic(by=by, at=at, topic=topic)
        yield UnparkTopic(by=by, at=at, topic=topic)


def _outside(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield from _keep_or_erase(state, by, at)
    for client in state.members.ids(Role.CLIENT):
        yield from _represent(state, by, client, at)
        yield FindCompetence(
            by=by, at=at, client=client, decision="treatment", competent=True
        )
        yield RecordMeasure(
            by=by, at=at, client=client, instrument="phq-9", score=9, low=0, high=27
        )
        told = state.consent.told.find(client) or frozenset[str]()
        for ground in (None, *sorted(told)):
            yield Disclose(
                by=by,
                at=at,
                client=client,
                recipient="gp",
                purpose="care",
                items={"attendance"},
                ground=ground,
            )


def _keep_or_erase(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    """Yield what a person could do about words that are kept: their own, or others'."""
    people = dict.fromkeys((by, *state.members.ids(Role.CLIENT, Role.THERAPIST)))
    for subject in people:
        yield AskErasure(by=by, at=at, subject=subject)
        for because in (ErasureGround.ERASURE_REQUEST, ErasureGround.RETENTION_OVER):
            yield Redact(by=by, at=at, subject=subject, because=because)
        yield Restrict(by=by, at=at, subject=subject, because="contested")
        yield Unrestrict(by=by, at=at, subject=subject)
    holds = state.redactions.holds
    name, until = fresh(HoldId("hold"), holds), at + timedelta(days=365)
    yield PlaceHold(by=by, at=at, id=name, because="court-case", until=until)
    for hold in holds:
        yield ReleaseHold(by=by, at=at, hold=hold)


def _represent(
    state: State, by: PersonId, client: PersonId, at: datetime
) -> Iterator[Act]:
    """Yield what a person could do about who holds authority for a client."""
    outside = state.members.role(by) is Role.OUTSIDER
    if by == client:
        yield AppointRepresentative(
            by=by, at=at, client=client, representative="parent", basis=Basis.OWN_WISH
        )
    else:
        seen = None if outside else Evidence("order", seen_by=by)
        yield AppointRepresentative(
            by=by,
            at=at,
            client=client,
            representative=by if outside else PersonId("parent"),
            basis=Basis.PARENTAL_RESPONSIBILITY,
            until=at + timedelta(days=365),
            evidence=seen,
        )
    standing = state.representation.standing(at, client=client)
    for holder in (*(held.holder for held in standing), PersonId("parent")):
        yield ConfirmRepresentation(
            by=by,
            at=at,
            client=client,
            representative=holder,
            evidence=Evidence("order", seen_by=by),
        )
    yield ReadAdvanceStatement(by=by, at=at, client=client)
    held = state.representation.find(client, by)
    own = by if held is not None and held.stands(at) else None
    yield EndRepresentation(by=by, at=at, client=client, representative=own)
    yield StateDecider(by=by, at=at, client=client, row="ew.under_16", because="age")


def _between_two(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for client in state.members.ids(Role.CLIENT):
        for therapist in state.members.ids(Role.THERAPIST):
            yield RateBond(by=by, at=at, client=client, therapist=therapist, value=5)
            yield MarkRupture(
                by=by,
                at=at,
                client=client,
                therapist=therapist,
                marker=Marker.WITHDRAWAL,
                kinds=(RuptureKind.PUSHED,) if by == client else (),
            )
            yield AcknowledgeRupture(
                by=by, at=at, client=client, therapist=therapist, own_part=SOME_WORDS
            )
            for kind in (WorkOnRupture, ConfirmRepair, HearRupture):
                yield kind(by=by, at=at, client=client, therapist=therapist)
            for person in _thirds(state, therapist):
                yield TakeRuptureTo(
                    by=by, at=at, client=client, therapist=therapist, recipient=person
                )


def _thirds(state: State, therapist: PersonId) -> Iterator[PersonId]:
    """Yield those to whom a rupture with a therapist could be taken."""
    for person in state.members.ids(Role.THERAPIST, Role.ORGANISATION):
        if person != therapist:
            yield person
    yield PersonId("third-person")


def _keep_safe(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for client in state.members.ids(Role.CLIENT):
        yield RaiseConcern(by=by, at=at, client=client)
        for clear in (True, False):
            yield CheckSafety(by=by, at=at, client=client, clear=clear)
        yield HandOverSafety(
            by=by, at=at, client=client, recipient="service", ground="emergency"
        )
        yield AcceptHandOver(by=by, at=at, client=client)


def _stay_in_touch(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for client in (*state.members.ids(Role.CLIENT), *_left(state)):
        yield ReachOut(by=by, at=at, to=client)
    for client in state.members.ids(Role.CLIENT):
        yield RecordContact(by=by, at=at, client=client)
        yield RecordDeath(by=by, at=at, client=client)
    for therapist in state.members.ids(Role.THERAPIST):
        yield RecordUnavailability(by=by, at=at, therapist=therapist)


def _left(state: State) -> Iterator[PersonId]:
    """Yield the clients who have left, whom somebody may still owe a call."""
    return (client.id for client in state.members.former)


def _look_through(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    """Yield what a person could say of the record, and be answered."""
    entered = state.entries.entered.values()
    for one in entered:
        if one.act.by == by:
            yield Confirm(by=by, at=at, acts=(one.version,))
    carried = state.entries.carried
    if carried is not None and carried.waiting_for(by):
        yield Confirm(by=by, at=at, acts=(carried.version,))
    yield Dispute(by=by, at=at, act=1, words=SOME_WORDS)
    for dispute in state.entries.disputes:
        for accepted in (True, False):
            yield AnswerDispute(
                by=by, at=at, dispute=dispute, accepted=accepted, words=SOME_WORDS
            )


def _consult(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    """Yield what a therapist could take to a supervisor: each client, each no."""
    said_no = {
        (dissent.by, proposal.id)
        for proposal in state.decisions.proposals.values()
        for dissent in proposal.dissents
    }
    for client in state.members.ids(Role.CLIENT):
        about = sorted(name for of, name in said_no if of == client)
        for proposal in (None, *about):
            for anonymised in (True, False):
                yield Consult(
                    by=by,
                    at=at,
                    supervisor="supervisor",
                    client=client,
                    proposal=proposal,
                    anonymised=anonymised,
                    advice=SOME_WORDS,
                )


def _write_down(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for_everyone = state.members.several_clients
    # Named after its author: one of another person, unseen, is named otherwise.
    named = fresh(NoteId(f"by-{by}"), state.notes.by_id)
    for name in (named, None):
        yield WriteNote(
            by=by, at=at, words=SOME_WORDS, for_everyone=for_everyone, id=name
        )
    yield WriteProcessNote(by=by, at=at, words=SOME_WORDS)
    for note in state.notes.by_id:
        yield CommentOnNote(by=by, at=at, note=note, words=SOME_WORDS)
        yield AgreeToNote(by=by, at=at, note=note)
        yield Addendum(by=by, at=at, note=note, words=SOME_WORDS)
    yield OfferReview(by=by, at=at)
    yield LookBack(by=by, at=at)


CARE_OFFERS = (
    _say_what_suits, _take_along, _between_two, _keep_safe, _stay_in_touch, _write_down,
    _look_through, _practise, _outside, _answer_what_suits,
    _look_at_progress, _consult,
)  # fmt: skip
