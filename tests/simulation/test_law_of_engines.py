"""The engines take their steps from the law, or do not run."""

import ast
import pickle
from importlib import import_module
from pathlib import Path

import attrs
import pytest
from small_service import SMALL

from collabtherapy import ClosureKind, Stage, law
from collabtherapy.partnership.law.guards import oriented
from collabtherapy.partnership.law.steps import Elsewhere, at
from collabtherapy.partnership.values.people import Role
from collabtherapy.simulation import LawChanged
from collabtherapy.simulation import moves as m
from collabtherapy.simulation.array_engine import run
from collabtherapy.simulation.draws import Key
from collabtherapy.simulation.moves import CLOSURES, NEEDS, STAGES, Move, compile_law
from collabtherapy.simulation.parameters import parameters

ROOM = Path(m.__file__).parent


def other(row: str, **fields: object) -> list[law.Step]:
    """Give the steps of the law with one row changed."""
    return [
        attrs.evolve(step, **fields) if step.id == row else step for step in law.STEPS
    ]


def test_every_move_is_a_row_of_the_law():
    """Where a move leads and what it closes as is what the row says."""
    found = compile_law()
    rows = {step.id: step for step in law.STEPS}
    for move in Move:
        assert STAGES[found.leads_to[move]] is rows[NEEDS[move].row].to
    assert CLOSURES[found.closes_as[Move.LAPSE]] is ClosureKind.LAPSED
    assert CLOSURES[found.closes_as[Move.FINISH]] is ClosureKind.AGREED


def test_a_row_that_closes_as_something_else_changes_what_is_simulated():
    """The engines have no closures of their own."""
    changed = compile_law(other("L21", closes_as=ClosureKind.DIED))
    p, key = parameters(SMALL), Key.of(7)
    lapsed = CLOSURES.index(ClosureKind.LAPSED)
    died = CLOSURES.index(ClosureKind.DIED)
    before = run(p, compile_law(), key, services=range(2), size=60)["closure"]
    after = run(p, changed, key, services=range(2), size=60)["closure"]
    assert (before == lapsed).sum() == (after == died).sum() > 0
    assert lapsed not in after


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("L3", {"from_": at(Stage.REQUESTED)}),
        ("L19", {"who": frozenset({Role.THERAPIST})}),
        ("L6", {"guards": ()}),
        ("L16", {"guards": (oriented,)}),
        ("L10", {"to": Elsewhere.SAME}),
        ("L10", {"id": "L10-other"}),
    ],
)
def test_a_row_that_the_engines_are_not_written_for_stops_them(row: str, fields: dict):
    """A changed row is never overlooked: it stops the engines, and is named."""
    with pytest.raises(LawChanged) as stopped:
        compile_law(other(row, **fields))
    assert stopped.value.row == row
    again = pickle.loads(pickle.dumps(stopped.value))  # noqa: S301 - our own
    assert (again.row, again.what) == (row, stopped.value.what)


def test_a_new_gate_stops_the_engines():
    """A session that needs one more consent is not simulated without it."""
    gates = [
        attrs.evolve(gate, id="G99") if gate.id == "G2" else gate for gate in law.GATES
    ]
    with pytest.raises(LawChanged, match="G2, G99"):
        compile_law(gates=gates)


def test_compiled_code_is_made_anew_when_a_formula_changes(tmp_path: Path):
    """Numba looks at one file alone; what tells the code apart looks at all of them."""
    pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    kernel = import_module("collabtherapy.simulation._kernel_lists")
    for file in ROOM.glob("*.py"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    before = kernel.digest(tmp_path)
    assert before == kernel.digest(ROOM)
    room = "collabtherapy.simulation"
    taken_in: set[str] = set()
    for file in ROOM.glob("_kernel*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == room:
                taken_in |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                taken_in.add(node.module.removeprefix(f"{room}."))
    assert {"model", "limits", "moves", "_kernel_weeks"} <= taken_in
    for name in sorted(taken_in & {file.stem for file in ROOM.glob("*.py")}):
        with (tmp_path / f"{name}.py").open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        after = kernel.digest(tmp_path)
        assert after != before, name
        before = after
