"""The clinic keeps its records, as its example says."""

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "clinic.py"


def test_the_clinic_keeps_its_records(tmp_path: Path):
    """It runs by itself, shows each turn of the story, and leaves no words behind."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), str(tmp_path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == ""
    for line in (
        "bo: ['p-1', 'p-2'] owe {'answer_feedback': 2",
        "p-1 is at version 17, not 16: load it again",
        "working: ['p-1', 'p-2', 'p-3']",
        "Handed over: <Partnership p-2: closed, 19 acts>",
        "Eva's caseload: ['p-3', 'p-4']",
        "taken out: ['Contribute', 'WriteNote']",
        "facts of consent: withdrawn",
        "An audit: 57 acts, faults: []",
        "p-1 a week in: working",
    ):
        assert line in done.stdout
    assert "froze" not in done.stdout
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Contribute" in kept
    assert b"froze" not in kept
