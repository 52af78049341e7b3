"""Going where a test should go: to a stage, and to where something can be done in it.

Undirected histories hardly leave the beginning, and meet what is rare by luck. Here a
stage is aimed at by the shortest way that the table of steps knows, and whatever then
stands in the way of an act is cleared as its refusal says. So the ways follow the law
as it stands, shorter where it asks for less, and no story is written down that a
change of the law would make stale.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import islice

import attrs

from collabtherapy import Kind, Partnership, Stage, acts, law, matters
from collabtherapy.partnership.law.rights import missing
from collabtherapy.partnership.law.routes import way
from collabtherapy.partnership.law.steps import EARLY_STAGES
from collabtherapy.partnership.values.ids import ProposalId, fresh
from collabtherapy.testing.aims import FIRST, Aim, aims
from collabtherapy.testing.offered import by_another, offered, varied
from collabtherapy.testing.remedies import MOST_REASONS, NotCarriedOut, cleared

TRIED = 8
"""How many offers of a kind are asked for before the nearest is cleared."""

REMEMBERED = 2_048
"""How many ways are remembered."""


@lru_cache(REMEMBERED)
def reached(opening: acts.Open, stage: Stage) -> Partnership:
    """Lead a partnership that was just asked for to a stage by the shortest way.

    Raises:
        NotCarriedOut: no way leads there under the law as it stands.
    """
    return onward(Partnership.replay((opening,)), stage)


@lru_cache(REMEMBERED)
def furnished(opening: acts.Open, stage: Stage) -> Partnership:
    """Lead a partnership to a stage with something there that any act may be about.

    Raises:
        NotCarriedOut: no way leads there under the law as it stands.
    """
    begun = stage not in EARLY_STAGES
    early = stage in (Stage.EXPLORING, Stage.CONTRACTING)
    where = (Stage.EXPLORING if early else Stage.WORKING) if begun else stage
    return onward(_furnished(opening, where), stage)


@lru_cache(REMEMBERED)
def _furnished(opening: acts.Open, stage: Stage) -> Partnership:
    p = reached(opening, stage)
    for aim in FURNITURE:
        if aim in aims(stage):
            p = attempted(p, aim) or p
    return p


def forget() -> None:
    """Forget every way that was found: for a test that changes the law itself."""
    for found in (reached, furnished, _furnished):
        found.cache_clear()


FURNITURE: tuple[Aim, ...] = (
    acts.ParkTopic, acts.MarkRupture, matters.Practice, matters.Transfer,
    acts.PlanSession, acts.TakePosition, acts.AddToAgenda, acts.ConfirmReflection,
    acts.AskFeedback, acts.GiveFeedback, acts.Propose,
)  # fmt: skip


def onward(p: Partnership, stage: Stage) -> Partnership:
    """Lead a partnership on to a stage, by the fewest steps, clearing each as it says.

    Raises:
        NotCarriedOut: no way leads there from here.
    """
    for step in way(p.state.main.place, (law.Where((stage,)),)):
        kind = step.on[0]
        if issubclass(kind, matters.Matter):
            p = settled(p, kind)
        elif isinstance(step.about, type):
            p = put(p, step.about)[0]
        else:
            p = done(p, kind)
    if p.stage is not stage:
        raise NotCarriedOut(stage.value)
    return p


def attempted(
    p: Partnership,
    aim: Aim,
    *,
    at: datetime | None = None,
    way: int = 0,
    entered: bool = True,
) -> Partnership | None:
    """Do something where a partnership stands, with whatever it asks for; or None.

    Args:
        p: where to begin.
        aim: what to do.
        at: when, if not at once.
        way: which of several ways of doing it is tried first.
        entered: whether another than its author may enter it.
    """
    try:
        if issubclass(aim, matters.Matter):
            return settled(p, aim)
        there, act = ready(p, aim, at=at, turn=way)
    except NotCarriedOut:
        return None
    other = varied(act, way)
    if not there.allows(other):
        other = act
    if entered and there.allows(by_hand := by_another(there, other, way)):
        other = by_hand
    return there.record(other)


def done(p: Partnership, kind: type[acts.Act]) -> Partnership:
    """Do an act of a kind, in the stage where a partnership stands.

    Raises:
        NotCarriedOut: none can be done here.
    """
    p, act = ready(p, kind)
    return p.record(act)


def ready(
    p: Partnership, kind: type[acts.Act], *, at: datetime | None = None, turn: int = 0
) -> tuple[Partnership, acts.Act]:
    """Give a partnership of the same stage and an act of a kind, lawful in it.

    Args:
        p: where to begin.
        kind: the kind of act.
        at: when it is done, if not at once.
        turn: which of the offers is tried first.

    Raises:
        NotCarriedOut: none can be done here, whatever is done first.
    """
    at = at or p.at
    act, nearest = _lawful(p, kind, at, turn)
    if act is None and kind in FIRST:
        p = _first(p, kind)
        act, nearest = _lawful(p, kind, max(at, p.at), turn)
    if act is not None:
        return p, act
    if nearest is None:
        raise NotCarriedOut(kind.__name__)
    try:
        there, act = cleared(p, nearest)
    except NotCarriedOut:  # who is nearest to it does not see what it is about
        return p, _any_lawful(p, kind, max(at, p.at))
    if _still(p, there).stage is not p.stage:
        raise NotCarriedOut(kind.__name__)
    return there, act


def _any_lawful(p: Partnership, kind: type[acts.Act], at: datetime) -> acts.Act:
    """Return the first of all offers of a kind that is lawful.

    Raises:
        NotCarriedOut: none is.
    """
    for act in offered(p, kind, at):
        if p.allows(act):
            return act
    raise NotCarriedOut(kind.__name__)


def _lawful(
    p: Partnership, kind: type[acts.Act], at: datetime, turn: int
) -> tuple[acts.Act | None, acts.Act | None]:
    """Give the first offer of a kind that is lawful; or else the nearest to it."""
    nearest, fewest = None, MOST_REASONS
    for act in islice(offered(p, kind, at, turn=turn), TRIED):
        if p.allows(act):
            return act, None
        reasons = p.refusals(act)
        if reasons and len(reasons) < fewest:
            nearest, fewest = act, len(reasons)
    return None, nearest


def _first(p: Partnership, kind: type[acts.Act]) -> Partnership:
    """Bring into being what an act of a kind would be about, in the same stage."""
    aim = FIRST[kind]
    if aim not in aims(p.stage):
        return p
    special = SPECIAL.get(kind)
    if special is not None:
        return special(p)
    after = attempted(p, aim)
    return p if after is None or after.stage is not p.stage else after


def settled(p: Partnership, kind: type[matters.Matter]) -> Partnership:
    """Have a matter of a kind put, unless one waits, and accepted by all it needs.

    Raises:
        NotCarriedOut: it cannot settle here.
    """
    p, name = put(p, kind)
    for _ in range(MOST_REASONS):
        proposal = p.proposal(name)
        if not proposal.is_open:
            return p
        waiting = missing(p.state.members, proposal, p.policy)
        if not waiting:  # all have accepted, and nobody has chosen
            break
        p = _accepted(p, acts.Accept(by=waiting[0], at=p.at, proposal=name))
    raise NotCarriedOut(kind.__name__)


def _accepted(p: Partnership, accept: acts.Accept) -> Partnership:
    """Accept what stands; or, where that cannot settle, put another version first."""
    try:
        there, act = cleared(p, accept)
    except NotCarriedOut:
        amends = (a for a in offered(p, acts.Amend, p.at) if isinstance(a, acts.Amend))
        of_it = [amend for amend in amends if amend.proposal == accept.proposal]
        there, act = cleared(p, of_it[-1])
    return there.record(act)


def put(p: Partnership, kind: type[matters.Matter]) -> tuple[Partnership, ProposalId]:
    """Have a matter of a kind put, unless one of that kind waits already.

    Raises:
        NotCarriedOut: it cannot be put here.
    """
    for proposal in p.pending(at=p.at):
        if type(proposal.last.matter) is kind:
            return p, proposal.id
    for act in offered(p, acts.Propose, p.at):
        if isinstance(act, acts.Propose) and type(act.matter) is kind:
            there, again = cleared(p, act)
            return _still(p, there.record(again)), act.id
    before = FIRST.get(kind)
    after = None if before is None else attempted(p, before)
    if after is None:
        raise NotCarriedOut(kind.__name__)
    return put(after, kind)


def _still(p: Partnership, there: Partnership) -> Partnership:
    """Give a partnership that is still the same one, and not another opened anew."""
    if there.id != p.id:
        raise NotCarriedOut(p.stage.value)
    return there


def _asked(p: Partnership) -> Partnership:
    return put(p, matters.Choice)[0]


def _reflected(p: Partnership) -> Partnership:
    """Have somebody who was there answer what somebody else brought."""
    p = done(p, acts.Contribute)
    said = p.contributions()[-1].act
    answers = (
        acts.Contribute(
            by=person,
            at=p.at,
            session=said.session,
            id=fresh(said.id, p.state.contributions.by_id),
            kinds={Kind.REFLECTION},
            answers=said.id,
        )
        for person in sorted(p.session(said.session).present - {said.by})
    )
    lawful = [answer for answer in answers if p.allows(answer)]
    return p.record(*lawful[:1])


def _noted(p: Partnership) -> Partnership:
    """Have somebody enter what another wrote, which is to be confirmed."""
    note, hand = ready(p, acts.WriteNote)[1], p.therapists[0].id
    by = next(one.id for one in p.members if one.id != hand)
    entered = attrs.evolve(note, by=by, entered_by=hand)
    return p.record(entered) if p.allows(entered) else p


SPECIAL: Mapping[Aim, Callable[[Partnership], Partnership]] = {
    acts.TakePosition: _asked,
    acts.ConfirmReflection: _reflected,
    acts.Confirm: _noted,
    acts.DischargeDuty: _noted,
}
"""Where what comes first is more, or less, than simply done."""
