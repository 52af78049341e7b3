"""What may be asked of a partnership, and what it answers."""

from datetime import timedelta

import attrs
import pytest

from collabtherapy import (
    GoalOutcome,
    Kind,
    Partnership,
    PersonId,
    ProposalId,
    Readiness,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.ways import (
    BO,
    START,
    consented,
    couple,
    decided,
    in_session,
    led_to,
    two,
)

SAID = Words("said")


@pytest.fixture
def meeting() -> Partnership:
    """Give a partnership in its first session."""
    return in_session(led_to(two(), Stage.WORKING))


def test_contributions_are_found_by_session_person_and_kind(meeting: Partnership):
    """Each question narrows the answer; a kind covers the kinds of it."""
    p = meeting.record(
        acts.Contribute(
            by="bo",
            at=meeting.state.at,
            session="s1",
            id="c3",
            kinds={Kind.OPEN_QUESTION},
            n_words=7,
            seconds=2.00049,
            order=9,
        ),
        acts.Contribute(by="ana", at=meeting.state.at, session="s1", id="c4", order=5),
        acts.Contribute(
            by="ana", at=meeting.state.at, session="s1", id="c5", words=Words("a b c")
        ),
    )
    ids = [str(c.act.id) for c in p.contributions(session="s1")]
    assert ids == ["c1", "c2", "c4", "c3", "c5"]
    assert [c.order for c in p.contributions(session="s1")] == [0, 1, 5, 9, 10]
    assert [str(c.act.id) for c in p.contributions(by=BO)] == ["c2", "c3"]
    (question,) = p.contributions(kind=Kind.QUESTION)
    assert (question.n_words, question.act.seconds) == (7, 2.0)
    by_order = {str(c.act.id): c.n_words for c in p.contributions()}
    assert (by_order["c5"], by_order["c1"]) == (3, None)


def test_codings_stand_beside_each_other(meeting: Partnership):
    """Several coders code the same, and a session is coded as a whole."""
    p = consented(meeting, Scope.OBSERVATION, meeting.state.at)
    at = p.state.at
    p = p.record(
        acts.Code(by="k1", at=at, contribution="c1", kinds={Kind.CHANGE_TALK}),
        acts.Code(by="k2", at=at, contribution="c1", kinds={Kind.SUSTAIN_TALK}),
        acts.Code(by="k1", at=at, session="s1", words=Words("a calm one")),
    )
    assert [str(c.by) for c in p.codings(contribution="c1")] == ["k1", "k2"]
    assert [c.words for c in p.codings(session="s1")] == [Words("a calm one")]
    assert p.codings(contribution="c2") == ()


def test_what_is_taken_up_is_kept(meeting: Partnership):
    """An idea goes into something said later, or into a proposal."""
    at = meeting.state.at
    p = meeting.record(
        acts.Propose(by="bo", at=at, id="g2", matter=matters.Goal(words=SAID)),
        acts.TakeUp(by="bo", at=at, contribution="c1", proposal="g2"),
        acts.TakeUp(by="bo", at=at, contribution="c1", into="c2"),
    )
    (name,) = p.state.uptake.of_contribution
    assert len(p.state.uptake.of_contribution[name]) == 2


def test_feedback_is_asked_once_and_kept_with_its_answers(meeting: Partnership):
    """Asking again changes nothing; each time it is given is kept."""
    at = meeting.state.at
    ask = acts.AskFeedback(by="bo", at=at, session="s1", to="ana")
    p = meeting.record(ask, attrs.evolve(ask, at=at + timedelta(1)))
    response = p.feedback("s1", "ana")
    assert response.asked_at == at
    assert [said.heard for said in response.feedback] == [2]
    nobody = acts.AskFeedback(by="bo", at=p.state.at, session="s1", to="cem")
    codes = [reason.code for reason in p.why_not(nobody)]
    assert codes == ["person.unknown", "session.not_present"]


def test_an_agenda_shows_who_deferred_what(meeting: Partnership):
    """Anybody defers, and the item stays with its author."""
    p = meeting.record(
        acts.DeferItem(by="bo", at=meeting.state.at, session="s1", item=1)
    )
    (item,) = p.agenda("s1")
    assert (item.by, item.deferred_by) == (PersonId("ana"), PersonId("bo"))


def test_orientation_remembers_a_not_yet():
    """S30: "not yet" is an answer, and drafting an agreement may follow it."""
    p = led_to(two(), Stage.EXPLORING)
    p = Partnership.replay([a for a in p.history if not isinstance(a, acts.Orient)])
    at = p.state.at
    no = acts.AnswerOrientation(by="ana", at=at, readiness=Readiness.NOT_YET)
    p = p.record(no)
    assert p.orientation("ana").readiness is Readiness.NOT_YET
    draft = acts.Propose(by="ana", at=at, id="a", matter=matters.Agreement(words=SAID))
    assert p.record(draft).stage is Stage.CONTRACTING


def test_a_goal_is_ended_and_taken_up_again():
    """A goal that is reached is no longer worked on; new words take it up again."""
    p = led_to(two(), Stage.WORKING)
    end = matters.GoalEnd(goal="g1", outcome=GoalOutcome.REACHED)
    p = decided(p, "done", end, p.state.at)
    assert p.goals == ()
    assert p.goal("g1").outcome is GoalOutcome.REACHED
    p = p.record(
        acts.Amend(
            by="ana", at=p.state.at, proposal="g1", matter=matters.Goal(words=SAID)
        ),
        acts.Accept(by="bo", at=p.state.at, proposal="g1"),
    )
    assert p.goals == (p.goal("g1"),)
    assert p.goal("g1").words == SAID


def test_asking_for_what_is_not_there_is_a_key_error():
    """A goal, proposal or session of another name is not made up."""
    p = led_to(two(), Stage.WORKING)
    for ask in (p.goal, p.proposal, p.session):
        with pytest.raises(KeyError):
            ask("none")
    assert p.agreement is not None
    assert p.members == (*p.clients, *p.therapists)


def test_whoever_is_left_owns_what_the_others_leave():
    """A goal whose owners have all left is for those who stay, never for nobody."""
    p = led_to(couple(), Stage.WORKING)
    at = p.state.at
    mine = matters.Goal(words=SAID, owners={"cem"})
    p = p.record(
        acts.Propose(by="bo", at=at, id="x", matter=mine),
        acts.Leave(by="cem", at=at),
    )
    assert p.proposal("x").is_open
    p = p.record(acts.Accept(by="ana", at=at, proposal="x"))
    assert p.proposal("x").is_settled


def test_a_plan_is_kept_cancelled_or_missed():
    """What became of an appointment, and who did not come."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    for name in ("a", "b", "c"):
        p = p.record(acts.PlanSession(by="ana", at=at, id=name, starts_at=at))
    p = p.record(
        acts.AddToAgenda(by="ana", at=at, session="c", words=SAID),
        acts.CancelSession(by="ana", at=at, session="a"),
        acts.MissSession(by="bo", at=at, session="b", absent=("ana",)),
        acts.StartSession(by="bo", at=at, id="c", present=("ana", "bo")),
    )
    assert [s.status.value for s in p.sessions] == ["cancelled", "missed", "open"]
    assert p.session("b").absent == {PersonId("ana")}
    assert p.session("c").planned_for == at
    with pytest.raises(TypeError):
        acts.MissSession(by="bo", at=at, session="b", absent="ana")


def test_each_ending_has_a_talk_of_its_own():
    """A talk held in an ending that came to nothing does not use up the next one's."""
    p = led_to(two(), Stage.WORKING)
    for n in range(2):
        at = p.at + timedelta(days=1)
        talk = acts.StartSession(
            by="bo", at=at, id=f"s{n}", present=("ana", "bo"), ending_talk=True
        )
        p = p.record(
            acts.WithdrawConsent(by="ana", at=at, scope=Scope.TREATMENT),
            talk,
            acts.EndSession(by="bo", at=at, session=f"s{n}"),
        )
        assert p.why_not(attrs.evolve(talk, id="one-more"))
        p = consented(p, Scope.TREATMENT, at + timedelta(hours=1))
        p = decided(p, f"on{n}", matters.KeepGoing(), p.at)


def test_a_matter_that_the_law_does_not_know_never_settles():
    """What a newer version decides together is kept, and settles nothing here."""

    @attrs.frozen(kw_only=True, eq=False, repr=False)
    class Dance(matters.Matter):
        """Not in this law."""

    history = (
        *led_to(two(), Stage.WORKING).history,
        acts.Propose(by="bo", at=START + timedelta(2), id="d", matter=Dance()),
        acts.Accept(by="ana", at=START + timedelta(2), proposal="d"),
    )
    p = Partnership.replay(history)
    assert p.proposal("d").is_open
    again = acts.Accept(by="ana", at=p.at, proposal="d")
    assert [r.code for r in p.why_not(again)] == ["decision.accepted_already"]


def test_an_idea_goes_into_what_was_put_after_it(meeting: Partnership):
    """A proposal from before the idea cannot have come of it; later ones are named."""
    at = meeting.at + timedelta(days=1)
    idea = acts.Contribute(by="ana", at=at, session="s1", id="c9")
    p = meeting.record(
        idea, acts.Propose(by="bo", at=at, id="g2", matter=matters.Goal(words=SAID))
    )
    before = acts.TakeUp(by="bo", at=at, contribution="c9", proposal="g1")
    (refusal,) = p.why_not(before)
    assert (refusal.code, refusal.fix[0].to) == (
        "uptake.not_later",
        (ProposalId("g2"),),
    )
    assert p.why_not(attrs.evolve(before, proposal="g2")) == ()
