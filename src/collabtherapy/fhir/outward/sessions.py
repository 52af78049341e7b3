"""Encounter, Appointment and Location: a session that was held, one that was booked.

An appointment of which nobody said when it ends lasts as many minutes as whoever
exports says: FHIR wants an end (app-2, app-3). One that is moved is the same resource.
Who the client was is the subject of an Encounter, since in R4 no Patient is a
participant.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from collabtherapy.fhir.codes import (
    ABSENT,
    ACT_CODE,
    ASSUMED_END,
    MODE,
    SESSION_STATUS,
    TAKES_PART,
    WAY,
    coding,
    concept,
    extension,
    identifier,
    own,
)
from collabtherapy.fhir.outward.people import key_of, person, speaking, together
from collabtherapy.fhir.outward.writing import NOT_THERE, Key, Writing
from collabtherapy.fhir.shapes import Json, moment, period, shape
from collabtherapy.fhir.statuses import APPOINTMENT, ENCOUNTER_R4, ENCOUNTER_R5
from collabtherapy.partnership.regions.sessions import Session
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.appointments import MoveSession, PlanSession
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.meetings import Way, session_of
from collabtherapy.partnership.values.moments import LATEST
from collabtherapy.partnership.values.presence import CLOSE, AlsoPresent, As

REVERSED = "a period of FHIR does not end before it begins"


def encounter_key(session: SessionId) -> Key:
    """Give what a session that was held is called."""
    return "Encounter", (str(session),)


def appointment_key(session: SessionId) -> Key:
    """Give what a session that was planned is called."""
    return "Appointment", (str(session),)


def location_key(session: SessionId) -> Key:
    """Return what the place of a session is called."""
    return "Location", (str(session),)


def encounter(w: Writing, act: Act) -> Json | None:
    """Give a reference to the session that an act belongs to, once it has begun."""
    session: SessionId | None = getattr(act, "session", None)
    if session is None:
        return None
    key = encounter_key(session)
    if key in w.made:
        return w.ref(key)
    w.lose(f"{type(act).__name__}.session", NOT_THERE)
    return None


def write_sessions(w: Writing) -> None:
    """Write every session: as an appointment, as an encounter, or as both."""
    planners: dict[SessionId, PersonId] = {}
    for act in (told.act for told in w.seen):
        if isinstance(act, PlanSession | MoveSession):
            planners[session_of(act)] = act.by
    for session in w.view.state.sessions.by_id.values():
        if session.place is not None:
            place: Json = {"status": "active", **w.words("name", session.place)}
            w.put(location_key(session.id), place)
        if session.planned_for is not None:
            _write_appointment(w, session, planners.get(session.id))
        if session.started_at is not None:
            _write_encounter(w, session)


def _write_appointment(w: Writing, session: Session, planner: PersonId | None) -> None:
    start, end = session.planned_for or LATEST, session.planned_until
    extensions = [_status(session), *_mode(session)]
    if end is None:
        end = start + min(timedelta(minutes=w.minutes), LATEST - start)
        extensions.append(extension(ASSUMED_END, valueBoolean=True))
    resource: Json = {
        "identifier": [identifier("session", str(session.id))],
        "extension": extensions,
        "status": APPOINTMENT[session.status],
        "start": moment(start),
        "end": moment(end),
        "participant": list(_invited(w, session, planner)),
    }
    w.put(appointment_key(session.id), shape(resource))


def _invited(w: Writing, session: Session, planner: PersonId | None) -> Iterator[Json]:
    """Yield who is asked to come, who was there, and who was not; and the place."""
    expected = sorted(session.expected) or w.view.state.members.everyone
    those = dict.fromkeys(
        (*expected, *sorted(session.present), *sorted(session.absent))
    )
    for who in those:
        if key_of(w, who)[0] == "Organization":
            continue
        came = who in session.present or who == planner
        yield shape(
            {
                "extension": [extension(ABSENT, valueBoolean=True)]
                if who in session.absent
                else [],
                "actor": person(w, who),
                "status": "accepted" if came else "needs-action",
            }
        )
    for place in w.refs([location_key(session.id)]):
        yield {"actor": place, "status": "accepted"}


def _write_encounter(w: Writing, session: Session) -> None:
    kind = coding(ACT_CODE, "VR" if Way.TELEHEALTH in session.ways else "AMB")
    there = [one for one in sorted(session.present) if key_of(w, one)[0] == "Patient"]
    status = (ENCOUNTER_R5 if w.is_r5 else ENCOUNTER_R4)[session.status]
    held = period(session.started_at, _end(w, session))
    resource: Json = {
        "identifier": [identifier("session", str(session.id))],
        "extension": [
            _status(session),
            *_mode(session),
            *(extension(WAY, valueCode=way.value) for way in sorted(session.ways)),
        ],
        "status": status,
        "class": [concept(kind)] if w.is_r5 else kind,
        "type": list(_types(session)),
        "subject": together(w, there) if there else None,
        "episodeOfCare": w.refs(("EpisodeOfCare", (str(one),)) for one in there),
        "participant": list(_present(w, session)),
        "location": [{"location": p} for p in w.refs([location_key(session.id)])],
        "appointment": w.refs([appointment_key(session.id)]),
        ("actualPeriod" if w.is_r5 else "period"): held,
    }
    w.put(encounter_key(session.id), shape(resource))


def _end(w: Writing, session: Session) -> datetime | None:
    """Give when it ended, unless that was before it began (per-1)."""
    start, end = session.started_at, session.ended_at
    if start is None or end is None or start <= end:
        return end
    w.lose("EndSession.happened_at", REVERSED)
    return None


def _status(session: Session) -> Json:
    return extension(SESSION_STATUS, valueCode=session.status.value)


def _mode(session: Session) -> Iterator[Json]:
    if session.mode is not None:
        yield extension(MODE, valueCode=session.mode.value)


def _types(session: Session) -> Iterator[Json]:
    if session.review:
        yield own("session-type", "review")
    if session.ending_talk:
        yield own("session-type", "ending_talk")


def _present(w: Writing, session: Session) -> Iterator[Json]:
    """Yield who was there besides the subject: therapists, and others as what."""
    actor = "actor" if w.is_r5 else "individual"
    for who in sorted(session.present):
        if key_of(w, who)[0] == "Practitioner":
            for stay in session.presence.get(who, ()):
                whole = stay.from_the_start and (stay.until is None or stay.to_the_end)
                part = None if whole else period(stay.since, stay.until)
                yield shape({actor: person(w, who), "period": part})
    for other in session.others:
        yield {"type": [_as(other.as_)], actor: _besides(w, session, other)}


def _as(what: As) -> Json:
    if what is As.INTERPRETER:
        return concept(coding(TAKES_PART, "translator"))
    return own("present-as", what.value)


def _besides(w: Writing, session: Session, other: AlsoPresent) -> Json:
    """Return a reference to one of the others: to who is close to a client, or not."""
    if other.as_ not in CLOSE:
        return person(w, other.person)
    there = [one for one in sorted(session.present) if key_of(w, one)[0] == "Patient"]
    spoken_for = (
        held.client
        for held in w.view.state.representation.standing(w.view.state.at)
        if held.holder == other.person
    )
    return speaking(w, other.person, next(spoken_for, there[0]))
