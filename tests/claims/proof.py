"""What proves that a claim has a consequence, and how the consequence is taken out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import attrs
from rows import Row, that_bring_about, that_refuse
from testing.planted import Coded

from collabtherapy import DutyKind, Partnership, acts
from collabtherapy.testing.situations import SITUATIONS


@attrs.frozen
class Proof:
    """A situation in which the consequence of a claim can be observed.

    The situation comes about by the whole law; what is observed there depends on what
    is taken out. What holds the data of the claim, its fields, is never taken out.

    Args:
        claim: the name of the claim.
        there: the name of the situation.
        found: brings the situation about.
        holds: the observation: whether the consequence is there.
        without: the name of what is taken out: a row of `rows`, or a function or table.
        out: takes that out for a while; None for the row of that name.
    """

    claim: str
    there: str
    found: Callable[[], Any]
    holds: Callable[[Any], bool]
    without: str
    out: Callable[[], AbstractContextManager[Any]] | None = None

    def taken_out(self) -> AbstractContextManager[Any]:
        """Return what takes the consequence out for a while."""
        return _row(self.without).out() if self.out is None else self.out()


def at(
    claim: str,
    found: Callable[[], Any],
    holds: Callable[[Any], bool],
    without: str | Coded,
) -> Proof:
    """Return a proof in a situation that has a function of its own.

    Args:
        claim: the name of the claim.
        found: brings the situation about, and names it.
        holds: the observation.
        without: the name of a row, or a function that is given a body that does
            nothing.
    """
    if isinstance(without, str):
        return Proof(claim, found.__qualname__, found, holds, without)
    name = without.function.__qualname__
    return Proof(claim, found.__qualname__, found, holds, name, without.planted)


def refused(claim: str, code: str, row: str) -> Proof:
    """Return a proof that rests on a refusal, in the smallest situation that has it.

    Args:
        claim: the name of the claim.
        code: the code of the reason.
        row: the name of the row that gives it.
    """
    found, tried = SITUATIONS[code]
    return Proof(claim, code, found, lambda p: code in codes(p, tried(p)), row)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def owes(p: Partnership, act: acts.Act, kind: DutyKind) -> bool:
    """Return whether an act opens a duty of this kind to a client."""
    before = {duty.id for duty in p.duties(at=p.at)}
    after = p.record(act)
    return any(
        duty.kind is kind and duty.id not in before
        for client in after.clients
        for duty in after.duties(at=after.at, owed_to=client)
    )


def owed(p: Partnership, kind: DutyKind) -> bool:
    """Return whether a duty of this kind is owed."""
    return any(duty.kind is kind for duty in p.duties(at=p.at))


@cache
def _rows() -> tuple[Row, ...]:
    return (*that_refuse(), *that_bring_about())


def _row(name: str) -> Row:
    (row,) = [row for row in _rows() if row.name == name]
    return row
