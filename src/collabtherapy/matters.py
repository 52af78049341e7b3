"""Everything that can be decided together, under one name.

>>> from collabtherapy import Words, matters
>>> matters.Goal(words=Words("sleep through the night")).words
Words(<23 characters>)
"""

from collabtherapy.partnership.act import Matter
from collabtherapy.partnership.agreement import Agreement
from collabtherapy.partnership.goals import Goal, GoalEnd
from collabtherapy.partnership.stages import Begin, Ending, KeepGoing, Resume

__all__ = [
    "Agreement",
    "Begin",
    "Ending",
    "Goal",
    "GoalEnd",
    "KeepGoing",
    "Matter",
    "Resume",
]
