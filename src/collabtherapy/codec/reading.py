"""What this library answers, as plain JSON values: options, refusals, duties, views.

It is for reading alone: reading it back is not promised, and its number, `FORMAT_READ`,
counts apart from that of documents. No words leave but those of a view, which shows its
viewer what is theirs to see; elsewhere a mark stands in their place.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, Final, TypeAlias, cast

import attrs

from collabtherapy.codec.backends import STANDARD
from collabtherapy.codec.converter import make_writer
from collabtherapy.codec.families import ACTS, MATTERS
from collabtherapy.codec.formats import FORMAT
from collabtherapy.codec.leaves import write_moment, write_number, write_words
from collabtherapy.codec.newer import write_base
from collabtherapy.codec.tagged import write_act
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.errors import CollabtherapyError, Refused, problem
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.past import Moment
from collabtherapy.partnership.record.record import Record
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Kept, Matter
from collabtherapy.partnership.values.duty_ids import DutyId
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.refusals import AnyOf, Change, Do, Refusal
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Stage
from collabtherapy.partnership.values.words import Words
from collabtherapy.privacy.views import View

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

FORMAT_READ: Final = 1
"""The number of these shapes; it rises when one of them changes its meaning."""

IS: Final = "is"
"""The key under which a value that is no act and no matter names its class."""

WITHHELD: Final = {"withheld": True}
"""What stands in place of words outside a view."""

PROPERTIES: Final[Mapping[type, tuple[str, ...]]] = {
    Do: ("fields",),
    Duty: ("kind", "status"),
    Entry: ("is_late", "in_effect"),
    Proposal: ("is_open", "is_settled"),
}
"""What is written of a class beside its fields."""

WHOLE: Final = (Partnership, Moment, State, Record)
"""What holds everything, for nobody in particular: only a view of it is written."""

LEFT_OUT: Final = (Kept,)
"""Kinds of values that are never written: what newer formats said may be words."""

Facts: TypeAlias = tuple[str, type, Callable[[Any], Any]]

TYPED: Final[tuple[Facts, ...]] = (
    ("flag", bool, bool),
    ("role", Role, str),
    ("stage", Stage, str),
    ("scope", Scope, str),
    ("duty", DutyId, str),
    ("moment", datetime, write_moment),
    ("count", int, int),
)
"""The types of what a refusal compared, and how each is written; ids name their own."""


def to_json(value: object) -> Json:
    """Return a value that this library answered, as plain JSON values.

    The same value is always written alike. Classes name themselves under ``is``, acts
    under ``act``, matters under ``matter``; every field of a class is there. Errors are
    written as problem details (RFC 9457), with everything a refusal says.

    Args:
        value: an option, form, refusal, duty, timer, proposal, view, signal, page, … or
            an error of this library, or several of them.

    Raises:
        TypeError: If it is a whole partnership or moment, which only a view of it
            shows, or nothing that this library answers.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    ... )
    >>> to_json(p.options("ana", at=p.at)[0])
    {'is': 'Option', 'act': 'Leave', 'target': None, 'matter': None}
    """
    if isinstance(value, WHOLE):
        name = type(value).__name__
        raise TypeError(f"a {name} is read through a view: privacy.view(p, person)")
    for kind, write in _BY_TYPE:
        if isinstance(value, kind):
            return cast("Json", write(value))
    return _of_several(value)


def _of_several(value: object) -> Json:
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value).items()
        return {_key(key): to_json(held) for key, held in entries}
    if isinstance(value, AbstractSet):
        members = map(to_json, cast("AbstractSet[object]", value))
        return sorted(members, key=STANDARD.encode)
    if isinstance(value, tuple | list):
        return [to_json(held) for held in cast("Iterable[object]", value)]
    if attrs.has(type(value)) and type(value).__module__.startswith("collabtherapy."):
        return _record(value)
    name = type(value).__name__
    raise TypeError(f"to_json takes what this library answers, not {name}")


def _record(value: object) -> Json:
    # A change that is looked for when somebody asks is written as the change it is.
    kind = Change if isinstance(value, Change) else type(value)
    named: dict[str, Json] = {IS: kind.__name__}
    for field in written_of(kind):
        held: object = getattr(value, field)
        if not isinstance(held, LEFT_OUT):
            named[field] = to_json(held)
    return named


def written_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of what is written of a class: fields, and some properties."""
    fields = (f.name for f in attrs.fields(kind) if not f.name.startswith("_"))
    return (*fields, *PROPERTIES.get(kind, ()))


