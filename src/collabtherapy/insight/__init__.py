"""Questions asked of a history: counts, each with its n, and never a verdict.

>>> from collabtherapy.insight import Proportion
>>> print(Proportion(0, 0))
unknown (n = 0)
"""

from collabtherapy.insight.accesses import Access, Accessed, audit
from collabtherapy.insight.account import render
from collabtherapy.insight.assents import Assent, Assented, Hand, assents
from collabtherapy.insight.caseload import Case, Caseload
from collabtherapy.insight.coded import Turn, most, turns
from collabtherapy.insight.courses import RuptureCourse, ruptures
from collabtherapy.insight.detectors import DETECTORS
from collabtherapy.insight.estimates import Difference, Proportion, Share
from collabtherapy.insight.goal_measures import GoalMeasures, goal_measures
from collabtherapy.insight.growth import Growth, Ratings
from collabtherapy.insight.guiding import GuidingIndex
from collabtherapy.insight.leading import Leading, band
from collabtherapy.insight.log import Entry, Log
from collabtherapy.insight.loops import FeedbackLoop
from collabtherapy.insight.notices import Detector, Notice
from collabtherapy.insight.noticing import Signal, signals
from collabtherapy.insight.origins import Origins, Uptake
from collabtherapy.insight.pace import Pace
from collabtherapy.insight.page_lines import Line, Part, Point, Series
from collabtherapy.insight.picture import draw
from collabtherapy.insight.profiles import Profile, compare, profile
from collabtherapy.insight.reasons import Why, why_this
from collabtherapy.insight.rulings import Ruling, rulings
from collabtherapy.insight.shared_page import SharedPage, shared_page
from collabtherapy.insight.style import Style, style
from collabtherapy.insight.timelines import Happening, Lane, timeline
from collabtherapy.insight.voices import Overlap, Voices, voice
from collabtherapy.insight.windows import Window

__all__ = [
    "DETECTORS",
    "Access",
    "Accessed",
    "Assent",
    "Assented",
    "Case",
    "Caseload",
    "Detector",
    "Difference",
    "Entry",
    "FeedbackLoop",
    "GoalMeasures",
    "Growth",
    "GuidingIndex",
    "Hand",
    "Happening",
    "Lane",
    "Leading",
    "Line",
    "Log",
    "Notice",
    "Origins",
    "Overlap",
    "Pace",
    "Part",
    "Point",
    "Profile",
    "Proportion",
    "Ratings",
    "Ruling",
    "RuptureCourse",
    "Series",
    "Share",
    "SharedPage",
    "Signal",
    "Style",
    "Turn",
    "Uptake",
    "Voices",
    "Why",
    "Window",
    "assents",
    "audit",
    "band",
    "compare",
    "draw",
    "goal_measures",
    "most",
    "profile",
    "render",
    "rulings",
    "ruptures",
    "shared_page",
    "signals",
    "style",
    "timeline",
    "turns",
    "voice",
    "why_this",
]
