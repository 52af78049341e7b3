"""The example of a partnership as FHIR, run as a newcomer would."""

import json
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "fhir_roundtrip.py"


def test_who_agrees_and_what_is_lost_is_told(tmp_path: Path):
    """Both releases say who agrees with each goal; what is left out is named."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    for line in (
        "g1 is active: ana agree, bo agree",
        "g2 is rejected: ana agree, bo disagree",
        "g3 is proposed: ana agree, bo pending",
    ):
        assert done.stdout.count(line) == 2
    assert "1 × ParkTopic: FHIR has no place for what is said" in done.stdout
    assert "a1: Agreement" in done.stdout
    for name in ("r4", "r5"):
        bundle = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        assert bundle["resourceType"] == "Bundle"
