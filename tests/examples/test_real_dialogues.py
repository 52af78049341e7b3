"""The example reads real tables: nothing lost, nothing invented, nothing shown."""

import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import annomi_like as like
import annomi_rebuilt as rebuilt
import pytest
import real_dialogues
from annomi import read
from annomi_like import PRIVATE
from dialogue_counts import QUESTIONS, agreed, counted
from hypothesis import given, settings
from programs import DIALOGUES, EXAMPLES, run

from collabtherapy import Partnership, acts

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"

SCAFFOLD = Counter[type[acts.Act]](
    {
        acts.Explain: 2,
        acts.GiveConsent: 2,
        acts.Propose: 1,
        acts.Accept: 1,
        acts.StartSession: 1,
    }
)


def table(name: str) -> Path:
    path = DATA / f"annomi_{name}_visible.csv"
    if not path.exists():
        pytest.skip(f"the table {path.name} does not lie beside the project")
    return path


def recorded(path: Path) -> list[Partnership]:
    return [
        real_dialogues.recorded(one).partnership
        for one in read(path, strict=True).dialogues
    ]


@pytest.fixture(scope="module")
def partnerships() -> list[Partnership]:
    return recorded(table("contributions"))


def test_real_tables_are_rebuilt_from_the_partnerships(
    partnerships: list[Partnership],
) -> None:
    """Nothing is lost: all three tables can be had again from the records alone."""
    tables = {
        "contributions": rebuilt.contributions,
        "sessions": rebuilt.sessions,
        "ten_annotators": rebuilt.annotators,
    }

    for name, rebuild in tables.items():
        assert list(rebuild(partnerships)) == like.read_table(table(name))


def check_nothing_invented(p: Partnership) -> None:
    _, *after = p.history
    kinds = Counter(type(act) for act in after)
    said = [act for act in after if isinstance(act, acts.Contribute)]
    codings = [act for act in after if isinstance(act, acts.Code)]

    assert kinds - SCAFFOLD == Counter(
        {acts.Contribute: len(said), acts.Code: len(codings)}
    )
    assert not any(act.kinds or act.answers or act.seconds for act in said)
    assert not any(act.words for act in codings if act.contribution is not None)
    assert {act.by for act in said} <= {member.id for member in p.members}
    assert not {act.by for act in codings} & {member.id for member in p.members}
    latest = p.history[0].at
    for act in said:
        assert act.happened_at is not None
        latest = max(latest, act.happened_at)
        assert act.at == latest


def test_nothing_is_invented(partnerships: list[Partnership]) -> None:
    """Beside what was said and coded there is the scaffold, and no meaning added."""
    for p in partnerships:
        check_nothing_invented(p)


def test_real_dialogues_are_all_there(partnerships: list[Partnership]) -> None:
    """There are 66 sessions with 6,102 contributions; the scaffold is not counted."""
    assert len(partnerships) == 66
    assert sum(len(p.contributions()) for p in partnerships) == 6_102
    assert sum(counted(p)["contributions"] for p in partnerships) == 6_102


def test_counts_are_those_worked_out_elsewhere(
    partnerships: list[Partnership],
) -> None:
    """Contributions, words, share of voice and uptake equal the reference, each."""
    expected = like.read_table(table("reference_metrics"))

    for p, row in zip(partnerships, expected, strict=True):
        n = counted(p)
        assert str(p.sessions[0].id) == row["session"]
        assert n["contributions"] == int(row["n_turns"])
        assert n["words"] == int(row["n_words"])
        share = n["client words"] / n["words"]
        assert share == pytest.approx(float(row["client_word_share"]), abs=1e-6)
        uptake = n["uptakes"] / n["answers"]
        assert uptake == pytest.approx(float(row["uptake_any"]), abs=1e-6)


def test_kinds_and_agreement_are_those_of_the_tables(
    partnerships: list[Partnership],
) -> None:
    """Kinds count as the majority gave them; all ten agree where their rows do."""
    rows = like.read_table(table("contributions"))
    n = sum(map(counted, partnerships), Counter[str]())
    for column in ("reflection", "question", "input"):
        assert n[column] == sum(bool(row[column]) for row in rows)
    talk = Counter(row["client_talk"] for row in rows)
    assert {kind: n[kind] for kind in like.TALK} == {k: talk[k] for k in like.TALK}

    alike = sum(map(agreed, partnerships), Counter[tuple[str, bool]]())
    ten = like.read_table(table("ten_annotators"))
    columns = ("client_talk", "reflection", "question", "input", "main_behaviour")
    for question, column in zip(QUESTIONS, columns, strict=True):
        answers: dict[tuple[str, str], set[str]] = {}
        for row in ten:
            if (row["voice"] == "client") == (column == "client_talk"):
                answers.setdefault((row["session"], row["index"]), set()).add(
                    row[column]
                )
        n_alike = sum(len(given) == 1 for given in answers.values())
        assert alike[question, True] == n_alike
        assert alike[question, False] == len(answers) - n_alike


