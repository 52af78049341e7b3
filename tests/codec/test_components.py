"""The components of an OpenAPI document hold every schema that they refer to."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from collabtherapy import codec
from collabtherapy.storage import DueItem, Found


def test_every_reference_leads_somewhere() -> None:
    components = codec.openapi_components(Found, DueItem)
    text = json.dumps(components)
    named = set(re.findall(r'"#/components/schemas/(\w+)"', text))

    assert named <= components["schemas"].keys()
    assert {"Found", "DueItem", "Problem", "Refusal", "View"} <= named | set(
        components["schemas"]
    )
    assert "#/$defs/" not in text


@pytest.mark.parametrize("of", ["document", "read"])
def test_every_schema_is_one(of: str) -> None:
    schema = codec.json_schema(of)  # type: ignore[arg-type]
    Draft202012Validator.check_schema(schema)
    named = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))

    assert named <= schema["$defs"].keys()


def test_what_is_no_class_has_no_schema() -> None:
    with pytest.raises(TypeError, match='"document", "read" or a class'):
        codec.json_schema("all")  # type: ignore[arg-type]
