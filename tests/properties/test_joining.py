"""Joining: a client comes into a couple, a family or a group, and takes part later."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import assume, given

from collabtherapy import (
    Basis,
    Client,
    Form,
    Partnership,
    PersonId,
    ProposalId,
    Role,
    Scope,
    Stage,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.errors import NotShown
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import (
    ANA,
    CEM,
    DEE,
    appointing,
    consented,
    couple,
    decided,
    group,
    in_session,
    joined,
    led_to,
    prefixes,
    taking_part,
    two,
)

FIA = Client("fia")
DAY = timedelta(days=1)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def family() -> Partnership:
    """Return the couple as a family."""
    return Partnership.replay([attrs.evolve(couple().history[0], form=Form.FAMILY)])


def propose(who: Client, p: Partnership, by: str = "bo") -> acts.Propose:
    """Return the proposal that a client joins."""
    return acts.Propose(by=by, at=p.at, id="join", matter=matters.Join(person=who))


def meets(p: Partnership, *present: str) -> acts.StartSession:
    """Return the start of a session."""
    return acts.StartSession(by="bo", at=p.at, id="later", present=present)


JOINING = (Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING, Stage.PAUSED)


@pytest.mark.parametrize("stage", Stage)
def test_somebody_joins_from_exploring_to_working_and_in_a_break(stage: Stage):
    """Before it has begun there is nothing to join, and nobody joins an ending."""
    p = led_to(group(ANA, CEM), stage)
    assert ("stage.not_now" in codes(p, propose(DEE, p))) is (stage not in JOINING)


def test_a_group_is_told_and_goes_on():
    """By default its therapists decide, all of them, and the clients see it."""
    p = led_to(group(ANA, CEM), Stage.WORKING)
    p = p.record(propose(DEE, p))
    assert p.state.members.role(PersonId("dee")) is Role.OUTSIDER
    assert view(p, "ana").proposal("join").is_open
    p = p.record(acts.Accept(by="eva", at=p.at, proposal="join"))
    assert p.state.members.role(PersonId("dee")) is Role.CLIENT
    assert p.clients == (ANA, CEM, DEE)
    assert p.stage is Stage.WORKING
    assert p.agreement is not None
    assert codec.loads(codec.dumps(p)) == p


def test_a_group_may_ask_every_client():
    """It is a setting of the group's own, which every client agreed to."""
    p = led_to(group(ANA, CEM), Stage.WORKING)
    everybody = attrs.evolve(p.policy, join_assent=frozenset(Form))
    p = decided(p, "ask", matters.PolicyChange(policy=everybody), p.at)
    p = p.record(propose(DEE, p), acts.Accept(by="eva", at=p.at, proposal="join"))
    assert p.proposal("join").is_open
    p = p.record(
        acts.Accept(by="ana", at=p.at, proposal="join"),
        acts.Accept(by="cem", at=p.at, proposal="join"),
    )
    assert p.proposal("join").is_settled


def test_a_family_agrees_to_it_and_then_agrees_anew():
    """Nobody is joined to a family over a no, and the agreement is everybody's."""
    p = led_to(family(), Stage.WORKING)
    p = p.record(propose(DEE, p), acts.Accept(by="ana", at=p.at, proposal="join"))
    assert p.proposal("join").is_open
    p = p.record(acts.Accept(by="cem", at=p.at, proposal="join"))
    assert (p.stage, p.paused_from) == (Stage.PAUSED, Stage.CONTRACTING)
    assert p.agreement is None
    p = decided(p, "on", matters.Resume(), p.at)
    assert p.stage is Stage.CONTRACTING
    again = matters.Agreement(words=Words("all four"))
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="a2", matter=again),
        acts.Accept(by="ana", at=p.at, proposal="a2"),
        acts.Accept(by="cem", at=p.at, proposal="a2"),
    )
    last = acts.Accept(by="dee", at=p.at, proposal="a2")
    assert codes(p, last) == ["consent.treatment.not_in_force"]


