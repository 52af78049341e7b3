"""Codes of instruments, scores, questions: LOINC and SNOMED CT."""

from enum import Enum

import attrs
from attrs import converters, field
from attrs.validators import instance_of, optional

from collabtherapy._scalars import real, text
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.check_digits import is_loinc, is_sctid
from collabtherapy.measures.quantities import finite
from collabtherapy.measures.sources import Source

__all__ = ["Code", "CodeSystem", "Coded"]


class CodeSystem(Enum):
    """A code system, by the URI that FHIR knows it by."""

    LOINC = "http://loinc.org"
    SNOMED_CT = "http://snomed.info/sct"


class Coded(Enum):
    """What a code names: the questionnaire as a whole, a score, or one question."""

    PANEL = "panel"
    SCORE = "score"
    QUESTION = "question"


CHECKS = {CodeSystem.LOINC: is_loinc, CodeSystem.SNOMED_CT: is_sctid}


@attrs.frozen
class Code:
    """A code, of which the check digit is right.

    Args:
        system: the code system.
        code: the code.
        of: what it names.
        is_superseded: True for a code of an older generation, which is still sent and
            which nobody should write.
        low: the lowest value that is sent under it, where that was published.
        high: the highest.
        source: who says so.

    Raises:
        NotMeasurable: If the check digit is wrong: the code is none of the system.

    >>> Code(CodeSystem.LOINC, "44261-6", of=Coded.SCORE).code
    '44261-6'
    """

    system: CodeSystem = field(validator=instance_of(CodeSystem))
    code: str = field(converter=text, validator=instance_of(str))
    of: Coded = field(validator=instance_of(Coded), kw_only=True)
    is_superseded: bool = field(
        default=False, validator=instance_of(bool), kw_only=True
    )
    low: float | None = field(
        default=None,
        converter=converters.optional(real),
        validator=optional(finite),
        kw_only=True,
    )
    high: float | None = field(
        default=None,
        converter=converters.optional(real),
        validator=optional(finite),
        kw_only=True,
    )
    source: Source | None = field(
        default=None, validator=optional(instance_of(Source)), kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        if not CHECKS[self.system](self.code):
            raise NotMeasurable(
                "code", "check_digit", f"give a code of {self.system.name}"
            )


def first(
    codes: tuple[Code, ...], of: Coded, system: CodeSystem = CodeSystem.LOINC
) -> str | None:
    """Return the code in use of one system that names one thing, if there is one."""
    return next(
        (
            one.code
            for one in codes
            if one.of is of and one.system is system and not one.is_superseded
        ),
        None,
    )
