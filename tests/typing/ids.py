"""Read by the type checkers, never run: an id compared with what it cannot equal.

Both checkers are strict, and an ignored error that is none any more is an error itself:
a checker that falls silent is found. Of the five comparisons mypy reports all, pyright
those whose left side is an id, and no look-up.
"""

from typing import assert_type

from collabtherapy import Client, Duty, GoalId, Partnership, PersonId, SessionId


def kinds(ana: Client, goal: GoalId) -> None:
    """An id is made of text or an id of its kind, a person's of whoever has one."""
    assert_type(PersonId("ana"), PersonId)
    assert_type(PersonId(ana), PersonId)
    assert_type(PersonId(PersonId(ana)), PersonId)
    assert_type(GoalId(goal), GoalId)
    SessionId(goal)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    GoalId(ana)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def mistakes(p: Partnership, duty: Duty, goal: GoalId, session: SessionId) -> bool:
    """Five comparisons that are always false."""
    owed = duty.owed_by
    by_text = owed == "bo"  # type: ignore[comparison-overlap]  # pyright: ignore[reportUnnecessaryComparison]
    text_first = "bo" == owed  # type: ignore[comparison-overlap]  # noqa: SIM300  # is asked
    in_mapping = "begin" in p.state.decisions.proposals  # type: ignore[comparison-overlap]
    in_texts = owed in {"ana", "bo"}  # type: ignore[comparison-overlap]
    two_kinds = goal == session  # type: ignore[comparison-overlap]  # pyright: ignore[reportUnnecessaryComparison]
    return by_text or text_first or in_mapping or in_texts or two_kinds


def frozen(goal: GoalId) -> None:
    """Nothing of an id can be set."""
    goal.text = "g2"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
