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
from collabtherapy.errors import NotForThem
from collabtherapy.privacy.views import numbers_shown
from collabtherapy.testing.histories import histories, partnerships
from collabtherapy.testing.making import made
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
        AssertionError: a partnership came back as another, as other text, or not.
        TypeError: what was given makes nothing, or no codec.

    >>> from collabtherapy import codec
    >>> check_codec(lambda: codec, examples=5)
    """
    coder = made(make, "codec", "dumps", "loads")

    @settings(max_examples=examples)
    @given(partnerships())
    def check(p: Partnership) -> None:
        if _lost(coder, p):
            short = simplest(p, lambda q: _lost(coder, q) is not None)
            raise AssertionError(f"{_lost(coder, short)}:\n{story(short)}")

    check()


def _lost(coder: Codec, p: Partnership) -> str | None:
    """Say what does not come back; of an error its kind, since it may quote words."""
    try:
        text = coder.dumps(p)
        again = coder.loads(text)
        same: bool = again == p and coder.dumps(again) == text
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told
        return f"nothing came back, but {type(error).__name__}"
    return None if same and again.state == p.state else "another came back"


Look: TypeAlias = Callable[[Partnership, PersonId], object]
"""Shows a partnership to somebody; raises whatever it likes if it is not for them."""


def check_view(look: Look, *, examples: int = 100) -> None:
    """Check that what somebody is shown holds nothing that another has for themselves.

    Whatever it gives is searched for the words of every act that `privacy.view` would
    not show to that person; whoever may see nothing must be given nothing, and whoever
    may see something must be given whatever it is.

    Args:
        look: shows a partnership to a person.
        examples: how many partnerships are tried, each with everybody who might look.

    Raises:
        AssertionError: somebody was shown what is not for them, or met an error where
            something is.

    >>> from collabtherapy.privacy import view
    >>> check_view(lambda p, viewer: view(p, viewer).history, examples=5)
    """

    @settings(max_examples=examples)
    @given(histories())
    def check(p: Partnership) -> None:
        if _wrongly_shown(look, p):
            short = simplest(p, lambda q: _wrongly_shown(look, q) is not None)
            raise AssertionError(f"{_wrongly_shown(look, short)}:\n{story(short)}")

    check()


def _wrongly_shown(look: Look, p: Partnership) -> str | None:
    marked = _marked(p)
    return next(filter(None, (_wrong(look, marked, who) for who in everyone(p))), None)


def _wrong(look: Look, p: Partnership, viewer: PersonId) -> str | None:
    """Say what is wrong with what somebody is shown; None if nothing is."""
    allowed: tuple[int, ...]
    try:
        allowed = numbers_shown(p, viewer)
    except NotForThem:
        allowed = ()
    try:
        shown = pickle.dumps(look(p, viewer))
    except Exception as error:  # noqa: BLE001  # how it refuses to show is its own
        return f"{viewer} met {type(error).__name__}" if allowed else None
    hidden = (act for n, act in enumerate(p.history, 1) if n not in allowed)
    leaks = any(text in shown for text in map(_mark_of, hidden) if text is not None)
    return f"{viewer} saw too much" if leaks else None


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
