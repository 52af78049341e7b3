"""The simulated examples run, in small."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="simulated with NumPy: the extra simulation")


def run(name: str, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run an example with arguments, as from the command line."""
    monkeypatch.setattr(sys, "argv", [name, *arguments])
    __import__(name).main()


def test_the_pathway_is_printed_beside_the_official_figures(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    """Forty-three figures, each inside or outside; flow and waits as pictures."""
    pytest.importorskip("matplotlib", reason="drawn by matplotlib: the extra plots")
    monkeypatch.setenv("MPLBACKEND", "Agg")
    run(
        "nhs_pathway", "--clients", "3000", "--pictures", str(tmp_path),
        monkeypatch=monkeypatch,
    )  # fmt: skip
    said = capsys.readouterr().out
    assert "of 43 figures lie inside the official years." in said
    assert said.count("| inside") + said.count("| outside") == 43
    assert {path.name for path in tmp_path.iterdir()} == {"flow.png", "waiting.png"}


def test_the_trial_says_what_each_assumption_carries(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Differences with intervals, their parts, and what was found by looking on."""
    run("feedback_trial", "--clients", "1000", monkeypatch=monkeypatch)
    said = capsys.readouterr().out
    assert "collaborative − usual [95%]" in said
    assert "Found by looking on" in said
    assert "<Partnership p-42" in said
