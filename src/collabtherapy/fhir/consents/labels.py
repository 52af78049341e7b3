"""Security labels: how confidential something is, and of which sensitive sorts."""

from collections.abc import Iterable

from collabtherapy.fhir.consents.codings import (
    CONFIDENTIALITY,
    DENIED_SENSITIVITY,
    PERMITTED_SENSITIVITY,
    Coding,
    lies_within,
)

__all__ = ["denies_labels", "permits_labels"]


def _level(labels: Iterable[Coding]) -> list[int]:
    return [CONFIDENTIALITY[x.code] for x in labels if x.code in CONFIDENTIALITY]


def _kinds(labels: Iterable[Coding]) -> list[Coding]:
    return [label for label in labels if label.code not in CONFIDENTIALITY]


def permits_labels(named: frozenset[Coding], asked: frozenset[Coding]) -> bool:
    """Whether what is asked is no more confidential than is permitted, or of a sort.

    One of the labels named is enough (FHIR): a level covers what is at or below it, a
    sort of sensitive information covers what is of that sort and of no other.
    """
    most = max(CONFIDENTIALITY.values())
    if _level(named) and max(_level(asked), default=most) <= max(_level(named)):
        return True
    return bool(_kinds(asked)) and all(
        any(lies_within(one, other, PERMITTED_SENSITIVITY) for other in _kinds(named))
        for one in _kinds(asked)
    )


def denies_labels(named: frozenset[Coding], asked: frozenset[Coding]) -> bool:
    """Whether anything that is asked lies at or above, or within, what is denied."""
    most = max(CONFIDENTIALITY.values())
    levels = _level(named)
    if levels and max(_level(asked), default=most) >= min(levels):
        return True
    return any(
        lies_within(one, other, DENIED_SENSITIVITY)
        for one in _kinds(asked)
        for other in _kinds(named)
    )
