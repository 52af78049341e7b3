"""What a holder of authority sees: as the client does, an outline, or nothing."""

import json
from datetime import timedelta

import attrs
import pytest

from collabtherapy import (
    Basis,
    Client,
    Form,
    Partnership,
    PersonId,
    Power,
    Scope,
    SessionId,
    SessionStatus,
    Stage,
    Words,
    acts,
    codec,
    fhir,
    law,
    matters,
)
from collabtherapy.errors import NotForThem, NotShown
from collabtherapy.partnership.law.deciders import HolderSees, sees_of
from collabtherapy.privacy import view
from collabtherapy.testing.ways import (
    ANA,
    appointing,
    couple,
    falling_under,
    found,
    in_session,
    led_to,
    two,
)

DAY, YEAR = timedelta(days=1), timedelta(days=365)
CANARY = Words("canary")
PARENTAL = Basis.PARENTAL_RESPONSIBILITY


def child(**fields: object) -> Partnership:
    """Return the work with a child, treated on their own consent, and a parent."""
    p = falling_under(in_session(led_to(two(), Stage.WORKING)), "ew.under_16")
    p = p.record(
        acts.WriteNote(by="ana", at=p.at, words=CANARY),
        acts.StateWhatMatters(by="ana", at=p.at, words=CANARY),
        acts.EndSession(by="bo", at=p.at, session="s1"),
    )
    for scope in (Scope.ASSESSMENT, Scope.TREATMENT):
        p = found(p, scope.name, able=True)
    given = {"basis": PARENTAL, "until": p.at + YEAR, **fields}
    return p.record(appointing(p, "mum", **given))


def test_whose_authority_ran_out_looks_by_no_earlier_moment():
    """Neither a view nor a refusal goes by a moment before the last act."""
    p = child(until=child().at + DAY)
    then = p.at
    by_mum = acts.GiveConsent(
        by="mum", on_behalf_of="ana", at=then, scope=Scope.CONTACT, terms="t"
    )
    assert p.why_not(by_mum)[0].code != law.NOT_HERE.code
    p = p.record(acts.WriteNote(by="ana", at=then + 2 * DAY, words=CANARY))
    for at in (None, then, p.at, p.at + DAY):
        with pytest.raises(NotForThem):
            view(p, "mum", at=at)
        assert p.options("mum", at=at or p.at) == ()
    assert p.why_not(by_mum) == (law.NOT_HERE(),)
    as_it_was = p.as_of(then)
    assert view(as_it_was, "mum", at=then - DAY) == view(as_it_was, "mum")


def test_a_competent_childs_parent_sees_an_outline():
    """A3: all fourteen acts were shown; now where it stands, and when they met."""
    p = child()
    seen = view(p, "mum")
    assert (seen.stage, seen.history) == (Stage.WORKING, ())
    session = seen.session("s1")
    assert (session.status, session.started_at, session.present) == (
        SessionStatus.HELD, p.at, frozenset(),
    )  # fmt: skip
    assert seen.state.sessions.starts == (p.at,)
    assert seen.preferences("ana").what_matters == ()
    assert (seen.notes, seen.goals, seen.agreement) == ((), (), None)
    assert not seen.consent("ana", Scope.TREATMENT).in_force(p.at)  # ana gave it
    assert [held.holder for held in seen.holders("ana", at=p.at)] == [PersonId("mum")]
    assert [duty for duty in seen.duties(at=p.at) if duty.owed_by == "bo"] == []


