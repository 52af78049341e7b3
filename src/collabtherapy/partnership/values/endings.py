"""Endings: together, by either side, by leaving, by silence, by death.

Whose each is and what it asks for stands in the lifecycle: a client leaves without a
reason, and a therapist ends on a ground, with alternatives, and never while a concern
for somebody's safety is open. A therapist who is not the last may leave the others to
go on.

Source: APA 10.10, interrupting and ending therapy.
"""

from enum import StrEnum

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.shapes import Shape
from collabtherapy.partnership.values.words import Words


class EndingGround(StrEnum):
    """On what a therapist ends the work (APA 10.10)."""

    NO_LONGER_NEEDED = "no_longer_needed"
    NOT_BENEFITING = "not_benefiting"
    HARMED = "harmed"
    THREATENED = "threatened"
    COMPETENCE = "competence"
    UNAVAILABILITY = "unavailability"
    LIMIT_TOLD = "limit_told"

    @property
    def aloud(self) -> str:
        """The ground as a therapist would say it."""
        if self is EndingGround.COMPETENCE:
            return "beyond my expertise"
        return self.value.replace("_", " ")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StartEnding(Act):
    """Say that one wishes to stop, so that there is time to part well.

    Args:
        words: why; a client owes no reason.
        ground: on what a therapist ends.
        alternatives: which other help a therapist named; one who is threatened need
            not.
    """

    words: Words | None = field(default=None, validator=a(Words, optional=True))
    ground: EndingGround | None = field(
        default=None, validator=a(EndingGround, optional=True)
    )
    alternatives: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Finish(Act):
    """Bring an ending to its end.

    Args:
        alternatives: which other help a therapist named.
    """

    alternatives: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Leave(Act):
    """Go, from any open stage, without a reason and without being asked for one."""

    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LeaveAsTherapist(Act):
    """Leave a partnership that colleagues go on with.

    Args:
        ground: on what one leaves, as where a therapist ends the work.
        alternatives: which other help was named than staying with those who go on;
            one who is threatened need not.
        successor_lead: who is the lead from then on, where the lead leaves; whoever
            then is by their posts, unless given.
        words: why.
    """

    ground: EndingGround | None = field(
        default=None, validator=a(EndingGround, optional=True)
    )
    alternatives: Words | None = field(default=None, validator=a(Words, optional=True))
    successor_lead: PersonId | None = field(default=None, converter=optional(PersonId))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeclineToStart(Act):
    """Say, as a therapist, that the work will not begin here.

    Args:
        signposting: which other help was named, where it is referred on to none.
        referred_to: the service it is referred on to, if it is.
        words: why.
    """

    signposting: Words | None = field(default=None, validator=a(Words, optional=True))
    referred_to: PersonId | None = field(default=None, converter=optional(PersonId))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CloseAsLapsed(Act):
    """Close what nobody has been heard from in, after enough was tried."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordDeath(Act):
    """Record that a client has died."""

    client: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Ending(Matter):
    """Bringing the work to an end together.

    Args:
        words: what both say of it.
        shape: what the work was, where no agreement says so: one session that was
            enough, or one at a time.
    """

    words: Words | None = field(default=None, validator=a(Words, optional=True))
    shape: Shape | None = field(default=None, validator=a(Shape, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class KeepGoing(Matter):
    """Going on working after all."""
