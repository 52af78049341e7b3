"""Acts and matters of newer formats: read as far as we know them, and kept whole.

What this version cannot name is put aside in `kept`, and put back when the act is
written. A kind that it has no name for is kept as one that brings nothing about.
"""

from typing import Any, Final, cast

from collabtherapy.codec.backends import STANDARD
from collabtherapy.codec.converter import MATTER, make_reader, make_writer
from collabtherapy.codec.families import ACTS, MATTERS, Family, V
from collabtherapy.codec.formats import FORMAT, MARK, Fields
from collabtherapy.codec.leaves import write_moment
from collabtherapy.codec.records import fields_of, record_reader, record_writer
from collabtherapy.codec.surplus import Surplus, put_aside, put_back
from collabtherapy.codec.wrong import Wrong
from collabtherapy.partnership.values.act import Act, Kept, Matter
from collabtherapy.partnership.values.checks import CODE
from collabtherapy.partnership.values.words import Words

LENIENT: Final = make_reader(lenient=True)
"""Reads newer formats, and passes over the fields that only they know."""

PLAIN: Final = make_writer(write_moment)
"""Gives nothing but what JSON knows."""

_READ_BASE: Final = {
    family.tag: record_reader(family.base, LENIENT, tag=None, lenient=True)
    for family in (ACTS, MATTERS)
}
_WRITE_BASE: Final = {
    family.tag: record_writer(family.base, PLAIN, tag=None)
    for family in (ACTS, MATTERS)
}


def written_in(value: Act | Matter) -> int:
    """Return the format that an act or a matter is written in: ours, or its own."""
    return FORMAT if value.kept is None else value.kept.version


def read_newer(family: Family[V], name: str, fields: Fields, written: int) -> V:
    """Take an act or a matter of a newer format.

    Args:
        family: which of the two it is.
        name: its kind.
        fields: the whole object, without its mark.
        written: the format.
    """
    kind = family.kinds.get(name)
    if kind is None:
        return _read_unknown(family, name, fields, written)
    known = LENIENT.get_structure_hook(kind)(with_marks(fields, written), kind)
    ours = PLAIN.get_unstructure_hook(kind)(known)
    surplus = put_aside(_unmarked(fields), _unmarked(ours))
    given = {field: getattr(known, field) for field in fields_of(kind)}
    return kind(**given, kept=_kept(surplus, written))


def _read_unknown(family: Family[V], name: str, fields: Fields, written: int) -> V:
    if not CODE.fullmatch(name):
        raise Wrong("invalid_value", "a kind is a short name").under(family.tag)
    base = _READ_BASE[family.tag](fields, family.base)
    ours = {**_WRITE_BASE[family.tag](base), family.tag: name}
    given = {field: getattr(base, field) for field in fields_of(family.base)}
    return family.unknown(
        name=name, **given, kept=_kept(put_aside(fields, ours), written)
    )


def _kept(surplus: Surplus, written: int) -> Kept:
    return Kept(version=written, json=Words(STANDARD.encode(surplus)))


def write_base(family: Family[V], value: V, name: str) -> Fields:
    """Give of an act or a matter that we have no name for what all of them have."""
    return {**_WRITE_BASE[family.tag](value), family.tag: name}


def with_kept(fields: Fields, kept: Kept) -> Fields:
    """Give the fields with what was put aside, a matter marked as it stands now."""
    matter: Any = fields.get(MATTER)
    if isinstance(matter, dict):
        marked = cast("Fields", matter)
        written = marked.pop(MARK, FORMAT)
        if written != kept.version:
            marked[MARK] = written
    surplus = cast("Surplus", STANDARD.parse(kept.json.text.encode()))
    return cast("Fields", put_back(fields, surplus))


def with_marks(fields: Fields, written: int) -> Fields:
    """Have a matter say in which format it is written: that of its act, if no other."""
    matter: Any = fields.get(MATTER)
    if type(matter) is not dict or MARK in matter:
        return fields
    return {**fields, MATTER: {**matter, MARK: written}}


def _unmarked(fields: Fields) -> Fields:
    """Leave out the format of a matter, which is not among its fields."""
    matter: Any = fields.get(MATTER)
    if type(matter) is not dict:
        return fields
    bare = cast("Fields", {**matter})
    bare.pop(MARK, None)
    return {**fields, MATTER: bare}
