"""What the assumptions of a scenario do in it, given what its practice turns on."""

import math

import numpy as np

from collabtherapy.simulation.portable import exp
from collabtherapy.simulation.scenarios.practice import LEVERS
from collabtherapy.simulation.scenarios.scenario import Scenario


class Acting:
    """What the assumptions of a scenario do in it."""

    def __init__(self, scenario: Scenario) -> None:
        """Find which assumptions the practice turns on."""
        self._assumptions = scenario.assumptions
        self._on = {
            name
            for switch, names in LEVERS.items()
            if getattr(scenario.practice, switch)
            for name in names
        }

    def effect(self, name: str) -> float:
        """Give what acts whatever the practice."""
        return self._assumptions[name].effect

    def if_on(self, *names: str) -> float:
        """Give the sum of those that the practice turns on."""
        return math.fsum(self.effect(name) for name in names if name in self._on)

    def adding_up(self, of: str) -> float:
        """Give what those turned on are multiplied by, because they overlap.

        The largest counts whole, the others in part, so that one alone is what was
        found of it, and one that is 0 changes nothing.
        """
        on = [abs(self.effect(name)) for name in sorted(self._on) if name.endswith(of)]
        total, largest = math.fsum(on), max(on, default=0.0)
        if total == 0.0:
            return 1.0
        part = self.effect("practice.adds_up")
        return (largest + part * (total - largest)) / total

    def ratio(self, name: str) -> float:
        """Give what a rate is multiplied by."""
        return float(exp(np.float64(self.effect(name))))
