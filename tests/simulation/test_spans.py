"""The bounds of a fitted number: places between them, and steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.simulation.spans import FAR, NEAR, STEP, Span


@given(
    st.floats(-100, 100), st.floats(2, 1000), st.floats(0, 1), st.booleans()
)  # fmt: skip
def test_a_number_that_is_not_moved_is_the_same_to_the_last_digit(
    low: float,
    width: float,
    part: float,
    whole: bool,  # noqa: FBT001 - drawn
):
    """A place between bounds is rounded; the scenario's own number is not."""
    own = min(max(low + part * width, low), low + width)
    own = round(own) if whole else own
    span = Span.of("x", low, low + width, whole=whole, own=own)
    inside = span.low <= own <= span.high
    assert (span.value(span.place(own)) == own) or not inside
    assert span.low <= span.value(span.place(own)) <= span.high


@given(
    st.floats(-100, 100), st.floats(2, 1000), st.floats(NEAR, FAR), st.booleans()
)  # fmt: skip
def test_a_step_is_seen_from_every_place(
    low: float,
    width: float,
    place: float,
    whole: bool,  # noqa: FBT001 - drawn
):
    """A number is never so small, nor so near a bound, that it is not moved at all."""
    span = Span.of("x", low, low + width, whole=whole)
    value = span.value(place)
    moved = span.beside(value)
    assert span.low <= value <= span.high
    assert span.low <= moved <= span.high
    assert abs(span.place(moved) - span.place(value)) > STEP / 2
    half_a_one = 0.5 / (span.high - span.low) if whole else 0
    assert span.place(value) == pytest.approx(place, abs=half_a_one + 1e-6)
