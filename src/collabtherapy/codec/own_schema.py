"""The JSON Schema of the kinds that one policy declares: each with its slots."""

from collections.abc import Iterator
from typing import Any, Final

from collabtherapy.codec.converter import ACT, MATTER
from collabtherapy.codec.formats import Fields
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.extensions import Extension
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.slots import MEASURED, Slot

NAME: Final = "Custom"
"""What an act or a matter of a declared kind is written as."""


def own_schemas(policy: Policy, definitions: Fields) -> Iterator[tuple[str, Fields]]:
    """Yield the schema of each declared kind, by a name to refer to it.

    Args:
        policy: the policy that declares them.
        definitions: the definitions of any act and matter, of which these are some.
    """
    of = {ACT: NAME, MATTER: f"{NAME}{Matter.__name__}"}
    for extension in policy.extensions:
        for tag, definition in of.items():
            if getattr(extension, tag):
                name = f"{tag} {extension.kind}"
                yield name, _kind(extension, definitions[definition], definitions)


def _kind(extension: Extension, any_kind: Fields, definitions: Fields) -> Fields:
    value = definitions["SlotValue"]["properties"]
    own = {
        "kind": {"const": extension.kind},
        "data": {
            "type": "array",
            "items": {"oneOf": [_slot(slot, value) for slot in extension.slots]},
            "allOf": [_stands(slot) for slot in extension.slots],
        },
    }
    if not extension.slots:
        own["data"] = {"type": "array", "maxItems": 0}
    needed = {"data"} if any(slot.required for slot in extension.slots) else set[str]()
    return {
        **any_kind,
        "properties": {**any_kind["properties"], **own},
        "required": sorted({*any_kind["required"], *needed}),
    }


def _slot(slot: Slot, value: Fields) -> Fields:
    """Return the schema of what one slot holds: its name, and its one value."""
    (held,) = (one for one in value[slot.holds]["anyOf"] if one != {"type": "null"})
    facts: dict[str, Any] = {}
    if slot.one_of:
        facts["enum"] = list(slot.one_of)
    if slot.holds in MEASURED:
        bounds = {"minimum": slot.low, "maximum": slot.high}
        facts |= {name: bound for name, bound in bounds.items() if bound is not None}
    return {
        "type": "object",
        "properties": {"slot": {"const": slot.name}, slot.holds.value: held | facts},
        "required": sorted(("slot", slot.holds.value)),
        "additionalProperties": False,
    }


def _stands(slot: Slot) -> Fields:
    """Return that a slot stands there once, or at most once."""
    named = {"properties": {"slot": {"const": slot.name}}}
    least = 1 if slot.required else 0
    return {"contains": named, "minContains": least, "maxContains": 1}
