"""A therapy or the arm of a trial, described by what was reported of it.

A report gives some of these: scores at both ends, how many recovered, improved or
became worse, how many sessions there were. `Reported` holds them, each with how sure it
is; `describe` gives the scenario that comes to them, by fitting the numbers that they
speak about and leaving all others as they are. What was not reported is not fitted.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, cast

import attrs
from attrs import field

from collabtherapy.simulation import outcomes
from collabtherapy.simulation.calibrate import Calibration, calibrate
from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.courses import courses
from collabtherapy.simulation.estimates import Outcome, Tally
from collabtherapy.simulation.scenarios.quantity import BadScenario, real_number
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.targets import Target

POINTS, PERCENT = 0.15, 1.0
"""How close is close enough, in points of a scale and in per cent."""

STARTS = {
    "population.phq9_mean": (0.0, 27.0),
    "population.phq9_sd": (1.0, 12.0),
    "population.gad7_mean": (0.0, 21.0),
    "population.gad7_sd": (1.0, 10.0),
}
ENDS = {
    "responds": (0.02, 0.98),
    "severity": (-1.0, 3.0),
    "responder_end": (0.5, 15.0),
    "responder_carry": (-0.2, 1.0),
    "other_gain": (-4.0, 10.0),
    "other_carry": (0.2, 1.2),
    "other_spread": (1.0, 9.0),
    "anxiety": (0.5, 1.4),
}
SESSIONS = {"sessions_mean": (1.0, 60.0)}
RATES: Mapping[str, Outcome] = {
    "recovery": outcomes.RECOVERY,
    "reliable_recovery": outcomes.RELIABLE_RECOVERY,
    "improvement": outcomes.IMPROVEMENT,
    "deterioration": outcomes.DETERIORATION,
}

Pair: TypeAlias = tuple[float, float] | None
"""A mean and a standard deviation."""
Rate: TypeAlias = float | None
"""Per cent."""


def _pair(_: object, at: "attrs.Attribute[Pair]", value: object) -> None:
    if value is None:
        return
    name = f"reported.{at.name}"
    pair = cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
    found = [real_number(name, number) for number in pair]
    if len(found) != 2 or found[1] <= 0:  # noqa: PLR2004 - a mean and its spread
        raise BadScenario(name, "is a mean and a standard deviation")


def _rate(_: object, at: "attrs.Attribute[Rate]", value: Rate) -> None:
    if value is not None:
        real_number(f"reported.{at.name}", value, 0.0, 100.0)


def _mean(_: object, at: "attrs.Attribute[Rate]", value: Rate) -> None:
    if value is not None:
        real_number(f"reported.{at.name}", value, 0.0, 1000.0)


@attrs.frozen(kw_only=True)
class Reported:
    """What was reported of one therapy, or of one arm of a trial.

    Args:
        name: of the therapy.
        source: who reported it.
        phq_start: mean and standard deviation of the first PHQ-9.
        phq_end: of the last.
        gad_start: of the first GAD-7.
        gad_end: of the last.
        recovery: per cent of cases that are none at the end.
        reliable_recovery: per cent of cases that changed reliably, besides.
        improvement: per cent that improved reliably.
        deterioration: per cent that became reliably worse.
        sessions: mean number attended, by those who had two or more.

    Raises:
        BadScenario: If it has no source, or a number cannot be; names the field.
    """

    name: str
    source: str
    phq_start: Pair = field(default=None, validator=_pair)
    phq_end: Pair = field(default=None, validator=_pair)
    gad_start: Pair = field(default=None, validator=_pair)
    gad_end: Pair = field(default=None, validator=_pair)
    recovery: Rate = field(default=None, validator=_rate)
    reliable_recovery: Rate = field(default=None, validator=_rate)
    improvement: Rate = field(default=None, validator=_rate)
    deterioration: Rate = field(default=None, validator=_rate)
    sessions: Rate = field(default=None, validator=_mean)

    def targets(self) -> tuple[Target, ...]:
        """Give every figure that was reported as something to come to."""
        return tuple(self._targets())

    def _targets(self) -> Iterator[Target]:
        for scale in ("phq", "gad"):
            for end, column in (("start", "first"), ("end", "last")):
                found: Pair = getattr(self, f"{scale}_{end}")
                for what, value in zip(("mean", "sd"), found or (), strict=False):
                    name = f"{scale} {what} at {end}"
                    of = Moment(f"{scale}_{column}", what)
                    yield self._target(name, of, value, POINTS)
        for rate, outcome in RATES.items():
            share: Rate = getattr(self, rate)
            if share is not None:
                name = f"{outcome.name} %"
                yield self._target(name, Percent(outcome), share, PERCENT)
        if self.sessions is not None:
            of = Moment("sessions", "mean")
            yield self._target("mean sessions", of, self.sessions, POINTS)

    def _target(
        self, name: str, of: Callable[[Cohort], float], value: float, close: float
    ) -> Target:
        return Target(
            name=f"{self.name}: {name}",
            of=of,
            value=value,
            low=value - close,
            high=value + close,
            source=self.source,
        )


HIGH = 1
"""The step that a described therapy takes; the other stands empty."""


# Values and not closures, so that a target can be sent to another process.


@attrs.frozen
class Moment:
    """The mean or the standard deviation of a column, in courses of the high step."""

    column: str
    what: str

    def __call__(self, cohort: Cohort) -> float:
        """Return it for a cohort."""
        scores = courses(cohort, step=HIGH)[self.column]
        return float(scores.mean() if self.what == "mean" else scores.std())


@attrs.frozen
class Percent:
    """How many per cent an outcome has, in courses of the high step."""

    outcome: Outcome

    def __call__(self, cohort: Cohort) -> float:
        """Return it for a cohort."""
        return 100 * Tally.of(self.outcome, courses(cohort, step=HIGH)).mean


def alone(scenario: Scenario, name: str) -> Scenario:
    """Give a scenario in which everybody has one therapy, as in the arm of a trial."""
    therapy = attrs.evolve(scenario.service.high, name=name)
    service = attrs.evolve(
        scenario.service, high=therapy, high_from=0.0, high_spread=0.0, steps_down=0.0
    )
    return attrs.evolve(scenario, service=service)


def describe(
    reported: Reported,
    *,
    scenario: Scenario | None = None,
    clients: int = 20_000,
    seed: int = 1,
    trials: int = 30,
) -> Calibration:
    """Fit a scenario of one therapy to what was reported of it (extra ``calibration``).

    Args:
        reported: the figures.
        scenario: where everything comes from that was not reported; the default one.
        clients: people in each trial of the fit.
        seed: the luck, the same in every trial.
        trials: how often the whole set of numbers is moved at most.

    Raises:
        BadScenario: nothing was reported.
        ImportError: SciPy is missing.
    """
    start = alone(Scenario() if scenario is None else scenario, reported.name)
    numbers: dict[str, tuple[float, float]] = {}
    if reported.phq_start or reported.gad_start:
        numbers |= STARTS
    ends = (reported.phq_end, reported.gad_end, *(getattr(reported, r) for r in RATES))
    if any(end is not None for end in ends):
        numbers |= {f"high.{name}": span for name, span in ENDS.items()}
    if reported.sessions is not None:
        numbers |= {f"high.{name}": span for name, span in SESSIONS.items()}
    return calibrate(
        start,
        numbers=numbers,
        targets=reported.targets(),
        clients=clients,
        seed=seed,
        trials=trials,
    )