@pytest.mark.parametrize("opening", [two, couple])
def test_one_person_is_no_couple_and_a_couple_no_family(opening):
    """A form has room for so many; more people are another partnership."""
    p = led_to(opening(), Stage.WORKING)
    assert codes(p, propose(DEE, p)) == ["person.no_room"]


def test_who_stays_of_a_couple_may_go_on_with_another():
    """There is room for two, and one has gone."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.Leave(by="cem", at=p.at))
    assert codes(p, propose(DEE, p)) == []


@pytest.mark.parametrize("who", ["ana", "cem", "bo"])
def test_each_person_comes_in_once(who: str):
    """Whoever is or was here, in whatever role, does not join."""
    p = led_to(group(), Stage.WORKING)
    p = p.record(acts.Leave(by="cem", at=p.at))
    assert codes(p, propose(Client(who), p))[0] == "person.here_already"


def test_who_speaks_for_a_client_joins_once_that_has_ended():
    """Nobody is a client beside the one whose word they give."""
    p = led_to(group(), Stage.WORKING)
    p = p.record(appointing(p, "fia"))
    assert codes(p, propose(FIA, p)) == ["representation.joins"]
    p = p.record(acts.EndRepresentation(by="ana", at=p.at, client="ana"))
    assert codes(p, propose(FIA, p)) == []


def test_who_is_on_the_therapists_side_does_not_join():
    """A nominee steps in for the therapist, and is no client."""
    p = led_to(group(), Stage.WORKING)
    agreed = matters.Agreement(words=Words("weekly"), nominee="fia")
    p = p.record(acts.Amend(by="bo", at=p.at, proposal="a1", matter=agreed))
    for person in ("ana", "cem", "dee", "eva"):
        p = p.record(acts.Accept(by=person, at=p.at, proposal="a1"))
    assert codes(p, propose(FIA, p)) == ["person.therapists_side"]


def test_the_newcomer_takes_part_once_they_consented_and_accepted():
    """A client at once, and in a session only by their own word."""
    p = joined(led_to(group(), Stage.WORKING), FIA, led_to(two(), Stage.WORKING).at)
    start = meets(p, "fia", "bo")
    assert codes(p, start) == [
        "consent.treatment.not_in_force",
        "agreement.not_accepted",
    ]
    assert codes(p, meets(p, "ana", "bo")) == []
    accept = acts.AcceptAgreement(by="fia", at=p.at)
    assert codes(p, accept) == ["consent.treatment.not_in_force"]
    p = taking_part(p, FIA, p.at)
    assert codes(p, start) == []
    again = p.why_not(acts.AcceptAgreement(by="fia", at=p.at))
    assert [refusal.code for refusal in again] == ["agreement.accepted_already"]


def test_nobody_accepts_what_is_not_in_force():
    """Without an agreement there is none to accept later: it is agreed together."""
    p = joined(led_to(group(), Stage.EXPLORING), FIA, led_to(two(), Stage.WORKING).at)
    accept = acts.AcceptAgreement(by="fia", at=p.at)
    assert "agreement.not_in_force" in codes(p, accept)


def test_what_is_agreed_from_then_on_is_agreed_with_them():
    """The newcomer's assent counts like everybody's, and they need not accept twice."""
    at = led_to(two(), Stage.WORKING).at
    p = joined(led_to(group(), Stage.WORKING), FIA, at)
    p = consented(p, Scope.TREATMENT, at)
    other = matters.Agreement(words=Words("fortnightly"))
    p = p.record(acts.Amend(by="bo", at=at, proposal="a1", matter=other))
    for person in ("ana", "cem", "dee", "eva"):
        p = p.record(acts.Accept(by=person, at=at, proposal="a1"))
    assert not p.proposal("a1").is_settled
    p = p.record(acts.Accept(by="fia", at=at, proposal="a1"))
    assert p.proposal("a1").is_settled
    assert codes(p, meets(p, "fia", "bo")) == []


def test_an_ending_talk_asks_for_no_agreement():
    """Whoever takes their consent back is offered a talk, accepted or not."""
    at = led_to(two(), Stage.WORKING).at
    p = joined(led_to(group(), Stage.WORKING), FIA, at)
    p = consented(p, Scope.TREATMENT, at)
    p = p.record(acts.WithdrawConsent(by="fia", at=at, scope=Scope.TREATMENT))
    talk = attrs.evolve(meets(p, "fia", "bo"), ending_talk=True)
    assert codes(p, talk) == []


def test_somebody_explains_to_the_newcomer_how_it_goes():
    """It is owed, and discharged as it is to everybody."""
    p = joined(led_to(group(), Stage.WORKING), FIA, led_to(two(), Stage.WORKING).at)
    (owed,) = p.duties(at=p.at, owed_to="fia")
    assert (owed.kind.value, owed.owed_by) == ("orient", PersonId("bo"))
    p = p.record(acts.Orient(by="eva", at=p.at, to="fia"))
    assert p.duties(at=p.at, owed_to="fia") == ()


def shared_before() -> Partnership:
    """Return a group in which much was said and put before anybody joins it."""
    p = in_session(led_to(group(), Stage.WORKING))
    at, said = p.at, Words("before")
    mine = matters.Goal(words=said, owners=("ana",))
    p = p.record(
        acts.EndSession(by="bo", at=at, session="s1"),
        acts.RateGoal(by="ana", at=at, goal="g1", value=3),
        acts.WriteNote(by="ana", at=at, words=said, for_everyone=True),
        acts.ParkTopic(by="ana", at=at, topic="work"),
    )
    p = decided(p, "mine", mine, at)
    asked = matters.Goal(words=said)
    return p.record(
        acts.Propose(by="ana", at=at, id="asked", matter=asked),
        acts.Decline(by="cem", at=at, proposal="asked"),
        acts.Propose(by="ana", at=at, id="back", matter=asked),
        acts.Withdraw(by="ana", at=at, proposal="back"),
    )


def test_what_a_late_comer_sees():
    """Where it stands and what is in force or theirs to decide; nothing from before."""
    p = shared_before()
    p = joined(p, FIA, p.at + DAY)
    seen = view(p, "fia")
    join = p.proposal("join-fia")
    assert set(seen.history) == {
        act for act in p.history if act.at > shared_before().at
    }
    assert seen.proposal(join.id).settled == join.settled
    assert (seen.stage, seen.agreement) == (p.stage, p.agreement)
    assert {member.id for member in seen.members} == {m.id for m in p.members}
    assert [goal.id for goal in seen.goals] == [p.goal("g1").id]
    assert seen.goals[0].ratings == ()
    assert seen.contributions() == ()
    assert seen.notes == ()
    with pytest.raises(NotShown):
        seen.agenda("s1")
    assert {put.id for put in seen.pending(at=p.at)} == {p.proposal("asked").id}
    assert seen.proposal("asked").dissents == ()
    with pytest.raises(KeyError):
        seen.proposal("back")
    with pytest.raises(KeyError):
        seen.goal("mine")
    assert seen.proposal("a1").settled == p.proposal("a1").settled


def test_a_late_comer_sees_what_comes_after():
    """From then on they are a client like any other."""
    p = shared_before()
    p = taking_part(joined(p, FIA, p.at + DAY), FIA, p.at + DAY)
    at = p.at + DAY
    p = p.record(
        acts.StartSession(by="bo", at=at, id="s2", present=("fia", "ana", "bo")),
        acts.Contribute(by="ana", at=at, session="s2", id="new"),
        acts.Leave(by="cem", at=at + DAY),
    )
    seen = view(p, "fia")
    assert [c.act.id for c in seen.contributions()] == [p.contributions()[-1].act.id]
    assert [c.id for c in seen.state.members.former] == [PersonId("cem")]
    assert seen.history[-1] == p.history[-1]


def test_a_representative_of_a_late_comer_sees_as_much():
    """Who speaks for somebody sees no more than they do."""
    p = shared_before()
    p = joined(p, FIA, p.at + DAY)
    p = p.record(appointing(p, "gus", client="fia", by="fia", basis=Basis.OWN_WISH))
    assert view(p, "gus").contributions() == ()
    assert view(p, "gus").notes == ()


def test_who_left_before_is_not_shown_to_who_comes_later():
    """Nor is the client who has gone, nor what they said as they went."""
    p = led_to(group(), Stage.WORKING)
    p = p.record(acts.Leave(by="cem", at=p.at, words=Words("enough")))
    p = joined(p, FIA, p.at + DAY)
    assert view(p, "fia").state.members.former == ()
    assert view(p, "fia").state.members.role(PersonId("cem")) is Role.OUTSIDER


@pytest.mark.parametrize("goes", ["leaves", "dies"])
def test_who_came_and_left_before_is_named_nowhere_to_who_comes_later(goes: str):
    """What they see is the same as if the other had never been there."""
    alone = led_to(group(ANA, CEM), Stage.WORKING)
    p = joined(alone, DEE, alone.at + DAY)
    assert p.state.agreement.not_yet == {DEE.id}
    p = p.record(
        acts.Leave(by="dee", at=p.at + DAY)
        if goes == "leaves"
        else acts.RecordDeath(by="bo", client="dee", at=p.at + DAY)
    )
    assert p.state.agreement.not_yet == frozenset()
    p, alone = (joined(each, FIA, p.at + DAY) for each in (p, alone))
    seen, as_alone = view(p, "fia"), view(alone, "fia")
    assert seen.state == as_alone.state
    assert seen.history == as_alone.history
    assert PersonId("dee") in view(p, "ana").state.members.came


@given(histories(clients=(2, 3), stages=JOINING, at_most=20))
def test_a_late_comer_sees_no_contribution_made_before_they_came(before: Partnership):
    """Invariant 70: nor any act at all, but what they did themselves."""
    lead = before.state.members.lead
    assume("person.no_room" not in codes(before, propose(FIA, before, lead)))
    assume("stage.not_now" not in codes(before, propose(FIA, before, lead)))
    after = joined(before, FIA, before.at + DAY)
    join = after.proposal("join-fia")
    since = after.at + DAY
    after = after.record(acts.ParkTopic(by="fia", at=since, topic="x"))
    seen = view(after, "fia")
    assert {act.at for act in seen.history} == {before.at + DAY, since}
    *first, last = seen.history
    assert last == after.history[-1]
    assert {getattr(act, "proposal", None) for act in first} <= {join.id, None}
    assert seen.contributions() == ()
    assert seen.notes == ()
    assert seen.understandings == ()
    assert not any(goal.ratings or goal.confidence for goal in seen.goals)
    agreed = () if seen.agreement is None else (seen.agreement.id,)
    theirs = {join.id, *agreed, *(ProposalId(str(goal.id)) for goal in seen.goals)}
    for put in seen.state.decisions.proposals.values():
        assert put.is_open or put.id in theirs
        assert put.dissents == ()


@given(histories(clients=(2, 3), at_most=20))
def test_a_newcomer_takes_part_in_nothing_without_their_own_word(p: Partnership):
    """Whatever was done: who is at a session has consented and accepted by then."""
    for before, act, _ in prefixes(p):
        if isinstance(act, acts.StartSession) and not act.ending_talk:
            waiting = before.state.agreement.not_yet & act.present
            assert not waiting or not before.state.agreement.in_force(act.at)


@given(histories(clients=(2, 3), at_most=20))
def test_nobody_is_left_without_the_other_side(p: Partnership):
    """However people come and go, there is a client and a therapist to the end."""
    for _, _, after in prefixes(p):
        assert after.clients
        assert after.therapists
        lead = after.state.members.lead
        assert lead in after.state.members.ids(Role.THERAPIST)
