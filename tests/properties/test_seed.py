"""What the idea of two experts asks for, row by row, where no other file holds it."""

import math

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    DutyKind,
    Invitation,
    Kind,
    Outcome,
    Partnership,
    PersonId,
    Role,
    SessionStatus,
    Stage,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.partnership.law.rights import concerned
from collabtherapy.partnership.regions.contributions import FEWEST
from collabtherapy.partnership.regions.feedback import Response
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import couple, in_session, led_to, prefixes, two

OPEN = tuple(stage for stage in Stage if stage.is_open)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Give the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


@given(histories(at_most=15))
def test_it_takes_both_sides_to_have_come_to_work(p: Partnership):
    """S01: wherever they work, both have acted; who did what is in the history."""
    roles = {p.state.members.role(act.by) for act in p.history}
    if p.stage is Stage.WORKING:
        assert roles >= {Role.CLIENT, Role.THERAPIST}


def test_every_act_is_both_sides_unless_the_table_says_whose():
    """S02: the asymmetries are a table, and each says why."""
    for right in law.RIGHTS:
        assert right.who
        assert right.because
    assert len({right.act for right in law.RIGHTS}) == len(law.RIGHTS)


@given(histories(at_most=10))
def test_each_kind_of_expertise_is_brought_by_whose_it_is(p: Partnership):
    """S03, S04, S13: in every stage, training is one's and experience the other's."""
    session = next(iter(p.state.sessions.by_id), None) or "s1"
    for by, kind in (("ana", Kind.PROFESSIONAL), ("bo", Kind.EXPERIENCE)):
        say = acts.Contribute(by=by, at=p.at, session=session, id="new", kinds={kind})
        if p.state.members.role(PersonId(by)) in (Role.CLIENT, Role.THERAPIST):
            assert "contribution.kind.not_theirs" in codes(p, say)
    assert all(c.act.by in p.state.members.ids(*Role) for c in p.lived("ana"))


@given(histories(at_most=15))
def test_there_is_somebody_on_each_side_as_long_as_it_goes_on(p: Partnership):
    """S05: at least one client and one therapist at every moment of a history."""
    for _, _, after in prefixes(p):
        assert after.clients
        assert after.therapists


@given(histories(at_most=15))
def test_shares_of_voice_add_up_or_are_unknown(p: Partnership):
    """Invariant 34, S08: each word counted once; no words is no share, never zero."""
    voice = p.voice()
    shares = [voice.share(person) for person in voice.n_words]
    assert voice.n_contributions + voice.n_unknown == len(p.contributions())
    if sum(voice.n_words.values()) == 0 or voice.n_contributions < FEWEST:
        assert voice.share(PersonId("ana")) is None
    else:
        known = [share for share in shares if share is not None]
        assert math.isclose(sum(known), 1)
        assert all(0 <= share <= 1 for share in known)


def test_how_much_each_said_is_counted_by_person():
    """Invariant 34: words that are not kept count as many as they were."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(
        acts.Contribute(
            by="ana", at=p.at, session="s1", id="x", words=Words("I froze again")
        ),
        acts.Contribute(by="bo", at=p.at, session="s1", id="y", n_words=1),
    )
    voice = p.voice("s1")
    assert (voice.n_contributions, voice.n_unknown) == (2, 2)
    assert voice.share(PersonId("ana")) is None  # of two it would be read as a rate
    p = p.record(
        *(
            acts.Contribute(by=by, at=p.at, session="s1", id=f"n{n}", n_words=n)
            for by, n in (("ana", 3), ("bo", 1), ("bo", 0))
        )
    )
    assert p.voice("s1").n_contributions == FEWEST
    assert p.voice("s1").share(PersonId("ana")) == 0.75
    assert p.voice("s1").share(PersonId("cem")) == 0.0


@given(histories(at_most=15), st.sampled_from(["ana", "bo"]))
def test_whoever_is_here_puts_on_the_agenda_what_they_like(p: Partnership, by: str):
    """S10: in an open session nobody's item is refused, and none needs approval."""
    session = p.state.sessions.open
    here = p.state.members.ids(Role.CLIENT, Role.THERAPIST)
    if session is None or PersonId(by) not in here:
        return
    add = acts.AddToAgenda(by=by, at=p.at, session=session, words=Words("this"))
    after = p.record(add)
    assert after.agenda(session)[-1].by == PersonId(by)


@given(histories(at_most=15))
def test_everybody_there_is_asked_how_it_was(p: Partnership):
    """S12, S32, S14: one outcome for each attendee; declined is no number."""
    for session in p.sessions:
        if session.status is SessionStatus.HELD:
            for person in session.present:
                for invitation in Invitation:
                    outcome = p.outcome(session.id, person, invitation)
                    assert outcome in set(Outcome) - {Outcome.OPEN}
    p = in_session(led_to(two(), Stage.WORKING))
    declined = p.record(acts.CheckComfort(by="ana", at=p.at, session="s1"))
    assert declined.outcome("s1", "ana", Invitation.COMFORT) is Outcome.DECLINED
    assert declined.feedback("s1", "ana").comfort[-1] is None


