"""The courses of many people, one score a line: whose, when, how much."""

from collections.abc import Iterable
from typing import cast

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.optional import needs
from collabtherapy.measures.quantities import is_missing

with needs("arrays"):
    import numpy as np
    import numpy.typing as npt

    from collabtherapy.measures.columns import Floats, column

__all__ = ["Courses"]


@attrs.frozen(kw_only=True, eq=False)
class Courses:
    """Scores of many people over time, each person's in order, nothing missing.

    Args:
        ids: whose courses these are, ``(people,)``.
        person: the place in ``ids`` of each score, ``(scores,)``.
        times: when it was, ``(scores,)``: sessions, weeks, whatever is counted.
        scores: how much it was, ``(scores,)``.
    """

    ids: tuple[object, ...]
    person: npt.NDArray[np.intp]
    times: Floats
    scores: Floats

    @classmethod
    def of(cls, ids: object, times: object, scores: object) -> "Courses":
        """Take three columns, ``(scores,)`` each; a missing score is left out.

        Args:
            ids: whose score it is: a number or a text, as in a data frame.
            times: when it was.
            scores: how much it was; None or NaN where it is missing.

        Raises:
            TypeError: times or scores are no numbers, or an id cannot be one.
            NotMeasurable: the columns differ in length, a time is missing, or somebody
                has two scores at one time.

        >>> Courses.of(["a", "a", "b"], [0, 1, 0], [20, 15, 18]).ids
        ('a', 'b')
        """
        when, much, whose = column("times", times), column("scores", scores), _list(ids)
        if not len(whose) == len(when) == len(much):
            raise NotMeasurable(
                "ids, times, scores", "lengths", "give one of each for every score"
            )
        if np.isnan(when).any():
            raise NotMeasurable("times", "missing", "say when each score was")
        places: dict[object, int] = {}
        person = np.array(
            [places.setdefault(one, len(places)) for one in whose], np.intp
        )
        order = np.lexsort((when, person))
        order = order[~np.isnan(much[order])]
        seen = person[order], when[order]
        if ((np.diff(seen[0]) == 0) & (np.diff(seen[1]) == 0)).any():
            raise NotMeasurable("times", "twice", "give one score at a time for each")
        return cls(
            ids=tuple(places), person=seen[0], times=seen[1], scores=much[order]
        ).those(np.bincount(seen[0], minlength=len(places)) > 0)

    def those(self, chosen: npt.NDArray[np.bool_]) -> "Courses":
        """Return the courses of some of them, ``(people,)``."""
        kept = chosen[self.person]
        places = np.cumsum(chosen) - 1
        return Courses(
            ids=tuple(one for one, so in zip(self.ids, chosen, strict=True) if so),
            person=places[self.person[kept]],
            times=self.times[kept],
            scores=self.scores[kept],
        )

    @property
    def n_scores(self) -> npt.NDArray[np.intp]:
        """The number of scores of each person, ``(people,)``."""
        return np.bincount(self.person, minlength=len(self.ids))

    @property
    def firsts(self) -> npt.NDArray[np.intp]:
        """The place of each person's first score, ``(people,)``."""
        return np.cumsum(self.n_scores) - self.n_scores

    @property
    def first(self) -> Floats:
        """The first score of each person, ``(people,)``."""
        return self.scores[self.firsts]

    @property
    def last(self) -> Floats:
        """The last score of each person, ``(people,)``."""
        return self.scores[np.cumsum(self.n_scores) - 1]


def _list(ids: object) -> list[object]:
    if isinstance(ids, str) or not isinstance(ids, Iterable):
        raise TypeError("ids are a column: (scores,)")
    given = list(cast("Iterable[object]", ids))
    if any(map(is_missing, given)):
        raise NotMeasurable("ids", "missing", "say whose each score was")
    return given
