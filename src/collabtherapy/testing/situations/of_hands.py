"""Reasons met where one person writes an act down for another, or disputes one."""

from typing import Any

from collabtherapy import Evidence, Partnership, Scope, Stage, acts, matters
from collabtherapy.testing.situations.of_care import two_therapists
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    requested,
    working,
)
from collabtherapy.testing.ways import couple, led_to

PAPER = Evidence("paper-form", seen_by="bo")


def served() -> Partnership:
    """Return a partnership of a service that works."""
    return led_to(requested(), Stage.WORKING)


def explained() -> Partnership:
    """Return it once contact was explained."""
    p = served()
    told: dict[str, Any] = {"to": "ana", "scope": Scope.CONTACT, "terms": "t"}
    return p.record(acts.Explain(by="bo", **told, **at_(p)))


def on_paper(p: Partnership, **fields: Any) -> acts.Act:
    """Have the service enter a consent of the client's."""
    given: dict[str, Any] = {"scope": Scope.CONTACT, "terms": "t", "evidence": PAPER}
    given |= {**at_(p), **fields}
    return acts.GiveConsent(by="ana", entered_by="clinic", **given)


def noted() -> Partnership:
    """Return a partnership in which a therapist entered a note of the client's."""
    p = working()
    note = acts.WriteNote(by="ana", entered_by="bo", words=SAID, **at_(p))
    return p.record(note)


def disputed(by: str = "ana") -> Partnership:
    """Return a partnership in which an entry is disputed."""
    p = two_therapists()
    return p.record(acts.Dispute(by=by, act=1, words=SAID, **at_(p)))


def answering(p: Partnership, number: int, by: str = "bo") -> acts.Act:
    """Have a therapist answer a dispute."""
    return acts.AnswerDispute(
        by=by, dispute=number, accepted=False, words=SAID, **at_(p)
    )


OF_HANDS: dict[str, Situation] = {
    "entry.not_theirs": (
        lambda: led_to(couple(), Stage.WORKING),
        lambda p: acts.RateGoal(
            by="ana", entered_by="cem", goal="g1", value=5, **at_(p)
        ),
    ),
    "entry.own_hand": (
        lambda: served().record(
            acts.Pause(by="ana", **at_(served())),
            acts.Propose(by="bo", id="on", matter=matters.Resume(), **at_(served())),
        ),
        lambda p: acts.Accept(
            by="ana", entered_by="bo", evidence=PAPER, proposal="on", **at_(p)
        ),
    ),
    "entry.evidence_missing": (
        explained,
        lambda p: on_paper(p, evidence=None),
    ),
    "entry.own_word_stands": (
        lambda: explained().record(
            acts.DeclineConsent(by="ana", scope=Scope.CONTACT, **at_(explained()))
        ),
        on_paper,
    ),
    "entry.not_to_confirm": (
        noted,
        lambda p: acts.Confirm(by="ana", acts=(1,), **at_(p)),
    ),
    "entry.no_dispute": (disputed, lambda p: answering(p, 1)),
    "entry.answered": (
        lambda: disputed().record(answering(disputed(), disputed().version)),
        lambda p: answering(p, p.version - 1),
    ),
    "entry.own_dispute": (
        lambda: disputed("bo"),
        lambda p: answering(p, p.version),
    ),
}
