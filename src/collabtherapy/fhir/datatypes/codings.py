"""One code of one vocabulary."""

from collections.abc import Iterable

import attrs
from attrs import field

from collabtherapy._scalars import text
from collabtherapy.fhir.datatypes.systems import canonical

__all__ = ["Coding", "codings"]


def _as_written(system: str | None) -> str | None:
    return text(system) if system else None


def _named(coding: "Coding") -> str | None:
    return None if coding.given is None else canonical(coding.given)


@attrs.frozen(cache_hash=True)
class Coding:
    """One code of one system; without a system, that code of any system.

    Two codings are compared by `collabtherapy.fhir.consents.relate`. They are equal
    where the code and the canonical system are: a system has many names.

    Args:
        code: the code.
        system: the URI of its system, by any of its names.

    Attributes:
        system: the canonical URI of the system; an unknown one as it was written.
        given: the text that was written.

    >>> Coding("TREAT", "http://terminology.hl7.org/ValueSet/v3-PurposeOfUse").system
    'http://terminology.hl7.org/CodeSystem/v3-ActReason'
    >>> Coding("TREAT", "urn:oid:2.16.840.1.113883.5.8").given
    'urn:oid:2.16.840.1.113883.5.8'
    """

    code: str = field(converter=text, validator=attrs.validators.instance_of(str))
    given: str | None = field(
        default=None, alias="system", eq=False, repr=False, converter=_as_written
    )
    system: str | None = field(
        init=False, default=attrs.Factory(_named, takes_self=True)
    )


def codings(values: Iterable[Coding | str]) -> frozenset[Coding]:
    """Return codings, where plain text stands for a code of any system."""
    return frozenset(v if isinstance(v, Coding) else Coding(v) for v in values)
