"""Fitting named numbers of a scenario to named targets, and saying how well.

The least squares are SciPy's (extra ``calibration``). The luck is the same in every
trial, so that what changes is what the numbers do.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, TypeAlias

import attrs
import numpy as np
from attrs import field

from collabtherapy._frozen import frozen
from collabtherapy.simulation import tables
from collabtherapy.simulation.portable import Floats
from collabtherapy.simulation.scenarios.quantity import BadScenario, whole_number
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.shards import Engine, choose
from collabtherapy.simulation.simulate import simulate
from collabtherapy.simulation.spans import FAR, NEAR, STEP, Span
from collabtherapy.simulation.targets import Target, all_reached, beside, spread

ROUND = 4
"""How many starts there are in a round, whose step is half that of the round before; it
is whole again after as many rounds. What a long step leaps over, such as a count's few
good values, a short one finds; what a short one cannot see, a long one does."""

AT_ONCE = 5
"""The status of a fit that had nothing to do; SciPy's own are 0 to 4."""

UNMEASURED = 1e3
"""By how many spreads a target counts as missed that nobody is counted in."""


Numbers: TypeAlias = tuple[float, ...]
"""The numbers of one trial."""


def _nothing_seen() -> dict[Numbers, tuple[float, ...]]:
    return {}


@attrs.define(kw_only=True)
class Tried:
    """Every trial of a fit: what was put in, what came out, and which is the best.

    Args:
        spans: the numbers that move.
        targets: what to come to.
        found: simulates with some numbers, and returns what each target is of.
    """

    spans: tuple[Span, ...]
    targets: tuple[Target, ...]
    found: Callable[[Mapping[str, float]], tuple[float, ...]]
    step: float = field(init=False, default=STEP)
    seen: dict[Numbers, tuple[float, ...]] = field(init=False, factory=_nothing_seen)
    best: Numbers = field(init=False, default=())
    least: float = field(init=False, default=math.inf)

    def values(self, numbers: Numbers) -> dict[str, float]:
        """Return numbers by their names."""
        return {s.name: x for s, x in zip(self.spans, numbers, strict=True)}

    def at(self, places: Floats) -> Numbers:
        """Return the numbers at places."""
        each = zip(self.spans, places.tolist(), strict=True)
        return tuple(span.value(place) for span, place in each)

    def reaches_all(self) -> bool:
        """Return whether the best of the trials so far reaches every target."""
        return all_reached(self.targets, self.seen[self.best])

    def misses(self, places: Floats) -> Floats:
        """Return by how many spreads each target is missed at some places."""
        return self._missed(self.at(places))

    def slopes(self, places: Floats) -> Floats:
        """Return what each target does with each number, by steps of one length."""
        numbers = self.at(places)
        here = self._missed(numbers)
        columns: list[Floats] = []
        for n, span in enumerate(self.spans):
            moved = span.beside(numbers[n], self.step)
            way = span.place(moved) - span.place(numbers[n])
            there = self._missed((*numbers[:n], moved, *numbers[n + 1 :]))
            columns.append((there - here) / way)
        return np.stack(columns, axis=1)

    def _missed(self, numbers: Numbers) -> Floats:
        if numbers not in self.seen:
            self.seen[numbers] = self.found(self.values(numbers))
        missed = np.array(
            [
                (value - (t.low + t.high) / 2) / spread(t)
                for t, value in zip(self.targets, self.seen[numbers], strict=True)
            ]
        )
        missed = np.where(np.isfinite(missed), missed, UNMEASURED)
        cost = float(np.sqrt(1.0 + missed * missed).sum())  # soft_l1, as SciPy has it
        if cost < self.least:
            self.best, self.least = numbers, cost
        return missed


@attrs.frozen(kw_only=True)
class Calibration:
    """What a fit came to.

    Args:
        scenario: with the numbers that fit best of all that were tried.
        fitted: those numbers, by name.
        targets: what was aimed at.
        found: what the scenario gives for each.
        n_trials: how many simulations it took.
        n_starts: from how many points it was begun.
        status: SciPy's code of why the descent that found them stopped: 0 when the
            trials were used up, 1 to 4 when it had converged; `AT_ONCE` (5) when every
            target was reached where the fit begins.
        message: the same in words, which are SciPy's for 0 to 4.
    """

    scenario: Scenario
    fitted: Mapping[str, float] = field(converter=frozen)
    targets: tuple[Target, ...]
    found: tuple[float, ...]
    n_trials: int
    n_starts: int
    status: int
    message: str

    @property
    def reached(self) -> bool:
        """True if every target lies within its range."""
        return all_reached(self.targets, self.found)

    def table(self) -> str:
        """Return simulated beside published, and why the fit stopped, in Markdown."""
        inside = sum(t.holds(v) for t, v in zip(self.targets, self.found, strict=True))
        by = "Status" if self.status == AT_ONCE else "SciPy, status"
        return (
            f"{beside(self.targets, self.found)}\n\n"
            f"{inside} of {len(self.targets)} inside; simulations: {self.n_trials}, "
            f"starts: {self.n_starts}. {by} {self.status}: {self.message}"
        )


