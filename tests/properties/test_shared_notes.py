"""A shared note is talked over and never edited; dissent travels with it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Client,
    EndingGround,
    Form,
    Noticed,
    Partnership,
    PersonId,
    Stage,
    Words,
    acts,
    codec,
    fhir,
)
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.situations.of_care import noticed
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CEM,
    EVA,
    START,
    couple,
    group,
    joined,
    led_to,
)

SAID = Words("said")
OTHERWISE = Words("it was otherwise")
EVERYBODY = ("ana", "cem", "bo", "eva")


def working() -> Partnership:
    """Return a couple at work with two therapists."""
    p = Partnership.open(
        id="p-1", clients=(ANA, CEM), therapists=(BO, EVA), by="ana", at=START,
        form=Form.COUPLE,
    )  # fmt: skip
    return led_to(p, Stage.WORKING)


def drafted(*readers: str, by: str = "bo", p: Partnership | None = None) -> Partnership:
    """Return the work with a note that is talked over: for these, or for everyone."""
    p = working() if p is None else p
    to = {"to": readers} if readers else {"for_everyone": True}
    return p.record(acts.WriteNote(by=by, at=p.at, id="n1", words=SAID, **to))


def agreeing(p: Partnership, by: str, **fields: Any) -> acts.AgreeToNote:
    """Return what somebody says of the note: that they agree, unless said."""
    return acts.AgreeToNote(by=by, at=p.at, note="n1", **fields)


def disagreeing(p: Partnership, by: str = "ana") -> acts.AgreeToNote:
    """Return that somebody does not agree, and with what."""
    return agreeing(p, by, agreed=False, words=OTHERWISE)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def test_it_is_a_draft_until_each_reader_has_said():
    """S41: whoever wrote it has said so by writing it; the others each say for
    themselves, and the last word of each counts."""
    readers = [PersonId(one) for one in ("ana", "bo")]
    p = drafted("ana")
    assert p.shared_note("n1").is_draft(readers)
    p = p.record(disagreeing(p))
    shared = p.shared_note("n1")
    assert not shared.is_draft(readers)
    assert [str(act.by) for act in shared.dissent] == ["ana"]
    p = p.record(agreeing(p, "ana"))
    assert p.shared_note("n1").dissent == ()
    assert not p.shared_note("n1").is_draft(readers)
    assert codec.loads(codec.dumps(p)) == p


def test_nothing_of_it_is_edited():
    """S41: an addendum and a comment stand beside it; its name is taken."""
    p = drafted()
    written = p.notes
    p = p.record(
        acts.Addendum(by="bo", at=p.at, note="n1", words=OTHERWISE),
        acts.CommentOnNote(by="ana", at=p.at, note="n1", words=OTHERWISE),
    )
    assert p.notes == written
    shared = p.shared_note("n1")
    assert (shared.note, len(shared.addenda), len(shared.comments)) == (*written, 1, 1)
    again = acts.WriteNote(by="bo", at=p.at, id="n1", words=SAID, for_everyone=True)
    (refusal,) = p.why_not(again)
    assert refusal.code == "note.id_taken"
    after, other = carried_out(p, again, refusal)
    assert after.allows(other)


def test_its_author_agrees_by_having_written_it():
    """Else a note would seem to be agreed by those who wrote it."""
    p = drafted()
    (refusal,) = p.why_not(agreeing(p, "bo"))
    assert refusal.code == "note.own"


@pytest.mark.parametrize("stage", [Stage.WORKING, Stage.CLOSED])
def test_who_disagrees_says_so_also_after_the_end(stage: Stage):
    """As a note may be written then."""
    p = drafted(p=led_to(couple(), stage))
    assert codes(p, disagreeing(p)) == []


@given(
    st.frozensets(st.sampled_from(["cem", "bo", "eva"]), min_size=1),
    st.sampled_from(["ana", "cem"]),
)
def test_what_is_said_of_it_is_for_its_readers(readers: frozenset[str], by: str):
    """P14: to all others there is no such note, and nothing was said of it."""
    p = drafted(*readers, by="ana")
    heard = {"ana", *readers}
    before, act = p, acts.CommentOnNote(by=by, at=p.at, note="n1", words=SAID)
    assert (codes(p, act) == []) is (by in heard)
    if by in heard:
        p = p.record(act)
        p = p.record(acts.Addendum(by=by, at=p.at, note="n1", words=SAID))
    for person in EVERYBODY:
        seen = view(p, person)
        there = [one for one in seen.history if hasattr(one, "note")]
        assert len(there) <= (2 if person in heard and by in heard else 0)
        assert ("n1" in map(str, seen.state.notes.by_id)) is (person in heard)
        if person not in heard:
            assert seen.history == view(before, person).history
            hidden = acts.CommentOnNote(by=person, at=p.at, note="n1", words=SAID)
            none = acts.CommentOnNote(by=person, at=p.at, note="n9", words=SAID)
            assert codes(p, hidden) == codes(p, none) == ["note.unknown"]


def test_dissent_is_in_every_bundle_that_has_the_note():
    """45 CFR 164.526(d): it goes along with what it disagrees with."""
    p = drafted()
    p = p.record(disagreeing(p))
    for viewer in ("ana", "cem", "bo"):
        bundle, _ = fhir.to_bundle(p, viewer=viewer)
        messages = [
            one["resource"]
            for one in bundle["entry"]
            if one["resource"]["resourceType"] == "Communication"
        ]
        (note,) = (m for m in messages if kind_of(m) == "WriteNote")
        (dissent,) = (m for m in messages if kind_of(m) == "DisagreeWithNote")
        (answered,) = dissent["inResponseTo"]
        assert answered["reference"].endswith(note["id"])


def kind_of(message: dict[str, Any]) -> str:
    """Return what kind of message a Communication is."""
    code: str = message["category"][0]["coding"][0]["code"]
    return code


@given(histories(clients=(1, 2), at_most=20))
def test_whatever_is_said_is_said_of_a_note_that_its_author_reads(p: Partnership):
    """In whatever history: to others there is no such note."""
    for shared in p.state.notes.by_id.values():
        assert shared.note in p.notes
        for act in shared.said:
            readers = {*shared.note.to, shared.note.by}
            assert not shared.note.to or act.by in readers


def test_who_left_as_a_therapist_reads_what_they_wrote():
    """Their own notes, with what is said of them, and no others."""
    p = drafted("ana", by="eva", p=drafted_besides())
    p = noticed(p, Noticed.LEAVING, by="eva")
    left = acts.LeaveAsTherapist(
        by="eva",
        at=p.at,
        ground=EndingGround.UNAVAILABILITY,
        alternatives=SAID,
    )
    seen = view(p.record(left), "eva")
    assert [str(name) for name in seen.state.notes.by_id] == ["n1"]


def drafted_besides() -> Partnership:
    """Return the work with a note that another wrote."""
    p = working()
    besides = acts.WriteNote(by="bo", at=p.at, id="n2", words=SAID, for_everyone=True)
    return p.record(besides)


def test_who_joins_reads_no_note_from_before():
    """Nor may they say anything of it."""
    p = drafted(p=led_to(group(), Stage.WORKING))
    p = joined(p, Client("fia"), p.at + timedelta(days=1))
    assert not view(p, "fia").state.notes.by_id
    said = acts.CommentOnNote(by="fia", at=p.at, note="n1", words=SAID)
    assert "note.unknown" in codes(p, said)
