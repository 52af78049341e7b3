"""Codes of other vocabularies, and which of them contain which.

Sources: HL7 v3 ActReason (PurposeOfUse), v3 Confidentiality (U < L < M < N < R < V),
v3 ActCode (InformationSensitivityPolicy, behavioural health); 45 CFR 164.501 and
164.508(a)(2), psychotherapy notes apart from everything else.
"""

import attrs
from attrs import field

__all__ = [
    "CONFIDENTIALITY",
    "PROCESS_NOTES",
    "SENSITIVITY_PARENTS",
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
    return _ALIASES.get(system, system) if system else None


@attrs.frozen(cache_hash=True)
class Coding:
    """One code of one system; without a system it is that code of any system.

    Args:
        code: the code.
        system: whose it is, by its URI.
    """

    code: str = field(validator=attrs.validators.instance_of(str))
    system: str | None = field(default=None, converter=_one_name)

    def meets(self, other: "Coding") -> bool:
        """Whether both may be the same concept."""
        same_system = None in {self.system, other.system} or self.system == other.system
        return self.code == other.code and same_system


def codings(values: "frozenset[Coding] | set[Coding | str]") -> frozenset[Coding]:
    """Give codings, where plain text stands for a code of any system."""
    return frozenset(v if isinstance(v, Coding) else Coding(v) for v in values)


PROCESS_NOTES = "PSYTHPN"
"""The label of psychotherapy notes, which no general consent covers."""

CONFIDENTIALITY = {"U": 0, "L": 1, "M": 2, "N": 3, "R": 4, "V": 5}
"""From unrestricted to very restricted."""

SENSITIVITY_PARENTS = {
    "COGN": "BH", "DVD": "BH", "EMOTDIS": "BH", "MH": "BH", "PSY": "BH",
    "PSYTHPN": "BH", "SUD": "BH", "ETHUD": "SUD", "OPIOIDUD": "SUD",
}  # fmt: skip
"""Behavioural health information, each kind with the kind that contains it."""

# Breaking the glass (BTG) stands by itself: it is an override, no kind of treatment
# that a general consent to treatment would cover.
PURPOSE_PARENTS = {
    "ETREAT": "TREAT", "COC": "TREAT", "CLINTRL": "TREAT", "POPHLTH": "TREAT",
    "ERTREAT": "ETREAT",
    "BIORCH": "HRESCH", "CLINTRCH": "HRESCH", "CLINTRCHNPC": "CLINTRCH",
    "CLINTRCHPC": "CLINTRCH", "PRECLINTRCH": "HRESCH", "DSRCH": "HRESCH",
    "POARCH": "HRESCH", "TRANSRCH": "HRESCH",
    "FAMRQT": "PATRQT", "PWATRNY": "PATRQT", "SUPNWK": "PATRQT",
    "DISASTER": "PUBHLTH", "THREAT": "PUBHLTH",
    "CLMATTCH": "HPAYMT", "COVAUTH": "HPAYMT", "COVERAGE": "HPAYMT",
    "ELIGDTRM": "HPAYMT", "ELIGVER": "HPAYMT", "ENROLLM": "HPAYMT",
    "REMITADV": "HPAYMT",
    "HQUALIMP": "HOPERAT", "PATADMIN": "HOPERAT", "TRAIN": "HOPERAT",
    "HLEGAL": "HOPERAT", "HCOMPL": "HOPERAT", "RECORDMGT": "HOPERAT",
    "PATSFTY": "HOPERAT", "PERFMSR": "HOPERAT", "HACCRED": "HOPERAT",
}  # fmt: skip
"""Purposes of use, each with the purpose that contains it."""


def lies_within(asked: Coding, named: Coding, parents: dict[str, str]) -> bool:
    """Whether what is asked is what a rule names, or a kind of it."""
    code: str | None = asked.code
    while code is not None:
        if Coding(code, asked.system).meets(named):
            return True
        code = parents.get(code)
    return False
