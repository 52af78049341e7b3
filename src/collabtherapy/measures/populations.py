"""Published figures by population: which of several is meant, and none silently."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.bands import Cutoff
from collabtherapy.measures.criteria import PublishedChange

__all__ = ["chosen", "known_for"]


P = TypeVar("P", Cutoff, PublishedChange)


def known_for(for_: str, *figures: Iterable[Cutoff | PublishedChange]) -> None:
    """Raise if nothing was published for these people.

    Raises:
        NotMeasurable: If they are named, and no figure is theirs.
    """
    groups = dict.fromkeys(one.for_ for several in figures for one in several)
    if for_ and for_ not in groups:
        raise NotMeasurable("for_", "no_population", _listed(groups))


def chosen(place: str, figures: Sequence[P], for_: str) -> P | None:
    """Return the usual figure of these people, else the usual one of everybody.

    Raises:
        NotMeasurable: If there are figures, each of them for some people alone, and
            nobody says which people are meant.
    """
    for wanted in dict.fromkeys((for_, "")):
        found = next((one for one in figures if one.for_ == wanted), None)
        if found is not None:
            return found
    if figures and not for_:
        groups = dict.fromkeys(one.for_ for one in figures)
        raise NotMeasurable(place, "which_population", _listed(groups))
    return None


def _listed(groups: Iterable[str]) -> str:
    named = [one for one in groups if one]
    if not named:
        return "nothing was published for some people alone: leave for_ out"
    return f"say for_ whom, one of: {', '.join(named)}"
