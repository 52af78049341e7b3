"""Tasks and practice: what is done towards the goals, in sessions and between them.

A task is how the work on at least one goal is done, agreed by those whose goal it is
and a therapist. A practice carries a task into the days between: it has one owner,
without whose assent it is never theirs, who alone writes its log and may stop it.

A practice that was not done says something of the practice and nothing of its owner: a
therapist asks what got in the way, and both look at what to do with it.

Sources: Bordin's tasks; between-session practice as the client's own activity.
"""

from enum import StrEnum
from typing import ClassVar, TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.checks import a, between, each
from collabtherapy.partnership.values.endings import LeaveAsTherapist
from collabtherapy.partnership.values.ids import (
    GoalId,
    PersonId,
    PracticeId,
    ProposalId,
    TaskId,
    goals,
    people,
)
from collabtherapy.partnership.values.refusals import (
    Change,
    Reason,
    Refusal,
    Rule,
    sought,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Task(Matter):
    """How we work on something.

    Args:
        words: what is done.
        goals: what it is for: at least one goal, one of them active when it is agreed.
        owners: the clients who do it; nobody named means every client.
        decision: the choice between options that it came from, if it did.
    """

    amendable: ClassVar[bool] = True
    owned_by: ClassVar[str | None] = "owners"
    words: Words = field(validator=a(Words))
    goals: frozenset[GoalId] = field(
        converter=goals, validator=each(GoalId, at_least=1)
    )
    owners: frozenset[PersonId] = field(default=frozenset[PersonId](), converter=people)
    decision: ProposalId | None = field(default=None, converter=optional(ProposalId))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Practice(Matter):
    """What somebody does between sessions.

    Args:
        words: what it is.
        task: the task that it carries into the days between.
        owner: who does it, a client or a therapist.
    """

    amendable: ClassVar[bool] = True
    owned_by: ClassVar[str | None] = "owner"
    of_either_side: ClassVar[bool] = True
    words: Words = field(validator=a(Words))
    task: TaskId = field(converter=TaskId)
    owner: PersonId = field(converter=PersonId)


class Done(StrEnum):
    """How far a practice was done."""

    YES = "yes"
    PARTLY = "partly"
    NOT = "not"


class Reviewed(StrEnum):
    """What becomes of a practice that was looked at."""

    KEEP = "keep"
    SHRINK = "shrink"
    CHANGE = "change"
    DROP = "drop"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LogPractice(Act):
    """Note how one's own practice went, at any time; it needs no session.

    Args:
        practice: which.
        done: how far it was done, if one would say; left out is no "not".
        got_in_the_way: what made it hard, if something did.
        helped: how much it helped, from 0 to 10, if one would say.
        words: anything else.
    """

    practice: PracticeId = field(converter=PracticeId)
    done: Done | None = field(default=None, validator=a(Done, optional=True))
    got_in_the_way: Words | None = field(
        default=None, validator=a(Words, optional=True)
    )
    helped: int | None = field(
        default=None, converter=optional(whole), validator=between(0, 10, optional=True)
    )
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StopPractice(Act):
    """Stop a practice of one's own; no reason is owed."""

    practice: PracticeId = field(converter=PracticeId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReviewPractice(Act):
    """Look at a practice together: what got in its way, and what becomes of it.

    A smaller practice, or another, is put to both sides as its next wording; until they
    accept that, it stays as it was agreed.

    Args:
        practice: which.
        outcome: what becomes of it; its owner alone drops it, and owes no reason.
        words: anything else.
    """

    practice: PracticeId = field(converter=PracticeId)
    outcome: Reviewed = field(validator=a(Reviewed))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class AgreedTask:
    """A task that was agreed: its name, and every wording of it, the last in force."""

    id: TaskId
    versions: tuple[Settled[Task], ...]

    @property
    def matter(self) -> Task:
        """The task as it is agreed now."""
        return self.versions[-1].matter


@attrs.frozen(kw_only=True)
class AgreedPractice:
    """A practice that its owner agreed to.

    Args:
        id: its name.
        versions: every wording of it, the last in force.
        log: what its owner noted, the first first.
        reviews: each time that it was looked at, the first first.
        stopped: how it was stopped or dropped, if it was.
    """

    id: PracticeId
    versions: tuple[Settled[Practice], ...]
    log: tuple[LogPractice, ...] = ()
    reviews: tuple[ReviewPractice, ...] = ()
    stopped: StopPractice | ReviewPractice | None = None

    @property
    def matter(self) -> Practice:
        """The practice as it is agreed now."""
        return self.versions[-1].matter

    @property
    def is_active(self) -> bool:
        """Whether it is still somebody's practice."""
        return self.stopped is None

    @property
    def was_asked_about(self) -> bool:
        """True if it was looked at since it was last agreed."""
        return bool(self.reviews) and self.reviews[-1].at >= self.versions[-1].at


@attrs.frozen(kw_only=True)
class Tasks:
    """Every task and practice that was ever agreed.

    Args:
        by_id: the tasks.
        practices: the practices, those that were stopped too.
        active: the practices that go on.
    """

    by_id: Register[TaskId, AgreedTask] = Register()
    practices: Register[PracticeId, AgreedPractice] = Register()
    active: frozenset[PracticeId] = frozenset()


OfPractice: TypeAlias = LogPractice | StopPractice | ReviewPractice

NOT_THE_OWNER = Reason(
    "practice.not_the_owner",
    Rule.RIGHT,
    "{owner} decides about practice {practice}, keeps its log and stops it",
)
STOPPED = Reason("practice.stopped", Rule.RECORD, "practice {practice} was stopped")

TASKS = Region("tasks", Tasks())


@TASKS.refuses(LogPractice, StopPractice, ReviewPractice)
def _not_the_owner(tasks: Tasks, act: OfPractice) -> Refusal | None:
    practice = tasks.practices.find(act.practice)
    if practice is None or _may(act, practice):
        return None
    owner = practice.matter.owner
    return NOT_THE_OWNER(Change("by", (owner,)), practice=act.practice, owner=owner)


@TASKS.refuses(LogPractice, StopPractice, ReviewPractice)
def _stopped(tasks: Tasks, act: OfPractice) -> Refusal | None:
    practice = tasks.practices.find(act.practice)
    if practice is None or practice.is_active:
        return None
    all_ = tasks.practices.values
    own = sought(
        "practice",
        lambda: (p.id for p in all_() if p.is_active and _may(act, p)),
    )
    return STOPPED(own, practice=act.practice)


def _may(act: OfPractice, practice: AgreedPractice) -> bool:
    """Return whether this is for its author to say: all but dropping it is for both."""
    if isinstance(act, ReviewPractice) and act.outcome is not Reviewed.DROP:
        return True
    return practice.matter.owner == act.by


@TASKS.settles(Task)
def _agree(tasks: Tasks, settled: Settled[Task]) -> Tasks:
    name = TaskId(str(settled.id))
    before = tasks.by_id.find(name)
    versions = (*(before.versions if before else ()), settled)
    task = AgreedTask(id=name, versions=versions)
    return attrs.evolve(tasks, by_id=tasks.by_id.put(name, task))


@TASKS.settles(Practice)
def _take_on(tasks: Tasks, settled: Settled[Practice]) -> Tasks:
    name = PracticeId(str(settled.id))
    before = tasks.practices.find(name)
    if before is None:
        return _put(tasks, AgreedPractice(id=name, versions=(settled,)))
    # Agreed anew, a practice that was stopped is taken up again.
    versions = (*before.versions, settled)
    return _put(tasks, attrs.evolve(before, versions=versions, stopped=None))


@TASKS.folds(LogPractice)
def _log(tasks: Tasks, act: LogPractice) -> Tasks:
    practice = tasks.practices[act.practice]
    return _put(tasks, attrs.evolve(practice, log=(*practice.log, act)))


@TASKS.folds(StopPractice)
def _stop(tasks: Tasks, act: StopPractice) -> Tasks:
    return _put(tasks, attrs.evolve(tasks.practices[act.practice], stopped=act))


@TASKS.folds(ReviewPractice)
def _review(tasks: Tasks, act: ReviewPractice) -> Tasks:
    practice = tasks.practices[act.practice]
    after = attrs.evolve(practice, reviews=(*practice.reviews, act))
    if act.outcome is Reviewed.DROP:
        after = attrs.evolve(after, stopped=act)
    return _put(tasks, after)


@TASKS.folds(LeaveAsTherapist)
def _leave(tasks: Tasks, act: LeaveAsTherapist) -> Tasks:
    """What a therapist practises for the work they stop as they leave it."""
    for name in sorted(tasks.active):
        practice = tasks.practices[name]
        if practice.matter.owner == act.by:
            stopped = StopPractice(by=act.by, at=act.at, practice=practice.id)
            tasks = _put(tasks, attrs.evolve(practice, stopped=stopped))
    return tasks


def _put(tasks: Tasks, practice: AgreedPractice) -> Tasks:
    name = frozenset((practice.id,))
    return attrs.evolve(
        tasks,
        practices=tasks.practices.put(practice.id, practice),
        active=tasks.active | name if practice.is_active else tasks.active - name,
    )
