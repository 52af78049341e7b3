"""Assumptions: what one thing does to another, with interval, source and causal share.

What correlates need not cause. Each assumption says how much of its estimate is taken
for a cause (its causal share), and 0 takes it out exactly.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from attrs import field

from collabtherapy._printing import printed
from collabtherapy.simulation.portable import log
from collabtherapy.simulation.scenarios.quantity import (
    BadScenario,
    Quantity,
    changed_from,
    real_number,
)

UNITS = ("d", "r", "OR", "HR", "share", "fraction")
"""Standardised difference, correlation, odds ratio, hazard ratio, share of variance,
and a plain part of something."""

RATIOS = ("OR", "HR")

CITED = ("estimate", "low", "high", "unit", "population")
"""What a source says of an effect: with one of these changed, it says it no more."""


@attrs.frozen(kw_only=True)
class Assumption:
    """One effect: what was found, how sure, of whom, by whom, and how much is cause.

    Args:
        name: what it is of: ``feedback.outcome``.
        estimate: what was found.
        low: the lower end of its interval.
        high: the upper end.
        unit: one of `UNITS`; ratios are above 0, and 1 is no effect.
        population: of whom it was found.
        source: who found it; "assumed" where nobody did.
        causal_share: how much of it is taken for a cause, from 0 to 1.
        found: the row as the source has it, where this one was changed since.

    Raises:
        BadScenario: If it has no source, no population, or a number outside its range.

    >>> feedback = Assumption(
    ...     name="feedback.leaving",
    ...     estimate=1.19,
    ...     low=1.03,
    ...     high=1.38,
    ...     unit="OR",
    ...     population="adults in therapy",
    ...     source="de Jong 2021",
    ... )
    >>> round(feedback.effect, 3), attrs.evolve(feedback, causal_share=0).effect
    (0.174, 0.0)
    """

    name: str
    estimate: float
    low: float
    high: float
    unit: str
    population: str
    source: str
    causal_share: float = field(default=1.0)
    found: "Assumption | None" = None

    def __attrs_post_init__(self) -> None:
        if self.unit not in UNITS:
            raise BadScenario(f"{self.name}.unit", f"is one of {', '.join(UNITS)}")
        least, most = (1e-6, 1e6) if self.unit in RATIOS else (-10.0, 10.0)
        if self.unit in ("r", "share", "fraction"):
            least, most = (-0.99, 0.99) if self.unit == "r" else (0.0, 1.0)
        for part in ("estimate", "low", "high"):
            self._keep(part, least, most)
        if not self.low <= self.estimate <= self.high:
            raise BadScenario(f"{self.name}.estimate", "lies within its interval")
        self._keep("causal_share", 0.0, 1.0)
        for part in ("population", "source"):
            said: object = getattr(self, part)
            if not isinstance(said, str) or not said.strip():
                raise BadScenario(f"{self.name}.{part}", "says of whom, or by whom")

    def _keep(self, part: str, low: float, high: float) -> None:
        # As a float, so that equal rows print alike, whatever their numbers came as.
        number = real_number(f"{self.name}.{part}", getattr(self, part), low, high)
        object.__setattr__(self, part, number)

    @property
    def citation(self) -> str:
        """The source, or what it found, or assumed of the cause, if changed since."""
        if self.found is None:
            return self.source
        was = self.found
        told: list[str] = []
        if not _alike(self, was, CITED):
            told.append(f"{was.estimate:g} {was.unit} [{was.low:g}, {was.high:g}]")
        if self.causal_share != was.causal_share:
            told.append(f"causal share {was.causal_share:g}")
        return changed_from(", ".join(told), was.source)

    @property
    def effect(self) -> float:
        """What acts in the model: the share of a difference, or of the log of a ratio.

        A correlation becomes the standardised difference that it stands for,
        d = 2r / √(1 − r²); a share of variance the deviation it makes.
        """
        if self.unit in RATIOS:
            return _log_ratio(self.estimate) * self.causal_share
        if self.unit == "r":
            r = self.estimate
            return 2.0 * r / math.sqrt(1.0 - r * r) * self.causal_share
        if self.unit == "share":
            return math.sqrt(self.estimate) * self.causal_share
        return self.estimate * self.causal_share


def _alike(one: Assumption, other: Assumption, parts: Iterable[str]) -> bool:
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def _log_ratio(ratio: float) -> float:
    # The portable log takes numbers up to 1.
    if ratio > 1.0:
        return -float(log(1.0 / ratio))
    return float(log(ratio))


def _rows(those: Iterable[Assumption]) -> tuple[Assumption, ...]:
    return tuple(those)


@attrs.frozen(repr=False)
class Assumptions(Mapping[str, Assumption]):
    """Every effect of a scenario, by name; a new value for each change.

    >>> from collabtherapy.simulation.scenarios.evidence import EVIDENCE
    >>> without = EVIDENCE.without("feedback.outcome")
    >>> without["feedback.outcome"].effect, EVIDENCE["feedback.outcome"].effect
    (0.0, 0.15)
    """

    rows: tuple[Assumption, ...] = field(converter=_rows)

    def __attrs_post_init__(self) -> None:
        names = [row.name for row in self.rows]
        if len(set(names)) < len(names):
            raise BadScenario("assumptions", "are named once each")

    def __getitem__(self, name: str) -> Assumption:
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (row.name for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Assumptions: {len(self.rows)}>"

    _repr_pretty_ = printed

    def put(self, *rows: Assumption) -> "Assumptions":
        """Give these in place of those of the same names, others as they are.

        Raises:
            BadScenario: one has a name that the model does not ask for.
        """
        new = {row.name: row for row in rows}
        if unknown := sorted(set(new) - set(self)):
            raise BadScenario(unknown[0], f"is none of: {', '.join(self)}")
        return Assumptions(tuple(new.get(row.name, row) for row in self.rows))

    def change(self, name: str, **fields: float | str) -> "Assumptions":
        """Return these with fields of one changed; its interval follows an estimate.

        Unless a new source is named, the row then says what it was changed from.

        Raises:
            BadScenario: If there is no effect of that name, or a value lies outside its
                range.

        >>> from collabtherapy.simulation.scenarios.evidence import EVIDENCE
        >>> EVIDENCE.change("feedback.outcome", estimate=0.6)[
        ...     "feedback.outcome"
        ... ].citation
        'changed from 0.15 d [0.1, 0.2] (de Jong 2021: 58 studies, N 21,699)'
        """
        if name not in self:
            raise BadScenario(name, f"is none of: {', '.join(self)}")
        before = self[name]
        cited = before if before.found is None else before.found
        new: dict[str, Any] = dict(fields)
        if "estimate" in new:
            estimate = real_number(f"{name}.estimate", new["estimate"])
            # An interval that an earlier change stretched is not stretched further.
            span = before if before.estimate == cited.estimate else cited
            new.setdefault("low", min(span.low, estimate))
            new.setdefault("high", max(span.high, estimate))
        after = attrs.evolve(before, **new)
        as_found = _alike(after, cited, (*CITED, "causal_share"))
        found = None if as_found or "source" in new else cited
        return self.put(attrs.evolve(after, found=found))

    def without(self, *names: str) -> "Assumptions":
        """Return these with some effects taken out exactly; all, if none is named.

        >>> from collabtherapy.simulation.scenarios.evidence import EVIDENCE
        >>> EVIDENCE.without("feedback.outcome")["feedback.outcome"].citation
        'changed from causal share 1 (de Jong 2021: 58 studies, N 21,699)'
        """
        changed = self
        for name in names or tuple(self):
            changed = changed.change(name, causal_share=0.0)
        return changed

    def quantities(self) -> Iterable[Quantity]:
        """Yield a row of each for the table of a scenario's numbers."""
        for row in self.rows:
            yield Quantity(
                name=row.name,
                value=row.estimate,
                unit=row.unit,
                source=f"{row.citation}; {row.population}",
                low=row.low,
                high=row.high,
                causal_share=row.causal_share,
            )
