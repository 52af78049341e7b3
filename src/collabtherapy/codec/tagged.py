"""Acts and matters: objects that name their kind, and their format if it is another.

In a document of our own format a kind or a field that nobody knows is a mistake; in
one of a newer format it is kept (`newer`), and one of an older is lifted to ours. An
act that was lifted says so when it is written: the law of its time allowed it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, cast, get_args

import attrs
from cattrs import Converter

from collabtherapy.codec.converter import MATTER, make_reader, make_writer
from collabtherapy.codec.families import ACTS, MATTERS, Family, V
from collabtherapy.codec.formats import FORMAT, MARK, Fields, read_format, upcast
from collabtherapy.codec.leaves import Read
from collabtherapy.codec.newer import (
    LENIENT,
    PLAIN,
    read_newer,
    with_kept,
    with_marks,
    write_base,
    written_in,
)
from collabtherapy.codec.records import KEPT, fields_of
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.codec.wrong import Wrong, expected, missing
from collabtherapy.partnership.values.act import Act, Kept, Matter
from collabtherapy.partnership.values.words import Words

STRICT: Final = make_reader(lenient=False)
"""Reads our own format, in which a field that nobody knows is a mistake."""

TO_ENCODE: Final = make_writer(lambda moment: moment)
"""Leaves moments to a backend, which writes them several times quicker."""


def read_act(value: object, written: int) -> Act:
    """Take an act from a document of this format."""
    return _read(ACTS, value, written)


def write_act(act: Act, within: int, writer: Converter = PLAIN) -> Fields:
    """Give an act as it stands in a document of this format."""
    return _write(ACTS, act, within, writer)


def format_of(act: Act) -> int:
    """Give the oldest format that a document may have to hold this act."""
    matter: Matter | None = getattr(act, MATTER, None)
    own = written_in(act)
    # A matter of our form is lifted with its act; one of a newer form needs more.
    kept = None if matter is None else matter.kept
    return own if kept is None else max(own, kept.version)


def unreadable(act: Act) -> str | None:
    """Return the name of the class that could not be read back; None if all could.

    Looked up for the act and for the matter in it: a class has to be the very one that
    its name stands for in a document, or one that holds what a newer format says. Any
    other object in them has to be of the very class that its field is read back as: of
    a subclass the fields that it adds would be lost.
    """
    matter: Matter | None = getattr(act, MATTER, None)
    if not _is_readable(ACTS, act):
        return type(act).__name__
    if matter is not None and not _is_readable(MATTERS, matter):
        return type(matter).__name__
    return _foreign(act) or _foreign(matter)


def _foreign(value: object) -> str | None:
    """Return the first class within that is not what its field is read back as."""
    kind: Any = type(value)
    for name, kinds in _nested(kind):
        held: object = getattr(value, name)
        several = isinstance(held, tuple | frozenset)
        for one in cast("Iterable[object]", held) if several else (held,):
            is_ours = one is None or type(one) in kinds
            found = _foreign(one) if is_ours else type(one).__name__
            if found is not None:
                return found
    return None


@cache
def _nested(kind: Any) -> Sequence[tuple[str, Collection[type]]]:
    """Return the fields of a class that hold objects, each with their classes.

    A matter is not among them: it is looked up by its name.
    """
    if not attrs.has(kind):
        return ()
    fields = ((n, frozenset(_objects(of))) for n, of in fields_of(kind).items())
    return [(name, kinds) for name, kinds in fields if kinds]


def _objects(of: Any) -> Iterator[type]:
    """Yield each attrs class in the type of a field but the base of all matters."""
    for inner in get_args(of):
        yield from _objects(inner)
    if isinstance(of, type) and attrs.has(of) and of is not Matter:
        yield of


def _is_readable(family: Family[V], value: V) -> bool:
    if isinstance(value, UnknownAct | UnknownMatter):
        is_newer = value.kept.version > FORMAT
        unnamed = value.name not in family.kinds
        return type(value) is family.unknown and is_newer and unnamed
    if family.kinds.get(type(value).__name__) is not type(value):
        return False
    if value.kept is None or value.kept.version > FORMAT:
        return True
    # There is nothing in formats up to our own that we could not name.
    return family is ACTS and value.kept == _as_older(value.kept.version)


def _read_matter(value: object, _: object = None) -> Matter:
    # Where the act is of another format, it has had its matter say so: `with_marks`.
    return _read(MATTERS, value, FORMAT)


def _matter_writer(writer: Converter) -> Callable[[Matter], Fields]:
    return lambda matter: _write(MATTERS, matter, FORMAT, writer)


def _is_matter(kind: Any) -> bool:
    return kind is Matter


for _reader in (STRICT, LENIENT):
    _reader.register_structure_hook_func(_is_matter, _read_matter)
for _writer in (PLAIN, TO_ENCODE):
    _writer.register_unstructure_hook_func(_is_matter, _matter_writer(_writer))


_READERS: Final[Mapping[str, Mapping[str, Read]]] = {
    family.tag: {n: STRICT.get_structure_hook(k) for n, k in family.kinds.items()}
    for family in (ACTS, MATTERS)
}
"""The readers of our own format, by tag and name: found once, for every act read."""


@cache
def _writing(writer: Converter, kind: Any) -> Callable[[Any], Fields]:
    return writer.get_unstructure_hook(kind)


def _read(family: Family[V], value: object, written: int) -> V:
    if type(value) is not dict:
        raise expected("an object", value)
    fields = cast("Fields", value)
    if written != FORMAT or MARK in fields:
        return _read_other(family, fields, written)
    return _read_ours(family, fields)


def _read_ours(family: Family[V], fields: Fields) -> V:
    name = fields.get(family.tag)
    read = _READERS[family.tag].get(name) if type(name) is str else None
    if read is not None:
        found: V = read(fields, None)
        return found
    _kind_name(family, fields)
    known = f"here stands one of: {', '.join(family.kinds)}"
    raise Wrong(f"unknown_{family.tag}", known).under(family.tag)


def _read_other(family: Family[V], marked: Fields, written: int) -> V:
    fields = {**marked}
    try:
        written = read_format(fields.pop(MARK, written))
    except Wrong as wrong:
        wrong.under(MARK)
        raise
    if written < FORMAT:
        fields = upcast(with_marks(fields, written), family.tag, written)
    if written > FORMAT:
        return read_newer(family, _kind_name(family, fields), fields, written)
    found = _read_ours(family, fields)
    if written < FORMAT and family is ACTS:
        object.__setattr__(found, KEPT, _as_older(written))  # nothing else holds it yet
    return found


@cache
def _as_older(written: int) -> Kept | None:
    """Return what an act of an older format keeps: that it was written in that one."""
    return Kept(version=written, json=Words("{}")) if written < FORMAT else None


def is_older(act: Act) -> bool:
    """Return whether an act was written in an older format, under the law of then."""
    return act.kept is not None and act.kept.version < FORMAT


def _kind_name(family: Family[V], fields: Fields) -> str:
    name: object = fields.get(family.tag)
    if type(name) is str:
        return name
    if family.tag not in fields:
        raise missing(family.tag)
    raise expected("text", name).under(family.tag)


def _write(family: Family[V], value: V, within: int, writer: Converter) -> Fields:
    kept = value.kept
    if kept is None or kept.version < FORMAT:
        kind: Any = type(value)
        fields, written = _writing(writer, kind)(value), written_in(value)
    else:
        fields, written = _write_kept(family, value, kept, writer), kept.version
    if written != within:
        fields[MARK] = written
    return fields


def _write_kept(family: Family[V], value: V, kept: Kept, writer: Converter) -> Fields:
    if isinstance(value, UnknownAct | UnknownMatter):
        return with_kept(write_base(family, value, value.name), kept)
    kind: Any = type(value)
    return with_kept(_writing(writer, kind)(value), kept)
