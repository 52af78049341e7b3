"""Reasons met by what is written down late, and by taking an entry out of effect."""

from datetime import timedelta
from typing import Any

from collabtherapy import Evidence, Partnership, Scope, Stage, acts, matters
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    exploring,
    working,
)
from collabtherapy.testing.ways import consented, couple, led_to

SEEN = Evidence("letter", seen_by="bo")


def late(p: Partnership, *, days: float) -> dict[str, Any]:
    """Return the moment of an entry made now of what happened some days ago."""
    at = p.state.at
    return {"at": at, "happened_at": at - timedelta(days=days)}


def void(p: Partnership, by: str, back: int = 0) -> acts.Act:
    """Have somebody take out the last entry, or one that stands before it."""
    return acts.EnteredInError(by=by, act=p.version - back, because="slip", **at_(p))


def then(*new: acts.Act, p: Partnership | None = None) -> Partnership:
    """Return a partnership that works in which something more was done."""
    return (p or working()).record(*new)


def note(by: str, p: Partnership, days: float = 1, **fields: Any) -> acts.Act:
    """Return a note for everyone."""
    return acts.WriteNote(by=by, words=SAID, **{**at_(p, days), **fields})


def put_forward() -> Partnership:
    """Return a partnership in which an agreement waits for the therapist."""
    p = exploring()
    agreement = matters.Agreement(words=SAID)
    p = p.record(acts.Propose(by="ana", id="a1", matter=agreement, **at_(p)))
    return consented(p, Scope.TREATMENT, p.at + timedelta(days=2))


def left_behind() -> Partnership:
    """Return a couple of whom one said no to a goal and left."""
    p = led_to(couple(), Stage.WORKING)
    goal = matters.Goal(words=SAID)
    p = p.record(
        acts.Propose(by="bo", id="g2", matter=goal, **at_(p)),
        acts.Decline(by="cem", proposal="g2", **at_(p)),
        acts.Leave(by="cem", **at_(p)),
    )
    matter = matters.Correction(act=p.version - 1, because="slip")
    return p.record(acts.Propose(by="bo", id="x", matter=matter, **at_(p)))


def thought_over() -> Partnership:
    """Return a couple about whom their therapist wrote something for himself."""
    p = led_to(couple(), Stage.WORKING)
    return p.record(acts.WriteProcessNote(by="bo", words=SAID, **at_(p)))


OF_TIME: dict[str, Situation] = {
    "late.before_opening": (
        working,
        lambda p: note("bo", p, 0, happened_at=p.opening.at - timedelta(days=1)),
    ),
    "late.not_corrected": (
        lambda: then(note("bo", working())),
        lambda p: note("bo", p, corrects=p.version),
    ),
    "late.contradicts": (
        lambda: then(
            acts.StartSession(
                by="bo", id="s1", present=("ana", "bo"), **at_(working(), 2)
            )
        ),
        lambda p: acts.StartSession(
            by="bo", id="s1", present=("ana", "bo"), **late(p, days=1)
        ),
    ),
    "late.own_word_after": (
        lambda: then(note("ana", working(), 2)),
        lambda p: acts.WithdrawConsent(
            by="ana", entered_by="bo", scope=Scope.TREATMENT, **late(p, days=1)
        ),
    ),
    "entry.counts_now": (
        put_forward,
        lambda p: acts.Accept(by="bo", proposal="a1", evidence=SEEN, **late(p, days=1)),
    ),
    "void.no_such_act": (working, lambda p: void(p, "bo", -5)),
    "void.not_shown": (
        thought_over,
        lambda p: acts.Propose(
            by="bo",
            id="x",
            matter=matters.Correction(act=p.version, because="slip"),
            **at_(p),
        ),
    ),
    "void.not_alone": (
        lambda: then(note("ana", working())),
        lambda p: void(p, "bo"),
    ),
    "void.relied_on": (
        lambda: then(
            acts.WithdrawConsent(by="ana", scope=Scope.CONTACT, **at_(working())),
            note("bo", working()),
        ),
        lambda p: void(p, "ana", 1),
    ),
    "void.safety": (
        lambda: then(acts.RaiseConcern(by="bo", client="ana", **at_(working()))),
        lambda p: void(p, "bo"),
    ),
    "void.heard": (
        lambda: then(
            acts.ReachOut(by="bo", to="ana", **at_(working())),
            acts.RecordContact(by="bo", client="ana", **at_(working(), 1)),
        ),
        lambda p: void(p, "bo"),
    ),
    "void.who_left": (
        left_behind,
        lambda p: acts.Accept(by="ana", proposal="x", **at_(p)),
    ),
    "void.rests_on": (
        lambda: then(
            acts.StartSession(
                by="bo", id="s1", present=("ana", "bo"), **at_(working())
            ),
            acts.Contribute(by="ana", session="s1", id="c1", **at_(working())),
        ),
        lambda p: void(p, "bo", 1),
    ),
}
