"""Scores of many people at once, bit for bit those of one by one.

What one formula of `scoring` says of a person is said here of an array of people. How
the range shrinks where items are missing is worked out once for each pattern of
missing items, by the same code.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

import attrs
from attrs import field

from collabtherapy._frozen import frozen
from collabtherapy.measures.instrument import Instrument
from collabtherapy.measures.items import Fill, Item
from collabtherapy.measures.optional import needs
from collabtherapy.measures.quantities import known
from collabtherapy.measures.scoring import Score, scaled
from collabtherapy.measures.truth import Truth

with needs("arrays"):
    import numpy as np
    import numpy.typing as npt

    from collabtherapy.measures.alike import ALIKE
    from collabtherapy.measures.answers import checked, declared, table, without
    from collabtherapy.measures.columns import Floats

__all__ = ["Scores", "score_many", "scoring_of"]

Mask = npt.NDArray[np.bool_]
Column: TypeAlias = Floats | Mask | npt.NDArray[np.intp] | npt.NDArray[np.str_]
NOT_KNOWN = -1


@attrs.frozen(kw_only=True)
class Scores:
    """The scores of many people on one instrument, each by its place.

    ``scores[n]`` is the `Score` of one person, equal to that of `Instrument.score`.

    Args:
        instrument: the id of the instrument.
        scoring: the version of its scoring rules; see `scoring_of`.
        declared: the codes that were read as missing.
        off_scale: how many answers were off the scale and read as missing.
        total: the reported scores, ``(people,)``, in points; NaN where not known.
        raw: the sums of the items, filled in where the instrument allows for it.
        low: the lowest total that there could be, by who answered what.
        high: the highest.
        missing: which items were not answered, ``(people, items)``.
        prorated: whether answered items stood for missing ones, ``(people,)``.
        bands: the names of the bands, from the lowest up.
        band: the place in ``bands`` of each total, ``(people,)``; -1 without one.
        flags: by its id, who raised a flag; not known where that was not answered.
        subscales: by its id, the sums of a subscale, ``(people,)``; NaN if not known.
        top: whether every answer is the highest there is.
        worsening: by person, the reliable change for the worse; NaN where none is
            published for that range.
    """

    instrument: str
    scoring: str
    declared: tuple[float, ...]
    off_scale: int
    total: Floats = field(eq=ALIKE, hash=False, repr=False)
    raw: Floats = field(eq=ALIKE, hash=False, repr=False)
    low: Floats = field(eq=ALIKE, hash=False, repr=False)
    high: Floats = field(eq=ALIKE, hash=False, repr=False)
    missing: Mask = field(eq=ALIKE, hash=False, repr=False)
    prorated: Mask = field(eq=ALIKE, hash=False, repr=False)
    bands: tuple[str, ...]
    band: npt.NDArray[np.int16] = field(eq=ALIKE, hash=False, repr=False)
    flags: Mapping[str, Truth] = field(eq=ALIKE, hash=False, repr=False)
    subscales: Mapping[str, Floats] = field(eq=ALIKE, hash=False, repr=False)
    top: Truth = field(eq=ALIKE, hash=False, repr=False)
    worsening: Floats = field(eq=ALIKE, hash=False, repr=False)

    def __len__(self) -> int:
        return len(self.total)

    def __repr__(self) -> str:
        return f"<Scores of {self.instrument}: {len(self):,} people>"

    @property
    def n_missing(self) -> npt.NDArray[np.intp]:
        """How many items each person left out, ``(people,)``."""
        return np.asarray(self.missing.sum(axis=1), dtype=np.intp)

    def columns(self) -> dict[str, Column]:
        """Return the results as columns, for whatever data frame takes a dictionary.

        A flag is 1.0 where it was raised, 0.0 where not, NaN where that is not known;
        a band is a name, empty where there is none.
        """
        names = np.array((*self.bands, ""), dtype=np.str_)
        return {
            "total": self.total,
            "n_missing": self.n_missing,
            "prorated": self.prorated,
            "band": names[self.band],
            **{f"flag_{name}": _as_floats(so) for name, so in self.flags.items()},
            **{f"subscale_{name}": sums for name, sums in self.subscales.items()},
        }

    def __getitem__(self, place: int) -> Score:
        """Return the score of the person at a place."""
        band = int(self.band[place])
        missing = cast("list[bool]", self.missing[place].tolist())
        flags = {name: _answer(so, place) for name, so in self.flags.items()}
        return Score(
            instrument=self.instrument,
            total=known(float(self.total[place])),
            raw=known(float(self.raw[place])),
            low=float(self.low[place]),
            high=float(self.high[place]),
            band=None if band == NOT_KNOWN else self.bands[band],
            flags=tuple(name for name, so in flags.items() if so),
            open_flags=tuple(name for name, so in flags.items() if so is None),
            subscales={
                name: known(float(sums[place])) for name, sums in self.subscales.items()
            },
            missing=tuple(n for n, so in enumerate(missing, 1) if so),
            items=len(missing),
            top=_answer(self.top, place),
            worsening=known(float(self.worsening[place])),
        )

    def __iter__(self) -> Iterator[Score]:
        return (self[place] for place in range(len(self)))


def _answer(truth: Truth, place: int) -> bool | None:
    yes, no = np.asarray(truth.yes)[place], np.asarray(truth.no)[place]
    return Truth(bool(yes), bool(no)).answer


def _as_floats(truth: Truth) -> Floats:
    return np.where(truth.yes, 1.0, np.where(truth.no, 0.0, np.nan))


def score_many(
    instrument: Instrument,
    answers: object,
    *,
    missing: Iterable[float] = (),
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
        columns: the names of the items' columns, in the order of the items; those of
            the frame, if it has no others and they are not given.
        strict: whether to refuse all because of one answer off its scale. Without it
            such answers are missing, and `Scores.off_scale` counts them.

    Raises:
        TypeError: If an answer is no number.
        NotMeasurable: If the columns are not those of the items, a declared code is a
            possible answer, or an answer is off its scale.

    >>> from collabtherapy.measures import PHQ9
    >>> rows = [(1, 2, 2, 1, 0, 1, 2, 1, 1), (3, 3, 3, 3, 3, 3, 99, 3, 0)]
    >>> found = score_many(PHQ9, rows, missing=(99,))
    >>> found[0].total, found[0].band, found.n_missing.tolist()
    (11.0, 'moderate', [0, 1])
    """
    if not isinstance(instrument, Instrument):
        raise TypeError("instrument is an Instrument")
    items = instrument.items
    codes = declared(
        missing, reads=[item.counts for item in items], name=instrument.name
    )
    given = table(answers, name=instrument.name, n_items=len(items), columns=columns)
    given = without(given, codes)
    off = np.stack([_off(item, each) for item, each in zip(items, given, strict=True)])
    fit = checked(
        given, off, strict=strict, what=f"answers are those of {instrument.id}"
    )
    return _scored(instrument, fit.found, codes, fit.off_scale)


