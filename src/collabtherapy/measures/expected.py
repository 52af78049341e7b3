"""The course to be expected from an intake score, out of one's own cohort.

y = b0 + b1·intake + (b2 + b3·intake)·ln(1 + t) + u + v·ln(1 + t) + e, with u and v a
person's own. The coefficients of vendors are theirs; these are fitted to your data.

Sources: Finch, Lambert & Schaalje 2001 and Delgadillo et al. 2018 for the method; the
bounds of 80% and 90% are set here.
"""

import math
from statistics import NormalDist

import attrs
from attrs import field
from attrs.validators import instance_of

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.courses import Courses
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.optional import needs
from collabtherapy.measures.quantities import number
from collabtherapy.measures.signals import Signal, graded
from collabtherapy.measures.sources import Mark, Source

with needs("models"):
    import numpy as np

    from collabtherapy.measures.mixed import Floats, MixedFit, fit_mixed

__all__ = ["ExpectedCourse"]

OWN_COHORT = Source(
    "own cohort; method of Finch, Lambert & Schaalje 2001", mark=Mark.REMEMBERED
)
N_EFFECTS = 4


@attrs.frozen(kw_only=True, eq=False)
class ExpectedCourse:
    """What is to be expected of somebody like those in a cohort, and a signal rule.

    Args:
        fit: the model, from `of`.
        direction: which scores are the better ones.
        amber: the share of such people who would do no worse than the amber bound.
        red: the same of the red bound; above amber.
        n: how many people it was fitted to.
    """

    fit: MixedFit
    direction: Direction = field(validator=instance_of(Direction))
    amber: float = 0.80
    red: float = 0.90
    n: int

    def __attrs_post_init__(self) -> None:
        for name, share in (("amber", self.amber), ("red", self.red)):
            if not 0 < number(name, share) < 1:
                raise NotMeasurable(name, "share", "a bound lies between 0 and 1")
        if self.amber >= self.red:
            raise NotMeasurable("amber, red", "order", "amber comes before red")

    @property
    def source(self) -> Source:
        """The source of the method."""
        return OWN_COHORT

    @classmethod
    def of(
        cls,
        courses: Courses,
        *,
        direction: Direction,
        amber: float = 0.80,
        red: float = 0.90,
    ) -> "ExpectedCourse":
        """Fit it to courses; each person's first score is their intake.

        Raises:
            NotMeasurable: there is too little to fit it to.
        """
        since = courses.times - courses.times[courses.firsts][courses.person]
        later = since > 0
        person = courses.person[later]
        if len(np.unique(person)) <= N_EFFECTS:
            raise NotMeasurable(
                "courses", "too_few", "give more than four people with later scores"
            )
        log_time = np.log1p(since[later])
        x = _row(courses.first[person], log_time)
        places = np.unique(person, return_inverse=True)[1]
        return cls(
            fit=fit_mixed(courses.scores[later], x, log_time, places),
            direction=direction,
            amber=amber,
            red=red,
            n=int(places.max()) + 1,
        )

    def expected(self, intake: float, session: float) -> float:
        """Return the score to be expected, in points, so long after that intake."""
        row = _row(*self._asked(intake, session))[0]
        return float(row @ self.fit.fixed)

    def spread(self, intake: float, session: float) -> float:
        """Return the standard deviation around it: of people, of error, of the fit."""
        asked = self._asked(intake, session)
        row, own = _row(*asked)[0], np.array([1.0, asked[1][0]])
        variance = (
            own @ self.fit.covariance @ own
            + self.fit.sigma**2
            + row @ self.fit.fixed_covariance @ row
        )
        return math.sqrt(float(variance))

    def bound(self, intake: float, session: float, *, share: float) -> float:
        """Return the score that such a share of people would do no worse than."""
        if not 0 < number("share", share) < 1:
            raise NotMeasurable("share", "share", "a bound lies between 0 and 1")
        errors = NormalDist().inv_cdf(share)
        away = -self.direction.sign * errors * self.spread(intake, session)
        return self.expected(intake, session) + away

    def signal(self, intake: float, session: int, score: float) -> Signal:
        """Return what a score at a session means, after that score at intake."""
        gone = number("score", score) - self.expected(intake, session)
        worse = -self.direction.sign * gone / self.spread(intake, session)
        normal = NormalDist()
        return graded(
            worse, amber=normal.inv_cdf(self.amber), red=normal.inv_cdf(self.red)
        )

    @staticmethod
    def _asked(intake: float, session: float) -> tuple[Floats, Floats]:
        if number("session", session) <= 0:
            raise NotMeasurable("session", "before_intake", "give a time after intake")
        return np.array([number("intake", intake)]), np.array([math.log1p(session)])


def _row(intake: Floats, log_time: Floats) -> Floats:
    return np.column_stack([np.ones_like(intake), intake, log_time, intake * log_time])
