"""Notes: those written to be shared, and a therapist's own.

A shared note names its readers, or says that it is for everyone. With one client it
may leave that open, and is for everyone: there is nobody to keep it from. Between
several clients it may not, so that nothing is shared with a partner by omission. It may
answer a signal: who is spoken of has a right of reply, and the reply stands beside it
for those who may read the note. A process note is its author's alone, and carries no
decision, goal or consent: what both have to know is decided or written to be shared.

A shared note that has a name is talked over: it is a draft until each of its readers
has said whether they agree; its readers may comment, and add to it. Nothing of it
is ever edited, and what somebody disagrees with stands beside it wherever it is read.

Sources: collaborative documentation and open notes; 45 CFR 164.526(d), by which a
statement of disagreement goes along with what it disagrees with; the separate standing
of psychotherapy notes in records law.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, code_or_none, each
from collabtherapy.partnership.values.ids import (
    NoteId,
    PersonId,
    SessionId,
    fresh,
    people,
)
from collabtherapy.partnership.values.refusals import (
    Reason,
    Refusal,
    Rule,
    sought,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WriteNote(Act):
    """Write something down for everyone, or for those it names.

    Args:
        words: what is written.
        to: the readers beside its author.
        for_everyone: whether it is for everyone who is here; where it is about a
            session, for everyone who was there, and the therapists.
        session: the session it is about, if it is about one.
        answers: the id of the signal that it answers, as `insight.Signal` has it; None
            where it answers none.
        id: its name, by which it is talked over; None where it stands as it is.

    Raises:
        ValueError: If it names readers and is for everyone as well.
    """

    words: Words = field(validator=a(Words))
    to: frozenset[PersonId] = field(
        default=frozenset[PersonId](), converter=people, validator=each(PersonId)
    )
    for_everyone: bool = field(default=False, validator=a(bool))
    session: SessionId | None = field(default=None, converter=optional(SessionId))
    answers: str | None = field(
        default=None, converter=optional(text), validator=code_or_none
    )
    id: NoteId | None = field(default=None, converter=optional(NoteId))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.to and self.for_everyone:
            raise InvalidInput("a note names its readers or is for everyone, not both")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WriteProcessNote(Act):
    """Write something down for oneself alone, as a therapist.

    Args:
        words: what is written.
        session: the session it is about, if it is about one.
    """

    words: Words = field(validator=a(Words))
    session: SessionId | None = field(default=None, converter=optional(SessionId))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CommentOnNote(Act):
    """Comment on a shared note, for its readers.

    Args:
        note: the note.
        words: what is said.
    """

    note: NoteId = field(converter=NoteId)
    words: Words = field(validator=a(Words))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AgreeToNote(Act):
    """Agree or disagree with a shared note; the last word counts.

    Args:
        note: the note.
        agreed: whether one does.
        words: with what one does not, or anything else; nobody owes a reason.
    """

    note: NoteId = field(converter=NoteId)
    agreed: bool = field(default=True, validator=a(bool))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Addendum(Act):
    """Add to a shared note, which stays as it is.

    Args:
        note: the note.
        words: what is added.
    """

    note: NoteId = field(converter=NoteId)
    words: Words = field(validator=a(Words))


Note: TypeAlias = WriteNote | WriteProcessNote

OfNote: TypeAlias = CommentOnNote | AgreeToNote | Addendum
OF_NOTES: Final = (CommentOnNote, AgreeToNote, Addendum)
"""What is done about a shared note, each for its readers."""


@attrs.frozen(kw_only=True)
class SharedNote:
    """A shared note, and everything that was said of it.

    Args:
        note: the note, as it was written.
        said: comments, positions and addenda, the first first.
    """

    note: WriteNote
    said: tuple[OfNote, ...] = ()

    @property
    def comments(self) -> tuple[CommentOnNote, ...]:
        """What was said about it."""
        return tuple(act for act in self.said if isinstance(act, CommentOnNote))

    @property
    def addenda(self) -> tuple[Addendum, ...]:
        """What was added to it."""
        return tuple(act for act in self.said if isinstance(act, Addendum))

    @property
    def positions(self) -> Mapping[PersonId, AgreeToNote]:
        """The last word of each who said whether they agree."""
        return {act.by: act for act in self.said if isinstance(act, AgreeToNote)}

    @property
    def dissent(self) -> tuple[AgreeToNote, ...]:
        """What those say who disagree; it is read wherever the note is."""
        return tuple(act for act in self.positions.values() if not act.agreed)

    def is_draft(self, readers: Iterable[PersonId]) -> bool:
        """Return whether one of its readers has not said whether they agree."""
        positions = self.positions
        return any(one != self.note.by and one not in positions for one in readers)


@attrs.frozen(kw_only=True)
class Notes:
    """Every note.

    Args:
        entries: the notes, the first first.
        by_id: those that have a name, with what was said of them.
    """

    entries: tuple[Note, ...] = ()
    by_id: Register[NoteId, SharedNote] = Register()


NOTE_TAKEN = Reason(
    "note.id_taken",
    Rule.RECORD,
    "there is a note {note} already: add to it, or name this one otherwise",
)
OWN_NOTE = Reason(
    "note.own",
    Rule.RECORD,
    "{by} wrote note {note}, and has said with it what they think",
)

NOTES = Region("notes", Notes())


@NOTES.refuses(WriteNote)
def _taken(notes: Notes, act: WriteNote) -> Refusal | None:
    name = act.id
    if name is None or name not in notes.by_id:
        return None
    other = sought("id", lambda: (fresh(name, notes.by_id),))
    return NOTE_TAKEN(other, note=name)


@NOTES.refuses(AgreeToNote)
def _own(notes: Notes, act: AgreeToNote) -> Refusal | None:
    shared = notes.by_id.find(act.note)
    if shared is None or shared.note.by != act.by:
        return None
    others = sought(
        "note",
        lambda: (name for name, one in notes.by_id.items() if one.note.by != act.by),
    )
    return OWN_NOTE(others, note=act.note, by=act.by)


@NOTES.folds(WriteNote)
def _write(notes: Notes, act: WriteNote) -> Notes:
    by_id = notes.by_id
    if act.id is not None:
        by_id = by_id.put(act.id, SharedNote(note=act))
    return Notes(entries=(*notes.entries, act), by_id=by_id)


@NOTES.folds(WriteProcessNote)
def _write_process(notes: Notes, act: WriteProcessNote) -> Notes:
    return attrs.evolve(notes, entries=(*notes.entries, act))


@NOTES.folds(CommentOnNote)
def _comment(notes: Notes, act: CommentOnNote) -> Notes:
    return _said(notes, act)


@NOTES.folds(AgreeToNote)
def _agree(notes: Notes, act: AgreeToNote) -> Notes:
    return _said(notes, act)


@NOTES.folds(Addendum)
def _add(notes: Notes, act: Addendum) -> Notes:
    return _said(notes, act)


def _said(notes: Notes, act: OfNote) -> Notes:
    shared = notes.by_id[act.note]
    after = attrs.evolve(shared, said=(*shared.said, act))
    return attrs.evolve(notes, by_id=notes.by_id.put(act.note, after))