def _off(item: Item, given: Floats) -> Mask:
    """Return where an answer is none to an item; as `Item.counts` has it."""
    off = (given < item.low) | (given > item.high)
    return off | (np.floor(given) < given) if item.whole else off


def _scored(
    instrument: Instrument, given: Floats, codes: tuple[float, ...], off_scale: int
) -> Scores:
    items = instrument.items
    counted = np.stack([
        item.reverse(each) if item.is_reversed else each
        for item, each in zip(items, given, strict=True)
    ])  # fmt: skip
    blank = np.isnan(given)
    raw, prorated = _summed(instrument, counted, blank)
    total = raw * instrument.factor.numerator / instrument.factor.denominator
    low, high = _ranges(instrument, blank)
    comparable = (low == instrument.low) & (high == instrument.high)
    worsening = math.nan if instrument.worsening is None else instrument.worsening
    return Scores(
        instrument=instrument.id,
        scoring=scoring_of(instrument),
        declared=codes,
        off_scale=off_scale,
        total=total,
        raw=raw,
        low=low,
        high=high,
        missing=np.ascontiguousarray(blank.T),
        prorated=prorated,
        bands=tuple(band.name for band in instrument.bands),
        band=_bands(instrument, total, comparable),
        flags=frozen({
            flag.id: Truth(
                given[flag.item - 1] >= flag.at_least,
                given[flag.item - 1] < flag.at_least,
            )
            for flag in instrument.flags
        }),
        subscales=frozen({
            part.id: _sum_of([n - 1 for n in part.items], items, counted)
            for part in instrument.subscales
        }),
        top=_top(items, counted),
        worsening=np.where(comparable, float(worsening), np.nan),
    )  # fmt: skip


