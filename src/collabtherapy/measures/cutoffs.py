"""The cut-offs a, b and c, from the scores of those who are ill and those who are well.

Sources: Jacobson & Truax 1991; Hageman & Arrindell 1999 for true scores.
"""

import math
from enum import Enum

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.cohort import Population
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.quantities import number
from collabtherapy.measures.sources import Source

__all__ = ["CutoffKind", "cutoff"]

OBSERVED = Source("Jacobson & Truax 1991")
TRUE = Source("Hageman & Arrindell 1999")


class CutoffKind(Enum):
    """Which of the three cut-offs.

    ``A`` lies two standard deviations beyond the clinical mean, ``B`` within two of the
    functional mean, ``C`` between both means, nearer to the population that varies
    less.
    """

    A = "a"
    B = "b"
    C = "c"


def cutoff(
    kind: CutoffKind,
    *,
    clinical: Population | None = None,
    functional: Population | None = None,
    direction: Direction,
    sem: float | None = None,
) -> Cutoff:
    """Work out a cut-off; a score exactly there is neither clinical nor functional.

    Args:
        kind: which of the three.
        clinical: the scores of those who need help; for A and C.
        functional: the scores of those who are well; for B and C.
        direction: which scores are the better ones.
        sem: the standard error of measurement, in points, for a cut-off between true
            scores, whose variance is smaller by its square.

    Raises:
        NotMeasurable: a population that the kind needs is missing, or the error is
            as large as a standard deviation.

    >>> well, ill = Population(7.69, 7.52), Population(35.475, 8.1586)
    >>> lower = Direction.LOWER_IS_BETTER
    >>> round(
    ...     cutoff(CutoffKind.C, clinical=ill, functional=well, direction=lower).value,
    ...     2,
    ... )
    21.02
    """  # one call on one line reads best
    for place, given, what in (
        ("kind", kind, CutoffKind),
        ("direction", direction, Direction),
    ):
        if not isinstance(given, what):
            raise TypeError(f"{place} is a {what.__name__}")
    away = direction.sign * 2
    source = OBSERVED if sem is None else TRUE
    if kind is CutoffKind.A:
        ill = _true(clinical, "clinical", sem)
        value = ill.mean + away * ill.sd
    elif kind is CutoffKind.B:
        well = _true(functional, "functional", sem)
        value = well.mean - away * well.sd
    else:
        ill = _true(clinical, "clinical", sem)
        well = _true(functional, "functional", sem)
        value = (ill.sd * well.mean + well.sd * ill.mean) / (ill.sd + well.sd)
    return Cutoff(value, name=f"cut-off {kind.value}", source=source)


def _true(population: Population | None, name: str, sem: float | None) -> Population:
    if population is None:
        raise NotMeasurable(name, "missing", "this cut-off needs their mean and sd")
    if not isinstance(population, Population):
        raise TypeError(f"{name} is a Population")
    if sem is None:
        return population
    variance = population.sd**2 - number("sem", sem) ** 2
    if variance <= 0:
        raise NotMeasurable(
            "sem", "all_error", f"the error is smaller than the sd of the {name} scores"
        )
    return attrs.evolve(population, sd=math.sqrt(variance))
