"""Late entries and voids, explored as a small model and drawn beyond it."""

import os
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.models_of_time import (
    NOW,
    START,
    Explored,
    explore,
    gain,
    recorded,
    walked,
)
from small_models import documented

from collabtherapy import Partnership, Scope, Stage, acts
from collabtherapy.partnership.law import lateness, voids
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.record import placing, recording, voiding
from collabtherapy.testing.histories import histories
from collabtherapy.testing.late import late_acts
from collabtherapy.testing.late import voids as some_voids

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"

DEPTH, DEEP = 2, 6
"""How many entries are explored in every run, and how many are drawn beyond that."""


@pytest.fixture(scope="module")
def explored() -> Explored:
    """Return the model."""
    return explore(DEPTH)


def test_the_model_is_as_large_as_the_docs_say(explored: Explored):
    """The counts and the digest stand in docs/reference/small_models.md."""
    counted = sum(explored.n_by_length), explored.n_tries, explored.digest
    assert documented(f"late and taken out, {DEPTH} entries") == counted
    assert explored.n_late > 0 < explored.n_voids


@pytest.mark.skipif(not THOROUGH, reason="takes a quarter of an hour")
def test_no_therapist_gains_in_four_entries():
    """Invariant 83, explored as deep as there is time for."""
    deep = explore(4, keep=False)
    counted = sum(deep.n_by_length), deep.n_tries, deep.digest
    assert documented("late and taken out, 4 entries") == counted
    assert deep.gains == []


def test_no_therapist_gains_by_writing_down_late_or_taking_out(explored: Explored):
    """Invariant 83: no step becomes possible that they alone were refused before."""
    assert explored.gains == []


def test_the_client_leaves_and_withdraws_from_wherever_they_are(explored: Explored):
    """Invariants 17 and 25, and late: whatever has been recorded since."""
    for p in explored.histories:
        for days in (0, 2):
            said = {
                "by": "ana",
                "at": NOW,
                "happened_at": NOW - days * (NOW - START.at) / 4,
            }
            withdraw = acts.WithdrawConsent(scope=Scope.TREATMENT, **said)
            assert p.allows(withdraw)
            assert p.allows(acts.Leave(**said)) is (p.stage is not Stage.CLOSED)


def test_every_history_adds_up_again(explored: Explored):
    """Invariant 1: from its entries, with the law asked and unasked."""
    for p in explored.histories:
        again = Partnership.replay(p.entries)
        assert (again, again.state) == (p, p.state)
        assert Partnership.replay(p.entries, check=True) == p


@settings(max_examples=min(10_000, 10 * settings().max_examples))
@given(st.lists(st.integers(0, 2**16), min_size=DEEP, max_size=DEEP))
def test_nor_do_they_in_longer_histories(chosen: list[int]):
    """Invariant 83, over histories of six entries of the model."""
    assert list(walked(chosen)) == []


@given(histories(), st.data())
def test_nor_do_they_in_any_history(p: Partnership, data: st.DataObject):
    """Invariant 83, of whatever a therapist writes down late or takes out."""
    act = data.draw(late_acts(p) | some_voids(p))
    therapists = {therapist.id for therapist in p.therapists}
    there = recorded(p, act) if act.hand in therapists else None
    if there is not None:
        assert gain(p, act, there, by=act.hand) is None


def silence_is_nothing(patch: pytest.MonkeyPatch) -> Partnership:
    """Let who keeps the record take out that a client was heard from."""
    patch.setattr(voiding, "against_silence", lambda *_: ())
    return START.record(acts.ReachOut(by="bo", at=NOW, to="ana"))


def danger_is_nothing(patch: pytest.MonkeyPatch) -> Partnership:
    """Let who raised a concern take it out."""
    patch.setattr(voids, "says_not_safe", lambda _: False)
    return START.record(acts.WriteNote(by="ana", at=NOW, words="so"))


def breaks_are_facts(patch: pytest.MonkeyPatch) -> Partnership:
    """Let a break count from before a concern was raised."""
    facts = {**LATENESS, acts.Pause: Lateness.FACT}
    for room in (lateness, placing, recording):
        patch.setattr(room, "lateness_of", lambda act: facts[type(act)])
    return START


@pytest.mark.parametrize(
    "fault", [silence_is_nothing, danger_is_nothing, breaks_are_facts]
)
def test_a_fault_of_the_law_shows_in_the_model(
    fault: Callable[[pytest.MonkeyPatch], Partnership], monkeypatch: pytest.MonkeyPatch
):
    """What would be gained by it is found within two entries."""
    start = fault(monkeypatch)
    assert explore(2, start).gains
