"""Invariant 45, asked from outside: what is hidden from somebody leaves no trace.

The views' own idea of what is hidden is not believed here. What each kind of act is
about is written down once more, and a hidden act must change nothing in a view.
"""

import pickle
from collections.abc import Iterator

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from privacy.test_views import marked, texts_in

from collabtherapy import (
    Entry,
    Partnership,
    PersonId,
    Role,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.codec import UnknownAct, UnknownMatter
from collabtherapy.errors import NotForThem
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Kept
from collabtherapy.partnership.values.people import Post
from collabtherapy.privacy import view
from collabtherapy.privacy.views import numbers_shown, without_restricted
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import couple, decided, led_to

OF_THE_CLIENT = (
    acts.AcknowledgeRupture | acts.CheckSafety | acts.ConfirmRepair | acts.Disclose
    | acts.FindCompetence | acts.HandOverSafety | acts.MarkRupture | acts.RaiseConcern
    | acts.RateBond | acts.RecordMeasure | acts.WorkOnRupture
)  # fmt: skip
OF_WHOEVER_SPEAKS = (
    acts.AddToToolkit | acts.AnswerOrientation | acts.CheckComfort
    | acts.DeclineFeedback | acts.GiveFeedback | acts.Reflect | acts.SetStance
    | acts.StateAspiration | acts.StateNeed | acts.StatePreference
    | acts.StateWhatMatters
)  # fmt: skip


def whose_alone(p: Partnership, act: acts.Act) -> PersonId | None:
    """Give the client whose own an act is, if it is one client's."""
    clients = {c.id for c in (*p.clients, *p.state.members.former)}
    one: PersonId | None = None
    if isinstance(act, OF_THE_CLIENT):
        one = act.client
    elif isinstance(act, OF_WHOEVER_SPEAKS):
        one = act.by
    elif isinstance(act, acts.Propose | acts.Amend):
        safety = matters.SafetyPlan | matters.ResolveConcern
        one = act.matter.client if isinstance(act.matter, safety) else None
    return one if one in clients else None


@given(histories(at_most=15))
def test_one_clients_own_is_in_no_other_clients_view(p: Partnership):
    """Invariant 45: neither among the acts nor in the state, by a list of our own."""
    p = without_restricted(marked(p))
    owners = [whose_alone(p, act) for act in p.history]
    for client in p.state.members.ids(Role.CLIENT):
        seen = view(p, client)
        reached = texts_in((seen.state, seen.history))
        shown = {id(act) for act in seen.history}
        for n, (act, owner) in enumerate(zip(p.history, owners, strict=True)):
            if owner == client:
                assert id(act) in shown
            elif owner is not None and act.by != client:
                assert id(act) not in shown
                assert f"canary-{n}.".encode() not in reached


@given(histories(at_most=15, clients=2))
def test_what_was_said_without_them_is_in_no_clients_view(p: Partnership):
    """Invariant 45: whoever was not at a session hears nothing of it here."""
    said = acts.Contribute | acts.AddToAgenda | acts.Reflect | acts.GiveFeedback
    for client in p.state.members.ids(Role.CLIENT):
        for act in view(p, client).history:
            if isinstance(act, said):
                present = p.session(act.session).present
                assert not present or client in present or act.by == client


FRESH = led_to(couple(), Stage.REQUESTED).state


def without_joint(state: State, act: acts.Act) -> State:
    """Leave out what is everybody's, and what anybody's act may therefore move.

    What one proposed oneself no longer stands once another's version is put.
    """
    joint = {"at", "main", "contact", "sessions"}
    joint |= {"decisions"} if isinstance(act, acts.Amend) else set()
    return state._replace(**{name: getattr(FRESH, name) for name in joint})


def as_recorded(
    p: Partnership,
) -> Iterator[tuple[Partnership, Entry, Partnership]]:
    """Yield each entry after the opening, and the partnership before it and after."""
    before = Partnership.replay(p.entries[:1])
    for entry in p.entries[1:]:
        after = Partnership.replay(p.entries[: entry.version])
        yield before, after.entries[-1], after
        before = after


@given(histories(at_most=12, clients=2), st.data())
def test_a_hidden_act_leaves_no_trace(p: Partnership, data: st.DataObject):
    """Invariant 45: a view without an act in it is the view of before that act.

    That something shared has no effect any more is shown, whatever it is because of.
    """
    viewer = data.draw(st.sampled_from(p.state.members.ids(Role.CLIENT)))
    for before, entry, after in as_recorded(p):
        came = after.state.members.came.find(viewer)
        if viewer not in before.state.members.everyone or entry.mark.sets_aside:
            continue
        if isinstance(entry.act, acts.Restrict | acts.Unrestrict):
            continue  # that words are held back is seen where they stood
        if came is not None and entry.effective_at <= came:
            continue  # of what was before they came, they see what is in force
        if entry.version not in numbers_shown(after, viewer):
            seen, then, act = view(after, viewer), view(before, viewer), entry.act
            assert seen.entries == then.entries
            assert without_joint(seen.state, act) == without_joint(then.state, act)


def test_a_version_that_is_anothers_own_is_for_them():
    """Invariants 45 and 46: each sees what is put to them, and not what was before."""
    p = led_to(couple(), Stage.WORKING)
    hers, his = (
        matters.SafetyPlan(client=c, words=Words(f"for {c}")) for c in ("ana", "cem")
    )
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="plan", matter=hers),
        acts.Decline(by="ana", at=p.at, proposal="plan", words=Words("not so")),
    )
    later = p.at.replace(hour=p.at.hour + 1)
    p = p.record(acts.Amend(by="bo", at=later, proposal="plan", matter=his))
    cem, ana = view(p, "cem"), view(p, "ana")
    assert [v.matter for v in cem.proposal("plan").versions] == [his]
    assert cem.proposal("plan").dissents == ()
    assert b"not so" not in pickle.dumps((cem.state, cem.history))
    assert "plan" not in [str(proposal.id) for proposal in ana.pending(at=later)]
    assert b"for cem" not in pickle.dumps((ana.state, ana.history))
    p = p.record(acts.Accept(by="cem", at=later, proposal="plan"))
    assert view(p, "cem").safety("cem").plan == p.safety("cem").plan
    assert view(p, "cem").proposal("plan").is_settled
    assert view(p, "bo").proposal("plan") == p.proposal("plan")


