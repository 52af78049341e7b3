"""Each instrument beside the table of published figures, where that lies at hand."""

import json
from typing import Any

import pytest
from published import SHARED

from collabtherapy.measures import INSTRUMENTS, Instrument

TABLE = SHARED.parent / "next" / "data" / "instruments.json"

APART = {
    # Scored as its parts are; the lists are those of the whole.
    "pcl-5": {name: name[2:] for name in (
        "B_intrusion", "C_avoidance", "D_mood", "E_arousal"
    )},
}  # fmt: skip
"""Names of subscales that are other ones here."""

REVERSED = {
    "core-om": [3, 4, 7, 12, 19, 21, 31, 32],
    "core-10": [2, 3],
    "yp-core": [3, 5, 10],
    "oq-45": [1, 12, 13, 20, 21, 24, 31, 37, 43],
    "pss-10": [4, 5, 7, 8],
    "sdq": [7, 11, 14, 21, 25],
    "rses": [2, 5, 6, 8, 9],
    "reqol-10": [1, 3, 6, 9],
    "pswq": [1, 3, 8, 10, 11],
}
"""The reversed items of each instrument that has any."""


def test_the_reversed_items_of_each_are_these():
    """An answer in the middle would not show one that is wrong."""
    found = {
        id_: [n for n, item in enumerate(one.items, 1) if item.is_reversed]
        for id_, one in INSTRUMENTS.items()
    }
    assert {id_: items for id_, items in found.items() if items} == REVERSED


def rows() -> list[dict[str, Any]]:
    """Return the rows of the table, or skip the test that wants them."""
    if not TABLE.exists():
        pytest.skip("the table is not beside the project")
    found: list[dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))[
        "instruments"
    ]
    return found


def test_items_and_subscales_are_those_of_the_table():
    """How many, from where to where, which are reversed, which are summed."""
    for row in rows():
        one = INSTRUMENTS[row["id"]]
        assert len(one.items) == row["items"]
        assert (one.items[0].low, one.items[0].high) == (row["low"], row["high"])
        assert REVERSED.get(one.id, []) == row["reversed"]
        names = APART.get(one.id, {})
        parts = {part.id: list(part.items) for part in one.subscales}
        for name, items in (row.get("subscales") or {}).items():
            assert parts[names.get(name, name)] == items, (one.id, name)
        for number, allowed in row.get("allowed", {}).items():
            assert list(one.items[int(number) - 1].allowed) == allowed


def test_bands_and_figures_are_those_of_the_table():
    """Every number of the table is here, with the mark that it has there."""
    for row in rows():
        one = INSTRUMENTS[row["id"]]
        assert {b.name: b.low for b in one.bands} == row.get("bands", {})
        lines = [line.value for line in all_of(one, "cutoffs")]
        for _, value, _, mark in row.get("cutoffs", ()):
            if isinstance(value, int | float):
                assert value in lines, one.id
                assert marked(one, "cutoffs", "value", value) == mark[0], one.id
        for points, _, mark in row.get("reliable_change", ()):
            assert points in [change.points for change in one.reliable_change]
            assert marked(one, "reliable_change", "points", points) == mark[0]
        found = {(r.kind, r.value) for r in one.reliabilities}
        for kind, value, *_ in row.get("reliability", ()):
            assert (kind, value) in found, one.id
        flags = {(flag.id, flag.item, flag.at_least) for flag in one.flags}
        assert flags == {tuple(flag) for flag in row.get("flags", ())}, one.id
        if "transform" in row:
            assert {str(k): v for k, v in one.transform.items()} == row["transform"]


def test_codes_are_those_of_the_table():
    """Panels, totals and questions; none of those that are no codes."""
    for row in rows():
        one, codes = INSTRUMENTS[row["id"]], row.get("loinc", {})
        assert (one.loinc, one.loinc_total) == (codes.get("panel"), codes.get("total"))
        for number, code in enumerate(codes.get("items", ())):
            assert one.items[number].loinc == code


def all_of(one: Instrument, name: str) -> list[Any]:
    """Return figures of an instrument and of its subscales."""
    return [figure for part in (one, *one.subscales) for figure in getattr(part, name)]


def marked(one: Instrument, name: str, field: str, value: float) -> str:
    """Return the mark of a figure."""
    return next(
        figure.source.mark.value
        for figure in all_of(one, name)
        if getattr(figure, field) == value
    )
