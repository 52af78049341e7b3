"""Compiled code that lies on disk is used, and Numba is not loaded to find that out."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_service import SMALL, columns, unlike

from collabtherapy.simulation import shards as rooms
from collabtherapy.simulation import simulate
from collabtherapy.simulation.engines._compiled import kept
from collabtherapy.simulation.shards import Engine, choose

ASK = """
import sys
from pathlib import Path
from collabtherapy.simulation.engines._compiled import kept
kept.MARK = Path(sys.argv[1])
from collabtherapy.simulation.shards import choose
print(choose("auto", 60), "numba" in sys.modules)
"""

WHERE = """
from collabtherapy.simulation.engines._compiled.lists import live_all
print(live_all.stats.cache_path)
"""


def asked(mark: Path) -> list[str]:
    """Return what a new process chooses for sixty people, and whether it has Numba."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(mark)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


@pytest.fixture
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the mark lie in a folder of its own, once compiled code has run."""
    pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    monkeypatch.setattr(kept, "MARK", tmp_path / "mark")
    columns(SMALL, engine="compiled")
    return tmp_path / "mark"


def test_a_new_process_takes_compiled_code_from_disk(marks: Path):
    """Few people too: what was compiled once is compiled no more."""
    assert asked(marks) == ["compiled", "True"]


@pytest.mark.parametrize(
    ("said", "chosen"),
    [("1", "arrays"), ("0", "compiled"), ("off", "compiled")],
)
def test_a_process_in_which_numba_compiles_nothing_takes_arrays(
    marks: Path, monkeypatch: pytest.MonkeyPatch, said: str, chosen: str
):
    """Compiled code on disk is of no use then: no function of Numba's is one."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", said)
    assert asked(marks)[0] == chosen


def test_compiled_code_is_refused_where_numba_compiles_nothing(
    monkeypatch: pytest.MonkeyPatch,
):
    """The refusal names the variable, and what to do."""
    pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    with pytest.raises(ValueError, match=r"NUMBA_DISABLE_JIT.*unset it"):
        simulate(SMALL, clients=60, seed=7, engine="compiled")
    assert choose("auto", 10**6) is Engine.ARRAYS


def test_a_process_that_would_have_to_compile_does_not_load_numba(tmp_path: Path):
    """Without a mark arrays are chosen, and nothing is paid for what is not used."""
    pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    assert asked(tmp_path / "none") == ["arrays", "False"]


@pytest.mark.parametrize(
    ("line", "numba"), [(0, "False"), (1, "True"), (2, "True"), (3, "True")],
    ids=["sources", "processor", "directory", "size of a file"],
)  # fmt: skip
def test_code_that_is_of_something_else_is_not_there(
    marks: Path, line: int, numba: str
):
    """Other sources, another processor or another directory: it would be compiled."""
    lines = kept.marked()
    lines[line] += "0"
    marks.write_text("\n".join(lines), encoding="utf-8")
    assert asked(marks) == ["arrays", numba]


def test_code_that_was_thrown_away_is_not_there(
    marks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A mark is not believed where Numba's own files are gone."""
    empty = tmp_path / "cache"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(empty))
    told = subprocess.run(
        [sys.executable, "-c", WHERE], check=True, capture_output=True, text=True
    ).stdout.strip()
    assert told.startswith(str(empty))
    lines = kept.marked()
    marks.write_text("\n".join([*lines[:2], told, *lines[3:]]), encoding="utf-8")
    assert asked(marks) == ["arrays", "True"]


@pytest.fixture
def own(marks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have new processes find a copy of Numba's files, and a mark that is of it."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    told = subprocess.run(
        [sys.executable, "-c", WHERE], check=True, capture_output=True, text=True
    ).stdout.strip()
    lines = kept.marked()
    shutil.copytree(lines[2], told, dirs_exist_ok=True)
    marks.write_text("\n".join([*lines[:2], told, *lines[3:]]), encoding="utf-8")
    assert asked(marks) == ["compiled", "True"]
    return Path(told)


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"")],
                         ids=["removed", "emptied"])  # fmt: skip
def test_an_index_without_its_code_is_no_compiled_code(
    marks: Path, own: Path, kind: str, harm: Callable[[Path], object]
):
    """Numba needs both files, whole; with one of them it would compile again."""
    for file in own.glob(f"lists.*.{kind}"):
        harm(file)
    assert asked(marks) == ["arrays", "True"]


def test_emptied_files_are_removed_and_others_are_left(tmp_path: Path):
    """Numba reads what is there, and fails at nothing: so nothing is not there."""
    for name, held in (
        ("lists.a.nbi", b""), ("lists.a.1.nbc", b""), ("lists.b.nbi", b"x"),
        ("rows.a.nbi", b""),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(held)
    kept.remove_emptied(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"lists.b.nbi", "rows.a.nbi"}


def test_code_for_another_processor_is_not_this_one_s(
    marks: Path, monkeypatch: pytest.MonkeyPatch
):
    """Numba compiles for the processor it is told of, not for the one it runs on."""
    monkeypatch.setenv("NUMBA_CPU_NAME", "generic")
    assert asked(marks) == ["arrays", "True"]


def test_a_damaged_mark_is_no_mark_and_is_left_anew(marks: Path):
    """Bytes that are no text say nothing of any code."""
    whole = kept.marked()
    marks.write_bytes(b"\xff\xfe")
    assert not kept.may_be_there()
    assert asked(marks) == ["arrays", "False"]
    kept.mark(whole)
    assert kept.marked() == whole


def test_a_directory_in_place_of_the_mark_is_no_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """It is neither read nor written over."""
    monkeypatch.setattr(kept, "MARK", tmp_path)
    kept.mark(["x"])
    assert kept.marked() == []
    assert not kept.may_be_there()


def test_a_mark_that_cannot_be_left_is_done_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Where Python may not write beside the code, everything goes on as before."""
    monkeypatch.setattr(kept, "MARK", tmp_path / "not there" / "mark")
    kept.mark(["x"])
    assert kept.marked() == []
    assert not kept.may_be_there()


def test_engines_that_are_chosen_by_themselves_give_the_same(
    marks: Path, monkeypatch: pytest.MonkeyPatch
):
    """Whichever engine lies ready: the same rows."""
    assert marks.exists()
    assert choose("auto", 60) is Engine.COMPILED
    ready = simulate(SMALL, clients=60, seed=7)
    monkeypatch.setattr(rooms, "is_compiled", lambda: False)
    assert choose("auto", 60) is Engine.ARRAYS
    assert unlike(dict(ready), dict(simulate(SMALL, clients=60, seed=7))) == []
