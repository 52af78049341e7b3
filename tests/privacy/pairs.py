"""Pairs of histories that one viewer cannot tell apart, and what they answer to them.

Each pair differs in one act that is hidden from the viewer: at the end, before acts
that everybody then does in both, or anywhere in a history from which it was left out.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

import attrs

from collabtherapy import Partnership, PersonId, Role, Stage, acts
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.references import REGISTERS, references
from collabtherapy.partnership.questions.offers import OFFERS
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.privacy import NotForThem, View, view
from collabtherapy.testing.directed import furnished, reached
from collabtherapy.testing.histories import walked
from collabtherapy.testing.offered import everyone, offered, varied
from collabtherapy.testing.openings import usual_openings
from collabtherapy.testing.spelled import FIRST_CHARACTER, LAST_CHARACTER

LATER = (timedelta(0), timedelta(minutes=1), timedelta(days=1), timedelta(days=40))


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


def drawn(random: Random, *, at_most: int = 12) -> Partnership:
    """Return a lawful history of two or three clients."""
    opening = random.choice(usual_openings((2, 3), None))
    stage = random.choice(tuple(Stage))
    lead = random.choice((reached, furnished))
    text = [
        chr(random.randint(FIRST_CHARACTER, LAST_CHARACTER)) for _ in range(at_most)
    ]
    return walked(lead(opening, stage), text, roams=random.random() < 0.5)


def pairs(p: Partnership, random: Random, *, tries: int = 20) -> Iterator[Pair]:
    """Yield pairs that a history is one half of, or the root of."""
    shown = _views(p)
    for n in _some(random, range(1, len(p.history)), tries):
        yield from _without(p, n, shown)
    for kind in _some(random, [k for k in kinds() if k is not acts.Open], tries):
        at = p.at + random.choice(LATER)
        lawful = (
            act
            for act in offered(p, kind, at, turn=random.randrange(99))
            if p.allows(act)
        )
        hidden = next(lawful, None)
        if hidden is None:
            continue
        other = varied(hidden, random.randrange(12))
        q = p.record(other if p.allows(other) else hidden)
        dead = hidden.client if isinstance(hidden, acts.RecordDeath) else None
        for viewer, before in shown.items():
            if viewer != dead and _alike(before, q, viewer):
                yield from _gone_on(viewer, p, q, random)


def _some(random: Random, those: Sequence, n: int) -> Sequence:
    return random.sample(those, min(n, len(those)))


def _views(p: Partnership) -> dict[PersonId, View]:
    found: dict[PersonId, View] = {}
    therapists = p.state.members.ids(Role.THERAPIST)
    for person in everyone(p):
        try:
            found[person] = view(p, person)
        except NotForThem:
            continue
    died = {a.client for a in p.history if isinstance(a, acts.RecordDeath)}
    return {v: s for v, s in found.items() if v not in died.union(therapists)}


def _alike(before: View, q: Partnership, viewer: PersonId) -> bool:
    try:
        return view(q, viewer) == before
    except NotForThem:
        return False


def _without(p: Partnership, n: int, shown: dict[PersonId, View]) -> Iterator[Pair]:
    hidden, rest = p.history[n], (*p.history[:n], *p.history[n + 1 :])
    viewers = [
        v for v, seen in shown.items() if all(a is not hidden for a in seen.history)
    ]
    if not viewers:
        return
    try:
        other = Partnership.replay(rest, check=True)
    except ImpossibleHistory:
        return
    for viewer in viewers:
        if _alike(shown[viewer], other, viewer):
            yield Pair(viewer=viewer, p=other, q=p, hidden=hidden)


def _gone_on(
    viewer: PersonId, p: Partnership, q: Partnership, random: Random
) -> Iterator[Pair]:
    hidden = q.history[-1]
    yield Pair(viewer=viewer, p=p, q=q, hidden=hidden)
    for act in _thought_of(q, random.choice(everyone(q)), q.at, random):
        if p.allows(act) and q.allows(act):
            p, q = p.record(act), q.record(act)
            break
    else:
        return
    try:
        before = view(p, viewer)
    except NotForThem:
        return
    if _alike(before, q, viewer):
        yield Pair(viewer=viewer, p=p, q=q, hidden=hidden)


def _thought_of(
    p: Partnership, person: PersonId, at: datetime, random: Random
) -> Sequence[acts.Act]:
    found = list(random.choice(OFFERS)(p.state, person, at))
    return _some(random, found, 6)


def asked(pair: Pair, at: datetime, random: Random) -> list[acts.Act]:
    """Return what the viewer might try, of what is there in either history.

    Of each act another way of it is tried as well: with other values, for somebody
    else, or about another thing of the same kind.
    """
    found = {
        act: None
        for state in (pair.q.state, pair.p.state)
        for offer in OFFERS
        for act in offer(state, pair.viewer, at)
    }
    for act in tuple(found):
        found[_otherwise(pair.q, act, random)] = None
    return list(found)


def _otherwise(q: Partnership, act: acts.Act, random: Random) -> acts.Act:
    people = everyone(q)
    changes: dict[str, object] = {}
    if isinstance(act, ByProxy) and random.random() < 0.3:
        changes["on_behalf_of"] = random.choice(people)
    for field, kind in references(type(act)):
        value, there = getattr(act, field), tuple(REGISTERS[kind](q.state))
        if there and not isinstance(value, frozenset) and random.random() < 0.5:
            changes[field] = random.choice(there)
    try:
        return varied(attrs.evolve(act, **changes), random.randrange(12))
    except (TypeError, ValueError):  # they do not go together
        return act
