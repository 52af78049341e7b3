"""A case that is carried over from another system, and what is asked of it."""

from typing import Any

import pytest
from properties.stories_of_carrying import (
    ANA,
    BEN,
    DAY,
    SAID,
    STAGES,
    codes,
    meeting,
    said_yes,
)

from collabtherapy import (
    CarriedAgreement,
    CarriedConsent,
    CarriedGoal,
    Client,
    Scope,
    Stage,
    acts,
    matters,
)
from collabtherapy.partnership.law.carrying import carried_over
from collabtherapy.testing.carried import (
    BEGAN,
    N_SESSIONS,
    asked_for,
    carried,
    carrying,
)
from collabtherapy.testing.ways import START, appointing


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("clients", [(ANA,), (ANA, BEN)])
def test_a_case_goes_on_from_where_it_stood(stage: Stage, clients: tuple[Client, ...]):
    """The consents, the agreement and the goals are in force as if made here."""
    p = carried(*clients, stage=stage)
    assert p.stage is stage
    for client in clients:
        for scope in (Scope.TREATMENT, Scope.ASSESSMENT):
            assert p.consent(client, scope).in_force(p.at)
            assert p.consent(client, scope).given_at == BEGAN
    assert [str(goal.id) for goal in p.goals] == ["g1"]
    assert (p.agreement is not None) == (stage is Stage.WORKING)
    assert not codes(p, meeting(p))


@pytest.mark.parametrize("stage", STAGES)
def test_each_value_says_that_it_was_carried_over(stage: Stage):
    """Until there is another of one's own hand, on every value that rests on it."""
    p = carried(ANA, BEN, stage=stage)
    assert all(p.consent(c, Scope.TREATMENT).carried_over for c in (ANA, BEN))
    assert all(goal.carried_over for goal in p.goals)
    assert p.agreement is None or p.agreement.carried_over
    assert p.state.sessions.n_carried == N_SESSIONS
    assert carried_over(p.state) == p.carried_over
    for proposal in p.state.decisions.proposals.values():
        assert proposal.last.carried_over
        assert proposal.is_settled


def test_what_is_made_here_is_not_carried_over():
    """A consent given here, and what both sides amend, are their own."""
    p = carried()
    again = acts.GiveConsent(by="ana", at=p.at, scope=Scope.TREATMENT, terms="t")
    p = p.record(
        again,
        acts.Amend(
            by="bo", at=p.at, proposal="a1", matter=matters.Agreement(words=SAID)
        ),
        acts.Accept(by="ana", at=p.at, proposal="a1"),
        acts.Amend(by="ana", at=p.at, proposal="g1", matter=matters.Goal(words=SAID)),
        acts.Accept(by="bo", at=p.at, proposal="g1"),
    )
    assert not p.consent("ana", Scope.TREATMENT).carried_over
    assert p.consent("ana", Scope.ASSESSMENT).carried_over
    assert p.agreement is not None
    assert not p.agreement.carried_over
    assert not p.goal("g1").carried_over
    assert p.goal("g1").versions[0].carried_over


def test_it_is_an_organisations_act():
    """Neither a therapist nor a client carries over, nor enters it for the service."""
    p = asked_for()
    for by in ("ana", "bo"):
        assert codes(p, carrying(p, by=by)) == ["right.not_theirs"]
    entered = carrying(p, entered_by="bo")
    assert "entry.own_hand" in codes(p, entered)
    outside = carrying(p, by="another")
    assert codes(p, outside) == ["person.unknown"]


def test_it_names_a_document():
    """What stood elsewhere is said on evidence."""
    p = asked_for()
    assert codes(p, carrying(p, evidence=None)) == ["carry.evidence_missing"]


def test_it_follows_the_opening_directly_and_once():
    """Nothing is carried over to what has begun here in any way."""
    p = carried()
    assert codes(p, carrying(p)) == ["carry.not_first", "stage.not_now"]
    asked = asked_for()
    later: list[acts.Act] = [
        acts.ParkTopic(by="ana", at=START, topic="work"),
        acts.WriteNote(by="bo", at=START, words=SAID),
        acts.Explain(by="bo", at=START, to="ana", scope=Scope.CONTACT, terms="t"),
        appointing(asked, "mum"),
    ]
    for act in later:
        assert codes(asked.record(act), carrying(asked)) == ["carry.not_first"]
    left = asked_for(ANA, BEN).record(acts.Leave(by="ben", at=START))
    assert "carry.not_first" in codes(left, carrying(asked_for(ANA)))


