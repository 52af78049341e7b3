"""Reasons met in and about sessions."""

from datetime import timedelta

from collabtherapy import (
    Kind,
    Partnership,
    Stage,
    ToolKind,
    acts,
    matters,
)
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    exploring,
    meeting,
    met,
    working,
)
from collabtherapy.testing.ways import START, couple, in_session, led_to, two


def used_up() -> Partnership:
    """Return a partnership that agreed on one session, and has had it."""
    p = working()
    once = matters.Agreement(words=SAID, n_sessions=1)
    return p.record(
        acts.Amend(by="bo", proposal="a1", matter=once, **at_(p)),
        acts.Accept(by="ana", proposal="a1", **at_(p)),
        acts.StartSession(by="bo", id="s1", present=("ana", "bo"), **at_(p)),
        acts.EndSession(by="bo", session="s1", **at_(p)),
    )


OF_SESSIONS: dict[str, Situation] = {
    "contribution.id_taken": (
        meeting,
        lambda p: acts.Contribute(by="ana", session="s1", id="c1", **at_(p)),
    ),
    "contribution.order_taken": (
        meeting,
        lambda p: acts.Contribute(by="ana", session="s1", id="x", order=0, **at_(p)),
    ),
    "duty.discharged": (
        exploring,
        lambda p: acts.DischargeDuty(by="bo", duty="orient/ana", **at_(p)),
    ),
    "feedback.nothing_said": (
        meeting,
        lambda p: acts.AnswerFeedback(
            by="ana", session="s1", to="bo", words=SAID, **at_(p)
        ),
    ),
    "session.agenda.no_item": (
        meeting,
        lambda p: acts.DeferItem(by="bo", session="s1", item=2, **at_(p)),
    ),
    "session.id_taken": (
        met,
        lambda p: acts.PlanSession(by="bo", id="s1", starts_at=START, **at_(p)),
    ),
    "session.not_open": (
        met,
        lambda p: acts.Contribute(by="ana", session="s1", id="x", **at_(p)),
    ),
    "session.not_planned": (
        met,
        lambda p: acts.CancelSession(by="ana", session="s1", **at_(p)),
    ),
    "session.not_present": (
        lambda: in_session(led_to(couple(), Stage.WORKING)).record(
            acts.EndSession(by="bo", session="s1", at=START + timedelta(days=1)),
            acts.StartSession(
                by="bo", id="s2", present=("ana", "bo"), at=START + timedelta(days=1)
            ),
        ),
        lambda p: acts.Contribute(by="cem", session="s2", id="x", **at_(p)),
    ),
    "session.not_started": (
        lambda: working().record(
            acts.PlanSession(
                by="bo", id="s2", starts_at=START, at=START + timedelta(days=1)
            )
        ),
        lambda p: acts.Reflect(by="ana", session="s2", **at_(p)),
    ),
    "agreement.sessions_used": (
        used_up,
        lambda p: acts.StartSession(by="bo", id="s2", present=("ana", "bo"), **at_(p)),
    ),
    "session.overlap": (
        meeting,
        lambda p: acts.StartSession(by="bo", id="s2", present=("ana", "bo"), **at_(p)),
    ),
    "uptake.not_later": (
        lambda: meeting().record(
            acts.Contribute(
                by="ana", session="s1", id="c3", at=START + timedelta(days=1)
            )
        ),
        lambda p: acts.TakeUp(by="ana", contribution="c2", into="c1", **at_(p)),
    ),
    "contribution.unknown": (
        meeting,
        lambda p: acts.Contribute(
            by="ana", session="s1", id="x", answers="c7", **at_(p)
        ),
    ),
    "duty.unknown": (
        working,
        lambda p: acts.DischargeDuty(by="bo", duty="none", **at_(p)),
    ),
    "session.unknown": (
        working,
        lambda p: acts.Reflect(by="ana", session="none", **at_(p)),
    ),
    "contribution.kind.not_theirs": (
        meeting,
        lambda p: acts.Contribute(
            by="ana",
            session="s1",
            id="x",
            kinds={Kind.PROFESSIONAL},
            **at_(p),
        ),
    ),
    "reflection.not_of_them": (
        meeting,
        lambda p: acts.ConfirmReflection(by="bo", contribution="c2", **at_(p)),
    ),
    "duty.not_theirs": (
        met,
        lambda p: acts.DischargeDuty(
            by="ana", duty="answer_feedback/s1/ana/feedback/1", **at_(p)
        ),
    ),
    "feedback.own": (
        meeting,
        lambda p: acts.AnswerFeedback(
            by="ana", session="s1", to="ana", words=SAID, **at_(p)
        ),
    ),
    "session.one_sided": (
        working,
        lambda p: acts.StartSession(by="bo", id="s", present=("bo",), **at_(p)),
    ),
    "toolkit.not_a_sign": (
        two,
        lambda p: acts.AddToToolkit(
            by="ana", kind=ToolKind.COPING_STEP, words=SAID, sign=1, **at_(p)
        ),
    ),
    "learning.own": (
        meeting,
        lambda p: acts.RecordLearning(
            by="ana", contribution="c1", words=SAID, **at_(p)
        ),
    ),
    "uptake.own": (
        meeting,
        lambda p: acts.TakeUp(by="ana", contribution="c1", into="c2", **at_(p)),
    ),
}
