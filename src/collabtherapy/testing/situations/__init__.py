"""Every reason there is, each with the smallest situation that gives it.

By code: the partnership, and what somebody tries there.
"""

from collabtherapy.testing.situations.of_advance import OF_ADVANCE
from collabtherapy.testing.situations.of_authority import OF_AUTHORITY
from collabtherapy.testing.situations.of_care import OF_CARE
from collabtherapy.testing.situations.of_carrying import OF_CARRYING
from collabtherapy.testing.situations.of_decisions import OF_DECISIONS
from collabtherapy.testing.situations.of_erasing import OF_ERASING
from collabtherapy.testing.situations.of_hands import OF_HANDS
from collabtherapy.testing.situations.of_learning import OF_LEARNING
from collabtherapy.testing.situations.of_needs import OF_NEEDS
from collabtherapy.testing.situations.of_notes import OF_NOTES
from collabtherapy.testing.situations.of_own_kinds import OF_OWN_KINDS
from collabtherapy.testing.situations.of_ruptures import OF_RUPTURES
from collabtherapy.testing.situations.of_sessions import OF_SESSIONS
from collabtherapy.testing.situations.of_time import OF_TIME
from collabtherapy.testing.situations.of_work import OF_WORK

__all__ = ["SITUATIONS"]

SITUATIONS = {
    **OF_SESSIONS,
    **OF_DECISIONS,
    **OF_AUTHORITY,
    **OF_CARE,
    **OF_NEEDS,
    **OF_LEARNING,
    **OF_NOTES,
    **OF_RUPTURES,
    **OF_ADVANCE,
    **OF_WORK,
    **OF_HANDS,
    **OF_TIME,
    **OF_CARRYING,
    **OF_ERASING,
    **OF_OWN_KINDS,
}
