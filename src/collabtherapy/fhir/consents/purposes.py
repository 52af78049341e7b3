"""Purposes of use: v3 ActReason 4.0.0 of HL7 Terminology, below PurposeOfUse."""

from collections.abc import Mapping

__all__ = ["BY_NAME", "EXACT", "PURPOSES_ABOVE"]

_BELOW: Mapping[str, tuple[str, ...]] = {
    "PurposeOfUse": (
        "HMARKT", "HOPERAT", "HPAYMT", "HRESCH", "PATRQT", "PUBHLTH", "TREAT",
    ),
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

PURPOSES_ABOVE: Mapping[str, str] = {
    code: above for above, those in _BELOW.items() for code in those
}
"""Purposes of use, each with the purpose that contains it."""

# Breaking the glass is an override, and no treatment that a general consent covers.
# Training, of people and of machines, is a purpose that is consented to by its name.
BY_NAME = frozenset({"BTG", "MLTRAINING", "TRAIN"})
"""Purposes of which it is unknown whether what contains them means them."""

# HL7's R5 example Emergency permits treatment and denies emergency treatment.
EXACT = frozenset({"TREAT"})
"""Purposes that, where they are asked for, are no kind of what lies below them."""
