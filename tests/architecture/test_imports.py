from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parents[2]


def test_imports_point_inwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every contract of `pyproject.toml` on who may import whom is kept."""
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)  # the linter would, and not tidy up

    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS
