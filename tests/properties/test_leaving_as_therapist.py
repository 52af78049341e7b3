"""A therapist leaves, and colleagues go on."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given

from collabtherapy import (
    AllianceStatus,
    DutyKind,
    EndingGround,
    Lapse,
    Marker,
    Noticed,
    Partnership,
    PersonId,
    Post,
    Role,
    SessionStatus,
    Stage,
    Therapist,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.situations.of_care import noticed
from collabtherapy.testing.ways import (
    BO,
    EVA,
    appointing,
    decided,
    group,
    in_session,
    led_to,
    prefixes,
    two,
)

SAID = Words("I move away")
DAY = timedelta(days=1)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def leave(p: Partnership, by: str = "bo", **changes: object) -> acts.LeaveAsTherapist:
    """Return the leaving of a therapist, on a ground and with alternatives."""
    fields = {
        "ground": EndingGround.UNAVAILABILITY,
        "alternatives": SAID,
        **changes,
    }
    return acts.LeaveAsTherapist(by=by, at=p.at, **fields)


def team(*therapists: Therapist, stage: Stage = Stage.WORKING) -> Partnership:
    """Return one client with several therapists, who all gave notice, at a stage."""
    opening = attrs.evolve(two().history[0], therapists=therapists)
    p = led_to(Partnership.replay([opening]), stage)
    for therapist in therapists:
        p = noticed(p, Noticed.LEAVING, by=therapist.id)
    return p


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.is_open])
def test_a_therapist_leaves_at_every_open_stage(stage: Stage):
    """The work stays where it is, and nobody is thrown back for it."""
    p = team(BO, EVA, stage=stage)
    after = p.record(leave(p, words=SAID))
    assert after.stage is stage
    assert after.therapists == (EVA,)
    assert after.state.members.role(PersonId("bo")) is Role.FORMER_THERAPIST
    assert codec.loads(codec.dumps(after)) == after


def test_it_is_on_a_ground_and_with_alternatives():
    """As where a therapist ends the work; who is threatened offers none."""
    p = team(BO, EVA)
    bare = acts.LeaveAsTherapist(by="bo", at=p.at)
    assert codes(p, bare) == ["ending.no_ground", "ending.no_alternatives"]
    threatened = attrs.evolve(bare, ground=EndingGround.THREATENED)
    assert codes(p, threatened) == []


def test_the_last_therapist_does_not_leave():
    """They hand the work on, end or pause it, or bring in a colleague first."""
    p = noticed(led_to(two(), Stage.WORKING), Noticed.LEAVING)
    assert codes(p, leave(p)) == ["therapist.last"]


def test_a_trainee_alone_is_nobody_who_goes_on():
    """Somebody is left who answers for the work."""
    p = team(BO, Therapist("tom", post=Post.TRAINEE, supervisor="bo"))
    assert codes(p, leave(p)) == ["therapist.last"]
    assert codes(p, leave(p, by="tom")) == []


def test_a_client_does_not_leave_like_that():
    """A client owes no ground, and leaves by leaving."""
    p = team(BO, EVA)
    assert "right.not_theirs" in codes(p, leave(p, by="ana"))


def test_the_lead_names_who_leads():
    """The named colleague is the lead, also where another would be by their posts."""
    gus = Therapist("gus", post=Post.CO_THERAPIST)
    p = team(BO, EVA, gus)
    after = p.record(leave(p, successor_lead="gus"))
    assert after.state.members.lead == PersonId("gus")
    assert [t.post for t in after.therapists] == [Post.CO_THERAPIST, Post.LEAD]


@pytest.mark.parametrize("successor", ["bo", "ana", "tom"])
def test_a_successor_is_a_colleague_and_no_trainee(successor: str):
    """Neither who leaves, nor a client, nor who needs somebody to answer for them."""
    p = team(BO, EVA, Therapist("tom", post=Post.TRAINEE, supervisor="eva"))
    assert codes(p, leave(p, successor_lead=successor)) == ["therapist.successor"]


def test_only_the_lead_is_succeeded():
    """Who is not the lead leaves no lead to anybody."""
    p = team(BO, EVA)
    assert codes(p, leave(p, by="eva", successor_lead="bo")) == ["therapist.successor"]
    assert codes(p, leave(p, by="eva")) == []


def test_a_trainee_does_not_lead_because_they_come_first():
    """Where the next by their posts is a trainee, a colleague is named."""
    tom = Therapist("tom", post=Post.TRAINEE, supervisor="eva")
    p = team(BO, tom, attrs.evolve(EVA, post=Post.CO_THERAPIST))
    assert codes(p, leave(p)) == ["therapist.successor"]
    assert codes(p, leave(p, successor_lead="eva")) == []


def test_the_lead_answers_for_the_trainees_of_who_left():
    """Somebody always does (APA 10.01)."""
    p = team(BO, EVA, Therapist("tom", post=Post.TRAINEE, supervisor="bo"))
    after = p.record(leave(p))
    (tom,) = (t for t in after.therapists if t.post is Post.TRAINEE)
    assert tom.supervisor == PersonId("eva")


def test_their_own_concern_is_handed_to_a_colleague_first():
    """Who saw a danger waits for a colleague's yes; what others saw, others hold."""
    p = team(BO, EVA)
    raised = p.record(acts.RaiseConcern(by="bo", at=p.at, client="ana"))
    (refusal,) = raised.why_not(leave(raised))
    assert refusal.code == "safety.own_concern_open"
    after = raised.record(
        acts.HandOverSafety(
            by="bo", at=p.at, client="ana", recipient="eva", ground="leaving"
        )
    )
    assert codes(after, leave(after)) == ["safety.not_accepted"]
    after = after.record(acts.AcceptHandOver(by="eva", at=p.at, client="ana"))
    assert codes(after, leave(after)) == []
    others = p.record(acts.RaiseConcern(by="eva", at=p.at, client="ana"))
    assert codes(others, leave(others)) == []


