"""Where an act stands in time: when the record learned of it, and from when it counts.

Two times are told apart (SQL:2011: system time and application time): an act of
yesterday that is written down today counts from yesterday, and was not known before.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.policy import Policy

PLACED_SINCE: Final = 3
"""The format from which acts are placed; those of older ones are all on time."""


class Place(NamedTuple):
    """Where an act stands in time.

    Args:
        effective_at: from when it counts.
        recorded_at: when the record learned of it.
    """

    effective_at: datetime
    recorded_at: datetime


def place_of(act: Act, before: datetime, policy: Policy) -> Place:
    """Return where an act stands that is recorded after *before*.

    Args:
        act: the act, as it was handed in.
        before: when the record learned of the entry before it.
        policy: says how far clocks may differ.
    """
    recorded_at = max(act.at, before)
    return Place(_effective(act, recorded_at, policy), recorded_at)


def _effective(act: Act, recorded_at: datetime, policy: Policy) -> datetime:
    if act.kept is not None and act.kept.version < PLACED_SINCE:
        return recorded_at
    lateness = lateness_of(act)
    if lateness is Lateness.STEP:
        return recorded_at
    if lateness is Lateness.GRANT and act.evidence is None:
        return recorded_at
    if act.happened_at is not None:
        return act.happened_at
    # Clocks differ: what was written down in this order was done in this order, so
    # that an answer never stands before its question.
    tolerance = timedelta(minutes=policy.clock_tolerance_minutes)
    return act.at if recorded_at - act.at > tolerance else recorded_at
