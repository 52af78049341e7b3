"""Codes of LOINC and SNOMED CT: their check digits, and what each of them names."""

import copy
import csv
import pickle

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from published import SHARED

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    GAD7,
    INSTRUMENTS,
    PHQ9,
    Code,
    Coded,
    CodeSystem,
    Instruments,
    likert,
)
from collabtherapy.measures.check_digits import is_loinc, is_sctid

LOINC, SNOMED = CodeSystem.LOINC, CodeSystem.SNOMED_CT
NEXT = SHARED.parent / "next" / "data"


def all_codes() -> list[Code]:
    """Return every code of every instrument."""
    return [
        code
        for one in INSTRUMENTS.values()
        for part in (one, *one.items, *one.subscales)
        for code in part.codes
    ]


def mod_10(number: str) -> int:
    """Return the check digit of a LOINC number, as the users' guide works it out."""
    odd = "".join(str(int(digit) * 2) for digit in number[::-1][::2])
    even = number[::-1][1::2]
    return -sum(map(int, odd + even)) % 10


def test_the_check_digit_of_every_code():
    """Mod 10 of LOINC, Verhoeff's of SNOMED CT (F section 4, code safety)."""
    for code in {(one.system, one.code) for one in all_codes()}:
        if code[0] is LOINC:
            number, digit = code[1].split("-")
            assert mod_10(number) == int(digit), code
        else:
            assert is_sctid(code[1]), code
    assert len({one.code for one in all_codes()}) > 80


@given(st.sampled_from(all_codes()), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_found(code, place, by):
    """Either check finds every single digit that is wrong; no such code is made."""
    assume(place < len(code.code))
    assume(code.code[place] != "-")
    digit = str((int(code.code[place]) + by) % 10)
    wrong = f"{code.code[:place]}{digit}{code.code[place + 1 :]}"
    with pytest.raises(NotMeasurable, match="check_digit"):
        Code(code.system, wrong, of=code.of)


@given(st.sampled_from(all_codes()), st.integers(0, 16))
def test_two_digits_that_changed_places_are_found(code, place):
    """Verhoeff's check finds every such slip; mod 10 all but 09 for 90."""
    assume(place + 1 < len(code.code))
    a, b = code.code[place : place + 2]
    assume("-" not in {a, b})
    assume(a != b)
    assume(code.system is SNOMED or {a, b} != {"0", "9"})
    wrong = f"{code.code[:place]}{b}{a}{code.code[place + 2 :]}"
    check = is_loinc if code.system is LOINC else is_sctid
    assert not check(wrong)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "44261",
        "44261-",
        "-6",
        "44261-66",
        "4426x-6",
        "\uff14\uff14\uff12\uff16\uff11-\uff16",
        " 44261-6",
    ],
)
def test_text_that_is_no_code(code):
    """Neither of the shape nor of the digits."""
    assert not is_loinc(code)
    assert not is_sctid(code)


def test_a_question_may_belong_to_several_instruments():
    """Item 1 of the PHQ-9 is item 1 of the PHQ-8 and of the PHQ-2."""
    found = INSTRUMENTS.by_loinc("44250-9")
    assert {(part.instrument.id, part.item) for part in found} == {
        ("phq-9", 1),
        ("phq-8", 1),
        ("phq-2", 1),
    }
    assert INSTRUMENTS.by_loinc("44250-8") == ()
    assert INSTRUMENTS.by_code("http://example.org", "44250-9") == ()


def test_a_code_says_what_it_names():
    """A panel, a total, a subscale, a question; by the system or by its URI."""
    (panel,) = INSTRUMENTS.by_code("http://loinc.org", "44249-1")
    assert (panel.instrument, panel.code.of) == (PHQ9, Coded.PANEL)
    (total,) = INSTRUMENTS.by_snomed("445455005")
    assert (total.instrument, total.code.of) == (GAD7, Coded.SCORE)
    (panic,) = INSTRUMENTS.by_snomed("958221000000104")
    assert (panic.instrument.id, panic.subscale) == ("rcads", "panic")
    assert panic.code.is_superseded
    (goal,) = INSTRUMENTS.by_snomed("1638541000000106")
    assert (goal.instrument.id, goal.item) == ("gbo", 2)


def test_a_code_of_an_older_generation_is_read_and_not_written():
    """YP-CORE has two: both are found, and one alone is in use."""
    codes = [c for c in INSTRUMENTS["yp-core"].codes if c.system is SNOMED]
    assert [(c.code, c.is_superseded) for c in codes] == [
        ("718437004", False),
        ("960601000000104", True),
    ]
    assert PHQ9.loinc_total == "44261-6"
    assert INSTRUMENTS["yp-core"].loinc_total is None


