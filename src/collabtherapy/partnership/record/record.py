"""The record of a partnership: what was handed in, and where each act stands in it.

Here acts are placed, added at the end of the timeline, or taken in where they belong.
Whether they may be is asked in `judging`; what they bring about, in `fold`.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, cast

import attrs

from collabtherapy._printing import printed
from collabtherapy.partnership.record.history import History
from collabtherapy.partnership.record.placing import Place, place_of
from collabtherapy.partnership.record.timeline import Item, Timeline, then
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import (
    Consequence,
    OfEntries,
    naming,
    put_to,
)
from collabtherapy.partnership.values.entries import PLAIN, Entry, Mark
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import Open

KNOW_THEMSELVES: Final = (OfEntries, CarryOver)
"""The acts that are handed to the law and the fold with their number in the record."""


class Record(NamedTuple):
    """What is so now, and how that came about.

    Args:
        state: what is so now.
        history: the acts as they were handed in.
        timeline: the acts as they count; None, while that is the same.
    """

    state: State
    history: History
    timeline: Timeline | None = None

    @property
    def opening(self) -> Open:
        """The act that opened it."""
        return cast("Open", self.history.opening)

    @property
    def policy(self) -> Policy:
        """The policy of the opening, by which acts are placed."""
        return self.opening.policy

    @property
    def recorded_at(self) -> datetime:
        """When the record learned of its last entry."""
        if self.timeline is None:
            return self.history.tail[-1].at
        return self.timeline.recorded_at

    def placed(self, act: Act) -> Act:
        """Return an act at the place where it would stand, if it were recorded next."""
        return placed(act, self.recorded_at, len(self.history) + 1, self.policy)

    def on_time(self) -> Timeline:
        """Return the timeline, written out if it is the history so far."""
        return self.timeline or Timeline.of(self.history)

    def __repr__(self) -> str:
        return f"<Record of {self.state.id}: {self.history}>"

    _repr_pretty_ = printed

    def with_next(self, act: Act, placed: Act, mark: Mark = PLAIN) -> "Record":
        """Return the record with an act at its end that counts from no earlier time."""
        state = then(self.state, placed)
        history = self.history.add(act, self.state)
        timeline = self.timeline
        if timeline is None and placed is act and mark is PLAIN:
            return Record(state, history)
        if timeline is None:
            timeline = Timeline.of(self.history)
        version = len(history)
        timeline = timeline.add(Item(version, placed), self.state)
        return Record(state, history, marked(timeline, version, mark))

    def entries(self) -> Iterator[Entry]:
        """Yield every entry in the order of the record."""
        timeline = self.on_time()
        for version, place in enumerate(self.places(), 1):
            yield Entry(
                version=version,
                act=self.history[version - 1],
                recorded_at=place.recorded_at,
                effective_at=place.effective_at,
                mark=timeline.mark(version),
                voided_by=timeline.voided.find(version),
                set_aside_by=timeline.aside.find(version),
            )

    def places(self) -> Iterator[Place]:
        """Yield where each entry stands in time, in the order of the record."""
        return places(self.history, self.on_time().ahead, self.policy)

    def acts_placed(self) -> Iterator[Act]:
        """Yield every act at its place, in the order of the record.

        What names entries names them by the numbers of the whole record.
        """
        if self.timeline is None:
            yield from self.history
            return
        timeline = self.timeline
        for version, place in enumerate(self.places(), 1):
            there = _placed(self.history[version - 1], place, version)
            yield named(there, timeline.mark(version))


def places(acts: History, ahead: Container[int], policy: Policy) -> Iterator[Place]:
    """Yield where each of these acts stands in time.

    Args:
        acts: the acts as they were handed in.
        ahead: the numbers of those that were taken out because they lay far ahead of
            the clock: they no longer make what came after them wait.
        policy: the policy of the opening.
    """
    before = acts.opening.at
    for version, act in enumerate(acts, 1):
        place = place_of(act, before, policy)
        if version not in ahead:
            before = place.recorded_at
        yield place


def is_on_time(act: Act, before: datetime) -> bool:
    """Return whether an act was written down by its author as it was done.

    Args:
        act: the act as it was handed in.
        before: when the record learned of the entry before it.
    """
    return act.happened_at is None and act.entered_by is None and act.at >= before


def places_when_recorded(
    acts: Sequence[Act], marks: Mapping[int, Mark], policy: Policy
) -> Iterator[Place]:
    """Yield where each of these acts stood in time when it was recorded.

    What lay far ahead of the clock made others wait until it was taken out.

    Args:
        acts: the acts as they were handed in, the opening first.
        marks: what was decided of them, by their numbers.
        policy: the policy of the opening.
    """
    ahead: set[int] = set()
    before = acts[0].at
    for version, act in enumerate(acts, 1):
        mark = marks.get(version, PLAIN)
        if mark.moves and mark.voids is not None:
            ahead.add(mark.voids)
            earlier = enumerate(acts[: version - 1], 1)
            before = max(one.at for n, one in earlier if n not in ahead)
        place = place_of(act, before, policy)
        before = place.recorded_at
        yield place


def placed(act: Act, before: datetime, version: int, policy: Policy) -> Act:
    """Return an act at its place; the act itself, if it is on time.

    Args:
        act: the act as it was handed in.
        before: when the record learned of the entry before it.
        version: its number in the record.
        policy: the policy of the opening.
    """
    if is_on_time(act, before) and not isinstance(act, KNOW_THEMSELVES):
        return act  # nearly every act: quicker than to reckon it out
    return _placed(act, place_of(act, before, policy), version)


def _placed(act: Act, place: Place, version: int) -> Act:
    knows_itself = act.entered_by is not None or isinstance(act, KNOW_THEMSELVES)
    if place == (act.at, act.at) and not knows_itself:
        return act
    return act.placed(*place, version)


def named(there: Act, mark: Mark) -> Act:
    """Return an act with what was found out of the entries it names.

    Args:
        there: the act at its place.
        mark: what was decided of it.
    """
    if mark is PLAIN or not mark.about:
        return there
    return put_to(naming(there, mark.about), mark.among)


def marked(timeline: Timeline, version: int, mark: Mark) -> Timeline:
    """Return the timeline with what was decided of an entry."""
    if mark == PLAIN:
        return timeline
    aside, voided = timeline.aside, timeline.voided
    if mark.voids is not None:
        voided = voided.put(mark.voids, version)
        # What it had set aside has effect again.
        aside = _less(aside, mark.voids)
    for other in mark.sets_aside:
        aside = aside.put(other, version)
    marks = timeline.marks.put(version, mark)
    return attrs.evolve(timeline, marks=marks, voided=voided, aside=aside)


def _less(register: Register[int, int], by: int) -> Register[int, int]:
    kept = {version: one for version, one in register.items() if one != by}
    return Register[int, int].of(kept)


def consequence_of(item: Item, mark: Mark) -> Item | None:
    """Return what stands on the timeline when a late entry is recorded, if anything."""
    if mark.breaks_off is None and not mark.owed_to:
        return None
    version, act = item
    consequence = Consequence(
        by=act.by, at=act.recorded_at, breaks_off=mark.breaks_off, owed_to=mark.owed_to
    )
    return Item(version, consequence)


def with_consequence(record: Record, item: Item, mark: Mark) -> Record:
    """Return the record with what an entry brings about when it is recorded."""
    consequence = consequence_of(item, mark)
    if consequence is None or record.timeline is None:
        return record
    timeline = record.timeline.add(consequence, record.state)
    return Record(then(record.state, consequence.act), record.history, timeline)


def items_of(
    history: History, timeline: Timeline, policy: Policy
) -> tuple[list[Item], datetime]:
    """Return what has effect, in the order in which it counts, reckoned out again.

    And when the record learned of its last entry.

    Args:
        history: the acts as they were handed in.
        timeline: what was decided of them; its pages are not looked at.
        policy: the policy of the opening.
    """
    found: list[Item] = []
    ahead, before = timeline.ahead, history.opening.at
    for version, act in enumerate(history, 1):
        there = placed(act, before, version, policy)
        if version not in ahead:
            before = there.recorded_at
        if not timeline.has_effect(version):
            continue
        mark = timeline.mark(version)
        item = Item(version, named(there, mark))
        found.append(item)
        consequence = consequence_of(item, mark)
        if consequence is not None:
            found.append(consequence)
    return sorted(found, key=lambda item: item.key), before
