"""Look for the nearest way to where a refusal is gone, by the law's own directions.

Each act that a fix names is tried, and what stands in its way is cleared before it. Of
several people who may do it the one is taken whose way is shortest, the actor first at
equal length; of a matter that is put already, nothing but the answers is left. At last
every act is left out that the rest can do without. So a way is lawful act by act, and
no act of it is another's but by that other.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from collabtherapy.partnership.filling import LATER, NotFilled, filled_in
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.decisions import Propose
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.corrections import OfEntries
from collabtherapy.partnership.values.ids import Id, PersonId, ProposalId
from collabtherapy.partnership.values.refusals import (
    Change,
    Do,
    Refusal,
    Refusals,
    Remedy,
)
from collabtherapy.partnership.values.stages import Open, Stage
from collabtherapy.partnership.values.ways import NOT_FROM_HERE, WayOut, way_of
from collabtherapy.partnership.values.words import Words

Ask: TypeAlias = Callable[[State, Act], Refusals]
"""Gives every reason against an act; their remedies say by whom."""

DEEPEST: Final = 8
"""How many fixes of fixes are tried before one is given up."""

MOST_REASONS: Final = 40
"""How many reasons of one act are cleared, one after the other."""

CHOSEN: Final[Mapping[str, object]] = {
    "words": Words("because"),
    "own_part": Words("mine"),
    "advice": Words("said"),
    "alternatives": Words("said"),
    "signposting": Words("said"),
    "clients_told": Words("said"),
    "until": LATER,
    "recipient": "service",
    "cover": "service",
    "supervisor": "supervisor",
}
"""What would do for a field whose value is theirs to choose."""

DONE: Final = frozenset({"decision.accepted_already", "decision.proposal.settled"})
"""What refuses an answer that is not needed any more."""


class _Stopped(Exception):
    """A way ends here.

    Args:
        for_good: whether there is nothing else to be had.
    """

    def __init__(self, *, for_good: bool) -> None:
        super().__init__()
        self.for_good = for_good


@attrs.frozen
class _Trail:
    """What was done so far, and what is so after it."""

    state: State
    done: tuple[Act, ...] = ()

    def then(self, act: Act) -> "_Trail":
        return _Trail(fold(self.state, act), (*self.done, act))


def nearest(state: State, act: Act, refusal: Refusal, ask: Ask) -> WayOut:
    """Return the nearest way to where an act is not refused like this any more.

    Args:
        state: what is so, as far as whoever asks may know.
        act: the act that was refused.
        refusal: the reason against it, complete.
        ask: gives the reasons against an act.
    """
    if not refusal.fix:
        return NOT_FROM_HERE
    theirs = _of_others(act, refusal)
    if theirs is not None:
        return theirs
    search = _Search(act.by, ask)
    tried = [
        search.way(state, act, refusal, fix) for fix in dict.fromkeys(refusal.fixes)
    ]
    found = [way for way in tried if way is not None and way.from_here]
    if found:
        return min(found, key=lambda way: way.n_acts)
    return refusal.as_named().way if tried[0] is None else NOT_FROM_HERE


class _Search:
    """A search for one actor, by one law."""

    def __init__(self, actor: PersonId, ask: Ask) -> None:
        self._actor = actor
        self._ask = ask

    def way(
        self, state: State, act: Act, refusal: Refusal, fix: tuple[Remedy, ...]
    ) -> WayOut | None:
        """Return the way that begins with a fix; None where it cannot be tried."""
        try:
            trail, then = self.gone(_Trail(state), act, attrs.evolve(refusal, fix=fix))
        except _Stopped as stopped:
            return NOT_FROM_HERE if stopped.for_good else None
        if _past_the_end(state, trail.done):
            return NOT_FROM_HERE
        needed = self.pruned(state, trail.done, then, refusal)
        return way_of(
            map(_step, needed),
            earliest=max((then.at, *(one.at for one in needed))),
            changes=(one for one in fix if isinstance(one, Change)),
        )

    def gone(self, trail: _Trail, act: Act, refusal: Refusal) -> tuple[_Trail, Act]:
        """Return what is so once a refusal is gone, and the act by then."""
        kind = same_as(refusal)
        left: Refusal | None = refusal
        for _ in range(DEEPEST):
            if left is None:
                return trail, act
            trail, act = self.cleared(trail, act, left)
            found = self._ask(trail.state, act)
            left = next((one for one in found if same_as(one) == kind), None)
        raise _Stopped(for_good=False)

    def cleared(
        self, trail: _Trail, act: Act, refusal: Refusal, depth: int = 0
    ) -> tuple[_Trail, Act]:
        """Return what is so once everything in a fix was done, and the act by then."""
        if not refusal.fix or depth > DEEPEST:
            raise _Stopped(for_good=False)
        put: dict[ProposalId, ProposalId] = {}
        for remedy in refusal.fix:
            if isinstance(remedy, Do):
                trail = self._done(trail, _renamed(remedy, put), act, depth, put)
            else:
                act = _changed(act, remedy)
            act = _not_before(act, trail.state)
        return trail, act

    def _done(
        self,
        trail: _Trail,
        remedy: Do,
        act: Act,
        depth: int,
        put: dict[ProposalId, ProposalId],
    ) -> _Trail:
        """Return what is so once a remedy was carried out, by the nearest."""
        if remedy.act is Open:
            raise _Stopped(for_good=True)
        pending = _pending(trail.state, remedy)
        if pending is not None:
            put[ProposalId(str(remedy.fields["id"]))] = pending
            return trail
        if remedy.each:
            for by in remedy.by:
                doing = _tried(trail.state, remedy, by, act)
                codes = {one.code for one in self._ask(trail.state, doing)}
                if not codes & DONE:
                    trail = self._taken(trail, doing, depth)
            return trail
        return self._by_the_nearest(trail, remedy, act, depth)

    def _by_the_nearest(
        self, trail: _Trail, remedy: Do, act: Act, depth: int
    ) -> _Trail:
        found: _Trail | None = None
        for_good = True
        for by in sorted(remedy.by, key=lambda one: one != self._actor):
            try:
                doing = _tried(trail.state, remedy, by, act)
                after = self._taken(trail, doing, depth)
            except _Stopped as stopped:
                for_good = for_good and stopped.for_good
                continue
            if found is None or len(after.done) < len(found.done):
                found = after
            if len(found.done) == len(trail.done) + 1:
                break  # nothing is nearer than one act
        if found is None:
            raise _Stopped(for_good=for_good)
        return found

    def _taken(self, trail: _Trail, doing: Act, depth: int) -> _Trail:
        """Return what is so once an act was done, and before it what it waits for."""
        for _ in range(MOST_REASONS):
            reasons = self._ask(trail.state, doing)
            if not reasons:
                return trail.then(doing)
            first = reasons[0]
            if _is_for_another(doing, first):
                break
            trail, doing = self.cleared(trail, doing, first, depth + 1)
        raise _Stopped(for_good=False)

    def pruned(
        self, state: State, done: tuple[Act, ...], act: Act, refusal: Refusal
    ) -> tuple[Act, ...]:
        """Return what is left of a way without the acts that it can do without."""
        for one in reversed(done):
            rest = tuple(other for other in done if other is not one)
            if self._leads(state, rest, act, refusal):
                done = rest
        return done

    def _leads(
        self, state: State, done: tuple[Act, ...], act: Act, refusal: Refusal
    ) -> bool:
        for one in done:
            if self._ask(state, one):
                return False
            state = fold(state, one)
        gone = same_as(refusal)
        then = _not_before(act, state)
        return all(same_as(left) != gone for left in self._ask(state, then))


def same_as(refusal: Refusal) -> tuple[object, ...]:
    """Return what tells whether a refusal is still there: its code, and of whom.

    What is compared (the stage, the moment, a number) changes along the way.
    """
    about = (value for value in refusal.facts.values() if isinstance(value, Id))
    return refusal.code, *about


def _changed(act: Act, change: Change) -> Act:
    if change.to is None:
        if change.field not in CHOSEN:
            raise _Stopped(for_good=False)
        value = CHOSEN[change.field]
    elif not change.to:
        raise _Stopped(for_good=True)
    else:
        value = change.to[0]
    return _with(act, change.field, value)


def _not_before(act: Act, state: State) -> Act:
    """Return an act no earlier than what is so."""
    return act if act.at >= state.at else _with(act, "at", state.at)


def _with(act: Act, name: str, value: object) -> Act:
    """Return an act with another value; it stops where both do not go together."""
    given: dict[str, Any] = {name: value}
    try:
        return attrs.evolve(act, **given)
    except (TypeError, ValueError) as error:
        raise _Stopped(for_good=False) from error


def _tried(state: State, remedy: Do, by: PersonId, act: Act) -> Act:
    """Return what a fix asks for, in full; it stops where more has to be said."""
    if issubclass(remedy.act, OfEntries | CarryOver):  # they name entries of a record
        raise _Stopped(for_good=False)
    try:
        return filled_in(state, remedy, by, max(act.at, state.at))
    except (NotFilled, TypeError, ValueError) as error:
        raise _Stopped(for_good=False) from error


def _is_for_another(act: Act, refusal: Refusal) -> bool:
    """Return whether a fix has somebody else do it."""
    return any(
        isinstance(one, Change) and one.field == act.names_whom for one in refusal.fix
    )


def _of_others(act: Act, refusal: Refusal) -> WayOut | None:
    """Return the way of an act that is another's: it is theirs to do, if they will."""
    for one in refusal.fix:
        if isinstance(one, Change) and one.field == act.names_whom:
            whose = tuple(who for who in one.to or () if isinstance(who, PersonId))
            if one.to == ():
                return NOT_FROM_HERE
            if whose:
                return way_of((Do(type(act), whose),), earliest=None)
    return None


