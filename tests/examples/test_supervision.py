"""The examples that ask about a history, run as a newcomer would."""

import subprocess
import sys
from pathlib import Path

import pytest
from real_dialogues import TABLE

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(name: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_a_supervisor_gets_answers_and_a_picture(tmp_path: Path):
    """The profile, the reasons, the signals, and the picture as a file."""
    pytest.importorskip("matplotlib", reason="a picture needs the extra plots")
    where = tmp_path / "picture.png"
    printed = run("supervision.py", str(where))
    for line in (
        "solutions: ana: unknown (n = 0), bo: unknown (n = 0)",
        "called_for: too few to say (n = 1)",
        "Why the diary? For g1, by way of",
        "unanswered_feedback: What came of this feedback",
        "a goal: “sleep six hours, most nights”, put by you",
    ):
        assert line in printed
    assert "froze" not in printed
    assert where.read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(not TABLE.exists(), reason="the AnnoMI tables are not beside us")
def test_the_index_is_printed_with_its_auc_and_its_pairs():
    """What is printed holds the interval by series, and all ten pairs."""
    printed = run("guiding_index.py")
    assert "AUC: 0.979, 95% by 2,000 draws of 22 series" in printed
    assert "in 9 of 10 pairs" in printed


def test_without_any_table_it_says_where_to_get_one(tmp_path: Path):
    """A table without judgements has no AUC; one that is none is refused."""
    table = tmp_path / "contributions.csv"
    table.write_text(
        "session,index,voice,start_s,words,asks,reflection,question,input,"
        "main_behaviour,client_talk\n1,0,client,0,3,0,,,,,neutral\n"
    )
    assert "AUC: unknown" in run("guiding_index.py", str(table))
