"""The check digits of LOINC codes and of SNOMED CT identifiers.

Sources: LOINC users' guide, appendix on check digits (mod 10, as Luhn's); SNOMED CT
release file specification, check-digit computation (Verhoeff's dihedral check).
"""

import re

__all__ = ["is_loinc", "is_sctid"]

_LOINC = re.compile(r"[0-9]{1,7}-[0-9]")
_SCTID = re.compile(r"[1-9][0-9]{5,17}")

# Multiplication in the dihedral group of order 10, and Verhoeff's permutation.
_TIMES = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def is_loinc(code: str) -> bool:
    """Return whether text has the shape and the check digit of a LOINC code.

    >>> is_loinc("44261-6"), is_loinc("44261-7"), is_loinc("44261")
    (True, False, False)
    """
    if not _LOINC.fullmatch(code):
        return False
    number, digit = code.split("-")
    doubled = (
        sum(divmod(int(figure) * 2, 10)) if place % 2 == 0 else int(figure)
        for place, figure in enumerate(reversed(number))
    )
    return (sum(doubled) + int(digit)) % 10 == 0


def is_sctid(code: str) -> bool:
    """Return whether text has the shape and the check digit of a SNOMED CT identifier.

    >>> is_sctid("445455005"), is_sctid("445455050")
    (True, False)
    """
    if not _SCTID.fullmatch(code):
        return False
    check = 0
    for place, figure in enumerate(reversed(code)):
        permuted = _PERMUTED[place % 8][int(figure)]
        check = int(_TIMES[check][int(permuted)])
    return check == 0
