"""The converters: which plain form belongs to which type."""

import types
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias, Union, get_args, get_origin

import attrs
from cattrs import Converter

from collabtherapy.codec import leaves
from collabtherapy.codec.leaves import Read
from collabtherapy.codec.records import record_reader, record_writer
from collabtherapy.codec.several import (
    optional_reader,
    optional_writer,
    pair_reader,
    set_reader,
    set_writer,
    tuple_reader,
    tuple_writer,
)
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.people import Client, Organisation, Therapist
from collabtherapy.partnership.values.words import Words

Write: TypeAlias = Callable[[Any], Any]

ACT: Final = "act"
MATTER: Final = "matter"
PERSON: Final = "person"
TAGS: Final[Mapping[type, str]] = {
    Act: ACT,
    Matter: MATTER,
    Client: PERSON,
    Therapist: PERSON,
    Organisation: PERSON,
}
"""The keys under which objects name their class; a field of that name has another."""

READERS: Mapping[type, Read] = {
    str: leaves.read_text,
    bool: leaves.read_flag,
    int: leaves.read_whole,
    float: leaves.read_number,
    datetime: leaves.read_moment,
    DutyId: leaves.read_duty_id,
    Words: leaves.read_words,
    Kind: leaves.read_kind,
    Id: leaves.read_text,
    StrEnum: leaves.read_member,
}
WRITERS: Mapping[type, Write] = {
    float: leaves.write_number,
    DutyId: str,
    Words: leaves.write_words,
    Kind: leaves.write_kind,
    Id: str,
    StrEnum: str,
}


def tag_of(kind: type) -> str | None:
    """Give the key under which objects of this class name it, if they do."""
    return next((tag for base, tag in TAGS.items() if issubclass(kind, base)), None)


def make_reader(*, lenient: bool) -> Converter:
    """Make a converter that takes for each type its plain form and nothing else.

    Args:
        lenient: whether fields that a class does not have are passed over.
    """

    def record(kind: Any, converter: Converter) -> Read:
        return record_reader(kind, converter, tag=tag_of(kind), lenient=lenient)

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook_factory(attrs.has)(record)
    converter.register_structure_hook_factory(is_optional)(optional_reader)
    converter.register_structure_hook_factory(is_tuple)(tuple_reader)
    converter.register_structure_hook_factory(is_pair)(pair_reader)
    converter.register_structure_hook_factory(is_set)(set_reader)
    for kind, read in READERS.items():
        converter.register_structure_hook(kind, read)
    return converter


def make_writer(write_moment: Write) -> Converter:
    """Make a converter that gives for each type its plain form.

    Args:
        write_moment: gives the plain form of a moment.
    """

    def record(kind: Any, converter: Converter) -> Write:
        return record_writer(kind, converter, tag=tag_of(kind))

    converter = Converter()
    converter.register_unstructure_hook_factory(attrs.has)(record)
    converter.register_unstructure_hook_factory(is_optional)(optional_writer)
    converter.register_unstructure_hook_factory(is_tuple)(tuple_writer)
    converter.register_unstructure_hook_factory(is_pair)(tuple_writer)
    converter.register_unstructure_hook_factory(is_set)(set_writer)
    for kind, write in WRITERS.items():
        converter.register_unstructure_hook(kind, write)
    converter.register_unstructure_hook(datetime, write_moment)
    return converter


def is_optional(kind: Any) -> bool:
    """Whether a type is that of a value or None."""
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def is_tuple(kind: Any) -> bool:
    """Whether a type is that of several values in order."""
    return get_origin(kind) is tuple and ... in get_args(kind)


def is_pair(kind: Any) -> bool:
    """Return whether a type is that of two values in order, of one type."""
    return get_origin(kind) is tuple and ... not in get_args(kind)


def is_set(kind: Any) -> bool:
    """Whether a type is that of several values without order."""
    return get_origin(kind) is frozenset
