"""Every claim of the idea of two experts has a consequence that a person would miss."""

import importlib.util
from collections import defaultdict
from pathlib import Path

import pytest
from claims.of_benefits import OF_BENEFITS
from claims.of_challenges import OF_CHALLENGES
from claims.of_respect import OF_RESPECT
from claims.of_two_experts import OF_TWO_EXPERTS
from claims.proof import Proof

from collabtherapy.simulation import Scenario

PROOFS = (*OF_TWO_EXPERTS, *OF_BENEFITS, *OF_CHALLENGES, *OF_RESPECT)
PAGE = Path(__file__).parents[2] / "docs" / "pages" / "claims.py"


@pytest.mark.parametrize("proof", PROOFS, ids=[proof.claim for proof in PROOFS])
def test_each_claim_has_a_consequence(proof: Proof):
    """It is observed with the law whole, is gone while it is taken out, and is back."""
    there = proof.found()
    assert proof.holds(there), "nothing follows from the claim"
    with proof.taken_out():
        assert not proof.holds(there), f"it does not rest on {proof.without}"
    assert proof.holds(there), f"{proof.without} was not put back"


def test_every_claim_says_what_follows_and_proves_it():
    """The claims on the page are those that are proved, each said in one sentence."""
    spec = importlib.util.spec_from_file_location("claims_of_the_page", PAGE)
    assert spec is not None
    assert spec.loader is not None
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    names = [f"S{n:02}" for n in range(1, 52)]
    assert [claim.row for claim in page.CLAIMS] == names
    assert [proof.claim for proof in PROOFS] == names
    said = [claim.follows for claim in page.CLAIMS]
    assert len(set(said)) == len(said)
    assert all(one.endswith(".") and "|" not in one for one in said)


def test_no_two_claims_rest_on_the_same():
    """Each has a situation that is named, and no other claim has it with its row."""
    resting = defaultdict(list)
    for proof in PROOFS:
        assert "<" not in proof.there, "the situation has no name"
        resting[proof.there, proof.without].append(proof.claim)
    assert [those for those in resting.values() if len(those) > 1] == []


def test_every_number_of_a_simulation_has_a_source_or_says_that_it_has_none():
    """S51: each is found by somebody, given by whoever runs it, or assumed."""
    effects = Scenario().assumptions
    assert effects
    for effect in effects.values():
        assert "assumed" in effect.source or any(c.isdigit() for c in effect.source)
