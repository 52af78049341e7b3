"""An instrument as a value: what it asks, how it is scored, what scores mean."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

import attrs
from attrs import converters, field
from attrs.validators import in_, instance_of, matches_re, optional

from collabtherapy._scalars import real, text
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Band, Cutoff
from collabtherapy.measures.criteria import PublishedChange
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.items import Flag, Item, Missing, Subscale
from collabtherapy.measures.methods import Method
from collabtherapy.measures.person import Change, change
from collabtherapy.measures.quantities import (
    known,
    number_or_missing,
    reliability,
    tuple_of,
)
from collabtherapy.measures.scoring import Score, scaled, score
from collabtherapy.measures.sources import Source
from collabtherapy.measures.wording import Wording

__all__ = ["Instrument", "Reliability"]


@attrs.frozen
class Reliability:
    """A published reliability of an instrument.

    Args:
        value: between 0 and 1, both excluded.
        kind: ``alpha``, or ``retest``, the same people asked again.
        source: who says so.
    """

    value: float = field(converter=real, validator=reliability)
    kind: str = field(converter=text, validator=in_(("alpha", "retest")))
    source: Source = field(validator=instance_of(Source))


@attrs.frozen(kw_only=True)
class Instrument:
    """A questionnaire, as far as its scores are concerned.

    Args:
        id: a short name, such as ``phq-9``.
        name: what it is called.
        items: its questions, in order.
        direction: which scores are the better ones.
        missing: what is done where answers are missing.
        factor: what the sum of the items is multiplied by, to give the total.
        bands: what totals are called, from the lowest up.
        bands_source: who says so.
        cutoffs: published cut-offs, the usual one first.
        reliable_change: published criteria of reliable change, the usual one first.
        reliabilities: published reliabilities.
        flags: answers that ask for attention whatever the total.
        subscales: sums of some of the items.
        loinc: the code of the questionnaire.
        loinc_total: the code of its total.
        wording: its words, where they are free.
        licence: who owns the words and what they allow; scoring rules are facts.
        sources: where the scoring is from.

    >>> rest = Instrument(
    ...     id="rest",
    ...     name="Rested",
    ...     items=(Item(0, 10), Item(0, 10)),
    ...     direction=Direction.HIGHER_IS_BETTER,
    ... )
    >>> rest.score((7, 4)).total
    11.0
    """

    id: str = field(validator=matches_re(r"[a-z0-9][a-z0-9_.-]{0,49}"))
    name: str = field(validator=instance_of(str))
    items: tuple[Item, ...] = field(validator=tuple_of(Item))
    direction: Direction = field(validator=instance_of(Direction))
    missing: Missing = field(default=Missing(), validator=instance_of(Missing))
    factor: Fraction = field(default=Fraction(1), validator=instance_of(Fraction))
    bands: tuple[Band, ...] = field(default=(), validator=tuple_of(Band))
    bands_source: Source | None = field(
        default=None, validator=optional(instance_of(Source))
    )
    cutoffs: tuple[Cutoff, ...] = field(default=(), validator=tuple_of(Cutoff))
    reliable_change: tuple[PublishedChange, ...] = field(
        default=(), validator=tuple_of(PublishedChange)
    )
    reliabilities: tuple[Reliability, ...] = field(
        default=(), validator=tuple_of(Reliability)
    )
    flags: tuple[Flag, ...] = field(default=(), validator=tuple_of(Flag))
    subscales: tuple[Subscale, ...] = field(default=(), validator=tuple_of(Subscale))
    loinc: str | None = field(
        default=None,
        converter=converters.optional(text),
        validator=optional(instance_of(str)),
    )
    loinc_total: str | None = field(
        default=None,
        converter=converters.optional(text),
        validator=optional(instance_of(str)),
    )
    wording: Wording | None = field(
        default=None, validator=optional(instance_of(Wording))
    )
    licence: str = field(default="", validator=instance_of(str))
    sources: tuple[Source, ...] = field(default=(), validator=tuple_of(Source))

    def __attrs_post_init__(self) -> None:
        # No converter: pyright takes no such field for a member of a protocol.
        object.__setattr__(self, "id", text(self.id))
        n = len(self.items)
        named = [flag.item for flag in self.flags]
        named += [item for part in self.subscales for item in part.items]
        for place, holds, message in (
            ("items", n > 0, "an instrument has at least one item"),
            ("factor", self.factor > 0, "the factor lies above 0"),
            ("missing", 0 <= self.missing.at_most < n, "some item is answered"),
            (
                "flags, subscales",
                all(1 <= i <= n for i in named),
                f"items are 1 to {n}",
            ),
            (
                "bands",
                all(a.low < b.low for a, b in pairwise(self.bands)),
                "bands go from the lowest up",
            ),
            (
                "wording",
                self.wording is None or len(self.wording.items) == n,
                "there is a text for each item",
            ),
        ):
            if not holds:
                raise NotMeasurable(place, "no_instrument", message)

    @property
    def low(self) -> float:
        """Give the lowest total."""
        return scaled(self.factor, sum(item.low for item in self.items))

    @property
    def high(self) -> float:
        """Give the highest total."""
        return scaled(self.factor, sum(item.high for item in self.items))

    @property
    def worsening(self) -> float | None:
        """The usual published change for the worse, in points; None without one.

        >>> from collabtherapy.measures import PHQ9
        >>> PHQ9.worsening
        6
        """
        usual = next(iter(self.reliable_change), None)
        return None if usual is None else -self.direction.sign * usual.points

    def score(self, answers: Iterable[float | None]) -> Score:
        """Score answers, one for each item in order.

        Args:
            answers: a number for each item; None or NaN where it is missing.

        Raises:
            TypeError: an answer is no number.
            NotMeasurable: there are too many or too few, one is off its scale or not
                whole where it has to be.

        >>> from collabtherapy.measures import PHQ9
        >>> found = PHQ9.score((1, 2, 2, 1, 0, 1, 2, 1, 1))
        >>> found.total, found.band, found.flags
        (11.0, 'moderate', ('self_harm',))
        """
        return score(self, answers)

    def band(self, total: float) -> str | None:
        """Give what a total is called; one between two bands is in the lower one."""
        names = [band.name for band in self.bands if band.low <= total]
        return names[-1] if names else None

    def change(
        self,
        pre: "Score | float | None",
        post: "Score | float | None",
        *,
        by: Method | None = None,
        cutoff: Cutoff | None = None,
    ) -> Change:
        """Judge the change of one person on this instrument.

        Args:
            pre: the score or total before; None where it is missing.
            post: the score or total after.
            by: the method; the first published criterion if None.
            cutoff: what recovery is judged beside; the first published one if None.

        Raises:
            NotMeasurable: a score is another instrument's or off the scale, or no
                method is given and none was published.

        >>> from collabtherapy.measures import PHQ9
        >>> found = PHQ9.change(18, 9)
        >>> found.status.value, found.by.name, found.cutoff.value
        ('recovered', 'published criterion', 10)
        """
        method = by or next(iter(self.reliable_change), None)
        if method is None:
            raise NotMeasurable(
                "by",
                "no_criterion",
                f"none was published for {self.name}: give a method",
            )
        return change(
            self.total("pre", pre),
            self.total("post", post),
            by=method,
            direction=self.direction,
            cutoff=cutoff or next(iter(self.cutoffs), None),
        )

    def total(self, place: str, given: "Score | float | None") -> float | None:
        """Give a total of this instrument, checked to be one."""
        if isinstance(given, Score):
            if given.instrument != self.id:
                raise NotMeasurable(
                    place, "mixed_instruments", f"give a score of {self.name}"
                )
            if given.total is not None and (given.low, given.high) != (
                self.low,
                self.high,
            ):
                raise NotMeasurable(
                    place, "other_range", "a score without some items has its own range"
                )
            given = given.total
        value = number_or_missing(place, given)
        if value < self.low or value > self.high:
            raise NotMeasurable(
                place, "off_scale", f"a total lies from {self.low:g} to {self.high:g}"
            )
        return known(value)