def test_the_outline_shows_the_consents_that_are_theirs_to_give_and_their_acts():
    """Those they gave, too; and how the child would be called is not told."""
    p = child()
    called = Client("ana", called=CANARY, pronouns=CANARY)
    p = Partnership.replay([attrs.evolve(p.opening, clients=(called,)), *p.history[1:]])
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t"),
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.RECORDING, terms="t"),
    )
    p = found(p, "recording", able=True)
    give = acts.GiveConsent(
        by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t",
        expires_at=p.at + YEAR,
    )  # fmt: skip
    for q in (p, p.record(give)):
        seen = view(q, "mum")
        assert set(seen.state.consent.by_scope) == {(PersonId("ana"), Scope.CONTACT)}
    assert seen.history == (give,)
    assert seen.clients == (ANA,)
    able = found(q, "contact", able=True)
    assert view(able, "mum").consent("ana", Scope.CONTACT).in_force(q.at)
    shown = "".join(map(codec.dumps, seen.history)) + repr(seen.state)
    assert "canary" not in shown


def test_while_holders_decide_about_the_records_they_see_as_the_client_does():
    """Found unable for the records, or treated on a consent of theirs."""
    p = found(child(), "records", able=False)
    seen = view(p, "mum")
    assert seen.history == view(p, "ana").history
    assert seen.preferences("ana").what_matters
    confined = found(child(decisions="treatment"), "records", able=False)
    assert view(confined, "mum").preferences("ana").what_matters == ()


def test_what_lets_a_holder_see_nothing():
    """No power to see, no confirmation, an end, or a row of a newer version."""
    p = child(powers={Power.CONSENT})
    claimed = child(by="mum", evidence=None)
    for q, at in ((p, p.at), (claimed, p.at), (child(), p.at + YEAR)):
        with pytest.raises(NotForThem, match="holds no authority"):
            view(q, "mum", at=at)
    newer = acts.StateDecider(
        by="bo", at=p.at, client="ana", row="elsewhere", because="age"
    )
    unknown = Partnership.replay([*child().history, newer])
    with pytest.raises(NotForThem):
        view(unknown, "mum")


def test_whom_a_person_named_sees_what_they_do_while_the_wish_counts():
    """And nothing where holders decide about the records instead."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(appointing(p, "aunt", by="ana", basis=Basis.OWN_WISH))
    assert view(p, "aunt").history == view(p, "ana").history
    p = found(p, "records", able=False)
    with pytest.raises(NotForThem):
        view(p, "aunt")
    sees = sees_of(p.state, PersonId("aunt"), PersonId("ana"), p.at)
    assert sees is HolderSees.NOTHING


def test_a_parent_who_is_a_client_sees_the_childs_affairs_as_far_as_others_do():
    """Beside their own: and those of no other client."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    opening = attrs.evolve(p.opening, form=Form.FAMILY)
    p = Partnership.replay([opening, *p.history[1:]])
    p = p.record(
        acts.RaiseConcern(by="bo", at=p.at, client="ana"),
        appointing(p, "cem", basis=PARENTAL, until=p.at + YEAR),
    )
    p = found(p, "treatment", able=True)
    with pytest.raises(NotShown):
        view(p, "cem").safety("ana")
    able = found(p, "records", able=False)
    assert view(able, "cem").safety("ana").is_open
    assert view(able, "cem").consent("cem", Scope.TREATMENT).in_force(p.at)


