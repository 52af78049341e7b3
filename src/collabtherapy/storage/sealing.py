"""An act for the table: its words taken out, and beside it what puts each of them back.

The body is the act without words, as a redaction would leave it. So where a text is
gone, what is left needs no treatment: it is the redacted act, and history replays.
What is sealed of a text is the difference that it makes to the body, as a list of paths
with the value there, or with none where the body has something that the act has not.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias, cast

from collabtherapy.codec import BACKEND, FORMAT, STANDARD, format_of, from_plain
from collabtherapy.codec.tagged import TO_ENCODE, write_act
from collabtherapy.codec.wrong import Wrong
from collabtherapy.errors import MalformedDocument
from collabtherapy.partnership.values.act import Act
from collabtherapy.privacy.authors import texts, without_words

Path: TypeAlias = tuple[str | int, ...]
Change: TypeAlias = list[Any]
"""A path, and the value there; the path alone where there is none."""


UNREADABLE: Final = (
    MalformedDocument, Wrong, ValueError, TypeError, LookupError, AttributeError,
    OverflowError, RecursionError,
)  # fmt: skip
"""What reading may raise of a body, or of changes, that nobody here wrote."""


class Text(NamedTuple):
    """One text of an act: how to put it back, as JSON.

    Args:
        n: which text of the act, from 1.
        person: whose it is.
        changes: what it makes different, as JSON.
    """

    n: int
    person: str
    changes: bytes


class Bare(NamedTuple):
    """An act without words, as JSON, and its words one by one."""

    body: str
    format: int
    texts: tuple[Text, ...]


def bare(act: Act) -> Bare:
    """Return an act with its words taken out."""
    written = format_of(act)
    plain = write_act(act, written, TO_ENCODE)
    found: list[Text] = []
    for one in tuple(texts(act)):
        act = without_words(act, {one.n})
        without = write_act(act, written, TO_ENCODE)
        changes = list(_changes(without, plain, ()))
        encoded = _encoded(changes, written).encode()
        found.append(Text(one.n, str(one.author), encoded))
        plain = without
    return Bare(_encoded(plain, written), written, tuple(found))


def whole(body: str, written: int, texts: Iterable[bytes]) -> Act | None:
    """Return the act of a body with words put back; None if that makes no act."""
    try:
        plain: Any = BACKEND.parse(body.encode())
        for text in texts:
            for path, *values in cast("Iterable[Change]", BACKEND.parse(text)):
                _put(plain, path, values)
        return from_plain(plain, written=written)
    except UNREADABLE:
        return None


def _encoded(plain: Any, written: int) -> str:
    # Backends agree on whatever is ours; numbers of newer versions may be any.
    return (BACKEND if written <= FORMAT else STANDARD).encode(plain)


def _changes(without: Any, act: Any, path: Path) -> Iterator[Change]:
    """Yield what makes the plain form of an act of that without one of its texts.

    What is alike is not looked into: most of an act is.
    """
    if isinstance(without, dict) and isinstance(act, dict):
        ours, theirs = cast("dict[str, Any]", without), cast("dict[str, Any]", act)
        for key in ours.keys() - theirs.keys():
            yield [[*path, key]]
        for key, value in theirs.items():
            if key not in ours:
                yield [[*path, key], value]
            elif ours[key] != value:
                yield from _changes(ours[key], value, (*path, key))
    elif isinstance(without, list) and isinstance(act, list):
        # Taking words out leaves as many of anything as there were.
        for place, one in enumerate(cast("Iterable[Any]", without)):
            if one != act[place]:
                yield from _changes(one, act[place], (*path, place))
    else:
        yield [[*path], act]


def _put(plain: Any, path: list[str | int], values: list[Any]) -> None:
    *way, last = path
    for step in way:
        plain = plain[step]
    if values:
        plain[last] = values[0]
    else:
        del plain[last]
