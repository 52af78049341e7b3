"""Scores of many people at once, bit for bit those of one by one.

What `scoring` says of one person is said here of an array of people, rule by rule.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import TypeAlias, cast

import attrs
from attrs import field

from collabtherapy._frozen import frozen
from collabtherapy._printing import printed
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Band
from collabtherapy.measures.instrument import Instrument
from collabtherapy.measures.items import Flag, Item
from collabtherapy.measures.optional import needs
from collabtherapy.measures.quantities import known
from collabtherapy.measures.scoring import Score, TotalOf
from collabtherapy.measures.subscales import Subscale
from collabtherapy.measures.symptom_counts import Cluster
from collabtherapy.measures.truth import Truth

with needs("arrays"):
    import numpy as np
    import numpy.typing as npt

    from collabtherapy.measures.alike import ALIKE
    from collabtherapy.measures.answers import checked, declared, table, without
    from collabtherapy.measures.columns import Floats
    from collabtherapy.measures.sums import (
        NOT_ROUNDED,
        ROUNDINGS,
        Mask,
        Sums,
        sums_of,
        together,
        transformed,
    )

__all__ = ["Scores", "score_many"]

Places = npt.NDArray[np.int16]
Column: TypeAlias = Floats | Mask | npt.NDArray[np.intp] | npt.NDArray[np.str_]
NO_BAND = -1


@attrs.frozen(kw_only=True)
class Scores:
    """The scores of many people on one instrument, each by its place.

    ``scores[n]`` is the `Score` of one person, equal to that of `Instrument.score`.

    Args:
        of: the instrument.
        declared: the codes that were read as missing.
        does_not_apply: the codes that were read as "does not apply".
        off_scale: how many answers were off the scale and read as missing.
        total: the reported scores, ``(people,)``, in points; NaN where not known.
        raw: the sums of the items, filled in where the instrument allows for it.
        low: the lowest total that there could be, by who answered what.
        high: the highest.
        missing: which items were not answered, ``(people, items)``.
        inapplicable: which items do not apply, ``(people, items)``.
        prorated: whether answered items stood for missing ones, ``(people,)``.
        rounding: how a total was rounded for that, as a place among `Rounding`; -1
            where it was not.
        band: the place among the instrument's bands, ``(people,)``; -1 without one.
        flags: by its id, who raised a flag; not known where that was not answered.
        subscales: by its id, the scores of a subscale, ``(people,)``; NaN where not
            known.
        subscale_bands: by its id, the places among the bands of a subscale.
        criteria: by its id, who meets a count of symptoms.
        top: whether every answer is the highest there is.
    """

    of: Instrument = field(repr=False)
    declared: tuple[float, ...]
    does_not_apply: tuple[float, ...]
    off_scale: int
    total: Floats = field(eq=ALIKE, hash=False, repr=False)
    raw: Floats = field(eq=ALIKE, hash=False, repr=False)
    low: Floats = field(eq=ALIKE, hash=False, repr=False)
    high: Floats = field(eq=ALIKE, hash=False, repr=False)
    missing: Mask = field(eq=ALIKE, hash=False, repr=False)
    inapplicable: Mask = field(eq=ALIKE, hash=False, repr=False)
    prorated: Mask = field(eq=ALIKE, hash=False, repr=False)
    rounding: npt.NDArray[np.int8] = field(eq=ALIKE, hash=False, repr=False)
    band: Places = field(eq=ALIKE, hash=False, repr=False)
    flags: Mapping[str, Truth] = field(eq=ALIKE, hash=False, repr=False)
    subscales: Mapping[str, Floats] = field(eq=ALIKE, hash=False, repr=False)
    subscale_bands: Mapping[str, Places] = field(eq=ALIKE, hash=False, repr=False)
    criteria: Mapping[str, Truth] = field(eq=ALIKE, hash=False, repr=False)
    top: Truth = field(eq=ALIKE, hash=False, repr=False)

    def __len__(self) -> int:
        return len(self.total)

    def __repr__(self) -> str:
        version = f"{self.instrument} {self.version}"
        return f"<Scores of {version}: {len(self):,} people>"

    _repr_pretty_ = printed

    @property
    def instrument(self) -> str:
        """The id of the instrument."""
        return self.of.id

    @property
    def version(self) -> str:
        """The version of the instrument's scoring."""
        return self.of.version

    @property
    def n_missing(self) -> npt.NDArray[np.intp]:
        """How many items each person left out, ``(people,)``."""
        return np.asarray(self.missing.sum(axis=1), dtype=np.intp)

    def columns(self) -> dict[str, Column]:
        """Return the results as columns, for whatever data frame takes a dictionary.

        A flag or a criterion is 1.0 where it is so, 0.0 where not, NaN where that is
        not known; a band is a name, empty where there is none.
        """
        found: dict[str, Column] = {
            "total": self.total,
            "n_missing": self.n_missing,
            "prorated": self.prorated,
            "band": _names(self.of.bands, self.band),
        }
        for what, truths in (("flag", self.flags), ("criterion", self.criteria)):
            found |= {f"{what}_{id_}": _as_floats(so) for id_, so in truths.items()}
        for part in self.of.subscales:
            found[f"subscale_{part.id}"] = self.subscales[part.id]
            if part.bands:
                named = _names(part.bands, self.subscale_bands[part.id])
                found[f"band_{part.id}"] = named
        return found

    def __getitem__(self, place: int) -> Score:
        """Return the score of the person at a place."""
        of, full = self.of, (self.of.low, self.of.high)
        low, high = float(self.low[place]), float(self.high[place])
        band = _name(of.bands, self.band[place])
        rounding, prorated = int(self.rounding[place]), bool(self.prorated[place])
        flags = {id_: _answer(so, place) for id_, so in self.flags.items()}
        return Score(
            instrument=of.id,
            total=known(float(self.total[place])),
            raw=known(float(self.raw[place])),
            low=low,
            high=high,
            band=band,
            flags=tuple(id_ for id_, so in flags.items() if so),
            open_flags=tuple(id_ for id_, so in flags.items() if so is None),
            subscales={
                id_: known(float(found[place])) for id_, found in self.subscales.items()
            },
            subscale_bands={
                part.id: _name(part.bands, self.subscale_bands[part.id][place])
                for part in of.subscales
                if part.bands
            },
            criteria={id_: _answer(so, place) for id_, so in self.criteria.items()},
            missing=_numbers(self.missing[place]),
            inapplicable=_numbers(self.inapplicable[place]),
            items=len(of.items),
            prorated=prorated,
            rounding=None if rounding == NOT_ROUNDED else ROUNDINGS[rounding],
            top=_answer(self.top, place),
            worsening=of.worsening if (low, high) == full else None,
            sources=of.sources_of(prorated=prorated, banded=band is not None),
        )

    def __iter__(self) -> Iterator[Score]:
        return (self[place] for place in range(len(self)))