def test_the_outline_of_a_family_names_no_other_client():
    """Nor the sessions at which the child was not."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = found(p, "treatment", able=True)
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s1", present=("cem", "bo")),
        acts.EndSession(by="bo", at=p.at, session="s1"),
        acts.PlanSession(by="bo", at=p.at, id="s2", starts_at=p.at + YEAR),
        acts.StartSession(by="bo", at=p.at, id="s3", present=("ana", "bo")),
        appointing(p, "mum", basis=PARENTAL, until=p.at + YEAR),
    )
    seen = view(p, "mum")
    assert seen.clients == (ANA,)
    assert set(seen.state.sessions.by_id) == {SessionId("s2"), SessionId("s3")}
    assert seen.state.sessions.open == SessionId("s3")
    other = p.record(
        acts.EndSession(by="bo", at=p.at, session="s3"),
        acts.StartSession(by="bo", at=p.at, id="s4", present=("cem", "bo")),
    )
    assert view(other, "mum").state.sessions.open is None


def test_in_a_break_an_outlined_partnership_answers():
    """Where it was before the break is a part of where it stands."""
    p = child()
    p = p.record(acts.Pause(by="ana", at=p.at))
    assert (view(p, "mum").stage, view(p, "mum").paused_from) == (
        Stage.PAUSED, Stage.WORKING,
    )  # fmt: skip
    assert not p.allows(acts.Leave(by="mum", at=p.at))


def test_a_holder_is_shown_what_waits_for_their_yes():
    """An attorney decides about the treatment of an adult who decides who reads it."""
    p = found(led_to(two(), Stage.WORKING), "treatment", able=False)
    p = p.record(
        appointing(p, "eve"),
        acts.Propose(by="bo", at=p.at, id="x", matter=matters.Goal(words=CANARY)),
        acts.Propose(
            by="bo",
            at=p.at,
            id="y",
            matter=matters.SafetyPlan(client="ana", words=CANARY),
        ),
    )
    assert set(map(str, view(p, "eve").state.decisions.proposals)) == {"x"}
    accept = acts.Accept(by="eve", on_behalf_of="ana", at=p.at, proposal="x")
    assert p.why_not(accept) == ()
    assert not view(p.record(accept), "eve").state.decisions.proposals
    unknown = acts.Accept(by="eve", on_behalf_of="ana", at=p.at, proposal="y")
    assert [reason.code for reason in p.why_not(unknown)] == ["proposal.unknown"]


def test_what_was_said_of_a_proposal_before_is_not_shown_with_it():
    """What is put now is theirs to accept: not the no of others, nor what was put."""
    p = found(led_to(two(), Stage.WORKING), "treatment", able=False)
    now = matters.Goal(words=Words("sleep"))
    p = p.record(
        appointing(p, "eve"),
        acts.Propose(by="bo", at=p.at, id="x", matter=matters.Goal(words=CANARY)),
        acts.Decline(by="ana", at=p.at, proposal="x", words=CANARY),
        acts.Amend(by="bo", at=p.at, proposal="x", matter=now),
        acts.Decline(by="ana", at=p.at, proposal="x", words=CANARY),
    )
    shown = view(p, "eve").proposal("x")
    assert ([put.matter for put in shown.versions], shown.dissents) == ([now], ())
    assert "canary" not in json.dumps(fhir.to_bundle(p, viewer="eve")[0])
    accept = acts.Accept(by="eve", on_behalf_of="ana", at=p.at, proposal="x")
    assert p.record(accept).proposal("x").is_settled


def test_a_client_is_shown_what_is_theirs_to_decide_for_another():
    """Authority, who decides, and the consents; on what grounds is not theirs."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = p.record(
        appointing(p, "cem", basis=PARENTAL, until=p.at + YEAR),
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t"),
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.RECORDING, terms="t"),
        *(
            acts.FindCompetence(
                by="bo",
                at=p.at,
                client="ana",
                decision=decision,
                competent=True,
                words=CANARY,
            )
            for decision in ("assessment", "treatment", "recording")
        ),
    )
    seen = view(p, "cem").state
    assert seen.consent.by_scope.find((PersonId("ana"), Scope.CONTACT)) is not None
    assert seen.consent.by_scope.find((PersonId("ana"), Scope.RECORDING)) is None
    assert [one.words for one in seen.competence.by_client[PersonId("ana")]] == [
        None
    ] * 3
    assert seen.competence.rows.find(PersonId("ana")) == "ew.under_16"
    assert seen.representation.find(PersonId("ana"), PersonId("cem")) is not None
    give = acts.GiveConsent(
        by="cem",
        on_behalf_of="ana",
        at=p.at,
        scope=Scope.CONTACT,
        terms="t",
        expires_at=p.at + YEAR,
    )
    assert p.why_not(give) == ()