def test_every_history_is_lawful(partnerships: list[Partnership]) -> None:
    """Asked again act by act, the law refuses nothing of what was recorded."""
    for p in partnerships:
        assert Partnership.replay(p.history, check=True) == p


def test_no_outsider_codes_without_consent() -> None:
    """The first label of each session is refused, and says what would clear it."""
    for dialogue in read(table("contributions")).dialogues:
        (refusal,) = real_dialogues.recorded(dialogue).refusals
        assert refusal.code == "consent.observation.not_in_force"
        assert [type(remedy).__name__ for remedy in refusal.fix] == ["Do", "Do"]


@given(like.full_tables())
@settings(deadline=None)
def test_any_full_table_is_rebuilt(
    tmp_path_factory: pytest.TempPathFactory, rows: list[like.Cells]
) -> None:
    """Whatever the clock, the order and the coders' disagreement: nothing is lost."""
    path = like.write_table(tmp_path_factory.getbasetemp() / "full.csv", rows)
    partnerships = recorded(path)

    assert ordered(rebuilt.full(partnerships)) == ordered(rows)
    for p in partnerships:
        check_nothing_invented(p)
        assert Partnership.replay(p.history, check=True) == p


def ordered(rows: Iterable[like.Cells]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(row.items()) for row in rows)


def test_a_full_table_is_read_and_nobody_is_quoted(tmp_path: Path) -> None:
    """AnnoMI-full as published runs; its words are kept, and never printed."""
    backwards = like.talk()[::-1]  # the order of the rows is not that of the talk
    path = like.write_table(tmp_path / "AnnoMI-full.csv", backwards)

    done = run(str(DIALOGUES), path.name, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert PRIVATE not in done.stdout
    lines = " ".join(done.stdout.split())
    assert "Sessions: 1. Contributions: 4." in lines
    assert "By clients: 2; 22.2% of 9 words." in lines
    assert "Where the clock stood still: 1. Where it went back: 2." in lines
    assert "annotator-1: 4 annotator-0: 4 data-set: 4 annotator-2: 1" in lines
    assert "talk of clients (change, neutral or sustain): 1 of 2" in lines
    assert "reflection (simple, complex or none): 1 of 2" in lines
    assert "question (open, closed or none): 1 of 2" in lines
    (p,) = recorded(path)
    assert ordered(rebuilt.full([p])) == ordered(like.talk())
    n = counted(p)
    assert (n["uptakes"], n["answers"]) == (1, 1)
    assert (n["reflection"], n["sustain"]) == (1, 1)
    assert (n["question"], n["change"], n["neutral"]) == (0, 0, 0)  # half, at most


def test_what_cannot_be_counted_is_unknown(tmp_path: Path) -> None:
    """A share of nothing is unknown, neither zero nor a number that is none."""
    path = like.write_table(tmp_path / "full.csv", [like.full_row(utterance_text=" ")])

    done = run(str(DIALOGUES), str(path), cwd=tmp_path)

    (line,) = (row for row in done.stdout.splitlines() if row.startswith("    all"))
    assert line.split() == ["all", "1", "unknown", *"0000001", "unknown", "1"]
    assert "main behaviour: unknown" in done.stdout


def test_a_newcomer_sees_the_real_dialogues(tmp_path: Path) -> None:
    """Without an argument, from any folder, the tables beside the project are read."""
    path = table("contributions")

    done = run(str(DIALOGUES), cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Sessions: 66. Contributions: 6,102." in done.stdout
    assert done.stdout == run(str(DIALOGUES), str(path), cwd=tmp_path).stdout
    assert "nan" not in done.stdout


def test_a_newcomer_without_tables_is_told_what_to_get(tmp_path: Path) -> None:
    """Where no tables lie beside the project, one sentence says what to get."""
    there = shutil.copytree(EXAMPLES, tmp_path / "project" / "examples")

    done = run(str(there / DIALOGUES.name), cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    assert "AnnoMI-full.csv" in done.stdout
