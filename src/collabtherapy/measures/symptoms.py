"""Depression, anxiety and what they keep people from: PHQ-9, GAD-7, WSAS."""

from collabtherapy.measures.bands import Band, Cutoff, Side
from collabtherapy.measures.criteria import PublishedChange
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.instrument import Instrument, Reliability
from collabtherapy.measures.items import Fill, Flag, Missing, likert
from collabtherapy.measures.sources import Source
from collabtherapy.measures.wording import GAD7_WORDING, PHQ9_WORDING

__all__ = ["GAD7", "PHQ9", "WSAS"]

CAMCOPS = Source("CamCOPS documentation, tasks")
KROENKE = Source("Kroenke, Spitzer & Williams 2001", from_memory=True)
SPITZER = Source("Spitzer, Kroenke, Williams & Löwe 2006", from_memory=True)
MUNDT = Source("Mundt, Marks, Shear & Greist 2002", from_memory=True)
NHS_METADATA = Source("NHS Talking Therapies, metadata of the annual report")
NHS_MANUAL = Source("NHS Talking Therapies manual, as quoted by cbtwatch")

PHQ9 = Instrument(
    id="phq-9",
    name="PHQ-9",
    items=likert(
        9,
        0,
        3,
        loinc=(
            "44250-9",
            "44255-8",
            "44259-0",
            "44254-1",
            "44251-7",
            "44258-2",
            "44252-5",
            "44253-3",
            "44260-8",
        ),
    ),
    direction=Direction.LOWER_IS_BETTER,
    missing=Missing(2, source=KROENKE),
    bands=(
        Band("minimal", 0),
        Band("mild", 5),
        Band("moderate", 10),
        Band("moderately severe", 15),
        Band("severe", 20),
    ),
    bands_source=KROENKE,
    cutoffs=(Cutoff(10, at=Side.CLINICAL, name="caseness", source=NHS_METADATA),),
    reliable_change=(PublishedChange(points=6, source=NHS_MANUAL),),
    reliabilities=(
        Reliability(0.89, "alpha", KROENKE),
        Reliability(0.84, "retest", KROENKE),
    ),
    flags=(Flag(id="self_harm", item=9, at_least=1, source=CAMCOPS),),
    loinc="44249-1",
    loinc_total="44261-6",
    wording=PHQ9_WORDING,
    licence="public domain; the notice travels with the words",
    sources=(CAMCOPS, KROENKE),
)
"""Depression, in the last two weeks. Item 9 asks about self-harm and is a flag."""

GAD7 = Instrument(
    id="gad-7",
    name="GAD-7",
    items=likert(
        7,
        0,
        3,
        loinc=(
            "69725-0",
            "68509-9",
            "69733-4",
            "69734-2",
            "69735-9",
            "69689-8",
            "69736-7",
        ),
    ),
    direction=Direction.LOWER_IS_BETTER,
    bands=(
        Band("minimal", 0),
        Band("mild", 5),
        Band("moderate", 10),
        Band("severe", 15),
    ),
    bands_source=SPITZER,
    cutoffs=(
        Cutoff(8, at=Side.CLINICAL, name="caseness", source=NHS_METADATA),
        Cutoff(10, at=Side.CLINICAL, name="original", source=CAMCOPS),
    ),
    reliable_change=(PublishedChange(points=4, source=NHS_MANUAL),),
    reliabilities=(
        Reliability(0.92, "alpha", SPITZER),
        Reliability(0.83, "retest", SPITZER),
    ),
    loinc="69737-5",
    loinc_total="70274-6",
    wording=GAD7_WORDING,
    licence="public domain; the notice travels with the words",
    sources=(CAMCOPS,),
)
"""Anxiety, in the last two weeks."""

WSAS = Instrument(
    id="wsas",
    name="WSAS",
    items=likert(5, 0, 8),
    direction=Direction.LOWER_IS_BETTER,
    # Who has no work answers four items, which make up to 32 points; fewer than four
    # are no score.
    missing=Missing(1, fill=Fill.REST, source=CAMCOPS),
    bands=(
        Band("subclinical", 0),
        Band("significant", 10),
        Band("moderately severe or worse", 21),
    ),
    bands_source=MUNDT,
    reliable_change=(
        PublishedChange(points=8, source=Source("Zahra 2014", from_memory=True)),
    ),
    reliabilities=(Reliability(0.73, "retest", MUNDT),),
    licence="© I. Marks: no words here",
    sources=(CAMCOPS, MUNDT),
)
"""Work and social adjustment: what a problem keeps somebody from."""
