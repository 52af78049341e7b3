"""The example of scores and change, run as a newcomer would."""

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "scoring.py"


def test_scores_are_told_and_drawn(tmp_path: Path):
    """It runs by itself, says what changed by which method, and draws both pictures."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    for line in (
        "before: 18 of 27, moderately severe",
        "asks for attention: self_harm",
        "recovered, by the published criterion (NHS Talking Therapies manual",
        "with the GAD-7: improved True, recovered False",
        "sudden gains: [(3, 8.0)]",
        "seen twice: 11 of 12",
        "Hageman-Arrindell: {",
        "'unknown': 1",
    ):
        assert line in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"course.png", "plane.png"}
