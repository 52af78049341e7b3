"""The example reads real tables: nothing lost, nothing invented, nothing shown."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings

from collabtherapy import Kind, Partnership, acts

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SCRIPT = EXAMPLES / "real_dialogues.py"
DATA = ROOT.parent / "shared" / "data"

# The example runs as a script, so its modules find each other by lying side by side.
sys.path[:0] = [str(EXAMPLES), str(Path(__file__).parent)]

import annomi_like as like  # noqa: E402
import real_dialogues  # noqa: E402
from annomi import read  # noqa: E402
from dialogue_counts import counted  # noqa: E402

SCAFFOLD = Counter(
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
    return [real_dialogues.recorded(one).partnership for one in read(path)]


@pytest.fixture(scope="module")
def partnerships() -> list[Partnership]:
    return recorded(table("contributions"))


def test_real_tables_are_rebuilt_from_the_partnerships(
    partnerships: list[Partnership],
) -> None:
    """Nothing is lost: all three tables can be had again from the records alone."""
    rebuilt = {
        "contributions": like.contributions,
        "sessions": like.sessions,
        "ten_annotators": like.annotators,
    }

    for name, rebuild in rebuilt.items():
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
    """There are 66 sessions with 6,102 contributions, told apart from what is assumed."""
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


def test_every_history_is_lawful(partnerships: list[Partnership]) -> None:
    """Asked again act by act, the law refuses nothing of what was recorded."""
    for p in partnerships:
        assert Partnership.replay(p.history, check=True) == p


def test_no_outsider_codes_without_consent() -> None:
    """The first label of each session is refused, and says what would clear it."""
    for dialogue in read(table("contributions")):
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

    assert ordered(like.full(partnerships)) == ordered(rows)
    for p in partnerships:
        check_nothing_invented(p)
        assert Partnership.replay(p.history, check=True) == p


def ordered(rows) -> list[tuple[tuple[str, str], ...]]:
    return sorted(tuple(sorted(row.items())) for row in rows)
