"""Acts that one could think of for each other: alliance, safety, contact, notes."""

from collections.abc import Iterator
from datetime import datetime

from collabtherapy.partnership.act import Act
from collabtherapy.partnership.alliance import (
    AcknowledgeRupture,
    ConfirmRepair,
    Marker,
    MarkRupture,
    RateBond,
    WorkOnRupture,
)
from collabtherapy.partnership.breaks import RecordUnavailability
from collabtherapy.partnership.contact import ReachOut, RecordContact
from collabtherapy.partnership.endings import RecordDeath
from collabtherapy.partnership.ids import PersonId
from collabtherapy.partnership.notes import WriteNote, WriteProcessNote
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.preferences import (
    DIMENSIONS,
    StateNeed,
    StatePreference,
    StateWhatMatters,
)
from collabtherapy.partnership.reviews import LookBack, OfferReview
from collabtherapy.partnership.safety import (
    CheckSafety,
    HandOverSafety,
    RaiseConcern,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.toolkit import AddToToolkit, OfferToolkit, ToolKind
from collabtherapy.partnership.words import SOME_WORDS


def _say_what_suits(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield StatePreference(by=by, at=at, dimension=DIMENSIONS[0], strength=0)
    yield StateNeed(by=by, at=at, need="interpreter")
    yield StateWhatMatters(by=by, at=at, words=SOME_WORDS)


def _take_along(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield AddToToolkit(by=by, at=at, kind=ToolKind.INSIGHT, words=SOME_WORDS)
    for client in state.members.ids(Role.CLIENT):
        yield OfferToolkit(by=by, at=at, to=client)


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
            )
            for kind in (AcknowledgeRupture, WorkOnRupture, ConfirmRepair):
                yield kind(by=by, at=at, client=client, therapist=therapist)


def _keep_safe(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for client in state.members.ids(Role.CLIENT):
        yield RaiseConcern(by=by, at=at, client=client)
        for clear in (True, False):
            yield CheckSafety(by=by, at=at, client=client, clear=clear)
        yield HandOverSafety(
            by=by, at=at, client=client, recipient="service", ground="emergency"
        )


def _stay_in_touch(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    for client in state.members.ids(Role.CLIENT):
        yield ReachOut(by=by, at=at, to=client)
        yield RecordContact(by=by, at=at, client=client)
        yield RecordDeath(by=by, at=at, client=client)
    for therapist in state.members.ids(Role.THERAPIST):
        yield RecordUnavailability(by=by, at=at, therapist=therapist)


def _write_down(_: State, by: PersonId, at: datetime) -> Iterator[Act]:
    yield WriteNote(by=by, at=at, words=SOME_WORDS)
    yield WriteProcessNote(by=by, at=at, words=SOME_WORDS)
    yield OfferReview(by=by, at=at)
    yield LookBack(by=by, at=at)


CARE_OFFERS = (
    _say_what_suits, _take_along, _between_two, _keep_safe, _stay_in_touch, _write_down,
)  # fmt: skip
