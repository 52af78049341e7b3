"""Everything that can be decided together, under one name.

>>> from collabtherapy import Words, matters
>>> matters.Goal(words=Words("sleep through the night")).words
Words(<23 characters>)
"""

from collabtherapy.partnership.act import Matter
from collabtherapy.partnership.agreement import Agreement
from collabtherapy.partnership.breaks import Resume
from collabtherapy.partnership.endings import Ending, KeepGoing
from collabtherapy.partnership.follow_up import FollowUp, Reopen
from collabtherapy.partnership.goals import Goal, GoalEnd
from collabtherapy.partnership.safety import ResolveConcern, SafetyPlan
from collabtherapy.partnership.stages import Begin

__all__ = [
    "Agreement",
    "Begin",
    "Ending",
    "FollowUp",
    "Goal",
    "GoalEnd",
    "KeepGoing",
    "Matter",
    "Reopen",
    "ResolveConcern",
    "Resume",
    "SafetyPlan",
]
