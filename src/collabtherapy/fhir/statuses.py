"""What a stage, a consent, a goal and a session are in FHIR: total tables.

Source: HL7 FHIR R4 and R5, the status codes of each resource. FHIR lists states and no
legal transitions; those are the law's. Where FHIR has fewer states than we do, an
extension says which of ours it is.
"""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.partnership.regions.goals import GoalOutcome
from collabtherapy.partnership.regions.measurements import NoScore
from collabtherapy.partnership.regions.sessions import SessionStatus
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
)
from collabtherapy.partnership.values.stages import Stage

EPISODE: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.REQUESTED: "planned",
        Stage.WAITING: "waitlist",
        Stage.EXPLORING: "planned",
        Stage.CONTRACTING: "planned",
        Stage.WORKING: "active",
        Stage.PAUSED: "onhold",
        Stage.ENDING: "active",
        Stage.FOLLOW_UP: "active",
        Stage.CLOSED: "finished",
    }
)
"""EpisodeOfCare.status; what was closed before any work is ``cancelled``."""

TEAM: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.REQUESTED: "proposed",
        Stage.WAITING: "proposed",
        Stage.EXPLORING: "active",
        Stage.CONTRACTING: "active",
        Stage.WORKING: "active",
        Stage.PAUSED: "suspended",
        Stage.ENDING: "active",
        Stage.FOLLOW_UP: "active",
        Stage.CLOSED: "inactive",
    }
)
"""CareTeam.status."""


CONSENT_R4: Mapping[ConsentStatus, str] = MappingProxyType(
    {
        ConsentStatus.NOT_ASKED: "draft",
        ConsentStatus.EXPLAINED: "proposed",
        ConsentStatus.GIVEN: "active",
        ConsentStatus.DECLINED: "rejected",
        ConsentStatus.WITHDRAWN: "inactive",
        ConsentStatus.EXPIRED: "inactive",
        ConsentStatus.SUPERSEDED: "inactive",
    }
)
CONSENT_R5: Mapping[ConsentStatus, str] = MappingProxyType(
    {
        **CONSENT_R4,
        ConsentStatus.EXPLAINED: "draft",
        ConsentStatus.DECLINED: "not-done",
    }
)
"""Consent.status; R5 has neither proposed nor rejected."""

GOAL: Mapping[GoalOutcome, str] = MappingProxyType(
    {GoalOutcome.REACHED: "completed", GoalOutcome.SET_ASIDE: "cancelled"}
)
"""Goal.lifecycleStatus of a shared goal that was ended; any other is ``active``."""

ENCOUNTER_R4: Mapping[SessionStatus, str] = MappingProxyType(
    {
        SessionStatus.OPEN: "in-progress",
        SessionStatus.HELD: "finished",
        SessionStatus.INTERRUPTED: "finished",
    }
)
ENCOUNTER_R5: Mapping[SessionStatus, str] = MappingProxyType(
    {
        SessionStatus.OPEN: "in-progress",
        SessionStatus.HELD: "completed",
        SessionStatus.INTERRUPTED: "discontinued",
    }
)
"""Encounter.status of a session that began."""

APPOINTMENT: Mapping[SessionStatus, str] = MappingProxyType(
    {
        SessionStatus.PLANNED: "booked",
        SessionStatus.OPEN: "arrived",
        SessionStatus.HELD: "fulfilled",
        SessionStatus.INTERRUPTED: "fulfilled",
        SessionStatus.MISSED: "noshow",
        SessionStatus.CANCELLED: "cancelled",
    }
)
"""Appointment.status of a session that was planned."""

NO_SCORE: Mapping[NoScore, str] = MappingProxyType(
    {
        NoScore.DECLINED: "asked-declined",
        NoScore.INCOMPLETE: "unknown",
        NoScore.NOT_ASKED: "not-asked",
        NoScore.NOT_POSSIBLE: "not-performed",
        NoScore.NOT_KNOWN: "unknown",
    }
)
"""Observation.dataAbsentReason of a measure without a score; a code of our own beside
it says which of ours it is."""


def episode_status(stage: Stage, *, worked: bool) -> str:
    """Give the status of an episode of care.

    Args:
        stage: where the partnership stands.
        worked: whether it was ever in WORKING.

    >>> episode_status(Stage.CLOSED, worked=False)
    'cancelled'
    """
    if stage is Stage.CLOSED and not worked:
        return "cancelled"
    return EPISODE[stage]
