"""Invariant 65 over what is written down late and what is taken out of effect."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import attrs
import pytest
from pairs import KINDS, Pair, drawn, grown, views
from privacy.test_traces import FRESH
from telling_apart import exceptions, told_apart

from collabtherapy import Entry, Evidence, Partnership, PersonId, Words, acts, matters
from collabtherapy.errors import NotForThem
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.state import State
from collabtherapy.privacy import view
from collabtherapy.privacy.views import numbers_shown
from collabtherapy.testing.offered import offered

N_CHUNKS = 3
N_PAIRS = 40
"""How many pairs of each kind are looked at."""

MAY_BE_LATE = tuple(kind for kind in KINDS if LATENESS[kind] is not Lateness.STEP)
SEEN = Evidence("paper-form", seen_by="bo")


def late_pairs(random: Random) -> Iterator[Pair]:
    """Yield pairs that differ in a late entry, which the viewer is not shown."""
    while True:
        p = drawn(random, at_most=6)
        shown = views(p)
        for kind in random.sample(MAY_BE_LATE, 25):
            hidden = _late(p, kind, random)
            if hidden is not None:
                yield from grown(p, hidden, shown, random)


def _late(p: Partnership, kind: type[acts.Act], random: Random) -> acts.Act | None:
    moment = random.choice(p.timeline).effective_at
    then = p.as_of(moment)
    for act in offered(then, kind, moment, turn=random.randrange(99)):  # type: ignore[arg-type]
        seen = random.choice((None, SEEN))
        late = attrs.evolve(
            act, at=p.at + timedelta(days=1), happened_at=moment, evidence=seen
        )
        if p.allows(late):
            return late
    return None


def void_pairs(random: Random) -> Iterator[Pair]:
    """Yield pairs that differ in whether something hidden was taken out of effect."""
    while True:
        p = drawn(random, at_most=6)
        shown = views(p)
        for number in random.sample(range(2, p.version + 1), min(20, p.version - 1)):
            hidden = [v for v in shown if number not in numbers_shown(p, v)]
            void = _void(p, number) if hidden else None
            if void is not None:
                yield from grown(p, void, {v: shown[v] for v in hidden}, random)


def _void(p: Partnership, number: int) -> acts.Act | None:
    said = p.history[number - 1]
    try:
        numbers = numbers_shown(p, said.by)
    except ValueError:  # they do not see it any more
        return None
    counted = [n for n, one in enumerate(numbers, 1) if one == number]
    for act in counted:
        void = acts.EnteredInError(by=said.by, at=p.at, act=act, because="slip")
        if p.allows(void):
            return void
    return None


PAIRS = {"late": late_pairs, "void": void_pairs}


@pytest.mark.parametrize("chunk", range(N_CHUNKS))
@pytest.mark.parametrize("what", PAIRS)
def test_what_looks_alike_answers_alike(what: str, chunk: int):
    """Invariant 65: no answer tells of a late entry or a void that is hidden."""
    random, kinds = Random(f"{what} {chunk}"), set[type[acts.Act]]()
    for pair, _ in zip(PAIRS[what](random), range(N_PAIRS), strict=False):
        kinds.add(type(pair.hidden))
        told_apart(pair, random)
        for act in of_entries(pair):
            if pair.p.why_not(act) != pair.q.why_not(act):
                exceptions(pair, act)
        at = pair.at
        one, other = view(pair.p, pair.viewer), view(pair.q, pair.viewer)
        assert one.duties(at=at) == other.duties(at=at)
        assert one.pending(at=at) == other.pending(at=at)
        then = random.choice(one.entries).effective_at
        assert seen_then(pair.p, pair.viewer, then) == seen_then(
            pair.q, pair.viewer, then
        )
    assert len(kinds) > (5 if what == "late" else 0)


def seen_then(
    p: Partnership, viewer: PersonId, at: datetime
) -> tuple[tuple[Entry, ...], State] | None:
    """Return what somebody sees of what was so at a moment, as it is known now.

    But for how long there was no contact, which is everybody's.
    """
    try:
        seen = view(p.as_of(at), viewer)
    except NotForThem:  # they came later
        return None
    return seen.entries, seen.state._replace(contact=FRESH.contact)


def of_entries(pair: Pair) -> Iterator[acts.Act]:
    """Yield what the viewer might say of each entry they count, and of one more."""
    n = len(view(pair.p, pair.viewer).entries)
    for number in range(1, n + 2):
        who = {"by": pair.viewer, "at": pair.at}
        yield acts.EnteredInError(**who, act=number, because="slip")
        yield acts.Dispute(**who, act=number, words=Words("no"))
        yield acts.Confirm(**who, acts=(number,))
        yield acts.AnswerDispute(
            **who, dispute=number, accepted=True, words=Words("so")
        )
        matter = matters.Correction(act=number, because="slip")
        yield acts.Propose(**who, id="fix", matter=matter)
