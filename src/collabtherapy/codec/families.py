"""The two families of objects that name their kind: acts and matters."""

from collections.abc import Callable, Mapping
from typing import Final, Generic, TypeVar

import attrs

from collabtherapy import acts, matters
from collabtherapy.codec.converter import ACT, MATTER
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.partnership.values.act import Act, Matter

V = TypeVar("V", Act, Matter)


@attrs.frozen(kw_only=True)
class Family(Generic[V]):
    """Everything that is told apart by one tag.

    Args:
        tag: the key that names the kind.
        base: what all of them are.
        kinds: the kinds by name.
        unknown: what holds those that only newer versions know.
    """

    tag: str
    base: type[V]
    kinds: Mapping[str, type[V]]
    unknown: Callable[..., V]


ACTS: Final = Family[Act](
    tag=ACT,
    base=Act,
    kinds={name: getattr(acts, name) for name in acts.__all__ if name != "Act"},
    unknown=UnknownAct,
)
MATTERS: Final = Family[Matter](
    tag=MATTER,
    base=Matter,
    kinds={n: getattr(matters, n) for n in matters.__all__ if n != "Matter"},
    unknown=UnknownMatter,
)
