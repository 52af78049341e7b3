"""How often something may happen before something else does; all of them assumed."""

MAY_TALK = 2
"""Talks about an agreement before somebody who does not agree goes."""
MAY_MISS = 2
"""Sessions missed in a row before contact counts as lost."""
MILD = 5
"""PHQ-9 from which what is left at the end counts as residual (Ali 2017)."""
FINISHED = 2
"""Sessions attended from which on the NHS counts a course as finished."""
