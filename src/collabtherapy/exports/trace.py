"""Telling a partnership as one sequence of events, from which every log is written.

Each act that has effect is an event, in the order in which they happened. Of one that
was written down late it is told when, and what followed from that is an event of its
own (``Consequence``). What is for its author alone (a therapist's process notes; what
only a newer version can name) goes into no export, as it goes into nobody else's view.
"""

from collections import Counter
from collections.abc import Iterator
from typing import cast

import attrs

from collabtherapy.exports.event import Change, Event, Link, Lost, Thing, Trace, Value
from collabtherapy.exports.fields import ANOTHER, STRANGER, Said, said
from collabtherapy.exports.names import (
    PARTNERSHIP,
    Key,
    Labels,
    Names,
    labels,
)
from collabtherapy.exports.things import FIXED, belongings, values
from collabtherapy.exports.touching import proposal_of, settled_by, touched
from collabtherapy.partnership.law.routes import step_taken, steps_on
from collabtherapy.partnership.law.sight.audiences import audience_of
from collabtherapy.partnership.law.steps import Step
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.decisions import Amend, Propose
from collabtherapy.partnership.replay import (
    Transition,
    transitions,
    without_effect,
)
from collabtherapy.partnership.state import State, opened
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.audience import Audience
from collabtherapy.partnership.values.stages import Open

PRIVATE = "it is for its author alone"
NO_EFFECT = "it was taken out or set aside, and has no effect"


def trace(
    p: Partnership,
    *,
    place: int = 1,
    names: Names | None = None,
    follows: str | None = None,
) -> Trace:
    """Tell a partnership as events, and what became of the things they touch.

    Args:
        p: the partnership.
        place: which of those told together it is, from 1; its number, where none of
            them is given another name.
        names: what ids are called outside; numbers of its own, unless given.
        follows: what the partnership that this one takes up again is called.

    Raises:
        NamedAlike: two people, or two things of a kind, would be called alike.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=datetime(2026, 1, 5, tzinfo=UTC),
    ... )
    >>> (event,) = trace(p).events
    >>> event.activity, event.by, event.step, event.stage
    ('Open', 'client/p1-1', 'L1', <Stage.REQUESTED: 'requested'>)
    """
    return traced(p, labels(p, place=place, names=names), follows=follows)


def traced(p: Partnership, called: Labels, *, follows: str | None = None) -> Trace:
    """Tell a partnership whose people and things have been given names."""
    telling = _Telling(labels=called)
    for one in transitions(p):
        telling.tell(one)
    for entry in without_effect(p):
        telling.lost[type(entry.act).__name__, NO_EFFECT] += 1
    return telling.done(p.state, follows)


