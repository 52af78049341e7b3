"""What every act has: someone did it, at a moment.

One frozen value is the request, the entry in the history and the line in the JSON.
An act knows what it says and nothing of whether it may be done: that is the law's.
"""

from datetime import datetime
from typing import ClassVar

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.partnership.ids import PersonId
from collabtherapy.partnership.moments import instant


@attrs.frozen(kw_only=True)
class Kept:
    """What a newer version wrote that this one cannot name; kept to be written back.

    It may hold somebody's words, so it is never shown.
    """

    version: int
    json: str = field(repr=False)


class Plain:
    """Equality, hash and repr by fields, once for all acts and matters.

    Written here rather than generated for each of some hundred classes: generating
    them would double the time that importing the package takes.
    """

    __slots__ = ()
    _shown: ClassVar[tuple[str, ...] | None] = None

    def _fields(self) -> tuple[object, ...]:
        return tuple(getattr(self, f.name) for f in attrs.fields(type(self)))  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self._fields() == other._fields()  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self), self._fields()))

    def __repr__(self) -> str:
        shown = (
            f"{f.name}={getattr(self, f.name)!r}"
            for f in attrs.fields(type(self))  # type: ignore[arg-type]
            if f.repr and getattr(self, f.name) != f.default
        )
        return f"{type(self).__name__}({', '.join(shown)})"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Act(Plain):
    """Something a person did.

    Args:
        by: who did it.
        at: when it was recorded; never earlier than the act before it.
        happened_at: when it happened, if that was earlier than `at` (a late entry).

    Raises:
        TypeError: a field holds another kind of value than it takes.
        ValueError: a value cannot exist: an empty id, a moment without a zone, …
    """

    by: PersonId = field(converter=PersonId)
    at: datetime = field(converter=instant)
    happened_at: datetime | None = field(default=None, converter=optional(instant))
    kept: Kept | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.happened_at is not None and self.happened_at > self.at:
            raise ValueError("happened_at is not later than at")

    @property
    def late(self) -> bool:
        """Whether this was recorded after it happened."""
        return self.happened_at is not None and self.happened_at < self.at


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Matter(Plain):
    """Something that people decide together; see `decisions`."""

    amendable: ClassVar[bool] = False
    """Whether it can be changed after it has settled, without ending anything."""

    kept: Kept | None = field(default=None, repr=False)
