"""Codes of other vocabularies, and which of them contain which.

Where two readings of a vocabulary differ, a permit takes the narrower and a deny the
wider one: each has a table of its own.

Sources: HL7 Terminology (THO), v3 ActReason 4.0.0, below PurposeOfUse; v3 ActCode
9.0.0, below SPI (specially protected information); v3 Confidentiality (U < L < M < N <
R < V). 45 CFR 164.501 and 164.508(a)(2): psychotherapy notes are apart from all else.
"""

from collections.abc import Mapping

import attrs
from attrs import field

from collabtherapy.scalars import text

__all__ = [
    "CONFIDENTIALITY",
    "DENIED_PURPOSES",
    "DENIED_SENSITIVITY",
    "PERMITTED_PURPOSES",
    "PERMITTED_SENSITIVITY",
    "PROCESS_NOTES",
    "Coding",
    "codings",
    "lies_within",
]

_ALIASES = {
    "http://hl7.org/fhir/v3/ActReason": "v3-ActReason",
    "http://terminology.hl7.org/CodeSystem/v3-ActReason": "v3-ActReason",
    "urn:oid:2.16.840.1.113883.5.8": "v3-ActReason",
    "http://hl7.org/fhir/v3/ActCode": "v3-ActCode",
    "http://terminology.hl7.org/CodeSystem/v3-ActCode": "v3-ActCode",
    "urn:oid:2.16.840.1.113883.5.4": "v3-ActCode",
    "http://hl7.org/fhir/v3/Confidentiality": "v3-Confidentiality",
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality": "v3-Confidentiality",
    "urn:oid:2.16.840.1.113883.5.25": "v3-Confidentiality",
}


def _one_name(system: str | None) -> str | None:
    return _ALIASES.get(system, text(system)) if system else None


@attrs.frozen(cache_hash=True)
class Coding:
    """One code of one system; without a system it is that code of any system.

    Args:
        code: the code.
        system: whose it is, by its URI.
    """

    code: str = field(converter=text, validator=attrs.validators.instance_of(str))
    system: str | None = field(default=None, converter=_one_name)

    def meets(self, other: "Coding") -> bool:
        """Whether both may be the same concept."""
        same_system = None in {self.system, other.system} or self.system == other.system
        return self.code == other.code and same_system


def codings(values: "frozenset[Coding] | set[Coding | str]") -> frozenset[Coding]:
    """Give codings, where plain text stands for a code of any system."""
    return frozenset(v if isinstance(v, Coding) else Coding(v) for v in values)


PROCESS_NOTES = Coding("PSYTHPN", "v3-ActCode")
"""The label of psychotherapy notes, which no general consent covers."""

CONFIDENTIALITY = {"U": 0, "L": 1, "M": 2, "N": 3, "R": 4, "V": 5}
"""From unrestricted to very restricted."""

PERMITTED_SENSITIVITY = {
    "BH": "SPI", "MH": "SPI", "PSY": "SPI", "PSYTHPN": "SPI", "SUD": "SPI",
    "COGN": "BH", "DVD": "BH", "EMOTDIS": "BH", "ETHUD": "SUD", "OPIOIDUD": "SUD",
}  # fmt: skip
"""Specially protected information, each kind with the kind that contains it."""

# Behavioural health, as most people mean it, is mental health and substance use too;
# and ETH is what v3 called substance use before there was SUD.
DENIED_SENSITIVITY = PERMITTED_SENSITIVITY | {
    "MH": "BH", "PSY": "BH", "PSYTHPN": "BH", "SUD": "BH", "ETH": "SUD",
}  # fmt: skip
"""The same, as wide as anybody who denies may mean it."""

_BELOW = {
    "TREAT": ("CLINTRL", "COC", "ETREAT", "POPHLTH", "TREATDS"),
    "ETREAT": ("BTG", "ERTREAT"),
    "HRESCH": ("BIORCH", "CLINTRCH", "DSRCH", "POARCH", "TRANSRCH"),
    "CLINTRCH": ("CLINTRCHNPC", "CLINTRCHPC", "PRECLINTRCH"),
    "PATRQT": ("FAMRQT", "PWATRNY", "SUPNWK"),
    "PUBHLTH": ("DISASTER", "THREAT"),
    "HPAYMT": ("CLMATTCH", "COVAUTH", "COVERAGE", "PMTDS", "REMITADV"),
    "COVERAGE": ("ELIGDTRM", "ELIGVER", "ENROLLM", "MILDCRG"),
    "HOPERAT": (
        "CAREMGT", "DONAT", "FRAUD", "GOV", "HACCRED", "HCOMPL", "HDECD", "HDIRECT",
        "HDM", "HLEGAL", "HOUTCOMS", "HPRGRP", "HQUALIMP", "HSYSADMIN", "MEMADMIN",
        "MILCDM", "MLTRAINING", "PATADMIN", "PATSFTY", "PERFMSR", "RECORDMGT", "SYSDEV",
        "TRAIN",
    ),
    "HSYSADMIN": ("LABELING", "METAMGT"),
    "SYSDEV": ("HTEST",),
}  # fmt: skip

DENIED_PURPOSES: Mapping[str, str] = {
    code: above for above, those in _BELOW.items() for code in those
}
"""Purposes of use, each with the purpose that contains it."""

# Breaking the glass is an override, and no treatment that a general consent covers.
# Training, of people and of machines, is a purpose that is consented to by its name.
_BY_NAME = frozenset({"BTG", "MLTRAINING", "TRAIN"})

PERMITTED_PURPOSES: Mapping[str, str] = {
    code: above for code, above in DENIED_PURPOSES.items() if code not in _BY_NAME
}
"""The same, without those that have to be permitted by name."""


def lies_within(asked: Coding, named: Coding, parents: Mapping[str, str]) -> bool:
    """Whether what is asked is what a rule names, or a kind of it."""
    code: str | None = asked.code
    while code is not None:
        if Coding(code, asked.system).meets(named):
            return True
        code = parents.get(code)
    return False
