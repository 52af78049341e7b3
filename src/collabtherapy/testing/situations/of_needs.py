"""Reasons met in answering what a client needs, and in talking about how it goes."""

from typing import Any

from collabtherapy import Answer, Partnership, Pick, Scope, Stage, acts, matters
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    meeting,
    put,
    requested,
    working,
)
from collabtherapy.testing.ways import consented, in_session, led_to


def needing(p: Partnership) -> Partnership:
    """Return the partnership in which a client needs an interpreter."""
    return p.record(acts.StateNeed(by="ana", need="interpreter", **at_(p)))


def preferring(p: Partnership, strength: int = 3) -> Partnership:
    """Return the partnership in which a client said how they would like to work."""
    return p.record(
        acts.StatePreference(
            by="ana", dimension="intensity", strength=strength, **at_(p)
        )
    )


def answering(p: Partnership, **changes: Any) -> acts.AnswerNeed:
    """Return an answer to the need: another way, in words."""
    fields: dict[str, Any] = {
        "by": "bo",
        "client": "ana",
        "need": "interpreter",
        "answer": Answer.ALTERNATIVE,
        "words": SAID,
        **at_(p),
    }
    return acts.AnswerNeed(**{**fields, **changes})


def accommodating(p: Partnership, **changes: Any) -> acts.Accommodate:
    """Return that one works so, in words."""
    fields: dict[str, Any] = {
        "by": "bo",
        "client": "ana",
        "dimension": "intensity",
        "answer": Answer.MET,
        "words": SAID,
        **at_(p),
    }
    return acts.Accommodate(**{**fields, **changes})


def agreeing_anew() -> Partnership:
    """Return a partnership in which the agreement is amended, and a need is unmet."""
    p = needing(working())
    draft = matters.Agreement(words=SAID)
    return p.record(acts.Amend(by="bo", proposal="a1", matter=draft, **at_(p)))


def measured(*scores: int, between: Partnership | None = None) -> Partnership:
    """Return a session of a client whose scores were these: 5, and then 27."""
    p = led_to(between or requested(), Stage.WORKING)
    p = in_session(consented(p, Scope.MEASUREMENT, p.at))
    return p.record(*(scoring(p, score) for score in scores or (5, 27)))


def rated(*values: int) -> Partnership:
    """Return a session of a client who rated a goal: 8."""
    p = meeting()
    ratings = (
        acts.RateGoal(by="ana", goal="g1", value=value, **at_(p))
        for value in values or (8,)
    )
    return p.record(*ratings)


def scoring(p: Partnership, score: int) -> acts.RecordMeasure:
    """Return that a client's score was recorded."""
    return acts.RecordMeasure(
        by="bo",
        client="ana",
        instrument="phq-9",
        score=score,
        low=0,
        high=27,
        worsening=6,
        **at_(p),
    )


def discussing(p: Partnership, **changes: Any) -> acts.DiscussProgress:
    """Return the talk about how it goes."""
    fields: dict[str, Any] = {
        "by": "bo",
        "session": "s1",
        "client": "ana",
        "measures": {"phq-9"},
        **at_(p),
    }
    return acts.DiscussProgress(**{**fields, **changes})


OF_NEEDS: dict[str, Situation] = {
    "need.not_stated": (
        lambda: needing(working()),
        lambda p: answering(p, need="captions"),
    ),
    "need.not_settled": (
        agreeing_anew,
        lambda p: acts.Accept(by="ana", proposal="a1", **at_(p)),
    ),
    "preference.not_stated": (
        lambda: preferring(working()),
        lambda p: accommodating(p, dimension="directiveness"),
    ),
    "preference.not_decided": (
        lambda: put(preferring(working())),
        lambda p: accommodating(p, proposal="x"),
    ),
    "progress.not_their_pick": (
        measured,
        lambda p: discussing(p, pick=Pick.PAUSE),
    ),
    "progress.not_recorded": (
        measured,
        lambda p: discussing(p, measures={"gad-7"}),
    ),
    "answer.no_words": (
        lambda: needing(working()),
        lambda p: answering(p, words=None),
    ),
}
