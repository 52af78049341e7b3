"""The converters: which form belongs to which type.

There are two. One is for documents of our own format, in which a field that nobody
knows is a mistake; the other, for those of newer formats, passes over such fields.
"""

import types
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

import attrs
from cattrs import Converter

from collabtherapy.codec import leaves
from collabtherapy.codec.leaves import Read
from collabtherapy.codec.records import record_reader, record_writer
from collabtherapy.codec.several import (
    optional_reader,
    optional_writer,
    set_reader,
    set_writer,
    tuple_reader,
    tuple_writer,
)
from collabtherapy.partnership.ids import Id
from collabtherapy.partnership.kinds import Kind
from collabtherapy.partnership.people import Client, Organisation, Therapist
from collabtherapy.partnership.words import Words

Write = Callable[[Any], Any]

PERSON = "person"
"""The key under which people say who they are."""

PEOPLE = (Client, Therapist, Organisation)

READERS: Mapping[type, Read] = {
    str: leaves.read_text,
    bool: leaves.read_flag,
    int: leaves.read_whole,
    float: leaves.read_number,
    datetime: leaves.read_moment,
    Words: leaves.read_words,
    Kind: leaves.read_kind,
    Id: leaves.read_text,
    StrEnum: leaves.read_member,
}
WRITERS: Mapping[type, Write] = {
    float: leaves.write_number,
    datetime: leaves.write_moment,
    Words: leaves.write_words,
    Kind: leaves.write_kind,
    Id: leaves.write_id,
    StrEnum: leaves.write_member,
}


def tag_of(kind: Any) -> str | None:
    """Give the key under which objects of this class name their class, if they do."""
    return PERSON if kind in PEOPLE else None


def make_converter(*, lenient: bool) -> Converter:
    """Make a converter that takes for each type its plain form and nothing else."""
    converter = Converter(detailed_validation=False)
    _add_records(converter, lenient=lenient)
    converter.register_structure_hook_factory(is_optional)(optional_reader)
    converter.register_unstructure_hook_factory(is_optional)(optional_writer)
    converter.register_structure_hook_factory(is_tuple)(tuple_reader)
    converter.register_unstructure_hook_factory(is_tuple)(tuple_writer)
    converter.register_structure_hook_factory(is_set)(set_reader)
    converter.register_unstructure_hook_factory(is_set)(set_writer)
    for kind, read in READERS.items():
        converter.register_structure_hook(kind, read)
    for kind, write in WRITERS.items():
        converter.register_unstructure_hook(kind, write)
    return converter


def is_optional(kind: Any) -> bool:
    """Whether a type is that of a value or None."""
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def is_tuple(kind: Any) -> bool:
    """Whether a type is that of several values in order."""
    return get_origin(kind) is tuple


def is_set(kind: Any) -> bool:
    """Whether a type is that of several values without order."""
    return get_origin(kind) is frozenset


def _add_records(converter: Converter, *, lenient: bool) -> None:
    def reader(kind: Any, converter: Converter) -> Read:
        return record_reader(kind, converter, tag=tag_of(kind), lenient=lenient)

    def writer(kind: Any, converter: Converter) -> Any:
        return record_writer(kind, converter, tag=tag_of(kind))

    converter.register_structure_hook_factory(attrs.has)(reader)
    converter.register_unstructure_hook_factory(attrs.has)(writer)
