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
from collabtherapy.simulation.cohort import Cohort
from collabtherapy.simulation.portable import Floats
from collabtherapy.simulation.scenarios.quantity import (
    BadScenario,
    real_number,
    whole_number,
)
from collabtherapy.simulation.scenarios.scenario import Scenario
from collabtherapy.simulation.shards import Engine, choose
from collabtherapy.simulation.simulate import simulate

STEP = 0.08
"""How far a number is moved to see what it does, as a part of the way between its
bounds: enough to be seen over rounding, and the same wherever it is."""

ROUND = 4
"""How many starts there are in a round, whose step is half that of the round before; it
is whole again after as many rounds. What a long step leaps over, such as a count's few
good values, a short one finds; what a short one cannot see, a long one does."""

AT_ONCE = 5
"""The status of a fit that had nothing to do; SciPy's own are 0 to 4."""

NEAR, FAR = 1.0, 2.0
"""Where SciPy sees the bounds of every number. Its first step and its tolerance go by
the size of a number, and one of 0 would never leave its bound."""

UNMEASURED = 1e3
"""By how many spreads a target counts as missed that nobody is counted in."""


Numbers: TypeAlias = tuple[float, ...]
"""The numbers of one trial."""


def _nothing_seen() -> dict[Numbers, tuple[float, ...]]:
    return {}


@attrs.frozen(kw_only=True)
class Target:
    """Something published that a simulation should come to.

    Args:
        name: what.
        of: gives it for a simulated cohort.
        value: what was published.
        low: the lowest that was published, over years say.
        high: the highest.
        source: by whom.

    Raises:
        BadScenario: If the value is no number or lies outside its own range, or there
            is no source.
    """

    name: str
    of: Callable[[Cohort], float]
    value: float
    low: float
    high: float
    source: str = field()

    def __attrs_post_init__(self) -> None:
        for part in ("value", "low", "high"):
            real_number(f"{self.name}.{part}", getattr(self, part))
        if not self.low <= self.value <= self.high:
            raise BadScenario(f"{self.name}.value", "lies between its low and high")
        if not self.source.strip():
            raise BadScenario(f"{self.name}.source", "says by whom it was published")

    def holds(self, value: float, *, beyond: float = 0.0) -> bool:
        """Whether a value lies within the range, or as far beyond as it is rounded."""
        return self.low - beyond <= value <= self.high + beyond


@attrs.frozen(kw_only=True)
class Span:
    """What a number may move between.

    Args:
        name: of the number.
        low: the lower bound.
        high: the upper bound.
        whole: whether it is a count.
        own: the scenario's number, which is kept to the last digit until it is moved.

    Raises:
        BadScenario: If the lower bound is not below the upper one.
    """

    name: str
    low: float
    high: float
    whole: bool
    own: float | None = None

    def __attrs_post_init__(self) -> None:
        if not self.low < self.high:
            what = "whole numbers" if self.whole else "numbers"
            raise BadScenario(self.name, f"moves between two {what}, the lower first")

    @classmethod
    def of(
        cls,
        name: str,
        low: float,
        high: float,
        *,
        whole: bool,
        own: float | None = None,
    ) -> "Span":
        """Return the span between two bounds; a count's lie at whole numbers."""
        low, high = real_number(name, low), real_number(name, high)
        if whole:
            low, high = math.ceil(low), math.floor(high)
        inside = own is not None and low <= own <= high
        own = own if inside else None
        return cls(name=name, low=low, high=high, whole=whole, own=own)

    def place(self, value: float) -> float:
        """Return where a value stands from `NEAR` to `FAR`, at a bound if beyond it."""
        part = (value - self.low) / (self.high - self.low)
        return NEAR + min(max(part, 0.0), 1.0)

    def value(self, place: float) -> float:
        """Return the value at a place."""
        # SciPy keeps a hair away from the bounds, at which the best may lie.
        part = round(place - NEAR, 9)
        if self.own is not None and part == round(self.place(self.own) - NEAR, 9):
            return self.own
        found = self.low + part * (self.high - self.low)
        return min(max(round(found) if self.whole else found, self.low), self.high)

    def beside(self, value: float, step: float = STEP) -> float:
        """Return a value far enough to see what the number does, on the wider side."""
        step *= self.high - self.low
        if self.whole:
            step = max(round(step), 1)
        up = value - self.low < self.high - value
        return value + step if up else value - step


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
        return _reached(self.targets, self.seen[self.best])

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
                (value - (t.low + t.high) / 2) / _spread(t)
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
        """Whether every target lies within its range."""
        return _reached(self.targets, self.found)

    def table(self) -> str:
        """Return simulated beside published, and why the fit stopped, in Markdown."""
        inside = sum(t.holds(v) for t, v in zip(self.targets, self.found, strict=True))
        by = "Status" if self.status == AT_ONCE else "SciPy, status"
        return (
            f"{beside(self.targets, self.found)}\n\n"
            f"{inside} of {len(self.targets)} inside; simulations: {self.n_trials}, "
            f"starts: {self.n_starts}. {by} {self.status}: {self.message}"
        )


def beside(targets: Sequence[Target], found: Sequence[float]) -> str:
    """Give simulated beside published in Markdown, each marked inside or outside."""
    return tables.markdown(
        ["figure", "simulated", "published", "lowest to highest", ""],
        [
            [
                t.name,
                f"{value:.3g}",
                f"{t.value:.3g}",
                f"{t.low:.3g} to {t.high:.3g}",
                "inside" if t.holds(value) else "outside",
            ]
            for t, value in zip(targets, found, strict=True)
        ],
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


def _spread(target: Target) -> float:
    """Return half the range, or a hundredth of what never varied."""
    return max((target.high - target.low) / 2, 0.01 * abs(target.value), 1e-6)


def _reached(targets: Sequence[Target], found: Sequence[float]) -> bool:
    return all(t.holds(value) for t, value in zip(targets, found, strict=True))
