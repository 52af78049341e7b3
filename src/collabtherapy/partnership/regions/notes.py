"""Notes: those written to be shared, and a therapist's own.

A shared note names its readers, or says that it is for everyone. With one client it
may leave that open, and is for everyone: there is nobody to keep it from. Between
several clients it may not, so that nothing is shared with a partner by omission. It may
answer a signal: who is spoken of has a right of reply, and the reply stands beside it
for those who may read the note. A process note is its author's alone, and carries no
decision, goal or consent: what both have to know is decided or written to be shared.

Sources: collaborative documentation and open notes; the separate standing of
psychotherapy notes in records law.
"""

from typing import TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, code_or_none, each
from collabtherapy.partnership.values.ids import PersonId, SessionId, people
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

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.to and self.for_everyone:
            raise ValueError("a note names its readers or is for everyone, not both")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WriteProcessNote(Act):
    """Write something down for oneself alone, as a therapist.

    Args:
        words: what is written.
        session: the session it is about, if it is about one.
    """

    words: Words = field(validator=a(Words))
    session: SessionId | None = field(default=None, converter=optional(SessionId))


Note: TypeAlias = WriteNote | WriteProcessNote


@attrs.frozen(kw_only=True)
class Notes:
    """Every note, the first first."""

    entries: tuple[Note, ...] = ()


NOTES = Region("notes", Notes())


@NOTES.folds(WriteNote)
def _write(notes: Notes, act: WriteNote) -> Notes:
    return Notes(entries=(*notes.entries, act))


@NOTES.folds(WriteProcessNote)
def _write_process(notes: Notes, act: WriteProcessNote) -> Notes:
    return Notes(entries=(*notes.entries, act))
