"""The published JSON Schema and the reader agree on what a document is."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from codec.story import STORY
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from late_stories import broken_off, set_aside, taken_out

from collabtherapy import codec
from collabtherapy.errors import MalformedDocument
from collabtherapy.testing.values import ACTS, MATTERS, acts_of

PAGE = Path(__file__).parents[2] / "docs/reference/partnership.schema.json"
SCHEMA = codec.json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)

Plain = dict[str, Any]


def is_valid(plain: Any) -> bool:
    return bool(VALIDATOR.is_valid(plain))


def is_read(plain: Any) -> bool:
    try:
        codec.loads_act(json.dumps(plain))
    except MalformedDocument:
        return False
    return True


def test_the_published_schema_is_that_of_the_classes() -> None:
    """What lies in the docs is what the code says; `nox -s generate` draws it anew."""
    assert PAGE.read_text(encoding="utf-8") == json.dumps(SCHEMA, indent=2) + "\n"


def test_the_schema_is_one() -> None:
    """It keeps to its own dialect, and names every act and matter."""
    Draft202012Validator.check_schema(SCHEMA)

    assert {kind.__name__ for kind in (*ACTS, *MATTERS)} <= SCHEMA["$defs"].keys()
    for definition in SCHEMA["$defs"].values():
        assert definition.get("additionalProperties", False) is False


@given(acts_of())
def test_whatever_is_written_is_valid(act: Any) -> None:
    """Every act that may exist is written as the schema says."""
    VALIDATOR.validate(json.loads(codec.dumps(act)))


def test_a_whole_partnership_is_valid() -> None:
    """A history begins with an opening."""
    plain = json.loads(codec.dumps(STORY))
    VALIDATOR.validate(plain)

    for p in (set_aside(), broken_off(), taken_out()):
        VALIDATOR.validate(json.loads(codec.dumps(p)))
    for marks in ({}, [1], [{}], [{"version": 1}], [{"version": 2, "voids": 0}]):
        assert not is_valid({**plain, "marks": marks})
    assert not is_valid({**plain, "acts": []})
    assert not is_valid({**plain, "acts": plain["acts"][1:]})
    assert not is_valid({**plain, "format": codec.FORMAT + 1})


@given(st.data())
def test_what_the_schema_refuses_the_reader_refuses(data: st.DataObject) -> None:
    """A field less, a field more, another type, beyond its range: none is read."""
    plain = json.loads(codec.dumps(data.draw(acts_of())))
    places = list(_objects(plain["act"]))
    fields = data.draw(st.sampled_from(places))
    key = data.draw(st.sampled_from(sorted(fields)))
    match data.draw(st.sampled_from(["less", "more", "other"])):
        case "less":
            del fields[key]
        case "more":
            fields["nickname"] = fields[key]
        case "other":
            fields[key] = data.draw(st.sampled_from(OTHER))

    if not is_valid(plain):
        assert not is_read(plain)


OTHER = [
    None,
    True,
    0,
    -1,
    11,
    10**20,
    0.5,
    "",
    " ",
    "a b",
    "2026-01-05",
    [],
    ["", 1],
    {},
]


def _objects(plain: Any) -> Any:
    if isinstance(plain, dict):
        yield plain
        for item in plain.values():
            yield from _objects(item)
    elif isinstance(plain, list):
        for item in plain:
            yield from _objects(item)


FEEDBACK: Plain = {
    "act": {
        "act": "GiveFeedback",
        "at": "2026-01-05T09:00:00Z",
        "by": "ana",
        "heard": 9,
        "session": "s1",
    },
    "format": codec.FORMAT,
}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("session", ...), ("by", ...), ("act", ...), ("nickname", "ana"),
        ("heard", 11), ("heard", -1), ("heard", "9"), ("heard", 8.5), ("heard", True),
        ("at", "2026-01-05"), ("at", 5), ("words", " "), ("words", 5), ("by", "a b"),
        ("session", None), ("act", "Feedback"), ("words", [])
    ],
)  # fmt: skip
def test_both_refuse_what_breaks_a_rule(key: str, value: object) -> None:
    """Each rule that the schema states is the reader's as well."""
    plain = deepcopy(FEEDBACK)
    assert is_valid(plain)
    assert is_read(plain)

    if value is ...:
        del plain["act"][key]
    else:
        plain["act"][key] = value
    assert not is_valid(plain)
    assert not is_read(plain)
