"""Breaks: taken by a client or a therapist, or come upon a therapist.

Sources: BACP Ethical Framework 40-41, planned and unplanned breaks; 42, a nominee.
"""

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Pause(Act):
    """Take a break. A client owes nothing for it.

    Args:
        words: why; a therapist says.
        cover: whom a therapist agreed with to be there for the clients meanwhile.
    """

    words: Words | None = field(default=None, validator=a(Words, optional=True))
    cover: PersonId | None = field(default=None, converter=optional(PersonId))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordUnavailability(Act):
    """Record, as the nominee or the service, that a therapist cannot go on for now."""

    therapist: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resume(Matter):
    """Going on after a break, from where it was."""
