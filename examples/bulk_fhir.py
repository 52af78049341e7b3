"""Simulated people as bulk FHIR: written in parts, joined, and read back.

    python examples/bulk_fhir.py            # in a folder that is thrown away
    python examples/bulk_fhir.py FOLDER     # and kept there

Nobody in it is real, and each line says so by the label HTEST. Two parts are written as
two workers would write them; joined, they are the same as if they were written at once.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from collabtherapy import Partnership, fhir
from collabtherapy.simulation import Cohort, Scenario, simulate

CLIENTS, SEED = 60, 2026


def people(cohort: Cohort, rows: range) -> Iterator[Partnership]:
    """Yield the partnerships of some referrals: two, where a person was handed on."""
    for row in rows:
        person, spell = int(cohort["person"][row]), int(cohort["spell"][row])
        yield from cohort.partnerships(person, spell=spell)


def held(folder: Path) -> int:
    """Return the number of sessions that were held, counted in the folder."""
    text = (folder / "Encounter.ndjson").read_text("utf-8")
    status = Counter(json.loads(line)["status"] for line in text.splitlines())
    return status["finished"]


def main() -> None:
    """Write, join, count, and compare with the simulator."""
    with tempfile.TemporaryDirectory() as away:
        folder = Path(sys.argv[1] if sys.argv[1:] else away)
        cohort = simulate(Scenario(), clients=CLIENTS, seed=SEED)
        rows = range(cohort.n_rows)
        parts = {"part-1": rows[: len(rows) // 2], "part-2": rows[len(rows) // 2 :]}
        for name, some in parts.items():
            fhir.to_ndjson(people(cohort, some), folder / name, simulated=True)
        done = fhir.join_ndjson([folder / name for name in parts], folder / "joined")
        fhir.to_ndjson(people(cohort, rows), folder / "whole", simulated=True)
        same = all(
            path.read_bytes() == (folder / "joined" / path.name).read_bytes()
            for path in (folder / "whole").iterdir()
        )
        print(f"{done.n_partnerships} partnerships, {sum(done.counts.values())} lines")
        for kind, n in done.counts.items():
            print(f"  {n:>5}  {kind}.ndjson")
        print(f"joined as written at once: {same}")
        sessions = int(cohort["sessions"].sum())
        print(f"sessions held: {held(folder / 'joined')}; simulated: {sessions}")


if __name__ == "__main__":
    main()
