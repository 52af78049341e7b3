"""Every act and matter as Hypothesis strategies, drawn from the types of the fields.

Values are such as may exist, whatever the law would say of them. What several fields
have to be together is mended after drawing, so that nothing has to be filtered.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, get_args

import attrs
from hypothesis import strategies as st

from collabtherapy import (
    Client,
    Form,
    Kind,
    Organisation,
    Post,
    Scale,
    Scope,
    Therapist,
    ToolKind,
    Words,
    acts,
    matters,
)
from collabtherapy.codec.converter import is_optional, is_set, is_tuple
from collabtherapy.codec.records import fields_of, required_of
from collabtherapy.partnership.act import Matter
from collabtherapy.partnership.checks import (
    Between,
    Each,
    code_or_none,
    codes,
    nameable,
)
from collabtherapy.partnership.ids import Id
from collabtherapy.partnership.words import REMOVED

ACTS = tuple(getattr(acts, name) for name in acts.__all__ if name != "Act")
MATTERS = tuple(getattr(matters, name) for name in matters.__all__ if name != "Matter")

START = datetime(2026, 1, 5, 9, tzinfo=UTC)

moments = st.integers(0, 10**14).map(lambda n: START + timedelta(microseconds=n))
names = st.text("abzÉ日-_.:7", min_size=1, max_size=5)
short_names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,5}", fullmatch=True)
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
).map(lambda text: f'{text}é\u2028"\\\x01😀' if not text.strip() else text)

Fields = dict[str, Any]


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Draw a value of a type."""
    if is_optional(kind):
        return st.none() | values_of(get_args(kind)[0])
    if is_tuple(kind):
        return st.lists(values_of(get_args(kind)[0]), max_size=2).map(tuple)
    if is_set(kind):
        return st.frozensets(values_of(get_args(kind)[0]), max_size=3)
    return _value_of(kind)


def _value_of(kind: Any) -> st.SearchStrategy[Any]:
    if kind in LEAVES:
        return LEAVES[kind]
    if kind is Matter:
        return matters_of()
    if issubclass(kind, Id):
        return names.map(kind)
    return st.sampled_from(kind) if issubclass(kind, StrEnum) else objects(kind)


LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: short_names,
    bool: st.booleans(),
    int: st.integers(-(10**20) + 1, 10**20 - 1),
    float: st.integers(0, 86_400_000).map(lambda n: n / 1000),
    datetime: moments,
    Words: texts.map(Words) | st.just(REMOVED),
    Kind: short_names.map(Kind) | st.just(Kind.CHANGE_TALK),
    Scope: st.builds(Scope, short_names, st.none() | names, purpose=names | st.none()),
}


def _field(field: Any, of: Any) -> st.SearchStrategy[Any]:
    check = field.validator
    if isinstance(check, Between):
        high = 10**20 - 1 if check.high is None else check.high
        numbers = st.integers(check.low, high)
        return st.none() | numbers if check.optional else numbers
    if isinstance(check, Each) and check.at_least and is_set(of):
        return st.frozensets(values_of(get_args(of)[0]), min_size=1, max_size=3)
    return {
        codes: st.lists(short_names, max_size=2).map(tuple),
        code_or_none: st.none() | short_names,
        nameable: names,
    }.get(check, values_of(of))


@st.composite
def objects(draw: st.DrawFn, kind: Any) -> Any:
    """Draw an object of one class; fields with a default are often left out."""
    types = fields_of(kind)
    needed = required_of(kind)
    chosen = {
        field.name: draw(_field(field, types[field.name]))
        for field in attrs.fields(kind)
        if field.name in types and (field.name in needed or draw(st.booleans()))
    }
    return kind(**MENDED.get(kind, lambda fields: fields)(_ordered(chosen)))


