import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

TEXT = {".cff", ".json", ".md", ".py", ".toml"}
HOME = re.compile(r"(?<![\w.])(?:/(?:home|root|Users)/|[A-Z]:\\Users\\)\w")


def text_files() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.suffix in TEXT)
    yield from (ROOT / ".ci").iterdir()
    for folder in ("docs", "examples", "src", "tests"):
        yield from (path for path in (ROOT / folder).rglob("*") if path.suffix in TEXT)


def test_no_file_names_a_home_folder() -> None:
    """No file says on whose machine it was written."""
    files = list(text_files())

    assert ROOT / "pyproject.toml" in files
    assert [
        str(path.relative_to(ROOT))
        for path in files
        if HOME.search(path.read_text(encoding="utf-8"))
    ] == []
