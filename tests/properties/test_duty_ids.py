"""The name of a duty: read from its text, written as it, telling nothing hidden."""

import json
import operator
import pickle
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from collabtherapy import (
    DutyId,
    DutyKind,
    Partnership,
    PersonId,
    SessionId,
    Stage,
    Words,
    acts,
)
from collabtherapy.errors import IdComparedWithText
from collabtherapy.partnership.values.duty_ids import LONGEST
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.situations.places import at_
from collabtherapy.testing.values import duty_ids
from collabtherapy.testing.ways import START, couple, in_session, led_to, two

SAID = Words("said")


@given(duty_ids())
def test_a_name_is_read_back_from_its_text(name: DutyId):
    """Whatever the ids in it; a slash in one parts nothing."""
    again = DutyId.parse(str(name))
    assert again == name
    assert hash(again) == hash(name)
    assert again.about == name.about
    assert repr(name) == f"DutyId.parse({str(name)!r})"
    assert pickle.loads(pickle.dumps(name)) == name  # noqa: S301  # our own
    assert list(map(type, again.about)) == list(map(type, name.about))
    assert acts.DischargeDuty(by="bo", at=START, duty=str(name)).duty == name


@given(histories())
def test_a_name_that_the_law_makes_is_one_that_may_be_made(p: Partnership):
    """It is not checked as it is made, since its parts were."""
    for name in p.state.duties.by_id:
        again = DutyId(name.kind, name.about)
        assert again == name == DutyId.parse(str(name))
        assert hash(again) == hash(name)


@pytest.mark.parametrize(
    "text",
    [
        "", "none", "orient", "orient/", "orient/ana/x", "orient/ana/0",
        "orient/ana/01",
        "orient/ana/2026-01-05", "orient/ana/2026-01-05T09:00:00",
        "orient/ana/2026-01-05T09:00:00+00:00", "orient/ana/2026-01-05T09:00:00.000Z",
        "orient/ana/2026-01-05T09:00:00Z/1", "orient/ana/2026-01-05T09:00:00Z/2/3",
        "orient/ana/1/2026-01-05T09:00:00Z", "invite/s1", "orient/a%2fb",
        "orient/ana b", f"orient/{'x' * 2400}", "Orient/ana",
    ],
)  # fmt: skip
def test_a_text_that_spells_no_duty_is_refused(text: str):
    """With what would be one; the text itself is not repeated."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # an id's message or ours
        DutyId.parse(text)
    assert "id of a" in str(caught.value)
    assert not text or "ana" not in text or f"{text!r}" not in str(caught.value)


def test_a_name_of_other_parts_cannot_be_made():
    """Each part has the type that the kind has in its place."""
    with pytest.raises(TypeError, match="is a PersonId"):
        DutyId(DutyKind.ORIENT, (SessionId("s1"), START))
    with pytest.raises(ValueError, match="as in orient/ana"):
        DutyId(DutyKind.ORIENT, ())
    with pytest.raises(TypeError, match="a DutyId, or the text"):
        DutyId.parse(7)  # type: ignore[arg-type]


def test_a_name_is_not_equal_to_text():
    """As for every id: it is said aloud, and false."""
    p = led_to(two(), Stage.WAITING)
    (duty,) = p.duties(at=p.at)
    with pytest.warns(IdComparedWithText):
        assert (duty.id == str(duty.id)) is False
    assert duty.id != 7


@given(duty_ids(), duty_ids())
def test_names_of_duties_sort_as_their_texts(one: DutyId, other: DutyId):
    """Among themselves alone: a text and an id of another kind have no order here."""
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        assert compare(one, other) is compare(str(one), str(other))
        for wrong in (str(other), PersonId("ana"), 7, None):
            for pair in ((one, wrong), (wrong, one)):
                with pytest.raises(TypeError):
                    compare(*pair)


@given(duty_ids(), st.sampled_from(["", ">80", "^300.9"]))
def test_a_name_of_a_duty_is_written_as_its_text(name: DutyId, form: str):
    """In a format, by `sqlite3` and by pydantic, as every id is."""
    assert format(name, form) == format(str(name), form)
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute("select ?", (name,)).fetchone() == (str(name),)
    adapter: TypeAdapter[DutyId] = TypeAdapter(DutyId)
    text = adapter.dump_json(name)
    assert json.loads(text) == str(name)
    assert adapter.validate_json(text) == name
    assert adapter.validate_python(name) is name
    assert adapter.validate_python(str(name)) == name
    for wrong in ("", "orient", 7, None):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)
    bounds = {"minLength": 1, "maxLength": LONGEST, "type": "string"}
    assert adapter.json_schema() == bounds


@given(st.integers(0, 5))
def test_the_name_of_a_duty_tells_nothing_of_hidden_acts(n: int):
    """However much others do meanwhile, a client sees the same names."""
    p = led_to(couple(), Stage.WORKING)
    hidden = acts.WriteProcessNote(by="bo", words=SAID, **at_(p))
    seen = view(in_session(p), "ana").duties(at=p.at)
    busy = p.record(*[hidden] * n)
    assert view(in_session(busy), "ana").duties(at=p.at) == seen
