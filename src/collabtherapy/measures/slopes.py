"""Change by a hierarchical linear model: whose course is steeper than the average?

It judges a person beside the cohort: deteriorated is less gain than others had, which
may still be a gain.
"""

from typing import ClassVar

import attrs
from attrs import field

from collabtherapy._scalars import real
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.courses import Courses
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.many import Changes, as_changes
from collabtherapy.measures.methods import Limits
from collabtherapy.measures.observed import Z
from collabtherapy.measures.optional import needs
from collabtherapy.measures.quantities import positive
from collabtherapy.measures.sources import Mark, Source
from collabtherapy.measures.verdicts import weighed

with needs("models"):
    import numpy as np

    from collabtherapy.measures.mixed import Floats, MixedFit, fit_mixed

__all__ = ["HierarchicalLinear", "SlopeChanges", "slope_changes"]

SPEER_GREENBAUM = Source("Speer & Greenbaum 1995", mark=Mark.REMEMBERED)

NEGLIGIBLE = 1e-5
"""How small slopes are beside the error where the search found that none differ."""

FEWEST = 3
"""How many scores a line of one's own takes."""


@attrs.frozen(kw_only=True)
class HierarchicalLinear:
    """A person's slope beside the average one, by its conditional deviation.

    Args:
        z: how many deviations it has to exceed.
    """

    name: ClassVar[str] = "hierarchical linear model"

    z: float = field(default=Z, converter=real, validator=positive)

    @property
    def source(self) -> Source:
        """The source of the method."""
        return SPEER_GREENBAUM

    @property
    def reliability(self) -> None:
        """None: the model estimates the error itself."""
        return None  # it is an answer

    @property
    def limits(self) -> Limits:
        """The limits of its index: beyond z, either way."""
        return Limits(gain=self.z, loss=self.z)


@attrs.frozen(kw_only=True, eq=False)
class SlopeChanges:
    """Who changed faster or slower than the average.

    Args:
        ids: whose changes these are, ``(people,)``: those with three scores or more.
        changes: what each came to; before and after are their first and last score.
        slopes: each person's own slope, in points a unit of time, ``(people,)``.
        fit: the model.
    """

    ids: tuple[object, ...]
    changes: Changes
    slopes: Floats
    fit: MixedFit


def slope_changes(
    courses: Courses,
    *,
    direction: Direction,
    by: HierarchicalLinear | None = None,
    cutoff: Cutoff | None = None,
) -> SlopeChanges:
    """Judge each person's slope beside the average one.

    Where by the model all slopes are alike, nobody's differs.

    Args:
        courses: those with fewer than three scores are left out.
        direction: which scores are the better ones.
        by: the method, for another z than 1.96.
        cutoff: what recovery is judged beside, from the first to the last score.

    Raises:
        NotMeasurable: too few people have three scores or more, or nothing varies.
    """
    method = by or HierarchicalLinear()
    long = courses.those(courses.n_scores >= FEWEST)
    if len(long.ids) < 2:  # noqa: PLR2004  # one line has none beside it
        raise NotMeasurable("courses", "too_few", "give two people with three scores")
    x = np.column_stack([np.ones_like(long.times), long.times])
    fit = fit_mixed(long.scores, x, long.times, long.person)
    deviations, sds = fit.deviations[:, 1], fit.deviation_sds[:, 1]
    differ = sds * long.times.std() > NEGLIGIBLE * fit.sigma
    index = np.divide(deviations, sds, out=np.zeros_like(sds), where=differ)
    pre, post = long.first, long.last
    found = weighed(
        index,
        pre,
        post,
        limits=method.limits,
        direction=direction,
        cutoff=cutoff,
        functional_post=cutoff.functional(post, direction) if cutoff else None,
    )
    changes = as_changes(
        found, pre=pre, post=post, by=method, direction=direction, cutoff=cutoff
    )
    slopes = fit.fixed[1] + deviations
    return SlopeChanges(ids=long.ids, changes=changes, slopes=slopes, fit=fit)
