"""What makes mutants makes changes, and what puts them in puts them where they live."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mutmut", reason="makes mutants: --group mutants")

from mutants.made import mutants_of  # which needs it

ROOT = Path(__file__).parents[2]
RIGHTS = ROOT / "src" / "collabtherapy" / "partnership" / "law" / "rights.py"
ONE_YES = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from mutants.made import mutants_of
from mutants.planted import put_in
from collabtherapy.partnership.law import rights

file = Path({file!r})
before = rights._missing(rights.Whose.ALL, ("ana",), frozenset())
(nothing, *_) = (m for m in mutants_of(file) if m.function == "rights._missing")
assert put_in(file, nothing.source)
print(before, rights._missing(rights.Whose.ALL, ("ana",), frozenset()))
"""


def test_every_mutant_is_another_text_that_compiles():
    """One change each, in a function, told apart by its name."""
    text = RIGHTS.read_text(encoding="utf-8")
    made = mutants_of(RIGHTS)
    assert len({mutant.id for mutant in made}) == len(made) > 50
    for mutant in made[::7]:
        assert mutant.source != text
        compile(mutant.source, mutant.id, "exec")


def test_a_mutant_is_put_where_the_law_looks():
    """The functions that are called have its code, whoever holds them."""
    code = ONE_YES.format(tests=str(ROOT / "tests"), file=str(RIGHTS))
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "('ana',) ()"
