"""The plain form of attrs classes: an object of their fields, defaults left out.

Where an object cannot be read the quick way, for whatever reason, it is read again
field by field, until it is known what to blame.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast, get_type_hints

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from collabtherapy.codec.leaves import Read, ReadOne, bound
from collabtherapy.codec.wrong import Wrong, expected, missing

KEPT: Final = "kept"
"""The field that holds what newer versions wrote; it has a form of its own."""

KEYS: Final[Mapping[str, str]] = {"act": "entry"}
"""The keys of fields that would be taken for the one that names the class."""

NO_FIELD: Final = ""
"""In place of a field, for the key that names the class."""

FAILURES: Final = (Wrong, KeyError, TypeError, ValueError)


def attributes(kind: Any) -> tuple[Any, ...]:
    """Give the fields of a class as attrs has them."""
    return tuple(attrs.fields(kind))


def fields_of(kind: type) -> dict[str, Any]:
    """Give the fields of a class that are written, each with its type."""
    types = get_type_hints(kind)
    return {f.name: types[f.name] for f in attributes(kind) if f.name != KEPT}


def required_of(kind: type) -> tuple[str, ...]:
    """Give the fields of a class that have no default."""
    return tuple(f.name for f in attributes(kind) if f.default is attrs.NOTHING)


def key_of(field: str) -> str:
    """Return the key under which a field of a class is written."""
    return KEYS.get(field, field)


def record_reader(
    kind: type, converter: Converter, *, tag: str | None, lenient: bool
) -> Read:
    """Make the reader of one class.

    Args:
        kind: the class.
        converter: knows how to read its fields.
        tag: the key under which the object says that it is one of this class.
        lenient: whether fields that the class does not have are passed over.
    """
    types = fields_of(kind)
    names = {key_of(name): name for name in types}
    readers: dict[str, ReadOne] = {
        key: bound(converter, types[name]) for key, name in names.items()
    }
    if tag is not None:
        names[tag] = NO_FIELD
        readers[tag] = _tag_reader(kind)

    def read(value: object, _: object = None) -> Any:
        if type(value) is not dict:
            raise expected("an object", value)
        fields = cast("dict[str, object]", value)
        if lenient:
            fields = {name: fields[name] for name in fields if name in readers}
        try:
            given = {names[key]: readers[key](item) for key, item in fields.items()}
            if tag is not None:
                del given[NO_FIELD]
            return kind(**given)
        except FAILURES:
            pass
        raise blame(kind, fields, readers, tag)

    return read


def record_writer(
    kind: type, converter: Converter, *, tag: str | None
) -> Callable[[Any], dict[str, Any]]:
    """Make the writer of one class."""
    overrides: dict[str, Any] = {
        field.name: override(omit=field.name == KEPT, rename=key_of(field.name))
        for field in attributes(kind)
    }
    write: Callable[[Any], dict[str, Any]] = make_dict_unstructure_fn(
        kind, converter, _cattrs_omit_if_default=True, **overrides
    )
    if tag is None:
        return write

    def write_tagged(value: Any) -> dict[str, Any]:
        fields = write(value)
        fields[tag] = kind.__name__
        return fields

    return write_tagged


def blame(
    kind: type,
    fields: Mapping[str, object],
    readers: Mapping[str, ReadOne],
    tag: str | None,
) -> Wrong:
    """Find what is wrong with the fields of a class, and in which of them."""
    if not fields.keys() <= readers.keys():
        # Whatever key that is may be somebody's name: it is not repeated.
        return Wrong("unknown_field", f"here stand only fields of {kind.__name__}")
    for key in (*((tag,) if tag else ()), *map(key_of, required_of(kind))):
        if key not in fields:
            return missing(key)
    given: dict[str, Any] = {}
    key = ""
    try:
        for key, item in fields.items():  # the last one is to blame
            given[key] = readers[key](item)
    except Wrong as wrong:
        return wrong.under(key)
    named = {field.name: key_of(field.name) for field in attributes(kind)}
    there = {name: given[key] for name, key in named.items() if key in given}
    return _blame_values(kind, there)


def _blame_values(kind: type, given: Mapping[str, Any]) -> Wrong:
    """Find which field the class itself refuses, or that it refuses them together."""
    for field in attributes(kind):
        if field.name in given:
            try:
                _build(field, given[field.name])
            except (TypeError, ValueError) as error:
                return Wrong("invalid_value", str(error)).under(key_of(field.name))
    message = "its fields do not go together"
    try:
        kind(**given)
    except (TypeError, ValueError) as error:
        message = str(error)
    return Wrong("invalid_value", message)


def _build(field: Any, value: Any) -> None:
    """Do with one value what the class would."""
    if field.converter is not None:
        value = field.converter(value)
    if field.validator is not None:
        field.validator(None, field, value)


def _tag_reader(kind: type) -> ReadOne:
    name = kind.__name__

    def read(value: object) -> str:
        if value != name:
            raise Wrong("wrong_tag", f'here stands "{name}"')
        return name

    return read
