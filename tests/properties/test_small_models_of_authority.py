"""Invariants 56 to 63 in every state of the small models of authority."""

import pytest
from properties.models_of_authority import (
    CHILD,
    FORMS,
    MODELS,
    alone,
    earlier,
)
from small_models import documented

from collabtherapy import Form, PersonId, Role, Scope, Stage, acts
from collabtherapy.partnership.law.deciders import Decider, decider, found_lacking
from collabtherapy.partnership.law.two_sides import has_effect, professionals
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.partnership.verdict import allows
from collabtherapy.testing.exploring import Explored

WORDS = (acts.GiveConsent, acts.DeclineConsent, acts.WithdrawConsent)


@pytest.fixture(scope="module")
def models() -> dict[str, Explored]:
    """Return every model, explored."""
    return {name: model() for name, model in MODELS.items()}


@pytest.mark.parametrize("name", MODELS)
def test_each_model_is_the_one_in_the_docs(models: dict[str, Explored], name: str):
    """A change of these counts is a change of the law: look at what it means."""
    model = models[name]
    assert (len(model.states), len(model.taken), model.digest) == documented(name)


# --- invariant 56

PEOPLE = ("ana", "bo", "clinic", "parent", "stranger")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("who", [*PEOPLE, "cem"])
def test_one_person_alone_never_reaches_working(form: Form, who: str):
    """Invariant 56: in no form, by whatever that person could do."""
    explored = alone(form, PersonId(who))
    reached = {state.stage for state in explored.states}
    assert reached.isdisjoint({Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING})


@pytest.mark.parametrize("holder", ["bo", "clinic", "parent"])
@pytest.mark.parametrize("who", PEOPLE)
def test_nor_through_what_an_earlier_law_let_pass(who: str, holder: str):
    """Invariant 56: an appointment of before lets nobody act on two sides."""
    explored = alone(Form.INDIVIDUAL, PersonId(who), earlier(holder))
    assert {state.stage for state in explored.states} == {Stage.REQUESTED}


def test_two_people_of_two_sides_do_reach_working(models: dict[str, Explored]):
    """The search can find what it looks for, so that not finding it says something."""
    for name in ("representation", "family"):
        assert any(s.stage is Stage.WORKING for s in models[name].states)


@pytest.mark.parametrize("who", ["ana", "bo", "parent"])
def test_no_acts_of_one_person_lead_there_in_the_model(
    models: dict[str, Explored], who: str
):
    """Invariant 56: asked of the edges of the model, from each state not at work."""
    model = models["representation"]
    start = model.states[0]
    reached, grew = {model.seen_as(start)}, True
    while grew:
        grew = False
        for before, act, after in model.taken:
            if act.by == PersonId(who) and model.seen_as(before) in reached:
                assert after.stage is not Stage.WORKING
                grew = grew or model.seen_as(after) not in reached
                reached.add(model.seen_as(after))


# --- invariants 58 to 61 and 63


def _on_behalf(model: Explored) -> list[tuple[State, ByProxy, State]]:
    return [
        (before, act, after)
        for before, act, after in model.taken
        if isinstance(act, ByProxy) and act.on_behalf_of is not None
    ]


@pytest.mark.parametrize("name", MODELS)
def test_who_acts_for_a_client_holds_authority_that_has_effect(
    models: dict[str, Explored], name: str
):
    """Invariant 58: confirmed, not run out, and held by nobody of the other side."""
    for before, act, _ in _on_behalf(models[name]):
        client = act.for_whom
        held = before.representation.find(client, act.by)
        assert held is not None
        assert has_effect(before, held, act.at)
        assert act.by not in professionals(before)
        if held.basis.is_legal and isinstance(act, WORDS):
            decision = act.scope.name
            assert decider(before, client, decision, act.at) is Decider.HOLDERS
    assert _on_behalf(models[name])


@pytest.mark.parametrize("name", ["representation", "two parents"])
def test_what_a_person_was_found_able_to_decide_no_holder_decides(
    models: dict[str, Explored], name: str
):
    """Invariant 59: on a legal basis; whom the person wishes for may go on."""
    for before, act, _ in _on_behalf(models[name]):
        if isinstance(act, WORDS):
            found = before.competence.last(act.for_whom, act.scope.name)
            held = before.representation.held[act.for_whom, act.by]
            if found is not None and found.competent:
                assert not held.basis.is_legal


