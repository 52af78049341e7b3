"""Drawn histories in which some is written down late, and some taken out again."""

from collections.abc import Callable
from datetime import timedelta

import attrs
from hypothesis import strategies as st

from collabtherapy import Evidence, Partnership, acts, matters
from collabtherapy.errors import Refused
from collabtherapy.partnership.questions.offers import OFFERS
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.partnership.values.ids import PersonId, ProposalId, fresh
from collabtherapy.testing import histories
from collabtherapy.testing.offered import STEPS_OF_TIME, everyone, varied

SEEN = Evidence("paper-form", seen_by="bo")
AT_MOST = 6
"""How many things are done out of order at most."""

A_LITTLE = timedelta(seconds=1)


@st.composite
def out_of_order(
    draw: st.DrawFn,
    base: st.SearchStrategy[Partnership] | None = None,
    *,
    at_most: int = AT_MOST,
) -> Partnership:
    """Draw a history with late entries, and with entries taken out of effect.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        base: the histories that this is done in.
        at_most: how many things are done out of order at most.
    """
    p = draw(histories(at_most=8) if base is None else base)
    for do in draw(st.lists(st.sampled_from(DONE), min_size=1, max_size=at_most)):
        p = do(p, draw(_numbers), draw(_numbers), draw(_numbers))
    return p


_numbers = st.integers(0, 1 << 16)


def late(p: Partnership, when: int, who: int, which: int) -> Partnership:
    """Record something that could have been done at an earlier moment, if it may be."""
    moments = [entry.effective_at for entry in p.timeline]
    moment = min(moments[when % len(moments)] + A_LITTLE * (which % 2), p.at)
    then, people = p.as_of(moment), everyone(p)
    person = people[who % len(people)]
    n = which % len(OFFERS)
    for offer in (*OFFERS[n:], *OFFERS[:n])[:8]:
        for act in offer(then.state, person, moment):
            one = varied(act, which % 12)
            changes = {"at": p.at + STEPS_OF_TIME[which % 3], "happened_at": moment}
            if getattr(one, "expires_at", None) is not None:
                changes["expires_at"] = p.at + STEPS_OF_TIME[3]
            if who % 2:
                changes["evidence"] = SEEN
            one = attrs.evolve(one, **changes)
            if p.allows(one):
                return p.record(one)
    return p


def restriction(p: Partnership, when: int, who: int, which: int) -> Partnership:
    """Record that a client took a right earlier, if they may."""
    moments = [entry.effective_at for entry in p.timeline]
    moment = min(moments[when % len(moments)] + A_LITTLE, p.at)
    clients = p.state.members.clients or p.state.members.former
    client = tuple(clients)[who % len(clients)].id
    scopes = [s for c, s in p.state.consent.by_scope if c == client]
    of = {"by": client, "at": p.at, "happened_at": moment}
    tried: list[acts.Act] = [
        acts.WithdrawConsent(scope=scope, **of) for scope in scopes
    ] + [acts.Leave(**of)]
    for act in tried[which % len(tried) :]:
        if p.allows(act):
            return p.record(act)
    return p


def void(p: Partnership, when: int, _who: int, which: int) -> Partnership:
    """Take an entry out of effect by one who may alone, if anybody may."""
    number = when % p.version + 1
    said = p.history[number - 1]
    for by in ((said.by, said.hand), everyone(p))[which % 4 == 0]:
        act = voiding(p, number, by)
        if act is not None and p.allows(act):
            return p.record(act)
    return p


def voiding(p: Partnership, number: int, by: PersonId) -> acts.EnteredInError | None:
    """Return the act by which a person takes an entry out, as they count it."""
    seen = list(numbers_seen(p.recorded, by, p.at))
    if number not in seen:
        return None
    said = seen.index(number) + 1
    return acts.EnteredInError(by=by, at=p.at, act=said, because="slip")


def correction(p: Partnership, when: int, who: int, _which: int) -> Partnership:
    """Take an entry out of effect together, if all of them may."""
    number = when % p.version + 1
    therapists = p.state.members.therapists
    if not therapists:
        return p
    by = tuple(therapists)[who % len(therapists)].id
    seen = list(numbers_seen(p.recorded, by, p.at))
    if number not in seen:
        return p
    matter = matters.Correction(act=seen.index(number) + 1, because="slip")
    taken = p.state.decisions.proposals
    name = fresh(ProposalId("fix"), taken)
    try:
        q = p.record(acts.Propose(by=by, at=p.at, id=name, matter=matter))
        for person in everyone(q):
            act = acts.Accept(by=person, at=q.at, proposal=name)
            if q.proposal(name).is_open and q.allows(act):
                q = q.record(act)
    except Refused:
        return p
    return q


def on_time(p: Partnership, when: int, who: int, which: int) -> Partnership:
    """Record something that can be done now, if there is."""
    people = everyone(p)
    at = p.at + STEPS_OF_TIME[when % 3]
    for person in (*people[who % len(people) :], *people):
        n = which % len(OFFERS)
        for offer in (*OFFERS[n:], *OFFERS[:n]):
            for act in offer(p.state, person, at):
                if p.allows(act):
                    return p.record(act)
    return p


DONE: tuple[Callable[[Partnership, int, int, int], Partnership], ...] = (
    late, late, late, on_time, restriction, void, correction,
)  # fmt: skip
