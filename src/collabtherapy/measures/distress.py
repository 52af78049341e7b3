"""Distress and functioning at large: CORE-10, CORE-OM, OQ-45, ORS."""

from fractions import Fraction

from collabtherapy.measures.bands import Band, Cutoff, Side
from collabtherapy.measures.criteria import PublishedChange
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.instrument import Instrument, Reliability
from collabtherapy.measures.items import Missing, likert, visual
from collabtherapy.measures.sources import Source

__all__ = ["CORE10", "CORE_OM", "OQ45", "ORS"]

CAMCOPS = Source("CamCOPS documentation, tasks")
BARKHAM = Source("Barkham et al. 2013", from_memory=True)
EVANS = Source("Evans et al. 2002", from_memory=True)
LAMBERT = Source("OQ-45.2 manual", from_memory=True)
MILLER = Source("Miller & Duncan, ORS manual", from_memory=True)
TIMMAN = Source("Timman et al. 2017, Dutch")

CORE10 = Instrument(
    id="core-10",
    name="CORE-10",
    items=likert(10, 0, 4, reverse=(2, 3)),
    direction=Direction.LOWER_IS_BETTER,
    missing=Missing(1, source=CAMCOPS),
    bands=(
        Band("healthy", 0),
        Band("low", 6),
        Band("mild", 11),
        Band("moderate", 15),
        Band("moderate to severe", 20),
        Band("severe", 25),
    ),
    bands_source=BARKHAM,
    cutoffs=(
        Cutoff(11, at=Side.CLINICAL, name="clinical", source=BARKHAM),
        Cutoff(13, at=Side.CLINICAL, name="depression", source=BARKHAM),
    ),
    reliable_change=(PublishedChange(points=6, source=BARKHAM),),
    reliabilities=(Reliability(0.90, "alpha", BARKHAM),),
    licence="CC BY-ND 4.0, unaltered only: no words here",
    sources=(CAMCOPS, BARKHAM),
)
"""Distress in ten items, in the last week."""

CORE_OM = Instrument(
    id="core-om",
    name="CORE-OM",
    items=likert(34, 0, 4, reverse=(3, 4, 7, 12, 19, 21, 31, 32)),
    direction=Direction.LOWER_IS_BETTER,
    missing=Missing(3, source=EVANS),
    factor=Fraction(10, 34),  # ten times the mean, as scores are reported
    cutoffs=(
        Cutoff(
            10, at=Side.CLINICAL, name="clinical", source=Source("Connell et al. 2007")
        ),
        Cutoff(11.9, at=Side.CLINICAL, name="men, older figure", source=EVANS),
        Cutoff(12.9, at=Side.CLINICAL, name="women, older figure", source=EVANS),
    ),
    reliable_change=(PublishedChange(points=5, source=EVANS),),
    reliabilities=(
        Reliability(0.94, "alpha", EVANS),
        Reliability(0.90, "retest", EVANS),
    ),
    licence="CC BY-ND 4.0, unaltered only: no words here",
    sources=(EVANS,),
)
"""Distress in thirty-four items, reported as ten times their mean."""

OQ45 = Instrument(
    id="oq-45",
    name="OQ-45.2",
    items=likert(45, 0, 4, reverse=(1, 12, 13, 20, 21, 24, 31, 37, 43)),
    direction=Direction.LOWER_IS_BETTER,
    cutoffs=(
        Cutoff(64, at=Side.CLINICAL, name="clinical", source=LAMBERT),
        Cutoff(56, at=Side.CLINICAL, name="clinical, Dutch", source=TIMMAN),
    ),
    reliable_change=(
        PublishedChange(points=14, source=LAMBERT),
        PublishedChange(points=18, source=TIMMAN),
    ),
    reliabilities=(
        Reliability(0.93, "alpha", LAMBERT),
        Reliability(0.84, "retest", LAMBERT),
    ),
    licence="proprietary, © OQ Measures: no words here",
    sources=(LAMBERT,),
)
"""Outcome questionnaire: symptoms, relationships and roles. The total alone."""

ORS = Instrument(
    id="ors",
    name="ORS",
    items=visual(4, 0, 10),
    direction=Direction.HIGHER_IS_BETTER,
    cutoffs=(
        Cutoff(25, at=Side.FUNCTIONAL, name="adults", source=MILLER),
        Cutoff(28, at=Side.FUNCTIONAL, name="13 to 17 years", source=MILLER),
        Cutoff(32, at=Side.FUNCTIONAL, name="children", source=MILLER),
    ),
    licence="© Miller & Duncan, software needs a licence: no words here",
    sources=(CAMCOPS,),
)
"""How life is going, on four lines of ten centimetres. No reliable change is given:
the manuals differ."""