@pytest.mark.parametrize("name", MODELS)
def test_consent_given_by_the_person_is_theirs_to_end(
    models: dict[str, Explored], name: str
):
    """Invariant 60: but for new terms, and what was looked at and found."""
    for before, act, after in models[name].taken:
        for (client, scope), said in before.consent.by_scope.items():
            now = after.consent.of(client, scope)
            if client not in said.given_by(act.at) or client in now.given_by(act.at):
                continue
            assert not now.in_force(act.at)
            ends_it = act.by == client or isinstance(act, acts.Explain)
            assert ends_it or found_lacking(before, client, scope.name), act


@pytest.mark.parametrize("name", MODELS)
def test_a_finding_changes_no_consent(models: dict[str, Explored], name: str):
    """Invariant 61: it changes who may speak next."""
    for before, act, after in models[name].taken:
        if isinstance(act, acts.FindCompetence):
            assert after.consent == before.consent


@pytest.mark.parametrize("name", MODELS)
def test_ones_own_withdrawal_is_never_refused(models: dict[str, Explored], name: str):
    """Invariant 63: whoever decides, in every state, for every client."""
    for state in models[name].states:
        for client in state.members.ids(Role.CLIENT):
            for scope in (Scope.TREATMENT, Scope.CONTACT):
                back = acts.WithdrawConsent(by=client, at=state.at, scope=scope)
                assert allows(state, back)


# --- invariant 62


def given_together(way: tuple[acts.Act, ...], state: State) -> bool:
    """Return whether every holder of a state has given, read off a list of acts."""
    gave, terms, stopped = set[PersonId](), None, False
    for act in way:
        match act:
            case acts.Explain(terms=explained) if explained != terms:
                gave, terms = set(), explained
            case acts.GiveConsent(by=by) if by == CHILD:
                stopped = False
            case acts.GiveConsent(by=by):
                gave.add(by)
            case acts.WithdrawConsent(by=by) | acts.DeclineConsent(by=by):
                gave, stopped = set(), stopped or by == CHILD
            case acts.EndRepresentation(representative=holder) if holder is not None:
                gave.discard(holder)
            case _:
                pass
    holders = {
        holder
        for (_, holder), held in state.representation.held.items()
        if has_effect(state, held, state.at)
    }
    return bool(holders) and holders <= gave and not stopped


def test_together_means_every_holder(models: dict[str, Explored]):
    """Invariant 62: in force exactly if each holder of the moment has given."""
    model, n_in_force = models["two parents"], 0
    for state in model.states:
        is_in_force = state.consent.in_force(CHILD, Scope.CONTACT, state.at)
        assert is_in_force is given_together(model.way_to(state), state), model.way_to(
            state
        )
        n_in_force += is_in_force
    assert n_in_force > 1


def test_together_the_order_is_irrelevant(models: dict[str, Explored]):
    """Invariant 62: two yeses one after the other lead to one state, either way."""
    model = models["two parents"]
    after: dict[object, dict[object, State]] = {}
    for before, act, then in model.taken:
        if isinstance(act, acts.GiveConsent) and act.by != CHILD:
            after.setdefault(model.seen_as(before), {})[act.by] = then
    n_pairs = 0
    for ways in after.values():
        if len(ways) == 2:
            ends = {
                after.get(model.seen_as(then), {}).get(other)
                and after[model.seen_as(then)][other].consent.in_force(
                    CHILD, Scope.CONTACT, then.at
                )
                for (_, then), other in zip(ways.items(), reversed(ways), strict=True)
            }
            assert len(ends) == 1
            n_pairs += 1
    assert n_pairs


def test_assent_opens_no_gate(models: dict[str, Explored]):
    """The person's yes is recorded as assent where holders decide, and permits nothing.

    Permission and assent: APA 3.10.
    """
    n_assents = 0
    for before, act, after in models["representation"].taken:
        if not isinstance(act, acts.GiveConsent) or act.by != CHILD:
            continue
        if decider(before, CHILD, act.scope.name, act.at) is Decider.HOLDERS:
            was = before.consent.of(CHILD, act.scope)
            now = after.consent.of(CHILD, act.scope)
            assert now.own_word is True
            assert now.in_force(act.at) is was.in_force(act.at)
            n_assents += 1
    assert n_assents


def test_a_parent_in_the_family_is_confirmed_before_they_decide(
    models: dict[str, Explored],
):
    """A parent who is a client holds authority once a therapist has seen it."""
    for before, act, _ in _on_behalf(models["family"]):
        held = before.representation.held[CHILD, PersonId("cem")]
        assert (held.basis.is_legal, held.is_confirmed) == (True, True)
        assert act.by == PersonId("cem")