def _summed(
    instrument: Instrument, counted: Floats, blank: Mask
) -> tuple[Floats, Mask]:
    """Return the sums of the items, and where answered ones stand for others."""
    n, n_missing = len(counted), blank.sum(axis=0)
    rule = instrument.missing
    raw = _sums(instrument.items, np.where(blank, 0.0, counted))
    fills = (n_missing > 0) & (n_missing <= rule.at_most)
    if rule.fill is Fill.REST:
        fills[:] = False
    filled = np.where(fills, n - n_missing, 1)
    raw = np.where(fills, raw * n / filled, raw)
    raw[(n_missing > rule.at_most) | (n_missing == n)] = np.nan
    return raw, fills


def _sum_of(chosen: list[int], items: Sequence[Item], counted: Floats) -> Floats:
    those = counted[chosen]
    sums = _sums([items[n] for n in chosen], np.where(np.isnan(those), 0.0, those))
    sums[np.isnan(those).any(axis=0)] = np.nan
    return sums


def _sums(items: Sequence[Item], counted: Floats) -> Floats:
    """Return exactly rounded sums of items, as `math.fsum` has them."""
    if all(item.whole and float(item.low + item.high).is_integer() for item in items):
        sums: Floats = counted.sum(axis=0)  # of whole numbers, so that it is exact
        return sums
    people = zip(*cast("list[list[float]]", counted.tolist()), strict=True)
    return np.fromiter(map(math.fsum, people), np.float64, counted.shape[1])


def _ranges(instrument: Instrument, blank: Mask) -> tuple[Floats, Floats]:
    """Return the lowest and the highest total of each person.

    They are smaller where answered items stand for themselves alone: worked out once
    for each pattern of missing items.
    """
    people = blank.shape[1]
    low = np.full(people, instrument.low, dtype=np.float64)
    high = np.full(people, instrument.high, dtype=np.float64)
    n_missing, rule = blank.sum(axis=0), instrument.missing
    shrinks = (n_missing > 0) & (n_missing <= rule.at_most)
    if rule.fill is Fill.REST and shrinks.any():
        patterns, whose = np.unique(blank[:, shrinks].T, axis=0, return_inverse=True)
        ends = [_range(instrument, pattern) for pattern in patterns.tolist()]
        found = np.array(ends, dtype=np.float64)[whose.ravel()]
        low[shrinks], high[shrinks] = found.T
    return low, high


def _range(instrument: Instrument, pattern: list[bool]) -> tuple[float, float]:
    both = zip(instrument.items, pattern, strict=True)
    of = [item for item, is_blank in both if not is_blank]
    factor = instrument.factor
    low, high = sum(item.low for item in of), sum(item.high for item in of)
    return scaled(factor, low), scaled(factor, high)


def _bands(
    instrument: Instrument, total: Floats, comparable: Mask
) -> npt.NDArray[np.int16]:
    lows = np.array([band.low for band in instrument.bands], dtype=np.float64)
    place = np.searchsorted(lows, total, side="right") - 1
    place[np.isnan(total) | ~comparable] = NOT_KNOWN
    return place.astype(np.int16)


def _top(items: Sequence[Item], counted: Floats) -> Truth:
    highs = np.array([item.high for item in items], dtype=np.float64)[:, None]
    at_top: Mask = (counted == highs).all(axis=0)
    below: Mask = np.asarray((counted < highs).any(axis=0))
    return Truth(at_top, below)


NO_RULES = frozenset((
    "name", "source", "sources", "bands_source", "wording", "licence", "loinc",
    "loinc_total", "reliabilities",
))  # fmt: skip
"""What of an instrument changes no score and no judgement."""


def scoring_of(instrument: Instrument) -> str:
    """Return the version of an instrument's rules: 12 digits that change with them.

    They are made of everything by which it scores and judges, and of no words.

    >>> from collabtherapy.measures import GAD7, PHQ9
    >>> scoring_of(PHQ9) == scoring_of(PHQ9), scoring_of(PHQ9) == scoring_of(GAD7)
    (True, False)
    """
    rules = attrs.asdict(instrument, filter=lambda field, _: field.name not in NO_RULES)
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:12]
