"""The first example, run as a newcomer would, and what it should show."""

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "first_partnership.py"


def test_the_first_partnership_is_told_to_its_end():
    """It runs by itself and shows each turn of the story, and nobody's words."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)], check=True, capture_output=True, text=True
    )
    assert done.stderr == ""
    for line in (
        "consent.treatment.not_in_force",
        "what would clear it: (Explain(by=bo, to=ana, scope=treatment, limits=True)",
        "answer_feedback/s1/ana/feedback/2026-01-20T09:00:00Z",
        "wordings: 2, ratings: [3, 6] of 0 to 10",
        "practised between sessions: [4]",
        "the alliance: strained",
        "acknowledged, worked on, confirmed: sound",
        "somebody might ask: ['pause_check']",
        "in the toolkit: ['AddToToolkit', 'AddToToolkit', 'EndorseInsight']",
        "looking back, bo: given",
        "closed as: agreed",
    ):
        assert line in done.stdout
    assert "quiet minutes" not in done.stdout
