"""What is asked: who wants to do what, with which data of whom, and what for."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Literal, TypeAlias

import attrs
from attrs import field

from collabtherapy._scalars import text
from collabtherapy.fhir.consents.directives import Kind
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.partnership.values.moments import instant

__all__ = ["UNKNOWN", "Actor", "Request", "Unknown"]


class Unknown(Enum):
    """What stands where something is not known."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return self.name


UNKNOWN: Literal[Unknown.UNKNOWN] = Unknown.UNKNOWN
Asked: TypeAlias = Coding | Literal[Unknown.UNKNOWN]
Several: TypeAlias = frozenset[Coding] | Literal[Unknown.UNKNOWN]
Names: TypeAlias = frozenset[str] | Literal[Unknown.UNKNOWN]


def _coding(value: Coding | str | Unknown) -> Asked:
    if isinstance(value, Unknown | Coding):
        return value
    return Coding(value)


def _codings(values: Iterable[Coding | str] | Unknown) -> Several:
    if isinstance(values, Unknown):
        return values
    if isinstance(values, str):
        raise TypeError("several codes are a set, not one text")
    found = frozenset(v if isinstance(v, Coding) else Coding(v) for v in values)
    return found or UNKNOWN  # carrying no label, class or code says nothing


def _names(values: Iterable[str] | Unknown) -> Names:
    if isinstance(values, Unknown):
        return values
    if isinstance(values, str):
        raise TypeError("several references are a set, not one text")
    return frozenset(map(text, values))


def _name(value: str | Unknown) -> str | Literal[Unknown.UNKNOWN]:
    return value if isinstance(value, Unknown) else text(value)


def _moment(value: datetime | Unknown) -> datetime | Literal[Unknown.UNKNOWN]:
    return value if isinstance(value, Unknown) else instant(value)


@attrs.frozen
class Actor:
    """Who asks.

    Args:
        reference: who it is, as ``Practitioner/7``.
        roles: the roles they have at the moment that is asked about.
        groups: the groups, teams and organisations they act in.
    """

    reference: str | Literal[Unknown.UNKNOWN] = field(default=UNKNOWN, converter=_name)
    roles: Several = field(default=UNKNOWN, kw_only=True, converter=_codings)
    groups: Names = field(default=UNKNOWN, kw_only=True, converter=_names)


@attrs.frozen(kw_only=True)
class Request:
    """One question to the consents of one person; whatever is left out is unknown.

    Args:
        subject: whose data or care it is about, as ``Patient/1``.
        kind: the kind of consent that it would need.
        actor: who asks.
        purpose: what for, as ``TREAT``.
        labels: every security label of the data; none is the same as unknown, and
            unknown is as good as most sensitive.
        classes: the types of resource and document.
        codes: what the data is, by its codes.
        action: what would be done: access, correct, use, collect, disclose.
        date: when the data is from.
        record: which piece of data, as ``Observation/3``.
        related: what that piece is related to or depends on.
        authors: who wrote it.
        custodian: who keeps it.

    Raises:
        ValueError: the date is naive.
    """

    subject: str = field(converter=text, validator=attrs.validators.instance_of(str))
    kind: str = Kind.SHARING
    actor: Actor = Actor()
    purpose: Asked = field(default=UNKNOWN, converter=_coding)
    labels: Several = field(default=UNKNOWN, converter=_codings)
    classes: Several = field(default=UNKNOWN, converter=_codings)
    codes: Several = field(default=UNKNOWN, converter=_codings)
    action: Asked = field(default=UNKNOWN, converter=_coding)
    date: datetime | Literal[Unknown.UNKNOWN] = field(
        default=UNKNOWN, converter=_moment
    )
    record: str | Literal[Unknown.UNKNOWN] = field(default=UNKNOWN, converter=_name)
    related: Names = field(default=UNKNOWN, converter=_names)
    authors: Names = field(default=UNKNOWN, converter=_names)
    custodian: str | Literal[Unknown.UNKNOWN] = field(default=UNKNOWN, converter=_name)
