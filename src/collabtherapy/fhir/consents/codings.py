"""One code of one vocabulary."""

from collections.abc import Iterable

import attrs
from attrs import field

from collabtherapy.fhir.consents.systems import canonical

__all__ = ["Coding", "codings"]


def _one_name(system: str | None) -> str | None:
    return canonical(system) if system else None


@attrs.frozen(cache_hash=True)
class Coding:
    """One code of one system; without a system, that code of any system.

    Two codings are compared by `collabtherapy.fhir.consents.vocabularies.relate`.

    Args:
        code: the code.
        system: the URI of its system, by any of its names; kept by its canonical one.
    """

    code: str = field(validator=attrs.validators.instance_of(str))
    system: str | None = field(default=None, converter=_one_name)


def codings(values: Iterable[Coding | str]) -> frozenset[Coding]:
    """Return codings, where plain text stands for a code of any system."""
    return frozenset(v if isinstance(v, Coding) else Coding(v) for v in values)
