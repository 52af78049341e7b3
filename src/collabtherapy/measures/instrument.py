"""An instrument as a value: what it asks, how it is scored, what scores mean."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs
from attrs import field
from attrs.validators import in_, instance_of, matches_re, optional

from collabtherapy._frozen import frozen
from collabtherapy._scalars import real, text
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.aggregates import Aggregate, full
from collabtherapy.measures.bands import Band, Cutoff, band_of
from collabtherapy.measures.codes import Code, Coded, first
from collabtherapy.measures.criteria import PublishedChange
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.instrument_checks import check
from collabtherapy.measures.items import Answer, Flag, Item
from collabtherapy.measures.methods import Method
from collabtherapy.measures.missing import Missing
from collabtherapy.measures.person import Change, change
from collabtherapy.measures.populations import chosen, known_for
from collabtherapy.measures.profiles import Profile, profile
from collabtherapy.measures.quantities import (
    known,
    number_or_missing,
    reliability,
    tuple_of,
)
from collabtherapy.measures.scoring import (
    Score,
    TotalOf,
    score,
    together,
    transformed,
)
from collabtherapy.measures.sources import Source
from collabtherapy.measures.subscales import Subscale
from collabtherapy.measures.symptom_counts import SymptomCount
from collabtherapy.measures.wording import Wording

__all__ = ["Instrument", "Reliability"]


ID = r"[a-z0-9][a-z0-9_.-]{0,49}"
"""What the id of an instrument looks like."""

KINDS = ("alpha", "retest")
"""The kinds of reliability."""


@attrs.frozen
class Reliability:
    """A published reliability of an instrument.

    Args:
        value: between 0 and 1, both excluded.
        kind: ``alpha``, or ``retest``, the same people asked again.
        source: who says so.
    """

    value: float = field(converter=real, validator=reliability)
    kind: str = field(converter=text, validator=in_(KINDS))
    source: Source = field(validator=instance_of(Source))


@attrs.frozen(kw_only=True)
class Instrument:
    """A questionnaire, as far as its scores are concerned.

    Args:
        id: a short name, such as ``phq-9``.
        name: what it is called.
        about: what it measures, in a few words of ours.
        version: the version of its scoring here; another one may score otherwise.
        items: its questions, in order.
        direction: which scores are the better ones; None where none is, as with
            preferences.
        total_of: what the total is made of.
        aggregate: whether the total is a sum or a mean of the items.
        factor: what the sum or mean is multiplied by, to give the total.
        missing: what is done where answers are missing.
        transform: the total that is reported for each sum of items, where a table
            makes it; empty where none does.
        transform_source: who says so.
        bands: what totals are called, from the lowest up.
        bands_source: who says so.
        cutoffs: published cut-offs, the usual one first.
        reliable_change: published criteria of reliable change, the usual one first.
        reliabilities: published reliabilities.
        flags: answers that ask for attention whatever the total.
        subscales: scores of some of the items.
        criteria: counts of symptoms.
        codes: the codes of the questionnaire and of its total.
        answer_codes: the number that each code of an answer stands for.
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

    id: str = field(validator=matches_re(ID))
    name: str = field(validator=instance_of(str))
    about: str = field(default="", validator=instance_of(str))
    version: str = field(default="1", converter=text, validator=instance_of(str))
    items: tuple[Item, ...] = field(validator=tuple_of(Item))
    direction: Direction | None = field(validator=optional(instance_of(Direction)))
    total_of: TotalOf = field(default=TotalOf.ITEMS, validator=instance_of(TotalOf))
    aggregate: Aggregate = field(
        default=Aggregate.SUM, validator=instance_of(Aggregate)
    )
    factor: Fraction = field(default=Fraction(1), validator=instance_of(Fraction))
    missing: Missing = field(default=Missing(), validator=instance_of(Missing))
    transform: Mapping[float, float] = field(factory=dict[float, float])
    transform_source: Source | None = field(
        default=None, validator=optional(instance_of(Source))
    )
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
    criteria: tuple[SymptomCount, ...] = field(
        default=(), validator=tuple_of(SymptomCount)
    )
    codes: tuple[Code, ...] = field(default=(), validator=tuple_of(Code))
    answer_codes: Mapping[str, float] = field(factory=dict[str, float])
    wording: Wording | None = field(
        default=None, validator=optional(instance_of(Wording))
    )
    licence: str = field(default="", validator=instance_of(str))
    sources: tuple[Source, ...] = field(default=(), validator=tuple_of(Source))

    def __attrs_post_init__(self) -> None:
        # No converters: pyright takes no such field for a member of a protocol.
        object.__setattr__(self, "id", text(self.id))
        for name in ("transform", "answer_codes"):
            if not isinstance(getattr(self, name), Mapping):
                raise TypeError(f"{name} is a mapping")
            object.__setattr__(self, name, frozen(getattr(self, name)))
        check(self)

    @property
    def loinc(self) -> str | None:
        """The LOINC code of the questionnaire; None without one."""
        return first(self.codes, Coded.PANEL)

    @property
    def loinc_total(self) -> str | None:
        """The LOINC code of the total; None without one."""
        return first(self.codes, Coded.SCORE)

    @property
    def total_items(self) -> tuple[int, ...]:
        """The numbers of the items that count towards the total, from 1."""
        apart = {n for part in self.subscales if not part.in_total for n in part.items}
        inside = {n for part in self.subscales if part.in_total for n in part.items}
        return tuple(
            n for n in range(1, len(self.items) + 1) if n not in apart - inside
        )

    @property
    def low(self) -> float:
        """The lowest total; without a total, the lowest sum of the items."""
        return self._range[0]

    @property
    def high(self) -> float:
        """The highest total; without a total, the highest sum of the items."""
        return self._range[1]

    @property
    def _range(self) -> tuple[float, float]:
        if self.total_of is TotalOf.SUBSCALES:
            parts = [part for part in self.subscales if part.in_total]
            found = together([full(part, self._items(part.items)) for part in parts])
        else:
            found = full(self, self._items(self.total_items))
        found = transformed(self.transform, found)
        return found.low, found.high

    def _items(self, numbers: tuple[int, ...]) -> list[Item]:
        return [self.items[n - 1] for n in numbers]

    @property
    def usual_cutoff(self) -> Cutoff | None:
        """The first published cut-off for everybody; None without one."""
        return next((one for one in self.cutoffs if not one.for_), None)

    @property
    def usual_change(self) -> PublishedChange | None:
        """The first published criterion for everybody; None without one."""
        return next((one for one in self.reliable_change if not one.for_), None)

    @property
    def worsening(self) -> float | None:
        """The usual published change for the worse, in points; None without one.

        >>> from collabtherapy.measures import PHQ9
        >>> PHQ9.worsening
        6
        """
        usual = self.usual_change
        if usual is None or self.direction is None:
            return None
        return -self.direction.sign * usual.points

    def sources_of(self, *, prorated: bool, banded: bool) -> tuple[Source, ...]:
        """Return the sources of one score of this instrument.

        Args:
            prorated: whether its rule for missing answers was used.
            banded: whether its bands were.
        """
        rules = [self.missing, *(part.missing for part in self.subscales)]
        used = [
            *self.sources,
            *(part.source for part in self.subscales),
            *(one.source for one in rules if prorated),
            self.transform_source,
            self.bands_source if banded else None,
        ]
        return tuple(dict.fromkeys(one for one in used if one is not None))

    def score(self, answers: Iterable[Answer]) -> Score:
        """Score answers, one for each item in order.

        Args:
            answers: a number for each item; None or NaN where it is missing;
                `Inapplicable.DOES_NOT_APPLY` where the question does not apply.

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

    def profile(self, answers: Iterable[Answer]) -> Profile:
        """Build the profile of answers, where nothing adds them up.

        Raises:
            TypeError: an answer is no number.
            NotMeasurable: the instrument is scored, or see `score`.

        >>> from collabtherapy.measures import INSTRUMENTS
        >>> INSTRUMENTS["eq-5d-5l"].profile((2, 1, 3, None, 1)).digits
        '21391'
        """
        return profile(self, answers)

    def band(self, total: float) -> str | None:
        """Return what a total is called; one between two bands is in the lower one."""
        return band_of(self.bands, total)

    def change(
        self,
        pre: "Score | float | None",
        post: "Score | float | None",
        *,
        by: Method | None = None,
        cutoff: Cutoff | None = None,
        for_: str = "",
    ) -> Change:
        """Judge the change of one person on this instrument.

        Args:
            pre: the score or total before; None where it is missing.
            post: the score or total after.
            by: the method; the usual published criterion if None.
            cutoff: what recovery is judged beside; the usual published one if None.
            for_: the people whose published figures are meant, such as ``men``; empty
                for those of everybody.

        Raises:
            NotMeasurable: a score is another instrument's or off the scale; no method
                is given and none was published; figures were published for several
                groups of people, and none is named; or the scores have no direction.

        >>> from collabtherapy.measures import PHQ9
        >>> found = PHQ9.change(18, 9)
        >>> found.status.value, found.by.name, found.cutoff.value
        ('recovered', 'published criterion', 10)
        """
        if self.direction is None:
            raise NotMeasurable(
                "direction", "no_direction", f"{self.name} has no better or worse"
            )
        known_for(for_, self.cutoffs, self.reliable_change)
        cutoff = cutoff or chosen("cutoff", self.cutoffs, for_)
        by = by or chosen("by", self.reliable_change, for_)
        if by is None:
            raise NotMeasurable(
                "by",
                "no_criterion",
                f"none was published for {self.name}: give a method",
            )
        return change(
            self.total("pre", pre),
            self.total("post", post),
            by=by,
            direction=self.direction,
            cutoff=cutoff,
        )

    def subscale(self, id_: str) -> "Instrument":
        """Return a subscale as an instrument of its own, with an id such as ``hads.x``.

        Its items are those of the subscale alone, numbered from 1.

        Raises:
            NotMeasurable: there is no such subscale.

        >>> from collabtherapy.measures import INSTRUMENTS
        >>> anxiety = INSTRUMENTS["hads"].subscale("anxiety")
        >>> anxiety.id, anxiety.score((1, 2, 1, 2, 1, 2, 1)).total
        ('hads.anxiety', 10.0)
        """
        part = next((one for one in self.subscales if one.id == id_), None)
        if part is None:
            known = ", ".join(one.id for one in self.subscales) or "none"
            raise NotMeasurable("id", "no_subscale", f"subscales are: {known}")
        places = {number: place for place, number in enumerate(part.items, 1)}
        items = [_alone(item, places) for item in self._items(part.items)]
        return Instrument(
            id=f"{self.id}.{part.id}",
            name=f"{self.name}, {part.id.replace('_', ' ')}",
            version=self.version,
            items=tuple(items),
            direction=part.direction or self.direction,
            aggregate=part.aggregate,
            factor=part.factor,
            missing=part.missing,
            bands=part.bands,
            bands_source=part.bands_source,
            cutoffs=part.cutoffs,
            reliable_change=part.reliable_change,
            flags=tuple(
                attrs.evolve(flag, item=places[flag.item])
                for flag in self.flags
                if flag.item in places
            ),
            codes=part.codes,
            answer_codes=self.answer_codes,
            licence=self.licence,
            sources=(part.source,) if part.source else self.sources,
        )

    def total(self, place: str, given: "Score | float | None") -> float | None:
        """Return a total of this instrument, checked to be one."""
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


def _alone(item: Item, places: Mapping[int, int]) -> Item:
    """Return an item that names no other one, unless that one is here too."""
    rule = item.unasked
    if rule is None or rule.item not in places:
        return attrs.evolve(item, unasked=None)
    return attrs.evolve(item, unasked=attrs.evolve(rule, item=places[rule.item]))
