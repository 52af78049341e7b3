"""What every act has: someone did it, at a moment.

One frozen value is the request, the entry in the history and the line in the JSON.
An act knows what it says and nothing of whether it may be done: that is the law's.
"""

import copy
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Self, TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._frozen import shown
from collabtherapy._printing import printed
from collabtherapy._scalars import whole
from collabtherapy.partnership.values.checks import a, between
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.words import Words

Restore: TypeAlias = "Callable[[Plain, dict[str, object]], None]"
"""What puts the state of a pickle into an object."""

Reduce: TypeAlias = "Callable[[Plain], dict[str, object]]"
"""What gives the state of an object for a pickle or a copy."""

PLACE = ("_recorded_at", "_version")
"""Where an act stands in the record: no fields, which an act says and is equal by."""


@attrs.frozen(kw_only=True)
class Kept:
    """What another format wrote, kept to be written back.

    Of a newer format that is what this version cannot name. Of an older format it is
    nothing but the format: the act is of our form, and was allowed by an earlier law.

    Made by the codec alone. It may hold somebody's words, so it is `Words`.

    Args:
        version: the format that it was written in.
        json: what was put aside, as JSON.
    """

    version: int
    json: Words


@attrs.frozen(eq=False, repr=False)
class Plain:
    """Equality, hash and repr by fields, once for all acts and matters.

    Written here rather than generated for each of dozens of classes, so that importing
    the package stays quick.
    """

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, field.name) for field in attrs.fields(type(self)))

    def __init_subclass__(cls) -> None:
        """Check the fields of a pickle of this class before it is restored.

        Pickles and copies keep the place of an act, beside its fields.
        """
        # attrs makes both with the class, and restores whatever fields are there.
        restore, reduce = map(cls.__dict__.get, ("__setstate__", "__getstate__"))
        if restore is not None and reduce is not None:
            # Set by name: a declared attribute would be one of the class's own.
            setattr(cls, "__setstate__", _checking(cls, restore))  # noqa: B010
            setattr(cls, "__getstate__", _with_place(reduce))  # noqa: B010

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plain) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        fields = (
            f"{field.name}={shown(value)}"
            for field, value in zip(
                attrs.fields(type(self)), self._values(), strict=True
            )
            if field.repr and value != field.default
        )
        return f"{type(self).__name__}({', '.join(fields)})"

    _repr_pretty_ = printed


def _checking(cls: type[Plain], restore: Restore) -> Restore:
    """Return the method that restores a pickle, if its fields are those of the class.

    An object that lacks a field would fail where that is first asked for.
    """
    names = {field.name for field in attrs.fields(cls)}

    def __setstate__(self: Plain, state: dict[str, object]) -> None:  # noqa: N807
        place = {name: state[name] for name in PLACE if name in state}
        if state.keys() - place.keys() != names:
            raise TypeError(
                f"this pickle of {cls.__name__} was made by another version, and a "
                f"pickle is read by the version that made it: keep documents instead "
                f"(codec.dumps), which every later version reads"
            )
        restore(self, state)
        for name, value in place.items():
            object.__setattr__(self, name, value)

    return __setstate__


def _with_place(reduce: Reduce) -> Reduce:
    """Return the method that gives the fields of an object, and its place if any."""

    def __getstate__(self: Plain) -> dict[str, object]:  # noqa: N807
        place = {name: getattr(self, name) for name in PLACE if hasattr(self, name)}
        return {**reduce(self), **place}

    return __getstate__


class _Placed(Plain):
    """The place of an act in the record, beside what the act says."""

    __slots__ = PLACE


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Act(_Placed):
    """Something a person did.

    Args:
        by: the author: the person who did it.
        at: when it was written down.
        happened_at: when it happened, if that was earlier than `at` (a late entry).
        evidence: a document that was seen for it, if one was. Whoever sees the act
            sees it too.
        entered_by: the person who wrote it down for the author; None, if the author
            did so with their own hand.
        corrects: the number of the entry of which it takes the place, if that was
            entered in error.

    Raises:
        TypeError: If a field holds another kind of value than it takes.
        ValueError: If a value cannot exist: an empty id, a moment without a zone, …
    """

    by: PersonId = field(converter=PersonId)
    at: datetime = field(converter=instant)
    happened_at: datetime | None = field(default=None, converter=optional(instant))
    evidence: Evidence | None = field(
        default=None, validator=a(Evidence, optional=True)
    )
    entered_by: PersonId | None = field(default=None, converter=optional(PersonId))
    corrects: int | None = field(
        default=None, converter=optional(whole), validator=between(1, optional=True)
    )
    kept: Kept | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.happened_at is not None and self.happened_at > self.at:
            raise ValueError("happened_at is not later than at")
        if self.entered_by is not None and self.entered_by == self.by:
            raise ValueError(
                "entered_by names another person than by; leave it out for the "
                "author's own hand"
            )

    def placed(self, at: datetime, recorded_at: datetime, version: int) -> Self:
        """Return this act as the law and the fold are handed it: at its place.

        Args:
            at: the moment from which it is effective.
            recorded_at: the moment at which the record learned of it.
            version: its number in the record, from 1.
        """
        return self.restated(at=at, _recorded_at=recorded_at, _version=version)

    def restated(self, **fields: object) -> Self:
        """Return this act with other values in some fields, where it stands.

        Values are not checked again: for the law's own use.
        """
        act = copy.copy(self)
        for name, value in fields.items():
            object.__setattr__(act, name, value)
        return act

    def _is_after(self, moment: datetime | None) -> bool:
        """Return whether an end lies after what it is the end of; so does none."""
        return moment is None or moment > (self.happened_at or self.at)

    @property
    def recorded_at(self) -> datetime:
        """When the record learned of it: `at`, but of an act that stands elsewhere."""
        recorded: datetime | None = getattr(self, "_recorded_at", None)
        return self.at if recorded is None else recorded

    @property
    def number(self) -> int | None:
        """Its number in the record, of an act that was placed there; else None."""
        return getattr(self, "_version", None)

    @property
    def hand(self) -> PersonId:
        """The person who wrote it down: who entered it, or else its author."""
        return self.entered_by or self.by

    @property
    def for_whom(self) -> PersonId:
        """Whose act it is: the person's own, or of whom they speak for."""
        return self.by

    @property
    def names_whom(self) -> str:
        """The field that names whose act it is."""
        return "by"

    @property
    def late(self) -> bool:
        """Whether this was recorded after it happened."""
        return self.happened_at is not None and self.happened_at < self.at


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ByProxy(Act):
    """An act that a representative may do for a client; see `representation`.

    Args:
        on_behalf_of: the client it is done for, where somebody represents them.
    """

    on_behalf_of: PersonId | None = field(default=None, converter=optional(PersonId))

    @property
    def for_whom(self) -> PersonId:
        """Whose act it is: that of whoever is represented, or one's own."""
        return self.on_behalf_of or self.by

    @property
    def names_whom(self) -> str:
        """The field that names whose act it is: whoever is represented, if anybody."""
        return "by" if self.on_behalf_of is None else "on_behalf_of"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Matter(Plain):
    """Something that people decide together; see `decisions`."""

    amendable: ClassVar[bool] = False
    """Whether it can be changed after it has settled, without ending anything."""

    owned_by: ClassVar[str | None] = None
    """The field that names whose own matter it is, where it may be somebody's own."""

    of_either_side: ClassVar[bool] = False
    """Whether a therapist may be whose own it is, and not a client alone."""

    kept: Kept | None = field(default=None, repr=False)
