"""The page of simulated beside published figures says what is measured."""

import importlib.util
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "pages" / "validity.py"


def test_the_page_says_what_is_measured():
    """The table on the page is what the default scenario gives, all of it inside."""
    pytest.importorskip("numba", reason="slow without numba: the extra fast")
    spec = importlib.util.spec_from_file_location("validity", PAGE)
    assert spec is not None
    assert spec.loader is not None
    validity = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(validity)
    table = validity.table()
    assert table in validity.PAGE.read_text(encoding="utf-8")
    assert table.count("| inside") == 43
