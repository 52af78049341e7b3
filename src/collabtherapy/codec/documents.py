"""Whole documents: a partnership, or one act, as JSON text and back."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any, Final, cast

from collabtherapy._scalars import whole
from collabtherapy.codec.backends import BACKEND, STANDARD, Backend
from collabtherapy.codec.converter import ACT, MATTER
from collabtherapy.codec.formats import FORMAT, MARK, Fields, read_format
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
from collabtherapy.partnership.values.act import Act

LARGEST: Final = 8 * 1024 * 1024
"""How many bytes a document may have, unless another limit is given."""

ACTS: Final = "acts"


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
    '{"act":{"act":"Leave","at":"2026-01-05T09:00:00Z","by":"ana"},"format":2}'
    """
    if isinstance(value, Partnership):
        key, history = ACTS, value.history
        written = max(map(format_of, history))
        content: Any = [write_act(act, written, TO_ENCODE) for act in history]
    elif isinstance(value, Act):
        key, written = ACT, format_of(value)
        content = write_act(value, written, TO_ENCODE)
    else:
        raise TypeError("what is written is a partnership or an act")
    # Backends agree on whatever is ours; numbers of newer versions may be any.
    encode = backend.encode if written <= FORMAT else STANDARD.encode
    return encode({key: content, MARK: written})


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
    >>> codec.loads('{"acts":[],"format":2}')
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
    acts = told(lambda: _acts(_parsed(text, largest, backend)))
    return _replayed(acts, check=check)


def loads_act(
    text: str | bytes, *, largest: int = LARGEST, backend: Backend = BACKEND
) -> Act:
    """Read one act, as `loads` does, and nothing else.

    Raises:
        MalformedDocument: it is no act of ours; says where, and what would be.

    >>> at = "2026-01-05T09:00:00Z"
    >>> act = {"act": "Leave", "at": at, "by": "ana"}
    >>> loads_act(STANDARD.encode({"act": act, "format": 2})).by
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


def _replayed(acts: Sequence[Act], *, check: bool) -> Partnership:
    if not check:
        return Partnership.replay(acts)
    known = enumerate(takewhile(_is_known, acts))
    asked = frozenset(place for place, act in known if not is_older(act))
    return Partnership.replay(acts, check=asked)


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


def _either(document: object) -> Act | Sequence[Act]:
    return _act(document) if _holds_one(document) else _acts(document)


def _holds_one(document: object) -> bool:
    return isinstance(document, dict) and ACT in document and ACTS not in document


def _acts(document: object) -> Sequence[Act]:
    content, written = _opened(document, ACTS)
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
    content, written = _opened(document, ACT)
    try:
        return read_act(content, written)
    except Wrong as wrong:
        wrong.under(ACT)
        raise


def _opened(document: object, key: str) -> tuple[object, int]:
    """Give what is in the envelope, which is the same in every format."""
    if type(document) is not dict:
        raise expected("an object", document)
    envelope = cast("Fields", document)
    keys = (MARK, key)
    for needed in keys:
        if needed not in envelope:
            raise missing(needed)
    if len(envelope) > len(keys):
        raise Wrong("unknown_field", f"here stand only {key} and {MARK}")
    try:
        return envelope[key], read_format(envelope[MARK])
    except Wrong as wrong:
        wrong.under(MARK)
        raise
