"""Which acts one person is shown, in the order of the record."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import attrs

from collabtherapy.partnership.law.sight.access import Extent, Viewer
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.endings import Leave, RecordDeath
from collabtherapy.partnership.values.ids import PersonId


def shown(
    acts: Iterable[Act],
    looking: Viewer,
    kept: Mapping[int, frozenset[PersonId]] = {},
) -> Iterator[int]:
    """Yield the numbers of the acts that are shown, from 1.

    Of what counts from after somebody left, that is what they do themselves, and the
    answers they are given.

    Args:
        acts: every act of the record, placed.
        looking: who looks.
        kept: who saw what has no effect any more, by its number: they still do.
    """
    whole = tuple(acts)
    until = _until(whole, looking, kept)
    seen = set[int]()  # on which it hangs whether what is said of an entry is shown
    looking = attrs.evolve(looking, shown=seen.__contains__)
    for version, act in enumerate(whole, 1):
        if version in kept:
            # Who sees every session sees what was struck out before they came as well.
            later = looking.everywhere and looking.sees(act)
            is_shown = later or looking.person in kept[version]
        elif until is not None and (act.at, version) > until:
            is_shown = looking.is_for_them(act)
        else:
            is_shown = looking.sees(act)
        if is_shown:
            seen.add(version)
            yield version


def _until(
    acts: Sequence[Act], looking: Viewer, kept: Container[int]
) -> tuple[datetime, int] | None:
    """Return what is the last that somebody who left sees of others, if they left.

    One's own leaving is the last one sees; the dead do not see it.
    """
    if looking.extent is not Extent.WHOLE or looking.state is looking.now:
        return None
    for version, act in enumerate(acts, 1):
        if version in kept:
            continue
        if isinstance(act, RecordDeath) and act.client == looking.person:
            return act.at, version - 1
        if isinstance(act, Leave) and act.by == looking.person:
            return act.at, version
    return None
