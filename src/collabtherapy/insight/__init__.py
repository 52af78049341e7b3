"""Questions asked of a history: counts, each with its n, and never a verdict.

>>> from collabtherapy.insight import Proportion
>>> print(Proportion(0, 0))
unknown (0 of 0)
"""

from collabtherapy.insight.coded import Turn, turns
from collabtherapy.insight.estimates import Difference, Proportion, Share
from collabtherapy.insight.growth import Growth, Ratings
from collabtherapy.insight.guiding import GuidingIndex
from collabtherapy.insight.leading import Leading, band
from collabtherapy.insight.loops import FeedbackLoop
from collabtherapy.insight.origins import Origins, Uptake
from collabtherapy.insight.pace import Pace
from collabtherapy.insight.profiles import Profile, compare, profile
from collabtherapy.insight.style import Style, style
from collabtherapy.insight.voices import Overlap, Voices, voice
from collabtherapy.insight.windows import Window

__all__ = [
    "Difference",
    "FeedbackLoop",
    "Growth",
    "GuidingIndex",
    "Leading",
    "Origins",
    "Overlap",
    "Pace",
    "Profile",
    "Proportion",
    "Ratings",
    "Share",
    "Style",
    "Turn",
    "Uptake",
    "Voices",
    "Window",
    "band",
    "compare",
    "profile",
    "style",
    "turns",
    "voice",
]
