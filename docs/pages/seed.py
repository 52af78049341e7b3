"""The page that says where each claim of the idea of two experts is kept.

What holds a row is read off the tests: a test names the rows it holds in its docstring
(``S07``), and the invariants (``Invariant 22``), so that this page cannot drift.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from pages.claims import CLAIMS

TESTS = Path(__file__).parents[2] / "tests"

PROVED = "test_each_claim_has_a_consequence"
"""The test that takes out what follows from each claim."""

DOORS = ("acts", "", "matters", "law", "privacy", "insight", "simulation")
"""Where a name is looked for, each door with its page; the root's has no name."""


def tests() -> Iterator[tuple[str, str]]:
    """Give every test, as a link to its file, with its docstring."""
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        file = f"../../{path.relative_to(TESTS.parent).as_posix()}"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"[`{node.name}`]({file})", ast.get_docstring(node) or ""


def holding(marker: re.Pattern[str]) -> dict[str, list[str]]:
    """Give the tests that name each row, by the row."""
    found: dict[str, list[str]] = {}
    for test, said in tests():
        for match in marker.finditer(said):
            for row in re.findall(r"S\d\d|\d+", match.group()):
                found.setdefault(row, []).append(test)
    return found


def linked(where: str) -> str:
    """Link every name in code to the page that has it.

    Raises:
        LookupError: there is no such name.
    """
    return re.sub(r"`([A-Za-z_.]+)`", lambda name: _link(name[1]), where)


def _link(name: str) -> str:
    first, *rest = name.split(".")
    if first in DOORS:
        door, parts = first, rest
    elif first == "p":
        door, parts = "", ["Partnership", *rest]
    else:
        parts = [first, *rest]
        door = next(d for d in DOORS if hasattr(_module(d), first))
    value: object = _module(door)
    for part in parts:
        fields = getattr(value, "__attrs_attrs__", ())
        if not hasattr(value, part) and all(part != f.name for f in fields):
            raise LookupError(f"{name}: there is no {part}")
        value = getattr(value, part, None)
    return f"[`{name}`](api/{door or 'collabtherapy'}.md)"


def _module(door: str) -> ModuleType:
    return importlib.import_module(f"collabtherapy.{door}".rstrip("."))


def page() -> str:
    """Give the page."""
    rows = holding(re.compile(r"\bS\d\d\b"))
    claims = "\n".join(
        f"| {one.row} | {one.claim} | {one.follows} | {linked(one.kept_in)} | "
        f"{_tests(rows.get(one.row, []))} |"
        for one in CLAIMS
    )
    (proved,) = [test for test, _ in tests() if f"`{PROVED}`" in test]
    numbers = holding(re.compile(r"[Ii]nvariants? \d+(?:(?:, | and )\d+)*"))
    invariants = "\n".join(
        f"| {n} | {_tests(numbers[n])} |" for n in sorted(numbers, key=int)
    )
    return f"""# Where each claim is kept

The idea that therapy is a partnership of two experts makes claims. They are opinions,
some with evidence; here each has a place in the model, and a test that holds it there.
What it is worth in numbers is for simulation, with sources, and can be set to zero.

A claim is alive when something follows from it that a person would miss.
{proved}
observes what follows from each row, takes that out, and observes that it is gone; the
field that keeps the claim stays where it is.

| row | claim | what follows | kept in | held by |
| --- | --- | --- | --- | --- |
{claims}

## Invariants

What holds of every lawful history, by the tests that name it.

| number | held by |
| --- | --- |
{invariants}
"""


def _tests(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))
