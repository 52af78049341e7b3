"""What a person wrote, in the only type that may hold it.

Free text is the privacy surface of a partnership. It lives in `Words` and nowhere
else, so that a view can hide it, a redaction can find all of it, and no message,
log line or traceback can show it by accident: printing `Words` shows a length.
"""

import re
from typing import Self

import attrs

# What some store or format cannot carry: a NUL, or half of a surrogate pair.
_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")


@attrs.frozen(repr=False, order=False)
class Words:
    """Verbatim text of one person; shown only when asked for by name.

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

    text: str

    def __attrs_post_init__(self) -> None:
        if self.text.__class__ is not str:
            raise TypeError("words are text")
        if not self.text.strip():
            raise ValueError("words say something: leave them out rather than blank")
        if _UNSPEAKABLE.search(self.text):
            raise ValueError("words hold no NUL and no half of a surrogate pair")

    @property
    def n_words(self) -> int:
        """How many words, parted by white space."""
        return len(self.text.split())

    def __len__(self) -> int:
        """Count the characters."""
        return len(self.text)

    def __repr__(self) -> str:
        return f"Words(<{len(self.text)} characters>)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __copy__(self) -> Self:
        return self
