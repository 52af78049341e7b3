"""Tables of dialogues that the example cannot read: each refused in one sentence."""

from pathlib import Path

import annomi_like as like
import pytest
from annomi import read
from annomi_like import PRIVATE
from programs import DIALOGUES, run
from strict_csv import Unreadable


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"session": PRIVATE}, "session"),
        ({"index": "-1"}, "index"),
        ({"index": "0"}, "index"),
        ({"voice": PRIVATE}, "voice"),
        ({"start_s": "1.5"}, "start_s"),
        ({"start_s": "9" * 5_000}, "start_s"),
        ({"words": ""}, "words"),
        ({"words": "007"}, "words"),
        ({"asks": "2"}, "asks"),
        ({"reflection": PRIVATE}, "reflection"),
        ({"main_behaviour": "n/a"}, "main_behaviour"),
        ({"client_talk": "Change"}, "client_talk"),
    ],
)
def test_a_wrong_contribution_is_refused(
    cells: like.Cells, column: str, tmp_path: Path
) -> None:
    """Every cell is what its column asks for, and no utterance stands there twice."""
    rows = [like.CONTRIBUTION, {**like.CONTRIBUTION, "index": "1", **cells}]

    said = refusal_of(like.write_table(tmp_path / "talks.csv", rows))

    assert said.startswith(f"talks.csv, line 3, column {column}: ")


@pytest.mark.parametrize(
    ("name", "cells", "column"),
    [
        ("sessions", {}, "session"),
        ("sessions", {"session": "5"}, "session"),
        ("sessions", {"session": "4", "mi_quality": f"{PRIVATE}."}, "mi_quality"),
        ("sessions", {"session": "4", "annotators": "ten"}, "annotators"),
        ("sessions", {"session": "4", "topic": "\0"}, "topic"),
        ("ten_annotators", {}, "annotator"),
        ("ten_annotators", {"session": "5"}, "session"),
        ("ten_annotators", {"index": "1"}, "index"),
        ("ten_annotators", {"voice": "therapist"}, "voice"),
        ("ten_annotators", {"words": "3"}, "words"),
    ],
)
def test_tables_that_do_not_fit_together_are_refused(
    name: str, cells: like.Cells, column: str, tmp_path: Path
) -> None:
    """What lies beside the contributions speaks of them, once, and says the same."""
    said_twice = [like.CONTRIBUTION, {**like.CONTRIBUTION, "session": "4"}]
    like.write_table(tmp_path / "contributions.csv", said_twice)
    first = {"sessions": like.ABOUT, "ten_annotators": like.ANNOTATED}[name]
    like.write_table(tmp_path / f"{name}.csv", [first, {**first, **cells}])

    said = refusal_of(tmp_path / "contributions.csv")

    assert said.startswith(f"{name}.csv, line 3, column {column}: ")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({}, "annotator_id"),
        ({"annotator_id": "1", "interlocutor": "client"}, "interlocutor"),
        ({"annotator_id": "1", "timestamp": "00:00:01"}, "timestamp"),
        ({"annotator_id": "1", "utterance_text": "else"}, "utterance_text"),
        ({"annotator_id": "1", "topic": "else"}, "topic"),
        ({"annotator_id": "1", "mi_quality": "low"}, "mi_quality"),
        ({"utterance_id": "1", "timestamp": "0:00:01"}, "timestamp"),
        ({"utterance_id": "1", "timestamp": "00:00:60"}, "timestamp"),
        ({"utterance_id": "1", "utterance_text": f"{PRIVATE}\0"}, "utterance_text"),
        ({"utterance_id": "1", "reflection_exists": "maybe"}, "reflection_exists"),
        ({"utterance_id": "1", "reflection_exists": "n/a"}, "reflection_exists"),
        ({"utterance_id": "1", "reflection_subtype": "simple"}, "reflection_subtype"),
        ({"utterance_id": "1", "client_talk_type": ""}, "client_talk_type"),
    ],
)
def test_a_wrong_full_row_is_refused(
    cells: like.Cells, column: str, tmp_path: Path
) -> None:
    """Coders differ in their labels and in nothing else, and each codes but once."""
    first = like.full_row(utterance_text=f"{PRIVATE}\nand more")
    if cells.get("interlocutor") == "client":
        cells = {**like.SILENT, **cells}

    said = refusal_of(like.write_table(tmp_path / "full.csv", [first, first | cells]))

    assert said.startswith(f"full.csv, line 4, column {column}: ")


HEADER = ",".join(like.CONTRIBUTION)
LINE = ",".join(like.CONTRIBUTION.values())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "talks.csv, line 1: the table is empty"),
        (b"\xef\xbb\xbf\r\n", "talks.csv, line 1: the table is empty"),
        (HEADER.encode(), "talks.csv, line 1: no row follows"),
        (
            f"{HEADER.replace('asks,', '')}\n".encode(),
            "line 1, column asks: it is missi",
        ),
        (f"{HEADER},more\n{LINE},0".encode(), "talks.csv, line 1, column 12: a table"),
        (
            f"{HEADER}\n\n{LINE},{PRIVATE}".encode(),
            "talks.csv, line 3, column 12: this",
        ),
        (
            f"{HEADER}\n3,0".encode(),
            "talks.csv, line 2, column 3: this row has 2 cells",
        ),
        (
            f'{HEADER}\n"{PRIVATE}'.encode(),
            "talks.csv, line 2: the quotation marks that",
        ),
        (
            f"{HEADER}\n{LINE}\n{LINE}{PRIVATE}\xff".encode("latin-1"),
            f"talks.csv, line 3, column {[*like.CONTRIBUTION][-1]}: not everything",
        ),
        (
            f"{HEADER}\xff\n{LINE}".encode("latin-1"),
            "talks.csv, line 1: not everything is text in UTF-8",
        ),
        (
            f"{HEADER}\n{LINE}\n{PRIVATE * 20_000}".encode(),
            "talks.csv, line 3: a cell has more than 131072 characters, or",
        ),
    ],
)
def test_what_is_no_such_table_is_refused(
    text: bytes, says: str, tmp_path: Path
) -> None:
    """A table has its columns, each of them once, and a cell in each."""
    path = tmp_path / "talks.csv"
    path.write_bytes(text)

    assert says in refusal_of(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Neither a missing file nor a folder can be read."""
    assert "cannot be read" in refusal_of(tmp_path / "missing.csv")
    assert "cannot be read" in refusal_of(tmp_path)


def test_a_refused_table_ends_the_example_in_one_sentence(tmp_path: Path) -> None:
    """It goes to the standard error, with a status, and without a traceback."""
    wrong = like.full_row(utterance_text=PRIVATE, interlocutor=PRIVATE)
    path = like.write_table(tmp_path / "full.csv", [wrong])

    done = run(str(DIALOGUES), "--strict", str(path), cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "full.csv, line 2, column interlocutor: "
        "one of these belongs here: client, therapist\n"
    )


def refusal_of(path: Path) -> str:
    """Give the sentence with which the example refuses a table."""
    with pytest.raises(Unreadable) as refused:
        read(path, strict=True)
    sentence = str(refused.value)
    assert PRIVATE not in sentence
    assert "\n" not in sentence
    return sentence
