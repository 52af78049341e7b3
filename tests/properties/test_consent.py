"""Invariants 23 to 28: consent gates, given and taken back one by one."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Change,
    ConsentStatus,
    Do,
    DutyKind,
    Partnership,
    PersonId,
    Role,
    Scope,
    SessionStatus,
    Stage,
    TermsId,
    Way,
    acts,
    matters,
)
from collabtherapy.testing.directed import onward
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import steps_of_time
from collabtherapy.testing.openings import openings
from collabtherapy.testing.ways import (
    consented,
    couple,
    in_session,
    led_to,
    prefixes,
    two,
)

LATER = timedelta(days=1)


@given(histories())
def test_what_needs_a_scope_finds_it_in_force(p: Partnership):
    """Invariant 23: of each client concerned, at the moment of the act."""
    for before, act, after in prefixes(p):
        for client, scope in _needed(before, act, after):
            assert before.consent(client, scope).in_force(act.at), (act, scope)


def _needed(
    before: Partnership, act: acts.Act, after: Partnership
) -> list[tuple[PersonId, Scope]]:
    clients = before.state.members.ids(Role.CLIENT)
    if isinstance(act, acts.StartSession):
        early = dict.fromkeys((Stage.EXPLORING, Stage.CONTRACTING), Scope.ASSESSMENT)
        later = {Stage.FOLLOW_UP: Scope.CONTACT}
        scope = (early | later).get(before.stage, Scope.TREATMENT)
        present = [client for client in clients if client in act.present]
        return [] if act.ending_talk else [(client, scope) for client in present]
    if isinstance(act, acts.Accept) and after.proposal(act.proposal).is_settled:
        matter = after.proposal(act.proposal).last.matter
        if isinstance(matter, matters.Begin) and not matter.urgent:
            return [(client, Scope.ASSESSMENT) for client in clients]
        if isinstance(matter, matters.Agreement | matters.KeepGoing):
            return [(client, Scope.TREATMENT) for client in clients]
    return []


def test_each_way_of_meeting_needs_its_own_consent():
    """Invariant 23: by distance, recorded, observed: each is asked for by itself."""
    p = led_to(two(), Stage.WORKING)
    start = acts.StartSession(by="bo", at=p.state.at, id="s", present=("ana", "bo"))
    for way in Way:
        scope = Scope(way.value)
        meeting = attrs.evolve(start, ways={way})
        assert [r.code for r in p.refusals(meeting)] == [
            f"consent.{way.value}.not_in_force"
        ]
        assert consented(p, scope, p.state.at).refusals(meeting) == ()


def asked_for(p: Partnership, scope: Scope, *ways: Way) -> list[Do]:
    """Give what would mend the consent to a scope that a session misses."""
    meeting = acts.StartSession(
        by="bo", at=p.at, id="s", present=("ana", "bo"), ways=ways
    )
    (missing,) = (r for r in p.refusals(meeting) if scope.name in r.code)
    return [do for do in missing.fix if isinstance(do, Do)]


def test_whoever_was_told_is_not_told_again():
    """What mends a missing consent: explaining it first, and then a yes alone."""
    p, scope = led_to(two(), Stage.WORKING), Scope.RECORDING
    tell, give = asked_for(p, scope, Way.RECORDING)
    assert (tell.act, tell.fields) == (
        acts.Explain,
        {"to": PersonId("ana"), "scope": scope},
    )
    assert (give.act, give.by) == (acts.GiveConsent, p.state.members.ids(Role.CLIENT))
    assert give.fields == {"scope": scope}

    tell = acts.Explain(by="bo", at=p.at, to="ana", scope=scope, terms="t-2")
    (give,) = asked_for(p.record(tell), scope, Way.RECORDING)
    assert give.act is acts.GiveConsent
    assert give.fields == {"scope": scope, "terms": TermsId("t-2")}


@pytest.mark.parametrize("limits", [True, False])
def test_treatment_is_explained_again_where_its_limits_were_not(*, limits: bool):
    """BACP 31 and APA 10.01: a yes to treatment knows the limits of confidentiality."""
    p, scope = led_to(two(), Stage.WORKING), Scope.TREATMENT
    p = p.record(
        acts.WithdrawConsent(by="ana", at=p.at, scope=scope),
        acts.Explain(by="bo", at=p.at, to="ana", scope=scope, terms="u", limits=limits),
    )
    *told, give = asked_for(p, scope)
    assert give.fields == {"scope": scope, "terms": TermsId("u")}
    if limits:
        assert told == []
    else:
        (tell,) = told
        assert tell.fields == {
            "to": PersonId("ana"), "scope": scope, "terms": TermsId("u"),
            "limits": True,
        }  # fmt: skip


def test_a_session_goes_on_without_what_it_does_not_rest_on():
    """Invariant 25: taking back recording ends a session that is recorded, no other."""
    p = led_to(two(), Stage.WORKING)
    p = consented(p, Scope.RECORDING, p.at)
    back = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.RECORDING)
    for ways in ((), (Way.RECORDING,)):
        meeting = acts.StartSession(
            by="bo", at=p.at, id="s", present=("ana", "bo"), ways=ways
        )
        status = p.record(meeting, back).session("s").status
        assert (status is SessionStatus.OPEN) is not ways


def test_nobody_is_asked_for_a_consent_after_the_end():
    """What mends a disclosure then names those who consented to it in time."""
    scope = Scope.disclosure("gp", purpose="care")
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="cem", scope=scope, terms="t"),
        acts.GiveConsent(by="cem", at=p.at, scope=scope, terms="t"),
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t"),
        acts.GiveConsent(by="ana", at=p.at, scope=Scope.CONTACT, terms="t"),
    )
    p = onward(p, Stage.CLOSED)
    tell = acts.Disclose(
        by="bo", at=p.at, client="ana", recipient="gp", purpose="care", items={"a"}
    )
    (missing,) = p.refusals(tell)
    assert missing.fix == (Change("client", (PersonId("cem"),)),)


def test_an_outsider_codes_only_under_a_consent():
    """Invariant 23: a coder who is no member needs observation or research."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    p = p.record(
        acts.StartSession(by="bo", at=at, id="s", present=("ana", "bo")),
        acts.Contribute(by="bo", at=at, session="s", id="c"),
    )
    code = acts.Code(by="coder", at=at, contribution="c")
    assert [r.code for r in p.refusals(code)] == ["consent.observation.not_in_force"]
    assert p.refusals(attrs.evolve(code, by="bo")) == ()
    for scope in (Scope.OBSERVATION, Scope.research("study-7")):
        assert consented(p, scope, at).refusals(code) == ()


