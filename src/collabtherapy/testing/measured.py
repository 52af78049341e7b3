"""What is measured, as strategies: instruments, answers, methods, and what they say.

Figures that have to go together do: the reliability of a method and the correlation of
its occasions, the bounds of an item. What is reckoned is reckoned from what was drawn.
"""

from collections.abc import Mapping
from typing import Any

import attrs
from hypothesis import strategies as st

from collabtherapy.measures import (
    INSTRUMENTS,
    Aggregate,
    AnchorBased,
    Answer,
    Attainment,
    AttainmentScore,
    Band,
    Change,
    Checkpoints,
    Cluster,
    Code,
    CodedPart,
    Cohort,
    Cutoff,
    CutoffCrossing,
    Direction,
    EdwardsNunnally,
    Fill,
    Flag,
    GoalProgress,
    GulliksenLordNovick,
    HagemanArrindell,
    HsuLinnNord,
    Inapplicable,
    Instrument,
    Instruments,
    Item,
    JacobsonTruax,
    Joint,
    Limits,
    Mark,
    Method,
    Missing,
    Norms,
    NunnallyKotsch,
    PercentageChange,
    Population,
    Profile,
    Progress,
    PublishedChange,
    Reliability,
    ReliableWorsening,
    Score,
    Shift,
    Side,
    SignalRule,
    Signals,
    Source,
    Subscale,
    SuddenRule,
    SuddenShifts,
    SymptomCount,
    TotalOf,
    Truth,
    Unasked,
    Visit,
    Wording,
    attainment_t,
    change,
    goal_progress,
    jointly,
    signals,
    visits,
)

_names = st.text("abcdefgh-é", min_size=1, max_size=6)
_ids = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,7}", fullmatch=True)
_points = st.integers(0, 60).map(float) | st.floats(0, 60)
_scores = st.none() | _points
_sizes = st.floats(0.5, 20)
_reliabilities = st.floats(0.05, 0.95)
_correlations = st.floats(-1, 1)
_shares = st.floats(0.05, 1)
_directions = st.sampled_from(Direction)

sources: st.SearchStrategy[Source] = st.builds(
    Source, _names, mark=st.sampled_from(Mark)
)
populations: st.SearchStrategy[Population] = st.builds(
    Population, mean=_points, sd=_sizes
)
cutoffs: st.SearchStrategy[Cutoff] = st.builds(
    Cutoff, _points, at=st.sampled_from(Side), name=_names
)
cohorts: st.SearchStrategy[Cohort] = st.lists(
    st.tuples(_points, _scores), min_size=2, max_size=8
).map(
    lambda pairs: Cohort.of(
        # All the same before would leave nothing to be a standard deviation of.
        [0.0, 60.0, *(pre for pre, _ in pairs)],
        [30.0, 10.0, *(post for _, post in pairs)],
    )
)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Draw an item, of which the lowest answer lies below the highest."""
    low, width, whole = draw(
        st.tuples(st.integers(-5, 5), st.integers(1, 10), st.booleans())
    )
    apart = draw(st.none() | st.tuples(st.integers(-9, 0), st.integers(1, 9)))
    few = st.sets(st.integers(low, low + width).map(float), min_size=1, max_size=3)
    return Item(
        low,
        low + width,
        whole=whole,
        is_reversed=draw(st.booleans()),
        allowed=tuple(sorted(draw(few))) if draw(st.booleans()) else (),
        applies=draw(st.booleans()),
        counts_as=apart,
    )


missing: st.SearchStrategy[Missing] = st.builds(
    Missing, st.integers(0, 2), fill=st.sampled_from(Fill), source=st.none() | sources
)
wordings: st.SearchStrategy[Wording] = st.lists(_names, max_size=4).flatmap(
    lambda texts: st.builds(
        Wording,
        stem=_names,
        items=st.just(tuple(texts)),
        answers=st.lists(_names, min_size=2, max_size=5).map(tuple),
        notice=_names,
    )
)
flags: st.SearchStrategy[Flag] = st.builds(
    Flag, id=_ids, item=st.integers(1, 3), at_least=_points, source=sources
)
_numbers = st.lists(st.integers(1, 3), min_size=1, unique=True).map(tuple)
subscales: st.SearchStrategy[Subscale] = st.builds(
    Subscale,
    _ids,
    _numbers,
    aggregate=st.sampled_from(Aggregate),
    factor=st.fractions(1, 20, max_denominator=9),
    in_total=st.booleans(),
    source=st.none() | sources,
)
clusters: st.SearchStrategy[Cluster] = st.builds(
    Cluster, items=_numbers, at_least=_points, count=st.just(1)
)
criteria: st.SearchStrategy[SymptomCount] = st.builds(
    SymptomCount,
    id=_ids,
    clusters=st.lists(clusters, min_size=1, max_size=2).map(tuple),
    source=sources,
)
unasked: st.SearchStrategy[Unasked] = st.builds(
    Unasked, item=st.integers(1, 3), at=_points, counts=_points, source=sources
)
norms: st.SearchStrategy[Norms] = st.builds(
    Norms,
    instrument=_ids,
    subscale=st.none() | _ids,
    groups=st.dictionaries(_names, populations, min_size=1, max_size=3),
    source=sources,
)


SCORED = tuple(
    one for one in INSTRUMENTS.values() if one.total_of is not TotalOf.PROFILE
)
"""The built-in instruments whose answers add up."""


def _with_a_total(*, subscales: tuple[Subscale, ...], **rest: Any) -> Instrument:
    """Build an instrument of which more is left than its rule lets be missing."""
    inside = tuple(attrs.evolve(one, in_total=True) for one in subscales)
    return Instrument(subscales=inside, **rest)


def instruments() -> st.SearchStrategy[Instrument]:
    """Draw an instrument: one that is shipped, or one of somebody's own."""
    own = st.builds(
        _with_a_total,
        id=_ids,
        name=_names,
        items=st.lists(items(), min_size=3, max_size=5).map(tuple),
        direction=_directions,
        missing=missing,
        flags=st.lists(flags, max_size=1).map(tuple),
        subscales=st.lists(subscales, max_size=1).map(tuple),
        criteria=st.lists(criteria, max_size=1).map(tuple),
        cutoffs=st.lists(cutoffs, max_size=2).map(tuple),
    )
    return st.sampled_from(SCORED) | own