MISSING = {
    "carry.consent_missing": {"consents": ()},
    "carry.agreement_missing": {"agreement": None},
    "carry.goal_missing": {"goals": ()},
}


@pytest.mark.parametrize("code", sorted(MISSING))
def test_what_working_takes_is_named_where_it_is_missing(code: str):
    """Working takes the consents, an agreement in force, and a goal."""
    p = asked_for()
    assert codes(p, carrying(p, **MISSING[code])) == [code]


def test_exploring_takes_the_consent_to_it():
    """As the first meeting does here."""
    p = asked_for(ANA, BEN)
    assert (
        codes(p, carrying(p, Stage.EXPLORING, consents=()))
        == ["carry.consent_missing"] * 2
    )
    assert not codes(p, carrying(p, Stage.EXPLORING, goals=()))


@pytest.mark.parametrize(
    "consent",
    [
        said_yes(limits=False),
        said_yes(expires_at=START),
        said_yes(client="ben"),
        said_yes(scope=Scope.ASSESSMENT),
        said_yes(given_by="mum"),
    ],
)
def test_only_a_consent_that_counts_here_is_one(consent: CarriedConsent):
    """It is in force, by whom it takes, and with the limits told."""
    p = asked_for()
    assert "carry.consent_missing" in codes(p, carrying(p, consents=[consent]))


def test_an_agreement_that_ran_out_is_none():
    """What was agreed until then is agreed anew."""
    p = asked_for()
    over = matters.Agreement(words=SAID, expires_at=START)
    said = CarriedAgreement(id="a1", matter=over, agreed_at=BEGAN)
    assert codes(p, carrying(p, agreement=said)) == ["carry.agreement_missing"]


def test_goals_may_be_left_for_a_review():
    """As in an agreement that is made here."""
    p = asked_for()
    open_ = matters.Agreement(words=SAID, goals_deferred=True)
    said = CarriedAgreement(id="a1", matter=open_, agreed_at=BEGAN)
    assert not codes(p, carrying(p, agreement=said, goals=()))


def test_it_is_about_the_clients():
    """Nobody else consents, or has a goal here."""
    p = asked_for()
    hers = matters.Goal(words=SAID, owners={"ben"})
    goal = CarriedGoal(id="g2", matter=hers, agreed_at=BEGAN)
    assert codes(p, carrying(p, goals=[goal])) == ["carry.not_a_client"]
    both = (said_yes(), said_yes(client="ben"))
    assert codes(p, carrying(p, consents=both)) == ["carry.not_a_client"]


def test_whom_the_agreement_names_is_on_no_clients_side():
    """The nominee is not one of the clients."""
    p = asked_for(ANA, BEN)
    named = matters.Agreement(words=SAID, nominee="ben")
    said = CarriedAgreement(id="a1", matter=named, agreed_at=BEGAN)
    assert codes(p, carrying(p, agreement=said)) == ["representation.two_sides"]


AGREED = CarriedAgreement(
    id="a1", matter=matters.Agreement(words=SAID), agreed_at=BEGAN
)
BAD: list[dict[str, Any]] = [
    {"stage": Stage.PAUSED},
    {"stage": Stage.CLOSED},
    {"stage": Stage.EXPLORING, "agreement": AGREED},
    {"began_at": START + DAY},
    {"as_of": START + DAY},
    {"as_of": BEGAN - DAY},
    {"consents": [said_yes(), said_yes(terms="u")]},
    {"consents": [said_yes(given_at=START)], "as_of": START - DAY},
    {"n_sessions": -1},
    {"from_system": "a sentence of words"},
    {"goals": [CarriedGoal(id="a1", matter=matters.Goal(words=SAID), agreed_at=BEGAN)]},
]


@pytest.mark.parametrize("fields", BAD)
def test_what_cannot_have_been_is_an_error(fields: dict[str, Any]):
    """Moments in order, each part once, a stage that a case is carried over in."""
    with pytest.raises(ValueError, match=r"stage|no later|once|from|short name"):
        carrying(asked_for(), **fields)


def test_a_consent_is_the_clients_or_a_holders():
    """It runs out after it was given; a client is not their own holder."""
    with pytest.raises(ValueError, match="later than given_at"):
        said_yes(expires_at=BEGAN)
    with pytest.raises(ValueError, match="names a holder"):
        said_yes(given_by="ana")
