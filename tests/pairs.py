"""Pairs of histories that one viewer cannot tell apart, and what may be asked of them.

Each pair differs in one act that is hidden from the viewer: at the end, before an act
that is done in both, or anywhere in a history from which it was left out.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any, TypeVar

import attrs

from collabtherapy import Partnership, PersonId, Role, Stage, acts
from collabtherapy.errors import ImpossibleHistory, NotForThem
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.references import REGISTERS, references
from collabtherapy.partnership.questions.offers import OFFERS
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.privacy import View, view
from collabtherapy.testing.directed import furnished, reached
from collabtherapy.testing.histories import walked
from collabtherapy.testing.offered import STEPS_OF_TIME, everyone, offered, varied
from collabtherapy.testing.openings import usual_openings
from collabtherapy.testing.spelled import FIRST_CHARACTER, LAST_CHARACTER

T = TypeVar("T")

KINDS = tuple(kind for kind in kinds() if kind is not acts.Open)


@attrs.frozen(kw_only=True)
class Pair:
    """Two lawful histories that a viewer is shown alike.

    Args:
        viewer: who is shown them.
        p: the history without the hidden act.
        q: the history with it.
        hidden: the act that is hidden from the viewer.
    """

    viewer: PersonId
    p: Partnership
    q: Partnership
    hidden: acts.Act

    @property
    def at(self) -> datetime:
        """The first moment at which something may be done in both."""
        return max(self.p.at, self.q.at)


def drawn(random: Random, *, at_most: int = 12) -> Partnership:
    """Return a lawful history of two or three clients."""
    opening = random.choice(usual_openings((2, 3), None))
    lead = random.choice((reached, furnished))
    p = lead(opening, random.choice(tuple(Stage)))
    codes = (random.randint(FIRST_CHARACTER, LAST_CHARACTER) for _ in range(at_most))
    return walked(p, [chr(code) for code in codes], roams=random.random() < 0.5)


def pairs(p: Partnership, random: Random, *, tries: int = 20) -> Iterator[Pair]:
    """Yield pairs that a history is one half of, or grows into."""
    shown = views(p)
    for n in _some(random, range(1, len(p.history)), tries):
        yield from _without(p, n, shown)
    for kind in _some(random, KINDS, tries):
        at = p.at + random.choice(STEPS_OF_TIME)
        tried = offered(p, kind, at, turn=random.randrange(99))
        hidden = next(filter(p.allows, tried), None)
        if hidden is not None:
            other = varied(hidden, random.randrange(12))
            yield from grown(p, other if p.allows(other) else hidden, shown, random)


def grown(
    p: Partnership, hidden: acts.Act, shown: dict[PersonId, View], random: Random
) -> Iterator[Pair]:
    """Yield the pairs that an act makes, and those of what is done in both after it."""
    q = p.record(hidden)
    dead = hidden.client if isinstance(hidden, acts.RecordDeath) else None
    for viewer, before in shown.items():
        if viewer == dead or not _alike(before, q, viewer):
            continue
        yield Pair(viewer=viewer, p=p, q=q, hidden=hidden)
        then = _done_in_both(p, q, random)
        if then is not None and _alike(_view(then[0], viewer), then[1], viewer):
            yield Pair(viewer=viewer, p=then[0], q=then[1], hidden=hidden)


def views(p: Partnership) -> dict[PersonId, View]:
    """Return the views of everyone who sees a part: no therapist, and nobody dead."""
    died = {act.client for act in p.history if isinstance(act, acts.RecordDeath)}
    people = died.union(p.state.members.ids(Role.THERAPIST))
    found = {who: _view(p, who) for who in everyone(p) if who not in people}
    return {who: seen for who, seen in found.items() if seen is not None}


def asked(pair: Pair, at: datetime, random: Random) -> list[acts.Act]:
    """Return what the viewer might try, of what there is in either history.

    What only one of them offers comes first. Of each act another way of doing it is
    tried as well: with other values, for somebody else, or about another thing.
    """
    of_q, of_p = (
        [act for offer in OFFERS for act in offer(state, pair.viewer, at)]
        for state in (pair.q.state, pair.p.state)
    )
    in_one = {*of_q}.symmetric_difference(of_p)
    found = dict.fromkeys(act for act in (*of_q, *of_p) if act in in_one)
    both = [act for act in of_q if act not in in_one]
    found |= dict.fromkeys(_some(random, both, len(both)))
    return [each for act in found for each in (act, _otherwise(pair.q, act, random))]


def _some(random: Random, those: Sequence[T], n: int) -> list[T]:
    return random.sample(those, min(n, len(those)))


def _view(p: Partnership, viewer: PersonId) -> View | None:
    try:
        return view(p, viewer)
    except NotForThem:
        return None


def _alike(before: View | None, q: Partnership, viewer: PersonId) -> bool:
    return before is not None and _view(q, viewer) == before


def _without(p: Partnership, n: int, shown: dict[PersonId, View]) -> Iterator[Pair]:
    hidden, rest = p.history[n], (*p.history[:n], *p.history[n + 1 :])
    sees = {
        viewer: any(act is hidden for act in seen.history)
        for viewer, seen in shown.items()
    }
    if all(sees.values()):
        return
    try:
        other = Partnership.replay(rest, check=True)
    except ImpossibleHistory:
        return
    for viewer, before in shown.items():
        if not sees[viewer] and _alike(before, other, viewer):
            yield Pair(viewer=viewer, p=other, q=p, hidden=hidden)


def _done_in_both(
    p: Partnership, q: Partnership, random: Random
) -> tuple[Partnership, Partnership] | None:
    tried = list(random.choice(OFFERS)(q.state, random.choice(everyone(q)), q.at))
    for act in _some(random, tried, 6):
        if p.allows(act) and q.allows(act):
            return p.record(act), q.record(act)
    return None


def _otherwise(q: Partnership, act: acts.Act, random: Random) -> acts.Act:
    changes: dict[str, Any] = {}
    if isinstance(act, ByProxy) and random.random() < 0.3:
        changes["on_behalf_of"] = random.choice(everyone(q))
    for field, kind in references(type(act)):
        there = tuple(REGISTERS[kind](q.state))
        value = getattr(act, field)
        if there and not isinstance(value, frozenset) and random.random() < 0.5:
            changes[field] = random.choice(there)
    try:
        return varied(attrs.evolve(act, **changes), random.randrange(12))
    except (TypeError, ValueError):  # they do not go together
        return act