def test_what_they_owe_their_colleague_owes():
    """But for an acknowledgement that is theirs to give, and lapses as they go."""
    p = in_session(team(BO, EVA))
    p = p.record(
        acts.MarkRupture(
            by="ana", at=p.at, client="ana", therapist="bo", marker=Marker.WITHDRAWAL
        ),
        acts.EndSession(by="bo", at=p.at, session="s1"),
    )
    owed = {duty.id for duty in p.duties(at=p.at, owed_by="bo")}
    after = p.record(leave(p))
    moved = {duty.id for duty in after.duties(at=p.at, owed_by="eva")}
    assert after.duties(at=p.at, owed_by="bo") == ()
    lapsed = {after.duty(name).lapsed_because: name.kind for name in owed - moved}
    assert lapsed == {
        Lapse.RUPTURE_OVER: DutyKind.ACKNOWLEDGE_RUPTURE,
        Lapse.LEFT: DutyKind.INVITE,  # they are asked no longer how it was
    }


def test_a_rupture_with_who_left_is_not_mended():
    """The client need not say so; and with the others nothing has changed."""
    p = team(BO, EVA)
    for therapist in ("bo", "eva"):
        p = p.record(
            acts.MarkRupture(
                by="ana",
                at=p.at,
                client="ana",
                therapist=therapist,
                marker=Marker.WITHDRAWAL,
            )
        )
    after = p.record(leave(p))
    assert after.alliance("ana", "bo").status is AllianceStatus.UNREPAIRED
    assert after.alliance("ana", "bo").ruptures[-1].over_at == p.at
    assert after.alliance("ana", "eva").status is AllianceStatus.STRAINED


def test_what_they_practised_for_the_work_they_stop():
    """The practice of somebody who is here goes on."""
    p = team(BO, EVA)
    p = decided(p, "t1", matters.Task(words=SAID, goals={"g1"}), p.at)
    for owner in ("bo", "ana"):
        practice = matters.Practice(words=SAID, task="t1", owner=owner)
        p = p.record(acts.Propose(by=owner, at=p.at, id=owner, matter=practice))
        other = "ana" if owner == "bo" else "bo"
        p = p.record(acts.Accept(by=other, at=p.at, proposal=owner))
    after = p.record(leave(p))
    stopped = [practice.is_active for practice in after.state.tasks.practices.values()]
    assert stopped == [False, True]


