"""Whose hand wrote an act down: who may enter for another, and what counts so."""

import attrs
import pytest
from properties.stories_of_authority import parental
from properties.stories_of_hands import (
    CONTACT,
    DAY,
    PAPER,
    believed,
    codes,
    consent,
    entered,
    explained,
    of_entries,
    served,
    with_policy,
)

from collabtherapy import (
    Basis,
    Client,
    DutyKind,
    EndingGround,
    Kind,
    Noticed,
    Partnership,
    PersonId,
    Policy,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.law.entry_guards import BY_OWN_HAND, STEP_MATTERS
from collabtherapy.partnership.law.entry_guards import entered as reasons
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Matter
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.situations.of_care import noticed, two_therapists
from collabtherapy.testing.ways import (
    START,
    appointing,
    consented,
    couple,
    decided,
    falling_under,
    led_to,
    two,
)

SAID = Words("said")


def note(p: Partnership, by: str = "ana") -> acts.Act:
    """Return a note for everybody."""
    return acts.WriteNote(by=by, at=p.at, words=SAID)


# --- whose hand


def test_ones_own_hand_is_not_another():
    """Who enters is another than the author, or nobody."""
    p = two()
    with pytest.raises(ValueError, match="another person than by"):
        acts.Leave(by="ana", at=p.at, entered_by="ana")


@pytest.mark.parametrize("hand", ["bo", "clinic"])
def test_who_keeps_the_record_enters_for_anybody(hand: str):
    """A therapist or an organisation, for a client."""
    p = served()
    assert codes(p, entered(note(p), hand)) == []


@pytest.mark.parametrize("hand", ["cem", "stranger"])
def test_nobody_else_enters_for_a_client(hand: str):
    """Another client or a stranger; the fix names those who may, or the own hand."""
    p = led_to(couple(), Stage.WORKING)
    said = acts.RateGoal(by="ana", at=p.at, goal="g1", value=5)
    (refusal,) = p.refusals(entered(said, hand))
    assert refusal.code == "entry.not_theirs"
    (fix,) = refusal.fix
    assert fix.to == (None, PersonId("bo"))


def test_a_holder_enters_for_whom_they_speak_once_it_is_confirmed():
    """A claim of authority lets nobody enter anything."""
    p = falling_under(led_to(two(), Stage.WORKING), "ew.under_16")
    claim = appointing(
        p, "mum", by="mum", basis=Basis.GUARDIAN, evidence=None, until=p.at + 9 * DAY
    )
    p = p.record(claim)
    assert codes(p, entered(note(p), "mum")) == ["entry.not_theirs"]
    p = p.record(
        acts.ConfirmRepresentation(
            by="bo", at=p.at, client="ana", representative="mum", evidence=PAPER
        )
    )
    assert codes(p, entered(note(p), "mum")) == []
    assert codes(p, entered(note(p, "bo"), "mum")) == ["entry.not_theirs"]


# --- what counts by another hand


STEPS: dict[str, acts.Act] = {
    type(act).__name__: act
    for act in (
        acts.Pause(by="ana", at=START),
        acts.StartEnding(by="ana", at=START),
        acts.Finish(by="ana", at=START),
        acts.BackToExploring(by="ana", at=START),
        acts.UnparkTopic(by="ana", at=START, topic="work"),
        acts.Withdraw(by="ana", at=START, proposal="g1"),
        acts.StateDecider(by="clinic", at=START, client="ana", row="de", because="age"),
        acts.Redact(by="ana", at=START, subject="ana", because="erasure_request"),
        acts.Confirm(by="ana", at=START, acts=(2,)),
        acts.Dispute(by="ana", at=START, act=2, words=SAID),
        acts.AnswerDispute(by="clinic", at=START, dispute=2, accepted=True, words=SAID),
    )
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("paper", [True, False])
def test_what_is_done_by_doing_it_here_is_entered_for_nobody(name: str, *, paper: bool):
    """Nobody pauses, finishes or confirms for another, with whatever document."""
    state = with_policy(served(), paper_assent=paper).state
    assert LATENESS[type(STEPS[name])] is Lateness.STEP
    found = reasons(state, entered(STEPS[name]))
    assert [refusal.code for refusal in found] == ["entry.own_hand"]
    assert found[0].fix[0].to == (None,)


def test_nobody_opens_a_partnership_by_anothers_hand():
    """A service that was asked opens it itself; nor is it believed when it is read."""
    opening = attrs.evolve(served().opening, entered_by="clinic")
    with pytest.raises(ImpossibleHistory, match=r"entry\.own_hand"):
        Partnership.replay([opening], check=True)


def test_what_is_granted_needs_a_document():
    """A consent that a clerk enters names the form that was signed."""
    p = explained(served())
    bare = entered(consent(p), "clinic", paper=False)
    (refusal,) = p.refusals(bare)
    assert refusal.code == "entry.evidence_missing"
    after, act = cleared(p, bare)
    assert after.record(act).state.consent.in_force(PersonId("ana"), CONTACT, p.at)


@pytest.mark.parametrize(
    "act",
    [
        acts.WithdrawConsent(by="ana", at=served().at, scope=Scope.TREATMENT),
        acts.DeclineConsent(by="ana", at=served().at, scope=CONTACT),
        acts.ParkTopic(by="ana", at=served().at, topic="work"),
        acts.Leave(by="ana", at=served().at),
    ],
)
def test_what_a_person_takes_back_needs_none(act: acts.Act):
    """A right is taken by a word over the telephone."""
    assert codes(served(), entered(act, "clinic", paper=False)) == []


def test_words_entered_for_a_person_are_theirs():
    """What was lived, and a rating, are said by whose life it is."""
    p = served()
    start = acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo"))
    p = p.record(start)
    said = (
        acts.Contribute(
            by="ana",
            at=p.at,
            session="s1",
            id="c1",
            kinds={Kind.EXPERIENCE},
            words=SAID,
        ),
        acts.RateGoal(by="ana", at=p.at, goal="g1", value=3),
        acts.GiveFeedback(by="ana", at=p.at, session="s1", heard=3),
    )
    p = p.record(*(entered(act, "clinic", paper=False) for act in said))
    assert p.state.contributions.by_id[said[0].id].act.by == PersonId("ana")
    assert [rating.by for rating in p.goals[0].ratings] == [PersonId("ana")]


# --- own hand


def test_the_matters_are_those_of_the_table():
    """Every row of the lifecycle that settles; and what would get round them."""
    by_matter = {
        kind
        for step in law.STEPS
        for kind in step.on
        if issubclass(kind, matters.Matter)
    }
    assert by_matter == STEP_MATTERS
    safety = {matters.SafetyPlan, matters.ResolveConcern}
    others = {matters.Correction, matters.PolicyChange}
    assert STEP_MATTERS | safety | others == BY_OWN_HAND


OWN: dict[str, Matter] = {
    type(matter).__name__: matter
    for matter in (
        matters.Begin(),
        matters.Agreement(words=SAID),
        matters.Resume(),
        matters.Ending(),
        matters.KeepGoing(),
        matters.FollowUp(until=START),
        matters.Reopen(),
        matters.Join(person=Client("newcomer")),
        matters.SafetyPlan(client="ana", words=SAID),
        matters.ResolveConcern(client="ana"),
        matters.PolicyChange(policy=Policy()),
        matters.Correction(act=2, because="slip"),
    )
}


def assents(p: Partnership, matter: Matter, by: str) -> tuple[State, list[acts.Act]]:
    """Return a state in which others have put a matter, and each way to assent."""
    put = acts.Propose(by="other", at=p.at, id="x", matter=matter)
    return fold(p.state, put), [
        acts.Propose(by=by, at=p.at, id="y", matter=matter),
        acts.Amend(by=by, at=p.at, proposal="x", matter=matter),
        acts.Accept(by=by, at=p.at, proposal="x"),
    ]


def test_there_is_an_example_of_each_matter():
    """A row that is added to the lifecycle is tried here as well."""
    assert set(OWN) == {kind.__name__ for kind in BY_OWN_HAND}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize(("by", "hand"), [("ana", "bo"), ("bo", "clinic")])
def test_what_takes_a_step_takes_each_sides_own_hand(name: str, by: str, hand: str):
    """Neither side's assent is written down by another, with whatever document."""
    state, those = assents(served(), OWN[name], by)
    for act in those:
        found = reasons(state, entered(act, hand))
        assert [refusal.code for refusal in found] == ["entry.own_hand"]


@pytest.mark.parametrize("name", OWN)
def test_paper_is_enough_where_the_policy_says_so(name: str):
    """With a document that was seen, and not without."""
    p = with_policy(served(), paper_assent=True)
    state, those = assents(p, OWN[name], "ana")
    for act in those:
        assert reasons(state, entered(act)) == ()
        found = reasons(state, entered(act, paper=False))
        assert [refusal.code for refusal in found] == ["entry.evidence_missing"]


@pytest.mark.parametrize("paper", [True, False])
def test_a_newcomer_accepts_the_agreement_with_their_own_hand(*, paper: bool):
    """That is an assent to it like the others'."""
    p = with_policy(served(), paper_assent=paper)
    found = reasons(p.state, entered(acts.AcceptAgreement(by="ana", at=p.at)))
    expected = [] if paper else ["entry.own_hand"]
    assert [refusal.code for refusal in found] == expected


@pytest.mark.parametrize(
    "matter",
    [
        matters.Goal(words=SAID),
        matters.Choice(words=SAID, options=(SAID, SAID), chosen=1),
        matters.Task(words=SAID, goals={"g1"}),
    ],
)
def test_other_matters_are_entered_with_a_document(matter: Matter):
    """A goal or a choice on a form that was signed at home."""
    state, those = assents(served(), matter, "ana")
    for act in those:
        assert reasons(state, entered(act)) == ()


def test_one_therapist_does_not_agree_for_another():
    """Nor does the service for its therapists."""
    p = two_therapists().record(acts.Pause(by="ana", at=two_therapists().at))
    on = acts.Propose(by="ana", at=p.at, id="on", matter=matters.Resume())
    p = p.record(on)
    accept = acts.Accept(by="eva", at=p.at, proposal="on")
    assert codes(p, entered(accept, "bo")) == ["entry.own_hand"]
    assert codes(p, accept) == []


def test_a_holder_still_accepts_for_a_client():
    """By their own hand, on the client's behalf; nobody enters that for them."""
    p = parental(falling_under(led_to(two(), Stage.WORKING), "ew.under_16"), "mum")
    p = p.record(
        acts.Pause(by="ana", at=p.at),
        acts.Propose(by="bo", at=p.at, id="on", matter=matters.Resume()),
    )
    accept = acts.Accept(by="mum", on_behalf_of="ana", at=p.at, proposal="on")
    assert codes(p, accept) == []
    assert codes(p, entered(accept)) == ["entry.own_hand"]


# --- one's own no


@pytest.mark.parametrize("no", [acts.WithdrawConsent, acts.DeclineConsent])
@pytest.mark.parametrize("hand", [None, "clinic"])
def test_no_document_undoes_a_no(no: type[acts.Act], hand: str | None):
    """A consent taken back, by whatever hand, is given again by their own alone."""
    p = explained(served())
    said = no(by="ana", at=p.at, scope=CONTACT, entered_by=hand)
    p = believed(p, said)
    assert codes(p, entered(consent(p), "clinic")) == ["entry.own_word_stands"]
    assert codes(p, consent(p)) == []
    p = p.record(consent(p))
    assert codes(p, entered(consent(p), "clinic")) == []


def test_new_terms_do_not_undo_it_either():
    """To explain something anew is to ask anew, not to be answered."""
    p = explained(served())
    p = p.record(consent(p), acts.WithdrawConsent(by="ana", at=p.at, scope=CONTACT))
    p = p.record(acts.Explain(by="bo", at=p.at, to="ana", scope=CONTACT, terms="u"))
    anew = attrs.evolve(consent(p), terms="u")
    assert codes(p, entered(anew)) == ["entry.own_word_stands"]


def test_a_holders_no_is_taken_back_by_that_holder():
    """One of two who each act alone said no: their yes is theirs to say."""
    p = falling_under(led_to(two(), Stage.WORKING), "ew.under_16")
    p = parental(parental(explained(p), "mum"), "dad")
    ends = p.state.representation.held[PersonId("ana"), PersonId("mum")].until
    yes = {
        who: consent(p, who, on_behalf_of="ana", expires_at=ends)
        for who in ("mum", "dad")
    }
    no = acts.WithdrawConsent(by="dad", on_behalf_of="ana", at=p.at, scope=CONTACT)
    both = p.record(yes["mum"], yes["dad"], no)
    assert codes(both, entered(yes["dad"])) == ["entry.own_word_stands"]
    assert codes(both, entered(yes["mum"])) == []
    alone = p.record(yes["dad"], no)
    assert codes(alone, entered(yes["dad"])) == ["entry.own_word_stands"]


def test_a_proposal_that_was_declined_is_accepted_by_their_own_hand():
    """Also once it was changed: who said no is asked, not read."""
    p = served()
    goal = matters.Goal(words=SAID)
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="g2", matter=goal),
        acts.Decline(by="ana", at=p.at, proposal="g2"),
        acts.Amend(by="bo", at=p.at, proposal="g2", matter=goal),
    )
    accept = acts.Accept(by="ana", at=p.at, proposal="g2")
    amend = acts.Amend(by="ana", at=p.at, proposal="g2", matter=goal)
    for act in (accept, amend):
        assert codes(p, entered(act)) == ["entry.own_word_stands"]
        assert codes(p, act) == []


