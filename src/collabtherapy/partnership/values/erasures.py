"""What taking words out, holding them and restricting them speak of.

A text of the record is named by two numbers: that of its entry, and that of its place
in the act, as `privacy` counts the places. Both start at 1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import ClassVar, Self, SupportsIndex, TypeAlias, TypeVar, cast

import attrs
from attrs import field

from collabtherapy._scalars import text, wholes
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.values.corrections import OfEntries
from collabtherapy.partnership.values.ids import PersonId

TextPlace: TypeAlias = tuple[int, int]
"""The number of an entry, and that of a place in its act."""


class ErasureGround(StrEnum):
    """Why words are taken out for good; see `law.ERASURES` for who may on which."""

    ERASURE_REQUEST = "erasure_request"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"
    RETENTION_OVER = "retention_over"
    COURT_ORDER = "court_order"
    WRONG_PERSON = "wrong_person"


def ground(value: ErasureGround | str) -> ErasureGround:
    """Return the ground of a name.

    Raises:
        ValueError: If no ground has this name.
    """
    given = text(value)
    if given not in list(ErasureGround):
        raise InvalidInput(f"because is one of: {', '.join(ErasureGround)}")
    return ErasureGround(given)


def text_places(
    those: Iterable[tuple[SupportsIndex, SupportsIndex]],
) -> frozenset[TextPlace]:
    """Return the places of several texts, each of two plain whole numbers.

    Raises:
        TypeError: If something else is named.
        ValueError: If a number is less than 1.
    """
    given: object = those  # whoever calls may not be type-checked
    if not isinstance(given, Iterable):
        raise TypeError("places holds pairs: the number of an entry, and of a place")
    return frozenset(map(_text_place, cast("Iterable[object]", given)))


def _text_place(value: object) -> TextPlace:
    is_several = isinstance(value, tuple | list)
    pair = wholes(cast("Iterable[SupportsIndex]", value)) if is_several else ()
    if len(pair) != 2 or not all(type(number) is int for number in pair):  # noqa: PLR2004
        raise TypeError("each of places is a pair: the number of an entry, of a place")
    if min(pair) < 1:
        raise InvalidInput("each of places is two numbers from 1")
    return pair


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OfTexts(OfEntries):
    """An act about what one person wrote: all of it up to here, or some texts.

    Args:
        subject: the person whose words they are.
        places: the texts, each by the number of its entry, as the actor counts, and of
            its place in the act; none named means all of theirs up to here.
    """

    subject: PersonId = field(converter=PersonId)
    places: frozenset[TextPlace] = field(
        default=frozenset[TextPlace](), converter=text_places
    )

    named_in: ClassVar[str] = "places"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the entries in which the texts stand, each once."""
        return tuple(sorted({version for version, _ in self.places}))

    def naming(self, versions: Sequence[int]) -> Self:
        """Return this act with the numbers that another count gives the entries.

        Args:
            versions: the number of each entry, in the order of `numbers`; 0 for one
                that is not counted, whose texts are left out.
        """
        other = dict(zip(self.numbers, versions, strict=True))
        renumbered = ((other[version], n) for version, n in self.places)
        return self.restated(places=frozenset(pair for pair in renumbered if pair[0]))

    def names(self, subject: PersonId, version: int, n: int) -> bool:
        """Return whether a text is among those that this act is about.

        Asked of an act at its place, with the numbers of the whole record.

        Args:
            subject: the person who wrote it.
            version: the number of its entry.
            n: the number of its place in the act.
        """
        if subject != self.subject:
            return False
        if self.places:
            return (version, n) in self.places
        return self.number is None or version < self.number


T = TypeVar("T", bound=OfTexts)


def renumbered(acts: Iterable[T], numbers: Mapping[int, int]) -> Iterator[T]:
    """Yield acts about texts with the numbers by which somebody counts entries.

    An act is left out if of the entries that it names they count none.

    Args:
        acts: acts at their places, with the numbers of the whole record.
        numbers: as which each entry that they see is counted.
    """
    for act in acts:
        there = act.naming([numbers.get(version, 0) for version in act.numbers])
        if there.places or not act.places:
            number = None if act.number is None else numbers.get(act.number)
            yield there.restated(_version=number)