def test_a_session_without_a_therapist_is_broken_off():
    """With another there it goes on, and who left has gone from it."""
    p = team(BO, EVA)
    alone = p.record(
        acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo"))
    )
    after = alone.record(leave(alone))
    assert after.session("s1").status is SessionStatus.INTERRUPTED
    both = in_session(p)
    after = both.record(leave(both))
    assert after.session("s1").status is SessionStatus.OPEN
    assert after.session("s1").there == {PersonId("ana"), PersonId("eva")}


def test_a_session_that_the_only_client_leaves_is_broken_off():
    """A group goes on; the session of one of them does not."""
    p = led_to(group(), Stage.WORKING)
    p = p.record(acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")))
    after = p.record(acts.Leave(by="ana", at=p.at))
    assert after.stage is Stage.WORKING
    assert after.session("s1").status is SessionStatus.INTERRUPTED


def test_nobody_waits_for_the_assent_of_who_left():
    """What everybody else accepted is settled by whoever says so once more."""
    p = team(BO, EVA)
    other = matters.Agreement(words=Words("fortnightly"))
    p = p.record(
        acts.Amend(by="bo", at=p.at, proposal="a1", matter=other),
        acts.Accept(by="ana", at=p.at, proposal="a1"),
    )
    again = acts.Accept(by="ana", at=p.at, proposal="a1")
    assert codes(p, again) == ["decision.accepted_already"]
    p = p.record(leave(p, by="eva"))
    assert not p.proposal("a1").is_settled
    assert p.record(again).proposal("a1").is_settled


def test_who_left_sees_what_they_did_themselves():
    """And nothing of how it goes on; what they owed their colleagues owe."""
    p = in_session(team(BO, EVA))
    p = p.record(
        acts.WriteProcessNote(by="bo", at=p.at, words=SAID),
        acts.MarkRupture(
            by="ana", at=p.at, client="ana", therapist="bo", marker=Marker.MIXED
        ),
        leave(p),
        acts.StartEnding(by="ana", at=p.at + DAY),
    )
    seen = view(p, "bo")
    assert {act.by for act in seen.history} == {PersonId("bo")}
    assert [note.by for note in seen.notes] == [PersonId("bo")]
    assert (seen.stage, seen.contributions()) == (Stage.WORKING, ())
    assert seen.duties(at=p.at) == ()


def test_who_left_does_nothing_but_what_they_owe():
    """A former therapist is asked for nothing, and permitted nothing else.

    But to say that something entered in their name was otherwise, and to take back
    their leaving before anybody else has acted.
    """
    p = team(BO, EVA)
    p = p.record(leave(p))
    allowed = {acts.DischargeDuty, acts.Redact, acts.Dispute}
    kinds = {option.act for option in p.options("bo", at=p.at)}
    assert kinds <= {*allowed, acts.EnteredInError}
    number = len(view(p, "bo").entries)
    back = acts.EnteredInError(by="bo", at=p.at, act=number, because="slip")
    assert codes(p, back) == []
    p = p.record(acts.WriteNote(by="eva", at=p.at, words=SAID))
    assert "void.relied_on" in [refusal.code for refusal in p.refusals(back)]


def test_who_left_speaks_for_no_client():
    """Nor do they come back, or join: each person comes in once."""
    p = team(BO, EVA)
    p = p.record(leave(p))
    appoint = appointing(p, "bo", by="eva")
    assert "representation.two_sides" in codes(p, appoint)
    back = acts.Propose(by="eva", at=p.at, id="in", matter=matters.Involve(person=BO))
    assert codes(p, back) == ["person.here_already"]


def test_a_history_that_no_law_let_pass_is_named():
    """What was recorded of somebody who was no therapist is no history."""
    p = team(BO, EVA)
    with pytest.raises(ImpossibleHistory, match="LeaveAsTherapist"):
        Partnership.replay((*p.history, leave(p, by="zoe")))


@given(histories(clients=(1, 2), at_most=20))
def test_nothing_waits_for_somebody_who_has_gone(p: Partnership):
    """No duty but their own part in a rupture is owed by who has left."""
    for _, act, after in prefixes(p):
        if not isinstance(act, acts.LeaveAsTherapist):
            continue
        owed = after.duties(at=act.at, owed_by=act.by)
        assert all(duty.kind is DutyKind.ACKNOWLEDGE_RUPTURE for duty in owed)
        for (_, therapist), bond in after.state.alliance.bonds.items():
            assert therapist != act.by or bond.open is None
