"""Whose each text of an act is, and the act without one person's.

Words are whose who wrote them: of whoever does the act, and of each person who is
described in it (in an opening, or where somebody joins) what describes them. Both a
redaction and a store that seals words ask here.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, TypeAlias, TypeVar, cast, get_args, get_type_hints

import attrs

from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.act import Kept as Surplus
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Person
from collabtherapy.partnership.values.words import REMOVED, Words
from collabtherapy.privacy.surplus import NOTHING, emptied

Holder: TypeAlias = Act | Matter | Evidence | Person
"""What may hold words: an act, and what is in it; the like of these, for a checker."""

H = TypeVar("H", bound=Holder)


class Text(NamedTuple):
    """Words of an act that are still there.

    Args:
        path: in which field of the act, and in which field of what is there.
        words: the words.
        author: whose they are.
    """

    path: str
    words: Words
    author: PersonId


def _places(holder: Holder) -> tuple[str, ...]:
    kind: type = type(holder)
    return _places_of(kind)


@cache
def _places_of(kind: type) -> tuple[str, ...]:
    """Return the fields of a class that may hold words, by what they are declared as.

    Those of a class are found also within what its fields hold, one or several of it.
    """
    declared = get_type_hints(kind)
    return tuple(at.name for at in attrs.fields(kind) if _may_hold(declared[at.name]))


def _may_hold(of: object) -> bool:
    inner = get_args(of)
    if inner:
        return any(map(_may_hold, inner))
    if not isinstance(of, type):
        return False
    kind = cast("type[object]", of)
    if issubclass(kind, Words | Matter | Surplus):
        return True
    return attrs.has(kind) and bool(_places_of(kind))


def _several(value: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)


@cache
def _is_class_of_fields(kind: type) -> bool:
    return attrs.has(kind) and not issubclass(kind, Surplus)


def _is_holder(value: object) -> bool:
    kind: type = type(value)
    return _is_class_of_fields(kind)


def _walked(holder: Holder, author: PersonId) -> Iterator[Text]:
    """Yield the words within something, however deep, of its author or of others."""
    if isinstance(holder, Person):
        author = holder.id
    for name in _places(holder):
        for one in _several(getattr(holder, name)):
            if isinstance(one, Words):
                if not one.is_removed:
                    yield Text(name, one, author)
            elif isinstance(one, Surplus):
                # Of older formats there is none: it says which format it was.
                if one.json != NOTHING:
                    yield Text(name, one.json, author)
            elif _is_holder(one):
                for text in _walked(cast("Holder", one), author):
                    yield text._replace(path=f"{name}.{text.path}")


def texts(act: Act) -> Iterator[tuple[str, PersonId]]:
    """Yield where an act holds words that are still there, and whose they are."""
    found = _walked(act, act.by)
    yield from dict.fromkeys((text.path, text.author) for text in found)


def authors(act: Act) -> tuple[PersonId, ...]:
    """Return everybody of whose words an act holds some that are still there."""
    return tuple(dict.fromkeys(text.author for text in _walked(act, act.by)))


def written(act: Act) -> Iterator[tuple[Words, PersonId]]:
    """Yield every text of an act that is still there, and whose it is."""
    yield from ((text.words, text.author) for text in _walked(act, act.by))


def may_have_written(act: Act) -> frozenset[PersonId]:
    """Return everybody whose words may be in an act, or may have been."""
    return frozenset((act.by, *_described(act)))


def _described(holder: Holder) -> Iterator[PersonId]:
    if isinstance(holder, Person):
        yield holder.id
    for name in _places(holder):
        for one in filter(_is_holder, _several(getattr(holder, name))):
            yield from _described(cast("Holder", one))


def without_words_of(act: Act, subject: PersonId) -> Act:
    """Return an act with a mark in place of each text of one person."""
    return _emptied(act, act.by, subject)


def _emptied(holder: H, author: PersonId, subject: PersonId) -> H:
    """Return the same without a person's words.

    Nor with what a newer version wrote, if it is theirs: it may hold some.
    """
    if isinstance(holder, Person):
        author = holder.id
    is_theirs = author == subject
    changes: dict[str, object] = {}
    if is_theirs and isinstance(holder, Contribute) and _is_text(holder.words):
        # How much somebody said is a number that they gave, and stays.
        words = cast("Words", holder.words)
        changes = {"words": None, "n_words": words.n_words}
    for name in _places(holder):
        value: object = getattr(holder, name)
        inner = [cast("Holder", one) for one in _several(value) if _is_holder(one)]
        if inner:
            within = tuple(_emptied(one, author, subject) for one in inner)
            changes[name] = within if isinstance(value, tuple) else within[0]
        elif is_theirs and isinstance(value, Surplus):
            changes[name] = emptied(cast("Act | Matter", holder))
        elif is_theirs and _is_text(value) and name not in changes:
            several = isinstance(value, tuple)
            n_texts = len(_several(value))
            changes[name] = (REMOVED,) * n_texts if several else REMOVED
    # Each value is of its field's own type, which no checker can follow by name.
    return attrs.evolve(holder, **changes) if changes else holder  # type: ignore[arg-type]


def _is_text(value: object) -> bool:
    return any(isinstance(one, Words) and not one.is_removed for one in _several(value))
