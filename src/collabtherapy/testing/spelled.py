"""How a history is spelled: a text in which each character is one thing that is done.

Hypothesis draws the text in one go and shrinks it by leaving characters out and making
the others smaller, which is what a story shrinks by: fewer things done, and simpler
ones. Drawn one by one, the same choices take most of the time, and five examples in six
come out as another one with two of its parts made alike, which meets little that is
new (decision 30).
"""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from collabtherapy._scalars import whole

T = TypeVar("T")

COMMON = 256
"""So many characters come first: Hypothesis draws four in five among them."""

WAYS = 64
"""In how many ways one thing is done by the other characters."""

MOST_THINGS = 128
"""How many things there may be to choose from."""

FIRST_CHARACTER = 0x4E00  # one range without gaps, of which no character is special
LAST_CHARACTER = FIRST_CHARACTER + COMMON + MOST_THINGS * WAYS - 1

NOTHING = chr(FIRST_CHARACTER)
"""The smallest character."""

_characters = st.characters(min_codepoint=FIRST_CHARACTER, max_codepoint=LAST_CHARACTER)


def spellings(*, at_most: int) -> st.SearchStrategy[str]:
    """Draw a text with which so many things are chosen at most; seldom far fewer."""
    at_most = whole(at_most)
    return st.text(_characters, min_size=at_most // 2, max_size=at_most)


def chosen(character: str, among: Sequence[T]) -> tuple[T, int]:
    """Give what a character stands for among some things, and in which way it is done.

    A smaller character stands for a thing nearer to the first, done in a simpler way.

    >>> chosen(chr(FIRST_CHARACTER), "abc"), chosen(chr(FIRST_CHARACTER + 86), "abc")
    (('a', 0), ('b', 0))
    """
    n, code = len(among), ord(character) - FIRST_CHARACTER
    if code < COMMON:
        index = code * n // COMMON
        return among[index], code - -(-index * COMMON // n)
    index, way = divmod(code - COMMON, WAYS)
    return among[index % n], way
