"""Norms: the scores of people like somebody, and where a score lies among them."""

from collections.abc import Mapping
from typing import cast

import attrs
from attrs import field
from attrs.validators import instance_of, optional

from collabtherapy._frozen import frozen
from collabtherapy._scalars import text
from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.cohort import Population
from collabtherapy.measures.quantities import known, number_or_missing
from collabtherapy.measures.sources import Source

__all__ = ["Norms"]

MIDDLE, WIDTH = 50, 10
"""The mean and the standard deviation of T scores."""


def _groups(
    _: object, attribute: "attrs.Attribute[Mapping[str, Population]]", value: object
) -> None:
    groups = cast("Mapping[object, object]", value)
    if not groups:
        raise NotMeasurable(attribute.name, "too_few", "give the norm of one group")
    if not all(
        isinstance(key, str) and isinstance(norm, Population)
        for key, norm in groups.items()
    ):
        raise TypeError(f"{attribute.name} maps the name of a group to a Population")


@attrs.frozen(kw_only=True)
class Norms:
    """Means and standard deviations of groups of people, for a score.

    None ship with the library: norms belong to a country, a language and their
    publisher.

    Args:
        instrument: the id of the instrument.
        subscale: which subscale, or None for the total.
        groups: the population of each group, such as ``girls, year 7``.
        source: who says so.

    >>> norms = Norms(
    ...     instrument="rcads",
    ...     subscale="panic",
    ...     groups={"girls, year 7": Population(6.0, 4.0)},
    ...     source=Source("a made-up sample"),
    ... )
    >>> norms.t_score(14, group="girls, year 7")
    70.0
    """

    instrument: str = field(converter=text, validator=instance_of(str))
    subscale: str | None = field(
        default=None,
        converter=attrs.converters.optional(text),
        validator=optional(instance_of(str)),
    )
    groups: Mapping[str, Population] = field(converter=frozen, validator=_groups)
    source: Source = field(validator=instance_of(Source))

    def t_score(self, score: float | None, *, group: str) -> float | None:
        """Return where a score lies among a group: mean 50, standard deviation 10.

        Args:
            score: the score, in points; None where it is missing.
            group: the name of the group.

        Raises:
            NotMeasurable: If there is no norm of the group.
        """
        if group not in self.groups:
            raise NotMeasurable("group", "no_norm", "name a group that has a norm")
        norm = self.groups[group]
        z = (number_or_missing("score", score) - norm.mean) / norm.sd
        return known(MIDDLE + WIDTH * z)
