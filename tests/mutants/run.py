"""Mutation testing of the law: `nox -s mutants`, or `nox -s mutants -- consent fold`.

Every mutant and what killed it goes to a file, one a line. A run that was stopped goes
on where it was; a changed law needs a new file.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from mutants.made import Mutant, mutants_of
from mutants.planted import OtherText, put_in
from mutants.running import BY_TIME, Order, Unit, in_a_child, killed_by, timed, units

ROOT = Path(__file__).parents[2]
LAW = ROOT / "src" / "collabtherapy" / "partnership"
MODULES = (
    "consent", "decisions", "fold", "gate_keeping", "guards", "rights",
)  # fmt: skip
SUITE = (
    "tests/properties", "tests/privacy", "tests/architecture/test_law.py",
    "tests/examples/test_couple.py", "tests/examples/test_first_partnership.py",
    "tests/examples/test_supervision.py", "tests/testing/test_exploring.py",
)  # fmt: skip
"""What is run against each mutant: whatever is about the law."""

SLOW = (
    "tests/properties/test_small_model.py",
    "tests/properties/test_small_models_of_care.py",
)
"""What takes a minute by itself; it walks larger models than `test_exploring` does."""

AT_IMPORT = "importing"
"""What kills a mutant under which the package, or a test, cannot be imported."""


def file_of(module: str) -> Path:
    """Give the file of a module of the law, in whichever room it is."""
    (file,) = LAW.rglob(f"{module}.py")
    return file


class Run:
    """Runs the suite, once collected, against mutants; plugged into pytest."""

    def __init__(self, asked: argparse.Namespace) -> None:
        """Take what was asked for; see `main`."""
        self.asked, self.out = asked, asked.out

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of running the tests once."""
        order = Order(self._timed(units(session.items)))
        done = self._known(order)
        for mutant in self._mutants():
            if mutant.id not in done:
                self._tell(mutant, order, self._killed(mutant, order))
        return True

    def _killed(self, mutant: Mutant, order: Order) -> object:
        tests, file = order.of(mutant.function), file_of(mutant.module)

        def put_in_and_run() -> object:
            if not put_in(file, mutant.source):
                return AT_IMPORT
            return killed_by(tests, seconds=self.asked.seconds)

        killed = in_a_child(put_in_and_run)
        survived = killed is None and mutant.function in called_at_import()
        return imported(mutant) if survived or killed == AT_IMPORT else killed

    def _mutants(self) -> list[Mutant]:
        """Give mutants in an order of which any beginning is a fair sample."""
        made = [m for name in self.asked.modules for m in mutants_of(file_of(name))]
        return sorted(made, key=lambda m: crc32(m.id.encode()))[: self.asked.most]

    def _timed(self, all_of_them: list[Unit]) -> list[Unit]:
        """Give the tests with the time that each takes, from an earlier run if any."""
        file = self.out.with_suffix(".times.json")
        if not file.exists():
            took = in_a_child(lambda: timed(all_of_them))
            if took == BY_TIME:
                raise pytest.UsageError("the suite fails without any mutant")
            file.write_text(json.dumps(took))
        took = json.loads(file.read_text())
        for unit in all_of_them:
            unit.seconds = took.get(unit.id, 1.0)
        return all_of_them

    def _known(self, order: Order) -> set[str]:
        """Give what is not tried now, and learn from what was."""
        told = last_told(self.out) if self.out.exists() else {}
        for name, one in told.items():
            if one["by"]:
                order.learn(name.rpartition(":")[0], one["unit"])
        if self.asked.again:
            asked = {name for name, one in told.items() if not one["by"]}
            return {mutant.id for mutant in self._mutants()} - asked
        return set(told)

    def _tell(self, mutant: Mutant, order: Order, killed: object) -> None:
        unit, by = killed if isinstance(killed, list) else (killed, killed)
        if unit is not None:
            order.learn(mutant.function, unit)
        told = {
            "id": mutant.id, "line": mutant.line, "was": mutant.was,
            "now": mutant.now, "unit": unit, "by": by,
        }  # fmt: skip
        with self.out.open("a") as out:
            print(json.dumps(told), file=out)
        print(f"{mutant.id:50} {by or 'SURVIVED'}", flush=True)


