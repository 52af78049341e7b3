"""The two measures of the person-centred outcomes guide, computed from histories.

Identification: the share of people for whom a goal was set that is scaled and part of a
plan, and rated at once. Follow-up: the share of people whose goal was rated again two
to 26 weeks after it was set. The guide asks for people of 18 and over with a complex
care need, says itself that it does not know how to tell, and counts everybody of age;
histories know no ages. So whoever asks names the people.

A goal here is one that both sides share. It is scaled as the guide wants it on the
scale of Goal Attainment Scaling, and part of a plan if it was worked on while an
agreement stood. The categories of the guide are not asked for: no history has them.

Source: HL7 Person-Centered Outcomes guide 1.0.0, GoalIdentificationMeasure,
GoalFollowUpMeasure and GoalAttainmentLogic 0.1.0.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final

import attrs

from collabtherapy.insight.estimates import Proportion
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.goals import RateGoal, Scale, SharedGoal
from collabtherapy.partnership.replay import Transition, transitions
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import GoalId, HasId, PersonId
from collabtherapy.partnership.values.moments import LATEST, instant
from collabtherapy.partnership.values.register import Register

ATTAINMENT: Final = Scale(low=-2, high=2)
"""Goal Attainment Scaling: from much less than expected to much more."""

FOLLOW_UP: Final = (timedelta(weeks=2), timedelta(weeks=26))
"""From when to when after a goal was set it is followed up, both ends included."""


@attrs.frozen(kw_only=True)
class GoalMeasures:
    """How many people have a goal, and for how many it was looked at again.

    Args:
        n_people: the people that were asked about: the denominator of both measures.
        n_with_goal: those with a goal of the period that is scaled and in a plan.
        n_identified: those who also rated it before its follow-up began.
        n_followed_up: those who rated it within its follow-up.
    """

    n_people: int
    n_with_goal: int
    n_identified: int
    n_followed_up: int

    @property
    def identification(self) -> Proportion:
        """The first measure: of everybody who was asked about."""
        return Proportion(self.n_identified, self.n_people)

    @property
    def follow_up(self) -> Proportion:
        """The second measure: of everybody, as the guide's code counts."""
        return Proportion(self.n_followed_up, self.n_people)

    @property
    def follow_up_of_goals(self) -> Proportion:
        """The second measure: of those with a goal, as the guide's text has it."""
        return Proportion(self.n_followed_up, self.n_with_goal)


def goal_measures(
    partnerships: Iterable[Partnership],
    *,
    start: datetime,
    end: datetime,
    follow_up: tuple[timedelta, timedelta] = FOLLOW_UP,
    any_scale: bool = False,
    people: Collection[PersonId | HasId | str] | None = None,
) -> GoalMeasures:
    """Return both measures over a period, as what was known at its end has them.

    A person in several partnerships is one person. Days are those of UTC, as the guide
    counts from the date of a goal and not from its moment.

    Args:
        partnerships: the histories; what happened after *end* is not looked at.
        start: the beginning of the measurement period, included.
        end: its end, included.
        follow_up: how long after the day of a goal its follow-up begins, and ends.
        any_scale: True to count goals on any scale, such as 0 to 10, which the guide
            does not know.
        people: the people who are asked about; every client, if None.

    Raises:
        ValueError: If *end* is before *start*, or the follow-up ends before it begins.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy.testing.ways import two
    >>> year = {"start": datetime(2026, 1, 1, tzinfo=UTC)}
    >>> year["end"] = datetime(2026, 12, 31, tzinfo=UTC)
    >>> found = goal_measures([two()], **year).identification
    >>> found.count, found.n
    (0, 1)
    """
    start, end = instant(start), instant(end)
    if end < start:
        raise ValueError(f"end is before start: {end} and {start}")
    if follow_up[1] < follow_up[0]:
        raise ValueError("follow_up ends before it begins: give (from, to)")
    asked = None if people is None else frozenset(map(PersonId, people))
    found: dict[PersonId, _Found] = {}
    for p in partnerships:
        past = [one for one in transitions(p) if one.effective_at <= end]
        if not past:
            continue
        looked = _Looked(past, start, end, follow_up, any_scale=any_scale)
        for client in _clients(past[-1].after):
            if asked is None or client in asked:
                found[client] = found.get(client, _Found()) | looked.at(client)
    return GoalMeasures(
        n_people=len(found if asked is None else asked),
        n_with_goal=sum(one.goal for one in found.values()),
        n_identified=sum(one.identified for one in found.values()),
        n_followed_up=sum(one.followed_up for one in found.values()),
    )


def _clients(state: State) -> tuple[PersonId, ...]:
    members = state.members
    return tuple(one.id for one in (*members.clients, *members.former))


@attrs.frozen
class _Found:
    """What was found of one person."""

    goal: bool = False
    identified: bool = False
    followed_up: bool = False

    def __or__(self, other: "_Found") -> "_Found":
        return _Found(
            self.goal or other.goal,
            self.identified or other.identified,
            self.followed_up or other.followed_up,
        )


class _Looked:
    """One history, looked at for the goals of a period.

    Args:
        past: what has effect, up to the end of the period.
        start: the beginning of the period.
        end: its end.
        follow_up: how long after the day of a goal its follow-up begins, and ends.
        any_scale: True to count goals on any scale.
    """

    def __init__(
        self,
        past: list[Transition],
        start: datetime,
        end: datetime,
        follow_up: tuple[timedelta, timedelta],
        *,
        any_scale: bool,
    ) -> None:
        self._follow_up = follow_up
        planned = set(_planned(past))
        self._goals = [
            goal
            for goal in past[-1].after.goals.by_id.values()
            if goal.id in planned
            and start <= _day(goal) <= end
            and (any_scale or goal.scale == ATTAINMENT)
        ]
        self._rated: dict[tuple[PersonId, GoalId], list[datetime]] = {}
        for one in past:
            if isinstance(one.act, RateGoal) and start <= one.effective_at <= end:
                key = (one.act.by, one.act.goal)
                self._rated.setdefault(key, []).append(one.effective_at)

    def at(self, client: PersonId) -> _Found:
        """Return what was found of a client."""
        found = _Found()
        for goal in self._goals:
            if not goal.is_owned_by(client):
                continue
            since, until = (_after(_day(goal), span) for span in self._follow_up)
            rated = self._rated.get((client, goal.id), [])
            early = any(at < since for at in rated)
            again = any(since <= at <= until for at in rated)
            found |= _Found(goal=True, identified=early, followed_up=again)
        return found


def _planned(past: Iterable[Transition]) -> Iterator[GoalId]:
    """Yield the goals that were worked on while an agreement stood."""
    stood, before = False, Register[GoalId, SharedGoal]()
    for one in past:
        now = one.after.goals.by_id
        stands = one.after.agreement.current is not None
        if stands:
            goals = now.since(before) if stood else now
            yield from (goal.id for goal in goals.values() if goal.is_active)
        stood, before = stands, now


def _day(goal: SharedGoal) -> datetime:
    """Return when the day began, in UTC, on which a goal was first shared."""
    return datetime.combine(goal.since.astimezone(UTC).date(), time(), UTC)


def _after(at: datetime, span: timedelta) -> datetime:
    return at + span if span <= LATEST - at else LATEST