def _renamed(remedy: Do, put: Mapping[ProposalId, ProposalId]) -> Do:
    name = remedy.fields.get("proposal")
    if not isinstance(name, ProposalId) or name not in put:
        return remedy
    return attrs.evolve(remedy, fields={**remedy.fields, "proposal": put[name]})


def _pending(state: State, remedy: Do) -> ProposalId | None:
    """Return the proposal by which what a remedy would put is put already."""
    matter = remedy.fields.get("matter")
    if remedy.act is not Propose or not isinstance(matter, type):
        return None
    return next(
        (
            proposal.id
            for proposal in state.decisions.proposals.values()
            if proposal.is_open and type(proposal.last.matter) is matter
        ),
        None,
    )


def _past_the_end(state: State, done: tuple[Act, ...]) -> bool:
    """Return whether the work would be led somewhere first, and ended, or closed."""
    stages = list(_stages(state, done))
    return Stage.CLOSED in stages or (Stage.ENDING in stages and len(stages) > 1)


def _stages(state: State, done: tuple[Act, ...]) -> Iterator[Stage]:
    """Yield each stage that a way enters."""
    for act in done:
        before, state = state.stage, fold(state, act)
        if state.stage is not before:
            yield state.stage


def _step(act: Act) -> Do:
    """Return a step of a way: the kind, whose it is, and what it is about."""
    fields: dict[str, object] = {}
    for name in ("proposal", "scope", "client", "to", "session", "goal"):
        value = getattr(act, name, None)
        if value is not None:
            fields[name] = value
    matter = getattr(act, "matter", None)
    if isinstance(matter, Matter):
        fields["matter"] = type(matter)
    if isinstance(act, Propose):
        fields["id"] = act.id
    return Do(type(act), (act.by,), fields)
