"""D-I7: documents carry kinds of one's own, and the schema says what they hold."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import SlotValue, acts, codec, matters
from collabtherapy.testing.own_kinds import HOMEWORK, RITUAL, own_acts, with_homework
from collabtherapy.testing.values import values
from collabtherapy.testing.ways import decided

P = with_homework()


@given(st.data())
def test_a_history_comes_back(data: st.DataObject) -> None:
    """D-I7: what is written is read as it was."""
    p = P.record(data.draw(own_acts(P)))
    assert codec.loads(codec.dumps(p)) == p


@given(values(acts.Custom) | values(matters.Custom))
def test_every_value_comes_back(value: acts.Custom | matters.Custom) -> None:
    """Whatever slots hold, declared or not, is read as it was written."""
    act = value
    if isinstance(value, matters.Custom):
        act = acts.Propose(by="bo", at=P.at, id="x", matter=value)  # type: ignore[assignment]
    assert codec.from_plain(codec.to_plain(act)) == act  # type: ignore[arg-type]


def test_a_reader_of_an_older_format_is_told_by_the_number() -> None:
    """The declarations are new in format 4: the number of the document says so."""
    assert json.loads(codec.dumps(P))["format"] == codec.FORMAT >= 4


@given(st.data())
def test_the_schema_of_a_policy_takes_what_the_law_takes(data: st.DataObject) -> None:
    """D-R15: what the slots of a declared kind may hold is in the schema."""
    act = data.draw(own_acts(P))
    jsonschema.validate(codec.to_plain(act), SCHEMA)


def test_the_schema_of_a_policy_covers_matters() -> None:
    """A matter of a declared kind has a schema of its own, beside those of acts."""
    matter = matters.Custom(kind=RITUAL.kind, data=[SlotValue("weekly", flag=True)])
    put = acts.Propose(by="bo", at=P.at, id="r", matter=matter)
    jsonschema.validate(codec.to_plain(put)["matter"], SCHEMA)
    p = decided(P, "r", matter, P.at)
    assert codec.loads(codec.dumps(p)) == p


DONE = {"slot": "done", "flag": True}


@pytest.mark.parametrize(
    "data",
    [
        [],
        [{"slot": "done", "count": 1}],
        [DONE, {"slot": "minutes", "count": 601}],
        [DONE, {"slot": "mood", "code": "other"}],
        [DONE, {"slot": "else", "flag": True}],
        [DONE, {"slot": "mood", "code": "low", "flag": True}],
    ],
    ids=str,
)
def test_the_schema_of_a_policy_refuses_what_was_not_declared(
    data: list[dict[str, object]],
) -> None:
    """Missing, of another kind, out of range, unknown, or two values in one slot."""
    act = acts.Custom(by="ana", at=P.at, kind=HOMEWORK.kind, client="ana")
    plain = {**codec.to_plain(act), "data": data}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, SCHEMA)


SCHEMA = codec.json_schema(policy=P.state.policy)
