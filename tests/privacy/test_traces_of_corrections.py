"""Invariants 45 and 65 where things are written down late, and taken out again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from late_stories import late_stories
from lookers import outlined
from privacy.test_traces import as_recorded, without_joint

from collabtherapy import (
    DutyKind,
    EndingGround,
    Noticed,
    Partnership,
    Role,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.privacy import view
from collabtherapy.privacy.views import numbers_shown
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import consented, couple, decided, led_to

SAID = Words("so")
INVOLVE = matters.Involve(person=Therapist("eva"))
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


def disputed() -> Partnership:
    """Return a couple in which one disputes the opening, which both see."""
    p = led_to(couple(), Stage.WORKING)
    return p.record(acts.Dispute(by="cem", at=p.at, act=1, words=SAID))


def answered(p: Partnership) -> Partnership:
    """Return a partnership in which the last entry, a dispute, was answered."""
    answer = acts.AnswerDispute(
        by="bo", at=p.at, dispute=disputed().version, accepted=False, words=SAID
    )
    return p.record(answer)


def test_who_left_is_shown_the_answer_to_their_dispute():
    """It is owed to them: in what is so, and among the entries."""
    p = answered(disputed().record(acts.Leave(by="cem", at=disputed().at)))
    seen = view(p, "cem")
    (dispute,) = seen.disputes
    assert dispute.answer is not None
    assert seen.history[-1].words == SAID
    assert isinstance(seen.history[-1], acts.AnswerDispute)
    assert dispute.answer == seen.history[-1]


def test_who_left_is_not_shown_the_answer_to_another():
    """They saw the dispute, and not what became of it later."""
    p = disputed().record(acts.Leave(by="ana", at=disputed().at))
    assert [one.answer for one in view(p, "ana").disputes] == [None]
    assert view(answered(p), "ana") == view(p, "ana")


def test_a_therapist_who_left_is_not_shown_who_disputes_their_entries():
    """They see what they did themselves, and the answers to their own disputes."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.WriteNote(by="bo", at=p.at, words=SAID, for_everyone=True),
        acts.Propose(by="bo", at=p.at, id="in", matter=INVOLVE),
    )
    number = p.version - 1
    p = consented(p, Scope.involve("eva"), p.at)
    p = p.record(
        *(acts.Accept(by=by, at=p.at, proposal="in") for by in ("ana", "cem")),
        acts.GiveNotice(by="bo", at=p.at, of=Noticed.LEAVING, from_=p.at),
        acts.LeaveAsTherapist(
            by="bo", at=p.at, ground=EndingGround.UNAVAILABILITY,
            alternatives=SAID, successor_lead="eva",
        ),
    )  # fmt: skip
    after = p.record(acts.Dispute(by="ana", at=p.at, act=_own(p, number), words=SAID))
    assert len(view(after, "eva").disputes) == 1
    assert view(after, "bo").disputes == ()
    assert view(after, "bo").history == view(p, "bo").history


def _own(p: Partnership, number: int) -> int:
    """Return as which one client counts an entry."""
    return numbers_shown(p, "ana").index(number) + 1


def test_a_therapist_who_came_later_sees_what_was_struck_out_before():
    """Who keeps the record sees all of it, and counts it as it is."""
    p = led_to(couple(), Stage.WORKING)
    note = acts.WriteNote(by="bo", at=p.at, words=SAID, for_everyone=True)
    private = acts.WriteNote(by="ana", at=p.at, words=SAID, to=("bo",))
    p = p.record(note, private)
    slips = [
        acts.EnteredInError(by="bo", at=p.at, act=p.version - 1, because="slip"),
        acts.EnteredInError(
            by="ana", at=p.at, act=len(view(p, "ana").entries), because="slip"
        ),
    ]
    p = consented(p.record(*slips), Scope.involve("eva"), p.at)
    p = decided(p, "in", INVOLVE, p.at)
    seen = {entry.version for entry in view(p, "eva").entries}
    assert [entry.act for entry in p.entries if entry.version not in seen] == [private]


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
