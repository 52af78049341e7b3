"""Invariants 45 and 65 where things are written down late, and taken out again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from late_stories import late_stories
from lookers import outlined
from privacy.test_traces import as_recorded, without_joint

from collabtherapy import (
    DutyKind,
    Partnership,
    Role,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.privacy import view
from collabtherapy.privacy.views import numbers_shown
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import couple, led_to

SAID = Words("so")
MIXED = late_stories(begun=histories(at_most=8, clients=(2, 3)))


@given(MIXED, st.data())
def test_what_is_hidden_leaves_no_trace_late_or_taken_out(
    p: Partnership, data: st.DataObject
):
    """Invariant 45: neither an entry nor its number, moment, or what became of it.

    That something shared has no effect any more is shown, whatever it is because of.
    """
    clients = p.state.members.ids(Role.CLIENT)
    if not clients:
        return
    viewer = data.draw(st.sampled_from(clients))
    for before, entry, after in as_recorded(p):
        there = viewer in before.state.members.everyone
        came = after.state.members.came.find(viewer)
        hidden = entry.version not in numbers_shown(after, viewer)
        if there and came is None and hidden and not entry.mark.sets_aside:
            seen, then = view(after, viewer), view(before, viewer)
            assert seen.entries == then.entries
            act = entry.act
            assert without_joint(seen.state, act) == without_joint(then.state, act)


def test_what_is_owed_for_a_dispute_is_shown_with_it():
    """One client disputes what is private to them: the other learns nothing."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.WriteNote(by="bo", at=p.at, words=SAID, to=("ana",)))
    number = len(view(p, "ana").entries)
    after = p.record(acts.Dispute(by="ana", at=p.at, act=number, words=SAID))
    assert view(after, "cem").state == view(p, "cem").state
    (duty,) = after.duties(at=p.at)
    assert duty.kind is DutyKind.ANSWER_DISPUTE
    assert view(after, "ana").duties(at=p.at) == (duty,)


def test_who_is_outside_goes_on_seeing_what_they_did_themselves():
    """Struck through as for everyone else who saw it."""
    p = outlined()
    until = p.at + timedelta(days=30)
    given_ = acts.GiveConsent(
        by="parent", on_behalf_of="ana", at=p.at, scope=Scope.TREATMENT, terms="t",
        expires_at=until,
    )  # fmt: skip
    p = p.record(given_)
    wrong = matters.Correction(act=p.version, because="slip")
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="fix", matter=wrong),
        acts.Accept(by="ana", at=p.at, proposal="fix"),
    )
    struck, by = view(p, "parent").entries
    assert (struck.act, struck.voided_by) == (given_, by.version)
    assert all(entry.voided_by is None for entry in view(p, "cem").entries)
