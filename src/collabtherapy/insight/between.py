"""What an account tells of what came between people, and of the notes they share."""

from collections.abc import Iterator

from collabtherapy.insight.telling import Teller, and_words, day, quoted
from collabtherapy.partnership.regions.alliance import AcknowledgeRupture, Rupture
from collabtherapy.partnership.regions.notes import SharedNote, WriteNote
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Therapist
from collabtherapy.partnership.values.words import Words


def ruptures(teller: Teller, client: PersonId) -> Iterator[str]:
    """Yield what came between a client and each therapist, and what was done then."""
    parts = {
        (entry.act.therapist, entry.effective_at): entry.act.own_part
        for entry in teller.seen.entries
        if isinstance(entry.act, AcknowledgeRupture) and entry.act.client == client
    }
    for person in teller.seen.state.members.ever:
        if isinstance(person, Therapist):
            name = teller.name(person.id)
            for rupture in teller.seen.alliance(client, person.id).ruptures:
                at = rupture.acknowledged_at
                part = None if at is None else parts.get((person.id, at))
                yield f"with {name}: {'; '.join(_steps(teller, rupture, part))}"


def _steps(teller: Teller, rupture: Rupture, own_part: Words | None) -> Iterator[str]:
    """Yield each step of a rupture with its day, the first first."""
    kinds = ", ".join(sorted(kind.value.replace("_", " ") for kind in rupture.kinds))
    for marked in rupture.markers:
        who, words = teller.name(marked.by), and_words(marked.words)
        yield f"{day(marked.at)} raised by {who}{words}"
    if kinds:
        yield f"it was said to be: {kinds}"
    if rupture.acknowledged_at is not None:
        yield f"{day(rupture.acknowledged_at)} spoken to{and_words(own_part)}"
    for taken in rupture.taken_to:
        yield f"{day(taken.at)} taken to {teller.name(taken.recipient)}"
    for heard in rupture.heard:
        who, words = teller.name(heard.by), and_words(heard.words)
        yield f"{day(heard.at)} heard by {who}{words}"
    if rupture.over_at is not None:
        how = "mended" if rupture.repaired else "over, and not mended"
        yield f"{day(rupture.over_at)} {how}"


def notes(teller: Teller, _: PersonId) -> Iterator[str]:
    """Yield each note that is shown, with what its readers said of it beside it."""
    talked_over = teller.seen.state.notes.by_id
    for note in teller.seen.notes:
        if isinstance(note, WriteNote):
            said = None if note.id is None else talked_over.find(note.id)
            beside = "" if said is None else "".join(_said_of(teller, said))
            who = teller.name(note.by)
            yield f"{day(note.at)}, by {who}: {quoted(note.words)}{beside}"


def _said_of(teller: Teller, note: SharedNote) -> Iterator[str]:
    """Yield comments, addenda and positions; who disagrees is read with the note."""
    for comment in note.comments:
        yield f"; {teller.name(comment.by)} said of it: {quoted(comment.words)}"
    for more in note.addenda:
        yield f"; {teller.name(more.by)} added: {quoted(more.words)}"
    for person, position in note.positions.items():
        how = "agreed" if position.agreed else "did not agree"
        yield f"; {teller.name(person)} {how}{and_words(position.words)}"
