"""A scenario: who comes, to what service, practised how, under which assumptions."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import attrs
from attrs import field

from collabtherapy.simulation.scenarios.assumptions import Assumptions
from collabtherapy.simulation.scenarios.evidence import EVIDENCE
from collabtherapy.simulation.scenarios.population import Population
from collabtherapy.simulation.scenarios.practice import COLLABORATIVE, USUAL, Practice
from collabtherapy.simulation.scenarios.quantity import (
    BadScenario,
    Quantity,
    quantities,
    real_number,
)
from collabtherapy.simulation.scenarios.service import Service
from collabtherapy.simulation.scenarios.therapy import Therapy

V = TypeVar("V")
Part = TypeVar("Part", Population, Service, Therapy)


def _part(_: object, at: "attrs.Attribute[V]", value: V) -> None:
    kind = KINDS[at.name]
    if not isinstance(value, kind):
        raise BadScenario(f"scenario.{at.name}", f"is a {kind.__name__}")


KINDS: Mapping[str, type[object]] = {
    "population": Population,
    "service": Service,
    "practice": Practice,
    "assumptions": Assumptions,
}


@attrs.frozen(kw_only=True)
class Scenario:
    """Everything that a simulation needs to know, but for how many and which seed.

    Args:
        population: who comes.
        service: where to.
        practice: what makes it collaborative, or not.
        assumptions: what does what to what.

    >>> usual = Scenario()
    >>> informed = usual.with_practice(feedback_informed=True)
    >>> informed.practice.feedback_informed, usual.practice.feedback_informed
    (True, False)
    """

    population: Population = field(default=Population(), validator=_part)
    service: Service = field(default=Service(), validator=_part)
    practice: Practice = field(default=USUAL, validator=_part)
    assumptions: Assumptions = field(default=EVIDENCE, validator=_part)

    def with_practice(self, **switches: bool) -> "Scenario":
        """Give this scenario with some of its practice switched on or off."""
        return attrs.evolve(self, practice=attrs.evolve(self.practice, **switches))

    def collaborative(self) -> "Scenario":
        """Give this scenario with all of the practice switched on."""
        return attrs.evolve(self, practice=COLLABORATIVE)

    def without(self, *assumptions: str) -> "Scenario":
        """Give this scenario with some effects taken out exactly; all, unless named."""
        changed = self.assumptions.without(*assumptions)
        return attrs.evolve(self, assumptions=changed)

    def numbers(self) -> Iterator[Quantity]:
        """Yield every number it is made of, with unit and source.

        The sources are those of the default scenario's numbers: any other number says
        what it was changed from.

        >>> scenario = Scenario().put({"population.comes": 0.9})
        >>> {q.name: q.source for q in scenario.numbers()}["population.comes"]
        'changed from 0.766 (fitted to NHS Talking Therapies, England)'
        """
        cited = Scenario()
        service, usual = self.service, cited.service
        yield from quantities(self.population, "population", cited.population)
        yield from quantities(service, "service", usual)
        yield from quantities(service.low, "low", usual.low)
        yield from quantities(service.high, "high", usual.high)
        yield from self.assumptions.quantities()

    def put(self, values: Mapping[str, float]) -> "Scenario":
        """Return this scenario with other numbers, named as `numbers` names them.

        A number of an assumption is its estimate, and its interval is stretched to hold
        it. A count is rounded to the nearest whole number, so that fits and samples can
        move it. A number that was changed no longer cites who found the other one.

        Raises:
            BadScenario: If it has no number of that name, or a value lies outside its
                range.

        >>> Scenario().put({"low.responds": 0.5}).service.low.responds
        0.5
        """
        parts: dict[str, dict[str, float]] = {}
        assumptions = self.assumptions
        for name, given in values.items():
            value = real_number(name, given)
            if name in assumptions:
                assumptions = assumptions.change(name, estimate=value)
                continue
            part, _, field_name = name.partition(".")
            parts.setdefault(part, {})[field_name] = value
        low = _evolve(self.service.low, "low", parts)
        high = _evolve(self.service.high, "high", parts)
        service = _evolve(self.service, "service", parts)
        population = _evolve(self.population, "population", parts)
        if parts:
            raise BadScenario(next(iter(parts)), "is no part of a scenario")
        return attrs.evolve(
            self,
            population=population,
            service=attrs.evolve(service, low=low, high=high),
            assumptions=assumptions,
        )


def _evolve(part: Part, name: str, changes: dict[str, dict[str, float]]) -> Part:
    new = changes.pop(name, {})
    known = [q.name.partition(".")[2] for q in quantities(part, name, part)]
    if unknown := sorted(set(new) - set(known)):
        raise BadScenario(f"{name}.{unknown[0]}", f"is none of: {', '.join(known)}")
    whole = {key for key in new if isinstance(getattr(part, key), int)}
    values: dict[str, Any] = {
        key: round(value) if key in whole else value for key, value in new.items()
    }
    return attrs.evolve(part, **values)
