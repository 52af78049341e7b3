"""What a stage is in FHIR, for an episode of care and for a care team: total tables.

Source: HL7 FHIR R4 EpisodeOfCareStatus and CareTeamStatus. FHIR lists states and no
legal transitions; those are the law's.
"""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.partnership.stages import Stage

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
