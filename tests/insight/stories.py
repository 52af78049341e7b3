"""Small partnerships to ask about."""

from datetime import timedelta

from collabtherapy import Partnership, Stage, Words, acts
from collabtherapy.testing.ways import in_session, led_to, two

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
