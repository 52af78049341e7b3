"""Why a task is done: from the goal to the decision, the practice, the outcome."""

import attrs

from collabtherapy.insight.log import read
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.choices import Choice, TakePosition
from collabtherapy.partnership.regions.decisions import Accept, Amend, Decline, Propose
from collabtherapy.partnership.regions.goals import Goal, RateConfidence, RateGoal
from collabtherapy.partnership.regions.practice import (
    LogPractice,
    Practice,
    ReviewPractice,
    StopPractice,
)
from collabtherapy.partnership.regions.preferences import StateAspiration
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import (
    GoalId,
    HasId,
    PersonId,
    ProposalId,
    TaskId,
)
from collabtherapy.privacy.views import view


@attrs.frozen(kw_only=True)
class Why:
    """Why a task is done, each link by the acts that made it, in their order.

    Args:
        task: the task.
        goals: the goals that it is for, as it is agreed now.
        decision: the choice that it came from, if it did.
        of_aspirations: what a client hoped for, where a goal was drawn from that.
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
    of_aspirations: tuple[Act, ...]
    of_goals: tuple[Act, ...]
    of_options: tuple[Act, ...]
    of_decision: tuple[Act, ...]
    of_task: tuple[Act, ...]
    of_practice: tuple[Act, ...]
    of_outcome: tuple[Act, ...]

    @property
    def cites(self) -> tuple[Act, ...]:
        """Every act that it rests on, from what was hoped for to the outcome."""
        return (
            *self.of_aspirations,
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
    choice = () if matter.decision is None else _on(acts, matter.decision)
    practices = {
        name
        for act in acts
        if isinstance(act, Propose | Amend)
        and isinstance(act.matter, Practice)
        and act.matter.task == agreed.id
        and (name := _proposal(act)) is not None
    }
    of_goals = _on(acts, *(ProposalId(str(goal)) for goal in sorted(matter.goals)))
    drawn = {
        (act.by, act.matter.from_aspiration)
        for act in of_goals
        if isinstance(act, Propose | Amend) and isinstance(act.matter, Goal)
    }
    return Why(
        task=agreed.id,
        goals=matter.goals,
        decision=matter.decision,
        of_aspirations=tuple(
            act
            for act in acts
            if isinstance(act, StateAspiration) and (act.by, act.at) in drawn
        ),
        of_goals=of_goals,
        of_options=tuple(act for act in choice if not _chooses(act)),
        of_decision=tuple(act for act in choice if _chooses(act)),
        of_task=_on(acts, ProposalId(str(agreed.id))),
        of_practice=tuple(
            act
            for act in acts
            if _proposal(act) in practices or _practised(act) in practices
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


def _proposal(act: Act) -> ProposalId | None:
    """Give the proposal that an act is about, if it is about one."""
    if isinstance(act, Propose):
        return act.id
    if isinstance(act, Amend | Accept | Decline | TakePosition):
        return act.proposal
    return None


def _on(acts: tuple[Act, ...], *proposals: ProposalId) -> tuple[Act, ...]:
    """Give the acts about these proposals, each proposal's together."""
    return tuple(act for name in proposals for act in acts if _proposal(act) == name)


def _practised(act: Act) -> ProposalId | None:
    """Give the proposal that the practice of an act came from, if it has one."""
    if isinstance(act, LogPractice | StopPractice | ReviewPractice):
        return ProposalId(str(act.practice))
    return None
