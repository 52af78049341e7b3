"""Everything that can be decided together, under one name.

>>> from collabtherapy import Words, matters
>>> matters.Goal(words=Words("sleep through the night")).words
Words(<23 characters>)
"""

from collabtherapy.partnership.act import Matter
from collabtherapy.partnership.agreement import Agreement
from collabtherapy.partnership.breaks import Resume
from collabtherapy.partnership.choices import Choice
from collabtherapy.partnership.endings import Ending, KeepGoing
from collabtherapy.partnership.follow_up import FollowUp, Reopen
from collabtherapy.partnership.goals import Goal, GoalEnd
from collabtherapy.partnership.members import Involve
from collabtherapy.partnership.practice import Practice, Task
from collabtherapy.partnership.safety import ResolveConcern, SafetyPlan
from collabtherapy.partnership.settings import PolicyChange
from collabtherapy.partnership.stages import Begin
from collabtherapy.partnership.stance import Stance
from collabtherapy.partnership.transfer import Transfer
from collabtherapy.partnership.understanding import Understanding

__all__ = [
    "Agreement",
    "Begin",
    "Choice",
    "Ending",
    "FollowUp",
    "Goal",
    "GoalEnd",
    "Involve",
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
