"""S41 and invariant 45: between several clients a note says whom it is for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Form, Partnership, PersonId, Words, acts, codec
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.ways import ANA, BO, CEM, DEE, EVA, START, couple, two

SAID = Words("said")


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the refusals of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def note(by: str, **fields: Any) -> acts.WriteNote:
    """Return a note."""
    return acts.WriteNote(by=by, at=START, words=SAID, **fields)


def group() -> Partnership:
    """Return a group of three with two therapists."""
    return Partnership.open(
        id="p-1", clients=(ANA, CEM, DEE), therapists=(BO, EVA), by="ana", at=START,
        form=Form.GROUP,
    )  # fmt: skip


@pytest.mark.parametrize("p", [couple(), group()], ids=["couple", "group"])
@pytest.mark.parametrize("by", ["ana", "cem", "bo"])
def test_a_note_for_nobody_in_particular_is_refused(p: Partnership, by: str):
    """S41: private is explicit, and so is shared; the fix shares with one person."""
    (refusal,) = p.why_not(note(by))
    assert refusal.code == "note.no_readers"
    after, again = carried_out(p, note(by), refusal)
    assert isinstance(again, acts.WriteNote)
    assert len(again.to) == 1
    assert by not in {str(one) for one in again.to}
    assert after.why_not(again) == ()


@pytest.mark.parametrize("by", ["ana", "cem", "bo"])
@pytest.mark.parametrize(
    "readers",
    [{"to": ("ana",)}, {"to": ("cem", "bo")}, {"for_everyone": True}],
    ids=str,
)
def test_a_note_that_says_whom_it_is_for_is_written(by: str, readers: dict[str, Any]):
    """S41: by name, or for everyone."""
    assert codes(couple(), note(by, **readers)) == []


@pytest.mark.parametrize("by", ["ana", "bo"])
@pytest.mark.parametrize("readers", [{}, {"to": ("bo",)}, {"for_everyone": True}])
def test_with_one_client_there_is_nobody_to_keep_it_from(
    by: str, readers: dict[str, Any]
):
    """S41: shared by default between one client and the therapists."""
    p = two().record(note(by, **readers))
    for person in ("ana", "bo") if not readers.get("to") else (by, "bo"):
        assert view(p, person).notes == p.notes


@pytest.mark.parametrize("how", [acts.Leave(by="cem", at=START), None])
def test_whoever_has_gone_still_counts(how: acts.Act | None):
    """S41: what was written before they went was written among several."""
    gone = how or acts.RecordDeath(by="bo", at=START, client="cem")
    p = couple().record(gone)
    assert codes(p, note("bo")) == ["note.no_readers"]
    assert codes(p, note("bo", for_everyone=True)) == []


def test_a_note_is_for_some_or_for_everyone():
    """It cannot be both, in whatever partnership."""
    with pytest.raises(ValueError, match="names its readers or is for everyone"):
        note("ana", to=("bo",), for_everyone=True)


@given(histories(clients=(1, 2, 3), at_most=15))
def test_every_note_among_several_says_whom_it_is_for(p: Partnership):
    """S41: in whatever history."""
    several = len(p.clients) + len(p.state.members.former) > 1
    for act in p.history:
        if isinstance(act, acts.WriteNote) and several:
            assert act.to or act.for_everyone


READERS = st.frozensets(st.sampled_from(["ana", "cem", "dee", "bo", "eva"]))


@given(
    st.lists(
        st.tuples(st.sampled_from(["ana", "cem", "bo"]), READERS, st.booleans()),
        max_size=8,
    )
)
def test_no_note_reaches_a_client_whom_it_does_not_name(
    drawn: list[tuple[str, frozenset[str], bool]],
):
    """Invariant 45: whatever an earlier law let pass, and after a round trip."""
    notes = [
        note(by, to=to, for_everyone=everyone and not to) for by, to, everyone in drawn
    ]
    unsaid = [one for one in notes if not one.to and not one.for_everyone]
    p = Partnership.replay([*group().history, *notes])
    p = codec.loads_partnership(codec.dumps(p), check=not unsaid)
    for client in map(PersonId, ("ana", "cem", "dee")):
        mine = [n for n in notes if n.by == client or client in n.to or n.for_everyone]
        assert list(view(p, client).notes) == mine
    for therapist in ("bo", "eva"):
        assert [n for n in view(p, therapist).notes if n in unsaid] == unsaid