def _answer(truth: Truth, place: int) -> bool | None:
    yes, no = np.asarray(truth.yes)[place], np.asarray(truth.no)[place]
    return Truth(bool(yes), bool(no)).answer


def _as_floats(truth: Truth) -> Floats:
    return np.where(truth.yes, 1.0, np.where(truth.no, 0.0, np.nan))


def _name(bands: Sequence[Band], place: np.int16) -> str | None:
    return None if place == NO_BAND else bands[int(place)].name


def _names(bands: Sequence[Band], places: Places) -> npt.NDArray[np.str_]:
    return np.array((*(band.name for band in bands), ""), dtype=np.str_)[places]


def _numbers(mask: Mask) -> tuple[int, ...]:
    return tuple(n for n, so in enumerate(cast("list[bool]", mask.tolist()), 1) if so)


def score_many(
    instrument: Instrument,
    answers: object,
    *,
    missing: Iterable[float] = (),
    does_not_apply: Iterable[float] = (),
    columns: Sequence[str] | None = None,
    strict: bool = True,
) -> Scores:
    """Score the answers of many people.

    Args:
        instrument: the instrument.
        answers: any data frame with a column for each item, an array ``(people,
            items)``, or rows; None, NaN, null and masked are missing.
        missing: codes that stand for a missing answer, such as 99 and -9. None is
            guessed.
        does_not_apply: codes that stand for `Inapplicable.DOES_NOT_APPLY`.
        columns: the names of the items' columns, in the order of the items; those of
            the frame, if it has no others and they are not given.
        strict: whether to refuse all because of one answer off its scale. Without it
            such answers are missing, and `Scores.off_scale` counts them.

    Raises:
        TypeError: If an answer is no number.
        NotMeasurable: If the columns are not those of the items, a declared code is a
            possible answer, an answer is off its scale, or nothing of the instrument
            is added up.

    >>> from collabtherapy.measures import PHQ9
    >>> rows = [(1, 2, 2, 1, 0, 1, 2, 1, 1), (3, 3, 3, 3, 3, 3, 99, 3, 0)]
    >>> found = score_many(PHQ9, rows, missing=(99,))
    >>> found[0].total, found[0].band, found.n_missing.tolist()
    (11.0, 'moderate', [0, 1])
    """
    if not isinstance(instrument, Instrument):
        raise TypeError("instrument is an Instrument")
    if instrument.total_of is TotalOf.PROFILE:
        raise NotMeasurable(
            "instrument",
            "profile",
            f"nothing of {instrument.name} is added up: ask for its profile",
        )
    items, name = instrument.items, instrument.name
    reads = [item.counts for item in items]
    codes = declared("missing", missing, reads=reads, name=name)
    others = declared("does_not_apply", does_not_apply, reads=reads, name=name)
    if not set(codes).isdisjoint(others):
        raise NotMeasurable(
            "missing, does_not_apply", "twice", "a code stands for one of both"
        )
    given = table(answers, name=name, n_items=len(items), columns=columns)
    inapplicable = np.isin(given, others)
    given[inapplicable] = np.nan
    given = without(given, codes)
    off = np.stack([
        _off(item, *each)
        for item, *each in zip(items, given, inapplicable, strict=True)
    ])  # fmt: skip
    fit = checked(given, off, strict=strict, what=f"the answers are those of {name}")
    return attrs.evolve(
        _scored(instrument, fit.found, inapplicable & ~off),
        declared=codes,
        does_not_apply=others,
        off_scale=fit.off_scale,
    )


