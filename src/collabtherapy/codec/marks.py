"""Marks: what was decided of entries when they were recorded, beside their acts.

A mark says what has effect and what has not: what was set aside, and what was taken out
as entered in error. So nothing in a mark is passed over, whatever its format: where a
newer version says what this one cannot heed, the document is refused.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast

from collabtherapy.codec.formats import Fields
from collabtherapy.codec.leaves import read_whole
from collabtherapy.codec.newer import PLAIN as WRITER
from collabtherapy.codec.tagged import STRICT
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.codec.wrong import Wrong, expected, missing
from collabtherapy.partnership.record.placing import PLACED_SINCE
from collabtherapy.partnership.regions.decisions import Accept
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import EnteredInError, numbers_in
from collabtherapy.partnership.values.entries import PLAIN, Mark

VERSION: Final = "version"
"""The key of the number of the entry that a mark is of."""


class Fault(NamedTuple):
    """What is wrong with the mark of an entry.

    Args:
        version: the number of the entry.
        field: the field of the mark.
        message: what would be right.
    """

    version: int
    field: str
    message: str


def write_mark(mark: Mark) -> Fields:
    """Return the plain form of a mark."""
    fields: Fields = WRITER.unstructure(mark)
    return fields


def read_mark(value: object) -> Mark:
    """Read a mark from its plain form.

    Raises:
        Wrong: If it is none.
    """
    mark: Mark = STRICT.structure(value, Mark)
    return mark


def write_marks(marks: Mapping[int, Mark]) -> list[Fields]:
    """Return the plain form of the marks of a history, in order of their entries."""
    return [{VERSION: v, **write_mark(marks[v])} for v in sorted(marks)]


def read_marks(value: object, acts: Sequence[Act]) -> dict[int, Mark]:
    """Read the marks of a history from their plain form.

    Args:
        value: the plain form.
        acts: the acts of the history.

    Raises:
        Wrong: If they are none, or not such as this history can have.
    """
    if type(value) is not list:
        raise expected("a list", value)
    marks: dict[int, Mark] = {}
    places: dict[int, int] = {}
    for place, item in enumerate(cast("list[object]", value)):
        try:
            version, mark = _read_one(item, len(acts), marks)
        except Wrong as wrong:
            wrong.under(place)
            raise
        marks[version], places[version] = mark, place
    for fault in mark_faults(acts, marks):
        if fault.version not in places:
            message = f"entry {fault.version} names entries, and its mark says which"
            raise Wrong("missing_mark", message)
        place = places[fault.version]
        raise Wrong("invalid_value", fault.message).under(fault.field).under(place)
    return {version: mark for version, mark in marks.items() if mark != PLAIN}


def _read_one(
    item: object, n_acts: int, others: Mapping[int, Mark]
) -> tuple[int, Mark]:
    if type(item) is not dict:
        raise expected("an object", item)
    fields = cast("Fields", {**item})
    if VERSION not in fields:
        raise missing(VERSION)
    try:
        version = read_whole(fields.pop(VERSION))
    except Wrong as wrong:
        wrong.under(VERSION)
        raise
    if not 1 < version <= n_acts:
        message = "here stands the number of an entry after the opening"
        raise Wrong("invalid_value", message).under(VERSION)
    if version in others:
        raise Wrong("repeated_item", "each entry has one mark").under(VERSION)
    return version, read_mark(fields)


def mark_faults(acts: Iterable[Act], marks: Mapping[int, Mark]) -> Iterator[Fault]:
    """Yield what is wrong with the marks of a history, the first first.

    Args:
        acts: the acts of the history, the opening first.
        marks: the marks, by the numbers of their entries.
    """
    out: dict[int, int] = {}  # what has no effect, and by which entry
    for version, act in enumerate(acts, 1):
        mark = marks.get(version, PLAIN)
        if mark is PLAIN and not numbers_in(act):
            continue
        yield from _of_its_kind(version, act, mark)
        if mark.voids is not None:
            # What that one had set aside has effect again, or is set aside again.
            out = {other: by for other, by in out.items() if by != mark.voids}
        yield from _of_what_is_there(version, mark, out)
        out |= dict.fromkeys(mark.sets_aside, version)
        if mark.voids is not None:
            out[mark.voids] = version


def _of_its_kind(version: int, act: Act, mark: Mark) -> Iterator[Fault]:
    """Yield what an act of its kind does not do."""
    if act.kept is not None and act.kept.version < PLACED_SINCE and mark != PLAIN:
        yield Fault(version, VERSION, "acts of older formats have no mark")
    if mark.corrects is not None and act.corrects is None:
        yield Fault(version, "corrects", "this act takes the place of no entry")
    if isinstance(act, UnknownAct):
        if mark.about:
            message = "a newer version says of entries what this one cannot heed"
            yield Fault(version, "about", message)
        return
    is_known = not isinstance(getattr(act, "matter", None), UnknownMatter)
    if is_known and len(mark.about) != len(numbers_in(act)):
        yield Fault(version, "about", "here stand the entries that the act names")
    if isinstance(act, EnteredInError):
        if mark.about != (mark.voids,):
            yield Fault(version, "voids", "here stands the entry that the act names")
    elif mark.voids is not None and not isinstance(act, Accept):
        yield Fault(version, "voids", "this act takes nothing out of effect")


def _of_what_is_there(
    version: int, mark: Mark, out: Mapping[int, int]
) -> Iterator[Fault]:
    """Yield what a mark says of entries that were not there, or had no effect."""
    earlier = range(2, version)
    in_effect = [
        ("sets_aside", mark.sets_aside),
        ("voids", () if mark.voids is None else (mark.voids,)),
    ]
    for field, numbers in in_effect:
        if any(number not in earlier or number in out for number in numbers):
            message = "here stand earlier entries that have effect, but no opening"
            yield Fault(version, field, message)
    if any(number not in earlier for number in mark.mends):
        message = "here stand earlier entries, but no opening"
        yield Fault(version, "mends", message)
    if mark.corrects is not None and mark.corrects not in out:
        message = "here stands an earlier entry that was taken out"
        yield Fault(version, "corrects", message)
    if any(number not in range(1, version) for number in mark.about):
        yield Fault(version, "about", "here stand earlier entries")
    if any(
        conflict.version not in earlier or conflict.because_of != version
        for conflict in mark.conflicts
    ):
        message = "here stand earlier entries, because of the one that is marked"
        yield Fault(version, "conflicts", message)
    if any(not 1 < seen.version <= version for seen in mark.shown_to):
        yield Fault(version, "shown_to", "here stand entries up to the marked one")
