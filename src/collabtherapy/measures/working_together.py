"""How the work together goes: SRS, WAI-SR, CollaboRATE, SDM-Q-9, and goals (GBO)."""

from fractions import Fraction

from collabtherapy.measures.bands import Cutoff, Side
from collabtherapy.measures.criteria import PublishedChange
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.instrument import Instrument, Reliability
from collabtherapy.measures.items import Missing, Subscale, likert, visual
from collabtherapy.measures.sources import Source

__all__ = ["COLLABORATE", "GBO", "SDM_Q9", "SRS", "WAI_SR"]

CAMCOPS = Source("CamCOPS documentation, tasks")
DUNCAN = Source("Duncan et al. 2003", from_memory=True)
KRISTON = Source("Kriston et al. 2010", from_memory=True)
EDBROOKE = Source("Edbrooke-Childs et al. 2015, cited by CORC", from_memory=True)

SRS = Instrument(
    id="srs",
    name="SRS",
    items=visual(4, 0, 10),
    direction=Direction.HIGHER_IS_BETTER,
    cutoffs=(
        Cutoff(
            36, at=Side.FUNCTIONAL, name="talk about it below", source=Source("OpenFIT")
        ),
    ),
    reliabilities=(Reliability(0.64, "retest", DUNCAN),),
    licence="© Miller & Duncan, software needs a licence: no words here",
    sources=(CAMCOPS, DUNCAN),
)
"""How a session was, on four lines of ten centimetres. It is no outcome."""

WAI_SR = Instrument(
    id="wai-sr",
    name="WAI-SR",
    items=likert(12, 1, 5),
    direction=Direction.HIGHER_IS_BETTER,
    subscales=(
        Subscale("task", (1, 2, 10, 12)),
        Subscale("goal", (4, 6, 8, 11)),
        Subscale("bond", (3, 5, 7, 9)),
    ),
    licence="© Society for Psychotherapy Research, by permission: no words here",
    sources=(Source("three sites with the items of each subscale"),),
)
"""The working alliance as a client sees it. No cut-off was ever validated."""

COLLABORATE = Instrument(
    id="collaborate",
    name="CollaboRATE",
    items=likert(3, 0, 9),
    direction=Direction.HIGHER_IS_BETTER,
    factor=Fraction(100, 27),
    licence="unclear: no words here",
    sources=(
        Source("Elwyn et al. 2013; Barr et al. 2014", from_memory=True),
        Source("PhenX Toolkit"),
    ),
)
"""Shared decisions, of 0 to 100. What is reported is the share of ``top`` scores."""

SDM_Q9 = Instrument(
    id="sdm-q-9",
    name="SDM-Q-9",
    items=likert(9, 0, 5),
    direction=Direction.HIGHER_IS_BETTER,
    missing=Missing(2, source=KRISTON),
    factor=Fraction(20, 9),
    reliabilities=(Reliability(0.94, "alpha", KRISTON),),
    licence="CC BY-NC-ND: no words here",
    sources=(KRISTON,),
)
"""Shared decisions, of 0 to 100; ``raw`` is the sum of 0 to 45."""

GBO = Instrument(
    id="gbo",
    name="GBO",
    items=likert(3, 0, 10),
    direction=Direction.HIGHER_IS_BETTER,
    missing=Missing(2, source=CAMCOPS),  # up to three goals
    factor=Fraction(1, 3),
    reliable_change=(PublishedChange(points=2.45, source=EDBROOKE),),
    licence="the form is CC BY-NC-SA 4.0, © D. Law: no words here",
    sources=(CAMCOPS, EDBROOKE),
)
"""Up to three goals of one's own, rated 0 to 10: their mean. See `goal_progress`."""
