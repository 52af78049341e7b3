"""Which figures nobody has looked up: each is marked, and the list may only shrink."""

from collections.abc import Iterator
from pathlib import Path

import attrs

from collabtherapy.measures import INSTRUMENTS, PHQ9, Mark, Source

LISTED = Path(__file__).with_name("unchecked.txt")
"""One row a figure, by name; whoever looks one up takes its row out."""


def marked(value: object, path: str) -> Iterator[tuple[str, Source]]:
    """Yield every source within a value, and the path to it."""
    if isinstance(value, Source):
        yield path, value
    elif isinstance(value, tuple):
        for n, one in enumerate(value, 1):
            name = getattr(one, "id", None) or getattr(one, "code", "")
            yield from marked(one, f"{path}[{n}{name and ':'}{name}]")
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from marked(getattr(value, field.name), f"{path}.{field.name}")


def unchecked() -> dict[str, Mark]:
    """Return the mark of every source that nobody has looked up."""
    return {
        path.removesuffix(".source"): source.mark
        for id_, one in INSTRUMENTS.items()
        for path, source in marked(one, id_)
        if not source.is_checked
    }


def test_what_nobody_has_looked_up_is_listed_by_name():
    """F section 4, 9: a row of the list may go, and none may come."""
    listed = dict(
        line.split(" ") for line in LISTED.read_text(encoding="utf-8").splitlines()
    )
    assert {path: mark.value for path, mark in unchecked().items()} == listed
    # As many as there were when the list was begun. This number never rises.
    assert len(listed) <= 207


def test_a_mark_is_shown_wherever_the_source_is():
    """In the text of the source, and by its own name."""
    shown = {mark: str(Source("Someone 2001", mark=mark)) for mark in Mark}
    assert shown[Mark.READ] == "Someone 2001"
    assert len(set(shown.values())) == len(Mark)
    assert "from memory" in shown[Mark.REMEMBERED]
    assert "public code" in shown[Mark.SEEN]
    assert [mark for mark in Mark if Source("x", mark=mark).from_memory] == [
        Mark.REMEMBERED
    ]


def test_a_score_says_what_it_rests_on():
    """The sources of its rules, of what was filled in, and of its band."""
    whole = PHQ9.score((1,) * 9)
    filled = PHQ9.score((None, *(1,) * 8))
    assert PHQ9.missing.source not in whole.sources
    assert PHQ9.missing.source in filled.sources
    assert PHQ9.bands_source in whole.sources
    assert not filled.is_checked
    k6 = INSTRUMENTS["k6"].score((1,) * 6)
    assert k6.is_checked
    assert {source.mark for source in k6.sources} == {Mark.READ}
    rcads = INSTRUMENTS["rcads"].score((1,) * 47)
    assert any(source.from_memory for source in rcads.sources)
