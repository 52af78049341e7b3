"""Late entries and voids as small models: what one therapist gains by them.

The work has begun and nothing else has happened. What is done from then on is recorded
at one moment, some days later: as of that moment, or of one of three days before it.
Each entry is voided by either person, where the law lets them.

Two alphabets. `WIDE` has fourteen acts of nine kinds, by either hand, each of them
once a day. `DEEP` has one act of each kind, each with effect once at a time, in the
hand that gives the therapist most to gain: theirs, but for the concern. A concern of
the client's stands against what the therapist does alone, and somebody else has acted
by it; every other entry the therapist may date as they like and try to void, the
client's withdrawal included, which they enter.

Many histories are alike from here on, and one of them is continued (`name`). That is
sound, since what may be recorded next depends on three things only:

1. What has effect, or was set aside and may come back, in the order in which it
   counts. Acts of one moment that share no group in `GROUPS` leave the same state in
   either order, and allow the same, so that their order is left out (a Mazurkiewicz
   trace). What was voided is on no timeline and never comes back; the law asks of it
   only where an act `corrects` it, which none does here. So a history leads back to
   the one without it, but for the void: by a client, that ends a silence, and stays.
   Conflicts are left out too: they bring about duties to tell the client, and no step
   of the lifecycle asks of a duty.
2. Who acted since. Only `law.voids.against_voiding_alone` asks that, of decisions in
   their author's own hand, and only whether another hand has acted with effect. That
   it has is not enough to know, where the act can lose its effect again without an act
   of that hand: if it is set aside, or is voided by its author, for whom it was
   entered. Such acts are named. Of all others the void is by the same hand, and counts
   in their place.
3. Whether an entry lies far ahead of what came after it (`_is_slip_of_the_clock`):
   none does, everything is recorded at one moment.

`law.voids.against_silence` compares two states, of which the first point tells. That
histories of one name are alike is tested as well as argued (`is_alike`).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

import attrs

from collabtherapy import (
    EndingGround,
    Noticed,
    Partnership,
    PersonId,
    Policy,
    Scope,
    Stage,
    Words,
    acts,
)
from collabtherapy.errors import Refused
from collabtherapy.partnership.law import lateness
from collabtherapy.partnership.law.lateness import Lateness
from collabtherapy.partnership.law.voids import TAKING_A_STEP
from collabtherapy.partnership.record.history import PAGE
from collabtherapy.partnership.record.taking_in import SET_ASIDE
from collabtherapy.partnership.state import State
from collabtherapy.partnership.verdict import allows
from collabtherapy.testing.exploring import digest
from collabtherapy.testing.ways import led_to, two

ANA, BO, SAID = PersonId("ana"), PersonId("bo"), Words("so")
SHORT: Final = Policy(safety_checks=1, lapse_attempts=1, lapse_days=1)


def _start() -> Partnership:
    """Return a partnership at work, in which a new page has just begun.

    So that a late entry folds no more than what the model itself recorded.
    """
    opening = attrs.evolve(two().opening, policy=SHORT)
    p = led_to(Partnership.replay([opening]), Stage.WORKING)
    until = p.at + timedelta(days=1)
    p = p.record(acts.GiveNotice(by=BO, at=p.at, of=Noticed.BREAK, from_=until))
    note = acts.WriteNote(by=BO, at=p.at, words=SAID)
    return p.record(*[note] * (PAGE + 1 - p.version))


START: Final = _start()
NOW: Final = START.at + timedelta(days=4)
DAYS: Final = tuple(START.at + timedelta(days=n) for n in (1, 2, 3))
MUCH_LATER: Final = NOW + timedelta(days=9)
"""When patience has run out, if nothing stands against it."""


class Alphabet(NamedTuple):
    """What is recorded in a model.

    Args:
        acts: the acts, as of the moment at which they are recorded.
        once: whether each of them has effect once at a time, or once on each day.
    """

    acts: Sequence[acts.Act]
    once: bool


CONCERN = acts.RaiseConcern(by="ana", at=NOW, client="ana")
UNCLEAR = acts.CheckSafety(by="bo", at=NOW, client="ana", clear=False)
HANDED_OVER = acts.HandOverSafety(
    by="bo", at=NOW, client="ana", recipient="x", ground="emergency", reference=SAID
)
ATTEMPT = acts.ReachOut(by="bo", at=NOW, to="ana")
HEARD = acts.RecordContact(by="bo", at=NOW, client="ana")
BREAK = acts.Pause(by="bo", at=NOW, words=SAID, cover="eva")
ENDING = acts.StartEnding(
    by="bo", at=NOW, ground=EndingGround.COMPETENCE, alternatives=SAID
)
ENTERED_NO = acts.WithdrawConsent(
    by="ana", at=NOW, scope=Scope.TREATMENT, entered_by="bo"
)
REVIEW = acts.OfferReview(by="bo", at=NOW)

ONE_OF_EACH = (
    CONCERN, UNCLEAR, HANDED_OVER, ATTEMPT, HEARD, BREAK, ENDING, ENTERED_NO, REVIEW,
)  # fmt: skip
DEEP: Final = Alphabet(ONE_OF_EACH, once=True)
"""One act of each of nine kinds."""

CONTACT = acts.RecordContact(by="ana", at=NOW, client="ana")
THEIR_BREAK = acts.Pause(by="ana", at=NOW)

BY_THE_OTHER = (
    acts.RaiseConcern(by="bo", at=NOW, client="ana"),
    CONTACT,
    THEIR_BREAK,
    acts.StartEnding(by="ana", at=NOW),
    acts.WithdrawConsent(by="ana", at=NOW, scope=Scope.TREATMENT),
)
WIDE: Final = Alphabet((*ONE_OF_EACH, *BY_THE_OTHER), once=False)
"""The same nine kinds, by the hand of either."""

STEPS: Final = (
    BREAK,
    ENDING,
    acts.Finish(by="bo", at=NOW, alternatives=SAID),
    acts.CloseAsLapsed(by="bo", at=NOW),
    acts.CloseAsLapsed(by="bo", at=MUCH_LATER),
    acts.DeclineToStart(by="bo", at=NOW, signposting=SAID),
    acts.FollowUpOver(by="bo", at=NOW),
    acts.BackToExploring(by="bo", at=NOW),
    acts.PlaceOnWaitingList(by="bo", at=NOW, expected_wait_days=7),
)
"""What one therapist does alone to lead a partnership on, now and much later."""

STAGE: Final = frozenset({acts.Pause, acts.StartEnding, acts.WithdrawConsent})
GROUPS: Final = (
    STAGE | {acts.RaiseConcern, acts.CheckSafety, acts.HandOverSafety},
    STAGE | {acts.ReachOut, acts.RecordContact, ANA},
    STAGE | {acts.OfferReview},
)
"""The acts whose order matters: by their kind, or by who does them."""

Free: TypeAlias = frozenset[int]
"""The places in `STEPS` of those that the therapist may take."""


def free(p: Partnership, by: PersonId = BO) -> Free:
    """Return the steps that a therapist may take, once it is `NOW`, and much later."""
    later = max(p.at, NOW) - NOW
    steps: Iterable[acts.Act] = STEPS
    if later or by != BO:
        steps = (_put_off(step, by, later) for step in STEPS)
    return frozenset(n for n, step in enumerate(steps) if allows(p.state, step))


def _on_time(act: acts.Act) -> acts.Act:
    """Return a late act as of when it is recorded."""
    if isinstance(act, acts.GiveNotice):
        return attrs.evolve(act, happened_at=None, from_=max(act.from_, act.at))
    return attrs.evolve(act, happened_at=None)


def _put_off(step: acts.Act, by: PersonId, later: timedelta) -> acts.Act:
    """Return a step of another person, taken later."""
    fields: dict[str, Any] = {"by": by, "at": step.at + later}
    if isinstance(step, acts.GiveNotice):
        fields["from_"] = step.from_ + later
    return attrs.evolve(step, **fields)


What: TypeAlias = tuple[type[acts.Act], PersonId, PersonId]
"""The kind of an act, its author, and the hand that recorded it."""


def what(act: acts.Act) -> What:
    """Return which act of the model this is, whenever it was done."""
    return type(act), act.by, act.hand


class Placed(NamedTuple):
    """An act of the model that has effect, or was set aside.

    Args:
        version: the number of its entry.
        what: which act it is; of a void no more than that it is one.
        at: from when it counts.
        aside: which act set it aside; None while it has effect.
    """

    version: int
    what: What
    at: datetime
    aside: What | None

    @property
    def is_void(self) -> bool:
        """True if it voids another entry."""
        return self.what[0] is acts.EnteredInError

    def is_in(self, group: frozenset[object]) -> bool:
        """Return whether this act is in a group of acts whose order matters."""
        kind, by, _ = self.what
        return kind in group or by in group

    @property
    def told(self) -> Hashable:
        """All of it but its number, which is the record's own."""
        return self[1:]


