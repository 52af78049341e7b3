"""Catalogues: a pattern for each code, in English and in each language beside it."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Final, cast

import attrs

from collabtherapy._frozen import FrozenMap
from collabtherapy.errors import InvalidInput
from collabtherapy.law import REASONS
from collabtherapy.messages.labels import english_labels, value_of_fact
from collabtherapy.partnership.values.refusals import Reason

ENGLISH: Final = "en"
LOCALES: Final = (ENGLISH, "de")
"""The languages that there is a whole catalogue of."""

SENTENCES: Final[Mapping[str, str]] = {
    "duty.owed": "{owed_by} owes this to {owed_to}: {kind}",
    "duty.owed_by_then": "{owed_by} owes this to {owed_to} by {due_at}: {kind}",
    "duty.owed_next_session": (
        "{owed_by} owes this to {owed_to} by the next session: {kind}"
    ),
}
"""Sentences that stand in no table of the law."""


@attrs.frozen
class Message:
    """What a code says.

    Args:
        pattern: a pattern of ICU MessageFormat.
        params: the names of what it may be given.
    """

    pattern: str
    params: tuple[str, ...] = ()


@attrs.frozen
class Text:
    """Something to show, by its code and in English.

    Args:
        code: its code in a catalogue.
        params: what its pattern is given: ids and numbers, never words.
        message: the same in English.
    """

    code: str
    params: Mapping[str, object]
    message: str


def catalogue(locale: str = ENGLISH) -> Mapping[str, Message]:
    """Return what every code says in a language; English where it lacks a message.

    Args:
        locale: a language tag, such as ``de`` or ``de-AT``; of a region that has no
            catalogue, that of the language is returned.

    Raises:
        InvalidInput: If there is no catalogue of the language; names those there are.

    >>> catalogue()["person.unknown"]
    Message(pattern='{by} is not in this partnership', params=('by',))
    >>> catalogue("de-AT")["Role.client"].pattern
    'Klientin oder Klient'
    """
    language = locale.replace("_", "-").partition("-")[0].lower()
    if language not in LOCALES:
        known = ", ".join(LOCALES)
        raise InvalidInput(
            f"there is a catalogue of each of: {known}; give one of them"
        )
    return _catalogue(language)


def text_of(code: str, **params: object) -> Text:
    """Return a text without params to fill in, or whose English has none.

    >>> text_of("act.RaiseConcern").message
    'Raise concern'
    """
    return Text(code, FrozenMap(params), catalogue()[code].pattern)


@cache
def _catalogue(language: str) -> Mapping[str, Message]:
    english = _english()
    if language == ENGLISH:
        return FrozenMap(english)
    own = _translated(language)
    return FrozenMap(
        {
            code: Message(own.get(code, message.pattern), message.params)
            for code, message in english.items()
        }
    )


def _translated(language: str) -> Mapping[str, str]:
    file = files("collabtherapy.messages").joinpath(f"{language}.json")
    return cast("dict[str, str]", json.loads(file.read_text(encoding="utf-8")))


@cache
def _english() -> Mapping[str, Message]:
    found = {reason.code: _of_reason(reason) for reason in REASONS}
    found |= {code: Message(_quoted(said)) for code, said in english_labels().items()}
    found |= {code: Message(said, _names(said)) for code, said in SENTENCES.items()}
    return dict(sorted(found.items()))


def _of_reason(reason: Reason) -> Message:
    """Return the message of a reason; what it says of some values is selected."""
    sentences = [reason.sentence, *(said for _, _, said in reason.where)]
    pattern = _quoted(reason.sentence)
    for name in dict.fromkeys(name for name, _, _ in reason.where):
        cases = "".join(
            f"{value_of_fact(value)} {{{_quoted(said)}}} "
            for of, value, said in reason.where
            if of == name
        )
        pattern = f"{{{name}, select, {cases}other {{{pattern}}}}}"
    chosen = [name for name, _, _ in reason.where]
    named = [name for said in sentences for name in _names(said)]
    return Message(pattern, tuple(dict.fromkeys([*chosen, *named])))


def _names(sentence: str) -> tuple[str, ...]:
    fields = (name for _, name, _, _ in Formatter().parse(sentence))
    return tuple(dict.fromkeys(name for name in fields if name))


def _quoted(sentence: str) -> str:
    """Return a sentence in which apostrophes stand for themselves in a pattern."""
    return sentence.replace("'", "''")