def _off(item: Item, given: Floats, inapplicable: Mask) -> Mask:
    """Return where an answer is none to an item; as `Item.counts` has it."""
    off = (given < item.low) | (given > item.high)
    if item.whole:
        off |= np.floor(given) < given
    if item.allowed:
        off |= ~np.isin(given, item.allowed) & ~np.isnan(given)
    return off | inapplicable if item.applies else off


def _points(instrument: Instrument, given: Floats, inapplicable: Mask) -> Floats:
    """Return what each answer counts, also of questions that were not asked."""
    points = np.stack([
        cast("Floats", item.points(cast("float", _turned(item, each))))
        for item, each in zip(instrument.items, given, strict=True)
    ])  # fmt: skip
    points[inapplicable] = np.nan
    for n, item in enumerate(instrument.items):
        if item.unasked is not None:
            other = given[item.unasked.item - 1] == item.unasked.at
            points[n, np.isnan(points[n]) & other] = item.unasked.counts
    return points


def _turned(item: Item, given: Floats) -> Floats:
    if item.is_reversed:
        return cast("Floats", item.reverse(cast("float", given)))
    return given


def _scored(instrument: Instrument, given: Floats, inapplicable: Mask) -> Scores:
    points = _points(instrument, given, inapplicable)
    parts = {
        part.id: _sums(part, part.items, instrument, points, inapplicable)
        for part in instrument.subscales
    }
    total = _total(instrument, parts, points, inapplicable)
    blank = np.isnan(points)
    return Scores(
        of=instrument,
        declared=(),
        does_not_apply=(),
        off_scale=0,
        total=total.value,
        raw=total.raw,
        low=total.low,
        high=total.high,
        missing=np.ascontiguousarray((blank & ~inapplicable).T),
        inapplicable=np.ascontiguousarray(inapplicable.T),
        prorated=total.prorated,
        rounding=total.rounding,
        band=_bands(instrument.bands, total, instrument.low, instrument.high),
        flags=frozen(_flags(instrument.flags, given, inapplicable)),
        subscales=frozen({id_: found.value for id_, found in parts.items()}),
        subscale_bands=frozen({
            part.id: _bands_of(part, instrument, parts[part.id])
            for part in instrument.subscales
            if part.bands
        }),
        criteria=frozen({
            one.id: reduce(
                Truth.__and__, (_met(cluster, points) for cluster in one.clusters)
            )
            for one in instrument.criteria
        }),
        top=_top(instrument.items, points, inapplicable),
    )  # fmt: skip


