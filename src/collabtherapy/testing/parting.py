"""Where an application and the law part, and the shortest story that parts them."""

from collections.abc import (
    Callable,
    Collection,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import contextmanager
from datetime import datetime
from itertools import islice, product
from typing import Protocol, TypeAlias

import attrs

from collabtherapy import (
    Partnership,
    PersonId,
    ProposalId,
    Refusal,
    Scope,
    Stage,
    acts,
)
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.testing.directed import onward
from collabtherapy.testing.offered import offered
from collabtherapy.testing.remedies import NotCarriedOut

Dissents: TypeAlias = Collection[tuple[ProposalId | str, PersonId | str]]


class Adapter(Protocol):
    """What a test needs of an application.

    One that has a method ``close`` too is closed when its story is over: many are told.
    """

    def open(self, act: acts.Open, /) -> None:
        """Open a partnership; there is none yet."""
        ...

    def attempt(self, act: acts.Act, /) -> bool:
        """Try an act, and say whether it was done; nothing changes if it was not."""
        ...

    def stage(self) -> Stage:
        """Say where the partnership stands."""
        ...

    def in_force(self, client: PersonId, scope: Scope, at: datetime, /) -> bool:
        """Say whether a client's consent to a scope permits anything at a moment."""
        ...

    def dissents(self) -> Dissents:
        """Name who ever said no to which proposal."""
        ...


@attrs.frozen(kw_only=True)
class Promise:
    """What of the law an application knows; everything, unless told otherwise.

    Args:
        acts: the kinds of act it takes.
        matters: the kinds of matter that can be put in it.
        scopes: the scopes of consent it knows.
        refusals: the reasons for which it must refuse; an act that is refused for none
            of these is not tried.
    """

    acts: frozenset[type[Act]] = frozenset(kinds())
    matters: frozenset[type[Matter]] | None = None
    scopes: frozenset[Scope] | None = None
    refusals: frozenset[str] | None = None

    def takes(self, act: Act) -> bool:
        """Whether the application takes acts like this one."""
        if type(act) not in self.acts:
            return False
        matter, scope = getattr(act, "matter", None), getattr(act, "scope", None)
        known = self.matters is None or matter is None or type(matter) in self.matters
        return known and (self.scopes is None or scope is None or scope in self.scopes)

    def refuses(self, codes: Iterable[str]) -> bool:
        """Whether the application must refuse for one of these reasons."""
        return self.refusals is None or not self.refusals.isdisjoint(codes)

    def covers(self, act: Act, reasons: Iterable[Refusal]) -> bool:
        """Whether an act can be tried, which the law refuses for these reasons."""
        codes = [reason.code for reason in reasons]
        return self.takes(act) and (not codes or self.refuses(codes))


EVERYTHING = Promise()


def parting(
    make: Callable[[], Adapter],
    promise: Promise,
    opening: acts.Open,
    tried: Sequence[acts.Act],
) -> str | None:
    """Say where an application and the law part over some acts; None if they do not.

    An act that the law refuses for reasons of which the application promises none is
    left out, wherever it stands.
    """
    p = Partnership.replay((opening,))
    with opened(make(), opening) as app:
        for act in tried:
            if not promise.covers(act, reasons(p, act)):
                continue
            p, other = compared(app, p, act)
            if other is not None:
                return other
    return None


def reasons(p: Partnership, act: acts.Act) -> tuple[Refusal, ...]:
    """Return every reason against an act: of what is so, and of what its actor sees."""
    return (*p.refusals(act), *p.why_not(act))


@contextmanager
def opened(app: Adapter, opening: acts.Open) -> Generator[Adapter, None, None]:
    """Open a partnership in an application, and close that when its story is over."""
    try:
        app.open(opening)
        yield app
    finally:
        close: Callable[[], object] | None = getattr(app, "close", None)
        if close is not None:
            close()


def compared(
    app: Adapter, p: Partnership, act: acts.Act
) -> tuple[Partnership, str | None]:
    """Try an act in both; give the partnership after it, and where the two part."""
    told = p.why_not(act)
    done = app.attempt(act)
    what = f"{type(act).__name__} by {act.by}"
    if done and told:
        return p, f"{what} was done, though {', '.join(r.code for r in told)}"
    if not done and not told:
        return p, f"{what} was not done, though nothing stands in its way"
    p = p if told else p.record(act)
    other = _difference(app, p)
    return p, None if other is None else f"after {what}, {other}"


def _difference(app: Adapter, p: Partnership) -> str | None:
    stage = app.stage()
    if stage != p.stage:
        return f"the stage is {stage.value} and should be {p.stage.value}"
    for (client, scope), consent in p.state.consent.by_scope.items():
        said = app.in_force(client, scope, p.at)
        if said is not consent.in_force(p.at):
            be = "not be" if said else "be"
            return f"consent of {client} to {scope} should {be} in force"
    kept = {(str(proposal), str(person)) for proposal, person in app.dissents()}
    for proposal, dissent in p.disagreements:
        if (str(proposal.id), str(dissent.by)) not in kept:
            return f"the no of {dissent.by} to {proposal.id} is lost"
    return None


def shortest(
    make: Callable[[], Adapter],
    promise: Promise,
    opening: acts.Open,
    tried: Sequence[acts.Act],
) -> tuple[acts.Act, ...]:
    """Give as few acts as were found to part an application from the law.

    Acts are left out; then what came last is tried again, with any one of the others
    before it, at every stage from the first on.
    """
    best = _left_out(make, promise, opening, tried)
    for retold in _retold(promise, opening, best):
        if len(retold) >= len(best):
            continue
        if parting(make, promise, opening, retold) is not None:
            return _left_out(make, promise, opening, retold)
    return best


def _left_out(
    make: Callable[[], Adapter],
    promise: Promise,
    opening: acts.Open,
    tried: Sequence[acts.Act],
) -> tuple[acts.Act, ...]:
    left = tuple(tried)
    for n in range(len(left) - 1, -1, -1):
        fewer = left[:n] + left[n + 1 :]
        if parting(make, promise, opening, fewer) is not None:
            left = fewer
    return left


TRIED_OF_EACH = 8
"""How many acts of each kind are."""


def _retold(
    promise: Promise, opening: acts.Open, tried: Sequence[acts.Act]
) -> Iterator[tuple[acts.Act, ...]]:
    """Give the ways to each stage, with acts of the same kinds tried there last."""
    before, last = dict.fromkeys(map(type, tried)), type(tried[-1])
    for stage in Stage:
        try:
            p = onward(Partnership.replay((opening,)), stage)
        except NotCarriedOut:
            continue
        way = p.history[1:]
        if not all(map(promise.takes, way)):
            continue
        for kind in before:
            of_each = (
                islice(filter(promise.takes, offered(p, one, p.at)), TRIED_OF_EACH)
                for one in (kind, last)
            )
            yield from ((*way, *pair) for pair in product(*of_each))
