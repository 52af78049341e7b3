"""Shared goals: why the work is done, in words that both sides accepted.

A goal is active once those who own it and a therapist have accepted one version. It
can be amended without ending anything; each wording is kept. Its owners rate it on
its own scale, and only they do.

Sources: Bordin's goal component of the working alliance; goal-based outcomes, 0 to
10 in the client's own words.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a, between
from collabtherapy.partnership.values.ids import GoalId, PersonId, people
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.ratings import Rating
from collabtherapy.partnership.values.refusals import Change, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen
class Scale:
    """Whole numbers from ``low`` to ``high``, more being better."""

    low: int = field(default=0, converter=whole, validator=between(-1000, 1000))
    high: int = field(default=10, converter=whole, validator=between(-1000, 1000))

    def __attrs_post_init__(self) -> None:
        if self.low >= self.high:
            raise InvalidInput("the low end of a scale lies below its high end")

    def __contains__(self, value: int) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low} to {self.high}"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Goal(Matter):
    """Something to work towards.

    Args:
        words: what, in the words of whoever proposes it.
        owners: the clients whose goal it is; nobody named means every client.
        scale: what it is rated on.
        from_aspiration: the moment at which the client who proposed it stated the
            aspiration that it is drawn from; None where it is drawn from none.
    """

    amendable: ClassVar[bool] = True
    owned_by: ClassVar[str | None] = "owners"
    words: Words = field(validator=a(Words))
    owners: frozenset[PersonId] = field(default=frozenset[PersonId](), converter=people)
    scale: Scale = field(default=Scale(), validator=a(Scale))
    from_aspiration: datetime | None = field(default=None, converter=optional(instant))


class GoalOutcome(StrEnum):
    """How the work on a goal came to its end."""

    REACHED = "reached"
    SET_ASIDE = "set_aside"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class GoalEnd(Matter):
    """Ending the work on a goal, because it is reached or no longer wanted."""

    goal: GoalId = field(converter=GoalId)
    outcome: GoalOutcome = field(validator=a(GoalOutcome))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RateGoal(Act):
    """Say how near one has come to a goal, on the goal's scale."""

    goal: GoalId = field(converter=GoalId)
    value: int = field(converter=whole, validator=a(int))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RateConfidence(Act):
    """Say how confident one is about a goal, from 0 to 10."""

    goal: GoalId = field(converter=GoalId)
    value: int = field(converter=whole, validator=between(0, 10))


@attrs.frozen(kw_only=True)
class SharedGoal:
    """A goal that was accepted by its owners and a therapist.

    Args:
        id: its name, that of the proposal it came from.
        versions: every accepted wording, the last in force.
        since: when it first became shared.
        outcome: how it ended, or None while it is active.
        ratings: how near, by its owners.
        confidence: how confident, from 0 to 10, by its owners.
    """

    id: GoalId
    versions: tuple[Settled[Goal], ...]
    since: datetime
    outcome: GoalOutcome | None = None
    ratings: tuple[Rating, ...] = ()
    confidence: tuple[Rating, ...] = ()

    @property
    def words(self) -> Words:
        """The wording in force."""
        return self.versions[-1].matter.words

    @property
    def scale(self) -> Scale:
        """What it is rated on."""
        return self.versions[-1].matter.scale

    @property
    def owners(self) -> frozenset[PersonId]:
        """Whose it is; nobody named means every client."""
        return self.versions[-1].matter.owners

    @property
    def carried_over(self) -> bool:
        """True while its wording was agreed elsewhere, and not yet here."""
        return self.versions[-1].carried_over

    @property
    def is_active(self) -> bool:
        """Whether it is being worked on."""
        return self.outcome is None

    def is_owned_by(self, client: PersonId) -> bool:
        """Whether it is this client's."""
        return not self.owners or client in self.owners


def fell(goal: SharedGoal, by: PersonId, value: int, tenths: int) -> bool:
    """Return whether a rating lies far below the first, or the last, of that person.

    Args:
        goal: the goal, before it is rated so.
        by: who rates it.
        value: how they rate it.
        tenths: how far is far, in tenths of the scale.
    """
    scale, since = goal.scale, goal.since
    for version in reversed(goal.versions):
        if version.matter.scale != scale:
            break
        since = version.at
    theirs = [r.value for r in goal.ratings if r.by == by and r.at >= since]
    fall = max((*theirs[:1], *theirs[-1:]), default=value) - value
    return bool(theirs) and 10 * fall >= tenths * (scale.high - scale.low)


@attrs.frozen(kw_only=True)
class Goals:
    """Every goal that was ever shared."""

    by_id: Register[GoalId, SharedGoal] = Register()

    @property
    def active(self) -> tuple[SharedGoal, ...]:
        """The goals being worked on."""
        return tuple(goal for goal in self.by_id.values() if goal.is_active)


OFF_SCALE = Reason(
    "goal.rating.off_scale",
    Rule.RECORD,
    "{value} is off the scale of goal {goal}, which is {scale}",
)
NOT_THE_OWNER = Reason(
    "goal.rating.not_the_owner",
    Rule.RIGHT,
    "this is the goal of {owners}; only {owners} rates it",
)

GOALS = Region("goals", Goals())


@GOALS.refuses(RateGoal, RateConfidence)
def _not_the_owner(goals: Goals, act: RateGoal | RateConfidence) -> Refusal | None:
    goal = goals.by_id.find(act.goal)
    if goal is None or goal.is_owned_by(act.by):
        return None
    owners = tuple(sorted(goal.owners))
    return NOT_THE_OWNER(Change("by", owners), goal=act.goal, owners=owners)


@GOALS.refuses(RateGoal)
def _off_scale(goals: Goals, act: RateGoal) -> Refusal | None:
    goal = goals.by_id.find(act.goal)
    if goal is None or act.value in goal.scale:
        return None
    ends = (goal.scale.low, goal.scale.high)
    return OFF_SCALE(
        Change("value", ends), value=act.value, goal=act.goal, scale=goal.scale
    )


@GOALS.settles(Goal)
def _share(goals: Goals, settled: Settled[Goal]) -> Goals:
    name = GoalId(str(settled.id))
    before = goals.by_id.find(name)
    if before is None:
        after = SharedGoal(id=name, versions=(settled,), since=settled.at)
    else:
        # A new wording of a goal that was ended takes the work on it up again.
        after = attrs.evolve(before, versions=(*before.versions, settled), outcome=None)
    return _put(goals, after)


@GOALS.settles(GoalEnd)
def _end(goals: Goals, settled: Settled[GoalEnd]) -> Goals:
    goal = goals.by_id[settled.matter.goal]
    return _put(goals, attrs.evolve(goal, outcome=settled.matter.outcome))


@GOALS.folds(RateGoal)
def _rate(goals: Goals, act: RateGoal) -> Goals:
    goal = goals.by_id[act.goal]
    rating = Rating(by=act.by, at=act.at, value=act.value)
    return _put(goals, attrs.evolve(goal, ratings=(*goal.ratings, rating)))


@GOALS.folds(RateConfidence)
def _rate_confidence(goals: Goals, act: RateConfidence) -> Goals:
    goal = goals.by_id[act.goal]
    rating = Rating(by=act.by, at=act.at, value=act.value)
    return _put(goals, attrs.evolve(goal, confidence=(*goal.confidence, rating)))


def _put(goals: Goals, goal: SharedGoal) -> Goals:
    return Goals(by_id=goals.by_id.put(goal.id, goal))
