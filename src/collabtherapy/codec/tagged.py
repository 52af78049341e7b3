"""Reading and writing acts and matters, each in the format it was written in.

A kind that nobody knows is a mistake in a document of our format, and is kept in one
of a newer format. So is whatever else a newer version wrote beyond what we know.
"""

from typing import Any, Final, cast

from collabtherapy.codec.backends import STANDARD
from collabtherapy.codec.families import ACTS, LENIENT, MATTERS, STRICT, Family, V
from collabtherapy.codec.formats import FORMAT, MARK, Fields, read_format, upcast
from collabtherapy.codec.leaves import read_text
from collabtherapy.codec.records import fields_of
from collabtherapy.codec.surplus import Surplus, put_aside, put_back
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.codec.wrong import Wrong, expected
from collabtherapy.partnership.act import Act, Kept, Matter
from collabtherapy.partnership.checks import CODE

MATTER: Final = MATTERS.tag
"""The tag of a matter, and the field of an act that holds one."""


def read_act(value: object, written: int) -> Act:
    """Take an act from a document of this format."""
    return _read(ACTS, value, written)


def write_act(act: Act, within: int) -> Fields:
    """Give an act as it stands in a document of this format."""
    return _write(ACTS, act, within)


def format_of(act: Act) -> int:
    """Give the oldest format that a document may have to hold this act."""
    matter: Matter | None = getattr(act, MATTER, None)
    return max(_format(act), FORMAT if matter is None else _format(matter))


def _read_matter(value: object, _: object = None) -> Matter:
    return _read(MATTERS, value, FORMAT)


def _write_matter(matter: Matter) -> Fields:
    return _write(MATTERS, matter, FORMAT)


for _converter in (STRICT, LENIENT):
    _converter.register_structure_hook_func(lambda t: t is Matter, _read_matter)
    _converter.register_unstructure_hook_func(lambda t: t is Matter, _write_matter)


def _format(value: Act | Matter) -> int:
    return FORMAT if value.kept is None else value.kept.version


def _read(family: Family[V], value: object, written: int) -> V:
    if type(value) is not dict:
        raise expected("an object", value)
    fields: Fields = {**value}
    if MARK in fields:
        written = _taken(fields, MARK, read_format)
    if written < FORMAT:
        fields = upcast(_marked(fields, written), family.tag, written)
    name: str = _taken(fields, family.tag, read_text)
    kind = family.kinds.get(name)
    if written > FORMAT:
        if kind is None:
            return _read_unknown(family, name, fields, written)
        return _read_newer(kind, fields, written)
    if kind is None:
        known = f"here stands one of: {', '.join(family.kinds)}"
        raise Wrong(f"unknown_{family.tag}", known).under(family.tag)
    return cast("V", STRICT.get_structure_hook(kind)(fields, kind))


def _taken(fields: Fields, key: str, read: Any) -> Any:
    """Take a key that is not a field out of the fields."""
    if key not in fields:
        raise Wrong("missing_field", "this field is needed").under(key)
    try:
        return read(fields.pop(key))
    except Wrong as wrong:
        raise wrong.under(key)


def _read_newer(kind: type[V], fields: Fields, written: int) -> V:
    marked = _marked(fields, written)
    known = LENIENT.get_structure_hook(kind)(marked, kind)
    ours = STRICT.get_unstructure_hook(kind)(known)
    surplus = put_aside(_unmarked(fields), _unmarked(ours))
    given = {name: getattr(known, name) for name in fields_of(kind)}
    return kind(**given, kept=_kept(surplus, written))


def _read_unknown(family: Family[V], name: str, fields: Fields, written: int) -> V:
    if not CODE.fullmatch(name):
        raise Wrong("invalid_value", "a kind is a short name").under(family.tag)
    base = family.read_base(fields, family.base)
    surplus = put_aside(fields, family.write_base(base))
    given = {name: getattr(base, name) for name in fields_of(family.base)}
    return family.unknown(name=name, **given, kept=_kept(surplus, written))


def _kept(surplus: Surplus, written: int) -> Kept:
    return Kept(version=written, json=STANDARD.encode(surplus))


def _write(family: Family[V], value: V, within: int) -> Fields:
    kind = type(value)
    if isinstance(value, UnknownAct | UnknownMatter):
        name, fields = value.name, family.write_base(value)
    else:
        name, fields = kind.__name__, STRICT.get_unstructure_hook(kind)(value)
    if value.kept is not None:
        fields = _with_kept(fields, value.kept)
    fields[family.tag] = name
    written = _format(value)
    if written != within:
        fields[MARK] = written
    return fields


def _with_kept(fields: Fields, kept: Kept) -> Fields:
    """Give the fields with what was put aside, a matter marked as it stands now."""
    if MATTER in fields:
        written = fields[MATTER].pop(MARK, FORMAT)
        if written != kept.version:
            fields[MATTER][MARK] = written
    surplus = cast("Surplus", STANDARD.parse(kept.json.encode()))
    return cast("Fields", put_back(fields, surplus))


def _marked(fields: Fields, written: int) -> Fields:
    """Have a matter say in which format it is written: that of its act, if no other."""
    matter = fields.get(MATTER)
    if type(matter) is not dict or MARK in matter:
        return fields
    return {**fields, MATTER: {**matter, MARK: written}}


def _unmarked(fields: Fields) -> Fields:
    """Leave out the format of a matter, which is not among its fields."""
    matter = fields.get(MATTER)
    if type(matter) is not dict:
        return fields
    return {**fields, MATTER: {k: v for k, v in matter.items() if k != MARK}}
