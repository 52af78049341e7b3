"""The partnerships in which the reasons are met, and what the attempts share."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

from collabtherapy import (
    Marker,
    Partnership,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CEM,
    CLINIC,
    START,
    group,
    in_session,
    led_to,
    two,
)

SAID = Words("said")


def at_(p: Partnership, days: float = 0) -> dict[str, Any]:
    """Give the moment that acts here happen at."""
    return {"at": p.state.at + timedelta(days=days)}


def small_group() -> Partnership:
    """Return the smallest group there is."""
    return group(ANA, CEM, therapists=(BO,))


def requested(**fields: Any) -> Partnership:
    """Give a partnership that was asked for, in a service."""
    who: dict[str, Any] = {"by": "ana", **fields}
    return Partnership.open(
        id="p-1",
        clients=(ANA,),
        therapists=(BO,),
        organisations=(CLINIC,),
        at=START,
        **who,
    )


def exploring() -> Partnership:
    """Give a partnership of two that are getting to know each other."""
    return led_to(two(), Stage.EXPLORING)


def contracting() -> Partnership:
    """Give a partnership in which an agreement was drafted, and no goal shared."""
    return led_to(two(), Stage.CONTRACTING)


def working() -> Partnership:
    """Give a partnership that works."""
    return led_to(two(), Stage.WORKING)


def meeting() -> Partnership:
    """Give a partnership in a session."""
    return in_session(working())


def met() -> Partnership:
    """Give a partnership after a session."""
    p = meeting()
    return p.record(acts.EndSession(by="bo", session="s1", **at_(p)))


def goal(**changes: Any) -> matters.Goal:
    """Give a goal to put."""
    return matters.Goal(words=SAID, **changes)


def put(p: Partnership, by: str = "bo", name: str = "x") -> Partnership:
    """Have a goal put."""
    return p.record(acts.Propose(by=by, id=name, matter=goal(), **at_(p)))


def paused() -> Partnership:
    """Give a partnership on a break, whose agreement ran out meanwhile."""
    p = working()
    short = matters.Agreement(words=SAID, expires_at=p.state.at + timedelta(days=9))
    return p.record(
        acts.Amend(by="bo", proposal="a1", matter=short, **at_(p)),
        acts.Accept(by="ana", proposal="a1", **at_(p)),
        acts.Pause(by="ana", **at_(p)),
        acts.Propose(by="bo", id="on", matter=matters.Resume(), **at_(p, 10)),
    )


def unoriented() -> Partnership:
    """Give a partnership that has begun, and in which nobody explained how."""
    p = exploring()
    return Partnership.replay([a for a in p.history if not isinstance(a, acts.Orient)])


def two_of() -> dict[str, Any]:
    """Name the two whose alliance it is."""
    return {"client": "ana", "therapist": "bo"}


def strained() -> Partnership:
    """Give a partnership in which something has come between the two."""
    p = working()
    mark = acts.MarkRupture(by="ana", marker=Marker.WITHDRAWAL, **two_of(), **at_(p))
    return p.record(mark)


def worried() -> Partnership:
    """Give a partnership in which there is a concern for the client's safety."""
    p = working()
    return p.record(acts.RaiseConcern(by="bo", client="ana", **at_(p)))


def after_it(p: Partnership) -> Partnership:
    """Have following up be put, which nobody has prepared."""
    until = p.state.at + timedelta(days=90)
    follow_up = matters.FollowUp(until=until)
    return p.record(acts.Propose(by="bo", id="after", matter=follow_up, **at_(p)))


Try: TypeAlias = Callable[[Partnership], acts.Act]
Situation: TypeAlias = tuple[Callable[[], Partnership], Try]
"""A partnership, and what somebody tries in it."""