def new(p: Partnership) -> Sequence[Placed]:
    """Return what was done in a history of the model, in the order in which it counts.

    What was voided is not among it.
    """
    timeline, history = p.recorded.on_time(), p.recorded.history
    placed = list[Placed]()
    for version in range(START.version + 1, p.version + 1):
        if version in timeline.voided:
            continue
        act, by = history[version - 1], timeline.aside.find(version)
        aside = None if by is None else what(history[by - 1])
        placed.append(Placed(version, what(act), act.happened_at or act.at, aside))
    return sorted(placed, key=lambda one: (one.at, one.version))


Name: TypeAlias = Hashable


def name(p: Partnership) -> Name:
    """Return what tells one history from those that are not alike from here on."""
    placed = new(p)
    orders = tuple(
        _once_in_a_row([one for one in placed if one.is_in(group)]) for group in GROUPS
    )
    return orders, frozenset(_relied_on(placed))


def _once_in_a_row(placed: Iterable[Placed]) -> tuple[Hashable, ...]:
    """Return some acts in order, with one void of several in a row."""
    found: list[Hashable] = []
    for one in placed:
        if not (one.is_void and found and found[-1] == one.told):
            found.append(one.told)
    return tuple(found)


def _relied_on(placed: Sequence[Placed]) -> Iterator[Hashable]:
    """Yield each decision in its author's own hand, and who has acted since.

    An act that can lose its effect without an act of that same hand is named: by being
    set aside, or by a void of its author, if another entered it. Of the rest one is
    enough.
    """
    for one in placed:
        kind, by, hand = one.what
        if by != hand or not _is_decided(kind):
            continue
        since = (
            other for other in placed
            if other.version > one.version and other.what[2] != hand
        )  # fmt: skip
        yield one.told, frozenset(_as_since(other) for other in since)


