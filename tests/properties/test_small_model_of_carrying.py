"""What holds in every state and of every act of a case that was carried over."""

from datetime import timedelta

import pytest
from properties.models_of_carrying import LATER, OLD, PEOPLE, SCOPES, model
from small_models import documented

from collabtherapy import PersonId, Scope, Stage, acts, law
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.state import State
from collabtherapy.partnership.verdict import refusals
from collabtherapy.testing.carried import asked_for, carrying, yes
from collabtherapy.testing.exploring import Explored

ANA = PersonId("ana")


@pytest.fixture(scope="module")
def whole() -> Explored:
    """Return the model, explored."""
    return model()


def test_it_is_the_one_in_the_docs(whole: Explored):
    """A change of these counts is a change of the law: look at what it means."""
    counted = (len(whole.states), len(whole.taken), whole.digest)
    assert counted == documented("carried over")


def test_each_way_in_is_taken(whole: Explored):
    """Both rows of carrying over, and none but by the service."""
    assert {"L3-carried", "L6-carried"} <= whole.rows
    carried = [act for _, act, _ in whole.taken if isinstance(act, acts.CarryOver)]
    assert {str(act.by) for act in carried} == {"clinic"}


@pytest.mark.parametrize("stage", [Stage.EXPLORING, Stage.WORKING])
@pytest.mark.parametrize("person", PEOPLE)
def test_one_hand_leads_no_further(person: str, stage: Stage):
    """Invariant 15, with what was carried over: no step that takes two is taken."""
    p, scope = asked_for(), SCOPES[stage is Stage.WORKING]
    agreement = OLD if stage is Stage.WORKING else None
    consents = [yes("ana", scope)]
    over = carrying(p, stage, agreement=agreement, goals=(), consents=consents)
    start = p.record(over).state
    alone = model(lambda act: str(act.by) == person, start)
    mutual = {step.id for step in law.STEPS if step.is_mutual}
    assert not alone.rows & mutual
    assert all(state.entries.carried for state in alone.states)


def test_working_is_entered_with_what_is_in_force(whole: Explored):
    """Invariant 16: by both sides, or by the service with all that it takes."""
    for before, act, after in whole.taken:
        if after.stage is Stage.WORKING and before.stage is not Stage.WORKING:
            assert isinstance(act, acts.CarryOver)
            assert after.consent.in_force(ANA, Scope.TREATMENT, act.at)
            assert after.agreement.in_force(act.at)


def test_no_session_starts_without_a_word(whole: Explored):
    """Nor without the consent of the stage, whatever was said of the parts."""
    starts = [
        (b, act) for b, act, _ in whole.taken if isinstance(act, acts.StartSession)
    ]
    assert {act.at >= LATER for _, act in starts} == {True, False}
    for before, act in starts:
        carried = before.entries.carried
        waits = carried is not None and carried.waiting_for(ANA)
        assert act.at < LATER or not waits
        working = before.stage in (Stage.WORKING, Stage.ENDING)
        assert before.consent.in_force(ANA, SCOPES[working], act.at)


def test_it_goes_on_as_soon_as_everything_is_said(whole: Explored):
    """What stands in the way is a word, and nothing that a word does not clear."""
    for state in whole.states:
        meet = acts.StartSession(by="bo", at=LATER, id="new", present={"ana", "bo"})
        if state.stage is not Stage.WORKING or state.sessions.open is not None:
            continue
        if "carry.unconfirmed" in _codes(state, meet):
            confirm = acts.Confirm(by="ana", at=LATER, acts=(2,))
            assert not _codes(state, confirm)
            assert "carry.unconfirmed" not in _codes(fold(state, confirm), meet)


def test_a_disputed_consent_counts_by_her_own_hand_alone(whole: Explored):
    """What was disputed is never in force as what was carried over."""
    for state in whole.states:
        carried = state.entries.carried
        for part in () if carried is None else carried.parts.values():
            said = [
                state.consent.of(ANA, scope)
                for scope in SCOPES
                if str(part.id) == f"consent:{scope}"
            ]
            if part.status.value == "disputed":
                assert not any(consent.carried_over for consent in said)


def test_she_may_leave_from_everywhere(whole: Explored):
    """Invariant 17."""
    for state in whole.states:
        if state.stage.is_open:
            assert not _codes(state, acts.Leave(by="ana", at=state.at))


def test_time_alone_takes_nothing_back(whole: Explored):
    """After the days nothing is closed but the way to the next session."""
    for state in whole.states:
        later = max(state.at, LATER) + timedelta(days=1)
        for scope in SCOPES:
            then = state.consent.in_force(ANA, scope, later)
            assert then == state.consent.in_force(ANA, scope, state.at)


def _codes(state: State, act: acts.Act) -> list[str]:
    return [reason.code for reason in refusals(state, act)]
