"""Disclosure: who outside was told what, and on what it rests.

A disclosure rests on the client's consent to telling this recipient for this purpose,
or on a ground that was among the limits of confidentiality they were told. Told on a
ground, the client hears of it, or it is written down why not. Every disclosure is
listed, so that a client can ask who was told what. A safety plan is told by consent
only, to helpers whom it names as to anybody: a ground permits to tell of a danger.

Sources: APA 4.01-4.05, maintaining and disclosing; BACP Ethical Framework 38-42;
accounting of disclosures in records law.
"""

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import (
    a,
    code,
    code_or_none,
    codes,
    short_names,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.words import Words

GROUNDS = ("risk_to_self", "risk_to_others", "safeguarding", "legal_duty")
"""The usual limits of confidentiality, by short names; anyone may name others."""

SAFETY_PLAN = "safety_plan"
"""The item that is told by consent only: what a plan says is no danger to tell of."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Disclose(Act):
    """Tell somebody outside something about a client.

    Args:
        client: whom it is about.
        recipient: who is told.
        purpose: what for, as a short name: the purpose that was consented to.
        items: what was told, as short names: ``attendance``, ``safety_plan``, …
        ground: on which limit of confidentiality, where it is not by consent.
        client_told: whether the client was told of it.
        words: why the client is not told, where that is so.

    Raises:
        ValueError: nothing is named that was told.
    """

    client: PersonId = field(converter=PersonId)
    recipient: PersonId = field(converter=PersonId)
    purpose: str = field(converter=text, validator=code)
    items: frozenset[str] = field(converter=short_names, validator=codes)
    ground: str | None = field(
        default=None, converter=optional(text), validator=code_or_none
    )
    client_told: bool = field(default=False, validator=a(bool))
    words: Words | None = field(default=None, validator=a(Words, optional=True))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.items:
            raise InvalidInput("a disclosure names what was told")


@attrs.frozen(kw_only=True)
class Disclosures:
    """Everything that anybody outside was told, the first first."""

    entries: tuple[Disclose, ...] = ()


DISCLOSURE = Region("disclosure", Disclosures())


@DISCLOSURE.folds(Disclose)
def _disclose(disclosures: Disclosures, act: Disclose) -> Disclosures:
    return Disclosures(entries=(*disclosures.entries, act))
