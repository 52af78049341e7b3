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
    agenda,
    alliance,
    choice_guards,
    consent_guards,
    contributions,
    decision_guards,
    decisions,
    duties,
    ending_guards,
    feedback,
    gate_keeping,
    goals,
    guards,
    matter_guards,
    opening,
    own_affairs,
    practice,
    references,
    representation,
    safety,
    session_guards,
    sessions,
    toolkit,
    topics,
    verdict,
)
from collabtherapy.partnership.diagram import Diagram, diagram
from collabtherapy.partnership.gates import GATES, Gate
from collabtherapy.partnership.lifecycle import ACT_STAGES, MATTER_STAGES, STEPS
from collabtherapy.partnership.refusals import Reason
from collabtherapy.partnership.rights import ASSENT, KINDS, RIGHTS, Assent, Right
from collabtherapy.partnership.steps import Elsewhere, Step, Where
from collabtherapy.partnership.tables import tables
from collabtherapy.partnership.triggers import TRIGGERS, Trigger

__all__ = [
    "ACT_STAGES",
    "ASSENT",
    "GATES",
    "KINDS",
    "MATTER_STAGES",
    "REASONS",
    "RIGHTS",
    "STEPS",
    "TRIGGERS",
    "Assent",
    "Diagram",
    "Elsewhere",
    "Gate",
    "Reason",
    "Right",
    "Step",
    "Trigger",
    "Where",
    "diagram",
    "tables",
]

_ROOMS: tuple[ModuleType, ...] = (
    agenda, alliance, choice_guards, consent_guards, contributions, decision_guards,
    decisions, duties, ending_guards, feedback, gate_keeping, goals, guards,
    matter_guards, opening, own_affairs, practice, references, representation, safety,
    session_guards, sessions, toolkit, topics, verdict,
)  # fmt: skip


def _reasons(rooms: Iterable[ModuleType]) -> Iterator[Reason]:
    for room in rooms:
        yield from (value for value in vars(room).values() if isinstance(value, Reason))


REASONS: tuple[Reason, ...] = tuple(
    sorted(set(_reasons(_ROOMS)), key=lambda reason: (reason.rule, reason.code))
)
"""Every kind of refusal there is, in the order of the law."""
