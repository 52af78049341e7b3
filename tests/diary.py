"""An appointment made, moved and begun: what tests of the diary share."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from collabtherapy import Mode, Partnership, Words, acts
from collabtherapy.testing.situations.places import at_
from collabtherapy.testing.ways import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOM, LINK = Words("Room 5"), Words("https://video.example/5")
WEEK_2 = START + timedelta(days=14)
MODES = st.sampled_from(Mode)
PLACES = st.sampled_from((None, ROOM, LINK))


def plan(p: Partnership, **fields: Any) -> acts.PlanSession:
    """Return the making of an appointment."""
    said = {"by": "bo", "id": "s", "starts_at": WEEK_2, **at_(p), **fields}
    return acts.PlanSession(**said)


def move(p: Partnership, **fields: Any) -> acts.MoveSession:
    """Return the moving of it."""
    said = {"by": "bo", "session": "s", "starts_at": WEEK_2 + DAY, **at_(p), **fields}
    return acts.MoveSession(**said)


def start(p: Partnership, **fields: Any) -> acts.StartSession:
    """Return the start of the session."""
    said = {"by": "bo", "id": "s", "present": ("ana", "bo"), **at_(p), **fields}
    return acts.StartSession(**said)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]
