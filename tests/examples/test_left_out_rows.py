"""Tables of dialogues with rows that cannot be read: those are left out and named."""

from pathlib import Path

import annomi_like as like
import pytest
from annomi import Tables, read
from annomi_like import PRIVATE
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from programs import DIALOGUES, run
from strict_csv import Unreadable

SPOILED = {
    "transcript_id": PRIVATE,
    "interlocutor": PRIVATE,
    "utterance_id": "-1",
    "timestamp": PRIVATE,
    "utterance_text": f"{PRIVATE}\0",
    "annotator_id": "",
    "reflection_exists": "maybe",
    "mi_quality": f"{PRIVATE}.",
}
"""What cannot stand in a column."""


def read_from(folder: Path, name: str, rows: list[like.Cells]) -> Tables:
    return read(like.write_table(folder / name, rows))


@given(like.full_tables(), st.data(), st.sampled_from(sorted(SPOILED)))
@settings(deadline=None)
def test_a_row_that_cannot_be_read_is_as_if_it_were_not_there(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[like.Cells],
    data: st.DataObject,
    column: str,
):
    """Nothing of it stays, all else does, and one sentence says where it stood."""
    assume(len(rows) > 1)
    folder = tmp_path_factory.getbasetemp()
    place = data.draw(st.integers(0, len(rows) - 1))
    spoiled = [*rows]
    spoiled[place] = rows[place] | {column: SPOILED[column]}

    found = read_from(folder, "spoiled.csv", spoiled)

    without = read_from(folder, "without.csv", rows[:place] + rows[place + 1 :])
    assert found.dialogues == without.dialogues
    assert without.left_out == ()
    (said,) = found.left_out
    assert said.startswith("spoiled.csv, line ")
    assert f", column {column}: " in said
    assert PRIVATE not in said


def test_one_unreadable_time_leaves_one_row_out(tmp_path: Path):
    """The example runs, and says on the standard error which row it left out."""
    rows = like.talk()
    rows[3] |= {"timestamp": "soon"}
    path = like.write_table(tmp_path / "full.csv", rows)

    done = run(str(DIALOGUES), path.name, cwd=tmp_path)

    assert done.returncode == 0
    assert done.stderr == (
        "left out: full.csv, line 5, column timestamp: "
        "a time as hh:mm:ss belongs here\n"
    )
    assert "Sessions: 1. Contributions: 4." in done.stdout
    assert PRIVATE not in done.stdout
    strictly = run(str(DIALOGUES), "--strict", path.name, cwd=tmp_path)
    assert (strictly.returncode, strictly.stdout) == (1, "")
    assert strictly.stderr == done.stderr.removeprefix("left out: ")


def test_rows_beside_a_row_that_was_left_out_go_with_it(tmp_path: Path):
    """What speaks of an utterance that could not be read speaks of nothing."""
    contributions = [like.CONTRIBUTION, {**like.CONTRIBUTION, "index": "x"}]
    like.write_table(tmp_path / "contributions.csv", contributions)
    twice = [like.ABOUT, like.ABOUT, {**like.ABOUT, "session": "9"}]
    like.write_table(tmp_path / "sessions.csv", twice)
    annotated = [like.ANNOTATED, {**like.ANNOTATED, "index": "1"}]
    like.write_table(tmp_path / "ten_annotators.csv", annotated)

    found = read(tmp_path / "contributions.csv")

    (dialogue,) = found.dialogues
    assert (len(dialogue.utterances), len(dialogue.labels)) == (1, 3)
    assert len(dialogue.facts) == 2
    assert [said.partition(":")[0] for said in found.left_out] == [
        "contributions.csv, line 3, column index",
        "sessions.csv, line 3, column session",
        "sessions.csv, line 4, column session",
        "ten_annotators.csv, line 3, column index",
    ]


def test_a_row_of_another_width_is_left_out(tmp_path: Path):
    """A comma too many in a row is that row's."""
    path = like.write_table(tmp_path / "talks.csv", [like.CONTRIBUTION])
    with path.open("a", encoding="utf-8") as file:
        file.write(f"3,{PRIVATE}\r\n")

    (said,) = read(path).left_out

    assert said == "talks.csv, line 3, column 3: this row has 2 cells, not 11"


@pytest.mark.parametrize("wrong", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xe2\x82"])
def test_a_row_that_is_no_utf_8_is_left_out(tmp_path: Path, wrong: bytes):
    """The rows around it stay, also where it breaks off within a character."""
    path = like.write_table(tmp_path / "talks.csv", [like.CONTRIBUTION] * 2)
    names, first, second = path.read_bytes().splitlines(keepends=True)
    without = read(like.write_table(tmp_path / "one.csv", [like.CONTRIBUTION]))
    spoiled = first.replace(b"\r\n", b"") + PRIVATE.encode() + wrong + b"\r\n"
    path.write_bytes(names + second + spoiled)

    found = read(path)

    (said,) = found.left_out
    column = [*like.CONTRIBUTION][-1]
    where = f"talks.csv, line 3, column {column}"
    assert said == f"{where}: not everything is text in UTF-8"
    assert found.dialogues == without.dialogues


def test_a_table_of_which_no_row_can_be_read_is_refused(tmp_path: Path):
    """There is nothing to leave out from, and the first row says why."""
    wrong = [{**like.CONTRIBUTION, "start_s": cell} for cell in ("soon", "later")]
    path = like.write_table(tmp_path / "talks.csv", wrong)

    with pytest.raises(Unreadable, match="line 2, column start_s: a whole number"):
        read(path)