@st.composite
def answers(
    draw: st.DrawFn, instrument: Instrument, *, may_miss: bool = True
) -> tuple[Answer, ...]:
    """Draw answers to an instrument, any of them missing unless none may be."""
    given = list[Answer]()
    for item in instrument.items:
        given.append(draw(_answers_to(item, may_miss=may_miss)))
    return tuple(given)


def _answers_to(item: Item, *, may_miss: bool) -> st.SearchStrategy[Answer]:
    found: list[st.SearchStrategy[Answer]] = []
    if item.allowed:
        found.append(st.sampled_from(item.allowed))
    elif item.whole:
        found.append(st.integers(int(item.low), int(item.high)).map(float))
    else:
        found.append(st.floats(item.low, item.high))
    if may_miss:
        found.append(st.none())
    if may_miss and not item.applies:
        found.append(st.just(Inapplicable.DOES_NOT_APPLY))
    return st.one_of(found)


@st.composite
def hageman_arrindell(draw: st.DrawFn) -> HagemanArrindell:
    """Draw figures that are not all error: the difference has a true variance."""
    reliability, sd = draw(_reliabilities), draw(_sizes)
    return HagemanArrindell(
        mean_pre=draw(_points),
        sd_pre=sd,
        mean_post=draw(_points),
        sd_post=sd * draw(st.floats(1, 2)),
        r_pre_post=draw(st.floats(-0.9, reliability - 0.04)),
        reliability=reliability,
        four_classes=draw(st.booleans()),
    )


_OBSERVED: dict[str, st.SearchStrategy[float]] = {
    "sd_pre": _sizes,
    "reliability": _reliabilities,
}
jacobson_truax: st.SearchStrategy[JacobsonTruax] = st.builds(JacobsonTruax, **_OBSERVED)

METHODS: Mapping[type[Any], st.SearchStrategy[Any]] = {
    JacobsonTruax: jacobson_truax,
    GulliksenLordNovick: st.builds(GulliksenLordNovick, mean_pre=_points, **_OBSERVED),
    HsuLinnNord: st.builds(
        HsuLinnNord, mean_pre=_points, mean_post=_points, **_OBSERVED
    ),
    EdwardsNunnally: st.builds(EdwardsNunnally, mean_pre=_points, **_OBSERVED),
    NunnallyKotsch: st.builds(
        NunnallyKotsch,
        mean_pre=_points,
        reliability_post=st.none() | _reliabilities,
        sd_post=st.none() | _sizes,
        **_OBSERVED,
    ),
    HagemanArrindell: hageman_arrindell(),
    PublishedChange: st.builds(PublishedChange, points=_sizes, source=sources),
    AnchorBased: st.builds(AnchorBased, points=_sizes, source=sources),
    PercentageChange: st.builds(
        PercentageChange, gain=_shares, loss=st.none() | _shares
    ),
    CutoffCrossing: st.builds(CutoffCrossing, cutoff=cutoffs, direction=_directions),
}
"""Every method that says whether a change is one, by its class."""