@given(histories())
def test_what_was_given_had_been_explained_in_those_terms(p: Partnership):
    """Invariant 24: treatment with the limits of confidentiality among them."""
    told: dict[tuple[PersonId, Scope], list[acts.Explain]] = {}
    for act in p.history:
        if isinstance(act, acts.Explain):
            told.setdefault((act.to, act.scope), []).append(act)
        if isinstance(act, acts.GiveConsent):
            explained = told[(act.by, act.scope)]
            assert explained[-1].terms == act.terms
            if act.scope == Scope.TREATMENT:
                assert any(e.limits for e in explained if e.terms == act.terms)


scopes = st.sampled_from(
    [Scope.ASSESSMENT, Scope.TREATMENT, Scope.CONTACT, Scope("own")]
)


@given(histories(), scopes, steps_of_time, st.data())
def test_taking_back_is_one_act_and_never_refused(
    p: Partnership, scope: Scope, later: timedelta, data: st.DataObject
):
    """Invariant 25: in every stage, also after leaving, at once and once is enough."""
    people = (*p.clients, *p.state.members.former)
    client = data.draw(st.sampled_from(people))
    at = p.state.at + later
    withdraw = acts.WithdrawConsent(by=client, at=at, scope=scope)
    assert p.refusals(withdraw) == ()
    after = p.record(withdraw)
    assert not after.consent(client, scope).in_force(at)
    assert after.consent_status(client, scope, at=at) is ConsentStatus.WITHDRAWN


@given(histories())
def test_one_act_changes_one_consent(p: Partnership):
    """Invariant 26: of one client, to one scope, and nobody else's to anything."""
    for before, act, after in prefixes(p):
        was, now = before.state.consent.by_scope, after.state.consent.by_scope
        changed = {
            key
            for key in now
            if now[key].in_force(act.at) != (key in was and was[key].in_force(act.at))
        }
        match act:
            case acts.Explain(to=client, scope=scope):
                assert changed <= {(client, scope)}
            case (
                acts.GiveConsent(for_whom=client, scope=scope)
                | acts.WithdrawConsent(for_whom=client, scope=scope)
                | acts.DeclineConsent(for_whom=client, scope=scope)
            ):
                assert changed <= {(client, scope)}
            case _:
                assert not changed


