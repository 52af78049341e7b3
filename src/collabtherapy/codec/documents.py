"""Whole documents: a partnership, or one act, as JSON text and back."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Final, NamedTuple, cast

from collabtherapy._scalars import whole
from collabtherapy.codec.backends import BACKEND, STANDARD, Backend
from collabtherapy.codec.converter import ACT, MATTER
from collabtherapy.codec.formats import FORMAT, MARK, Fields, read_format
from collabtherapy.codec.marks import read_mark, read_marks, write_mark, write_marks
from collabtherapy.codec.tagged import (
    TO_ENCODE,
    format_of,
    is_older,
    read_act,
    write_act,
)
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.codec.wrong import Wrong, expected, missing, told
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.placing import PLACED_SINCE
from collabtherapy.partnership.record.replaying import remade
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.entries import Mark

LARGEST: Final = 8 * 1024 * 1024
"""How many bytes a document may have, unless another limit is given."""

ACTS: Final = "acts"
MARKS: Final = "marks"
"""The key of what was decided of entries when they were recorded, where anything was.

Versions to whose formats it is unknown refuse a document that has it: what was taken
out of effect does not pass for valid there.
"""


class Contents(NamedTuple):
    """What a document tells of a partnership.

    Args:
        acts: what was done, the opening first.
        marks: what was decided of entries when they were recorded, by their numbers.
    """

    acts: Sequence[Act]
    marks: Mapping[int, Mark]


def dumps(value: Partnership | Act, *, backend: Backend = BACKEND) -> str:
    """Give a partnership, or one act, as JSON: compact, and always the same text.

    Args:
        value: what to write.
        backend: how to write it; every backend gives the same text.

    Raises:
        TypeError: the value is neither.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import acts
    >>> dumps(acts.Leave(by="ana", at=datetime(2026, 1, 5, 9, tzinfo=UTC)))
    '{"act":{"act":"Leave","at":"2026-01-05T09:00:00Z","by":"ana"},"format":3}'
    """
    document: Fields
    if isinstance(value, Partnership):
        history, timeline = value.history, value.recorded.timeline
        written = max(map(format_of, history))
        document = {ACTS: [write_act(act, written, TO_ENCODE) for act in history]}
        if timeline is not None and timeline.marks:
            document[MARKS] = write_marks(timeline.marks)
    elif isinstance(value, Act):
        written = format_of(value)
        document = {ACT: write_act(value, written, TO_ENCODE)}
    else:
        raise TypeError("what is written is a partnership or an act")
    # Backends agree on whatever is ours; numbers of newer versions may be any.
    encode = backend.encode if written <= FORMAT else STANDARD.encode
    return encode({**document, MARK: written})


def loads(
    text: str | bytes,
    *,
    check: bool = True,
    largest: int = LARGEST,
    backend: Backend = BACKEND,
) -> Partnership | Act:
    """Read a document: a partnership or an act, whichever it holds.

    Args:
        text: the document; bytes are UTF-8.
        check: whether a history is held against the law, act by act. Acts of older
            formats are believed either way, and so is each act from the first on that
            only a newer version knows.
        largest: how many bytes the document may have.
        backend: how to read it; every backend reads the same.

    Raises:
        MalformedDocument: it is no document of ours; says where, and what would be.
        ImpossibleHistory: an act contradicts the law; says which.

    >>> from collabtherapy import codec
    >>> codec.loads('{"acts":[],"format":3}')
    Traceback (most recent call last):
    collabtherapy.errors.MalformedDocument: $.acts: a history has an act (too_few)
    """
    found = told(lambda: _either(_parsed(text, largest, backend)))
    return found if isinstance(found, Act) else _replayed(found, check=check)


def loads_partnership(
    text: str | bytes,
    *,
    check: bool = True,
    largest: int = LARGEST,
    backend: Backend = BACKEND,
) -> Partnership:
    """Read a partnership, as `loads` does, and nothing else.

    Raises:
        MalformedDocument: it is no partnership of ours; says where, and what would be.
        ImpossibleHistory: an act contradicts the law; says which.
    """
    found = told(lambda: _history(_parsed(text, largest, backend)))
    return _replayed(found, check=check)


def loads_act(
    text: str | bytes, *, largest: int = LARGEST, backend: Backend = BACKEND
) -> Act:
    """Read one act, as `loads` does, and nothing else.

    Raises:
        MalformedDocument: it is no act of ours; says where, and what would be.

    >>> at = "2026-01-05T09:00:00Z"
    >>> act = {"act": "Leave", "at": at, "by": "ana"}
    >>> loads_act(STANDARD.encode({"act": act, "format": 3})).by
    PersonId('ana')
    """
    return told(lambda: _act(_parsed(text, largest, backend)))


def to_plain(act: Act) -> Fields:
    """Give one act as plain values, for a store that keeps its own envelope.

    The format it is written in is `format_of(act)`, and has to be stored beside it.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import acts
    >>> to_plain(acts.Leave(by="ana", at=datetime(2026, 1, 5, 9, tzinfo=UTC)))["act"]
    'Leave'
    """
    return write_act(act, format_of(act))


def from_plain(plain: object, *, written: int = FORMAT) -> Act:
    """Take one act from plain values, as strictly as from text.

    Args:
        plain: what `to_plain` gave.
        written: the format it was written in.

    Raises:
        MalformedDocument: If it is no act of that format; says where, and what would
            be. If *written* is no format, the path is ``written``.

    >>> from_plain({"act": "Leave", "at": "2026-01-05T09:00:00Z", "by": "ana"}).late
    False
    """
    number = told(lambda: read_format(whole(written)), within="written")
    return told(lambda: read_act(plain, number))


def mark_to_plain(mark: Mark) -> Fields:
    """Return what was decided of an entry as plain values, to be kept beside its act.

    >>> mark_to_plain(Mark(sets_aside=frozenset({12})))
    {'sets_aside': [12]}
    """
    return write_mark(mark)


def mark_from_plain(plain: object) -> Mark:
    """Read what was decided of an entry from plain values, as strictly as from text.

    Args:
        plain: what `mark_to_plain` returned.

    Raises:
        MalformedDocument: If it is no mark; says where, and what would be.

    >>> mark_from_plain({"sets_aside": [12]}).sets_aside
    frozenset({12})
    """
    return told(lambda: read_mark(plain))


def _replayed(contents: Contents, *, check: bool) -> Partnership:
    asked: frozenset[int] | bool = False
    if check:
        known = enumerate(takewhile(_is_known, contents.acts))
        asked = frozenset(place for place, act in known if not is_older(act))
    return Partnership(*remade(contents.acts, contents.marks, asked))


def _is_known(act: Act) -> bool:
    matter: object = getattr(act, MATTER, None)
    return not isinstance(act, UnknownAct) and not isinstance(matter, UnknownMatter)


def _parsed(text: str | bytes, largest: int, backend: Backend) -> object:
    if not isinstance(text, str | bytes):
        raise TypeError("a document is text or bytes")
    if len(text) > largest:
        raise _too_large(largest)
    if isinstance(text, str):
        text = _encoded(text)
        if len(text) > largest:
            raise _too_large(largest)
    return backend.parse(text)


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        pass
    raise Wrong("not_utf8", "text holds no half of a surrogate pair")


def _too_large(largest: int) -> Wrong:
    return Wrong("too_large", f"a document has at most {largest} bytes")


def _either(document: object) -> Act | Contents:
    return _act(document) if _holds_one(document) else _history(document)


def _holds_one(document: object) -> bool:
    return isinstance(document, dict) and ACT in document and ACTS not in document


def _history(document: object) -> Contents:
    envelope, written = _opened(document, ACTS, MARKS)
    acts = _acts(envelope[ACTS], written)
    if MARKS in envelope and written < PLACED_SINCE:
        raise Wrong("unknown_field", f"{MARKS} came with format {PLACED_SINCE}")
    try:
        return Contents(acts, read_marks(envelope.get(MARKS, []), acts))
    except Wrong as wrong:
        wrong.under(MARKS)
        raise


def _acts(content: object, written: int) -> Sequence[Act]:
    if type(content) is not list:
        raise expected("a list", content).under(ACTS)
    acts: list[Act] = []
    try:
        for item in cast("list[object]", content):
            acts.append(read_act(item, written))  # noqa: PERF401  # they are counted
    except Wrong as wrong:
        wrong.under(len(acts)).under(ACTS)
        raise
    if not acts:
        raise Wrong("too_few", "a history has an act").under(ACTS)
    return acts


def _act(document: object) -> Act:
    envelope, written = _opened(document, ACT)
    try:
        return read_act(envelope[ACT], written)
    except Wrong as wrong:
        wrong.under(ACT)
        raise


def _opened(document: object, key: str, *more: str) -> tuple[Fields, int]:
    """Return the envelope, in which nothing is passed over, and its format."""
    if type(document) is not dict:
        raise expected("an object", document)
    envelope = cast("Fields", document)
    for needed in (MARK, key):
        if needed not in envelope:
            raise missing(needed)
    if not envelope.keys() <= {MARK, key, *more}:
        known = ", ".join((key, *more))
        raise Wrong("unknown_field", f"here stand only {known} and {MARK}")
    try:
        return envelope, read_format(envelope[MARK])
    except Wrong as wrong:
        wrong.under(MARK)
        raise
