"""What Hypothesis draws for measures: instruments, answers, methods, cut-offs."""

from hypothesis import strategies as st

from collabtherapy.measures import (
    INSTRUMENTS,
    AnchorBased,
    Cutoff,
    CutoffCrossing,
    Direction,
    EdwardsNunnally,
    GulliksenLordNovick,
    HagemanArrindell,
    HsuLinnNord,
    JacobsonTruax,
    NunnallyKotsch,
    PercentageChange,
    PublishedChange,
    Side,
    Source,
    TotalOf,
)

SOURCE = Source("made up")

SUMMED = [
    one
    for one in INSTRUMENTS.values()
    if one.total_of is TotalOf.ITEMS and not one.transform
]
"""The instruments whose total is a sum or a mean of the items, and nothing more."""

instruments = st.sampled_from(SUMMED)
directions = st.sampled_from(Direction)
scores = st.integers(0, 60).map(float) | st.floats(0, 60)
maybe_scores = st.none() | scores
reliabilities = st.floats(0.05, 0.95)
sds = st.floats(0.5, 20)
means = st.floats(0, 60)


@st.composite
def answers(draw, instrument, *, may_miss=False):
    """Draw answers to an instrument, some of them missing if they may be."""
    given = []
    for item in instrument.items:
        number = (
            st.sampled_from(item.allowed)
            if item.allowed
            else st.integers(int(item.low), int(item.high))
            if item.whole
            else st.floats(item.low, item.high)
        )
        if item.allowed:
            number = st.sampled_from(item.allowed)
        given.append(draw(st.none() | number if may_miss else number))
    return tuple(given)


@st.composite
def hageman_arrindell(draw):
    """Draw figures that are not all error: the difference has a true variance."""
    reliability, sd = draw(reliabilities), draw(sds)
    return HagemanArrindell(
        mean_pre=draw(means),
        sd_pre=sd,
        mean_post=draw(means),
        sd_post=sd * draw(st.floats(1, 2)),
        r_pre_post=draw(st.floats(-0.9, reliability - 0.04)),
        reliability=reliability,
    )


FAMILIES = {
    "Jacobson-Truax": st.builds(JacobsonTruax, sd_pre=sds, reliability=reliabilities),
    "Gulliksen-Lord-Novick": st.builds(
        GulliksenLordNovick, mean_pre=means, sd_pre=sds, reliability=reliabilities
    ),
    "Hsu-Linn-Nord": st.builds(
        HsuLinnNord,
        mean_pre=means,
        mean_post=means,
        sd_pre=sds,
        reliability=reliabilities,
    ),
    "Edwards-Nunnally": st.builds(
        EdwardsNunnally, mean_pre=means, sd_pre=sds, reliability=reliabilities
    ),
    "Nunnally-Kotsch": st.builds(
        NunnallyKotsch,
        mean_pre=means,
        sd_pre=sds,
        reliability=reliabilities,
        reliability_post=st.none() | reliabilities,
        sd_post=st.none() | sds,
    ),
    "Hageman-Arrindell": hageman_arrindell(),
}
SIZES = {
    "published criterion": st.builds(
        PublishedChange, points=st.floats(0.5, 20), source=st.just(SOURCE)
    ),
    "anchor-based": st.builds(
        AnchorBased, points=st.floats(0.5, 20), source=st.just(SOURCE)
    ),
    "percentage change": st.builds(
        PercentageChange,
        gain=st.floats(0.05, 1),
        loss=st.none() | st.floats(0.05, 1),
    ),
}
sized_methods = st.one_of(*FAMILIES.values(), *SIZES.values())
cutoffs = st.builds(Cutoff, scores, at=st.sampled_from(Side))
methods = sized_methods | st.builds(
    CutoffCrossing, cutoff=cutoffs, direction=st.just(Direction.LOWER_IS_BETTER)
)
