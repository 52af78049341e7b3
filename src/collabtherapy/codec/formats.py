"""Which format something is written in, and how older formats become this one.

A format is a whole number. The document names the one that it is written in; an act
or a matter in it that was written in another says so itself. Whoever changes the
plain form of anything adds 1 to `FORMAT` and a row to `UPCASTS`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collabtherapy.codec.leaves import read_whole
from collabtherapy.codec.older import basis_of_its_own, why_no_score
from collabtherapy.codec.wrong import Wrong

FORMAT: Final = 4
"""The format that this version writes."""

MARK: Final = "format"
"""The key that names a format."""

Fields: TypeAlias = dict[str, Any]
"""An object of a document."""

Upcast: TypeAlias = Callable[[Fields], Fields]
"""Give an object of one format, its tag included, in the format after it."""

Upcasts: TypeAlias = Mapping[int, Mapping[str, Upcast]]
"""For each older format, the acts and matters that changed after it, by their tags."""

UPCASTS: Final[Upcasts] = MappingProxyType(
    {
        1: MappingProxyType(
            {
                "AppointRepresentative": basis_of_its_own,
                "RecordMeasure": why_no_score,
            }
        ),
        2: MappingProxyType({}),
        3: MappingProxyType({}),
    }
)
"""Format 2 has the basis of an authority from a closed vocabulary, and says why a
measure has no score. It added fields with defaults, such as the evidence of an act.
Format 3 tells when an act counts from when it was recorded, which acts of older formats
do not: all of them are on time. What was decided of late entries stands in `marks`.
Format 4 has kinds of one's own: their declarations in the policy, and what was done and
decided under them."""


def check_upcasts(current: int = FORMAT, upcasts: Upcasts = UPCASTS) -> None:
    """See whether a way leads from every older format to ours, and no further.

    Each step leads to the next format, so that there is no way round in a circle; one
    that starts from our format or a later one would leave it.

    Raises:
        ValueError: a step is missing, or leads away.
    """
    gaps = set(range(1, current)) - set(upcasts)
    if gaps:
        raise ValueError(f"no step leads on from the formats {sorted(gaps)}")
    away = set(upcasts) - set(range(1, current))
    if away:
        raise ValueError(f"the steps from {sorted(away)} lead away from {current}")


def read_format(value: object) -> int:
    """Take the number of a format, be it newer than ours."""
    number = read_whole(value)
    if number < 1:
        raise Wrong("unknown_format", "formats are numbered from 1")
    return number


def upcast(
    fields: Fields,
    tag: str,
    written: int,
    *,
    current: int = FORMAT,
    upcasts: Upcasts = UPCASTS,
) -> Fields:
    """Give an object of an older format in the current one, one format at a time.

    Args:
        fields: the object.
        tag: the key that holds its tag.
        written: the format it is written in.
        current: the format to reach.
        upcasts: the steps from format to format. One that is missing is a gap, even
            if nothing changed there: nobody has said so.

    Raises:
        Wrong: there is a gap on the way.
    """
    for number in range(written, current):
        changed = upcasts.get(number)
        if changed is None:
            raise Wrong("unknown_format", "no way is known from this format to ours")
        step = changed.get(str(fields.get(tag)))
        if step is not None:
            fields = step(fields)
    return fields
