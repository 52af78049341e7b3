"""Carrying out the fix of a refusal, as the people it names would.

Every refusal says what would clear it. To do so is to move through the law by its own
directions: the strategies go wherever they are asked to go this way, and a test can
hold any refusal, of this law or of an application over it, to what it promises.
"""

from collections.abc import Mapping
from typing import Any

import attrs

from collabtherapy import (
    Do,
    Evidence,
    Partnership,
    PersonId,
    Refusal,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership import filling
from collabtherapy.partnership.filling import LATER, NotFilled
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.testing.carried import SCOPES, SLEEP, WEEKLY, yes
from collabtherapy.testing.openings import opening_of

DEEPEST = 8
"""How many fixes of fixes are tried before one is given up."""

CHOSEN: Mapping[str, object] = {
    "words": Words("because"),
    "own_part": Words("mine"),
    "representative": "other",
    "evidence": Evidence("order", seen_by="clerk"),
    "until": LATER,
    "recipient": "service",
    "cover": "service",
    "clients_told": Words("by letter"),
    "supervisor": "supervisor",
    "advice": Words("keep asking"),
    "alternatives": Words("a helpline"),
    "signposting": Words("a helpline"),
    "consents": tuple(yes("ana", scope) for scope in SCOPES),
    "agreement": WEEKLY,
    "goals": (SLEEP,),
}
"""What people put into a field whose value is theirs to choose; else nothing."""

MOST_REASONS = 40
"""How many reasons of one act are cleared: each of several people may have a few."""


class NotCarriedOut(Exception):
    """A fix could not be carried out: it names nobody, or leads in a circle.

    Args:
        what: the code of the reason, or the kind of act or matter, in the way.
        refusal: that reason, where it was one. To do what a fix asks for may be refused
            for a reason of its own, and it is the last of them that is given here.
    """

    def __init__(self, what: str, refusal: Refusal | None = None) -> None:
        super().__init__(what)
        self.refusal = refusal


def carried_out(
    p: Partnership, act: acts.Act, refusal: Refusal, depth: int = 0
) -> tuple[Partnership, acts.Act]:
    """Give the partnership and the act after everything in a fix was done.

    Raises:
        NotCarriedOut: nobody could do it, or there is nothing to be done.

    >>> from collabtherapy import Stage, acts
    >>> from collabtherapy.testing.ways import led_to, two
    >>> p = led_to(two(), Stage.WORKING)
    >>> act = acts.Finish(by="ana", at=p.at)
    >>> (refusal,) = p.refusals(act)
    >>> p, act = carried_out(p, act, refusal)
    >>> p.stage.value, p.refusals(act)
    ('ending', ())
    """
    if not refusal.fix or depth > DEEPEST:
        raise NotCarriedOut(refusal.code, refusal)
    for remedy in refusal.fix:
        if isinstance(remedy, Do):
            before, p = p, _done(p, remedy, act, depth)
            act = _counted_again(before, p, act)
        else:
            values = _chosen(remedy.field) if remedy.to is None else remedy.to
            if not values:
                raise NotCarriedOut(refusal.code, refusal)
            act = _with(act, remedy.field, values[0])
        act = _with(act, "at", max(act.at, p.at))
    return p, act


def cleared(
    p: Partnership, act: acts.Act, depth: int = 0
) -> tuple[Partnership, acts.Act]:
    """Give the partnership in which an act is lawful, and the act as it is then.

    Raises:
        NotCarriedOut: there is no such partnership to be had from here.
    """
    for _ in range(MOST_REASONS):
        reasons = p.refusals(act)
        if not reasons:
            break
        p, act = carried_out(p, act, reasons[0], depth)
    told = p.why_not(act)
    if told:  # such as that it names what its actor does not see
        raise NotCarriedOut(type(act).__name__, told[0])
    return p, act


def _with(act: acts.Act, field: str, value: object) -> acts.Act:
    changes: dict[str, Any] = {field: value}
    return attrs.evolve(act, **changes)


def _chosen(field: str) -> tuple[object, ...]:
    """Return what somebody would choose for a field, if that can be thought of."""
    return (CHOSEN[field],) if field in CHOSEN else ()


def _done(p: Partnership, remedy: Do, act: acts.Act, depth: int) -> Partnership:
    if remedy.act is acts.Open:
        return _opened_anew(p, remedy)
    if remedy.each:
        for by in remedy.by:
            doing = filled_in(p, remedy, by, act)
            if _still_to_do(p, doing):
                p = _done_by(p, doing, depth)
        return p
    doings = [filled_in(p, remedy, by, act) for by in remedy.by]
    for doing in doings:
        if p.allows(doing):
            return p.record(doing)
    refusal = None
    for doing in doings:
        try:
            return _done_by(p, doing, depth)
        except NotCarriedOut as stopped:
            refusal = stopped.refusal
    raise NotCarriedOut(remedy.act.__name__, refusal)


def _still_to_do(p: Partnership, doing: acts.Act) -> bool:
    codes = {reason.code for reason in p.refusals(doing)}
    return not codes & {"decision.accepted_already", "decision.proposal.settled"}


def _done_by(p: Partnership, doing: acts.Act, depth: int) -> Partnership:
    if isinstance(doing, acts.EnteredInError):
        return _taken_out(p, doing, depth)
    p, doing = cleared(p, doing, depth + 1)
    return p.record(doing)


def _taken_out(p: Partnership, void: acts.EnteredInError, depth: int) -> Partnership:
    """Return the partnership without an entry: taken out alone, or else together.

    Raises:
        NotCarriedOut: it could not be, or there is no such entry.
    """
    entry = _entry_named(p, void)
    act: acts.Act = void
    for _ in range(MOST_REASONS):
        if entry is None or _entry_named(p, act) != entry:
            break
        reasons = p.refusals(act)
        if not reasons:
            return p.record(act)
        p, act = carried_out(p, act, reasons[0], depth + 1)
        if not p.recorded.on_time().has_effect(entry):
            return p
    raise NotCarriedOut(type(void).__name__)


def _entry_named(p: Partnership, act: acts.Act) -> int | None:
    """Return the entry that an act would take out, by its number in the record."""
    if not isinstance(act, acts.EnteredInError):
        return None
    seen = numbers_seen(p.recorded, act.by, p.at)
    return seen[act.act - 1] if act.act <= len(seen) else None


def _counted_again(p: Partnership, there: Partnership, act: acts.Act) -> acts.Act:
    """Return an act about the same entry: who comes back, or left, counts otherwise."""
    entry = _entry_named(p, act)
    if entry is None:
        return act
    seen = numbers_seen(there.recorded, act.by, there.at)
    return _with(act, "act", seen.index(entry) + 1) if entry in seen else act


def _opened_anew(p: Partnership, remedy: Do) -> Partnership:
    before, by = opening_of(p), remedy.by[0]
    # Which row decides is recorded by others than the clients.
    recorded = by not in {client.id for client in before.clients}
    fields: dict[str, Any] = {
        "partnership": f"{p.id}-anew",
        "by": by,
        "deciders": before.deciders if recorded else (),
        "at": p.at,
        **remedy.fields,
    }
    return Partnership.replay([attrs.evolve(before, **fields)], check=True)


def filled_in(p: Partnership, remedy: Do, by: PersonId, act: acts.Act) -> acts.Act:
    """Return the act that a fix asks for, with what it leaves open filled in.

    Raises:
        NotCarriedOut: what it is about has to be said.
    """
    try:
        return filling.filled_in(p.state, remedy, by, max(p.at, act.at))
    except NotFilled as open_:
        raise NotCarriedOut(str(open_)) from open_


def some_matter(kind: type[matters.Matter]) -> matters.Matter:
    """Return a matter of a kind of which nothing but the kind is asked.

    Raises:
        NotCarriedOut: what it is about has to be said.
    """
    try:
        return filling.some_matter(kind)
    except NotFilled as open_:
        raise NotCarriedOut(str(open_)) from open_
