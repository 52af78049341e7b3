"""The vocabularies that messages name: acts, matters, things, enumerations."""

from collections.abc import Iterator, Mapping
from enum import Enum, StrEnum
from functools import cache
from typing import Final, get_args, get_type_hints

import attrs

from collabtherapy import acts, matters
from collabtherapy.partnership.law.deciders import Decider
from collabtherapy.partnership.questions.timers import TimerKind
from collabtherapy.partnership.regions.alliance import AllianceStatus
from collabtherapy.partnership.regions.contact import ContactStatus
from collabtherapy.partnership.regions.duties import DutyStatus, Lapse
from collabtherapy.partnership.regions.feedback import Invitation, Outcome
from collabtherapy.partnership.regions.measurements import Track
from collabtherapy.partnership.regions.safety import SafetyStatus
from collabtherapy.partnership.regions.sessions import SessionStatus
from collabtherapy.partnership.values.consents import ConsentStatus
from collabtherapy.partnership.values.duty_ids import DutyId, DutyKind
from collabtherapy.partnership.values.entries import EntryStatus
from collabtherapy.partnership.values.ids import Id
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import Rule
from collabtherapy.partnership.values.scopes import USUAL_SCOPES
from collabtherapy.partnership.values.stages import ClosureKind, Stage

ANSWERED: Final[tuple[type[Enum], ...]] = (
    AllianceStatus, ClosureKind, ConsentStatus, ContactStatus, Decider, DutyKind,
    DutyStatus, EntryStatus, Invitation, Lapse, Outcome, Role, Rule, SafetyStatus,
    SessionStatus, Stage, TimerKind, Track,
)  # fmt: skip
"""The enumerations of what is answered; those of acts and matters are read off them."""


SAID: Final = ("learning", "reflection")
"""What a contribution is beside its kind, where a refusal names it."""


def kinds() -> Iterator[tuple[str, type[object]]]:
    """Yield each kind of act and matter with the first part of its code."""
    for part, module in (("act", acts), ("matter", matters)):
        for name in sorted(module.__all__):
            if name not in ("Act", "Matter"):
                yield part, getattr(module, name)


@cache
def enumerations() -> tuple[type[Enum], ...]:
    """Return every enumeration of acts, matters and answers, by name."""
    found: dict[str, type[Enum]] = {kind.__name__: kind for kind in ANSWERED}
    seen: set[object] = set()
    for _, kind in kinds():
        for member in _below(kind, seen):
            found[member.__name__] = member
    return tuple(found[name] for name in sorted(found))


def _below(of: object, seen: set[object]) -> Iterator[type[Enum]]:
    """Yield the enumerations in the fields of a type, and in theirs."""
    for part in get_args(of):
        yield from _below(part, seen)
    if not isinstance(of, type) or of in seen:
        return
    seen.add(of)
    if issubclass(of, Enum):
        yield of
    elif attrs.has(of):
        for held in get_type_hints(of).values():
            yield from _below(held, seen)


def value_of(member: Enum) -> str:
    """Return a member as it stands in JSON."""
    return str(member.value) if isinstance(member, StrEnum) else member.name.lower()


def code_of(member: Enum) -> str:
    """Return the code under which a member of an enumeration has its message.

    >>> code_of(Stage.CLOSED), code_of(Rule.RIGHT)
    ('Stage.closed', 'Rule.right')
    """
    return f"{type(member).__name__}.{value_of(member)}"


def value_of_fact(fact: object) -> str:
    """Return the value by which a message is selected.

    >>> value_of_fact(Stage.FOLLOW_UP), value_of_fact("own")
    ('follow_up', 'own')
    """
    return value_of(fact) if isinstance(fact, Enum) else str(fact)


def thing_code(name: str) -> str:
    """Return the code of what an id is the name of.

    >>> thing_code("version of terms")
    'thing.version_of_terms'
    """
    return f"thing.{name.replace(' ', '_')}"


def things() -> tuple[str, ...]:
    """Return what ids are names of, such as a person, a proposal or a session."""
    named = {kind.names for kind in _subclasses(Id)} | {DutyId.names}
    return tuple(sorted({*named, *SAID}))


def _subclasses(kind: type[Id]) -> Iterator[type[Id]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("collabtherapy."):
            yield below
        yield from _subclasses(below)


def english_labels() -> Mapping[str, str]:
    """Return the English label of everything that messages name, by code."""
    found = {f"{part}.{kind.__name__}": _apart(kind.__name__) for part, kind in kinds()}
    for kind in enumerations():
        for member in kind:
            found[code_of(member)] = _aloud(member)
    found |= {f"scope.{scope.name}": _spaced(scope.name) for scope in USUAL_SCOPES}
    found |= {thing_code(name): name for name in things()}
    found["list.empty"] = "nobody"
    return found


def _aloud(member: Enum) -> str:
    return _spaced(str(getattr(member, "aloud", value_of(member))))


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _apart(name: str) -> str:
    """Return a name of a class as words.

    >>> _apart("RaiseConcern")
    'Raise concern'
    """
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
    return words[:1].upper() + words[1:]