def test_feedback_is_asked_for_from_the_first_session_on():
    """S16: what nobody said is owed as soon as the first session has ended."""
    p = led_to(two(), Stage.EXPLORING)
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")),
        acts.EndSession(by="bo", at=p.at, session="s1"),
    )
    owed = [duty.kind for duty in p.duties(at=p.at, owed_to="ana")]
    assert owed.count(DutyKind.INVITE) == 1


@given(histories(at_most=10))
def test_what_is_a_clients_alone_is_always_among_their_options(p: Partnership):
    """S22: leaving, taking back, parking, dissent: offered wherever it is open."""
    for client in p.clients if p.stage.is_open else ():
        kinds = {option.act for option in p.options(client, at=p.at)}
        assert {acts.Leave, acts.ParkTopic, acts.WithdrawConsent} <= kinds
        members, shown = p.state.members, view(p, client).pending(at=p.at)
        if any(client.id in concerned(members, put) for put in shown):
            assert acts.Decline in kinds


def test_confidence_is_rated_by_oneself():
    """S25: whoever is not the owner of a goal is not asked how sure they are."""
    p = led_to(couple(), Stage.WORKING)
    own = matters.Goal(words=Words("own"), owners={"ana"})
    p = p.record(
        acts.Propose(by="ana", at=p.at, id="x", matter=own),
        acts.Accept(by="bo", at=p.at, proposal="x"),
    )
    for by, code in (("cem", "goal.rating.not_the_owner"), ("bo", "right.not_theirs")):
        rate = acts.RateConfidence(by=by, at=p.at, goal="x", value=5)
        assert code in codes(p, rate)
    assert p.record(
        acts.RateConfidence(by="ana", at=p.at, goal="x", value=5)
    ).goal("x").confidence[0].value == 5  # fmt: skip


def test_low_comfort_is_answered_once():
    """S33: a low level opens one duty; the next one opens another."""
    p = in_session(led_to(two(), Stage.WORKING))
    for n in (1, 2):
        p = p.record(acts.CheckComfort(by="ana", at=p.at, session="s1", level=2))
        owed = [d.id for d in p.duties(at=p.at) if "comfort" in d.id.about[2:]]
        assert len(set(owed)) == n


def test_support_and_empowerment_are_two_numbers():
    """S35, S46, S47: side by side; no field and no question adds them up."""
    names = {field.name for field in attrs.fields(acts.GiveFeedback)}
    assert {"support", "empowerment", "heard", "understood", "respected"} <= names
    asked = {*dir(Response), *dir(Partnership)}
    assert not [name for name in asked if "score" in name or "total" in name]


@given(histories(at_most=12, stages=(Stage.WORKING,)))
def test_an_amendment_leaves_them_working(p: Partnership):
    """S38: any term may be put anew while working, and nothing ends for it."""
    for before, act, after in prefixes(p):
        if isinstance(act, acts.Amend) and before.stage is Stage.WORKING:
            assert after.stage is Stage.WORKING


def test_a_therapist_says_no_with_a_reason_and_nobody_adopts_a_goal_alone():
    """S40: their assent is needed, and so is theirs whose goal it is."""
    p = led_to(two(), Stage.WORKING)
    put = {by: matters.Goal(words=Words(by)) for by in ("ana", "bo")}
    for by, goal in put.items():
        p = p.record(acts.Propose(by=by, at=p.at, id=by, matter=goal))
    assert len(p.goals) == 1
    no = acts.Decline(by="bo", at=p.at, proposal="ana")
    assert codes(p, no) == ["decision.decline.no_reason"]
    p = p.record(attrs.evolve(no, words=Words("not with this method")))
    assert p.disagreements[-1][1].by == PersonId("bo")
    assert len(p.goals) == 1


def test_only_the_person_reflected_says_that_it_was_right():
    """S42, S43: understanding is confirmed by them, and uptake is another's."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(acts.ConfirmReflection(by="ana", at=p.at, contribution="c2"))
    assert [said.by for said in p.understood] == [PersonId("ana")]
    own = acts.TakeUp(by="ana", at=p.at, contribution="c1", into="c2")
    assert codes(p, own) == ["uptake.own"]
    taken = acts.TakeUp(by="bo", at=p.at, contribution="c1", into="c2")
    p = p.record(taken)
    assert p.uptake(of="ana") == p.uptake(by="bo") == (taken,)
    assert p.uptake(of="bo") == ()


def test_nobody_is_asked_for_a_diagnosis():
    """S50: no field of any act or person is one; how one is called is one's own."""
    kinds = [getattr(acts, name) for name in acts.__all__]
    names = {field.name for kind in kinds for field in attrs.fields(kind)}
    assert not {name for name in names if "diagnos" in name}


@pytest.mark.parametrize("stage", OPEN)
def test_nobody_acts_for_the_other_in_any_stage(stage: Stage):
    """S09, S23: each yes is its author's, at every stage."""
    p = led_to(two(), stage)
    fields = {field.name for field in attrs.fields(acts.Accept)}
    assert "on_behalf_of" in fields
    for proposal in p.pending(at=p.at):
        forged = acts.Accept(by="bo", on_behalf_of="ana", at=p.at, proposal=proposal.id)
        assert "representation.none" in codes(p, forged)