def _key(key: object) -> str:
    parts: tuple[object, ...] = key if isinstance(key, tuple) else (key,)
    return "/".join(str(to_json(part)) for part in parts)


def _words(value: Words) -> Any:
    return write_words(value) if value.is_removed else dict(WITHHELD)


def _withheld(value: Act | Matter) -> dict[str, Any]:
    """Return an act or a matter without its words, or what newer formats said."""
    if isinstance(value, UnknownAct):
        return write_base(ACTS, value, value.name)
    if isinstance(value, UnknownMatter):
        return write_base(MATTERS, value, value.name)
    kind: Any = type(value)
    return cast("dict[str, Any]", _WITHHOLDING.get_unstructure_hook(kind)(value))


_WITHHOLDING: Final = make_writer(write_moment)
_WITHHOLDING.register_unstructure_hook(Words, _words)
_WITHHOLDING.register_unstructure_hook_func(lambda kind: kind is Matter, _withheld)


def _view(view: View) -> Json:
    return {
        IS: "View",
        "partnership": str(view.id),
        "viewer": str(view.viewer),
        "stage": view.stage.value,
        "version": len(view.entries),
        "entries": [
            {
                "version": entry.version,
                "recorded_at": write_moment(entry.recorded_at),
                "effective_at": write_moment(entry.effective_at),
                "in_effect": entry.in_effect,
                "act": write_act(entry.act, FORMAT),
            }
            for entry in view.entries
        ],
    }


def _refusal(refusal: Refusal) -> Json:
    return {
        IS: "Refusal",
        "code": refusal.code,
        "reason": refusal.reason.code,
        "rule": refusal.rule.name.lower(),
        "params": {name: typed(fact) for name, fact in refusal.facts.items()},
        "message": refusal.message,
        "fix": [to_json(remedy) for remedy in refusal.fix],
    }


def typed(fact: object) -> Json:
    """Return what a refusal compared, with its type.

    >>> from collabtherapy import PersonId
    >>> typed(PersonId("ana")), typed((3,))["value"]
    ({'type': 'person', 'value': 'ana'}, [{'type': 'count', 'value': 3}])
    """
    for name, kind, write in TYPED:
        if isinstance(fact, kind):
            return {"type": name, "value": write(fact)}
    if isinstance(fact, Id):
        return {"type": fact.names, "value": str(fact)}
    if isinstance(fact, Enum):
        return {"type": "code", "of": type(fact).__name__, "value": _member(fact)}
    if isinstance(fact, tuple | list | AbstractSet):
        items = cast("Iterable[object]", fact)
        many = [typed(item) for item in items]
        is_set = isinstance(fact, AbstractSet)
        return {
            "type": "any" if isinstance(fact, AnyOf) else "list",
            "value": sorted(many, key=STANDARD.encode) if is_set else many,
        }
    return {"type": "code", "value": str(fact)}


def _problem(error: CollabtherapyError) -> Json:
    told = cast("dict[str, Json]", problem(error))
    if isinstance(error, Refused):
        told["refusals"] = [to_json(one) for one in error.refusals]
    return told


def _member(member: Enum) -> str:
    return str(member.value) if isinstance(member, StrEnum) else member.name.lower()


_BY_TYPE: Final[tuple[tuple[Any, Callable[[Any], Any]], ...]] = (
    (type(None), lambda _: None),
    (bool, bool),
    (Enum, _member),
    (int, int),
    (float, write_number),
    ((Id, DutyId), str),
    (str, str),
    (datetime, write_moment),
    (date, date.isoformat),
    (Kind, lambda kind: kind.name),
    (type, lambda kind: kind.__name__),
    (Words, _words),
    (Act | Matter, _withheld),
    (View, _view),
    (Refusal, _refusal),
    (CollabtherapyError, _problem),
)
"""How values are written that are more, or less, than their fields."""
