"""Security labels: how confidential something is, and of which sensitive sorts."""

from collections.abc import Iterable
from itertools import product

from collabtherapy.fhir.consents.purposes import PURPOSES_ABOVE
from collabtherapy.fhir.consents.relating import relate
from collabtherapy.fhir.consents.sensitivity import CONFIDENTIALITY
from collabtherapy.fhir.consents.vocabularies import LABELS
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.matches import Match, all_of, any_of, matches
from collabtherapy.fhir.datatypes.systems import ACT_REASON, CONFIDENTIALITY_CODES

__all__ = ["denies_labels", "is_named", "is_sensitive", "permits_labels"]

_MOST = max(CONFIDENTIALITY.values())


def _is_level(label: Coding) -> bool:
    return (
        label.code in CONFIDENTIALITY
        and label.system in {None, CONFIDENTIALITY_CODES}
    )  # fmt: skip


def is_sensitive(label: Coding) -> bool:
    """Return whether a label may say of which sensitive sort something is.

    Neither a level of confidentiality nor a purpose (HTEST) does.
    """
    purpose = label.code in PURPOSES_ABOVE and label.system in {None, ACT_REASON}
    return not purpose and not _is_level(label)


def is_named(label: Coding, named: Iterable[Coding]) -> bool:
    """Return whether one of several labels surely names a sort, or what contains it."""
    return any(relate(label, one, vocabulary=LABELS) is Match.YES for one in named)


def _levels(labels: Iterable[Coding]) -> list[int]:
    return [CONFIDENTIALITY[label.code] for label in labels if _is_level(label)]


def _perhaps(labels: Iterable[Coding]) -> list[int]:
    """Return the levels that codes of other systems may mean."""
    codes = (one.code.strip().upper() for one in labels if not _is_level(one))
    return [CONFIDENTIALITY[code] for code in codes if code in CONFIDENTIALITY]


def _sorts(labels: Iterable[Coding]) -> list[Coding]:
    return [label for label in labels if not _is_level(label)]


def permits_labels(named: frozenset[Coding], asked: frozenset[Coding]) -> Match:
    """Return whether data is no more confidential than is permitted, or of a sort.

    One of the labels named is enough (FHIR): a level covers what is at or below it, a
    sort of sensitive information covers what is of that sort and of no other.
    """
    level = _within_level(named, asked)
    if level is Match.YES:
        return level
    sorts = _sorts(asked)
    of_sorts = all_of(
        any_of(relate(one, other, vocabulary=LABELS) for other in _sorts(named))
        for one in sorts
    )
    readable = all(map(LABELS.knows, named))
    least = Match.NO if readable else Match.UNKNOWN
    return any_of((least, level, of_sorts if sorts else least))


def _within_level(named: frozenset[Coding], asked: frozenset[Coding]) -> Match:
    levels = _levels(named)
    if not levels or max(_levels(asked), default=_MOST) > max(levels):
        return Match.NO
    higher = max(_perhaps(asked), default=0) > max(levels)
    return Match.UNKNOWN if higher else Match.YES


def denies_labels(named: frozenset[Coding], asked: frozenset[Coding]) -> Match:
    """Return whether anything asked is at or above, or of a sort of, what is denied."""
    levels = _levels(named)
    above = bool(levels) and max(_levels(asked), default=_MOST) >= min(levels)
    pairs = (
        relate(one, other, vocabulary=LABELS)
        for one, other in product(asked, named)
        if not (_is_level(one) and _is_level(other))
    )
    return any_of((matches(above), *pairs))
