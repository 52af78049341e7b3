"""The strategy of every public type, by its type."""

from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from collabtherapy import Partnership, Rule, acts, matters
from collabtherapy.insight import GoalMeasures, Overlap
from collabtherapy.testing.asked import ASKED, goal_measured, overlaps
from collabtherapy.testing.found import FOUND, found
from collabtherapy.testing.histories import partnerships
from collabtherapy.testing.measured import MEASURED
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
        GoalMeasures: goal_measured,
        Overlap: overlaps,
    }
    key: Any = kind
    if key in anything:
        return cast("st.SearchStrategy[T]", anything[key]())
    if key in MEASURED:
        return cast("st.SearchStrategy[T]", MEASURED[key])
    if key in FOUND:
        return found(kind)
    return cast("st.SearchStrategy[T]", of_type(key))


def register_the_rest() -> None:
    """Register what the hook does not import: the types of `measures` and `insight`.

    They take longer to import than Hypothesis should wait for.
    """
    for kind in (*MEASURED, *ASKED, GoalMeasures, Overlap):
        st.register_type_strategy(kind, strategy_of)
