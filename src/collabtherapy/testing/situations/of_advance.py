"""Reasons met in advance statements, and in sessions with some of the clients."""

from datetime import timedelta
from typing import Any

from collabtherapy import (
    IndividualContacts,
    Partnership,
    Scope,
    Stage,
    acts,
    matters,
)
from collabtherapy.testing.situations.of_authority import consent, represented
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    working,
)
from collabtherapy.testing.ways import consented, couple, decided, group, led_to


def stated(p: Partnership, by: str = "ana") -> Partnership:
    """Return the partnership in which a client wrote what they want, in advance."""
    return p.record(acts.WriteAdvanceStatement(by=by, words=SAID, **at_(p)))


def reading(
    p: Partnership, by: str = "bo", **changes: Any
) -> acts.ReadAdvanceStatement:
    """Return that somebody has read it."""
    fields: dict[str, Any] = {"client": "ana", **at_(p), **changes}
    return acts.ReadAdvanceStatement(by=by, **fields)


def all_together() -> Partnership:
    """Return a group that has agreed to meet all together."""
    p = led_to(group(), Stage.CONTRACTING)
    together = matters.Agreement(
        words=SAID, goals_deferred=True, sub_groups=IndividualContacts.NOT_HELD
    )
    return decided(consented(p, Scope.TREATMENT, p.at), "together", together, p.at)


OF_ADVANCE: dict[str, Situation] = {
    "advance.none": (
        working,
        lambda p: acts.TakeBackAdvanceStatement(by="ana", **at_(p)),
    ),
    "advance.not_read": (
        lambda: stated(represented()),
        lambda p: consent(p, expires_at=p.at + timedelta(days=30)),
    ),
    "advance.not_for_them": (
        lambda: stated(led_to(couple(), Stage.WORKING)),
        lambda p: reading(p, "cem"),
    ),
    "session.some_of_them": (
        all_together,
        lambda p: acts.StartSession(
            by="bo", id="s", present=("ana", "cem", "bo"), **at_(p)
        ),
    ),
}