def test_nor_is_an_agreement_that_was_declined():
    """A newcomer who said no accepts it themselves, also where paper is enough."""
    p = with_policy(served(), paper_assent=True)
    p = believed(p, acts.Decline(by="ana", at=p.at, proposal="a1"))
    found = reasons(p.state, entered(acts.AcceptAgreement(by="ana", at=p.at)))
    assert [refusal.code for refusal in found] == ["entry.own_word_stands"]


def test_what_another_said_no_to_is_nothing_to_them():
    """The no of one of a couple stands for that one."""
    p = explained(led_to(couple(), Stage.WORKING))
    p = p.record(acts.DeclineConsent(by="cem", at=p.at, scope=CONTACT))
    assert codes(p, entered(consent(p))) == []
    assert of_entries(codes(p, entered(consent(p, "cem")))) == {"entry.own_word_stands"}


# --- as of when, and told to whom


def test_a_document_of_before_undoes_no_no_that_was_said_since():
    """It is asked where the act would stand, and of what has been said meanwhile."""
    p = explained(served())
    goal = matters.Goal(words=SAID)
    later = p.at + 2 * DAY
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="g2", matter=goal),
        acts.DeclineConsent(by="ana", at=later, scope=CONTACT),
        acts.Decline(by="ana", at=later, proposal="g2"),
    )
    now, then = p.at + DAY, p.at - DAY
    yes = attrs.evolve(consent(p), at=now, happened_at=then)
    accept = acts.Accept(by="ana", at=now, happened_at=then, proposal="g2")
    for act in (yes, accept):
        assert codes(p, entered(act, "clinic")) == ["entry.own_word_stands"]


