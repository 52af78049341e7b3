"""The examples of people who decide, come, go and are there, each run by itself."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SHOWN = {
    "growing_up": (
        "confirmed: {'mum': True, 'dad': False}",
        "Ana has said yes; in force: False",
        "and her mother; in force: True",
        "May her father consent for her? ['representation.person_decides']",
        "about treatment decides: self",
        "May her mother take that back? ['representation.person_decides']",
        "mum sees 2 of 13 acts",
    ),
    "joining_a_group": (
        "Fia joins: ['ana', 'cem', 'dee', 'fia']",
        "0 of 1 contributions,",
        "'agreement.not_accepted'",
        "And once she has consented and agreed? []",
        "and owes 0",
        "May Eva leave as well? ['therapist.last']",
    ),
    "interpreter": (
        "others.not_bound: ana has not been told terms that bind ines",
        "May they meet now? True",
        "ines as interpreter",
        "words, of those whose session it was: {'ana': 5, 'bo': 5}",
        "Ines sees nothing of the record",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_story_is_told_to_its_end(name: str):
    """Each runs by itself, warns of nothing, and prints no word that was said."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / f"{name}.py")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    for line in SHOWN[name]:
        assert line in done.stdout
    assert "sister" not in done.stdout
    assert "winter" not in done.stdout
