"""What a paper has to say about a simulation, filled in from the run itself.

The items are those of STRESS-DES (Monks et al. 2019, "Strengthening the reporting of
empirical simulation studies"). What only an author can say is marked as theirs.
"""

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from collabtherapy import law
from collabtherapy.simulation import tables
from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.engines.draws import Block
from collabtherapy.simulation.engines.moves import NEEDS
from collabtherapy.simulation.outcomes import USUAL_OUTCOMES
from collabtherapy.simulation.scenarios.quantity import Quantity
from collabtherapy.simulation.scenarios.scenario import Scenario

__all__ = [
    "assumptions_table",
    "stress_des",
]

AUTHORS = "(for the author to say)"


def assumptions_table(scenario: Scenario) -> str:
    """Give every number of a scenario with unit, range and source, in Markdown."""
    return tables.markdown(
        ["number", "value", "from", "to", "unit", "causal share", "source"],
        [_line(q) for q in scenario.numbers()],
    )


def _line(q: Quantity) -> list[str]:
    value, low, high, share = (
        f"{x:g}" for x in (q.value, q.low, q.high, q.causal_share)
    )
    return [q.name, value, low, high, q.unit, share, q.source]


def stress_des(cohort: Cohort) -> str:
    """Give the STRESS-DES checklist of a run, in Markdown."""
    items = [
        (number, name, text.replace("\n", " ")) for number, name, text in _items(cohort)
    ]
    filled = sum(text != AUTHORS for _, _, text in items)
    table = tables.markdown(["item", "what", "said"], [list(item) for item in items])
    return f"{table}\n\n{filled} of {len(items)} items are filled in from the run."


def _items(cohort: Cohort) -> Iterator[tuple[str, str, str]]:
    scenario, service = cohort.scenario, cohort.scenario.service
    on = [name for name in _switches(scenario) if getattr(scenario.practice, name)]
    yield "1.1", "purpose", AUTHORS
    yield "1.2", "outputs", "; ".join(f"{o.name}: {o.meaning}" for o in USUAL_OUTCOMES)
    yield "1.3", "aims of experiments", AUTHORS
    yield (
        "2.1",
        "diagram",
        "`collabtherapy.law.diagram()`; rows "
        + ", ".join(needs.row for needs in NEEDS.values()),
    )
    yield "2.2", "logic of the base model", _because()
    yield "2.3", "logic of the scenario", "practice: " + (", ".join(on) or "none on")
    yield "2.4", "algorithms", AUTHORS
    yield "2.5.1", "entities", "people referred, each a partnership under the law"
    yield "2.5.2", "activities", "first contact, talk of an agreement, weekly sessions"
    yield (
        "2.5.3",
        "resources",
        (
            f"a service: {service.first_contacts_a_week:g} first contacts a week, "
            f"{service.low_slots} low and {service.high_slots} high slots, "
            f"{service.slots_a_therapist} to a therapist"
        ),
    )
    yield (
        "2.5.4",
        "queues",
        (
            "three lists, first come first served, with reneging: first contact, low, "
            "high step"
        ),
    )
    yield (
        "2.5.5",
        "entry and exit",
        (
            f"{service.referrals_a_week:g} referrals a week, exponential gaps, "
            f"{service.referrals} a service; out by any closure of the law"
        ),
    )
    yield "3.1", "data sources", "the column source of the table of numbers"
    yield "3.2", "preprocessing", AUTHORS
    yield "3.3", "input parameters", f"{len(list(scenario.numbers()))} numbers, table"
    yield "3.4", "assumptions", f"{len(scenario.assumptions)} effects, table"
    yield (
        "4.1",
        "initialisation",
        (
            f"services begin empty; referrals before week {cohort.warm_up} count in "
            "no table"
        ),
    )
    yield "4.2", "run length", f"{service.weeks} weeks; what is open then is said so"
    yield (
        "4.3",
        "estimation",
        (
            f"{cohort.replications} replication(s) of {cohort.clients}; 95% intervals "
            "between services; arms share their draws"
        ),
    )
    yield (
        "5.1",
        "software",
        f"collabtherapy {_version()}, Python {platform.python_version()}",
    )
    yield (
        "5.2",
        "random numbers",
        (
            f"Philox4x32-10, seed {cohort.seed}; keyed by person, spell, week and each "
            f"of {len(Block)} purposes"
        ),
    )
    yield "5.3", "execution", "weekly steps; lists, then slots, then sessions"
    yield "5.4", "system", f"{platform.system()} {platform.machine()}"
    yield "6.1", "access to code", "https://pypi.org/project/collabtherapy (MIT)"


def _switches(scenario: Scenario) -> tuple[str, ...]:
    return tuple(type(scenario.practice).__annotations__)


def _because() -> str:
    rows = {step.id: step.because for step in law.STEPS}
    return "; ".join(f"{n.row}: {rows[n.row]}" for n in NEEDS.values())


def _version() -> str:
    try:
        return version("collabtherapy")
    except PackageNotFoundError:  # pragma: no cover - run from a bare checkout
        return "unreleased"
