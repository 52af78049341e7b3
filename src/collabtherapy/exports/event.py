"""What a log is made of: events, the things they touch, and what became of those.

One `Trace` is told of a partnership, and every format is written from it: what XES
makes a trace of and what OCEL makes a net of are the same events in the same order.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.stages import Stage

Value: TypeAlias = str | int | float | bool | datetime
"""What an attribute holds: text is a name from a vocabulary, and nobody's words."""


@attrs.frozen
class Link:
    """That something touches, or belongs to, a thing: which, and as what."""

    to: str
    qualifier: str


@attrs.frozen(kw_only=True)
class Event:
    """An act as an event.

    Args:
        id: its name.
        place: which of the trace's events it is, from 1; where moments are equal,
            this is what says which came first.
        activity: the kind of act, and of the matter where it is a decision.
        at: from when it counts; along a trace it never decreases.
        recorded_at: when the record learned of it; later than that, of a late entry.
        by: who did it.
        role: in what capacity.
        stage: where the partnership stands after it.
        step: the row of the law that it takes, if it takes one.
        values: what else it says: numbers, moments, names from vocabularies.
        links: the things and people that it touches, the partnership first.
    """

    id: str
    place: int
    activity: str
    at: datetime
    recorded_at: datetime
    by: str
    role: Role
    stage: Stage
    step: str | None = None
    values: Mapping[str, Value] = attrs.field(converter=frozen)
    links: tuple[Link, ...]

    @property
    def entered_by(self) -> str | None:
        """Who wrote it down, if that was another than who did it, and they are told."""
        entered = (link.to for link in self.links if link.qualifier == "entered_by")
        return next(entered, None)

    @property
    def attributes(self) -> dict[str, Value]:
        """Everything it says but who, what and when, as every format writes it.

        When a late entry was recorded is among them: formats have a place for one time.
        """
        said: dict[str, Value] = {
            "place": self.place,
            "role": self.role.value,
            "stage": self.stage.value,
        }
        if self.step is not None:
            said["step"] = self.step
        if self.recorded_at != self.at:
            said["recorded_at"] = self.recorded_at
        return said | dict(self.values)


@attrs.frozen
class Change:
    """That an attribute of a thing has a value from a moment on; None: from always."""

    name: str
    value: Value
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Thing:
    """A thing or a person that events touch.

    Args:
        id: its name.
        kind: what it is: ``Session``, ``Client``, …
        changes: its attributes in the order in which they came to be.
        links: the other things that it belongs to, as it was in the end.
    """

    id: str
    kind: str
    changes: tuple[Change, ...] = ()
    links: tuple[Link, ...] = ()


@attrs.frozen(kw_only=True)
class Lost:
    """What was left out: of which kind and field, why, and how often."""

    what: str
    because: str
    n: int = 1


@attrs.frozen(kw_only=True)
class Trace:
    """Everything that is told of one partnership.

    Args:
        case: what the partnership is called.
        events: what was done, in order.
        things: everything that was touched, the partnership first.
        lost: everything that was left out.
    """

    case: str
    events: tuple[Event, ...]
    things: tuple[Thing, ...]
    lost: tuple[Lost, ...]


def moment(at: datetime) -> str:
    """Give a moment as logs write it: in UTC, to the microsecond, always as long.

    >>> from datetime import UTC, datetime
    >>> moment(datetime(2026, 1, 5, 9, tzinfo=UTC))
    '2026-01-05T09:00:00.000000+00:00'
    """
    return at.isoformat(timespec="microseconds")


def written(value: Value) -> str:
    """Give a value as text, as every format writes it.

    >>> written(True), written(7), written("given")
    ('true', '7', 'given')
    """
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