def _sums(
    rule: Instrument | Subscale,
    numbers: Sequence[int],
    instrument: Instrument,
    points: Floats,
    inapplicable: Mask,
) -> Sums:
    places = [n - 1 for n in numbers]
    items = [instrument.items[n] for n in places]
    return sums_of(rule, items, points[places], inapplicable[places])


def _total(
    instrument: Instrument,
    parts: Mapping[str, Sums],
    points: Floats,
    inapplicable: Mask,
) -> Sums:
    if instrument.total_of is TotalOf.SUBSCALES:
        return together([parts[one.id] for one in instrument.subscales if one.in_total])
    numbers = instrument.total_items
    found = _sums(instrument, numbers, instrument, points, inapplicable)
    if instrument.total_of is TotalOf.NONE:
        return attrs.evolve(
            found,
            value=np.full_like(found.value, math.nan),
            prorated=np.zeros_like(found.prorated),
            rounding=np.full_like(found.rounding, NOT_ROUNDED),
        )
    return transformed(instrument.transform, found)


def _bands_of(part: Subscale, instrument: Instrument, found: Sums) -> Places:
    low, high = part.range([instrument.items[n - 1] for n in part.items])
    return _bands(part.bands, found, low, high)


def _bands(bands: Sequence[Band], found: Sums, low: float, high: float) -> Places:
    """Return the places of bands; a value in a range of its own has none."""
    lows = np.array([band.low for band in bands], dtype=np.float64)
    place = np.searchsorted(lows, found.value, side="right") - 1
    comparable = (found.low == low) & (found.high == high)
    place[np.isnan(found.value) | ~comparable] = NO_BAND
    return place.astype(np.int16)


def _flags(
    flags: Sequence[Flag], given: Floats, inapplicable: Mask
) -> dict[str, Truth]:
    """Return who raised each flag: one of its items is enough, and settles it."""
    found: dict[str, Truth] = {}
    for flag in flags:
        answer, out = given[flag.item - 1], inapplicable[flag.item - 1]
        one = Truth(answer >= flag.at_least, (answer < flag.at_least) | out)
        found[flag.id] = found[flag.id] | one if flag.id in found else one
    return found


def _met(cluster: Cluster, points: Floats) -> Truth:
    own = points[[n - 1 for n in cluster.items]]
    symptoms = (own >= cluster.at_least).sum(axis=0)
    open_ = np.isnan(own).sum(axis=0)
    return Truth(symptoms >= cluster.count, symptoms + open_ < cluster.count)


def _top(items: Sequence[Item], points: Floats, inapplicable: Mask) -> Truth:
    most = np.array([item.most for item in items], dtype=np.float64)[:, None]
    at_top = ((points == most) | inapplicable).all(axis=0)
    at_top &= ~inapplicable.all(axis=0)
    below = (points < most).any(axis=0)
    is_open = (np.isnan(points) & ~inapplicable).any(axis=0)
    return Truth(at_top, ~at_top & (below | ~is_open))
