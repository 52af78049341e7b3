"""Communication: what is said to somebody, and what is answered to it.

Feedback is a message whose numbers are a QuestionnaireResponse of our own; its answer
and what was changed for it say what they are in response to. So does what was said of a
note: a comment, whether somebody agrees with it, what was added. The note names those
who disagree by that, and their message is in every Bundle that has the note.
"""

from collections.abc import Iterator

from collabtherapy import acts
from collabtherapy.fhir.codes import OWN, own
from collabtherapy.fhir.outward.measures import answers_key
from collabtherapy.fhir.outward.people import key_of, person
from collabtherapy.fhir.outward.sessions import encounter
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.shapes import Json, moment, shape
from collabtherapy.partnership.regions.notes import OF_NOTES
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import NoteId, PersonId, SessionId
from collabtherapy.partnership.values.words import Words

MESSAGES = (
    acts.AskFeedback,
    acts.GiveFeedback,
    acts.DeclineFeedback,
    acts.AnswerFeedback,
    acts.Adjust,
    acts.Reflect,
    acts.ReachOut,
    acts.RecordContact,
    acts.WriteNote,
    *OF_NOTES,
)
"""What is written as a message."""

ITEMS = ("heard", "understood", "respected", "support", "empowerment", "comfort")
"""What feedback may hold, each from 0 to 10, with words beside."""

FEEDBACK = f"{OWN}questionnaire:feedback"


def message_key(told: Told) -> Key:
    """Give what a message is called: each is of one act."""
    return "Communication", (told.name,)


def write_messages(w: Writing) -> None:
    """Write what was said, in the order in which it was."""
    given: dict[tuple[SessionId, PersonId], Key] = {}
    notes: dict[NoteId, Key] = {}
    for told in w.seen:
        act = told.act
        if not isinstance(act, MESSAGES):
            continue
        if isinstance(act, acts.WriteNote) and act.id is not None:
            notes[act.id] = message_key(told)
        if isinstance(act, acts.GiveFeedback | acts.DeclineFeedback):
            given[act.session, act.by] = message_key(told)
        if isinstance(act, OF_NOTES):
            answered = notes.get(act.note)
        else:
            answered = given.get(_answers(act))
        _write(w, told, answered)


def _answers(act: Act) -> tuple[SessionId, PersonId]:
    """Give whose feedback, of which session, an act is in response to."""
    if isinstance(act, acts.AnswerFeedback):
        return act.session, act.to
    if isinstance(act, acts.Adjust):
        return act.session, act.because_of
    return SessionId("-"), PersonId("-")


def _write(w: Writing, told: Told, answered: Key | None) -> None:
    act = told.act
    is_no = _declines(act)
    sender = act.client if isinstance(act, acts.RecordContact) else act.by
    recipients = tuple(_to(told))
    resource: Json = {
        "inResponseTo": [] if answered is None else [w.ref(answered)],
        "status": "not-done" if is_no else "completed",
        "statusReason": own("not-done", "declined") if is_no else None,
        "category": [own("message", _category(act))],
        "subject": _subject(w, sender, *recipients),
        "encounter": encounter(w, act),
        "sent": None if is_no else moment(told.happened_at),
        "sender": person(w, sender),
        "recipient": [person(w, one) for one in recipients],
        "payload": list(_payload(w, told)),
    }
    w.put(message_key(told), shape(resource))


def _category(act: Act) -> str:
    """Return what kind of message it is; to disagree is no agreement."""
    if isinstance(act, acts.AgreeToNote) and not act.agreed:
        return "DisagreeWithNote"
    return type(act).__name__


def _subject(w: Writing, *those: PersonId) -> Json | None:
    """Give the client that it is from or to, if there is one."""
    clients = (one for one in those if key_of(w, one)[0] == "Patient")
    found = next(clients, None)
    return None if found is None else person(w, found)


def _declines(act: Act) -> bool:
    if isinstance(act, acts.Reflect):
        return act.words is None
    return isinstance(act, acts.DeclineFeedback)


def _to(told: Told) -> Iterator[PersonId]:
    """Yield to whom it is said, where it names somebody, or says that all are meant."""
    act = told.act
    if isinstance(act, acts.AskFeedback | acts.AnswerFeedback | acts.ReachOut):
        yield act.to
    elif isinstance(act, acts.Adjust):
        yield act.because_of
    elif isinstance(act, acts.WriteNote):
        here = told.before.members.everyone if act.for_everyone else ()
        yield from sorted(act.to or (one for one in here if one != act.by))


def _payload(w: Writing, told: Told) -> Iterator[Json]:
    act = told.act
    if isinstance(act, acts.GiveFeedback):
        if any(getattr(act, name) is not None for name in (*ITEMS, "words")):
            yield {"contentReference": _feedback(w, told, act)}
        return
    words: Words | None = getattr(act, "words", None)
    if words is None:
        return
    if w.is_r5:  # where a payload is no plain string any more
        yield {"contentCodeableConcept": w.words("text", words)}
    else:
        yield w.words("contentString", words)


def _feedback(w: Writing, told: Told, act: "acts.GiveFeedback") -> Json:
    items: list[object] = []
    for name in ITEMS:
        value: int | None = getattr(act, name)
        if value is not None:
            items.append({"linkId": name, "answer": [{"valueInteger": value}]})
    if act.words is not None:
        items.append({"linkId": "words", "answer": [w.words("valueString", act.words)]})
    resource: Json = {
        "questionnaire": FEEDBACK,
        "status": "completed",
        "subject": person(w, act.by),
        "encounter": encounter(w, act),
        "authored": moment(told.happened_at),
        "author": person(w, act.by),
        "source": person(w, act.by),
        "item": items,
    }
    return w.put(answers_key(told), shape(resource))
