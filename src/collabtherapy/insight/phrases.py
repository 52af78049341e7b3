"""The sentences of an account: what is decided, consented to and owed."""

from collections.abc import Mapping
from types import MappingProxyType

from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.goals import Goal, GoalOutcome
from collabtherapy.partnership.regions.practice import Practice, Task
from collabtherapy.partnership.regions.safety import SafetyPlan
from collabtherapy.partnership.regions.understanding import Understanding
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
)
from collabtherapy.partnership.values.duty_ids import DutyKind
from collabtherapy.partnership.values.stages import Stage

STAGES: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.REQUESTED: "It has been asked for and has not begun.",
        Stage.WAITING: "There is a waiting list before it begins.",
        Stage.EXPLORING: "You are finding out together what this is about.",
        Stage.CONTRACTING: "You are working out together how to go about it.",
        Stage.WORKING: "You are working on it together.",
        Stage.PAUSED: "There is a break.",
        Stage.ENDING: "You are bringing it to an end.",
        Stage.FOLLOW_UP: "The work is over, and you stay in touch for a time.",
        Stage.CLOSED: "It is over.",
    }
)

MATTERS: Mapping[type[Matter], str] = MappingProxyType(
    {
        Goal: "a goal",
        Agreement: "how you work together",
        Task: "something to do towards a goal",
        Practice: "something to do between sessions",
        Understanding: "how you understand what this is about",
        SafetyPlan: "what to do should it get worse",
    }
)
"""What of all that can be decided an account tells of, because it stays in force."""

OUTCOMES: Mapping[GoalOutcome, str] = MappingProxyType(
    {
        GoalOutcome.REACHED: "reached since",
        GoalOutcome.SET_ASIDE: "set aside since",
    }
)

CONSENTS: Mapping[ConsentStatus, str] = MappingProxyType(
    {
        ConsentStatus.GIVEN: "you said yes, and may take it back at any time",
        ConsentStatus.DECLINED: "you said no",
        ConsentStatus.WITHDRAWN: "you took your yes back",
        ConsentStatus.EXPIRED: "your yes has run out",
        ConsentStatus.SUPERSEDED: "the terms have changed since you said yes",
        ConsentStatus.EXPLAINED: "it was explained, and you have not answered",
        ConsentStatus.NOT_ASKED: "you were not asked",
    }
)

OWED: Mapping[DutyKind, str] = MappingProxyType(
    {
        DutyKind.EXPLAIN: "an explanation of what you would consent to",
        DutyKind.ORIENT: "an explanation of how therapy works here",
        DutyKind.CONTACT_WHILE_WAITING: "a word while you wait",
        DutyKind.INVITE: "a word on how a session was, if you would like to say",
        DutyKind.ANSWER_FEEDBACK: "an answer to what you said of a session",
        DutyKind.ANSWER_NEED: "an answer to what you need",
        DutyKind.ANSWER_PREFERENCE: "an answer to how you would like to work",
        DutyKind.DISCUSS_MEASURE: "talking with you about what you answered",
        DutyKind.DISCUSS_GOAL: "talking with you about a goal that is further away",
        DutyKind.OFFER_SMALLER_STEP: "the offer of a smaller step towards a goal",
        DutyKind.OFFER_ENDING_TALK: "the offer of one last talk",
        DutyKind.REFERRAL_INFORMATION: "information on where else to turn, and "
        "that you may come back",
        DutyKind.RENEW_CONSENT: "asking you again about your consent",
        DutyKind.RENEW_AGREEMENT: "agreeing again on how you work",
        DutyKind.REVIEW: "looking together at how the work goes",
        DutyKind.ACKNOWLEDGE_RUPTURE: "speaking to what came between you",
        DutyKind.HEAR_RUPTURE: "hearing what you took to them of what came between you",
        DutyKind.CHECK_SAFETY: "asking how safe you are",
        DutyKind.REVIEW_SAFETY_PLAN: "looking together at your safety plan",
        DutyKind.SAFETY_OUTREACH: "getting in touch about your safety",
        DutyKind.COVER: "somebody to turn to meanwhile",
        DutyKind.PRACTICE: "what was taken on to do between sessions",
        DutyKind.REVIEW_PRACTICE: "asking how it went with what you took on to do "
        "between sessions",
        DutyKind.ACCOUNT_FOR: "telling you what was entered late, and changes what was "
        "thought",
        DutyKind.TELL_DISCLOSURE: "telling you what somebody outside was told",
        DutyKind.ASK_WHAT_MATTERS: "asking what matters most to you",
        DutyKind.TELL_OF_REPRESENTATION: "telling you who may act for you",
        DutyKind.TALK_OVER_DISSENT: "talking over a no that was said for you",
        DutyKind.INVOLVE_HOLDERS: "involving those who may act for you",
        DutyKind.SUPPORT_DECISION: "help with a decision for which you were thought to "
        "lack capacity, and a second look",
        DutyKind.ASK_CONSENT_ANEW: "asking for your own consent as you come of age",
        DutyKind.ASK_TELEHEALTH: "asking whether you would like to meet by distance",
        DutyKind.CONFIRM_ENTRY: "asking you about what was written down for you",
        DutyKind.CONFIRM_CARRIED: "asking you whether what was carried over is so",
        DutyKind.ANSWER_DISPUTE: "an answer to what you disputed in the record",
    }
)