def test_the_range_that_is_sent_is_that_of_the_score():
    """But for DIALOG, which the NHS takes as 0 to 8 an item."""
    for one in INSTRUMENTS.values():
        for code in one.codes:
            if code.low is not None:
                assert (code.low, code.high) == (one.low, one.high), one.id
        for part in one.subscales:
            for code in part.codes:
                alone = one.subscale(part.id)
                assert (code.low, code.high) == (alone.low, alone.high), part.id
        for item in one.items:
            for code in item.codes:
                if code.low is not None and one.id != "dialog":
                    assert (code.low, code.high) == (item.low, item.high)


@pytest.mark.parametrize("name", ["loinc_items.csv", "snomed_uk_scores.csv"])
def test_every_published_code_of_an_instrument_is_here(name):
    """All rows of instruments that are built in; but not of the SDQ's impact."""
    path = NEXT / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the project")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["instrument"] in INSTRUMENTS]
    assert rows
    for row in rows:
        code = row.get("loinc") or row["sctid"]
        parts = INSTRUMENTS.by_loinc(code) + INSTRUMENTS.by_snomed(code)
        found = {part.instrument.id for part in parts}
        impact = "impact" in row.get("what", "")
        assert (row["instrument"] in found) is not impact, code
        if "item" in row:
            items = {p.instrument.id: p.item for p in parts}
            assert items[row["instrument"]] == int(row["item"])


def test_answers_by_their_codes():
    """The same code is another number elsewhere: each instrument has its own table."""
    for id_ in ("phq-9", "phq-8", "phq-2", "gad-7", "gad-2"):
        assert dict(INSTRUMENTS[id_].answer_codes) == {
            "LA6568-5": 0,
            "LA6569-3": 1,
            "LA6570-1": 2,
            "LA6571-9": 3,
        }
    assert dict(INSTRUMENTS["phq-15"].answer_codes) == {
        "LA18334-5": 0,
        "LA18335-2": 1,
        "LA18336-0": 2,
    }
    assert not INSTRUMENTS["pcl-5"].answer_codes


# The registry


def test_the_names_are_those_of_the_registry():
    """`PHQ9` is the one in the registry, not another of its kind."""
    assert PHQ9 is INSTRUMENTS["phq-9"]
    assert GAD7 is INSTRUMENTS["gad-7"]
    assert INSTRUMENTS.get("no-such") is None
    assert all(id_ == one.id for id_, one in INSTRUMENTS.items())


def test_nothing_is_read_before_it_is_asked_for():
    """Each registry reads once."""
    times: list[int] = []

    def read() -> list:
        times.append(1)
        return [PHQ9, GAD7]

    found = Instruments(read)
    assert times == []
    assert (len(found), list(found)) == (2, ["phq-9", "gad-7"])
    assert found.by_loinc("44249-1")
    assert times == [1]


def test_a_registry_pickles_and_copies():
    """What comes back has the same instruments, equal and by the same codes."""
    for found in (
        pickle.loads(pickle.dumps(INSTRUMENTS)),  # noqa: S301
        copy.deepcopy(INSTRUMENTS),
        copy.copy(INSTRUMENTS),
        Instruments.of(*INSTRUMENTS.values()),
    ):
        assert found == INSTRUMENTS
        assert hash(found) == hash(INSTRUMENTS)
        assert found.by_loinc("44249-1") == INSTRUMENTS.by_loinc("44249-1")
    assert repr(Instruments.of(PHQ9)) == "Instruments(phq-9)"


def test_somebodys_own_stand_beside_those_built_in():
    """A new id is added; one that is there takes its place; twice is refused."""
    mine = Instruments.of(PHQ9).plus(GAD7)
    assert list(mine) == ["phq-9", "gad-7"]
    assert len(INSTRUMENTS.plus(PHQ9)) == len(INSTRUMENTS)
    with pytest.raises(NotMeasurable, match="twice"):
        len(Instruments.of(PHQ9, PHQ9))


def test_there_is_a_code_for_each_item_or_for_none():
    """Too few codes would name the wrong items."""
    with pytest.raises(ValueError, match="shorter"):
        likert(3, 0, 4, loinc=("44250-9",))
    assert [item.loinc for item in likert(1, 0, 4, loinc=("44250-9",))] == ["44250-9"]
    assert likert(1, 0, 4)[0].loinc is None