def test_who_may_enter_is_asked_as_of_when_it_is_written():
    """A therapist who came later may; one who has left may not."""
    p = two_therapists()
    start = p.at
    ground = EndingGround.UNAVAILABILITY
    p = noticed(p, Noticed.LEAVING, by="eva")
    gone = acts.LeaveAsTherapist(
        by="eva", at=p.at + DAY, ground=ground, alternatives=SAID
    )
    p = p.record(gone)
    late = acts.WriteNote(by="ana", at=p.at, happened_at=start, words=SAID)
    assert codes(p, entered(late, "eva")) == ["entry.not_theirs"]
    p = consented(p, Scope.involve("iva"), p.at)
    p = decided(p, "iva", matters.Involve(person=Therapist("iva")), p.at)
    assert codes(p, entered(attrs.evolve(late, at=p.at), "iva")) == []


def test_reasons_are_told_to_the_hand():
    """What one of a couple may not know, the therapist who enters their act may."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.WithdrawConsent(by="cem", at=p.at, scope=Scope.TREATMENT))
    meet = acts.StartSession(by="ana", at=p.at, id="s1", present=("ana", "cem", "bo"))
    own = [refusal.code for refusal in p.why_not(meet)]
    told = [refusal.code for refusal in p.why_not(entered(meet, paper=False))]
    assert own == ["others.not_ready"]
    assert told == ["consent.treatment.not_in_force"]


def test_a_stranger_learns_nothing_by_entering():
    """Whatever there is, they are told that they may not."""
    p = led_to(couple(), Stage.WORKING)
    said = acts.RateGoal(by="ana", at=p.at, goal="g1", value=5)
    assert [r.code for r in p.why_not(entered(said, "stranger"))] == ["person.not_here"]


def test_who_did_not_leave_takes_that_out_alone_also_after_the_end():
    """A therapist who enters a leaving that never was has ended nothing for good."""
    p = led_to(two(), Stage.WORKING)
    at = p.at + DAY
    p = p.record(acts.RaiseConcern(by="ana", at=at, client="ana"))
    p = p.record(acts.Leave(by="ana", at=at, entered_by="bo"))
    number, owed = p.version, [duty.kind for duty in p.duties(at=at, owed_to="ana")]
    assert (p.stage, DutyKind.CONFIRM_ENTRY in owed) == (Stage.CLOSED, True)
    p = p.record(acts.WriteNote(by="bo", at=at + DAY, words=Words("she rang")))
    out = {"at": at + 2 * DAY, "act": number, "because": "not-mine"}
    assert codes(p, acts.EnteredInError(by="bo", **out)) == ["void.not_alone"]
    assert p.record(acts.EnteredInError(by="ana", **out)).stage is Stage.WORKING
