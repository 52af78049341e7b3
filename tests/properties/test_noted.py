"""What is noted of what was done: who, when, of what; read from the acts again.

The kernel keeps what it needs to decide. These properties say what it keeps besides:
for each act the one record that it changes, field by field, and every other left alone.
"""

import attrs
import pytest
from hypothesis import given

from collabtherapy import (
    ConsentStatus,
    Dissent,
    Partnership,
    Proposal,
    ProposalId,
    Scope,
    Stage,
    Version,
    acts,
)
from collabtherapy.partnership.values.consents import (
    Consent,
    Yes,
)
from collabtherapy.testing import consent_timelines, histories
from collabtherapy.testing.ways import couple, led_to, prefixes, two

SAID = {
    acts.DeclineConsent: ConsentStatus.DECLINED,
    acts.WithdrawConsent: ConsentStatus.WITHDRAWN,
}


def consent_after(before: Consent, act: acts.Act) -> Consent:
    """Give what is noted of the consent that an act is about, from what was before."""
    match act:
        case acts.Explain():
            status = before.status
            if status is ConsentStatus.NOT_ASKED:
                status = ConsentStatus.EXPLAINED
            if status is ConsentStatus.GIVEN and act.terms != before.given_terms:
                status = ConsentStatus.SUPERSEDED
            kept = before.limits and act.terms == before.terms
            other = before.terms != act.terms
            return attrs.evolve(
                before,
                status=status,
                terms=act.terms,
                limits=act.limits or kept,
                given=() if other else before.given,
                own_word=None if other and before.own_word else before.own_word,
            )
        case acts.GiveConsent():
            return attrs.evolve(
                before,
                status=ConsentStatus.GIVEN,
                given_terms=act.terms,
                given_at=act.at,
                expires_at=act.expires_at,
                said_by=act.by,
                given=(Yes(by=act.by, own=True, at=act.at, expires_at=act.expires_at),),
                own_word=True,
            )
    status = SAID[type(act)]
    if before.in_force(act.at):  # a no after a yes takes it back
        status = ConsentStatus.WITHDRAWN
    return attrs.evolve(before, status=status, said_by=act.by, given=(), own_word=False)


@given(consent_timelines())
def test_a_consent_says_who_said_what_when_and_under_which_terms(p: Partnership):
    """And an act about one scope of one client leaves every other as it was."""
    about = (acts.Explain, acts.GiveConsent, *SAID)
    for before, act, after in prefixes(p):
        if not isinstance(act, about):
            continue
        whom = act.to if isinstance(act, acts.Explain) else act.for_whom
        was, now = before.state.consent.by_scope, after.state.consent.by_scope
        said = before.state.consent.of(whom, act.scope)
        noted = attrs.evolve(consent_after(said, act), since=act.at)
        assert dict(now) == dict(was) | {(whom, act.scope): noted}
        told = dict(before.state.consent.told)
        if isinstance(act, acts.Explain) and act.grounds:
            told[whom] = told.get(whom, frozenset()) | act.grounds
        assert dict(after.state.consent.told) == told


def put(number: int, act: acts.Propose | acts.Amend) -> Version:
    """Return the version that an act puts."""
    return Version(
        number=number,
        matter=act.matter,
        by=act.by,
        at=act.at,
        recorded_at=act.recorded_at,
    )


def proposal_after(before: Proposal | None, act: acts.Act) -> Proposal:
    """Give what is noted of a proposal after an act, but for what settling adds."""
    if isinstance(act, acts.Propose):
        first = put(1, act)
        return Proposal(id=act.id, versions=(first,), accepted_by=frozenset({act.by}))
    assert before is not None
    yes = before.accepted_by
    match act:
        case acts.Amend():
            return attrs.evolve(
                before,
                versions=(*before.versions, put(len(before.versions) + 1, act)),
                accepted_by=frozenset({act.by}),
                withdrawn=False,
            )
        case acts.Accept():
            return attrs.evolve(before, accepted_by=yes | {act.for_whom})
        case acts.Decline():
            no = Dissent(
                by=act.for_whom,
                version=len(before.versions),
                at=act.at,
                words=act.words,
            )
            return attrs.evolve(
                before,
                accepted_by=yes - {act.for_whom},
                dissents=(*before.dissents, no),
            )
    return attrs.evolve(before, withdrawn=True)


