"""Why a task is done: from the goal to the decision, the practice, the outcome."""

from collections.abc import Iterator

import attrs

from collabtherapy.insight.log import read
from collabtherapy.partnership.act import Act
from collabtherapy.partnership.choices import Choice, TakePosition
from collabtherapy.partnership.decisions import Accept, Amend, Decline, Propose
from collabtherapy.partnership.goals import RateConfidence, RateGoal
from collabtherapy.partnership.ids import (
    GoalId,
    HasId,
    PersonId,
    PracticeId,
    ProposalId,
    TaskId,
)
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.practice import LogPractice, Practice, StopPractice
from collabtherapy.privacy.views import view


@attrs.frozen(kw_only=True)
class Why:
    """Why a task is done, each link by the acts that made it, in their order.

    Args:
        task: the task.
        goals: the goals that it is for, as it is agreed now.
        decision: the choice that it came from, if it did.
        of_goals: how these goals came to be shared.
        of_options: how the options were put, and where everybody stood.
        of_decision: how one of them was chosen.
        of_task: how the task was agreed.
        of_practice: how it was carried into the days between, and what was noted.
        of_outcome: how near those whose goals they are say they have come.
    """

    task: TaskId
    goals: frozenset[GoalId]
    decision: ProposalId | None
    of_goals: tuple[Act, ...]
    of_options: tuple[Act, ...]
    of_decision: tuple[Act, ...]
    of_task: tuple[Act, ...]
    of_practice: tuple[Act, ...]
    of_outcome: tuple[Act, ...]

    @property
    def cites(self) -> tuple[Act, ...]:
        """Every act that it rests on, from the goal to the outcome."""
        return (
            *self.of_goals,
            *self.of_options,
            *self.of_decision,
            *self.of_task,
            *self.of_practice,
            *self.of_outcome,
        )


def why_this(
    p: Partnership,
    task: TaskId | str,
    *,
    viewer: "PersonId | HasId | str | None" = None,
) -> Why:
    """Give why a task is done: goal, options, decision, task, practice, outcome.

    Raises:
        KeyError: there is no such task, or the viewer may not see it.
        NotForThem: the partnership is not the viewer's to see.
    """
    agreed = (p if viewer is None else view(p, viewer)).task(task)
    matter = agreed.matter
    acts = tuple(entry.act for entry in read(p, viewer=viewer).entries)
    name = ProposalId(str(agreed.id))
    choice = () if matter.decision is None else tuple(_on(acts, matter.decision))
    choosing = tuple(act for act in choice if _chooses(act))
    practices = {
        PracticeId(str(act.id if isinstance(act, Propose) else act.proposal))
        for act in acts
        if isinstance(act, Propose | Amend)
        and isinstance(act.matter, Practice)
        and act.matter.task == agreed.id
    }
    return Why(
        task=agreed.id,
        goals=matter.goals,
        decision=matter.decision,
        of_goals=_all_on(acts, matter.goals),
        of_options=tuple(act for act in choice if not _chooses(act)),
        of_decision=choosing,
        of_task=tuple(_on(acts, name)),
        of_practice=tuple(
            act
            for act in acts
            if _named(act) in practices
            or (
                isinstance(act, LogPractice | StopPractice)
                and act.practice in practices
            )
        ),
        of_outcome=tuple(
            act
            for act in acts
            if isinstance(act, RateGoal | RateConfidence) and act.goal in matter.goals
        ),
    )


def _chooses(act: Act) -> bool:
    """Whether an act chooses, rather than asking, weighing or putting options."""
    if isinstance(act, Propose | Amend):
        return isinstance(act.matter, Choice) and act.matter.chosen is not None
    return isinstance(act, Accept | Decline)


def _on(acts: tuple[Act, ...], proposal: ProposalId) -> Iterator[Act]:
    for act in acts:
        if (isinstance(act, Propose) and act.id == proposal) or (
            isinstance(act, Amend | Accept | Decline | TakePosition)
            and (act.proposal == proposal)
        ):
            yield act


def _all_on(acts: tuple[Act, ...], goals: frozenset[GoalId]) -> tuple[Act, ...]:
    names = tuple(ProposalId(str(goal)) for goal in sorted(goals))
    return tuple(act for name in names for act in _on(acts, name))


def _named(act: Act) -> PracticeId | None:
    """Give the practice that a decision would be about, if it were about one."""
    if isinstance(act, Propose):
        return PracticeId(str(act.id))
    if isinstance(act, Amend | Accept | Decline):
        return PracticeId(str(act.proposal))
    return None
