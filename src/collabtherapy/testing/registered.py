"""The strategy of every public type, by its type."""

from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from collabtherapy import Partnership, Rule, acts, matters
from collabtherapy.testing.found import FOUND, found
from collabtherapy.testing.histories import partnerships
from collabtherapy.testing.values import acts_of, matters_of, of_type

T = TypeVar("T")


def strategy_of(kind: type[T]) -> st.SearchStrategy[T]:
    """Give the strategy of a public type: what `st.from_type` gives for it.

    >>> from collabtherapy import Duty
    >>> strategy_of(Duty)
    found(Duty)
    """
    anything: dict[type[Any], Any] = {
        Partnership: partnerships,
        acts.Act: acts_of,
        matters.Matter: matters_of,
        Rule: lambda: st.sampled_from(Rule),
    }
    key: Any = kind
    if key in anything:
        return cast("st.SearchStrategy[T]", anything[key]())
    if key in FOUND:
        return found(kind)
    return cast("st.SearchStrategy[T]", of_type(key))
