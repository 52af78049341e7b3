"""Reasons met in taking words out, in holding them, and in restricting them."""

from datetime import timedelta
from typing import Any

from collabtherapy import ErasureGround, Partnership, Policy, Retention, Stage, acts
from collabtherapy.testing.situations.places import SAID, Situation, at_, requested
from collabtherapy.testing.ways import led_to

KEPT = Policy(retention=Retention(days=3650, source="BGB-630f"))
"""A policy that keeps words for ten years after the end."""


def written(**fields: Any) -> Partnership:
    """Return a partnership of a clinic, in which a client wrote something."""
    p = led_to(requested(**fields), Stage.EXPLORING)
    return p.record(acts.WriteNote(by="ana", words=SAID, **at_(p)))


def over(**fields: Any) -> Partnership:
    """Return it once it has ended."""
    p = written(**fields)
    return p.record(acts.Leave(by="ana", **at_(p, 1)))


def erasing(p: Partnership, **changes: Any) -> acts.Redact:
    """Return that a client's words are taken out; by the client, as they wish."""
    because = ErasureGround.ERASURE_REQUEST
    fields: dict[str, Any] = {
        "by": "ana",
        "subject": "ana",
        "because": because,
        **at_(p),
    }
    return acts.Redact(**{**fields, **changes})


def holding(p: Partnership, **changes: Any) -> acts.PlaceHold:
    """Return that the clinic holds the record for a year."""
    until = p.state.at + timedelta(days=365)
    fields: dict[str, Any] = {
        "by": "clinic",
        "id": "h1",
        "because": "court-case",
        "until": until,
    }
    return acts.PlaceHold(**{**fields, **at_(p), **changes})


def releasing(p: Partnership, **changes: Any) -> acts.ReleaseHold:
    """Return that the clinic releases the hold."""
    fields: dict[str, Any] = {"by": "clinic", "hold": "h1", **at_(p)}
    return acts.ReleaseHold(**{**fields, **changes})


def restricting(p: Partnership, **changes: Any) -> acts.Restrict:
    """Return that the clinic restricts what a client wrote."""
    fields: dict[str, Any] = {
        "by": "clinic",
        "subject": "ana",
        "because": "contested",
        **at_(p),
    }
    return acts.Restrict(**{**fields, **changes})


def lifting(p: Partnership, **changes: Any) -> acts.Unrestrict:
    """Return that the clinic shows again what a client wrote."""
    fields: dict[str, Any] = {"by": "clinic", "subject": "ana", **at_(p)}
    return acts.Unrestrict(**{**fields, **changes})


def asking(p: Partnership, **changes: Any) -> acts.AskErasure:
    """Return that a client asks the clinic to take out what they wrote."""
    fields: dict[str, Any] = {"by": "ana", "subject": "ana", **at_(p)}
    return acts.AskErasure(**{**fields, **changes})


def held() -> Partnership:
    """Return a partnership of which the record is held."""
    p = written()
    return p.record(holding(p))


def released() -> Partnership:
    """Return it once the hold was released, while another stands."""
    p = held()
    return p.record(holding(p, id="h2"), releasing(p))


def two_written() -> Partnership:
    """Return a partnership in which what a therapist wrote is restricted."""
    p = written()
    return p.record(restricting(p, subject="bo"))


OF_ERASING: dict[str, Situation] = {
    "hold.id_taken": (held, holding),
    "hold.unknown": (held, lambda p: releasing(p, hold="h9")),
    "hold.released": (released, releasing),
    "restriction.none": (two_written, lifting),
    "erasure.ground": (written, lambda p: erasing(p, because="court_order")),
    "erasure.not_asked": (written, lambda p: erasing(p, by="clinic")),
    "erasure.held": (held, erasing),
    "erasure.retained": (lambda: over(policy=KEPT), erasing),
    "erasure.no_retention": (
        over,
        lambda p: erasing(p, by="clinic", because="retention_over"),
    ),
}