def _ordered(fields: Fields) -> Fields:
    """Have nothing happen later than it was recorded, or run out earlier."""
    at, happened_at = fields.get("at"), fields.get("happened_at")
    if at is not None and happened_at is not None:
        fields["happened_at"] = min(at, happened_at)
    if at is not None and fields.get("expires_at") is not None:
        fields["expires_at"] = at + timedelta(days=1)
    return fields


def _open(fields: Fields) -> Fields:
    """Name everybody once, at least one on each side, in a form that fits."""
    for side, least in (("clients", 1), ("therapists", 1), ("organisations", 0)):
        kind = PEOPLE[side]
        people = fields.get(side, ()) or (kind("x"),) * least
        fields[side] = tuple(
            attrs.evolve(person, id=f"{side}-{n}") for n, person in enumerate(people)
        )
    one = len(fields["clients"]) == 1
    fields["form"] = Form.INDIVIDUAL if one else Form.FAMILY
    if fields.get("predecessor") == fields["partnership"]:
        del fields["predecessor"]
    if fields.get("predecessor") is None:
        fields.pop("begun", None)
    return fields


def _therapist(fields: Fields) -> Fields:
    if fields.get("post") is Post.TRAINEE:
        fields["supervisor"] = "sue"
    return fields


def _scale(fields: Fields) -> Fields:
    low = fields.get("low", 0)
    return {**fields, "low": min(low, 999), "high": min(max(low, 0), 999) + 1}


def _one_of(first: str, second: str, name: str) -> Callable[[Fields], Fields]:
    def mend(fields: Fields) -> Fields:
        if fields.get(first) is not None:
            fields.pop(second, None)
        elif fields.get(second) is None:
            fields[second] = name
        return fields

    return mend


def _contribute(fields: Fields) -> Fields:
    if fields.get("words") is not None:
        fields.pop("n_words", None)
    return fields


def _tool(fields: Fields) -> Fields:
    if fields["kind"] is not ToolKind.COPING_STEP:
        fields.pop("sign", None)
    if fields["kind"] is not ToolKind.INSIGHT:
        fields.pop("domain", None)
    return fields


def _measure(fields: Fields) -> Fields:
    low, high = sorted((fields["low"], fields["high"]))
    fields |= {"low": low, "high": high + 1}
    if fields.get("score") is not None:
        fields["score"] = min(max(fields["score"], low), high)
    return fields


def _appoint(fields: Fields) -> Fields:
    if fields["client"] == fields["representative"]:
        fields["representative"] += "x"
    if fields.get("until") is not None:
        fields["until"] = fields["at"] + timedelta(days=1)
    return fields


def _disclose(fields: Fields) -> Fields:
    return {**fields, "items": fields["items"] or {"plan"}}


def _choice(fields: Fields) -> Fields:
    options = fields.get("options", ())
    fields["options"] = options * 2 if len(options) == 1 else options
    if fields.get("chosen") is not None:
        fields["chosen"] = len(fields["options"]) or None
    return fields


PEOPLE: dict[str, Any] = {
    "clients": Client,
    "therapists": Therapist,
    "organisations": Organisation,
}
MENDED: dict[Any, Callable[[Fields], Fields]] = {
    acts.AddToToolkit: _tool,
    acts.Open: _open,
    acts.RecordMeasure: _measure,
    acts.AppointRepresentative: _appoint,
    acts.Disclose: _disclose,
    matters.Choice: _choice,
    Therapist: _therapist,
    acts.Code: _one_of("contribution", "session", "s1"),
    acts.Contribute: _contribute,
    acts.TakeUp: _one_of("into", "proposal", "g1"),
    Scale: _scale,
}


def acts_of(*kinds: Any) -> st.SearchStrategy[Any]:
    """Draw an act of one of these kinds, or of any."""
    return st.sampled_from(kinds or ACTS).flatmap(objects)


def matters_of(*kinds: Any) -> st.SearchStrategy[Any]:
    """Draw a matter of one of these kinds, or of any."""
    return st.sampled_from(kinds or MATTERS).flatmap(objects)