class Fresh:
    """Runs the suite where a mutant was imported, and stops at a failure."""

    def __init__(self, out: Path) -> None:
        """Take where the times of the tests stand."""
        self.out = out

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of running the tests once."""
        if session.testsfailed:
            raise session.Interrupted(AT_IMPORT)
        took = json.loads(self.out.with_suffix(".times.json").read_text())
        tests = units(session.items)
        for unit in tests:
            unit.seconds = took.get(unit.id, 1.0)
        killed = killed_by(sorted(tests, key=lambda unit: unit.seconds))
        print(f"killed by {killed[1] if killed else None}")
        return True


SPY = """
import json, sys
called = set()
def see(frame, event, _):
    if event == "call" and frame.f_code.co_filename.startswith({law!r}):
        called.add((frame.f_code.co_filename, frame.f_code.co_qualname))
sys.setprofile(see)
import collabtherapy.law
sys.setprofile(None)
print(json.dumps(sorted(called)))
"""


@cache
def called_at_import() -> frozenset[str]:
    """Name the functions that are called while the law is imported."""
    command = [sys.executable, "-c", SPY.format(law=str(LAW))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return frozenset(
        f"{Path(file).stem}.{name.replace('<locals>.', '')}"
        for file, name in json.loads(done.stdout)
    )


def imported(mutant: Mutant) -> object:
    """Run the suite in a new process that imports a mutant; give what killed it."""
    command = [sys.executable, __file__, "--import", mutant.id, *sys.argv[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (pytest.ExitCode.OK, pytest.ExitCode.INTERRUPTED):
        raise RuntimeError(done.stdout + done.stderr)
    told = [line for line in done.stdout.splitlines() if line.startswith("killed by ")]
    by = told[0].removeprefix("killed by ") if told else AT_IMPORT
    return None if by == "None" else [by, by]


def main() -> int:
    """Run what is asked for, and say how many were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(MODULES))
    parser.add_argument("--out", type=Path, default=ROOT / ".mutants.jsonl")
    parser.add_argument("--most", type=int, help="try so many, whichever; all, if less")
    parser.add_argument("--seconds", type=float, help="CPU seconds for each, at most")
    parser.add_argument("--again", action="store_true", help="try those that survived")
    parser.add_argument("--slow", action="store_true", help="explore large models too")
    parser.add_argument("--import", dest="fresh", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    os.chdir(ROOT)
    os.environ |= {"HYPOTHESIS_PROFILE": "mutants", "HYPOTHESIS_NO_PLUGINS": "1"}
    plugin: object = Run(asked)
    if asked.fresh:
        file = file_of(asked.fresh.partition(".")[0])
        (mutant,) = [m for m in mutants_of(file) if m.id == asked.fresh]
        name = f"collabtherapy.partnership.{file.stem}"
        OtherText(name, file, mutant.source).install()
        plugin = Fresh(asked.out)
    left_out = [] if asked.slow else [f"--ignore={file}" for file in SLOW]
    options = ["-q", "-s", "-n", "0", "-p", "no:cacheprovider", *left_out]
    code = pytest.main([*SUITE, *options], [plugin])
    if not asked.fresh:
        _sum_up(asked.out)
    return int(code)


def last_told(out: Path) -> dict[str, dict[str, str]]:
    """Give what was last found of each mutant."""
    lines = map(json.loads, out.read_text().splitlines())
    return {one["id"]: one for one in lines}


def _sum_up(out: Path) -> None:
    """Print for each module how many of its mutants were killed."""
    told = last_told(out)
    total = Counter(name.partition(".")[0] for name in told)
    survived = Counter(n.partition(".")[0] for n, one in told.items() if not one["by"])
    for module, n in [*sorted(total.items()), ("all of them", total.total())]:
        left = survived[module] if module in total else survived.total()
        print(f"{module:20} {n - left:5} of {n:5}  {1 - left / n:.1%}")


if __name__ == "__main__":
    sys.exit(main())