def methods() -> st.SearchStrategy[Any]:
    """Draw a method by which a change is judged, with figures that go together."""
    return st.one_of(*METHODS.values())


_worsening = st.builds(ReliableWorsening, by=jacobson_truax, direction=_directions)
_checkpoints = st.builds(
    Checkpoints,
    points=_sizes,
    direction=_directions,
    first=st.integers(1, 4),
    last=st.integers(5, 9),
)
_sudden = st.builds(SuddenRule, points=_sizes, direction=_directions, share=_shares)
_changes = st.builds(
    change,
    _scores,
    _scores,
    by=methods(),
    direction=_directions,
    cutoff=st.none() | cutoffs,
)
_beside_a_cutoff = st.builds(
    change, _scores, _scores, by=methods(), direction=_directions, cutoff=cutoffs
)
_attainments = st.builds(
    Attainment, _ids, st.none() | st.integers(-2, 2), weight=st.floats(0.5, 4)
)
_progress = st.builds(
    GoalProgress, _ids, st.none() | st.floats(0, 10), st.none() | st.floats(0, 10)
)
_courses = st.lists(_scores, min_size=1, max_size=12)
_tables = st.integers(1, 6).flatmap(
    lambda n: st.fixed_dictionaries(
        {visit: st.lists(_scores, min_size=n, max_size=n) for visit in ("pre", "post")}
    )
)


def _goals(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(of, min_size=1, max_size=4, unique_by=lambda goal: goal.goal)


_CODED = tuple(
    part
    for code in ("44249-1", "44250-9", "44261-6", "69725-0")
    for part in INSTRUMENTS.by_loinc(code)
)
"""What some codes of LOINC name: a panel, a total, and questions of several."""

YES, UNKNOWN = Truth(yes=True, no=False), Truth(yes=False, no=False)

MEASURED: Mapping[type[Any], st.SearchStrategy[Any]] = {
    **METHODS,
    Method: methods(),
    SignalRule: _worsening | _checkpoints,
    Attainment: _attainments,
    AttainmentScore: _goals(_attainments).map(attainment_t),
    Band: st.builds(Band, _names, _points),
    Change: _changes,
    Cluster: clusters,
    Code: st.sampled_from(_CODED).map(lambda part: part.code),
    CodedPart: st.sampled_from(_CODED),
    Checkpoints: _checkpoints,
    Cohort: cohorts,
    Cutoff: cutoffs,
    Flag: flags,
    GoalProgress: _progress,
    Instrument: instruments(),
    Instruments: st.lists(st.sampled_from(SCORED), unique_by=lambda one: one.id).map(
        lambda some: Instruments.of(*some)
    ),
    Item: items(),
    Joint: st.lists(_beside_a_cutoff, min_size=1, max_size=3).map(
        lambda changes: jointly(*changes)
    ),
    Limits: methods().map(lambda method: method.limits),
    Missing: missing,
    Norms: norms,
    Population: populations,
    Profile: answers(INSTRUMENTS["eq-5d-5l"]).map(INSTRUMENTS["eq-5d-5l"].profile),
    Progress: _goals(_progress).map(goal_progress),
    Reliability: st.builds(
        Reliability, _reliabilities, st.sampled_from(("alpha", "retest")), sources
    ),
    ReliableWorsening: _worsening,
    Score: instruments().flatmap(lambda one: answers(one).map(one.score)),
    Shift: st.builds(Shift, after=st.integers(2, 20), points=st.floats(-60, 60)),
    Signals: st.builds(signals, _courses, by=_worsening | _checkpoints),
    Source: sources,
    Subscale: subscales,
    SuddenRule: _sudden,
    SymptomCount: criteria,
    SuddenShifts: st.builds(SuddenRule.find, _sudden, _courses),
    Truth: st.sampled_from((YES, ~YES, UNKNOWN)),
    Unasked: unasked,
    Visit: _tables.flatmap(lambda table: st.sampled_from(visits(table))),
    Wording: wordings,
}
"""The strategy of every public type of `measures` that is no enumeration."""
