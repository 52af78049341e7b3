"""The map: every act and every matter has a row, and the page is made from it."""

import attrs
import pytest
from hypothesis import given
from validators import FEW, bundles, having, of

from collabtherapy import Partnership, acts, fhir, law
from collabtherapy.fhir.outward.touching import TOUCHES
from collabtherapy.fhir.rows import IN_PROVENANCE, MATTER, OF_ACTS
from collabtherapy.fhir.statuses import (
    APPOINTMENT,
    CONSENT_R4,
    CONSENT_R5,
    GOAL,
)
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.regions.goals import GoalOutcome
from collabtherapy.partnership.regions.sessions import SessionStatus
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
)
from collabtherapy.privacy import view
from collabtherapy.testing import histories


def test_every_act_and_every_matter_has_one_row():
    """A new kind has to be placed before it can go out, or be left out."""
    assert {row.of for row in fhir.ROWS} == set(kinds())
    assert {row.of for row in fhir.MATTER_ROWS} == set(law.ASSENT)
    assert len(OF_ACTS) == len(fhir.ROWS) + len(fhir.MATTER_ROWS)


@pytest.mark.parametrize(
    "row", [*fhir.ROWS, *fhir.MATTER_ROWS], ids=lambda r: str(r.of)
)
def test_a_row_names_fields_that_are_there_and_says_why(row: fhir.Row):
    """What is lost is a field of the kind, or of the people it names."""
    there = {field.name for field in attrs.fields(row.of)} - IN_PROVENANCE
    of_people = {"called", "pronouns", "credentials", "supervisor"}
    assert set(row.lost) <= there | (of_people if row.of is acts.Open else set())
    assert set(row.unless_settled) <= there
    assert row.becomes or row.because
    assert all(row.lost.values())


def test_states_of_ours_all_have_one_of_fhirs():
    """Invariant 55: the maps of consents, goals and sessions are total as well."""
    assert set(CONSENT_R4) == set(CONSENT_R5) == set(ConsentStatus)
    assert set(GOAL) == set(GoalOutcome)
    assert set(APPOINTMENT) == set(SessionStatus)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_an_act_becomes_what_its_row_says(kind: type[acts.Act]):
    """One kind at a time: in a resource that its row names, or lost as it says."""
    p, place = having(kind)
    act = p.history[place]
    viewer = p.therapists[0].id
    if act not in view(p, viewer).history:
        viewer = act.by
    bundle, losses = fhir.to_bundle(p, viewer=viewer)
    row = OF_ACTS[kind]
    origins = [
        one
        for one in of(bundle, "Provenance")
        if one.get("activity", {}).get("coding", [{}])[0].get("code") == kind.__name__
    ]
    if not row.becomes:
        assert origins == []
        lost = [loss for loss in losses if loss.what == kind.__name__]
        assert [loss.because for loss in lost] == [row.because]
        return
    types = {e["fullUrl"]: e["resource"]["resourceType"] for e in bundle["entry"]}
    targets = {types[t["reference"]] for one in origins for t in one["target"]}
    if not targets:  # what comes to nothing, or decides what has no place
        assert row.because or row.becomes == MATTER
        return
    assert row.becomes == MATTER or targets <= set(row.becomes) | {"EpisodeOfCare"}


def test_whatever_is_carried_is_looked_for_where_it_is():
    """An act that becomes something is touched, decided on, or a step by itself."""
    steps = {kind for step in law.STEPS for kind in step.on}
    for row in fhir.ROWS:
        if row.becomes and row.becomes != MATTER:
            assert row.of in TOUCHES or row.of in steps


@FEW
@given(histories())
def test_losses_are_in_order_and_counted(p: Partnership):
    """Each loss stands once, counts at least one, and says why."""
    for _, _, losses in bundles(p):
        assert list(losses) == sorted(losses)
        assert len({(loss.what, loss.because) for loss in losses}) == len(losses)
        assert all(loss.n > 0 and loss.because for loss in losses)


def test_only_what_becomes_something_takes_a_step_by_being_put():
    """Else the step would be carried, and what was put lost without a word."""
    about = {step.about for step in law.STEPS if isinstance(step.about, type)}
    assert all(OF_ACTS[matter].becomes for matter in about)
