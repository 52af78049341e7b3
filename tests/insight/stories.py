"""Small partnerships to ask about."""

from datetime import timedelta

from collabtherapy import (
    Answer,
    NoScore,
    Partnership,
    Pick,
    Scope,
    Stage,
    StanceLevel,
    ToolKind,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.ways import (
    START,
    consented,
    decided,
    in_session,
    led_to,
    two,
)

SAID = Words("said")


def at_work() -> Partnership:
    """Give two who work on one goal, which the therapist put."""
    return led_to(two(), Stage.WORKING)


def met() -> Partnership:
    """Give the same after a first session, in which the client did not feel heard."""
    p = in_session(at_work())
    return p.record(
        acts.EndSession(by="bo", at=p.at + timedelta(hours=1), session="s1")
    )


def furnished(p: Partnership | None = None) -> Partnership:
    """Return the same once ana has stated, rated, answered and taken on all there is.

    Args:
        p: the partnership, which works and has not met; that of `at_work`, unless
            given.
    """
    p = met() if p is None else p
    at = p.at
    p = decided(consented(p, Scope.MEASUREMENT, at), "t1", TASK, at)
    p = decided(p, "pr1", PRACTICE, at)
    score = {"client": "ana", "instrument": "phq-9", "low": 0, "high": 27}
    return p.record(
        acts.StartSession(by="bo", at=at, id="s2", present=("ana", "bo")),
        acts.RateGoal(by="ana", at=at, goal="g1", value=8),
        acts.RateGoal(by="ana", at=at, goal="g1", value=2),
        acts.RateConfidence(by="ana", at=at, goal="g1", value=6),
        acts.RecordMeasure(by="bo", at=at, score=5, worsening=6, **score),
        acts.RecordMeasure(by="bo", at=at, score=20, worsening=6, **score),
        acts.RecordMeasure(
            by="bo", at=at, no_score=NoScore.DECLINED, flags={"self_harm"}, **score
        ),
        acts.DiscussProgress(
            by="ana",
            at=at,
            session="s2",
            client="ana",
            measures={"phq-9"},
            goals={"g1"},
            view=Words("it was a bad month"),
            pick=Pick.CHANGE,
        ),
        acts.SetStance(by="ana", at=at, level=StanceLevel.CLIENT_LEANING),
        acts.StateNeed(by="ana", at=at, need="interpreter"),
        acts.AnswerNeed(
            by="bo",
            at=at,
            client="ana",
            need="interpreter",
            answer=Answer.ALTERNATIVE,
            words=Words("written notes"),
        ),
        acts.StateNeed(by="ana", at=at, need="interpreter", needed=False),
        acts.StatePreference(by="ana", at=at, dimension="intensity", strength=-3),
        acts.StatePreference(by="ana", at=at, dimension="directiveness", strength=1),
        acts.Accommodate(
            by="bo",
            at=at,
            client="ana",
            dimension="intensity",
            answer=Answer.MET,
            words=Words("no trauma work yet"),
        ),
        acts.StateWhatMatters(by="ana", at=at, words=Words("my sister")),
        acts.StateAspiration(by="ana", at=at, words=Words("to sing again")),
        acts.AddToToolkit(
            by="ana", at=at, kind=ToolKind.EARLY_SIGN, words=Words("I stop answering")
        ),
        acts.AddToToolkit(
            by="ana",
            at=at,
            kind=ToolKind.COPING_STEP,
            words=Words("call my sister"),
            sign=1,
        ),
        acts.EndorseInsight(by="ana", at=at, contribution="c2", words=Words("it ebbs")),
        acts.EndorseInsight(by="ana", at=at, contribution="c2"),
        acts.RaiseConcern(by="bo", at=at, client="ana", words=Words("item nine")),
        acts.Propose(by="ana", at=at, id="plan", matter=PLAN),
        acts.Accept(by="bo", at=at, proposal="plan"),
        acts.LogPractice(by="ana", at=at, practice="pr1", helped=3),
        acts.EndSession(by="bo", at=at, session="s2"),
    )


TASK = matters.Task(words=Words("a worry hour"), goals={"g1"})
PRACTICE = matters.Practice(words=Words("write it down"), task="t1", owner="ana")
PLAN = matters.SafetyPlan(
    client="ana",
    words=Words("one step at a time"),
    signs=Words("I do not sleep"),
    coping=Words("a walk"),
    kept_at=Words("on the fridge"),
    review_at=START + timedelta(days=60),
)
