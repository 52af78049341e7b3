"""The example of a couple, run as a newcomer would, and what it should show."""

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "couple.py"


def test_a_couple_is_told_to_its_end():
    """It runs by itself: whose goal, what is private, and who goes on without whom."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)], check=True, capture_output=True, text=True
    )
    assert done.stderr == ""
    for line in (
        "begin: accepted by ana, bo",
        "May Ana rate Cem's goal? ['goal.rating.not_the_owner']",
        "notes: 1, for everyone: 0",
        "May the others meet as before? ['stage.not_now']",
        "owed to Ana: ['referral_information']",
        "<Partnership c-1: working, 28 acts>",
    ):
        assert line in done.stdout
    assert "flat" not in done.stdout
