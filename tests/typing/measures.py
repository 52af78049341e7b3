"""Read by the type checkers, never run: what the names of measures promise."""

from typing import assert_type

from collabtherapy.measures import (
    PHQ9,
    Change,
    Cohort,
    Direction,
    JacobsonTruax,
    Joint,
    Method,
    Score,
    Signals,
    Status,
    change,
    jointly,
    signals,
)
from collabtherapy.measures.expected import ExpectedCourse
from collabtherapy.measures.many import (
    Changes,
    Scores,
    changes,
    changes_in,
    score_many,
)

LOWER = Direction.LOWER_IS_BETTER


def one_person(method: Method) -> None:
    """Scores, changes and what they hold, None where something is missing."""
    assert_type(PHQ9.score((0, 1, None)), Score)
    assert_type(PHQ9.score(()).total, float | None)
    found = PHQ9.change(18, None, by=method)
    assert_type(found, Change)
    assert_type(found.status, Status)
    assert_type(jointly(found), Joint)
    assert_type(jointly(found).recovery, bool | None)


def methods(cohort: Cohort, expected: ExpectedCourse) -> None:
    """Every family is a method, and what was fitted is a rule for signals."""
    by: Method = JacobsonTruax.of(cohort, reliability=0.8)
    assert_type(changes([1], [2], by=by, direction=LOWER), Changes)
    assert_type(signals([1, None], by=expected), Signals)


def many_people(frame: object, method: Method) -> None:
    """Scores are arrays and single values; an instrument, or a method and a side."""
    assert_type(score_many(PHQ9, frame, missing=(99,)), Scores)
    assert_type(score_many(PHQ9, frame)[0], Score)
    assert_type(changes_in(frame, pre="a", post="b", instrument=PHQ9), Changes)
    assert_type(
        changes_in(frame, pre="a", post="b", by=method, direction=LOWER), Changes
    )


def mistakes(method: Method) -> None:
    """What a checker finds: text for an answer, no method, no direction."""
    PHQ9.score(("1", "2"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    change(1, 2, by="JT", direction=LOWER)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    change(1, 2, by=method)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    changes_in({}, pre="a", post="b", by=method)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
