"""Strategies for values, drawn from the types of their fields.

Values are such as may exist, whatever the law would say of them: a moment is any
moment, a person anybody. What the law allows is drawn by `histories`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args

import attrs
from hypothesis import strategies as st

from collabtherapy import (
    Client,
    DutyId,
    DutyKind,
    Kind,
    Organisation,
    Policy,
    Scale,
    Scope,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.codec.converter import is_optional, is_set, is_tuple
from collabtherapy.codec.records import fields_of, required_of
from collabtherapy.partnership.values.checks import (
    Between,
    Each,
    code_or_none,
    codes,
    nameable,
)
from collabtherapy.partnership.values.duty_ids import OF, OF_ONE_PERSON
from collabtherapy.partnership.values.erasures import TextPlace
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.kinds import USUAL_KINDS
from collabtherapy.partnership.values.scopes import USUAL_SCOPES
from collabtherapy.partnership.values.words import REMOVED
from collabtherapy.testing.clocks import moments
from collabtherapy.testing.mending import Fields, mended

T = TypeVar("T")
AnyId = TypeVar("AnyId", bound=Id)

ACTS: tuple[type[acts.Act], ...] = tuple(
    getattr(acts, name) for name in acts.__all__ if name != "Act"
)
"""Every kind of act."""

MATTERS: tuple[type[matters.Matter], ...] = tuple(
    getattr(matters, name) for name in matters.__all__ if name != "Matter"
)
"""Every kind of matter."""

LARGEST = 10**20 - 1
"""The largest whole number that a document carries."""

_names = st.text("abzÉ日-_.:7", min_size=1, max_size=5)
_short_names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,5}", fullmatch=True)
texts: st.SearchStrategy[str] = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
).map(lambda text: text if text.strip() else f'{text}é\u2028"\\\x01😀')


def words() -> st.SearchStrategy[Words]:
    """Draw what somebody wrote: any text that can be kept, also what is hard to.

    >>> words().example().n_words > 0  # doctest: +SKIP
    True
    """
    return texts.map(Words)


def ids(kind: type[AnyId]) -> st.SearchStrategy[AnyId]:
    """Draw an id of one kind."""
    return _names.map(kind)


def duty_ids() -> st.SearchStrategy[DutyId]:
    """Draw the id of a duty, sometimes in the form of earlier versions."""
    number = st.integers(2, 9)
    ends = (
        st.tuples(moments())
        | st.tuples(moments(), number)
        | st.tuples(number)
        | st.just(())
    )

    def of(kind: DutyKind) -> st.SearchStrategy[DutyId]:
        parts = (
            _short_names if part is str else ids(cast("type[Id]", part))
            for part in OF.get(kind, OF_ONE_PERSON)
        )
        about = st.tuples(st.tuples(*parts), ends).map(lambda two: two[0] + two[1])
        return about.map(lambda parts: DutyId(kind, parts))

    return st.sampled_from(DutyKind).flatmap(of)


def kinds() -> st.SearchStrategy[Kind]:
    """Draw a kind of contribution: a usual one, or one of somebody's own."""
    return st.sampled_from(tuple(USUAL_KINDS.values())) | _short_names.map(Kind)


def scopes() -> st.SearchStrategy[Scope]:
    """Draw what a consent may cover: a usual scope, or one confined to somebody."""
    confined = st.builds(
        Scope, _short_names, st.none() | _names, purpose=_names | st.none()
    )
    return st.sampled_from(USUAL_SCOPES) | confined


def clients(**fields: Any) -> st.SearchStrategy[Client]:
    """Draw a client; a field may be given as a value or as a strategy."""
    return values(Client, **fields)


def therapists(**fields: Any) -> st.SearchStrategy[Therapist]:
    """Draw a therapist; a trainee has a supervisor."""
    return values(Therapist, **fields)


def organisations(**fields: Any) -> st.SearchStrategy[Organisation]:
    """Draw an organisation."""
    return values(Organisation, **fields)


def policies(**fields: Any) -> st.SearchStrategy[Policy]:
    """Draw the settings of a partnership, each within its range."""
    return values(Policy, **fields)


