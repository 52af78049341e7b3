"""The engines take their steps from the law, or do not run."""

import ast
import pickle
import shutil
from pathlib import Path

import attrs
import pytest
from small_service import SMALL

from collabtherapy import ClosureKind, Stage, law
from collabtherapy.partnership.law.guards import oriented
from collabtherapy.partnership.law.steps import Elsewhere, at
from collabtherapy.partnership.values.people import Role
from collabtherapy.simulation import LawChanged
from collabtherapy.simulation.engines import moves as m
from collabtherapy.simulation.engines._compiled import kept
from collabtherapy.simulation.engines.arrays.engine import run
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.moves import (
    CLOSURES,
    NEEDS,
    STAGES,
    Move,
    compile_law,
)
from collabtherapy.simulation.scenarios.parameters import parameters

HOUSE = Path(m.__file__).parents[1]


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
    copied = tmp_path / "simulation"
    shutil.copytree(HOUSE, copied)
    before = kept.digest(copied)
    assert before == kept.digest(HOUSE)
    taken_in: set[Path] = set()
    for file in copied.glob("engines/_compiled/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                taken_in |= _files(copied, node)
    assert {"model", "limits", "moves", "weeks"} <= {file.stem for file in taken_in}
    for file in sorted(taken_in):
        with file.open("a", encoding="utf-8") as end:
            end.write("# changed\n")
        after = kept.digest(copied)
        assert after != before, file
        before = after


def _files(house: Path, node: ast.ImportFrom) -> set[Path]:
    """Give the files of the simulator that an import takes something from."""
    room = str(node.module).removeprefix("collabtherapy.simulation").replace(".", "/")
    asked = {room, *(f"{room}/{alias.name}" for alias in node.names)}
    return {f for name in asked if (f := house / f"{name.strip('/')}.py").is_file()}
