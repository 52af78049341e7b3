"""What makes mutants makes changes, and what puts them in puts them where they live."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mutmut", reason="makes mutants: --group mutants")

from mutants.made import mutants_of  # which needs it

LAW = Path(__file__).parents[2] / "src" / "collabtherapy" / "partnership"
ONE_YES = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from mutants.made import mutants_of
from mutants.planted import put_in
from collabtherapy.partnership import rights

file = Path({file!r})
before = rights._missing(rights.Whose.ALL, ("ana",), frozenset())
(nothing, *_) = (m for m in mutants_of(file) if m.function == "rights._missing")
assert put_in(file, nothing.source)
print(before, rights._missing(rights.Whose.ALL, ("ana",), frozenset()))
"""


def test_every_mutant_is_another_text_that_compiles():
    """One change each, in a function, told apart by its name."""
    text = (LAW / "rights.py").read_text(encoding="utf-8")
    made = mutants_of(LAW / "rights.py")
    assert len({mutant.id for mutant in made}) == len(made) > 50
    for mutant in made[::7]:
        assert mutant.source != text
        compile(mutant.source, mutant.id, "exec")


def test_a_mutant_is_put_where_the_law_looks():
    """The functions that are called have its code, whoever holds them."""
    code = ONE_YES.format(
        tests=str(LAW.parents[2] / "tests"), file=str(LAW / "rights.py")
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "('ana',) ()"
