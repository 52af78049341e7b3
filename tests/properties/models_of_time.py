"""Late entries and voids as a small model: what one therapist gains by them.

The work has begun and nothing else has happened. What is done from then on is written
down in one moment, some days later: of that moment, or of one of three days before it.
Every entry is taken out again by either side, where the law lets them. Histories are
kept apart by what has effect, where it stands, and who acted before whom; nothing is
written down twice for one day.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

import attrs

from collabtherapy import (
    EndingGround,
    Partnership,
    PersonId,
    Policy,
    Scope,
    Stage,
    Words,
    acts,
)
from collabtherapy.errors import Refused
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.values.corrections import Consequence
from collabtherapy.partnership.verdict import permits
from collabtherapy.testing.exploring import digest
from collabtherapy.testing.ways import led_to, two

ANA, BO, SAID = PersonId("ana"), PersonId("bo"), Words("so")
SHORT: Final = Policy(safety_checks=1, lapse_attempts=1, lapse_days=1)
START: Final = led_to(
    Partnership.replay([attrs.evolve(two().opening, policy=SHORT)]), Stage.WORKING
)
NOW: Final = START.at + timedelta(days=4)
DAYS: Final = tuple(START.at + timedelta(days=n) for n in (1, 2, 3))
MUCH_LATER: Final = NOW + timedelta(days=9)
"""When patience has run out, if nothing stands against it."""

KINDS: Final = (
    acts.RaiseConcern(by="ana", at=NOW, client="ana"),
    acts.RaiseConcern(by="bo", at=NOW, client="ana"),
    acts.CheckSafety(by="bo", at=NOW, client="ana", clear=False),
    acts.HandOverSafety(by="bo", at=NOW, client="ana", recipient="x", ground="told"),
    acts.ReachOut(by="bo", at=NOW, to="ana"),
    acts.RecordContact(by="ana", at=NOW, client="ana"),
    acts.RecordContact(by="bo", at=NOW, client="ana"),
    acts.Pause(by="ana", at=NOW),
    acts.Pause(by="bo", at=NOW, words=SAID, notice_days=9, cover_offered=True),
    acts.StartEnding(by="ana", at=NOW),
    acts.StartEnding(
        by="bo", at=NOW, ground=EndingGround.COMPETENCE, alternatives_offered=True
    ),
    acts.WithdrawConsent(by="ana", at=NOW, scope=Scope.TREATMENT),
    acts.WithdrawConsent(by="ana", at=NOW, scope=Scope.TREATMENT, entered_by="bo"),
    acts.OfferReview(by="bo", at=NOW),
)
"""What is done: nine kinds of act."""

STEPS: Final = (
    acts.Pause(by="bo", at=NOW, words=SAID, notice_days=9, cover_offered=True),
    acts.StartEnding(
        by="bo", at=NOW, ground=EndingGround.COMPETENCE, alternatives_offered=True
    ),
    acts.Finish(by="bo", at=NOW, alternatives_offered=True),
    acts.CloseAsLapsed(by="bo", at=NOW),
    acts.CloseAsLapsed(by="bo", at=MUCH_LATER),
    acts.DeclineToStart(by="bo", at=NOW, signposting_offered=True),
    acts.FollowUpOver(by="bo", at=NOW),
    acts.BackToExploring(by="bo", at=NOW),
    acts.PlaceOnWaitingList(by="bo", at=NOW, expected_wait_days=7),
)
"""What one therapist does alone to lead a partnership on, once and much later."""


Free: TypeAlias = frozenset[int]
"""The places in `STEPS` of those that the therapist may take."""


def free(p: Partnership, by: PersonId = BO) -> Free:
    """Return the steps that a therapist may take in a history, now and much later."""
    later = p.at - NOW
    steps = (attrs.evolve(step, by=by, at=step.at + later) for step in STEPS)
    return frozenset(n for n, step in enumerate(steps) if permits(p.state, step))


class Placed(NamedTuple):
    """An act of the model, and where it stands.

    Args:
        what: the kind of act, and whose it is by whose hand.
        at: from when it counts.
    """

    what: Hashable
    at: datetime


class New(NamedTuple):
    """What was done in a history of the model.

    Args:
        timeline: what has effect, in its order, and the number of each entry.
        aside: what was set aside, and the number of what it was set aside by.
    """

    timeline: Mapping[int, Placed]
    aside: Mapping[int, tuple[Placed, int]]

    @classmethod
    def of(cls, p: Partnership) -> "New":
        """Return what was done in a history."""
        record = p.recorded
        timeline = record.on_time()
        items = (i for i in timeline.items() if not isinstance(i.act, Consequence))
        aside = timeline.aside.items()
        return cls(
            {i.version: _placed(i.act) for i in items if i.version > START.version},
            {v: (_placed(record.history[v - 1]), by) for v, by in aside},
        )


def _placed(act: acts.Act) -> Placed:
    what = type(act), act.by, act.hand
    return Placed(what, act.happened_at or act.at)


def moves(p: Partnership) -> Iterator[acts.Act]:
    """Yield everything that is tried: each kind at each place, and each void."""
    new = New.of(p)
    done = frozenset(new.timeline.values())
    for act in KINDS:
        on_time = lateness_of(act) is Lateness.STEP
        for at in (NOW,) if on_time else (NOW, *DAYS):
            if Placed((type(act), act.by, act.hand), at) not in done:
                yield act if at == NOW else attrs.evolve(act, happened_at=at)
    for version in new.timeline:
        if not isinstance(p.recorded.history[version - 1], acts.EnteredInError):
            for by in (ANA, BO):
                yield acts.EnteredInError(by=by, at=NOW, act=version, because="slip")


def key(p: Partnership) -> Hashable:
    """Return what tells one history from another.

    What has effect, in its order; what was set aside, and by what; and whose hand wrote
    which of them before whom. What one hand wrote down in a row, it may as well have
    written down in another order.
    """
    new, history = New.of(p), p.recorded.history
    placed = {**new.timeline, **{v: one for v, (one, _) in new.aside.items()}}
    hands = tuple(
        (hand, frozenset(placed[version] for version in run))
        for hand, run in groupby(sorted(placed), key=lambda v: history[v - 1].hand)
    )
    aside = frozenset((one, placed.get(by)) for one, by in new.aside.values())
    return tuple(new.timeline.values()), aside, hands


class Gain(NamedTuple):
    """That a therapist gained by a late entry or a void of theirs alone.

    Args:
        p: the history.
        act: the late entry, or the void.
        steps: the steps that they may take since, and could not before.
        moved: whether the act itself led on, which it would not have on time.
    """

    p: Partnership
    act: acts.Act
    steps: Free
    moved: bool


def gain(
    here: Partnership, act: acts.Act, there: Partnership, by: PersonId = BO
) -> Gain | None:
    """Return what a therapist gained by an act; None if it was nothing.

    They could have done on time what they write down late. And what they take out they
    could as well never have done, if nobody else has acted since.

    Args:
        here: the history before the act.
        act: what the therapist wrote down.
        there: the history with it.
        by: the therapist.
    """
    if isinstance(act, acts.EnteredInError):
        entry, *since = here.entries[act.act - 1 :]
        if all(one.act.hand == act.by for one in (entry, *since)):
            return None
        steps, moved = free(there, by) - free(here, by), False
    elif act.late:
        on_time = recorded(here, attrs.evolve(act, happened_at=None, at=here.at))
        could = free(here, by) | (free(on_time, by) if on_time else frozenset())
        steps = free(there, by) - could
        moved = on_time is None and there.stage is not here.stage
    else:
        return None
    return Gain(here, act, steps, moved) if steps or moved else None


@attrs.frozen
class Explored:
    """What was met.

    Args:
        histories: the histories, the shortest first; without the longest, unless kept.
        n_by_length: how many there are, by how many entries they have.
        n_tries: how many acts were tried.
        n_late: how many late entries were recorded.
        n_voids: how many voids were.
        gains: what a therapist gained.
        digest: of every history, as the model tells them apart.
    """

    histories: Sequence[Partnership]
    n_by_length: Sequence[int]
    n_tries: int
    n_late: int
    n_voids: int
    gains: Sequence[Gain]
    digest: str


def explore(depth: int, start: Partnership = START, *, keep: bool = True) -> Explored:
    """Explore every history of so many entries at most, the shortest first.

    Args:
        depth: how many entries.
        start: the history that they come after.
        keep: whether the longest histories are kept; there may be half a million.
    """
    histories, level, met = [start], [start], {digest([key(start)])}
    counts, gains = [1], list[Gain]()
    n_tries = n_late = n_voids = 0
    for length in range(1, depth + 1):
        n_met, after = len(met), list[Partnership]()
        for here in level:
            for act in moves(here):
                n_tries += 1
                there = recorded(here, act)
                if there is None:
                    continue
                n_late += act.late
                n_voids += isinstance(act, acts.EnteredInError)
                found = gain(here, act, there) if act.hand == BO else None
                gains += () if found is None else (found,)
                name = digest([key(there)])
                if name not in met:
                    met.add(name)
                    after += (there,) if keep or length < depth else ()
        level = after
        histories += after
        counts.append(len(met) - n_met)
    return Explored(
        histories=histories,
        n_by_length=counts,
        n_tries=n_tries,
        n_late=n_late,
        n_voids=n_voids,
        gains=gains,
        digest=digest(met),
    )


def walked(chosen: Iterable[int]) -> Iterator[Gain]:
    """Yield what a therapist gained in one history of the model.

    Args:
        chosen: which of the moves is made at each step; the next that is allowed.
    """
    here = START
    for n in chosen:
        tried = list(moves(here))
        first = n % len(tried)
        for act in (*tried[first:], *tried[:first]):
            there = recorded(here, act)
            if there is None:
                continue
            found = gain(here, act, there) if act.hand == BO else None
            if found is not None:
                yield found
            here = there
            break


def recorded(p: Partnership, act: acts.Act) -> Partnership | None:
    """Return the history with an act; None, if it is refused."""
    try:
        return p.record(act)
    except Refused:
        return None