@attrs.define(kw_only=True)
class _Telling:
    """What has been told so far."""

    labels: Labels
    events: list[Event] = attrs.field(factory=list[Event])
    stood: dict[Key, dict[str, Value]] = attrs.field(
        factory=dict[Key, dict[str, Value]]
    )
    changes: dict[Key, list[Change]] = attrs.field(factory=dict[Key, list[Change]])
    lost: Counter[tuple[str, str]] = attrs.field(factory=Counter[tuple[str, str]])

    def tell(self, one: Transition) -> None:
        """Tell of one act, or count it among what is left out."""
        act, after = one.act, one.after
        # Before anything was so there was the opening, which brings the people.
        before = one.before or opened(cast("Open", act))
        proposal = proposal_of(after, act)
        matter = None if proposal is None else proposal.last.matter
        activity = act.kind_name
        holders = (one.handed_in,) if matter is None else (one.handed_in, matter)
        if is_private(after, *holders):
            self.lost[activity, PRIVATE] += 1
            return
        found = self._said(act, activity)
        if matter is not None:
            activity = f"{activity} {matter.kind_name}"
            self._take_in(found, matter, act)
        if found.terms is not None:
            found.values["terms"] = self.labels.naming(found.terms)
        step = _step(before, act, after)
        links = tuple(self._links(before, act, after, found))
        place = len(self.events) + 1
        self.events.append(
            Event(
                id=f"{self.labels.case}/{place}",
                place=place,
                activity=activity,
                at=one.effective_at,
                recorded_at=one.recorded_at,
                by=self.labels.of[self.labels.key(act.by)],
                role=after.members.role(act.by),
                stage=after.stage,
                step=None if step is None else step.id,
                values=found.values,
                links=links,
            )
        )

    def _said(self, holder: Act | Matter, name: str) -> Said:
        found = said(holder)
        for field, because in found.lost:
            self.lost[f"{name}.{field}", because] += 1
        return found

    def _take_in(self, found: Said, matter: Matter, act: Act) -> None:
        """Add what the matter says: its values where it is put, its things always."""
        put = isinstance(act, Propose | Amend)
        of_matter = self._said(matter, matter.kind_name) if put else said(matter)
        found.ids += of_matter.ids
        if put:
            found.values |= of_matter.values

    def _links(
        self, before: State, act: Act, after: State, found: Said
    ) -> Iterator[Link]:
        """Give what an act touches, and note how it now stands."""
        case: tuple[str, Key] = ("partnership", (PARTNERSHIP, after.id))
        who: tuple[str, Key] = ("by", self.labels.key(act.by))
        for qualifier, key in (case, who, *touched(before, after, act, found)):
            name = self.labels.find(key)
            if name is None:
                self.lost[f"{act.kind_name}.{qualifier}", STRANGER] += 1
            else:
                self._note(after, self.labels.own(key))
                yield Link(name, qualifier)

    def _note(self, state: State, key: Key) -> None:
        """Note what has changed of a thing, and whatever it belongs to."""
        kind = key[0]
        now = values(state, key)
        before = self.stood.get(key, {})
        noted = self.changes.setdefault(key, [])
        for name, value in now.items():
            if before.get(name) != value:
                at = None if (kind, name) in FIXED else state.at
                noted.append(Change(name, value, at))
        self.stood[key] = now

    def done(self, state: State, follows: str | None) -> Trace:
        """Give everything that was told, with what each thing belongs to in the end."""
        things: list[Thing] = []
        for key in (keys := list(self.changes)):
            things.append(self._thing(state, key, follows))
            others = (self.labels.own(other) for _, other in belongings(state, key))
            # Whom nothing was done to, or by, may still be owed something.
            new = [o for o in others if o in self.labels.of and o not in self.changes]
            keys += new
            self.changes |= {other: [] for other in new}
        lost = (
            Lost(what=what, because=because, n=n)
            for (what, because), n in sorted(self.lost.items())
        )
        return Trace(
            case=self.labels.case,
            events=tuple(self.events),
            things=tuple(things),
            lost=tuple(lost),
        )

    def _thing(self, state: State, key: Key, follows: str | None) -> Thing:
        links = [
            Link(name, qualifier)
            for qualifier, other in belongings(state, key)
            if (name := self.labels.find(other)) is not None
        ]
        if key[0] == PARTNERSHIP and follows is not None:
            self.lost.pop(("Open.predecessor", ANOTHER), None)
            links.append(Link(follows, "follows"))
        return Thing(
            id=self.labels.of[key],
            kind=key[0],
            changes=tuple(self.changes[key]),
            links=tuple(links),
        )


def is_private(state: State, *holders: Act | Matter) -> bool:
    """Return whether an act, or the matter it decides on, is for its author alone."""
    own = state.own_kinds
    return any(audience_of(holder, own) in OF_AUTHORS for holder in holders)


OF_AUTHORS = (Audience.AUTHOR, Audience.CONSULTED)
"""The audiences of what somebody thinks, or asks, in confidence."""


def _step(before: State, act: Act, after: State) -> Step | None:
    """Give the row of the law that an act took."""
    if isinstance(act, Open):  # which leads from nowhere
        return next(step for step in steps_on(Open) if step.to is after.stage)
    return step_taken(before, act, settled_by(after, act))
