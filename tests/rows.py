"""The rows of the law, each with a way of taking it out for a while.

A row is a consent gate, a guard or a region's check in the place where it is asked, a
right, a place: whatever stands in one line of a table. Nothing is copied: the tables
that the law reads are given without the row, and put back afterwards.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar
from unittest import mock

import attrs
from testing.planted import Row as Planted
from testing.planted import never

from collabtherapy import DutyKind, acts, law, matters
from collabtherapy.partnership import verdict
from collabtherapy.partnership.law import plans, routes
from collabtherapy.partnership.law.duties import following
from collabtherapy.partnership.law.duties.following import DOING, OPENING
from collabtherapy.partnership.law.duties.rows import ENTERED
from collabtherapy.partnership.law.duties.rules import ROW_OF
from collabtherapy.partnership.law.lifecycle import MATTER_GUARDS

T = TypeVar("T")
Kinds = tuple[type[acts.Act], ...]

DECIDING = (acts.Propose, acts.Amend, acts.Accept)
"""The acts by which a matter is put or settles."""


@attrs.frozen
class Row:
    """A row of the law.

    Args:
        name: its table's name for it, and the guard or check, where it has several.
        of: the kinds of act that it bears on.
        out: takes it out of the law for a while.
    """

    name: str
    of: Kinds
    out: Callable[[], AbstractContextManager[Any]]


def that_refuse() -> Iterator[Row]:
    """Yield the rows that bear on whether an act may be done."""
    for gate in law.GATES:
        yield Row(gate.id, _acts(gate.on), Planted(gate.id, "when", never).planted)
    for step in law.STEPS:
        for guard, others in _each(step.guards):
            out = Planted(step.id, "guards", others).planted
            yield Row(f"{step.id}, {guard.__name__}", _acts(*step.on), out)
    for matter, guards in MATTER_GUARDS.items():
        for guard, others in _each(guards):
            without = {**MATTER_GUARDS, matter: others}
            out = partial(mock.patch.object, verdict, "MATTER_GUARDS", without)
            yield Row(f"{matter.__name__}, {guard.__name__}", DECIDING, out)
    for kind in plans.kinds():
        yield from _asked_of(kind)
    yield from _of_whose_and_where()


def _of_whose_and_where() -> Iterator[Row]:
    for right, others in _each(law.RIGHTS):
        out = partial(_planned_without, right.act, RIGHTS=others)
        yield Row(f"right, {right.act.__name__}", (right.act,), out)
    for kind, others in _without_each(law.KINDS):
        out = partial(mock.patch.dict, law.KINDS, others, clear=True)
        yield Row(f"kind, {kind}", (acts.Contribute,), out)
    for kind, others in _without_each(law.ACT_STAGES):
        out = partial(_planned_without, kind, ACT_STAGES=others)
        yield Row(f"place, {kind.__name__}", (kind,), out)
    for matter, others in _without_each(law.MATTER_STAGES):
        out = partial(mock.patch.object, routes, "MATTER_STAGES", others)
        yield Row(f"place, {matter.__name__}", DECIDING, out)


def that_bring_about() -> Iterator[Row]:
    """Yield the rows that bear on what an act brings about."""
    for step in law.STEPS:
        yield Row(step.id, _acts(*step.on), partial(_without_step, step))
    for matter, others in _without_each(law.ASSENT):
        out = partial(mock.patch.dict, law.ASSENT, others, clear=True)
        yield Row(f"assent, {matter.__name__}", DECIDING, out)
    yield from _of_duties()


def _of_duties() -> Iterator[Row]:
    """Yield each cause and each discharge in a row; see test_how_duties_end."""
    for table, verb in ((OPENING, "opened by"), (DOING, "discharged by")):
        for on, rows in table.items():
            for row, others in _each(rows):
                of = row[0].kind if isinstance(row[0], law.DutyRow) else row[0]
                name = on if isinstance(on, str) else on.__name__
                out = partial(mock.patch.dict, table, {on: others})
                yield Row(f"{of.value}, {verb} {name}", _taking((on,)), out)
    for row in law.DUTIES:
        if row.repeats_after is not None:
            once = attrs.evolve(row, repeats_after=None)
            out = partial(mock.patch.object, following, "ROW_OF", _with(once))
            yield Row(f"{row.kind.value}, repeated", plans.kinds(), out)


def _with(row: law.DutyRow) -> dict[DutyKind, law.DutyRow]:
    return {**ROW_OF, row.kind: row}


def _asked_of(kind: type[acts.Act]) -> Iterator[Row]:
    plan = plans._PLANS[kind]
    for guard, others in _each(plan.guards):
        changed = attrs.evolve(plan, guards=others)
        yield Row(f"{kind.__name__}, {guard.__name__}", (kind,), _plan(kind, changed))
    for (region, check), others in _each(plan.checks):
        name = f"{kind.__name__}, {region}.{check.__name__.strip('_')}"
        changed = attrs.evolve(plan, checks=others)
        yield Row(name, (kind,), _plan(kind, changed))


def _plan(kind: type[acts.Act], plan: plans.Plan) -> Callable[[], Any]:
    return partial(mock.patch.dict, plans._PLANS, {kind: plan})


@contextmanager
def _planned_without(kind: type[acts.Act], **tables: object) -> Iterator[None]:
    """Put the plan of an act together from other tables."""
    with mock.patch.multiple(plans, **tables):
        plan = plans._plan(kind)
    with _plan(kind, plan)():
        yield


@contextmanager
def _without_step(step: law.Step) -> Iterator[None]:
    """Have no such step, and nobody who may do an act because of it."""
    rows = {kind: _but(step, routes.steps_on(kind)) for kind in step.on}
    with mock.patch.dict(routes._ROWS, rows):
        planned = {k: plans._plan(k) for k in step.on if issubclass(k, acts.Act)}
        with mock.patch.dict(plans._PLANS, planned):
            yield


def _acts(*on: type[acts.Act] | type[matters.Matter]) -> Kinds:
    """Return the kinds of act that a row on these bears on."""
    settled = any(issubclass(kind, matters.Matter) for kind in on)
    return DECIDING if settled else tuple(on)


def _taking(on: Iterable[object]) -> Kinds:
    """Return the kinds of act that open a duty, or take the step that does."""
    steps = {step.id: step.on for step in law.STEPS}
    causes = {**steps, ENTERED: plans.kinds()}
    return _acts(*(k for one in on for k in causes.get(one, (one,))))


def _but(one: T, several: Iterable[T]) -> tuple[T, ...]:
    return tuple(each for each in several if each is not one)


def _each(several: tuple[T, ...]) -> Iterator[tuple[T, tuple[T, ...]]]:
    return ((one, _but(one, several)) for one in several)


def _without_each(table: Mapping[T, Any]) -> Iterator[tuple[T, dict[T, Any]]]:
    return ((key, {k: v for k, v in table.items() if k != key}) for key in table)
