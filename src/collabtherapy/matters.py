"""Everything that can be decided together, under one name.

>>> from collabtherapy import Words, matters
>>> matters.Goal(words=Words("sleep through the night")).words
Words(<23 characters>)
"""

from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.choices import Choice
from collabtherapy.partnership.regions.follow_up import FollowUp, Reopen
from collabtherapy.partnership.regions.goals import Goal, GoalEnd
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.own_matters import Custom
from collabtherapy.partnership.regions.practice import Practice, Task
from collabtherapy.partnership.regions.safety import ResolveConcern, SafetyPlan
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.regions.stance import Stance
from collabtherapy.partnership.regions.transfer import Transfer
from collabtherapy.partnership.regions.understanding import Understanding
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.breaks import Resume
from collabtherapy.partnership.values.corrections import Correction
from collabtherapy.partnership.values.endings import Ending, KeepGoing
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.stages import Begin

__all__ = [
    "Agreement",
    "Begin",
    "Choice",
    "Correction",
    "Custom",
    "Ending",
    "FollowUp",
    "Goal",
    "GoalEnd",
    "Involve",
    "Join",
    "KeepGoing",
    "Matter",
    "PolicyChange",
    "Practice",
    "Reopen",
    "ResolveConcern",
    "Resume",
    "SafetyPlan",
    "Stance",
    "Task",
    "Transfer",
    "Understanding",
]
