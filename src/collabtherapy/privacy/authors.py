"""Whose each text of an act is, and the act without one person's.

Words are whose who wrote them: of whoever does the act, and in an opening also of each
person named in it. Both a redaction and a store that seals words ask here.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import TypeAlias, TypeVar, cast, get_args, get_type_hints

import attrs

from collabtherapy.partnership.regions.carry_over import CarriedAgreement, CarriedGoal
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.act import Kept as Surplus
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Person
from collabtherapy.partnership.values.stages import Open
from collabtherapy.partnership.values.words import REMOVED, Words
from collabtherapy.privacy.surplus import emptied, holds_surplus

Nested: TypeAlias = Matter | Evidence | CarriedAgreement | CarriedGoal
"""What an act holds that may itself hold words of whoever did it."""

Holder: TypeAlias = Act | Nested | Person
H = TypeVar("H", bound=Holder)


def _places(holder: Holder) -> tuple[str, ...]:
    kind: type = type(holder)
    return _places_of(kind)


@cache
def _places_of(kind: type) -> tuple[str, ...]:
    """Give the fields of a class that may hold words, by what they are declared as."""
    declared = get_type_hints(kind)
    return tuple(at.name for at in attrs.fields(kind) if _may_hold(declared[at.name]))


def _may_hold(of: object) -> bool:
    inner = get_args(of)
    if inner:
        return any(map(_may_hold, inner))
    return isinstance(of, type) and issubclass(of, Words | Nested | Surplus)


def texts(act: Act) -> Iterator[tuple[str, PersonId]]:
    """Give where an act holds words that are still there, and whose they are."""
    yield from ((path, act.by) for path in _fields_of_words(act))
    if isinstance(act, Open):
        for side in ("clients", "therapists"):
            for person in cast("tuple[Person, ...]", getattr(act, side)):
                for name in _fields_of_words(person):
                    yield f"{side}.{name}", person.id


def authors(act: Act) -> tuple[PersonId, ...]:
    """Give everybody of whose words an act holds some that are still there."""
    if isinstance(act, Open):
        return tuple(dict.fromkeys(author for _, author in texts(act)))
    return (act.by,) if any(_fields_of_words(act)) else ()


def written(act: Act) -> Iterator[tuple[Words, PersonId]]:
    """Give every text of an act that is still there, and whose it is."""
    yield from ((words, act.by) for words in _words_of(act))
    if isinstance(act, Open):
        for person in act.people:
            yield from ((words, person.id) for words in _words_of(person))


def _words_of(holder: Holder) -> Iterator[Words]:
    for name in _places(holder):
        value: object = getattr(holder, name)
        nested = _nested(value)
        if nested:
            yield from chain.from_iterable(map(_words_of, nested))
        elif isinstance(value, Surplus):
            yield value.json
        elif _is_text(value):
            several = isinstance(value, tuple)
            yield from cast("tuple[Words, ...]", value if several else (value,))


def _fields_of_words(holder: Holder) -> Iterator[str]:
    for name in _places(holder):
        value: object = getattr(holder, name)
        nested = _nested(value)
        if nested:
            inner = chain.from_iterable(map(_fields_of_words, nested))
            yield from (f"{name}.{one}" for one in inner)
        elif _is_text(value):
            yield name
    if isinstance(holder, Act | Matter) and holds_surplus(holder):
        yield "kept"


def _nested(value: object) -> tuple[Nested, ...]:
    """Return what a field holds that may itself hold words, one or several."""
    those = value if isinstance(value, tuple) else (value,)
    found = cast("tuple[object, ...]", those)
    return tuple(one for one in found if isinstance(one, Nested))


def _is_text(value: object) -> bool:
    if isinstance(value, tuple):
        return any(map(_is_text, cast("tuple[object, ...]", value)))
    return isinstance(value, Words) and not value.is_removed


def without_words_of(act: Act, subject: PersonId) -> Act:
    """Give an act with a mark in place of each text of one person."""
    if isinstance(act, Open):
        clients = tuple(_emptied_if(c, c.id == subject) for c in act.clients)
        therapists = tuple(_emptied_if(t, t.id == subject) for t in act.therapists)
        act = attrs.evolve(act, clients=clients, therapists=therapists)
    return _emptied_if(act, act.by == subject)


def _emptied_if(holder: H, its_theirs: bool) -> H:  # noqa: FBT001  # one question
    return _emptied(holder) if its_theirs else holder


def _emptied(holder: H) -> H:
    """Give the same without words, nor what a newer version wrote: it may hold some."""
    changes: dict[str, object] = {}
    if isinstance(holder, Contribute) and _is_text(holder.words):
        # How much somebody said is a number that they gave, and stays.
        words = cast("Words", holder.words)
        changes = {"words": None, "n_words": words.n_words}
    for name in _places(holder):
        value: object = getattr(holder, name)
        nested = _nested(value)
        if nested:
            emptied_ = tuple(map(_emptied, nested))
            changes[name] = emptied_ if isinstance(value, tuple) else emptied_[0]
        elif isinstance(value, Surplus):
            changes[name] = emptied(cast("Act | Matter", holder))
        elif _is_text(value) and name not in changes:
            several = isinstance(value, tuple)
            texts = cast("tuple[Words, ...]", value) if several else ()
            changes[name] = (REMOVED,) * len(texts) if several else REMOVED
    # Each value is of its field's own type, which no checker can follow by name.
    return attrs.evolve(holder, **changes)  # type: ignore[arg-type]
