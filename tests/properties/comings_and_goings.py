"""A session of a group, to which people come and from which they go."""

from datetime import timedelta

from collabtherapy import Partnership, Stage, Words, acts
from collabtherapy.partnership.values.act import Kept
from collabtherapy.testing.ways import group, led_to

HOUR = timedelta(hours=1)
OLDER = Kept(version=2, json=Words("{}"))
"""What marks an act as of a format in which every act counted when it was recorded."""


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def begun(*present: str, stage: Stage = Stage.WORKING) -> Partnership:
    """Return a group in a session of some of its members."""
    p = led_to(group(), stage)
    there = present or ("ana", "cem", "bo")
    return p.record(acts.StartSession(by="bo", at=p.at, id="s1", present=there))


def comes(p: Partnership, who: str, by: str = "bo", hours: int = 0) -> acts.Arrive:
    """Return somebody's coming, some hours later."""
    return acts.Arrive(by=by, at=p.at + hours * HOUR, session="s1", person=who)


def goes(p: Partnership, who: str, by: str = "bo", hours: int = 0) -> acts.Depart:
    """Return somebody's going, some hours later."""
    return acts.Depart(by=by, at=p.at + hours * HOUR, session="s1", person=who)


def says(p: Partnership, by: str, name: str, hours: int = 0) -> acts.Contribute:
    """Return what somebody says, some hours later."""
    at = p.at + hours * HOUR
    return acts.Contribute(by=by, at=at, session="s1", id=name, words=Words("so"))
