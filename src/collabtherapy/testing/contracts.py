"""Contracts as functions: what a codec, or a view, of partnerships has to keep.

Each draws partnerships and raises an `AssertionError` with a story if one breaks the
contract. They are called from a test of yours, with what you have written.
"""

import pickle
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import attrs
from hypothesis import given, settings

from collabtherapy import Partnership, PersonId, Words, acts
from collabtherapy.privacy import NotForThem, view
from collabtherapy.testing.histories import histories, partnerships
from collabtherapy.testing.offered import everyone
from collabtherapy.testing.stories import simplest, story


class Codec(Protocol):
    """Whatever writes a partnership as text and reads it back."""

    def dumps(self, p: Partnership, /) -> str:
        """Write a partnership."""
        ...

    def loads(self, text: str, /) -> Any:
        """Read a partnership."""
        ...


def check_codec(make: Callable[[], Codec], *, examples: int = 100) -> None:
    """Check that whatever is written is read as it was, and written the same again.

    Args:
        make: gives the codec; `collabtherapy.codec` is one.
        examples: how many partnerships are tried.

    Raises:
        AssertionError: a partnership came back as another, or as other text.

    >>> from collabtherapy import codec
    >>> check_codec(lambda: codec, examples=5)
    """
    coder = make()

    def lost(p: Partnership) -> bool:
        text = coder.dumps(p)
        again = coder.loads(text)
        same: bool = again == p and coder.dumps(again) == text
        return not same or again.state != p.state

    @settings(max_examples=examples)
    @given(partnerships())
    def check(p: Partnership) -> None:
        if lost(p):
            raise AssertionError(f"another came back:\n{story(simplest(p, lost))}")

    check()


Look: TypeAlias = Callable[[Partnership, PersonId], object]
"""Shows a partnership to somebody; raises whatever it likes if it is not for them."""


def check_view(look: Look, *, examples: int = 100) -> None:
    """Check that what somebody is shown holds nothing that another has for themselves.

    Whatever it gives is searched for the words of every act that `privacy.view` would
    not show to that person; whoever may see nothing must be given nothing.

    Args:
        look: shows a partnership to a person.
        examples: how many partnerships are tried, each with everybody who might look.

    Raises:
        AssertionError: somebody was shown what is not for them.

    >>> check_view(lambda p, viewer: view(p, viewer).history, examples=5)
    """

    def shows_too_much(p: Partnership) -> bool:
        marked = _marked(p)
        return any(_leaks(look, marked, viewer) for viewer in everyone(p))

    @settings(max_examples=examples)
    @given(histories())
    def check(p: Partnership) -> None:
        if shows_too_much(p):
            shortest = simplest(p, shows_too_much)
            raise AssertionError(f"somebody saw too much:\n{story(shortest)}")

    check()


def _leaks(look: Look, p: Partnership, viewer: PersonId) -> bool:
    try:
        allowed = view(p, viewer).history
    except NotForThem:
        allowed = ()
    try:
        shown = pickle.dumps(look(p, viewer))
    except Exception:  # noqa: BLE001  # how it refuses to show anything is its own
        return False
    hidden = (act for act in p.history if act not in allowed)
    return any(text in shown for text in map(_mark_of, hidden) if text is not None)


def _mark_of(act: acts.Act) -> bytes | None:
    words: Words | None = getattr(act, "words", None)
    return None if words is None else words.text.encode()


def _marked(p: Partnership) -> Partnership:
    """Give the same history with words in it that are told apart."""
    return Partnership.replay(
        attrs.evolve(act, words=Words(f"mark-{n}."))  # type: ignore[call-arg]
        if getattr(act, "words", None) is not None
        else act
        for n, act in enumerate(p.history)
    )
