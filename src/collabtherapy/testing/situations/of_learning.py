"""Reasons met where something leads on: from learning, an aspiration, an insight."""

from typing import Any

from collabtherapy import Partnership, Reviewed, ToolKind, acts, matters
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    meeting,
    working,
)


def logging(p: Partnership, **how: Any) -> acts.LogPractice:
    """Return the note of a client on how their practice went."""
    fields: dict[str, Any] = {"by": "ana", "practice": "p1", **at_(p)}
    return acts.LogPractice(**{**fields, **how})


def reviewing(p: Partnership, **how: Any) -> acts.ReviewPractice:
    """Return that a practice was looked at, and goes on."""
    fields: dict[str, Any] = {"by": "bo", "practice": "p1", "outcome": Reviewed.KEEP}
    return acts.ReviewPractice(**{**fields, **at_(p), **how})


def doubting(p: Partnership, value: int = 0) -> acts.RateConfidence:
    """Return how confident a client is of a goal: not at all."""
    return acts.RateConfidence(by="ana", goal="g1", value=value, **at_(p))


def doubted(p: Partnership) -> Partnership:
    """Return the partnership in which a client is not confident of a goal."""
    return p.record(doubting(p))


def smaller(p: Partnership, by: str = "bo") -> acts.Propose:
    """Return the offer of a smaller step towards a goal."""
    task = matters.Task(words=SAID, goals={"g1"})
    return acts.Propose(by=by, id="less", matter=task, **at_(p))


def smaller_now(p: Partnership, by: str = "bo") -> acts.Amend:
    """Return the offer to make a practice smaller."""
    practice = matters.Practice(words=SAID, task="t1", owner="ana")
    return acts.Amend(by=by, proposal="p1", matter=practice, **at_(p))


def hoping(p: Partnership) -> Partnership:
    """Return the partnership in which a client stated an aspiration."""
    return p.record(acts.StateAspiration(by="ana", words=SAID, **at_(p)))


def drawing(p: Partnership, by: str = "ana", **changes: Any) -> acts.Propose:
    """Return a goal that is drawn from an aspiration."""
    fields: dict[str, Any] = {"words": SAID, "from_aspiration": p.at}
    goal = matters.Goal(**{**fields, **changes})
    return acts.Propose(by=by, id="g2", matter=goal, **at_(p))


OF_LEARNING: dict[str, Situation] = {
    "goal.no_aspiration": (working, drawing),
    "toolkit.not_an_insight": (
        working,
        lambda p: acts.AddToToolkit(
            by="ana", kind=ToolKind.EARLY_SIGN, words=SAID, insight=1, **at_(p)
        ),
    ),
    "cited.not_said": (
        meeting,
        lambda p: acts.AddToAgenda(
            by="bo", session="s1", words=SAID, from_reflection="s1", **at_(p)
        ),
    ),
}
