"""Instruments, their scores, and whether a change is one: by which method and source.

It stands alone: nothing here knows a partnership. What needs more than attrs is
imported by its own path: `measures.many` (arrays and data frames), `measures.courses`,
`measures.slopes` and `measures.expected` (models of many courses), `measures.plots`.

>>> from collabtherapy.measures import PHQ9
>>> PHQ9.score((2, 2, 2, 2, 2, 2, 2, 2, 0)).band
'moderately severe'
>>> PHQ9.change(18, 9).status.value
'recovered'
"""

from collabtherapy.measures.aggregates import Aggregate
from collabtherapy.measures.attainment import (
    Attainment,
    AttainmentScore,
    GoalProgress,
    Progress,
    attainment_t,
    goal_progress,
)
from collabtherapy.measures.bands import Band, Cutoff, Side
from collabtherapy.measures.codes import Code, Coded, CodeSystem
from collabtherapy.measures.cohort import Cohort, Population
from collabtherapy.measures.criteria import (
    AnchorBased,
    CutoffCrossing,
    PercentageChange,
    PublishedChange,
)
from collabtherapy.measures.cutoffs import CutoffKind, cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.instrument import Instrument, Reliability
from collabtherapy.measures.items import Answer, Flag, Item, Unasked, likert, visual
from collabtherapy.measures.methods import Limits, Method
from collabtherapy.measures.missing import Fill, Inapplicable, Missing, Rounding
from collabtherapy.measures.norms import Norms
from collabtherapy.measures.observed import (
    EdwardsNunnally,
    GulliksenLordNovick,
    HsuLinnNord,
    JacobsonTruax,
)
from collabtherapy.measures.person import Change, change, reliable_range
from collabtherapy.measures.profiles import Profile
from collabtherapy.measures.reader import instrument_from
from collabtherapy.measures.registry import INSTRUMENTS, CodedPart, Instruments
from collabtherapy.measures.scoring import Score, TotalOf
from collabtherapy.measures.signals import (
    Checkpoints,
    ReliableWorsening,
    Signal,
    SignalRule,
    Signals,
    signals,
)
from collabtherapy.measures.sources import Mark, Source
from collabtherapy.measures.statuses import Status, Verdict
from collabtherapy.measures.subscales import Subscale
from collabtherapy.measures.sudden import Shift, SuddenRule, SuddenShifts
from collabtherapy.measures.symptom_counts import Cluster, SymptomCount
from collabtherapy.measures.together import Joint, jointly
from collabtherapy.measures.true_scores import HagemanArrindell, NunnallyKotsch
from collabtherapy.measures.truth import Truth
from collabtherapy.measures.visits import Visit, visits
from collabtherapy.measures.wording import Wording

COLLABORATE: Instrument
"""Shared decisions, of 0 to 100. What is reported is the share of ``top`` scores."""

CORE10: Instrument
"""Distress in ten items, in the last week."""

CORE_OM: Instrument
"""Distress in thirty-four items, reported as ten times their mean."""

GAD7: Instrument
"""Anxiety, in the last two weeks."""

GBO: Instrument
"""Up to three goals of one's own, rated 0 to 10: their mean. See `goal_progress`."""

OQ45: Instrument
"""Outcome questionnaire: symptoms, relationships and roles."""

ORS: Instrument
"""How life is going, on four lines of ten centimetres. Cut-offs are by age."""

PHQ9: Instrument
"""Depression, in the last two weeks. Item 9 asks about self-harm and is a flag."""

SDM_Q9: Instrument
"""Shared decisions, of 0 to 100; ``raw`` is the sum of 0 to 45."""

SRS: Instrument
"""How a session was, on four lines of ten centimetres. It is no outcome."""

WAI_SR: Instrument
"""The working alliance as a client sees it. No cut-off was ever validated."""

WSAS: Instrument
"""Work and social adjustment: what a problem keeps somebody from."""

_NAMED = {
    "COLLABORATE": "collaborate",
    "CORE10": "core-10",
    "CORE_OM": "core-om",
    "GAD7": "gad-7",
    "GBO": "gbo",
    "OQ45": "oq-45",
    "ORS": "ors",
    "PHQ9": "phq-9",
    "SDM_Q9": "sdm-q-9",
    "SRS": "srs",
    "WAI_SR": "wai-sr",
    "WSAS": "wsas",
}


def __getattr__(name: str) -> Instrument:
    """Return a built-in instrument; none is read before one is asked for."""
    if name not in _NAMED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return INSTRUMENTS[_NAMED[name]]


__all__ = [
    "COLLABORATE",
    "CORE10",
    "CORE_OM",
    "GAD7",
    "GBO",
    "INSTRUMENTS",
    "OQ45",
    "ORS",
    "PHQ9",
    "SDM_Q9",
    "SRS",
    "WAI_SR",
    "WSAS",
    "Aggregate",
    "AnchorBased",
    "Answer",
    "Attainment",
    "AttainmentScore",
    "Band",
    "Change",
    "Checkpoints",
    "Cluster",
    "Code",
    "CodeSystem",
    "Coded",
    "CodedPart",
    "Cohort",
    "Cutoff",
    "CutoffCrossing",
    "CutoffKind",
    "Direction",
    "EdwardsNunnally",
    "Fill",
    "Flag",
    "GoalProgress",
    "GulliksenLordNovick",
    "HagemanArrindell",
    "HsuLinnNord",
    "Inapplicable",
    "Instrument",
    "Instruments",
    "Item",
    "JacobsonTruax",
    "Joint",
    "Limits",
    "Mark",
    "Method",
    "Missing",
    "Norms",
    "NunnallyKotsch",
    "PercentageChange",
    "Population",
    "Profile",
    "Progress",
    "PublishedChange",
    "Reliability",
    "ReliableWorsening",
    "Rounding",
    "Score",
    "Shift",
    "Side",
    "Signal",
    "SignalRule",
    "Signals",
    "Source",
    "Status",
    "Subscale",
    "SuddenRule",
    "SuddenShifts",
    "SymptomCount",
    "TotalOf",
    "Truth",
    "Unasked",
    "Verdict",
    "Visit",
    "Wording",
    "attainment_t",
    "change",
    "cutoff",
    "goal_progress",
    "instrument_from",
    "jointly",
    "likert",
    "reliable_range",
    "signals",
    "visits",
    "visual",
]
