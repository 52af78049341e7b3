"""The two ways from text to plain values and back, which always agree.

The standard library's is the measure. msgspec's is the quick one: it is believed only
where it can show that it lost nothing, by writing what it read and getting the same
bytes. A key that stands twice, a space too many, a number spelled otherwise: none of
them comes back as it was, and the strict reader decides.
"""

import json
from collections.abc import Callable
from typing import Any, Final

import attrs

from collabtherapy.codec.leaves import MOST_DIGITS, write_moment
from collabtherapy.codec.wrong import NOT_FINITE, REPEATED, TOO_LONG, Wrong, too_deep


@attrs.frozen(kw_only=True)
class Backend:
    """One way to write and read JSON.

    Args:
        name: what it is called.
        encode: give the text of a plain value, compact, its keys sorted; moments in it
            may be left as they are.
        parse: give the plain value of a document.
    """

    name: str
    encode: Callable[[Any], str]
    parse: Callable[[bytes], object]


def _encode(plain: Any) -> str:
    return json.dumps(
        plain,
        default=write_moment,
        ensure_ascii=False,
        allow_nan=False,
        check_circular=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _object(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    return found if len(found) == len(pairs) else REPEATED


def _whole(digits: str) -> object:
    return int(digits) if len(digits.lstrip("-")) <= MOST_DIGITS else TOO_LONG


def _constant(_: str) -> object:
    return NOT_FINITE


# What JSON allows and we do not is left standing for a reader, which knows where it is.
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_constant=_constant
)


def _parse(document: bytes) -> object:
    if document.startswith(b"\xef\xbb\xbf"):
        raise Wrong("not_utf8", "a document is UTF-8 without a byte order mark")
    try:
        return _DECODER.decode(document.decode("utf-8"))
    except UnicodeDecodeError:
        wrong = Wrong("not_utf8", "a document is UTF-8")
    except json.JSONDecodeError:
        wrong = Wrong("not_json", "a document is JSON")
    except RecursionError:
        wrong = too_deep()
    raise wrong


STANDARD: Final = Backend(name="standard", encode=_encode, parse=_parse)
"""What Python brings along."""


def quickest() -> Backend:
    """Give the backend of msgspec where it is installed, or else the standard one."""
    try:
        import msgspec  # noqa: PLC0415  # an extra, and only looked for here
    except ImportError:
        return STANDARD
    failures = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError)
    read = msgspec.json.Decoder().decode
    write = msgspec.json.Encoder().encode
    write_sorted = msgspec.json.Encoder(order="sorted").encode

    def encode(plain: Any) -> str:
        return write_sorted(plain).decode()

    def parse(document: bytes) -> object:
        try:
            plain = read(document)
            if write(plain) == document:
                return plain
        except failures:
            pass
        return _parse(document)

    return Backend(name="msgspec", encode=encode, parse=parse)


BACKEND: Final = quickest()
"""What is used unless another is asked for."""