DECIDING = (acts.Propose, acts.Amend, acts.Accept, acts.Decline, acts.Withdraw)


@given(histories())
def test_a_proposal_says_who_put_what_when_who_agreed_and_when_it_settled(
    p: Partnership,
):
    """Field by field, also of what was settled before and is amended now."""
    for before, act, after in prefixes(p):
        was, now = before.state.decisions.proposals, after.state.decisions.proposals
        if not isinstance(act, DECIDING):
            assert now is was
            continue
        name: ProposalId = act.id if isinstance(act, acts.Propose) else act.proposal
        expected = proposal_after(was.find(name), act)
        if now[name].is_settled:
            last = expected.last
            expected = attrs.evolve(expected, settled=last, settled_at=act.at)
        assert dict(now) == dict(was) | {name: expected}


@given(histories())
def test_the_main_line_says_since_when_and_by_whom(p: Partnership):
    """Of each stage its beginning; of an ending and a closure who began them."""
    for before, act, after in prefixes(p):
        was, now = before.state.main, after.state.main
        if now is was:
            assert after.stage is before.stage
            continue
        assert now.since == act.at
        if after.stage is Stage.CLOSED:
            assert now.closure is not None
            assert (now.closure.at, now.closure.initiator) == (act.at, act.by)
        else:
            assert now.closure is None
        if after.stage is Stage.ENDING and before.stage is not Stage.ENDING:
            assert now.ending is not None
            begun = (now.ending.since, now.ending.initiator)
            assert begun == (act.at, act.by) or now.ending == was.ending


@given(histories())
def test_a_break_says_where_it_leads_back_to(p: Partnership):
    """Where it was taken from; where a client came or went, to agreeing again."""
    for before, act, after in prefixes(p):
        was, now = before.state.main, after.state.main
        if after.stage is Stage.PAUSED and now is not was:
            others = len(after.clients) != len(before.clients)
            back = back_from(was.paused_from or before.stage, anew=others)
            ending = None if others else was.ending
            assert (now.paused_from, now.ending) == (back, ending)
        if after.stage is not Stage.PAUSED:
            assert now.paused_from is None, act
        if after.stage in (Stage.CONTRACTING, Stage.WORKING):
            assert now.ending is None, act


def back_from(stage: Stage, *, anew: bool) -> Stage:
    """Give where a break taken in a stage leads back to."""
    return Stage.CONTRACTING if anew and stage is not Stage.EXPLORING else stage


@pytest.mark.parametrize(
    "stage", [Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING, Stage.ENDING]
)
def test_where_one_of_two_leaves_the_other_agrees_anew(stage: Stage):
    """At once, and in a break that was taken there; and no agreement stays."""
    p = led_to(couple(), stage)
    paused = p.record(acts.Pause(by="ana", at=p.at))
    for place in (p, paused):
        left = place.record(acts.Leave(by="cem", at=place.at)).state
        assert left.main.stage is Stage.PAUSED
        assert left.main.paused_from is back_from(stage, anew=True)
        assert left.main.ending is None
        assert not left.agreement.in_force(left.at)


def test_limits_that_were_told_add_up():
    """APA 10.01: what somebody was told once, they were told, of whatever scope."""
    p = two()
    for scope, grounds in (
        (Scope.ASSESSMENT, {"risk_to_self"}),
        (Scope.TREATMENT, {"court_order", "risk_to_others"}),
        (Scope.TREATMENT, {"risk_to_self"}),
    ):
        explain = acts.Explain(
            by="bo", at=p.at, to="ana", scope=scope, terms="t", grounds=grounds
        )
        p = p.record(explain)
    told = p.state.consent.told
    assert told[p.clients[0].id] == {"court_order", "risk_to_others", "risk_to_self"}
