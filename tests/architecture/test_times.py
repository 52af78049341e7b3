"""Every condition that reads a moment says which of its two times it counts."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import pytest

from collabtherapy import TimerKind, law
from collabtherapy.partnership.law import decision_guards
from collabtherapy.partnership.law.duties.following import OVER
from collabtherapy.partnership.law.duties.rows import DutyRow
from collabtherapy.partnership.law.entry_guards import may_be_entered, may_enter
from collabtherapy.partnership.law.gate_keeping import closed_gates
from collabtherapy.partnership.law.lifecycle import MATTER_GUARDS
from collabtherapy.partnership.law.plans import kinds, plan_for
from collabtherapy.partnership.state import REGIONS

Function = Callable[..., Any]

MOMENTS = frozenset({"at", "since", "starts", "until"})
"""The fields that hold a moment, beside those whose names end in ``_at``."""

TIME_OF = {name: row.time for row in law.TIMES for name in row.names}


def asked() -> Iterator[tuple[str, Function]]:
    """Yield every function that the law asks, by the name that the table has for it."""
    yield "closed_gates", closed_gates
    yield "runs_out_at", decision_guards.runs_out_at
    yield from ((one.__name__, one) for one in (may_enter, may_be_entered))
    for region in REGIONS:
        for checks in region.check_rows.values():
            for check in checks:
                yield f"{region.name}.{check.__name__.strip('_')}", check
    for kind in kinds():
        for guard in plan_for(object.__new__(kind)).guards:
            yield guard.__name__, guard
    for guards in MATTER_GUARDS.values():
        yield from ((guard.__name__, guard) for guard in guards)
    for step in law.STEPS:
        yield from ((one.__name__, one) for one in (step.when, *step.guards))
    for gate in law.GATES:
        yield from ((gate.id, one) for one in (gate.when, gate.of, gate.exactly) if one)
    for row in law.DUTIES:
        yield from ((one.__name__.strip("_"), one) for one in _of_duty(row))


def _of_duty(row: DutyRow) -> Iterator[Function]:
    yield from (row.owed_by, row.owed_to, *row.opened_by.values())
    if row.owed_while is not None:
        yield row.owed_while
    for ends in (
        *row.discharged_by.values(),
        *(e for r in OVER.values() for _, e in r),
    ):
        yield from (ends.to, ends.if_)


def used(function: Function) -> Iterator[FunctionType]:
    """Yield a function and those of the law that it calls by name, all the way down."""
    found: list[FunctionType] = []
    waiting = [inspect.unwrap(function)]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, FunctionType) or one in found:
            continue
        if not one.__module__.startswith("collabtherapy.partnership."):
            continue
        found.append(one)
        there = {**one.__globals__, **inspect.getclosurevars(one).nonlocals}
        named = (node.id for node in source(one) if isinstance(node, ast.Name))
        waiting.extend(there[name] for name in named if name in there)
    yield from found


def source(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes of the source of a function, those nested in it too."""
    text = textwrap.dedent(inspect.getsource(function)).strip().rstrip(",")
    tree: ast.AST = ast.parse(text)
    if function.__name__ != "<lambda>":
        yield from ast.walk(tree)
        return
    for node in ast.walk(tree):  # the source of one is the whole line it stands in
        if isinstance(node, ast.Lambda):
            yield from ast.walk(node)


def read(function: Function) -> set[tuple[str, str]]:
    """Return the fields that a function reads, each with the name of what it is of."""
    fields = (node for node in source(function) if isinstance(node, ast.Attribute))
    return {(ast.unparse(node.value), node.attr) for node in fields}


def reads_a_moment(function: Function) -> bool:
    """Return whether a function reads a moment, by itself or in what it calls."""
    fields = {field for one in used(function) for _, field in read(one)}
    return any(field in MOMENTS or field.endswith("_at") for field in fields)


def test_every_condition_that_reads_a_moment_has_a_row():
    """And every row is of a condition, a setting of duties or a timer that there is."""
    there = dict(asked())
    settings = {"due", "repeats_after"}
    timers = {f"timer.{kind.value}" for kind in TimerKind}
    assert {name for name, one in asked() if reads_a_moment(one)} <= set(TIME_OF)
    assert timers <= set(TIME_OF) <= timers | settings | set(there)
    assert len(TIME_OF) == sum(len(row.names) for row in law.TIMES)
    assert all(row.because for row in law.TIMES)


def test_the_reader_of_sources_is_not_blind():
    """It finds what is read in a function, in what it calls, and in a closure."""
    seen = {name for name, one in asked() if reads_a_moment(one)}
    assert seen >= {"authorised", "contact_lost", "G4", "everyone_has_a_position"}
    assert seen.isdisjoint({"no_concern_open", "two_sided", "G3"})


@pytest.mark.parametrize(
    "name", [name for name, time in TIME_OF.items() if time is law.Time.RECORDED]
)
def test_what_counts_recorded_time_reads_no_other(name: str):
    """No condition of patience looks at the moment for which an entry was made."""
    function = dict(asked()).get(name)
    if function is not None:
        assert not read(function) & {("act", "at"), ("act", "happened_at")}


def test_the_regions_that_keep_recorded_moments_are_named():
    """A region that keeps a recorded moment says so, and no other reads one."""
    keep = {
        region.name
        for region in REGIONS
        for fold in region.fold_rows.values()
        if any(("act", "recorded_at") in read(one) for one in used(fold))
    }
    assert keep | {"safety"} == set(law.KEPT_AS_RECORDED)
