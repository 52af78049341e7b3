"""Measure everything, or the parts that are named, and print one table."""

import argparse
import os
import platform
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # where a server is started

from changes import judged  # after it is known where
from consenting import decided
from drawing import coverage, strategies
from exponents import exponents
from flat import flat
from late import late
from measure import table
from parts import PARTS as PARTNERSHIP
from scoring_many import scored

PARTS = PARTNERSHIP | {
    "changes": judged,
    "consents": decided,
    "late": late,
    "flat": flat,
    "scores": scored,
    "strategies": strategies,
    "coverage": coverage,
    "exponents": exponents,
}


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"any of: {', '.join(PARTS)}")
    chosen = parser.parse_args().parts or list(PARTS)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(
        f"{python}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores\n"
    )
    for line in table(row for name in chosen for row in PARTS[name]()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