def scales(**fields: Any) -> st.SearchStrategy[Scale]:
    """Draw a scale on which a goal is rated."""
    return values(Scale, **fields)


def acts_of(*of: type[acts.Act], **fields: Any) -> st.SearchStrategy[Any]:
    """Draw an act of one of these kinds, or of any, lawful or not.

    Fields may be given as values or as strategies: ``acts_of(acts.Leave, by="ana")``.
    """
    return st.sampled_from(of or ACTS).flatmap(lambda kind: values(kind, **fields))


def matters_of(*of: type[matters.Matter], **fields: Any) -> st.SearchStrategy[Any]:
    """Draw a matter of one of these kinds, or of any."""
    return st.sampled_from(of or MATTERS).flatmap(lambda kind: values(kind, **fields))


@st.composite
def values(draw: st.DrawFn, /, kind: type[T], **fields: Any) -> T:
    """Draw a value of a class from the types of its fields; often without defaults.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        kind: a class of this library that is made of fields.
        fields: what a field holds, as a value or as a strategy.

    Raises:
        TypeError: the class has no field of that name.
    """
    key: Any = kind
    drawn = _fields_of(key)
    unknown = fields.keys() - drawn.keys()
    if unknown:
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
    chosen: Fields = {}
    for name, (strategy, needed) in drawn.items():
        if name in fields:
            given = fields[name]
            drawn_too = isinstance(given, st.SearchStrategy)
            chosen[name] = draw(cast("_AnyStrategy", given)) if drawn_too else given
        elif needed or draw(_flags):
            chosen[name] = draw(strategy)
    return kind(**mended(kind, chosen))


_flags = st.booleans()

_AnyStrategy = st.SearchStrategy[Any]


@cache
def _fields_of(kind: type[Any]) -> Mapping[str, tuple[_AnyStrategy, bool]]:
    """Give for each field of a class what it may hold, and whether it must be given."""
    types, needed = fields_of(kind), required_of(kind)
    return {
        field.name: (_field(field, types[field.name]), field.name in needed)
        for field in attrs.fields(kind)
        if field.name in types
    }


def _field(field: Any, of: Any) -> _AnyStrategy:
    check = field.validator
    if isinstance(check, Between):
        numbers = st.integers(check.low, LARGEST if check.high is None else check.high)
        return st.none() | numbers if check.optional else numbers
    if isinstance(check, Each) and check.at_least and is_set(of):
        return st.frozensets(of_type(get_args(of)[0]), min_size=1, max_size=3)
    named: dict[object, _AnyStrategy] = {
        codes: st.lists(_short_names, max_size=2).map(tuple),
        code_or_none: st.none() | _short_names,
        nameable: _names,
    }
    return named[check] if check in named else of_type(of)


@cache
def of_type(kind: Any) -> _AnyStrategy:
    """Draw a value of the type of a field: of a class, or of several of one."""
    if is_optional(kind) or isinstance(kind, UnionType):
        one_of = (of_type(one) for one in get_args(kind) if one is not NoneType)
        return st.one_of(*([st.none()] if is_optional(kind) else []), *one_of)
    if is_tuple(kind):
        return st.lists(of_type(get_args(kind)[0]), max_size=2).map(tuple)
    if is_set(kind):
        return st.frozensets(of_type(get_args(kind)[0]), max_size=3)
    if kind in _LEAVES:
        return _LEAVES[kind]()
    if issubclass(kind, Id):
        return ids(kind)
    return st.sampled_from(kind) if issubclass(kind, StrEnum) else values(kind)


_LEAVES: Mapping[Any, Callable[[], _AnyStrategy]] = {
    str: lambda: _short_names,
    bool: st.booleans,
    int: lambda: st.integers(-LARGEST, LARGEST),
    float: lambda: st.integers(0, 86_400_000).map(lambda n: n / 1000),
    datetime: moments,
    Words: lambda: words() | st.just(REMOVED),
    DutyId: duty_ids,
    Kind: kinds,
    Scope: scopes,
    matters.Matter: matters_of,
    # By numbers that count from 1.
    TextPlace: lambda: st.tuples(st.integers(1, LARGEST), st.integers(1, LARGEST)),
}
