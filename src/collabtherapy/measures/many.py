"""Scores and changes of many people at once: the same rules over arrays, with NumPy.

A formula stands in one place for one person and for many: what is said here of
somebody is what `Instrument.score` and `change` say of them alone.
"""

from collections.abc import Hashable, Iterable
from typing import cast, overload

import attrs
from attrs import field

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.instrument import Instrument
from collabtherapy.measures.methods import Method, Named
from collabtherapy.measures.optional import needs
from collabtherapy.measures.populations import chosen, known_for
from collabtherapy.measures.quantities import is_missing
from collabtherapy.measures.sources import Source
from collabtherapy.measures.statuses import Status
from collabtherapy.measures.together import NHS, Combined, Part, combined
from collabtherapy.measures.truth import Truth
from collabtherapy.measures.verdicts import Judged, judged

with needs("arrays"):
    import numpy as np
    import numpy.typing as npt

    from collabtherapy.measures.alike import ALIKE
    from collabtherapy.measures.answers import Checked, checked, declared, without
    from collabtherapy.measures.columns import Floats, column, column_of, numbers
    from collabtherapy.measures.scores import Scores, score_many

__all__ = [
    "STATUSES",
    "Changes",
    "JointChanges",
    "Scores",
    "changes",
    "changes_in",
    "jointly",
    "score_many",
]

STATUSES = tuple(Status)
"""What the codes of `Changes` stand for."""

UNKNOWN = STATUSES.index(Status.UNKNOWN)


@attrs.frozen(kw_only=True)
class Changes:
    """The changes of many people, each by its place.

    Args:
        pre: the scores before, ``(people,)``, in points; NaN where missing.
        post: the scores after, ``(people,)``.
        index: the index of the method, ``(people,)``; NaN where missing.
        codes: what each came to, ``(people,)``, as a place in `STATUSES`.
        judged: what it was read from.
        by: the method.
        direction: which scores are the better ones.
        cutoff: what recovery is judged beside, if anything.
        instrument: the id of the instrument, where it was named.
        version: the version of its scoring.
        declared: the codes that were read as missing.
        off_scale: how many scores were off the scale and read as missing.
        ids: who the people are, in order, where a column says so.
    """

    pre: Floats = field(eq=ALIKE, hash=False, repr=False)
    post: Floats = field(eq=ALIKE, hash=False, repr=False)
    index: Floats = field(eq=ALIKE, hash=False, repr=False)
    codes: npt.NDArray[np.int8] = field(eq=ALIKE, hash=False, repr=False)
    judged: Judged = field(eq=False, repr=False)
    by: Named
    direction: Direction
    cutoff: Cutoff | None
    instrument: str | None = None
    version: str | None = None
    declared: tuple[float, ...] = ()
    off_scale: int = 0
    ids: tuple[object, ...] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.codes)

    def counts(self) -> dict[Status, int]:
        """Return how many people there are of each class; together they are all."""
        n = np.bincount(self.codes, minlength=len(STATUSES))
        return dict(zip(STATUSES, n.tolist(), strict=True))

    def statuses(self) -> tuple[Status, ...]:
        """Return what each came to."""
        return tuple(STATUSES[int(code)] for code in self.codes)

    @property
    def reliability(self) -> float | None:
        """The reliability that the method used; None where it used none."""
        return self.by.reliability

    @property
    def source(self) -> Source:
        """The source of the method."""
        return self.by.source


def changes(
    pre: object,
    post: object,
    *,
    by: Method,
    direction: Direction,
    cutoff: Cutoff | None = None,
) -> Changes:
    """Judge the changes of many people.

    Args:
        pre: the scores before, ``(people,)``: a sequence, an array, or a column of any
            data frame; None, NaN or null where one is missing.
        post: the scores after, ``(people,)``, in the same order.
        by: the method, such as `JacobsonTruax`.
        direction: which scores are the better ones.
        cutoff: what recovery is judged beside; without it there is none.

    Raises:
        TypeError: a column holds no numbers.
        NotMeasurable: the columns differ in length or shape, or a score is infinite.

    >>> from collabtherapy.measures import JacobsonTruax
    >>> bdi = JacobsonTruax(sd_pre=8.1586, reliability=0.801)
    >>> lower = Direction.LOWER_IS_BETTER
    >>> found = changes([33, 33, None], [27, 15, 20], by=bdi, direction=lower)
    >>> [status.value for status in found.statuses()]
    ['unchanged', 'improved', 'unknown']
    """
    before, after = column("pre", pre), column("post", post)
    if len(before) != len(after):
        raise NotMeasurable(
            "pre, post", "lengths", "give one score after for each score before"
        )
    # A share of next to nothing is infinite, and of one person alone quietly so.
    with np.errstate(over="ignore"):
        found = judged(before, after, by=by, direction=direction, cutoff=cutoff)
    return as_changes(
        found, pre=before, post=after, by=by, direction=direction, cutoff=cutoff
    )


