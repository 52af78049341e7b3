"""Acts and matters by the names that tell them apart."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

import attrs

from collabtherapy import acts, matters
from collabtherapy.codec.converter import make_converter
from collabtherapy.codec.formats import Fields
from collabtherapy.codec.leaves import Read
from collabtherapy.codec.records import record_reader, record_writer
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.partnership.act import Act, Matter

V = TypeVar("V", Act, Matter)


@attrs.frozen(kw_only=True)
class Family(Generic[V]):
    """Everything that is told apart by one tag.

    Args:
        tag: the key that names the kind.
        kinds: the kinds by name.
        base: what all of them are.
        unknown: what holds those that only newer versions know.
        read_base: takes what all of them have, and passes over the rest.
        write_base: gives what all of them have.
    """

    tag: str
    kinds: Mapping[str, type[V]]
    base: type[V]
    unknown: Callable[..., V]
    read_base: Read
    write_base: Callable[[Any], Fields]


STRICT: Final = make_converter(lenient=False)
LENIENT: Final = make_converter(lenient=True)

ACTS: Final = Family[Act](
    tag="act",
    kinds={n: getattr(acts, n) for n in acts.__all__ if n != "Act"},
    base=Act,
    unknown=UnknownAct,
    read_base=record_reader(Act, LENIENT, lenient=True),
    write_base=record_writer(Act, STRICT),
)
MATTERS: Final = Family[Matter](
    tag="matter",
    kinds={n: getattr(matters, n) for n in matters.__all__ if n != "Matter"},
    base=Matter,
    unknown=UnknownMatter,
    read_base=record_reader(Matter, LENIENT, lenient=True),
    write_base=record_writer(Matter, STRICT),
)
