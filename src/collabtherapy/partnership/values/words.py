"""What a person wrote, in the only type that may hold it.

Free text is the privacy surface of a partnership. It lives in `Words` and nowhere
else, so that a view can hide it, a redaction can find all of it, and no message,
log line or traceback can show it by accident: printing `Words` shows a length.
"""

import re
from typing import NoReturn, final

from collabtherapy.errors import InvalidInput

# What some store or format cannot carry: a NUL, or half of a surrogate pair.
_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")


@final
class Words:
    """Verbatim text of one person; shown only when asked for by name.

    This is no attrs class on purpose: whatever walks the fields of attrs classes to
    print them (test runners, notebooks, debuggers) finds nothing to walk here.

    Args:
        text: what was written, at least one character that is not a space.

    Raises:
        TypeError: it is not text.
        ValueError: it is blank, or holds a NUL or half of a surrogate pair.

    >>> said = Words("sleep through the night")
    >>> said
    Words(<23 characters>)
    >>> f"{said}"
    'Words(<23 characters>)'
    >>> said.text, said.n_words
    ('sleep through the night', 4)
    """

    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str) -> None:
        """Keep the text as it is."""
        if type(text) is not str:
            raise TypeError("words are text")
        if not text.strip():
            raise InvalidInput("words say something: leave them out rather than blank")
        if _UNSPEAKABLE.search(text):
            raise InvalidInput("words hold no NUL and no half of a surrogate pair")
        object.__setattr__(self, "_text", text)

    @property
    def is_removed(self) -> bool:
        """Whether what was written has been taken out for good."""
        return not self._text  # nobody can write words without any

    @property
    def text(self) -> str:
        """What was written.

        Raises:
            ValueError: it has been taken out for good; see `is_removed`.
        """
        if self.is_removed:
            raise InvalidInput("these words have been taken out: ask is_removed first")
        return self._text

    @property
    def n_words(self) -> int | None:
        """How many words, parted by white space; None of what has been taken out."""
        return None if self.is_removed else len(self._text.split())

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True  # something was said, whether or not it is still here

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Words):
            return NotImplemented
        return self._text == other._text

    def __hash__(self) -> int:
        return hash((Words, self._text))

    def __repr__(self) -> str:
        if self.is_removed:
            return "Words(<removed>)"
        return f"Words(<{len(self._text)} characters>)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __setattr__(self, name: str, _value: object) -> NoReturn:
        raise AttributeError(f"words stay as they are: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"words stay as they are: {name} cannot be deleted")

    def __reduce__(self) -> tuple[object, ...]:
        return (_removed, ()) if self.is_removed else (Words, (self._text,))


def _removed() -> Words:
    words = object.__new__(Words)
    object.__setattr__(words, "_text", "")
    return words


REMOVED = _removed()
"""What is left of words that have been taken out for good: a mark that says so."""

SOME_WORDS = Words("(words)")
"""Words for where it only matters that something was said."""
