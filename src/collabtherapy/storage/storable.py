"""Which acts can be kept: those that come back, and that say what is so.

Looked at before anything is written, in every store alike.
"""

from collections.abc import Sequence
from typing import Final

from collabtherapy.codec.tagged import unreadable
from collabtherapy.errors import NotStorable
from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.partnership.values.act import Act
from collabtherapy.privacy.authors import authors

UNKNOWN_KIND: Final = (
    "unknown_kind",
    "the codec reads back no value of this class: use one of ours, not one of your own",
)
ONLY_BY_FORGET: Final = (
    "only_by_forget",
    "recorded by itself it takes no word out: use forget, which records it too",
)


def check_acts(acts: Sequence[Act]) -> None:
    """Check that nothing but acts was given.

    Raises:
        TypeError: If something else was.
    """
    for act in acts:
        one: object = act
        if not isinstance(one, Act):
            raise TypeError(f"what is recorded are acts, not {type(one).__name__}")


def check_kinds(acts: Sequence[Act]) -> None:
    """Check that the codec could read back the very class of each act and its parts.

    Raises:
        NotStorable: If there is one that it could not; what was kept would be
            unreadable for everybody.
    """
    for act in acts:
        kind = unreadable(act)
        if kind is not None:
            raise NotStorable(kind, *UNKNOWN_KIND)


def check_redacts(acts: Sequence[Act], expected: int) -> None:
    """Check that no act says of words that they were taken out while they are kept.

    A whole history that was redacted elsewhere may come in: nothing of the subject's
    is left in it up to there. Of a history that is here only `forget` takes words out.

    Args:
        acts: what is to be kept.
        expected: how many acts are kept before them.

    Raises:
        NotStorable: If there is a `Redact` of which that does not hold.
    """
    for place, act in enumerate(acts):
        if isinstance(act, Redact):
            left = any(act.subject in authors(before) for before in acts[:place])
            if expected or left:
                raise NotStorable(Redact.__name__, *ONLY_BY_FORGET)