def calibrate(
    scenario: Scenario,
    *,
    numbers: Mapping[str, tuple[float, float]],
    targets: Sequence[Target],
    clients: int,
    seed: int,
    trials: int = 20,
    warm_up: int = 0,
    starts: int | None = None,
) -> Calibration:
    """Fit numbers of a scenario to targets, each weighed by its own spread.

    Begins where the scenario is (at the bound, for a number beyond one), and returns at
    once if every target is reached there: what fits is not moved. While a target is
    missed and trials are left, the fit begins again elsewhere between the bounds, after
    some starts with shorter steps; the best of everything that was tried is returned.

    Args:
        scenario: where to start from.
        numbers: which numbers may move, and between which two bounds, the lower first;
            a count moves by whole ones.
        targets: what to come to.
        clients: people in each trial.
        seed: the luck, the same in every trial.
        trials: how often the whole set is moved at most, from all starts together.
        warm_up: weeks left out.
        starts: from how many points to begin at most; until the trials are used up,
            unless it is said.

    Raises:
        BadScenario: If there is nothing to fit or to fit to, a name is no number's, a
            lower bound is not below its upper one, or the scenario does not take one.
        ImportError: If SciPy is missing.
    """
    if not numbers or not targets:
        raise BadScenario("calibrate", "takes at least one number and one target")
    optimize = tables.needed("scipy.optimize", "calibration")
    spans = _spans(scenario, numbers)
    clients = whole_number("clients", clients, 1)
    left = whole_number("trials", trials, 1)
    most = None if starts is None else whole_number("starts", starts, 1)
    runs = left * (len(spans) + 1)
    engine = choose(Engine.AUTO, clients * runs, runs=runs)

    def found(values: Mapping[str, float]) -> tuple[float, ...]:
        cohort = simulate(
            _moved(scenario, values),
            clients=clients,
            seed=seed,
            warm_up=warm_up,
            engine=engine,
        )
        return tuple(float(target.of(cohort)) for target in targets)

    tried = Tried(spans=spans, targets=tuple(targets), found=found)
    tried.misses(next(_starts(scenario, spans, 1)))
    if tried.reaches_all():
        message = (
            "every target is reached where the fit begins; nothing was left to fit"
        )
        return _came_to(scenario, tried, 0, AT_ONCE, message)
    stops: list[Any] = []
    n_starts = 0
    for start in _starts(scenario, spans, most):
        before = tried.best
        tried.step = STEP / 2 ** (n_starts // ROUND % ROUND)
        fit = optimize.least_squares(
            tried.misses,
            start,
            jac=tried.slopes,
            bounds=(NEAR, FAR),
            max_nfev=left,
            x_scale=1.0,
            loss="soft_l1",
        )
        n_starts += 1
        if not stops or tried.best != before:
            stops.append(fit)
        left -= fit.nfev
        if tried.reaches_all() or left < 1:
            break
    stop = stops[-1]
    return _came_to(scenario, tried, n_starts, int(stop.status), str(stop.message))


def _came_to(
    scenario: Scenario, tried: Tried, n_starts: int, status: int, message: str
) -> Calibration:
    fitted = tried.values(tried.best)
    return Calibration(
        scenario=_moved(scenario, fitted),
        fitted=fitted,
        targets=tried.targets,
        found=tried.seen[tried.best],
        n_trials=len(tried.seen),
        n_starts=n_starts,
        status=status,
        message=message,
    )


def _now(scenario: Scenario) -> dict[str, float]:
    return {q.name: q.value for q in scenario.numbers()}


def _moved(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return a scenario with those of the values put that are not its own."""
    now = _now(scenario)
    return scenario.put({name: x for name, x in values.items() if x != now[name]})


def _spans(
    scenario: Scenario, numbers: Mapping[str, tuple[float, float]]
) -> tuple[Span, ...]:
    now = _now(scenario)
    if unknown := sorted(set(numbers) - set(now)):
        raise BadScenario(unknown[0], "is no number of the scenario")
    return tuple(
        _span(scenario, name, bounds, now[name]) for name, bounds in numbers.items()
    )


def _span(scenario: Scenario, name: str, bounds: Iterable[float], own: float) -> Span:
    """Return the span of a number; the scenario takes both bounds."""
    try:
        low, high = bounds
    except (TypeError, ValueError) as error:
        why = "moves between two bounds, the lower first: a pair (low, high)"
        raise BadScenario(name, why) from error
    span = Span.of(name, low, high, whole=isinstance(own, int), own=own)
    for bound in (span.low, span.high):
        try:
            scenario.put({name: bound})
        except BadScenario as error:
            why = f"moves between bounds that a scenario takes, but {error}"
            raise BadScenario(name, why) from error
    return span


def _starts(
    scenario: Scenario, spans: Sequence[Span], n: int | None
) -> Iterator[Floats]:
    """Yield where to begin: where the scenario is, then points spread between bounds.

    There is no end of them without a number.

    Source: Roberts 2018, the R sequence: additive, with the powers of the generalised
    golden ratio, the root of x**(d + 1) = x + 1.
    """
    now = _now(scenario)
    yield np.array([span.place(now[span.name]) for span in spans])
    root = 2.0
    for _ in range(40):
        root = (1.0 + root) ** (1.0 / (len(spans) + 1))
    steps = root ** -np.arange(1.0, len(spans) + 1)
    for start in count() if n is None else range(n - 1):
        yield NEAR + (0.5 + start * steps) % 1.0
