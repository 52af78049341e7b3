"""Questions asked of a history: counts, each with its n, and never a verdict.

>>> from collabtherapy.insight import Proportion
>>> print(Proportion(0, 0))
unknown (0 of 0)
"""

from collabtherapy.insight.coded import Turn, turns
from collabtherapy.insight.estimates import Difference, Proportion, Share
from collabtherapy.insight.guiding import GuidingIndex
from collabtherapy.insight.style import Style, style
from collabtherapy.insight.voices import Overlap, Voices, voice
from collabtherapy.insight.windows import Window

__all__ = [
    "Difference",
    "GuidingIndex",
    "Overlap",
    "Proportion",
    "Share",
    "Style",
    "Turn",
    "Voices",
    "Window",
    "style",
    "turns",
    "voice",
]
