"""Invariants 10, 12, 15 and 56 to 58 over hands, in every state of the small models."""

import pytest
from properties.models_of_hands import CLERK, CLIENT, MODELS, THERAPIST, alone
from small_models import documented

from collabtherapy import ConsentStatus, PersonId, Scope, Stage, acts, matters
from collabtherapy.partnership.law.entry_guards import STEP_MATTERS
from collabtherapy.partnership.law.guards import matter_decided
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.state import State
from collabtherapy.partnership.verdict import allows
from collabtherapy.testing.exploring import Explored
from collabtherapy.testing.ways import BO, EVA

OF_TWO = {Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING}
"""The stages that take two."""

HANDS = (CLIENT, THERAPIST, CLERK)
NO = (ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN)


@pytest.fixture(scope="module")
def models() -> dict[str, Explored]:
    """Return every model, explored."""
    return {name: model() for name, model in MODELS.items()}


@pytest.mark.parametrize("name", MODELS)
def test_each_model_is_the_one_in_the_docs(models: dict[str, Explored], name: str):
    """A change of these counts is a change of the law: look at what it means."""
    model = models[name]
    assert (len(model.states), len(model.taken), model.digest) == documented(name)


# --- invariants 10, 15 and 56: one hand alone


@pytest.mark.parametrize("hand", [*HANDS, PersonId("stranger")])
@pytest.mark.parametrize("therapists", [(BO,), (BO, EVA)], ids=["one", "two"])
def test_one_hand_alone_reaches_no_stage_that_takes_two(
    hand: PersonId, therapists: tuple[object, ...]
):
    """Invariant 56, counted in hands: whatever it writes, for whom, on what paper."""
    explored = alone(hand, paper=False, therapists=therapists)
    assert {state.stage for state in explored.states}.isdisjoint(OF_TWO)


@pytest.mark.parametrize("hand", HANDS)
def test_where_paper_is_enough_it_takes_paper_of_each_other(hand: PersonId):
    """Invariant 15: an assent that is not by its author's hand names a document."""
    explored = alone(hand, paper=True)
    ways = [s for s in explored.states if s.stage is Stage.WORKING]
    assert bool(ways) is (hand != CLIENT)  # a client enters nothing for anybody
    for state in ways:
        for act in explored.way_to(state):
            if act.by != hand and lateness_of(act) is Lateness.GRANT:
                assert (act.hand, act.evidence is None) == (hand, False)
        waiting = {one.act.by for one in state.entries.unconfirmed}
        assert waiting == {CLIENT, THERAPIST} - {hand}


def test_two_hands_do_reach_working(models: dict[str, Explored]):
    """The search can find what it looks for, so that not finding it says something."""
    for model in models.values():
        assert any(state.stage is Stage.WORKING for state in model.states)


def test_no_act_of_one_hand_leads_there_in_the_model(models: dict[str, Explored]):
    """Invariant 56: asked of the edges of the model, from its first state on."""
    model = models["hands"]
    for hand in HANDS:
        reached, grew = {model.seen_as(model.states[0])}, True
        while grew:
            grew = False
            for before, act, after in model.taken:
                if act.hand == hand and model.seen_as(before) in reached:
                    assert after.stage not in OF_TWO
                    grew = grew or model.seen_as(after) not in reached
                    reached.add(model.seen_as(after))


# --- invariants 12 and 57: whose assent it is


@pytest.mark.parametrize("name", MODELS)
def test_the_author_has_accepted_and_not_the_enterer(
    models: dict[str, Explored], name: str
):
    """Invariant 12: who wrote it down never counts as who agreed."""
    n_entered = 0
    for before, act, after in models[name].taken:
        for of, now in after.decisions.proposals.items():
            was = before.decisions.proposals.find(of)
            agreed = now.accepted_by - (was.accepted_by if was else frozenset())
            assert agreed <= {act.for_whom}
            n_entered += bool(agreed) and act.entered_by is not None
    assert bool(n_entered) is (name == "hands on paper")


@pytest.mark.parametrize("name", MODELS)
def test_what_takes_a_step_is_assented_to_by_each_own_hand(
    models: dict[str, Explored], name: str
):
    """Invariants 15 and 57: or, where paper is enough, on paper that was seen."""
    decides = acts.Propose | acts.Amend | acts.Accept
    for before, act, _ in models[name].taken:
        if isinstance(act, decides) and act.entered_by is not None:
            assert type(matter_decided(before, act)) in STEP_MATTERS
            assert before.policy.paper_assent
            assert act.evidence is not None


@pytest.mark.parametrize("name", MODELS)
def test_working_rests_on_both(models: dict[str, Explored], name: str):
    """Invariants 10 and 15: both accepted, and the client's consent is in force."""
    for _, act, after in models[name].taken:
        if after.stage is not Stage.WORKING:
            continue
        agreed = {
            type(put.last.matter): put.accepted_by
            for put in after.decisions.proposals.values()
            if put.is_settled
        }
        assert set(agreed) == {matters.Begin, matters.Agreement}
        assert all(who == {CLIENT, THERAPIST} for who in agreed.values())
        assert after.consent.in_force(CLIENT, Scope.TREATMENT, act.at)


# --- one's own no, and what waits


@pytest.mark.parametrize("name", MODELS)
def test_no_document_undoes_a_no(models: dict[str, Explored], name: str):
    """By whatever hand the no was, a yes after it is by the person's own."""
    n_undone = 0
    for before, act, after in models[name].taken:
        was = before.consent.of(CLIENT, Scope.TREATMENT)
        now = after.consent.of(CLIENT, Scope.TREATMENT)
        if was.status in NO and now.status is ConsentStatus.GIVEN:
            assert act.hand == act.by == CLIENT
            n_undone += 1
    assert n_undone


@pytest.mark.parametrize("name", MODELS)
def test_nor_a_decline(models: dict[str, Explored], name: str):
    """Who declined a proposal accepts it by their own hand."""
    for before, act, _ in models[name].taken:
        if isinstance(act, acts.Accept):
            said_no = {
                no.by for no in before.decisions.proposals[act.proposal].dissents
            }
            assert act.entered_by is None or act.by not in said_no


@pytest.mark.parametrize("name", MODELS)
def test_a_withdrawal_is_refused_to_nobody_who_may_write_it_down(
    models: dict[str, Explored], name: str
):
    """Invariants 25 and 63: by the person's own hand, or by who keeps the record."""
    for state in models[name].states:
        for hand in (None, THERAPIST, CLERK):
            back = acts.WithdrawConsent(
                by=CLIENT, at=state.at, scope=Scope.TREATMENT, entered_by=hand
            )
            assert allows(state, back)


@pytest.mark.parametrize("name", MODELS)
def test_what_was_entered_waits_for_its_author_alone(
    models: dict[str, Explored], name: str
):
    """It waits from then on, until they confirm it; nothing else changes that."""

    def waits(state: State) -> set[int]:
        return {one.version for one in state.entries.unconfirmed}

    for before, act, after in models[name].taken:
        gone = waits(before) - waits(after)
        if isinstance(act, acts.Confirm):
            theirs = {n for n in gone if before.entries.entered[n].act.by == act.by}
            assert gone == theirs == set(act.acts)
        else:
            assert not gone
        assert len(waits(after) - waits(before)) == (act.entered_by is not None)
