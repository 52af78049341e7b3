"""Reasons met in talking over a shared note."""

from collabtherapy import Partnership, acts
from collabtherapy.testing.situations.places import SAID, Situation, at_, working


def drafted(p: Partnership, name: str = "n1", by: str = "bo") -> Partnership:
    """Return the partnership in which somebody wrote a note to be talked over."""
    return p.record(acts.WriteNote(by=by, id=name, words=SAID, **at_(p)))


OF_NOTES: dict[str, Situation] = {
    "note.id_taken": (
        lambda: drafted(working()),
        lambda p: acts.WriteNote(by="ana", id="n1", words=SAID, **at_(p)),
    ),
    "note.own": (
        lambda: drafted(drafted(working()), "n2", by="ana"),
        lambda p: acts.AgreeToNote(by="bo", note="n1", **at_(p)),
    ),
    "note.unknown": (
        working,
        lambda p: acts.Addendum(by="bo", note="n1", words=SAID, **at_(p)),
    ),
}
