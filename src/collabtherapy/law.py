"""The law as tables and a picture, for whoever wants to read it.

What is read here is what is enforced: the rows are those that `Partnership.record`
asks. Nothing in this module decides anything.

>>> from collabtherapy import law
>>> law.STEPS[3].id, law.STEPS[3].because
('L3', 'accepting each other is mutual (BACP 30 for the urgent start)')
"""

from collections.abc import Iterable, Iterator
from types import ModuleType

from collabtherapy.partnership import (
    opening,
    verdict,
)
from collabtherapy.partnership.law import (
    advance_guards,
    care_guards,
    carry_guards,
    choice_guards,
    consent_guards,
    decision_guards,
    duty_guards,
    ending_guards,
    entry_guards,
    erasing,
    gate_keeping,
    guards,
    handing_over,
    holder_guards,
    late,
    leaving_guards,
    matter_guards,
    own_kinds,
    presence_guards,
    references,
    session_guards,
    two_sides,
    voids,
)
from collabtherapy.partnership.law.deciders import (
    DECIDERS,
    DECISIONS,
    DeciderRow,
    HoldersAct,
    HolderSees,
)
from collabtherapy.partnership.law.diagram import Diagram, diagram
from collabtherapy.partnership.law.duties.rows import DutyRow
from collabtherapy.partnership.law.duties.rules import DUTIES, ONLY_DISCHARGED
from collabtherapy.partnership.law.erasing import ERASURES, ErasureRow
from collabtherapy.partnership.law.gates import GATES, Gate
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.law.lifecycle import ACT_STAGES, MATTER_STAGES, STEPS
from collabtherapy.partnership.law.rights import ASSENT, KINDS, RIGHTS, Right
from collabtherapy.partnership.law.sight.joint import (
    COARSE,
    JOINT,
    NOT_HERE,
    NOT_READY,
    Joint,
)
from collabtherapy.partnership.law.steps import Elsewhere, Step, Where
from collabtherapy.partnership.law.tables import tables
from collabtherapy.partnership.law.times import KEPT_AS_RECORDED, TIMES, Counted, Time
from collabtherapy.partnership.regions import (
    advance,
    agenda,
    alliance,
    consults,
    contributions,
    decisions,
    duties,
    entries,
    feedback,
    goals,
    measurements,
    notes,
    practice,
    preferences,
    progress,
    redactions,
    representation,
    safety,
    sessions,
    toolkit,
    topics,
)
from collabtherapy.partnership.values.assents import Assent
from collabtherapy.partnership.values.refusals import Reason

__all__ = [
    "ACT_STAGES",
    "ASSENT",
    "COARSE",
    "DECIDERS",
    "DECISIONS",
    "DUTIES",
    "ERASURES",
    "GATES",
    "JOINT",
    "KEPT_AS_RECORDED",
    "KINDS",
    "LATENESS",
    "MATTER_STAGES",
    "NOT_HERE",
    "NOT_READY",
    "ONLY_DISCHARGED",
    "REASONS",
    "RIGHTS",
    "STEPS",
    "TIMES",
    "Assent",
    "Counted",
    "DeciderRow",
    "Diagram",
    "DutyRow",
    "Elsewhere",
    "ErasureRow",
    "Gate",
    "HolderSees",
    "HoldersAct",
    "Joint",
    "Lateness",
    "Reason",
    "Right",
    "Step",
    "Time",
    "Where",
    "diagram",
    "tables",
]

_ROOMS: tuple[ModuleType, ...] = (
    advance, advance_guards, agenda, alliance, care_guards, carry_guards, choice_guards,
    consent_guards, consults, contributions, decision_guards, decisions, duties,
    duty_guards,
    ending_guards, entries, entry_guards, erasing, feedback, gate_keeping, goals,
    guards, handing_over, holder_guards, late, leaving_guards, matter_guards,
    measurements, notes, opening, own_kinds, practice, preferences, presence_guards,
    progress, redactions, references, representation, safety, session_guards, sessions,
    toolkit, topics, two_sides, verdict, voids,
)  # fmt: skip


def _reasons(rooms: Iterable[ModuleType]) -> Iterator[Reason]:
    for room in rooms:
        yield from (value for value in vars(room).values() if isinstance(value, Reason))


REASONS: tuple[Reason, ...] = tuple(
    sorted({*_reasons(_ROOMS), *COARSE}, key=lambda reason: (reason.rule, reason.code))
)
"""Every kind of refusal there is, in the order of the law."""
