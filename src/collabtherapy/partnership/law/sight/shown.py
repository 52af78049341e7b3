"""Which acts one person is shown, in the order of the record."""

from collections.abc import Iterable, Iterator, Mapping

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
    gone = False
    for version, act in enumerate(acts, 1):
        if version in kept:
            if looking.person in kept[version]:
                yield version
            continue
        if looking.extent is not Extent.WHOLE:
            if looking.sees(act):
                yield version
            continue
        goes = looking.state is not looking.now and _goes(act, looking.person)
        gone = gone or (goes and isinstance(act, RecordDeath))
        if act.for_whom == looking.person if gone else looking.sees(act):
            yield version
        gone = gone or goes  # one's own leaving is the last one sees


def _goes(act: Act, person: PersonId) -> bool:
    if isinstance(act, RecordDeath):
        return act.client == person
    return isinstance(act, Leave) and act.by == person
