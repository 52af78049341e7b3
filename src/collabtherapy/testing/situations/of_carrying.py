"""Reasons met where a case is carried over from another system, and goes on."""

from datetime import timedelta
from typing import Any

from collabtherapy import Partnership, Scope, acts
from collabtherapy.testing.carried import asked_for, carried, carrying, yes
from collabtherapy.testing.situations.places import Situation, at_
from collabtherapy.testing.ways import START

LATE = START + timedelta(days=28)
"""When the clients have had their time to say whether it is so."""


def without(**fields: Any) -> Situation:
    """Return a situation in which a service carries a case over with other fields."""
    return asked_for, lambda p: carrying(p, **fields)


def begun() -> Partnership:
    """Return a partnership in which something was done after the opening."""
    p = asked_for()
    return p.record(acts.ParkTopic(by="ana", topic="work", **at_(p)))


def meeting(_: Partnership) -> acts.Act:
    """Return the start of a session once the clients have had their time."""
    return acts.StartSession(by="bo", at=LATE, id="s1", present={"ana", "bo"})


OF_CARRYING: dict[str, Situation] = {
    "carry.not_first": (begun, carrying),
    "carry.evidence_missing": without(evidence=None),
    "carry.not_a_client": without(
        consents=(yes("ana", Scope.TREATMENT), yes("eve", Scope.TREATMENT))
    ),
    "carry.consent_missing": without(consents=()),
    "carry.agreement_missing": without(agreement=None),
    "carry.goal_missing": without(goals=()),
    "carry.unconfirmed": (carried, meeting),
    "entry.no_such_part": (
        carried,
        lambda p: acts.Confirm(
            by="ana", acts=(2,), parts={"consent:contact"}, **at_(p)
        ),
    ),
}