@overload
def changes_in(
    frame: object,
    *,
    pre: str,
    post: str,
    instrument: Instrument,
    by: Method | None = None,
    cutoff: Cutoff | None = None,
    for_: str = "",
    missing: Iterable[float] = (),
    id: str | None = None,
    strict: bool = True,
) -> Changes: ...
@overload
def changes_in(
    frame: object,
    *,
    pre: str,
    post: str,
    by: Method,
    direction: Direction,
    cutoff: Cutoff | None = None,
    missing: Iterable[float] = (),
    id: str | None = None,
) -> Changes: ...
def changes_in(
    frame: object,
    *,
    pre: str,
    post: str,
    instrument: Instrument | None = None,
    by: Method | None = None,
    direction: Direction | None = None,
    cutoff: Cutoff | None = None,
    for_: str = "",
    missing: Iterable[float] = (),
    id: str | None = None,
    strict: bool = True,
) -> Changes:
    """Judge the changes in two columns of a data frame.

    Args:
        frame: whatever gives a column by ``frame[name]`` (pandas, Polars, a table of
            Arrow, a dictionary of arrays) or speaks the dataframe interchange protocol.
        pre: the name of the column of scores before.
        post: the name of the column of scores after.
        instrument: what was scored: no total off its scale is judged, and what it
            published counts where *by* and *cutoff* are not given.
        by: the method.
        direction: which scores are the better ones; that of the instrument.
        cutoff: what recovery is judged beside; without an instrument and without it
            there is none.
        for_: the people whose published figures are meant, such as ``men``; empty for
            those of everybody.
        missing: codes that stand for a missing score, such as 99 and -9. None is
            guessed.
        id: the name of a column that says who each person is, once.
        strict: whether to refuse all because of one score off the scale. Without it
            such scores are missing, and `Changes.off_scale` counts them.

    Raises:
        TypeError: If it is no data frame, or neither an instrument nor a method and a
            direction are given.
        NotMeasurable: If there is no such column, a declared code is a possible score,
            a score is off the scale, or a person stands there twice; see also
            `changes`.

    >>> from collabtherapy.measures import PHQ9
    >>> frame = {"first": [18, 12, 99], "last": [9, 12, 4]}
    >>> found = changes_in(
    ...     frame, pre="first", post="last", instrument=PHQ9, missing=(99,)
    ... )
    >>> [status.value for status in found.statuses()]
    ['recovered', 'unchanged', 'unknown']
    """
    columns = numbers(pre, column_of(frame, pre)), numbers(post, column_of(frame, post))
    ids = None if id is None else _ids(frame, id, len(columns[0]))
    if instrument is None:
        if by is None or direction is None:
            raise TypeError("give an instrument, or a method (by=) and a direction")
        codes = declared("missing", missing, reads=(), name="the scale")
        pair = (without(one, codes) for one in columns)
        found = changes(*pair, by=by, direction=direction, cutoff=cutoff)
        return attrs.evolve(found, declared=codes, ids=ids)
    if direction is not None:
        raise TypeError("direction is that of the instrument: leave it out")
    better = instrument.direction
    if better is None:
        raise NotMeasurable(
            "direction", "no_direction", f"{instrument.name} has no better or worse"
        )
    known_for(for_, instrument.cutoffs, instrument.reliable_change)
    by = by or chosen("by", instrument.reliable_change, for_)
    if by is None:
        raise NotMeasurable(
            "by", "no_criterion", f"none was published for {instrument.name}: name one"
        )
    codes = declared("missing", missing, reads=[instrument.total], name=instrument.name)
    before, after = (
        _on_scale(name, without(one, codes), instrument, strict=strict)
        for name, one in zip((pre, post), columns, strict=True)
    )
    found = changes(
        before.found,
        after.found,
        by=by,
        direction=better,
        cutoff=cutoff or chosen("cutoff", instrument.cutoffs, for_),
    )
    return attrs.evolve(
        found,
        instrument=instrument.id,
        version=instrument.version,
        declared=codes,
        off_scale=before.off_scale + after.off_scale,
        ids=ids,
    )


