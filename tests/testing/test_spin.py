"""SPIN explores the same slices of the law, and counts the same."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from collabtherapy.testing.promela import promela
from collabtherapy.testing.slices import BOUNDS, Slice

NEEDED = ("spin", "gcc")
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
TRIED = BOUNDS if THOROUGH else BOUNDS[:-1]  # the last one takes as long as the others
MISSING = [tool for tool in NEEDED if shutil.which(tool) is None]


def counted_by_spin(model: str, folder: Path) -> tuple[int, int]:
    """Give the states that SPIN stores of a model, and the transitions it takes."""
    (folder / "law.pml").write_text(model, encoding="utf-8")
    for command in (
        ["spin", "-o1", "-o2", "-a", "law.pml"],
        ["gcc", "-O2", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"],
    ):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    done = subprocess.run(
        ["./pan", "-m1000000"], cwd=folder, check=True, capture_output=True, text=True
    )
    assert "errors: 0" in done.stdout
    states = re.search(r"(\d+) states, stored", done.stdout)
    transitions = re.search(r"(\d+) transitions \(=", done.stdout)
    assert states
    assert transitions
    return int(states[1]), int(transitions[1])


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
@pytest.mark.parametrize("bound", TRIED, ids=len)
def test_spin_counts_the_same_states_and_transitions(bound, tmp_path: Path):
    """Two explorations that share only the tables agree on what they add up to."""
    of = Slice(bound)
    explored = of.explored()

    states, transitions = counted_by_spin(promela(of), tmp_path)
    assert states == len(explored.states)
    assert transitions == len(explored.taken) + 1  # it counts the start
