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

from types import MappingProxyType

from collabtherapy.measures.attainment import (
    Attainment,
    AttainmentScore,
    GoalProgress,
    Progress,
    attainment_t,
    goal_progress,
)
from collabtherapy.measures.bands import Band, Cutoff, Side
from collabtherapy.measures.cohort import Cohort, Population
from collabtherapy.measures.criteria import (
    AnchorBased,
    CutoffCrossing,
    PercentageChange,
    PublishedChange,
)
from collabtherapy.measures.cutoffs import CutoffKind, cutoff
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.distress import CORE10, CORE_OM, OQ45, ORS
from collabtherapy.measures.instrument import Instrument, Reliability
from collabtherapy.measures.items import (
    Fill,
    Flag,
    Item,
    Missing,
    Subscale,
    likert,
    visual,
)
from collabtherapy.measures.methods import Limits, Method
from collabtherapy.measures.observed import (
    EdwardsNunnally,
    GulliksenLordNovick,
    HsuLinnNord,
    JacobsonTruax,
)
from collabtherapy.measures.person import Change, change, reliable_range
from collabtherapy.measures.scoring import Score
from collabtherapy.measures.signals import (
    Checkpoints,
    ReliableWorsening,
    Signal,
    SignalRule,
    Signals,
    signals,
)
from collabtherapy.measures.sources import Source
from collabtherapy.measures.sudden import Shift, SuddenRule, SuddenShifts
from collabtherapy.measures.symptoms import GAD7, PHQ9, WSAS
from collabtherapy.measures.together import Joint, jointly
from collabtherapy.measures.true_scores import HagemanArrindell, NunnallyKotsch
from collabtherapy.measures.truth import Truth
from collabtherapy.measures.verdicts import Status, Verdict
from collabtherapy.measures.visits import Visit, visits
from collabtherapy.measures.wording import Wording
from collabtherapy.measures.working_together import (
    COLLABORATE,
    GBO,
    SDM_Q9,
    SRS,
    WAI_SR,
)

INSTRUMENTS = MappingProxyType(
    {
        one.id: one
        for one in (
            PHQ9,
            GAD7,
            WSAS,
            CORE10,
            CORE_OM,
            OQ45,
            ORS,
            SRS,
            WAI_SR,
            COLLABORATE,
            SDM_Q9,
            GBO,
        )
    }
)
"""The built-in instruments, by id."""

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
    "AnchorBased",
    "Attainment",
    "AttainmentScore",
    "Band",
    "Change",
    "Checkpoints",
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
    "Instrument",
    "Item",
    "JacobsonTruax",
    "Joint",
    "Limits",
    "Method",
    "Missing",
    "NunnallyKotsch",
    "PercentageChange",
    "Population",
    "Progress",
    "PublishedChange",
    "Reliability",
    "ReliableWorsening",
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
    "Truth",
    "Verdict",
    "Visit",
    "Wording",
    "attainment_t",
    "change",
    "cutoff",
    "goal_progress",
    "jointly",
    "likert",
    "reliable_range",
    "signals",
    "visits",
    "visual",
]
