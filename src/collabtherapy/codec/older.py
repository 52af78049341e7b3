"""What the forms of older formats become in the one after them."""

from typing import Any, Final

from collabtherapy.partnership.values.authority import Basis
from collabtherapy.partnership.values.checks import CODE

_BASES: Final = {basis.replace("_", ""): basis.value for basis in Basis}


def basis_of_its_own(fields: dict[str, Any]) -> dict[str, Any]:
    """Return an appointment of format 1, where a basis was any short name.

    A name that no member has becomes a guardian's, which permits nothing until it is
    confirmed; how it was told is kept beside it.

    >>> basis_of_its_own({"basis": "Own-Wish"})
    {'basis': 'own_wish'}
    >>> basis_of_its_own({"basis": "court"})
    {'basis': 'guardian', 'told_as': 'court'}
    """
    told = fields.get("basis")
    if not isinstance(told, str) or not CODE.fullmatch(told):
        return fields  # it never was one: the reader says what is wrong
    basis = _BASES.get("".join(filter(str.isalpha, told.casefold())))
    if basis is not None:
        return {**fields, "basis": basis}
    return {**fields, "basis": Basis.GUARDIAN.value, "told_as": told}


def why_no_score(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a measure of format 1, which did not say why there was no score.

    A client who recorded none had declined; of a measure that another recorded it is
    not known.

    >>> why_no_score({"by": "bo", "client": "ana", "score": None})["no_score"]
    'not_known'
    """
    if fields.get("score") is not None:
        return fields
    own = fields.get("by") == fields.get("client")
    return {**fields, "no_score": "declined" if own else "not_known"}
