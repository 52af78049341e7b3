"""The engines and their slow twin, who walks everybody through the law."""

import numpy as np
import pytest
from hypothesis import given
from small_service import SMALL, columns, scenarios, some, unlike

from collabtherapy import Partnership, Scope, acts
from collabtherapy.simulation import Scenario, simulate
from collabtherapy.simulation.columns import BY_NAME
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.twin.reference import Reference
from collabtherapy.simulation.engines.twin.walk import Walk


def walked(
    scenario: Scenario, service: int = 0
) -> tuple[list[Walk], dict[str, np.ndarray]]:
    """Give everybody the twin walked, and their rows as an engine gives them."""
    walks = Reference(scenario, Key.of(7), service).run()
    rows = [walk.row() for walk in walks]
    found = {
        name: np.array([row[name] for row in rows], dtype=column.dtype)
        for name, column in BY_NAME.items()
    }
    return walks, found


@given(scenarios())
@some(20)
def test_the_arrays_say_of_everybody_what_their_partnership_says(scenario: Scenario):
    """Invariant 50: every simulated way was recorded, act by act, under the law.

    The twin records everything it decides and is refused nothing; the engine gives the
    same rows, to the last bit.
    """
    _, twin = walked(scenario)
    assert unlike(columns(scenario), twin) == []


@pytest.mark.parametrize("scenario", [SMALL, SMALL.collaborative()])
def test_thousands_agree_row_by_row(scenario: Scenario):
    """Invariant 50: two practices, 17 services of sixty: all rows are the twin's."""
    for service in range(17):
        _, twin = walked(scenario, service)
        assert (
            unlike(columns(scenario, services=range(service, service + 1)), twin) == []
        )


@given(scenarios())
@some(12)
def test_compiled_code_gives_the_same_bits(scenario: Scenario):
    """Numba and NumPy reckon alike, whatever the scenario."""
    pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    services = range(3)
    assert (
        unlike(
            columns(scenario, services=services),
            columns(scenario, services=services, engine="compiled"),
        )
        == []
    )


@pytest.mark.parametrize(
    "scenario", [SMALL, SMALL.collaborative(), SMALL.put({"service.weeks": 24})]
)
def test_a_row_can_be_had_as_a_partnership_that_replays(scenario: Scenario):
    """Invariant 50: any row gives an ordinary partnership that stands where it says."""
    cohort = simulate(scenario, clients=60, seed=7)
    for row in range(cohort.n_rows):
        person, spell = int(cohort["person"][row]), int(cohort["spell"][row])
        chain = cohort.partnerships(person, spell=spell)
        assert all(Partnership.replay(p.history, check=True) == p for p in chain)
        last = cohort.partnership(person, spell=spell)
        assert last == chain[-1]
        assert (last.closure is None) == (cohort["closed"][row] < 0)
        held = [a for p in chain for a in p.history if isinstance(a, acts.EndSession)]
        assert len(held) == cohort["sessions"][row]


def test_who_is_handed_on_or_comes_back_has_a_partnership_before():
    """A transfer and a return are each a new partnership that names the old one."""
    cohort = simulate(SMALL.collaborative(), clients=600, seed=7)
    (moved,) = np.nonzero((cohort["from_2"] >= 0) & (cohort["spell"] == 0))
    (again,) = np.nonzero(cohort["spell"] == 1)
    before, after = cohort.partnerships(int(cohort["person"][moved[0]]))
    assert after.history[0].predecessor == before.id
    person = int(cohort["person"][again[0]])
    returned = cohort.partnerships(person, spell=1)[0]
    assert returned.history[0].predecessor == cohort.partnership(person).id


@given(scenarios())
@some(7)
def test_nobody_is_seen_without_a_consent_in_force(scenario: Scenario):
    """Invariant 23, of simulated people: every session finds a consent in force."""
    walks, _ = walked(scenario)
    for walk in walks:
        for p in walk.chain:
            for index, act in enumerate(p.history):
                if isinstance(act, acts.StartSession):
                    then = Partnership.replay(p.history[:index])
                    (client,) = then.clients
                    scopes = (Scope.ASSESSMENT, Scope.TREATMENT)
                    assert any(then.consent(client, s).in_force(act.at) for s in scopes)


def test_a_person_who_is_not_there_has_no_partnership():
    """Asking for somebody who was never referred says so."""
    cohort = simulate(SMALL, clients=60, seed=7)
    with pytest.raises(LookupError, match="no row of person 60"):
        cohort.partnership(60)
