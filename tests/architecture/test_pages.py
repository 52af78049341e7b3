"""The pages name what exists: links, rows of the law, public names."""

import importlib
import re
from pathlib import Path

import pytest

from collabtherapy import law

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [
    *ROOT.glob("*.md"),
    *(path for path in DOCS.rglob("*.md") if "_build" not in path.parts),
    *(ROOT / "tests").rglob("*.md"),
    *(ROOT / "examples").rglob("*.md"),
]
LISTED = re.compile(r"^[a-z_/]+$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)")


def test_links_lead_somewhere():
    """Every link from a page into the project has something at its end."""
    astray = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in PAGES
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert astray == []


@pytest.mark.parametrize("table", ["STEPS", "GATES"])
def test_every_row_of_the_law_is_argued(table: str):
    """The page that argues the law says something of each row."""
    said = (DOCS / "explanation" / "the_law.md").read_text(encoding="utf-8")
    rows = {row.id for row in getattr(law, table)}
    assert rows - set(re.findall(r"\b[LG]\d+(?:-[a-z]+)?\b", said)) == set()


def test_every_kind_of_duty_is_argued():
    """The same page says of each why it is owed."""
    said = (DOCS / "explanation" / "the_law.md").read_text(encoding="utf-8")
    in_brackets = re.findall(r"\(([a-z\s,;]+)[);]", said)
    named = {" ".join(name.split()) for one in in_brackets for name in one.split(",")}
    assert {row.kind.value.replace("_", " ") for row in law.DUTIES} - named == set()


def test_every_name_of_the_glossary_exists():
    """What the glossary calls by a name in code can be imported by it."""
    said = (DOCS / "reference" / "glossary.md").read_text(encoding="utf-8")
    doors = ["", ".acts", ".matters", ".measures", ".insight"]
    modules = [importlib.import_module(f"collabtherapy{door}") for door in doors]
    stages = modules[0].Stage.__members__
    for name in re.findall(r"`([A-Za-z_.]+)(?:\([^`]*\))?`", said):
        first, *rest = name.removeprefix("collabtherapy.").split(".")
        if first in stages:
            continue
        found = next((getattr(m, first) for m in modules if hasattr(m, first)), None)
        if found is None:
            found = importlib.import_module(f"collabtherapy.{first}")
        for part in rest:
            found = getattr(found, part)


def test_every_page_is_in_a_table_of_contents():
    """No page is written that nobody is led to."""
    listed = {
        (index.parent / line).with_suffix(".md")
        for index in DOCS.rglob("index.md")
        for line in re.findall(
            r"^[a-z_/]+$", index.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    globbed = {*DOCS.glob("gallery/*.md"), *DOCS.glob("decisions/0*.md")}
    pages = {path for path in DOCS.rglob("*.md") if path != DOCS / "index.md"}
    assert pages - listed - globbed == set()
