"""What was entered for another person: unconfirmed, confirmed, disputed, answered."""

from collections.abc import Iterable
from datetime import timedelta

import attrs
import pytest
from properties.stories_of_hands import (
    CONTACT,
    DAY,
    codes,
    consent,
    entered,
    explained,
    served,
)

from collabtherapy import (
    Basis,
    DutyKind,
    DutyStatus,
    EntryStatus,
    Partnership,
    PersonId,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.privacy import view
from collabtherapy.testing.situations.of_care import two_therapists
from collabtherapy.testing.ways import appointing, couple, falling_under, led_to

SAID = Words("said")
ANA, BO, CLINIC = PersonId("ana"), PersonId("bo"), PersonId("clinic")


def note(p: Partnership, by: str = "ana") -> acts.Act:
    """Return a note for everybody."""
    return acts.WriteNote(by=by, at=p.at, words=SAID, for_everyone=True)


def with_note(hand: str = "clinic") -> Partnership:
    """Return a partnership in which a note was entered for the client."""
    p = served()
    return p.record(entered(note(p), hand, paper=False))


def confirm(p: Partnership, *numbers: int, by: str = "ana") -> acts.Act:
    """Return the confirming of some entries."""
    return acts.Confirm(by=by, at=p.at, acts=numbers)


def dispute(p: Partnership, number: int, by: str = "ana") -> acts.Act:
    """Return the disputing of an entry."""
    return acts.Dispute(by=by, at=p.at, act=number, words=SAID)


def answer(p: Partnership, number: int, by: str = "bo", **said: bool) -> acts.Act:
    """Return the answer to a dispute: a refusal, unless it says otherwise."""
    fields = {"accepted": False, **said}
    return acts.AnswerDispute(by=by, at=p.at, dispute=number, words=SAID, **fields)


def waiting(p: Partnership) -> list[int]:
    """Return the numbers of what is unconfirmed."""
    return [one.version for one in p.unconfirmed]


def owed(p: Partnership, kind: DutyKind) -> list[tuple[str, str]]:
    """Return who owes an open duty of a kind, and to whom."""
    duties = (duty for duty in p.duties(at=p.at) if duty.kind is kind)
    return [(str(duty.owed_by), str(duty.owed_to)) for duty in duties]


# --- unconfirmed


def test_what_another_enters_waits_for_its_author():
    """Whoever enters it owes it to them to ask; what their own hand wrote does not."""
    p = served()
    assert p.record(note(p)).unconfirmed == ()
    p = with_note()
    (one,) = p.unconfirmed
    assert (one.version, one.act.by, one.act.entered_by) == (p.version, ANA, CLINIC)
    assert one.is_unconfirmed
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [("clinic", "ana")]


@pytest.mark.parametrize("say", ["confirm", "dispute"])
def test_one_word_of_theirs_is_enough(say: str):
    """Confirmed or disputed, it is unconfirmed no more, and the duty is done."""
    p = with_note()
    n = p.version
    act = confirm(p, n) if say == "confirm" else dispute(p, n)
    p = p.record(act)
    assert waiting(p) == []
    said = p.state.entries.entered[n]
    assert said.status is EntryStatus(f"{say}ed" if say == "confirm" else "disputed")
    assert said.answered_at == p.at
    assert owed(p, DutyKind.CONFIRM_ENTRY) == []


def test_a_word_of_another_says_nothing_of_it():
    """A therapist may dispute it as anybody may, and cannot confirm it."""
    p = with_note()
    n = p.version
    p = p.record(dispute(p, n, by="bo"))
    assert waiting(p) == [n]
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [("clinic", "ana")]
    assert codes(p, confirm(p, n, by="bo")) == ["entry.not_to_confirm"]


def test_minds_change_and_the_last_word_stands():
    """What was disputed may be confirmed after all; the dispute stays."""
    p = with_note()
    n = p.version
    p = p.record(dispute(p, n), confirm(p, n))
    assert p.state.entries.entered[n].status is EntryStatus.CONFIRMED
    assert [one.dispute.act for one in p.disputes] == [n]
    assert codes(p, confirm(p, n)) == ["entry.not_to_confirm"]
    assert codes(p, dispute(p, n)) == []


def test_what_is_confirmed_was_entered_for_them():
    """Neither their own, nor another's, nor what is not there; the fix says so much."""
    p = with_note()
    (refusal,) = p.refusals(confirm(p, p.version, 1))
    assert (refusal.code, refusal.fix[0].to) == (
        "entry.not_to_confirm",
        ((p.version,),),
    )
    assert codes(p, confirm(p, p.version + 1)) == ["void.no_such_act"]
    (refusal,) = served().refusals(confirm(p, 1))
    assert refusal.fix[0].to == ()


@pytest.mark.parametrize("numbers", [(), (0,), (-1,), (2, 2), (True,), (1.5,), "12"])
def test_numbers_of_entries_are_checked(numbers: Iterable[int]):
    """Each once, from 1, and whole."""
    with pytest.raises((TypeError, ValueError)):
        acts.Confirm(by="ana", at=served().at, acts=numbers)


def test_one_number_in_place_of_several_is_told() -> None:
    """Where it was put, and what would be right."""
    with pytest.raises(TypeError, match=r"acts .*: put one number into a tuple"):
        acts.Confirm(by="ana", at=served().at, acts=3)  # type: ignore[arg-type]


def test_what_was_entered_in_one_go_is_one_duty():
    """It is done once all of it has been confirmed or disputed, in whatever order."""
    p = explained(served())
    hand = (entered(note(p), "clinic"), entered(consent(p), "clinic"))
    p = p.record(*hand)
    first, second = waiting(p)
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [("clinic", "ana")]
    p = p.record(confirm(p, second))
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [("clinic", "ana")]
    assert owed(p.record(dispute(p, first)), DutyKind.CONFIRM_ENTRY) == []
    later = attrs.evolve(entered(note(p), "clinic"), at=p.at + DAY)
    assert len(owed(p.record(later), DutyKind.CONFIRM_ENTRY)) == 2


def test_an_acceptance_is_entered_under_its_own_number():
    """Not under that of the version of the proposal that it accepts."""
    p = served()
    goal = matters.Goal(words=SAID)
    p = p.record(acts.Propose(by="bo", at=p.at, id="g2", matter=goal))
    for version in (None, 1):
        accept = acts.Accept(by="ana", at=p.at, proposal="g2", version=version)
        assert waiting(p.record(entered(accept, "clinic"))) == [p.version + 1]


@pytest.mark.parametrize(
    ("hand", "by"), [("clinic", "clinic"), ("bo", "bo"), ("eva", "eva")]
)
def test_who_keeps_the_record_owes_it(hand: str, by: str):
    """A therapist or the service that entered it."""
    p = two_therapists() if hand == "eva" else served()
    p = p.record(entered(note(p), hand))
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [(by, "ana")]


def test_what_is_entered_for_a_therapist_is_theirs_to_confirm():
    """And owed to them."""
    p = two_therapists()
    p = p.record(entered(note(p, "eva"), "bo"))
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [("bo", "eva")]
    p = p.record(confirm(p, p.version, by="eva"))
    assert owed(p, DutyKind.CONFIRM_ENTRY) == []


def test_an_entered_act_has_the_effect_of_its_authors():
    """A consent on paper permits as one of their hand does, also unconfirmed."""
    p = explained(served())
    on_paper = p.record(entered(consent(p), "clinic"))
    by_hand = p.record(consent(p))
    assert on_paper.consent("ana", CONTACT) == by_hand.consent("ana", CONTACT)


# --- disputes


def test_a_dispute_removes_nothing_and_stays():
    """Beside the act, for ever; the act and its effect stay as they are."""
    p = served()
    p = p.record(note(p, "bo"))
    after = p.record(dispute(p, p.version))
    assert after.history[: p.version] == p.history
    assert after.notes == p.notes
    (one,) = after.disputes
    assert (one.dispute.act, one.version, one.is_open) == (
        p.version,
        p.version + 1,
        True,
    )
    answered = after.record(answer(after, after.version))
    assert [d.version for d in answered.disputes] == [one.version]
    assert not answered.disputes[0].is_open
    assert answered.disputes[0].answer == answered.history[-1]


def test_a_dispute_is_owed_an_answer_within_sixty_days():
    """45 CFR 164.526: by the lead, unless it is the lead who disputes."""
    p = served()
    p = p.record(dispute(p, 2))
    (duty,) = (d for d in p.duties(at=p.at) if d.kind is DutyKind.ANSWER_DISPUTE)
    assert (duty.owed_by, duty.owed_to) == (BO, ANA)
    assert duty.due_at == p.at + timedelta(days=60)
    p = served().record(dispute(served(), 2, by="bo"))
    assert owed(p, DutyKind.ANSWER_DISPUTE) == []


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("by", ["bo", "clinic"])
def test_either_answer_is_an_answer(by: str, *, accepted: bool):
    """Who keeps the record gives it, with its grounds."""
    p = served()
    p = p.record(dispute(p, 2))
    n = p.version
    p = p.record(answer(p, n, by, accepted=accepted))
    assert owed(p, DutyKind.ANSWER_DISPUTE) == []
    assert codes(p, answer(p, n)) == ["entry.answered"]


def test_each_dispute_of_one_moment_is_answered():
    """The duty is one; it is done with the last of them."""
    p = served()
    p = p.record(dispute(p, 2), dispute(p, 3))
    first, second = (one.version for one in p.disputes)
    assert owed(p, DutyKind.ANSWER_DISPUTE) == [("bo", "ana")]
    p = p.record(answer(p, second))
    assert owed(p, DutyKind.ANSWER_DISPUTE) == [("bo", "ana")]
    p = p.record(answer(p, first))
    assert owed(p, DutyKind.ANSWER_DISPUTE) == []


def test_what_is_taken_out_needs_no_answer():
    """By its author alone, or by both together; the dispute stays, and is over."""
    p = served()
    p = p.record(note(p, "bo"))
    n = p.version
    p = p.record(dispute(p, n))
    alone = p.record(acts.EnteredInError(by="bo", at=p.at, act=n, because="slip"))
    wrong = matters.Correction(act=n, because="slip")
    together = p.record(
        acts.Propose(by="bo", at=p.at, id="out", matter=wrong),
        acts.Accept(by="ana", at=p.at, proposal="out"),
    )
    for after in (alone, together):
        assert owed(after, DutyKind.ANSWER_DISPUTE) == []
        assert [one.voided_at for one in after.disputes] == [p.at]
        assert [one.dispute.act for one in after.disputes] == [n]


def test_an_entry_that_is_disputed_by_its_author_is_taken_out_by_its_enterer():
    """And with that nothing of it waits for anybody."""
    p = with_note()
    n = p.version
    p = p.record(dispute(p, n))
    p = p.record(acts.EnteredInError(by="clinic", at=p.at, act=n, because="slip"))
    assert p.unconfirmed == ()
    assert owed(p, DutyKind.CONFIRM_ENTRY) == []
    assert owed(p, DutyKind.ANSWER_DISPUTE) == []


def test_an_answer_names_a_dispute_of_another():
    """The fix names those that wait for one."""
    p = two_therapists()
    p = p.record(dispute(p, 2, by="bo"), dispute(p, 2))
    own, other = (one.version for one in p.disputes)
    for act, code in (
        (answer(p, own), "entry.own_dispute"),
        (answer(p, 2), "entry.no_dispute"),
    ):
        (refusal,) = p.refusals(act)
        assert (refusal.code, refusal.fix[0].to) == (code, (other,))
    assert codes(p, answer(p, own, "eva")) == []
    assert codes(p, answer(p, own, "ana")) == ["right.not_theirs"]


def test_after_leaving_and_closing_the_record_is_still_spoken_to():
    """A former client confirms and disputes, and is answered."""
    p = with_note()
    n = p.version
    p = p.record(acts.Leave(by="ana", at=p.at))
    assert p.stage is Stage.CLOSED
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [("clinic", "ana")]
    p = p.record(confirm(p, n), dispute(p, n))
    assert owed(p, DutyKind.ANSWER_DISPUTE) == [("bo", "ana")]
    p = p.record(answer(p, p.version))
    assert p.duties(at=p.at, owed_to="ana", status=DutyStatus.OPEN) == tuple(
        d for d in p.duties(at=p.at) if d.kind is DutyKind.REFERRAL_INFORMATION
    )


def test_the_dead_are_owed_no_word():
    """What was entered for them stays unconfirmed, and nobody is asked."""
    p = with_note()
    p = p.record(acts.RecordDeath(by="bo", at=p.at, client="ana"))
    assert owed(p, DutyKind.CONFIRM_ENTRY) == []
    assert len(p.unconfirmed) == 1


@pytest.mark.parametrize("kind", [acts.WriteNote, acts.WriteProcessNote])
def test_a_closing_summary_is_written_after_the_end(kind: type[acts.Act]):
    """Rule of records: what remains to be said of the work is said when it is over."""
    p = led_to(couple(), Stage.CLOSED)
    fields = {"for_everyone": True} if kind is acts.WriteNote else {}
    assert codes(p, kind(by="bo", at=p.at, words=SAID, **fields)) == []


# --- as each counts


def need_entered() -> Partnership:
    """Return a couple in which a therapist entered what one of them needs."""
    p = led_to(couple(), Stage.WORKING)
    need = acts.StateNeed(by="ana", at=p.at, need="interpreter", entered_by="bo")
    return p.record(need)


def test_each_names_an_entry_as_they_count_it():
    """The number in one's view is the number that one confirms; no other learns of it.

    Of what is hidden neither a number tells, nor a fix, nor who waits for what.
    """
    p = need_entered()
    (mine,) = view(p, "ana").unconfirmed
    assert mine.version == len(view(p, "ana").entries) < p.version
    (refusal,) = p.why_not(confirm(p, 1))
    assert refusal.fix[0].to == ((mine.version,),)
    assert view(p, "cem").unconfirmed == ()
    kinds = {duty.kind for duty in view(p, "cem").duties(at=p.at)}
    assert DutyKind.CONFIRM_ENTRY not in kinds
    after = p.record(dispute(p, mine.version))
    (told,) = view(after, "ana").disputes
    assert (told.dispute.act, told.version) == (mine.version, mine.version + 1)
    assert [one.dispute.act for one in view(after, "bo").disputes] == [p.version]
    assert view(after, "cem").disputes == ()
    answered = after.record(answer(after, after.version))
    (told,) = view(answered, "ana").disputes
    assert told.answer is not None
    assert told.answer.dispute == told.version
    assert view(answered, "cem").history == view(p, "cem").history


def test_a_dispute_of_what_both_see_is_seen_by_both():
    """What is said of an entry is for those who can read the entry."""
    p = need_entered()
    p = p.record(note(p, "bo"))
    n = len(view(p, "cem").entries)
    p = p.record(dispute(p, n, by="cem"))
    numbers = {
        who: [one.dispute.act for one in view(p, who).disputes]
        for who in ("ana", "cem", "bo")
    }
    whole = p.version - 1
    assert numbers == {
        "ana": [len(view(p, "ana").entries) - 1],
        "cem": [n],
        "bo": [whole],
    }
    assert owed(p, DutyKind.ANSWER_DISPUTE) == [("bo", "cem")]


def test_what_was_entered_late_is_confirmed_like_all_else():
    """It counts from when it happened, and waits from when it was written down."""
    p = served()
    late = attrs.evolve(note(p), at=p.at + DAY, happened_at=p.at, words=SAID)
    p = p.record(acts.Pause(by="ana", at=p.at + DAY), entered(late, "clinic"))
    assert waiting(p) == [p.version]
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [("clinic", "ana")]
    p = p.record(confirm(p, p.version))
    assert owed(p, DutyKind.CONFIRM_ENTRY) == []


def test_a_holder_confirms_what_was_entered_for_them():
    """From outside, as they count what they did; a stranger has nothing to confirm."""
    p = falling_under(served(), "ew.under_16")
    until = p.at + 9 * DAY
    guardian = appointing(p, "mum", basis=Basis.GUARDIAN, until=until)
    p = explained(p.record(guardian))
    said = consent(p, "mum", on_behalf_of="ana", expires_at=until)
    p = p.record(entered(said, "clinic"))
    assert owed(p, DutyKind.CONFIRM_ENTRY) == [("clinic", "mum")]
    (mine,) = view(p, "mum").unconfirmed
    assert codes(p, confirm(p, mine.version, by="ana")) == ["entry.not_to_confirm"]
    p = p.record(confirm(p, mine.version, by="mum"))
    assert owed(p, DutyKind.CONFIRM_ENTRY) == []
    stranger = confirm(p, 1, by="stranger")
    assert [r.code for r in p.why_not(stranger)] == ["person.not_here"]


def test_who_left_sees_and_answers_what_is_their_own():
    """What was entered for the others since is none of theirs."""
    p = need_entered()
    p = p.record(acts.Leave(by="ana", at=p.at))
    back = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT)
    p = p.record(
        entered(back, paper=False),
        entered(note(p, "cem"), paper=False),
    )
    hers = [one.act.by for one in view(p, "ana").unconfirmed]
    assert hers == [ANA, ANA]
    for one in view(p, "ana").unconfirmed:
        p = p.record(confirm(p, one.version))
    assert view(p, "ana").unconfirmed == ()
    assert [one.act.by for one in p.unconfirmed] == [PersonId("cem")]
