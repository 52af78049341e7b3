"""Late entries and voids, explored as small models and drawn beyond them."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import cast

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import models_of_time
from properties.models_of_time import (
    ATTEMPT,
    BREAK,
    CONTACT,
    DEEP,
    ENDING,
    ENTERED_NO,
    HEARD,
    NOW,
    START,
    THEIR_BREAK,
    WIDE,
    Alphabet,
    Explored,
    Here,
    explore,
    is_alike,
    recorded,
    walked,
)
from small_models import documented

from collabtherapy import Partnership, Scope, Stage, acts
from collabtherapy.partnership import fold
from collabtherapy.partnership.law import lateness, voids
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.record import placing, recording, taking_in, voiding
from collabtherapy.partnership.regions.contact import Contact, silent
from collabtherapy.testing.histories import histories
from collabtherapy.testing.late import late_acts
from collabtherapy.testing.late import voids as some_voids

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
needs_time = pytest.mark.skipif(not THOROUGH, reason="takes several minutes")

BEYOND = 8
"""How many entries the drawn histories have."""

MODELS = {"wide": WIDE, "deep": DEEP}


@pytest.fixture(scope="module")
def wide() -> Explored:
    """Return the model of fourteen acts, of two entries."""
    return explore(2, WIDE)


@pytest.fixture(scope="module")
def deep() -> Explored:
    """Return the model of nine acts, of three entries."""
    return explore(3, DEEP)


@pytest.fixture(scope="module", params=["wide", "deep"])
def explored(request: pytest.FixtureRequest) -> Explored:
    """Return each of them."""
    return cast("Explored", request.getfixturevalue(request.param))


def is_as_documented(found: Explored, model: str) -> bool:
    """Return whether a model is as docs/reference/small_models.md says that it is."""
    counted = found.n_histories, found.n_recorded, found.digest
    return documented(model) == counted


def test_the_models_are_as_large_as_the_docs_say(wide: Explored, deep: Explored):
    """The counts and the digests stand in docs/reference/small_models.md."""
    assert is_as_documented(wide, "late and voided, wide, 2 entries")
    assert is_as_documented(deep, "late and voided, deep, 3 entries")
    assert deep.n_late > 0 < deep.n_voids


def test_no_therapist_gains_by_recording_late_or_voiding(explored: Explored):
    """Invariant 83: no step becomes possible that they alone were refused before."""
    assert explored.gains == []


@needs_time
@pytest.mark.parametrize(("model", "depth"), [("wide", 4), ("deep", 6)])
def test_nor_do_they_in_more_entries(model: str, depth: int):
    """Invariant 83, explored as deep as there is time for."""
    found = explore(depth, MODELS[model], keep=False)
    assert is_as_documented(found, f"late and voided, {model}, {depth} entries")
    assert found.gains == []


def unlike(found: Explored) -> Iterator[tuple[Partnership, Partnership]]:
    """Yield the histories of one name that are not alike."""
    for p, other in found.alike:
        if not is_alike(p, other, found.alphabet):
            yield p, other


def test_histories_of_one_name_are_alike(explored: Explored):
    """What is left out of the name of a history bears on nothing that may follow."""
    assert list(unlike(explored)) == []


@needs_time
@pytest.mark.parametrize(("model", "depth"), [("wide", 3), ("deep", 4)])
def test_longer_histories_of_one_name_are_alike(model: str, depth: int):
    """The same, of histories of one entry more."""
    found = explore(depth, MODELS[model])
    assert found.alike
    assert list(unlike(found)) == []


@pytest.mark.parametrize(
    ("left_out", "instead", "those", "depth"),
    [
        ("_once_in_a_row", frozenset[object], (ATTEMPT, HEARD), 3),
        ("_relied_on", lambda _: (), (BREAK, CONTACT), 3),
        ("_as_since", lambda _: None, (THEIR_BREAK, ENTERED_NO, HEARD), 4),
    ],
    ids=["their order", "who acted since", "what may lose its effect again"],
)
def test_what_is_in_a_name_is_needed(
    left_out: str,
    instead: Callable[..., object],
    those: Sequence[acts.Act],
    depth: int,
    monkeypatch: pytest.MonkeyPatch,
):
    """Without it histories would be merged that are not alike."""
    alphabet = Alphabet(those, once=True)
    assert list(unlike(explore(depth, alphabet))) == []
    monkeypatch.setattr(models_of_time, left_out, instead)
    assert next(unlike(explore(depth, alphabet)), None) is not None


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


@settings(max_examples=min(10_000, 5 * settings().max_examples))
@given(st.lists(st.integers(0, 2**16), min_size=BEYOND, max_size=BEYOND))
def test_nor_do_they_in_longer_histories(chosen: list[int]):
    """Invariant 83, over histories of eight entries of the wide model."""
    assert list(walked(chosen, WIDE)) == []


@given(histories(), st.data())
def test_nor_do_they_in_any_history(p: Partnership, data: st.DataObject):
    """Invariant 83, of whatever a therapist records late or voids."""
    act = data.draw(late_acts(p) | some_voids(p))
    therapists = {therapist.id for therapist in p.therapists}
    there = recorded(p, act) if act.hand in therapists else None
    if there is not None:
        assert Here(p, by=act.hand).gain(act, there) is None


def silence_is_nothing(patch: pytest.MonkeyPatch) -> Explored:
    """Let who keeps the record void that a client was heard from."""
    patch.setattr(voiding, "against_silence", lambda *_: ())
    return explore(2, DEEP, START.record(ATTEMPT))


def danger_is_nothing(patch: pytest.MonkeyPatch) -> Explored:
    """Let who raised a concern void it."""
    patch.setattr(voids, "says_not_safe", lambda _: False)
    return explore(2, WIDE)


def breaks_are_facts(patch: pytest.MonkeyPatch) -> Explored:
    """Let a break count from before a concern was raised."""
    kinds = {**LATENESS, acts.Pause: Lateness.FACT}
    for room in (lateness, placing, recording, taking_in):
        patch.setattr(room, "lateness_of", lambda act: kinds[type(act)])
    return explore(2, DEEP)


def attempts_are_backdated(patch: pytest.MonkeyPatch) -> Explored:
    """Let patience begin when an attempt is said to have been made."""

    def reach_out(contact: Contact, act: acts.Act) -> Contact:
        attempts = (*contact.attempts, act.at)
        return attrs.evolve(silent(contact, act.at), attempts=attempts)

    patch.setitem(vars(fold)["_FOLDS"], acts.ReachOut, (("contact", reach_out),))
    return explore(1, DEEP)


def entries_are_everyones(patch: pytest.MonkeyPatch) -> Explored:
    """Let everyone void what was another's to decide."""
    patch.setattr(voids, "_whose", lambda state, _: state.members.everyone)
    return explore(2, WIDE)


def decisions_are_facts(patch: pytest.MonkeyPatch) -> Explored:
    """Let who decided something take it back, although others have acted since."""
    patch.setattr(voids, "_was_decided", lambda _: False)
    return explore(3, Alphabet((ENDING, CONTACT), once=True))


FAULTS = (
    silence_is_nothing,
    danger_is_nothing,
    breaks_are_facts,
    attempts_are_backdated,
    entries_are_everyones,
    decisions_are_facts,
)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_law_shows_in_the_model(
    fault: Callable[[pytest.MonkeyPatch], Explored], monkeypatch: pytest.MonkeyPatch
):
    """What would be gained by it is found."""
    assert fault(monkeypatch).gains
