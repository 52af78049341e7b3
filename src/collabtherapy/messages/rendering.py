"""Filling in the patterns of a catalogue, by the rules of its language.

Patterns are parsed by pyicumessageformat; plural forms, lists, numbers and moments are
those of Unicode's CLDR, as Babel has them.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, tzinfo
from enum import Enum
from functools import cache
from typing import Any, Final, Protocol, TypeAlias, cast

import attrs

from collabtherapy.measures.optional import needs
from collabtherapy.messages.catalogues import ENGLISH, Message, Text
from collabtherapy.messages.catalogues import catalogue as catalogue_of
from collabtherapy.messages.labels import code_of, thing_code, value_of_fact
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.values.refusals import AnyOf, Refusal
from collabtherapy.partnership.values.scopes import Scope

EXTRA: Final = "messages"

Catalogue: TypeAlias = Mapping[str, Message]


class Titled(Protocol):
    """Anything with a title, such as a form."""

    @property
    def title(self) -> Text:
        """What it is called."""
        ...


def render(
    value: Refusal | Duty | Text | Titled,
    locale: str = ENGLISH,
    *,
    zone: tzinfo = UTC,
    catalogue: Catalogue | None = None,
) -> str:
    """Return what a refusal, a duty or the title of a form says in a language.

    Args:
        value: the refusal, duty, form or text.
        locale: a language tag, such as ``de`` or ``de-AT``.
        zone: the zone in which moments are shown.
        catalogue: an application's own messages by code, which go before ours.

    Raises:
        InvalidInput: If there is no catalogue of the language.
        ModuleNotFoundError: If the extra ``messages`` is not installed.
    """
    found = catalogue_of(locale)
    if catalogue is not None:
        found = {**found, **catalogue}
    speaking = _Speaking(locale=locale, zone=zone, messages=found)
    if isinstance(value, Refusal):
        return speaking.say(value.reason.code, value.facts)
    if isinstance(value, Duty):
        return speaking.say(*_of_duty(value))
    text = value if isinstance(value, Text) else value.title
    return speaking.say(text.code, text.params)


def _of_duty(duty: Duty) -> tuple[str, Mapping[str, object]]:
    code = "duty.owed"
    if duty.due_at is not None:
        code = "duty.owed_by_then"
    elif duty.by_next_session:
        code = "duty.owed_next_session"
    facts = ("owed_by", "owed_to", "due_at", "kind")
    return code, {name: getattr(duty, name) for name in facts}


@attrs.frozen(kw_only=True)
class _Speaking:
    """A language, and how values are said in it."""

    locale: str
    zone: tzinfo
    messages: Catalogue

    def say(self, code: str, facts: Mapping[str, object]) -> str:
        """Return the message of a code, filled in."""
        return self._filled(parsed(self.messages[code].pattern), facts, None)

    def _filled(
        self, nodes: Iterable[object], facts: Mapping[str, object], count: object
    ) -> str:
        return "".join(self._one(node, facts, count) for node in nodes)

    def _one(self, node: object, facts: Mapping[str, object], count: object) -> str:
        if isinstance(node, str):
            return node
        part = cast("dict[str, Any]", node)
        if part.get("hash"):
            return self._value(count)
        fact = facts.get(part["name"])
        if "options" not in part:
            return self._value(fact)
        chosen = self._option(part, fact)
        return self._filled(part["options"][chosen], facts, fact)

    def _option(self, part: Mapping[str, Any], fact: object) -> str:
        """Return which of its cases a plural or a selection comes to."""
        options = part["options"]
        if part["type"] == "select":
            named = "other" if fact is None else value_of_fact(fact)
            return named if named in options else "other"
        exact = f"={fact}"
        if exact in options:
            return exact
        form = str(_babel(self.locale).plural_form(fact))
        return form if form in options else "other"

    def _value(self, fact: object) -> str:
        """Return a value as it is said: members of vocabularies by their labels."""
        if isinstance(fact, str) and not isinstance(fact, Enum):
            return self._label(fact)
        if isinstance(fact, Enum):
            return self.messages[code_of(fact)].pattern.replace("''", "'")
        if isinstance(fact, Scope):
            return self._scope(fact)
        if isinstance(fact, tuple | list | AbstractSet):
            return self._list(cast("Iterable[object]", fact))
        return self._figure(fact)

    def _figure(self, fact: object) -> str:
        if isinstance(fact, datetime):
            return _moment(fact, self.locale, self.zone)
        if isinstance(fact, int | float):
            return _number(fact, self.locale)
        return str(fact)

    def _label(self, text: str) -> str:
        for code in (f"act.{text}", f"matter.{text}", thing_code(text)):
            if code in self.messages:
                return self.messages[code].pattern.replace("''", "'")
        return text

    def _scope(self, scope: Scope) -> str:
        code = f"scope.{scope.name}"
        if code not in self.messages:
            return str(scope)
        label = self.messages[code].pattern
        confined = [part for part in (scope.of, scope.purpose) if part]
        return f"{label} ({', '.join(confined)})" if confined else label

    def _list(self, facts: Iterable[object]) -> str:
        said = list(map(self._value, facts))
        style = "or" if isinstance(facts, AnyOf) else "standard"
        if isinstance(facts, AbstractSet):
            said.sort()
        nobody = self.messages["list.empty"].pattern
        return _listed(said, self.locale, style) if said else nobody


@cache
def parsed(pattern: str) -> list[object]:
    """Return the parts of a pattern.

    Raises:
        ModuleNotFoundError: If the extra ``messages`` is not installed.
    """
    with needs(EXTRA):
        from pyicumessageformat import Parser  # noqa: PLC0415  # only where it renders
    parse = cast("Callable[[str], list[object]]", Parser().parse)
    return parse(pattern)


@cache
def _babel(locale: str) -> Any:
    with needs(EXTRA):
        from babel import Locale  # noqa: PLC0415  # only where it renders
    return Locale.parse(locale.replace("-", "_"))


def _moment(moment: datetime, locale: str, zone: tzinfo) -> str:
    with needs(EXTRA):
        from babel.dates import format_datetime  # noqa: PLC0415
    return format_datetime(moment, "medium", tzinfo=zone, locale=_babel(locale))


def _number(number: float, locale: str) -> str:
    with needs(EXTRA):
        from babel.numbers import format_decimal  # noqa: PLC0415
    return format_decimal(number, locale=_babel(locale))


def _listed(said: list[str], locale: str, style: Any) -> str:
    with needs(EXTRA):
        from babel.lists import format_list  # noqa: PLC0415
    return format_list(said, style, locale=_babel(locale))