def practising() -> Partnership:
    """Give a couple in which one has a practice, with a log of their own."""
    p = led_to(couple(), Stage.WORKING)
    p = decided(p, "t1", matters.Task(words=Words("walks"), goals=("g1",)), p.at)
    hers = matters.Practice(words=Words("alone"), task="t1", owner="ana")
    p = decided(p, "p1", hers, p.at)
    return p.record(
        acts.LogPractice(by="ana", at=p.at, practice="p1", words=Words("cried"))
    )


def test_what_was_agreed_is_seen_while_another_is_asked():
    """Invariants 45 and 46: a practice is put to the other client, then taken on."""
    p = practising()
    before = view(p, "ana").proposal("p1")
    his = matters.Practice(words=Words("in his own way"), task="t1", owner="cem")
    p = p.record(acts.Amend(by="bo", at=p.at, proposal="p1", matter=his))
    ana, cem = view(p, "ana"), view(p, "cem")
    assert ana.proposal("p1").versions == before.versions
    assert ana.proposal("p1").is_settled
    assert ana.proposal("p1").accepted_by == {PersonId("ana"), PersonId("bo")}
    assert len(ana.practice("p1").log) == 1
    assert b"in his own way" not in pickle.dumps((ana.state, ana.history))
    assert cem.proposal("p1").settled is None
    assert cem.practices() == ()
    p = p.record(acts.Accept(by="cem", at=p.at, proposal="p1"))
    ana, cem = view(p, "ana"), view(p, "cem")
    assert cem.practice("p1").log == ()
    assert cem.practice("p1").matter == his
    assert b"cried" not in pickle.dumps((cem.state, cem.history))
    assert ana.practices() == ()


SURPLUS = Kept(version=9, json=Words('{"beside":{"for_bo_alone":"secret"}}'))


def test_what_only_a_newer_version_can_name_is_its_authors():
    """Invariant 45: it may be private there, and nobody here can tell."""
    p = led_to(couple(), Stage.WORKING)
    act = UnknownAct(by="ana", at=p.at, name="Whisper", kept=SURPLUS)
    matter = UnknownMatter(name="Secret", kept=SURPLUS)
    put = acts.Propose(by="ana", at=p.at, id="x", matter=matter)
    rated = acts.RateGoal(by="ana", at=p.at, goal="g1", value=3, kept=SURPLUS)
    p = Partnership.replay((*p.history, act, put, rated))
    assert view(p, "ana").history[-3:] == (act, put, rated)
    for viewer in ("cem", "bo"):
        seen = view(p, viewer)
        assert seen.history[-1] == attrs.evolve(rated, kept=None)
        assert {act, put}.isdisjoint(seen.history)
        assert b"secret" not in pickle.dumps((seen.state, seen.history))
        assert seen.goal("g1").ratings == p.goal("g1").ratings


def test_a_decision_is_seen_without_what_a_newer_version_wrote_beside_it():
    """Invariants 45 and 46: every party sees the matter, and what is named of it."""
    p = led_to(couple(), Stage.WORKING)
    goal = matters.Goal(words=Words("rest"), kept=SURPLUS)
    p = p.record(acts.Propose(by="ana", at=p.at, id="g2", matter=goal))
    matter = view(p, "cem").proposal("g2").last.matter
    assert matter == matters.Goal(words=Words("rest"))


def test_a_supervisor_asks_whoever_has_left_as_well():
    """5.3: what is seen speaks of them too, and they never agreed to it."""
    trainee = Therapist("tia", post=Post.TRAINEE, supervisor="sue")
    opening = attrs.evolve(couple().history[0], therapists=(trainee,))
    p = Partnership.replay([opening])
    for client in ("ana", "cem"):
        p = p.record(
            acts.Explain(
                by="tia", at=p.at, to=client, scope=Scope.SUPERVISION, terms="t"
            ),
        )
    give = acts.GiveConsent(by="ana", at=p.at, scope=Scope.SUPERVISION, terms="t")
    agreed = acts.GiveConsent(by="cem", at=p.at, scope=Scope.SUPERVISION, terms="t")
    left = acts.Leave(by="cem", at=p.at)
    with pytest.raises(NotForThem):
        view(p.record(give, left), "sue")
    assert view(p.record(give, agreed, left), "sue").viewer == PersonId("sue")