def _as_since(one: Placed) -> Hashable:
    kind, by, hand = one.what
    can_be_set_aside = lateness.LATENESS[kind] in SET_ASIDE and not one.is_void
    return one.told if can_be_set_aside or by != hand else None


def _is_decided(kind: type[acts.Act]) -> bool:
    """Return whether acts of a kind are decisions, on which others may rely."""
    is_fact = lateness.LATENESS[kind] is Lateness.FACT
    return kind is not acts.EnteredInError and (not is_fact or kind in TAKING_A_STEP)


def moves(p: Partnership, alphabet: Alphabet) -> Iterator[acts.Act]:
    """Yield every act that is tried: each act of the model at each place, and voids."""
    placed = [one for one in new(p) if one.aside is None]
    done = {(one.what, one.at) for one in placed}
    ever = {one.what for one in placed}
    for act in alphabet.acts:
        which = what(act)
        if alphabet.once and which in ever:
            continue
        on_time = lateness.lateness_of(act) is Lateness.STEP
        for at in (NOW,) if on_time else (NOW, *DAYS):
            if (which, at) not in done:
                yield act if at == NOW else attrs.evolve(act, happened_at=at)
    for one in placed:
        if not one.is_void:
            for by in (ANA, BO):
                yield acts.EnteredInError(
                    by=by, at=NOW, act=one.version, because="slip"
                )


def without_numbers(state: State) -> object:
    """Return a state without the numbers and the moment of entries, and without duties.

    Which duties are owed for conflicts is left out of the names of histories.
    """
    entered = {what(one.act) for one in state.entries.entered.values()}
    rest = state._asdict()
    for field in ("at", "corrections", "entries", "duties"):
        del rest[field]
    return rest, entered


def is_alike(p: Partnership, other: Partnership, alphabet: Alphabet) -> bool:
    """Return whether two histories are alike, as far as one more entry shows.

    The state at the end of each day, the steps that are free, and each act that may be
    recorded next, with the name of what it leads to.
    """
    return all(
        so(p) == so(other)
        for so in (_each_day, free, lambda one: _what_follows(one, alphabet))
    )


def _each_day(p: Partnership) -> object:
    return [without_numbers(p.as_of(day).state) for day in (*DAYS, NOW)]


def _what_follows(p: Partnership, alphabet: Alphabet) -> object:
    placed = {one.version: one.told for one in new(p)}
    found = dict[Hashable, Name]()
    for act in moves(p, alphabet):
        is_void = isinstance(act, acts.EnteredInError)
        about = placed[act.act] if is_void else act.happened_at
        there = recorded(p, act)
        found[what(act), about] = None if there is None else name(there)
    return found


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


