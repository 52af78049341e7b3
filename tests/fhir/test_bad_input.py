"""Whatever is no FHIR is refused with its place, in bounded time, word for none."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collabtherapy import Stage, fhir
from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.inward.sanity import DEEPEST, LONGEST, MOST
from collabtherapy.testing.ways import in_session, led_to, two

KEYS = (
    "resourceType", "entry", "resource", "id", "extension", "identifier", "status",
    "url", "system", "value", "text", "period", "secret",
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["Bundle", "Goal", "Consent", "2026-01-05", "active"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=20,
)


def refusal(document: object) -> MalformedDocument | None:
    """Give why a document is refused, if it is; nothing else may happen."""
    try:
        fhir.from_bundle(document)
    except MalformedDocument as wrong:
        return wrong
    return None


@given(JSON)
@example(float("nan"))
def test_whatever_it_is_it_is_read_or_refused(document: object):
    """No JSON makes it fail in any other way, and no error repeats what stood there."""
    wrong = refusal(document)
    if wrong is not None:
        assert wrong.path.startswith("$")
        assert "secret" not in str(wrong)
        assert wrong.__context__ is None


def _whole() -> dict[str, Any]:
    p = in_session(led_to(two(), Stage.WORKING))
    return json.loads(json.dumps(fhir.to_bundle(p, viewer="bo")[0]))


WHOLE = _whole()


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way] if way else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _places(inner, (*way, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            found += _places(inner, (*way, i))
    return found


PLACES = _places(WHOLE)
ODD = (None, True, -1, 10**30, float("inf"), "", "\x00\ud800", "x" * 3000, [], {}, [[]])


@given(st.sampled_from(PLACES), st.sampled_from(ODD) | JSON)
def test_anything_anywhere_is_read_or_refused(way: tuple[Any, ...], odd: object):
    """One wrong value in a whole Bundle, wherever it stands, is no crash."""
    document = json.loads(json.dumps(WHOLE))
    here = document
    for step in way[:-1]:
        here = here[step]
    here[way[-1]] = odd
    wrong = refusal(document)
    assert wrong is None or wrong.__context__ is None


def nested(depth: int) -> object:
    value: object = "bottom"
    for _ in range(depth):
        value = [value]
    return value


WRONG = (
        (None, "expected_object"),
        ([], "expected_object"),
        ("Bundle", "expected_object"),
        ({}, "not_read"),
        ({"resourceType": 7}, "expected_text"),
        ({"resourceType": "Medication"}, "not_read"),
        ({"resourceType": "Bundle", "entry": {}}, "expected_list"),
        ({"resourceType": "Bundle", "entry": [7]}, "expected_object"),
        ({"resourceType": "Bundle", "entry": [{"resource": {}}]}, "expected_text"),
        ({"resourceType": "Bundle", "x": nested(10_000)}, "too_deep"),
        ({"resourceType": "Bundle", "x": 10**400}, "number_too_long"),
        ({"resourceType": "Bundle", "x": float("nan")}, "not_finite"),
        ({"resourceType": "Bundle", "x": "y" * (LONGEST + 1)}, "too_long"),
        ({"resourceType": "Bundle", 7: "x"}, "expected_text"),
        ({"resourceType": "Bundle", "x": b"bytes"}, "expected_json"),
        ({"resourceType": "Bundle", "entry": [{}] * 200_001}, "too_many"),
        ({"resourceType": "Bundle", "x": [0] * (MOST + 1)}, "too_large"),
        (
            {"resourceType": "Flag", "extension": [{"url": "urn:collabtherapy:x"}],
             "status": ["active"]},
            "expected_text",
        ),
        ({"resourceType": "Observation", "valueInteger": "7"}, "expected_number"),
        ({"resourceType": "Observation", "valueBoolean": 1}, "expected_boolean"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("document", "code"),
    WRONG,
    ids=[f"{n}-{code}" for n, (_, code) in enumerate(WRONG)],
)
def test_each_way_of_being_no_fhir_has_its_code(document: object, code: str):
    """The code says what is wrong, the path where."""
    with pytest.raises(MalformedDocument) as caught:
        fhir.from_bundle(document)
    assert caught.value.code == code


def test_a_hundred_thousand_entries_are_read():
    """A Bundle may be large: each entry is looked at once."""
    flag = {"resourceType": "Flag", "status": "active"}
    found = fhir.from_bundle(
        {"resourceType": "Bundle", "entry": [{"resource": flag}] * 100_000}
    )
    assert len(found.facts.flags) == 100_000


def test_it_may_be_nested_as_deeply_as_it_says():
    """The limit itself is allowed."""
    fhir.from_bundle({"resourceType": "Bundle", "x": nested(DEEPEST - 1)})


def test_a_key_is_not_shown_where_it_may_be_a_word():
    """The path shows FHIR's own keys, and a star for any other."""
    with pytest.raises(MalformedDocument) as caught:
        fhir.from_bundle(
            {"resourceType": "Bundle", "entry": [{"hanna": [float("nan")]}]}
        )
    assert caught.value.path == "$.entry[0].*[0]"
