"""The examples of people and of what is written down of them, each run by itself."""

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
    "written_up_the_next_day": (
        "May a session begin now? ['consent.treatment.not_in_force']",
        "And may Bo write up the one of Tuesday at three? True",
        "14. Tue 15:00 StartSession, written down Wed 12:00",
        "as is known now: 1; as was known then: 0",
        "may Bo enter that for him, as of Monday? ['late.own_word_after']",
        "Set aside, and still there to be read: entries [18, 19]",
        "bo owes cem a word on it: account_for",
    ),
    "entered_in_error": (
        "May Ana take that out, since she was there? ['void.not_alone']",
        "Bo puts it right: held.",
        "A note of 2062, where a clock is asked: time.ahead.",
        "May its start go alone? ['void.rests_on']",
        "May Bo take it out? ['void.safety']",
        "May Bo reopen? ['void.relied_on']",
        "Both do, after the end: exploring.",
        "7. RecordDeath, taken out by entry 8",
    ),
    "from_paper": (
        "May the clinic enter Ana's consent on its word? ['entry.evidence_missing']",
        "and as was known then: explained",
        "5. of ana, by the hand of clinic",
        "May a form begin the therapy? ['entry.own_hand']",
        "A dispute removes nothing: given",
        "May a form undo that? ['entry.own_word_stands']",
        "by the hand of the clinic: GiveConsent, Accept",
    ),
    "taken_over": (
        "Without her consent to the treatment: ['carry.consent_missing']",
        "working, with her consent of 2024-01-08 (carried over: True)",
        "Her ratings from before: [('2024-03-08', 3), ('2025-03-03', 5)]",
        "Sessions, there and here: 72",
        "After four weeks: ['carry.unconfirmed']",
        "Recording is withdrawn, and they may meet: True",
        "Carried over: the goal False, the agreement True",
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
    for word in ("sister", "winter", "awake", "glasses", "folder", "empty"):
        assert word not in done.stdout