@given(histories(), scopes)
def test_what_was_before_a_withdrawal_stays(p: Partnership, scope: Scope):
    """Invariant 27: taking back acts from its moment on and rewrites nothing."""
    client = p.clients[0]
    at = p.state.at + LATER
    after = p.record(acts.WithdrawConsent(by=client, at=at, scope=scope))
    for moment in {entry.effective_at for entry in p.timeline}:
        was, now = p.as_of(moment), after.as_of(moment)
        assert now.state == was.state
        in_force = was.consent(client, scope).in_force(moment)
        assert now.consent(client, scope).in_force(moment) is in_force


@given(openings())
def test_new_terms_supersede(p: Partnership):
    """Invariant 28: what was given under other terms is no longer in force."""
    p = consented(p, Scope.CONTACT, p.state.at)
    at = p.state.at
    told = acts.Explain(by="bo", at=at, to="ana", scope=Scope.CONTACT, terms="new")
    after = p.record(told)
    assert after.consent_status("ana", Scope.CONTACT, at=at) is ConsentStatus.SUPERSEDED
    yes = acts.GiveConsent(by="ana", at=at, scope=Scope.CONTACT, terms="new")
    assert after.record(yes).consent("ana", Scope.CONTACT).in_force(at)
    same = attrs.evolve(told, terms="t")
    assert p.record(same).consent("ana", Scope.CONTACT).in_force(at)


def test_withdrawing_treatment_stops_the_session_and_begins_an_ending():
    """Invariant 25: at once; what is offered then is one talk, not more."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    start = acts.StartSession(by="bo", at=at, id="s", present=("ana", "bo"))
    p = p.record(start, acts.WithdrawConsent(by="ana", at=at, scope=Scope.TREATMENT))
    assert p.stage is Stage.ENDING
    assert p.session("s").status is SessionStatus.INTERRUPTED
    assert DutyKind.OFFER_ENDING_TALK in [duty.kind for duty in p.duties(at=at)]

    again = attrs.evolve(start, id="s2")
    assert [r.code for r in p.refusals(again)] == ["consent.treatment.not_in_force"]
    talk = attrs.evolve(again, ending_talk=True)
    p = p.record(talk)
    assert DutyKind.OFFER_ENDING_TALK not in [d.kind for d in p.duties(at=at)]
    assert p.session("s2").status is SessionStatus.OPEN
    p = p.record(acts.EndSession(by="bo", at=at, session="s2"))
    another = attrs.evolve(talk, id="s3")
    assert [r.code for r in p.refusals(another)] == ["consent.treatment.not_in_force"]


def test_declining_a_scope_that_was_given_is_taking_it_back():
    """Whatever a no is called, all that hangs on a yes ends with it."""
    p = in_session(led_to(two(), Stage.WORKING))
    said = {"by": "ana", "at": p.state.at, "scope": Scope.TREATMENT}
    declined = p.record(acts.DeclineConsent(**said))
    withdrawn = p.record(acts.WithdrawConsent(**said))
    assert declined.state == withdrawn.state
    assert declined.stage is Stage.ENDING
    fresh = acts.DeclineConsent(by="ana", at=p.state.at, scope=Scope.CONTACT)
    after = p.record(fresh)
    status = after.consent_status("ana", Scope.CONTACT, at=p.state.at)
    assert status is ConsentStatus.DECLINED


def test_an_ending_talk_rests_on_no_consent_to_treatment():
    """Invariant 26: it is what is left to somebody who takes treatment back, twice."""
    p = led_to(two(), Stage.WORKING)
    back = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT)
    p = consented(p.record(back), Scope.TREATMENT, p.at)
    for talk in (True, False):
        meeting = acts.StartSession(
            by="bo", at=p.at, id="s", present=("ana", "bo"), ending_talk=talk
        )
        status = p.record(meeting, back).session("s").status
        assert (status is SessionStatus.OPEN) is talk
