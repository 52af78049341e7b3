"""The page of what a Consent may hold: its fields, and the names of code systems."""

from collections.abc import Iterable

from collabtherapy.fhir import Release
from collabtherapy.fhir.consents import ELEMENTS
from collabtherapy.fhir.consents.elements import DELIBERATELY_UNREAD
from collabtherapy.fhir.datatypes.systems import NAMES

GENERATED = (
    "<!-- generated from the tables by docs/generate.py; edits here are lost -->"
)


def page() -> str:
    """Return the page."""
    return f"""{GENERATED}

# Tables of consents

What `collabtherapy.fhir.consents` reads of a Consent. A field that is not listed is
*unread*: what it stands in may deny, and permits nothing. `id` and `extension` may
stand in every element.

## Fields, by release

{_fields()}

## Fields that are left unread on purpose

{_rows(("Release", "Element", "Fields"), _unread())}

## Names of code systems

Each of them stands for the system. Case of scheme and host, `https`, a trailing slash
and a `|version` make no difference. A name that was written from memory, and not yet
compared with its source, has a mark.

{_rows(("System", "Other name", "Kind", "Mark"), _names())}
"""


def _fields() -> str:
    elements = dict.fromkeys(name for _, name in ELEMENTS)
    rows: list[tuple[str, ...]] = []
    for name in elements:
        four, five = (ELEMENTS[release, name] for release in (Release.R4, Release.R5))
        rows.append((name, _listed(four & five), _listed(four - five),
                     _listed(five - four)))  # fmt: skip
    return _rows(("Element", "Both", "R4 alone", "R5 alone"), rows)


def _unread() -> list[tuple[str, ...]]:
    return [
        (release.value, name, _listed(those))
        for (release, name), those in DELIBERATELY_UNREAD.items()
    ]


def _names() -> list[tuple[str, ...]]:
    marks = {"v": "", "s": "seen in software", "m": "from memory"}
    return [
        (f"`{system}`", f"`{name}`", kind, marks[mark.value])
        for system, names in NAMES.items()
        for name, kind, mark in names
    ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "–"


def _rows(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