def _on_scale(
    name: str, found: Floats, instrument: Instrument, *, strict: bool
) -> Checked:
    low, high = instrument.low, instrument.high
    off = (found < low) | (found > high)
    what = f"a score in {name} lies from {low:g} to {high:g}"
    return checked(found, off, strict=strict, what=what)


def _ids(frame: object, name: str, n_people: int) -> tuple[object, ...]:
    """Return who the people are, each once."""
    ids = tuple(cast("Iterable[Hashable]", np.asarray(column_of(frame, name)).tolist()))
    if any(map(is_missing, ids)):
        raise NotMeasurable(name, "missing", "say who each person is")
    if len(set(ids)) < len(ids):
        raise NotMeasurable(name, "twice", "give one row for each person")
    if len(ids) != n_people:
        raise NotMeasurable(name, "lengths", "give one name for each person")
    return ids


def as_changes(
    found: Judged,
    *,
    pre: npt.NDArray[np.float64],
    post: npt.NDArray[np.float64],
    by: Named,
    direction: Direction,
    cutoff: Cutoff | None,
) -> Changes:
    """Read each person's class off the table."""
    codes = np.full(len(pre), UNKNOWN, dtype=np.int8)
    for status, so in reversed(found.classes()):  # the first that is so is the last set
        codes[np.asarray(so)] = STATUSES.index(status)
    index = np.asarray(found.index, dtype=np.float64)
    return Changes(
        pre=pre,
        post=post,
        index=index,
        codes=codes,
        judged=found,
        by=by,
        direction=direction,
        cutoff=cutoff,
    )


@attrs.frozen(kw_only=True, eq=False)
class JointChanges:
    """Several measures of many people; each answer is a `Truth` over ``(people,)``.

    ``found.recovery.yes.sum()`` is how many surely recovered.

    Args:
        caseness: above the cut-off of any measure at the start.
        recovery: at caseness at the start, and on no measure at the end.
        reliable_improvement: improved on any measure, deteriorated on none.
        reliable_deterioration: deteriorated on any measure, improved on none.
        reliable_recovery: recovered and reliably improved.
        source: whose rules these are.
    """

    caseness: Truth
    recovery: Truth
    reliable_improvement: Truth
    reliable_deterioration: Truth
    reliable_recovery: Truth
    source: Source = NHS


def jointly(measures: Iterable[Changes]) -> JointChanges:
    """Judge several measures together, person by person.

    Args:
        measures: one for each measure, judged beside a cut-off, people in one order.

    Raises:
        NotMeasurable: there is none, one has no cut-off, or the lengths differ.
    """
    given = tuple(measures)
    if not given:
        raise NotMeasurable("measures", "too_few", "give one measure or more")
    if len({len(one) for one in given}) > 1:
        raise NotMeasurable("measures", "lengths", "give the same people for each")
    found: Combined = combined([_part(n, one.judged) for n, one in enumerate(given)])
    return JointChanges(
        caseness=found.caseness,
        recovery=found.recovery,
        reliable_improvement=found.reliable_improvement,
        reliable_deterioration=found.reliable_deterioration,
        reliable_recovery=found.reliable_recovery,
    )


def _part(n: int, one: Judged) -> Part:
    if one.clinical_pre is None or one.clinical_post is None:
        raise NotMeasurable(
            f"measures[{n}]", "no_cutoff", "judge each change beside a cut-off"
        )
    return Part(
        improved=one.improved,
        deteriorated=one.deteriorated,
        clinical_pre=one.clinical_pre,
        clinical_post=one.clinical_post,
    )
