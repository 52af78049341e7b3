"""The plain form of attrs classes: an object of their fields, defaults left out.

cattrs generates the quick way. Where that fails for whatever reason, the slow way
reads again field by field, with the same readers, until it knows what to blame.
"""

from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import attrs
from cattrs import Converter
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from collabtherapy.codec.leaves import Read
from collabtherapy.codec.wrong import Wrong, expected

KEPT = "kept"
"""The field that holds what newer versions wrote; it has a form of its own."""

FAILURES = (Wrong, KeyError, TypeError, ValueError, ForbiddenExtraKeysError)


def fields_of(kind: type) -> dict[str, Any]:
    """Give the fields of a class that are written, each with its type."""
    types = get_type_hints(kind)
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)
    return {f.name: types[f.name] for f in fields if f.name != KEPT}


def required_of(kind: type) -> tuple[str, ...]:
    """Give the fields of a class that have no default."""
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)
    return tuple(f.name for f in fields if f.default is attrs.NOTHING)


def record_reader(
    kind: type, converter: Converter, *, tag: str | None = None, lenient: bool
) -> Read:
    """Make the reader of one class.

    Args:
        kind: the class.
        converter: knows how to read its fields.
        tag: the key under which the object says that it is one of this class.
        lenient: whether fields that the class does not have are passed over.
    """
    types = fields_of(kind)
    readers = {name: converter.get_structure_hook(of) for name, of in types.items()}
    quick = make_dict_structure_fn(
        kind,
        converter,
        _cattrs_detailed_validation=False,
        _cattrs_forbid_extra_keys=True,
        **_without_kept(kind),
    )

    def read(value: object, _: object = None) -> Any:
        if type(value) is not dict:
            raise expected("an object", value)
        fields: dict[str, object] = value
        if tag is not None:
            fields = {**value}
            if fields.pop(tag, None) != kind.__name__:
                raise Wrong("wrong_tag", f'here stands "{kind.__name__}"').under(tag)
        if lenient:
            fields = {name: fields[name] for name in fields if name in types}
        try:
            return quick(fields, kind)
        except FAILURES:
            pass
        raise blame(kind, fields, readers, types)

    return read


def record_writer(
    kind: type, converter: Converter, *, tag: str | None = None
) -> Callable[[Any], dict[str, Any]]:
    """Make the writer of one class."""
    write = make_dict_unstructure_fn(
        kind, converter, _cattrs_omit_if_default=True, **_without_kept(kind)
    )
    if tag is None:
        return write
    return lambda value: {tag: kind.__name__, **write(value)}


def blame(
    kind: type,
    fields: Mapping[str, object],
    readers: Mapping[str, Read],
    types: Mapping[str, Any],
) -> Wrong:
    """Find what is wrong with the fields of a class, and in which of them."""
    if not fields.keys() <= readers.keys():
        # Whatever key that is may be somebody's name: it is not repeated.
        return Wrong("unknown_field", f"here stand only fields of {kind.__name__}")
    for name in required_of(kind):
        if name not in fields:
            return Wrong("missing_field", "this field is needed").under(name)
    given: dict[str, Any] = {}
    try:
        for name, item in fields.items():  # noqa: B007  # the last one is blamed
            given[name] = readers[name](item, types[name])
    except Wrong as wrong:
        return wrong.under(name)
    return _blame_values(kind, given)


def _blame_values(kind: type, given: Mapping[str, Any]) -> Wrong:
    """Find which field the class itself refuses, or that it refuses them together."""
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)
    for field in fields:
        if field.name in given:
            try:
                value = given[field.name]
                if field.converter is not None:
                    value = field.converter(value)
                if field.validator is not None:
                    field.validator(None, field, value)
            except (TypeError, ValueError) as error:
                return Wrong("invalid_value", str(error)).under(field.name)
    message = "its fields do not go together"
    try:
        kind(**given)
    except (TypeError, ValueError) as error:
        message = str(error)
    return Wrong("invalid_value", message)


def _without_kept(kind: type) -> dict[str, Any]:
    names = (field.name for field in attrs.fields(kind))
    return {KEPT: override(omit=True)} if KEPT in names else {}
