"""Reasons met in what came between a client and a therapist."""

from typing import Any

from collabtherapy import Partnership, RuptureKind, acts
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    strained,
    two_of,
    working,
)


def taking_to(p: Partnership, **changes: Any) -> acts.TakeRuptureTo:
    """Return that a client takes a rupture to a person from outside."""
    fields: dict[str, Any] = {"by": "ana", "recipient": "fia", **two_of(), **at_(p)}
    return acts.TakeRuptureTo(**{**fields, **changes})


def taken(p: Partnership) -> Partnership:
    """Return the partnership in which the client took a rupture to that person."""
    return p.record(taking_to(p))


def hearing(p: Partnership, **changes: Any) -> acts.HearRupture:
    """Return that person's answer."""
    fields: dict[str, Any] = {"by": "fia", "words": SAID, **two_of(), **at_(p)}
    return acts.HearRupture(**{**fields, **changes})


OF_RUPTURES: dict[str, Situation] = {
    "alliance.no_own_part": (
        strained,
        lambda p: acts.AcknowledgeRupture(by="bo", **two_of(), **at_(p)),
    ),
    "alliance.not_their_kinds": (
        working,
        lambda p: acts.MarkRupture(
            by="bo", kinds={RuptureKind.PUSHED}, **two_of(), **at_(p)
        ),
    ),
    "alliance.no_third_person": (strained, lambda p: taking_to(p, recipient="bo")),
    "alliance.not_taken_to_them": (strained, hearing),
}
