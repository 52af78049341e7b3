"""Replaying: a history makes the same partnership again, and nothing is decided twice.

Entries carry what was decided of them when they were recorded. Acts alone do not: they
are taken in as if they were recorded now.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import TypeAlias, cast

import attrs

from collabtherapy.errors import ImpossibleHistory, Refused
from collabtherapy.partnership.fold import begin, fold
from collabtherapy.partnership.opening import refusals_to_open
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.history import PAGE, History, Kept, thinned
from collabtherapy.partnership.record.insertion import Unfounded
from collabtherapy.partnership.record.record import Record, is_on_time, items_of
from collabtherapy.partnership.record.recording import recorded
from collabtherapy.partnership.record.timeline import Item, Timeline, paged, then
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import numbers_in
from collabtherapy.partnership.values.entries import PLAIN, Entry, Mark
from collabtherapy.partnership.values.refusals import Refusals
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import Open

Checked: TypeAlias = bool | Container[int]
"""Whether the present law is asked about every act, or about which, from 0."""

NOT_THERE = ("history.speaks_of_what_is_not_there",)
DECIDED_OTHERWISE = ("history.decided_otherwise",)
IN_ANOTHER_PLACE = ("history.in_another_place",)
MARK_MISSING = ("history.mark_missing",)

MIXED = "of a history its acts, or its entries, are given: not some of each"
"""Why they are not mixed: of an act beside entries nothing would be decided."""


def replayed(given: Iterable[Act | Entry], check: Checked) -> Record:
    """Return the record that a history makes.

    Args:
        given: the acts, or the entries; the opening first.
        check: whether the present law is asked about every act, or the places of the
            acts that it is asked about, from 0.

    Raises:
        ImpossibleHistory: If an act contradicts the law, the history does not begin
            with an opening, or an entry is not as the record has it; names the act.
        TypeError: If some are acts and some are entries.
    """
    acts: list[Act] = []
    entries: list[Entry] = []
    for version, one in enumerate(given, 1):
        if isinstance(one, Entry):
            if one.version != version:  # marks name entries by their numbers
                raise _not_as_recorded(one, version, IN_ANOTHER_PLACE)
            entries.append(one)
        acts.append(one.act if isinstance(one, Entry) else one)
    if not entries:
        return remade(acts, None, check)
    if len(entries) < len(acts):
        raise TypeError(MIXED)
    marks = {one.version: one.mark for one in entries if one.mark != PLAIN}
    for one in entries:
        if _lacks_mark(one, marks, len(acts)):
            raise _not_as_recorded(one, one.version, MARK_MISSING)
    return remade(acts, marks, check)


def _lacks_mark(entry: Entry, marks: Mapping[int, Mark], n_entries: int) -> bool:
    """Return whether an entry says what no mark says: in a view, none has a mark.

    Args:
        entry: the entry.
        marks: the marks of the history.
        n_entries: how many entries there are; what later ones did does not count yet.
    """
    voided, aside = entry.voided_by, entry.set_aside_by
    return (
        len(entry.mark.about) != len(numbers_in(entry.act))
        or (
            voided is not None
            and voided <= n_entries
            and marks.get(voided, PLAIN).voids != entry.version
        )
        or (
            aside is not None
            and aside <= n_entries
            and entry.version not in marks.get(aside, PLAIN).sets_aside
        )
    )


def _not_as_recorded(
    entry: Entry, version: int, codes: Sequence[str]
) -> ImpossibleHistory:
    return ImpossibleHistory(version - 1, type(entry.act).__name__, codes)


def remade(
    acts: Sequence[Act], marks: Mapping[int, Mark] | None, check: Checked
) -> Record:
    """Return the record that acts make, of which it is known what was decided.

    Args:
        acts: the acts, the opening first.
        marks: what was decided of entries when they were recorded, by their numbers;
            of those that are not named, nothing was. None, if it is not known: then it
            is decided now.
        check: whether the present law is asked about every act, or the places of the
            acts that it is asked about, from 0. It has to decide what the marks say of
            them.

    Raises:
        ImpossibleHistory: If an act contradicts the law, or the history does not begin
            with an opening; names the act.
    """
    if not acts:
        raise ImpossibleHistory(0, "nothing", ("history.empty",))
    index = n_on_time(acts, _opening(acts[0]).at)
    if marks:
        index = min(index, min(marks) - 1)
    index = max(index, 1)
    record = _straight(acts[:index], check)
    for asked, run in groupby(range(index, len(acts)), lambda n: _asked(check, n)):
        places = list(run)
        if marks is None or asked is not Asked.NOT:
            record = _in_order(record, acts, places, asked)
        if marks is not None:
            end = places[-1] + 1
            known = {v: mark for v, mark in marks.items() if v <= end}
            if asked is not Asked.NOT:
                _compare(record, known, places)
            record = _as_marked(acts[:end], known)
    return record


def _compare(record: Record, marks: Mapping[int, Mark], places: Iterable[int]) -> None:
    """Check that of these acts the law decides what is said to have been decided.

    Raises:
        ImpossibleHistory: If something else has effect.
    """
    timeline = record.on_time()
    for place in places:
        decided, said = timeline.mark(place + 1), marks.get(place + 1, PLAIN)
        if _effect_of(decided) != _effect_of(said):
            kind = type(record.history[place]).__name__
            raise ImpossibleHistory(place, kind, DECIDED_OTHERWISE)


def _effect_of(mark: Mark) -> tuple[object, ...]:
    """Return what a mark says of what has effect and what has not."""
    return mark.sets_aside, mark.about, mark.voids, mark.moves


def _as_marked(acts: Sequence[Act], marks: Mapping[int, Mark]) -> Record:
    """Return the record in which it was decided what these marks say."""
    opening = _opening(acts[0])
    history = History.of(acts, ())
    timeline = Timeline(
        pages=(),
        recorded_at=opening.at,
        marks=Register[int, Mark].of(dict(marks)),
        voided=Register[int, int].of(
            {mark.voids: version for version, mark in marks.items() if mark.voids}
        ),
        aside=Register[int, int].of(_set_aside(marks)),
    )
    items, latest = items_of(history, timeline, opening.policy)
    state: State | None = None
    stays: list[tuple[State | None, Item]] = []
    for item in items:
        stays.append((state, item))
        try:
            state = then(state, item.act)
        except LookupError as error:
            kind = type(item.act).__name__
            raise ImpossibleHistory(item.version - 1, kind, NOT_THERE) from error
    pages = tuple(paged((), stays))
    timeline = attrs.evolve(timeline, pages=pages, recorded_at=latest)
    return Record(cast("State", state), history, timeline)


def _set_aside(marks: Mapping[int, Mark]) -> dict[int, int]:
    """Return what was set aside, and by which entry, unless that was taken out."""
    voided = {mark.voids for mark in marks.values()}
    return {
        other: version
        for version, mark in marks.items()
        if version not in voided
        for other in mark.sets_aside
    }


def _in_order(
    record: Record, acts: Sequence[Act], places: Sequence[int], asked: Asked
) -> Record:
    """Return the record in which the acts at these places were recorded in order."""
    try:
        return recorded(record, acts[places[0] : places[-1] + 1], asked)
    except Refused as error:
        codes = [refusal.code for refusal in error.refusals]
        place = places[0] + error.index
        raise ImpossibleHistory(place, error.act, codes) from error
    except Unfounded as error:
        place = error.version - 1
        kind = type(acts[place]).__name__
        raise ImpossibleHistory(place, kind, NOT_THERE) from error


def _asked(check: Checked, index: int) -> Asked:
    asks = check if isinstance(check, bool) else index in check
    return Asked.BY_RECORD if asks else Asked.NOT


def n_on_time(acts: Sequence[Act], before: datetime) -> int:
    """Return how many acts are on time, up to the first that is not or names entries.

    Args:
        acts: the acts, in order.
        before: when the record learned of the entry before them.
    """
    for index, act in enumerate(acts):
        if not is_on_time(act, before) or isinstance(act, CarryOver):
            return index
        if numbers_in(act):
            return index
        before = act.at
    return len(acts)


def _opening(act: Act) -> Open:
    if isinstance(act, Open):
        return act
    kind = type(act).__name__
    raise ImpossibleHistory(0, kind, ("history.begins_without_opening",))


def _straight(acts: Sequence[Act], check: Checked) -> Record:
    """Return the record of acts that are all on time."""
    opening = _opening(acts[0])
    if _asked(check, 0) is not Asked.NOT:
        _refuse(refusals_to_open(opening), opening, 0)
    state = begin(opening)
    states: Kept = ()
    for index, act in enumerate(acts[1:], 1):
        if index % PAGE == 0:
            states = thinned((*states, (index // PAGE, state)), index // PAGE)
        asked = _asked(check, index)
        if asked is not Asked.NOT:
            _refuse(asked.of(state, act), act, index)
        try:
            state = fold(state, act)
        except LookupError as error:
            kind = type(act).__name__
            raise ImpossibleHistory(index, kind, NOT_THERE) from error
    return Record(state, History.of(acts, states))


def _refuse(found: Refusals, act: Act, index: int) -> None:
    if found:
        codes = [refusal.code for refusal in found]
        raise ImpossibleHistory(index, type(act).__name__, codes)
