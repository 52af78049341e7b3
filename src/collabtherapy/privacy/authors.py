"""The places of an act that may hold words: their numbers, their authors, the act less.

Words belong to the person who wrote them: to the author of the act, and where a person
is described in it (in an opening, or where somebody joins), that description to them.

There is one walk over an act, and everything that looks for words uses it: redaction,
views, and a store that seals words one by one. It numbers the places from 1, in the
order in which the fields are declared. A place keeps its number whether or not its text
is still there: None counts one, each element of a tuple counts one, and so does
`Contribute.words` after it became `n_words`.

What a newer version wrote beyond what this one can name (its surplus) is one place. It
may hold words, or be for fewer people than the rest. Nobody here can tell, so it is
taken out whole. A kind that only the newer version has a name for consists of nothing
else: its name stays, with nothing in it.
"""

from collections.abc import Callable, Collection, Iterator
from functools import cache
from types import UnionType
from typing import (
    Final,
    NamedTuple,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.values.act import Act, Kept, Matter
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Person
from collabtherapy.partnership.values.words import REMOVED, Words

Holder: TypeAlias = Act | Matter | Evidence | Person
"""What may hold words: an act, and what is in it; the like of these, for a checker."""

A = TypeVar("A", bound=Act)
H = TypeVar("H", bound=Holder)

NOTHING: Final = Words("{}")
"""A surplus from which everything was taken out: an object without fields."""


class Text(NamedTuple):
    """Words of an act that are still there.

    Args:
        n: the number of their place in the act, from 1.
        path: the field of the act, and the fields within it, parted by dots.
        words: the words; of a surplus, what was put aside, as JSON.
        author: the person who wrote them.
    """

    n: int
    path: str
    words: Words
    author: PersonId


Takes: TypeAlias = Callable[[int, str, object, PersonId], bool]
"""Return whether what stands at a place is to be taken out.

It is asked of each place in turn: its number, its path, what it holds (words, a surplus
or None), and whose words these are or would be.
"""


def texts(act: Act) -> Iterator[Text]:
    """Yield every text of an act that is still there, with its number and author.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import acts
    >>> at = datetime(2026, 1, 5, tzinfo=UTC)
    >>> leave = acts.Leave(by="ana", at=at, words=Words("enough for now"))
    >>> for text in texts(leave):
    ...     print(text)
    Text(n=3, path='words', words=Words(<14 characters>), author=PersonId('ana'))
    """
    found: list[Text] = []

    def see(n: int, path: str, held: object, author: PersonId) -> bool:
        words = None if held is None else _words_left(held)
        if words is not None:
            found.append(Text(n, path, words, author))
        return False

    _walked(act, see)
    yield from found


def places(act: Act) -> Iterator[tuple[int, PersonId]]:
    """Yield the number of every place of an act, and whose words may stand there."""
    found: list[tuple[int, PersonId]] = []

    def see(n: int, _path: str, _held: object, author: PersonId) -> bool:
        found.append((n, author))
        return False

    _walked(act, see)
    yield from found


def authors(act: Act) -> tuple[PersonId, ...]:
    """Return everybody of whose words an act holds some that are still there."""
    return tuple(dict.fromkeys(text.author for text in texts(act)))


def may_have_written(act: Act) -> frozenset[PersonId]:
    """Return everybody whose words may be in an act, or may have been."""
    return frozenset((act.by, *(author for _, author in places(act))))


def without_words(act: A, places: Collection[int]) -> A:
    """Return an act with a mark in place of each text that stands at these places.

    A place that holds none stays as it is.

    Args:
        act: the act.
        places: numbers of places of the act, as `texts` gives them.
    """
    return _walked(act, lambda n, _path, _held, _author: n in places)


def without_words_of(act: A, subject: PersonId) -> A:
    """Return an act with a mark in place of each text of one person."""
    return _walked(act, lambda _n, _path, _held, author: author == subject)


def without_surplus(act: A) -> A:
    """Return an act without what a newer version wrote, in it or in what it holds.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import acts
    >>> surplus = Kept(version=9, json=Words('{"beside":{"mood":"low"}}'))
    >>> leave = acts.Leave(by="ana", at=datetime(2026, 1, 5, tzinfo=UTC), kept=surplus)
    >>> without_surplus(leave).kept is None
    True
    """
    return _walked(act, lambda _n, _path, held, _author: isinstance(held, Kept))


def _walked(act: A, takes: Takes) -> A:
    return _Walk(takes).through(act, act.by, "")


@attrs.define
class _Walk:
    """One walk through an act: numbers each place, and takes out what is asked for.

    Args:
        takes: asked of each place in turn.
        n: the number of the place it has come to.
    """

    takes: Takes
    n: int = 0

    def through(self, holder: H, author: PersonId, path: str) -> H:
        if isinstance(holder, Person):
            author = holder.id
        changes: dict[str, object] = {}
        kind: type = type(holder)
        for name in fields_with_places(kind):
            value: object = getattr(holder, name)
            left = self._left_of(value, holder, author, path + name)
            if left is not value:
                changes[name] = left
        if isinstance(holder, Contribute) and "words" in changes:
            # How much somebody said is a number that they gave, and stays.
            said = cast("Words", holder.words)
            changes |= {"words": None, "n_words": said.n_words}
        # Each value is of its field's own type, which no checker can follow by name.
        return attrs.evolve(holder, **changes) if changes else holder  # type: ignore[arg-type]

    def _left_of(
        self, value: object, holder: Holder, author: PersonId, path: str
    ) -> object:
        """Return a value without what is taken out of it; itself, if nothing is."""
        if isinstance(value, tuple):
            several = cast("tuple[object, ...]", value)
            left = tuple(self._left_of(one, holder, author, path) for one in several)
            is_changed = any(a is not b for a, b in zip(left, several, strict=True))
            return left if is_changed else several
        kind: type = type(value)
        if _is_class_of_fields(kind):
            return self.through(cast("Holder", value), author, f"{path}.")
        self.n += 1
        takes = self.takes(self.n, path, value, author)
        if not takes or _words_left(value) is None:
            return value
        if isinstance(value, Kept):
            return _emptied(value, cast("Act | Matter", holder))
        return REMOVED


def _words_left(held: object) -> Words | None:
    """Return the words that still stand at a place, if any."""
    if isinstance(held, Words):
        return None if held.is_removed else held
    if isinstance(held, Kept):
        # Of older formats there is no surplus: it says which format it was.
        return None if held.json == NOTHING else held.json
    return None


def _emptied(surplus: Kept, holder: Act | Matter) -> Kept | None:
    """Return what an act or a matter has in place of its surplus once that is out."""
    if attrs.fields(type(holder)).kept.default is None:
        return None
    return Kept(version=surplus.version, json=NOTHING)


@cache
def _is_class_of_fields(kind: type) -> bool:
    return attrs.has(kind) and not issubclass(kind, Kept)


@cache
def fields_with_places(kind: type) -> tuple[str, ...]:
    """Return the fields of a class that may hold words, by what they are declared as.

    Those of a class are found also within what its fields hold, one or several of it.
    """
    declared = get_type_hints(kind)
    return tuple(at.name for at in attrs.fields(kind) if _may_hold(declared[at.name]))


def _may_hold(of: object) -> bool:
    inner = get_args(of)
    if inner:
        may = any(map(_may_hold, inner))
        if may and get_origin(of) not in (tuple, Union, UnionType):
            raise TypeError(
                f"words may stand in a field or in a tuple, not in {of}: nothing else "
                f"has an order by which its places are numbered"
            )
        return may
    if not isinstance(of, type):
        return False
    kind = cast("type[object]", of)
    if issubclass(kind, Words | Matter | Kept):
        return True
    return attrs.has(kind) and bool(fields_with_places(kind))
