"""Notes: those written to be shared, and a therapist's own.

A shared note is for everyone, unless its author names for whom it is: private is
explicit, never by accident. A process note is its author's alone, and carries no
decision, goal or consent: what both have to know is decided or written to be shared.

Sources: collaborative documentation and open notes; the separate standing of
psychotherapy notes in records law.
"""

from typing import TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, each
from collabtherapy.partnership.values.ids import PersonId, SessionId, people
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WriteNote(Act):
    """Write something down for everyone, or for those it names.

    Args:
        words: what is written.
        to: for whom it is, beside its author; nobody named means for everyone.
        session: the session it is about, if it is about one.
    """

    words: Words = field(validator=a(Words))
    to: frozenset[PersonId] = field(
        default=frozenset[PersonId](), converter=people, validator=each(str)
    )
    session: SessionId | None = field(default=None, converter=optional(SessionId))


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
