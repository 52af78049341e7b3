"""The act that does each duty: the functions that the rows name.

Each returns what a refusal asks for in place of words: the kind of act, and of its
fields those that the duty settles. What is said in it is left to its author.
"""

from collections.abc import Callable
from typing import TypeAlias

from collabtherapy.partnership.regions.alliance import (
    AcknowledgeRupture,
    HearRupture,
)
from collabtherapy.partnership.regions.competence import FindCompetence
from collabtherapy.partnership.regions.consent import Explain
from collabtherapy.partnership.regions.contact import ReachOut
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.regions.entries import AnswerDispute
from collabtherapy.partnership.regions.feedback import AnswerFeedback, AskFeedback
from collabtherapy.partnership.regions.orientation import Orient
from collabtherapy.partnership.regions.practice import ReviewPractice
from collabtherapy.partnership.regions.preferences import Accommodate, AnswerNeed
from collabtherapy.partnership.regions.progress import DiscussProgress
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.refusals import Do
from collabtherapy.partnership.values.scopes import Scope

Doer: TypeAlias = Callable[[State, Duty], Do]
"""Return what does a duty, as a fix asks for it."""


def _do(kind: type[Act], duty: Duty, **fields: object) -> Do:
    return Do(kind, (duty.owed_by,), fields)


def reaching_out(_: State, duty: Duty) -> Do:
    """Return the attempt to reach a client."""
    return _do(ReachOut, duty, to=duty.owed_to)


def orienting(_: State, duty: Duty) -> Do:
    """Return the explanation of how therapy works here."""
    return _do(Orient, duty, to=duty.owed_to)


def explaining(scope: Scope) -> Doer:
    """Return what gives the explanation of a scope."""

    def doer(_: State, duty: Duty) -> Do:
        return _do(Explain, duty, to=duty.owed_to, scope=scope)

    return doer


def inviting(_: State, duty: Duty) -> Do:
    """Return the invitation to say how a session was."""
    return _do(AskFeedback, duty, session=duty.id.session, to=duty.owed_to)


def answering_feedback(_: State, duty: Duty) -> Do:
    """Return the answer to what was said of a session."""
    return _do(AnswerFeedback, duty, session=duty.id.session, to=duty.owed_to)


def answering_need(_: State, duty: Duty) -> Do:
    """Return the answer to what a client needs."""
    return _do(AnswerNeed, duty, client=duty.owed_to, need=duty.id.about[1])


def accommodating(_: State, duty: Duty) -> Do:
    """Return the response to a strong preference."""
    return _do(Accommodate, duty, client=duty.owed_to, dimension=duty.id.about[1])


def discussing_measure(_: State, duty: Duty) -> Do:
    """Return the talk about a score."""
    measures = frozenset({duty.id.about[1]})
    return _do(DiscussProgress, duty, client=duty.owed_to, measures=measures)


def discussing_goal(_: State, duty: Duty) -> Do:
    """Return the talk about a goal."""
    goals = frozenset({duty.id.about[0]})
    return _do(DiscussProgress, duty, client=duty.owed_to, goals=goals)


def acknowledging(_: State, duty: Duty) -> Do:
    """Return the acknowledgement of a rupture."""
    therapist = duty.id.about[1]
    return _do(AcknowledgeRupture, duty, client=duty.owed_to, therapist=therapist)


def hearing(_: State, duty: Duty) -> Do:
    """Return the answer of a third person who was asked to hear of a rupture."""
    therapist = duty.id.about[1]
    return _do(HearRupture, duty, client=duty.owed_to, therapist=therapist)


def reviewing(_: State, duty: Duty) -> Do:
    """Return the look at how a practice went."""
    return _do(ReviewPractice, duty, practice=duty.id.about[0])


def looking_again(_: State, duty: Duty) -> Do:
    """Return the second look at whether a client can decide."""
    return _do(FindCompetence, duty, client=duty.owed_to, decision=duty.id.about[1])


def answering_dispute(state: State, duty: Duty) -> Do:
    """Return the answer to the first open dispute that the duty is about."""
    open_ = state.entries.disputed_by(duty.owed_to, duty.opened_at)
    return _do(AnswerDispute, duty, dispute=min(one.version for one in open_))
