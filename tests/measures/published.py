"""Published data and figures that lie beside the project, where they do."""

import csv
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data"


def table(name: str) -> list[dict[str, str]]:
    """Read a table, or skip the test that wants it."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the project; see its sources")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number(cell: str) -> float | None:
    """Read a number; an empty cell is a missing one."""
    return float(cell) if cell not in {"", "NA"} else None


def claus(outcome: str) -> tuple[list[float | None], list[float | None]]:
    """Give the scores of Claus et al. 2020 at the first and the fourth occasion."""
    people: dict[str, dict[float, float | None]] = {}
    for row in table("claus_2020.csv"):
        people.setdefault(row["id"], {})[float(row["time"])] = number(row[outcome])
    pre = [scores.get(1.0) for scores in people.values()]
    return pre, [scores.get(4.0) for scores in people.values()]
