"""The gallery shows what the examples print."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def gallery():
    path = ROOT / "docs" / "pages" / "gallery.py"
    spec = importlib.util.spec_from_file_location("gallery", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GALLERY = gallery()
AGAIN = [example for example in GALLERY.EXAMPLES_SHOWN if example.again]
NEEDS = {"nhs_pathway": "numba", "omop": "numpy"} | dict.fromkeys(
    ("process_mining", "guiding_index"), "numpy"
)
REAL = {"real_dialogues", "guiding_index"}


@pytest.mark.parametrize("example", AGAIN, ids=lambda example: example.name)
def test_a_page_shows_what_its_example_prints(example, tmp_path: Path):
    """Run again, as a program, it prints what its page shows, and draws all of it."""
    if example.name in REAL and not (ROOT.parent / "shared" / "data").exists():
        pytest.skip("the tables of real dialogues are not beside the project")
    pytest.importorskip(NEEDS.get(example.name, "attrs"), reason="an extra")
    if example.drawn:
        pytest.importorskip("matplotlib", reason="draws: the extra plots")
    page = GALLERY.PAGES / f"{example.name}.md"
    written = page.read_text(encoding="utf-8")
    assert written == GALLERY.page(example, GALLERY.run(example, tmp_path))
    assert {path.name for path in tmp_path.iterdir()} >= set(example.drawn)


def test_every_example_is_shown():
    """Whatever can be run in the folder of examples has a page."""
    runs = {
        path.stem
        for path in (ROOT / "examples").glob("*.py")
        if "__main__" in path.read_text(encoding="utf-8")
    }
    shown = {example.name for example in GALLERY.EXAMPLES_SHOWN}
    assert runs - shown == {"nhs_calibration"}  # takes many minutes
    assert all((GALLERY.PAGES / f"{name}.md").exists() for name in shown)
