"""Which acts can be kept: those that come back, and that say what is so.

Looked at before anything is written, in every store alike.
"""

from collections.abc import Sequence
from typing import Final

from collabtherapy.codec.tagged import unreadable
from collabtherapy.errors import NotStorable
from collabtherapy.partnership.record.record import Record
from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.partnership.values.act import Act
from collabtherapy.privacy.authors import texts

UNKNOWN_KIND: Final = (
    "unknown_kind",
    "the codec reads back no value of this class: use one of ours, not one of your own",
)
ONLY_BY_ERASE: Final = (
    "only_by_erase",
    "recorded by itself it takes no word out: use erase, which records it too",
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


def check_redacts(acts: Sequence[Act]) -> None:
    """Check that none of some acts says that words were taken out: only `erase` does.

    Raises:
        NotStorable: If one does.
    """
    if any(isinstance(act, Redact) for act in acts):
        raise NotStorable(Redact.__name__, *ONLY_BY_ERASE)


def check_redacted(record: Record) -> None:
    """Check that no act says of words that they were taken out while they are there.

    A whole history that was redacted elsewhere may come in: nothing is left in it of
    what was taken out.

    Args:
        record: the history, and what was decided of its entries.

    Raises:
        NotStorable: If there is a `Redact` of which that does not hold.
    """
    timeline = record.on_time()
    for version, act in enumerate(record.history, start=1):
        if isinstance(act, Redact):
            said = act.naming(timeline.mark(version).about) if act.places else act
            if any(
                said.names(text.author, number, text.n)
                for number in range(1, version)
                for text in texts(record.history[number - 1])
            ):
                raise NotStorable(Redact.__name__, *ONLY_BY_ERASE)
