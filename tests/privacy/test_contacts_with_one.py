"""Invariant 65: of a contact with one client alone, no other client learns.

What becomes of it is agreed: told to all, kept apart, or not held. Confidentiality
between those who are seen together is settled at the outset (APA 10.02).
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from telling_apart import pair_of, told_apart

from collabtherapy import Partnership, Stage, Words, acts
from collabtherapy.privacy import view
from collabtherapy.testing.ways import couple, group, led_to

ALONE: dict[str, Callable[[Partnership], acts.Act]] = {
    "sought": lambda p: acts.ReachOut(by="bo", to="cem", at=p.at),
    "reached": lambda p: acts.RecordContact(by="bo", client="cem", at=p.at),
    "written to": lambda p: acts.WriteNote(
        by="bo", to=("cem",), words=Words("for cem"), at=p.at
    ),
    "written by": lambda p: acts.WriteNote(
        by="cem", to=("bo",), words=Words("for bo"), at=p.at
    ),
}


def missed(p: Partnership) -> Partnership:
    """Return the partnership after an appointment to which one client did not come."""
    return p.record(
        acts.PlanSession(by="bo", id="s", starts_at=p.at, at=p.at),
        acts.MissSession(by="bo", session="s", absent=("cem",), at=p.at),
    )


@pytest.mark.parametrize("how", ALONE)
@pytest.mark.parametrize("opening", [couple, group])
@pytest.mark.parametrize("before", [lambda p: p, missed], ids=["heard", "silent"])
def test_nobody_infers_a_contact_with_one_alone(
    how: str,
    opening: Callable[[], Partnership],
    before: Callable[[Partnership], Partnership],
):
    """Invariant 65: not from what is shown, options, duties, timers, ids or gaps."""
    p = before(led_to(opening(), Stage.WORKING))
    pair = pair_of("ana", p, ALONE[how](p))
    assert view(pair.q, "ana") == view(pair.p, "ana")
    for days in (0, 1, 14, 60):
        at = p.at + timedelta(days=days)
        for ask in ("duties", "timers"):
            one, other = (getattr(view(h, "ana"), ask)(at=at) for h in (pair.p, pair.q))
            assert one == other, (ask, days)
    assert told_apart(pair, Random(how)) == set()


@pytest.mark.parametrize("how", ALONE)
def test_the_therapist_and_the_client_themselves_are_shown_it(how: str):
    """What is kept from a partner is kept from nobody whose it is."""
    p = led_to(couple(), Stage.WORKING)
    act = ALONE[how](p)
    for person in ("bo", "cem"):
        assert act in view(p.record(act), person).history
