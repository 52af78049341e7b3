"""The phrases for what is a client's own: scores, needs, stance, toolkit, safety."""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.partnership.regions.measurements import NoScore, Track
from collabtherapy.partnership.regions.preferences import Answer
from collabtherapy.partnership.regions.progress import Pick
from collabtherapy.partnership.regions.safety import SafetyStatus
from collabtherapy.partnership.regions.stance import StanceLevel
from collabtherapy.partnership.regions.toolkit import ToolKind

TRACKS: Mapping[Track, str] = MappingProxyType(
    {
        Track.ON_TRACK: "not reliably worse than before",
        Track.NOT_ON_TRACK: "reliably worse than before, and a reason to talk",
        Track.UNKNOWN: "whether it is better or worse is unknown",
    }
)
"""How a measure stands; what is missing is unknown, and never on track."""

NO_SCORES: Mapping[NoScore, str] = MappingProxyType(
    {
        NoScore.DECLINED: "no answer was wanted",
        NoScore.INCOMPLETE: "too few answers for a score",
        NoScore.NOT_ASKED: "it was not asked",
        NoScore.NOT_POSSIBLE: "it could not be answered",
        NoScore.NOT_KNOWN: "nobody wrote down why there is no score",
    }
)

PICKS: Mapping[Pick, str] = MappingProxyType(
    {
        Pick.CONTINUE: "to go on as it is",
        Pick.CHANGE: "to change something",
        Pick.PAUSE: "to take a break",
        Pick.REFER: "to see somebody else, or somebody besides",
    }
)

NEEDS_MET: Mapping[Answer, str] = MappingProxyType(
    {
        Answer.MET: "it is met",
        Answer.ALTERNATIVE: "another way was offered",
        Answer.UNABLE: "it cannot be met",
    }
)

WORKED_SO: Mapping[Answer, str] = MappingProxyType(
    {
        Answer.MET: "the work goes so",
        Answer.ALTERNATIVE: "the work goes another way",
        Answer.UNABLE: "the work cannot go so",
    }
)

LEADS: Mapping[StanceLevel, str] = MappingProxyType(
    {
        StanceLevel.THERAPIST_LED: "the therapist leads",
        StanceLevel.THERAPIST_LEANING: "the therapist leads more than the client",
        StanceLevel.SHARED: "both lead",
        StanceLevel.CLIENT_LEANING: "the client leads more than the therapist",
        StanceLevel.CLIENT_LED: "the client leads",
    }
)

TOOLS: Mapping[ToolKind, str] = MappingProxyType(
    {
        ToolKind.EARLY_SIGN: "an early sign",
        ToolKind.COPING_STEP: "a way of coping",
        ToolKind.INSIGHT: "an insight",
    }
)

CONCERNS: Mapping[SafetyStatus, str] = MappingProxyType(
    {
        SafetyStatus.NONE: "nothing was raised",
        SafetyStatus.RAISED: "a concern is open, and there is no plan for it yet",
        SafetyStatus.PLANNED: "a concern is open, and there is a plan for it",
        SafetyStatus.HANDED_OVER: "the care for it was handed over",
        SafetyStatus.RESOLVED: "the concern is over, as was said together",
    }
)

PLAN_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "words": "the plan",
        "signs": "signs that it is getting worse",
        "coping": "what you can do alone",
        "distractions": "places and people that take your mind off it",
        "helpers": "people to ask for help",
        "professionals": "services to turn to",
        "surroundings": "how your surroundings are made safer",
        "kept_at": "where you keep the plan",
    }
)
"""The parts of a safety plan, by their fields (Stanley & Brown)."""
