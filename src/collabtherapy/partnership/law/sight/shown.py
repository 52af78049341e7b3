"""Which acts one person is shown, in the order of the record."""

from collections.abc import Iterable, Iterator, Mapping

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

    Once somebody has left, that is what they do themselves.

    Args:
        acts: every act of the record.
        looking: who looks.
        kept: who saw what has no effect any more, by its number: they still do.
    """
    seen = set[int]()  # on which it hangs whether what is said of an entry is shown
    looking = attrs.evolve(looking, shown=seen.__contains__)
    gone = False
    for version, act in enumerate(acts, 1):
        whole, there = looking.extent is Extent.WHOLE, version not in kept
        goes = whole and there and _goes(act, looking)
        gone = gone or (goes and isinstance(act, RecordDeath))
        if not there:
            is_shown = looking.person in kept[version]
        elif gone:
            is_shown = act.for_whom == looking.person
        else:
            is_shown = looking.sees(act)
        if is_shown:
            seen.add(version)
            yield version
        gone = gone or goes  # one's own leaving is the last one sees


def _goes(act: Act, looking: Viewer) -> bool:
    """Return whether a person who has left left by an act."""
    if looking.state is looking.now:
        return False
    if isinstance(act, RecordDeath):
        return act.client == looking.person
    return isinstance(act, Leave) and act.by == looking.person