class Here:
    """A history, what one therapist may do in it, and what they gain by going on."""

    def __init__(self, p: Partnership, by: PersonId = BO) -> None:
        """Stand in a history."""
        self.p, self.by = p, by
        self._on_time: dict[What, tuple[bool, Free]] = {}

    @cached_property
    def steps(self) -> Free:
        """The steps that the therapist may take here."""
        return free(self.p, self.by)

    def on_time(self, act: acts.Act) -> tuple[bool, Free]:
        """Return whether a late act is allowed on time, and the steps free after it."""
        which = what(act)
        if which not in self._on_time:
            there = recorded(self.p, _on_time(act))
            found = (
                (False, self.steps) if there is None else (True, free(there, self.by))
            )
            self._on_time[which] = found
        return self._on_time[which]

    def gain(self, act: acts.Act, there: Partnership) -> Gain | None:
        """Return what the therapist gained by an act; None if it was nothing.

        What they record late they could have recorded on time. And a decision of theirs
        that they take back they could as well never have taken, if no other person has
        acted since.

        Args:
            act: what the therapist recorded.
            there: the history with it.
        """
        here, moved = self.p, False
        if isinstance(act, acts.EnteredInError):
            if self._takes_back(act):
                return None
            could = self.steps
        elif act.late:
            may, could = self.on_time(act)
            could |= self.steps
            moved = not may and there.stage is not here.stage
        else:
            return None
        steps = free(there, self.by) - could
        return Gain(here, act, steps, moved) if steps or moved else None

    def _takes_back(self, void: acts.EnteredInError) -> bool:
        """Return whether a void takes back a decision on which no other has acted."""
        record = self.p.recorded
        said, timeline = record.history[void.act - 1], record.on_time()
        since = range(void.act + 1, self.p.version + 1)
        hands = {record.history[v - 1].hand for v in since if timeline.has_effect(v)}
        return _is_decided(type(said)) and {said.hand, *hands} == {void.by}


@attrs.define
class Explored:
    """What was met so far.

    Args:
        alphabet: the acts of the model.
        keep: whether histories are kept.
        histories: the histories that were continued, if they are kept.
        n_by_length: how many were continued, by how many entries they have.
        n_recorded: how many acts were recorded.
        n_late: how many late entries were.
        n_voids: how many voids were.
        gains: what a therapist gained.
        alike: pairs of histories of one name, if they are kept.
    """

    alphabet: Alphabet
    keep: bool
    histories: list[Partnership] = attrs.Factory(list)
    n_by_length: Counter[int] = attrs.Factory(Counter[int])
    n_recorded: int = 0
    n_late: int = 0
    n_voids: int = 0
    gains: list[Gain] = attrs.Factory(list)
    alike: list[tuple[Partnership, Partnership]] = attrs.Factory(list)
    _met: dict[int, Partnership | None] = attrs.Factory(dict)
    _digests: list[str] = attrs.Factory(list)

    @property
    def n_histories(self) -> int:
        """How many histories were continued."""
        return self.n_by_length.total()

    @property
    def digest(self) -> str:
        """Of every history that was continued, as the model tells them apart."""
        return digest(self._digests)

    def is_first(self, p: Partnership) -> bool:
        """Return whether a history is the first that was met of its name."""
        called = name(p)
        short = hash(called)  # the names themselves would fill the memory
        if short in self._met:
            other = self._met[short]
            if other is not None:
                self.alike.append((other, p))
            return False
        self._met[short] = p if self.keep else None
        self._digests.append(digest([called]))
        return True

    def after(self, level: Iterable[Partnership]) -> Iterator[Partnership]:
        """Yield every history that is one entry longer than one of a level."""
        for p in level:
            self.n_by_length[p.version - START.version] += 1
            if self.keep:
                self.histories.append(p)
            here = Here(p)
            for act in moves(p, self.alphabet):
                there = recorded(p, act)
                if there is None:
                    continue
                self.n_recorded += 1
                self.n_late += act.late
                self.n_voids += isinstance(act, acts.EnteredInError)
                gain = here.gain(act, there) if act.hand == BO else None
                if gain is not None:
                    self.gains.append(gain)
                yield there


def explore(
    depth: int, alphabet: Alphabet, start: Partnership = START, *, keep: bool = True
) -> Explored:
    """Continue every history of fewer than so many entries by one, the shortest first.

    Args:
        depth: how many entries the longest have; at least 1.
        alphabet: the acts of the model.
        start: the history that they come after.
        keep: whether the histories that are continued are kept.
    """
    found = Explored(alphabet, keep)
    level: Iterable[Partnership] = filter(found.is_first, [start])
    for _ in range(depth - 1):
        # All that are shorter have been met before the longest are, one by one.
        level = filter(found.is_first, found.after(list(level)))
    for _ in found.after(level):
        pass
    return found


def walked(chosen: Iterable[int], alphabet: Alphabet) -> Iterator[Gain]:
    """Yield what a therapist gained in one history of the model.

    Args:
        chosen: which of the moves is made at each step; the next that is allowed.
        alphabet: the acts of the model.
    """
    p = START
    for n in chosen:
        tried = list(moves(p, alphabet))
        first = n % len(tried)
        for act in (*tried[first:], *tried[:first]):
            there = recorded(p, act)
            if there is None:
                continue
            gain = Here(p).gain(act, there) if act.hand == BO else None
            if gain is not None:
                yield gain
            p = there
            break


def recorded(p: Partnership, act: acts.Act) -> Partnership | None:
    """Return the history with an act; None, if it is refused."""
    try:
        return p.record(act)
    except Refused:
        return None
