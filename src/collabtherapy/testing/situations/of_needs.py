"""Reasons met in answering what a client needs and prefers."""

from typing import Any

from collabtherapy import Answer, Partnership, acts, matters
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    put,
    working,
)


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
    """Return a partnership in which the agreement is put anew, and a need is unmet."""
    p = needing(working())
    draft = matters.Agreement(words=SAID)
    return p.record(acts.Amend(by="bo", proposal="a1", matter=draft, **at_(p)))


OF_NEEDS: dict[str, Situation] = {
    "need.not_stated": (working, answering),
    "need.not_settled": (
        agreeing_anew,
        lambda p: acts.Accept(by="ana", proposal="a1", **at_(p)),
    ),
    "preference.not_stated": (working, accommodating),
    "preference.not_decided": (
        lambda: put(preferring(working())),
        lambda p: accommodating(p, proposal="x"),
    ),
    "answer.no_words": (
        lambda: needing(working()),
        lambda p: answering(p, words=None),
    ),
}
