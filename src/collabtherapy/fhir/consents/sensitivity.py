"""Security labels: levels of confidentiality, kinds of sensitive information.

Sources: v3 Confidentiality (U < L < M < N < R < V); v3 ActCode 9.0.0, below
_InformationSensitivityPolicy, in HL7 Terminology. The overlaps are pairs that HL7 files
side by side though one may be meant by the other; IHE PCF's page of the PSY codes asks
so of MH, PSYTHPN and SUD.
"""

from collections.abc import Mapping
from itertools import chain
from typing import TypeAlias

from collabtherapy.fhir.datatypes.marks import Mark

__all__ = ["CONFIDENTIALITY", "MAY_CONTAIN", "SENSITIVITY", "overlapping", "way_up"]

Row: TypeAlias = tuple[str, Mark]

_READ, _MEMORY, _ARGUED = Mark.READ, Mark.MEMORY, Mark.ARGUED

CONFIDENTIALITY = {"U": 0, "L": 1, "M": 2, "N": 3, "R": 4, "V": 5}
"""From unrestricted to very restricted."""

_POLICY = "_InformationSensitivityPolicy"
_OF_ACTS = "_ActInformationSensitivityPolicy"
_OF_ENTITIES = "_EntitySensitivityPolicyType"
_OF_ROLES = "_RoleInformationSensitivityPolicy"

_BELOW: Mapping[str, tuple[str, Mark]] = {
    _POLICY: (f"{_OF_ACTS} {_OF_ENTITIES} {_OF_ROLES}", _MEMORY),
    "SPI": ("BH MH PSY PSYTHPN SUD", _READ),
    "BH": ("COGN DVD EMOTDIS", _READ),
    "SUD": ("ETHUD OPIOIDUD", _READ),
    _OF_ACTS: ("SPI ETH GDIS HIV MST SCA SICKLE SDV SEX STD TBOO VIO", _READ),
    _OF_ENTITIES: ("DEMO DOB GENDER LIVARG MARST RACE REL", _READ),
    _OF_ROLES: ("B EMPL LOCIS SSP", _READ),
}
_UNDER_THE_WHOLE = "ADOL CEL DIA DRGIS EMP PDS PHY PRS"

SENSITIVITY: Mapping[str, Row] = {
    code: (above, mark)
    for above, (codes, mark) in _BELOW.items()
    for code in codes.split()
} | dict.fromkeys(_UNDER_THE_WHOLE.split(), (_POLICY, _READ))
"""Each kind of sensitive information, with the kind that contains it."""

MAY_CONTAIN: Mapping[tuple[str, str], tuple[str, bool, Mark]] = {
    ("BH", "MH"): ("in use behavioural health contains mental health", True, _ARGUED),
    ("BH", "PSY"): ("as BH and MH", True, _ARGUED),
    ("BH", "PSYTHPN"): ("as BH and MH", True, _ARGUED),
    ("BH", "SUD"): ("in use behavioural health contains substance use", True, _ARGUED),
    ("BH", "ETH"): ("as BH and SUD", True, _ARGUED),
    ("MH", "PSY"): ("IHE PCF asks whether PSY includes MH", True, _READ),
    ("MH", "PSYTHPN"): ("IHE PCF asks whether PSY includes PSYTHPN", True, _READ),
    ("PSY", "PSYTHPN"): ("IHE PCF asks the same", True, _READ),
    # One way: a denial of substance use that closed mental health would close a
    # record of therapy whole.
    ("PSY", "SUD"): ("IHE PCF asks whether PSY includes SUD", False, _READ),
    ("MH", "SUD"): ("as PSY and SUD", False, _ARGUED),
    ("MH", "EMOTDIS"): ("emotional disturbance is mental health", True, _ARGUED),
    ("PSY", "EMOTDIS"): ("as MH and EMOTDIS", True, _ARGUED),
    ("MH", "COGN"): ("in use one may be meant by the other", True, _ARGUED),
    ("PSY", "COGN"): ("as MH and COGN", True, _ARGUED),
    ("ETH", "SUD"): ("ETH is displayed as substance abuse; SUD is later", True, _READ),
    ("ETH", "ETHUD"): ("alcohol use disorder is substance abuse", True, _ARGUED),
    ("ETH", "OPIOIDUD"): ("opioid use disorder is substance abuse", True, _ARGUED),
    ("42CFRPart2", "SUD"): ("42 CFR Part 2 is about substance use", True, _READ),
    ("42CFRPart2", "ETH"): ("as 42CFRPart2 and SUD", True, _READ),
    ("DRGIS", "SUD"): ("drug information", True, _ARGUED),
    ("DRGIS", "ETH"): ("drug information", True, _ARGUED),
    **{
        ("SPI", code): ("protected specially by law, as SPI is defined", True, _ARGUED)
        for code in ("ETH", "HIV", "STD", "SDV", "SEX", "GDIS", "MST", "VIO", "SCA")
    },
    ("STD", "HIV"): ("HIV is sexually transmitted", True, _ARGUED),
    ("SEX", "STD"): ("in use one may be meant by the other", True, _ARGUED),
    ("SEX", "HIV"): ("as SEX and STD", True, _ARGUED),
    ("SEX", "GENDER"): ("in use one may be meant by the other", True, _ARGUED),
    ("SDV", "VIO"): ("in use one may be meant by the other", True, _ARGUED),
    ("SDV", "MST"): ("in use one may be meant by the other", True, _ARGUED),
    ("SDV", "SEX"): ("in use one may be meant by the other", True, _ARGUED),
    ("MST", "SEX"): ("in use one may be meant by the other", True, _ARGUED),
    ("MST", "VIO"): ("in use one may be meant by the other", True, _ARGUED),
    ("GDIS", "SCA"): ("sickle cell anaemia is genetic", True, _ARGUED),
    ("GDIS", "SICKLE"): ("as GDIS and SCA", True, _ARGUED),
    ("SCA", "SICKLE"): ("two codes of one disease", True, _ARGUED),
}
"""Pairs of kinds of which the first may contain the second: why, whether this counts
also where the second is the one that a rule names, and where the row comes from."""


def way_up(code: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return a code and everything that contains it, from the inside out."""
    found = [code]
    while found[-1] in parents:
        found.append(parents[found[-1]])
    return tuple(found)


def overlapping(parents: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Return the pairs of what is asked and what is named that may be the same.

    What may contain a kind may contain all that lies below it.
    """
    every = chain(parents, (one for pair in MAY_CONTAIN for one in pair))
    found: set[tuple[str, str]] = set()
    for code in every:
        above = way_up(code, parents)
        for (wide, narrow), (_, both, _) in MAY_CONTAIN.items():
            if narrow in above:
                found |= {(code, wide), (wide, code)} if both else {(code, wide)}
    return frozenset(found)
