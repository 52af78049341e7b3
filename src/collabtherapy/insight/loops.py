"""Whether the loop closes: asked, given or declined, answered, adjusted."""

from collections.abc import Iterator

import attrs

from collabtherapy.insight.estimates import Proportion
from collabtherapy.insight.log import Log
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.regions.feedback import (
    Adjust,
    AnswerFeedback,
    DeclineFeedback,
    GiveFeedback,
)
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.duty_ids import DutyKind
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.meetings import EndSession


@attrs.frozen(kw_only=True)
class FeedbackLoop:
    """What became of asking the clients how a session was.

    Each client at each session that was held is one who was asked. That somebody
    declined is an answer of theirs, and no failing of anybody's.

    Args:
        given: of those asked, who said how it was.
        declined: of those asked, who chose not to.
        answered: of what was given, what a therapist answered.
        adjusted: of what was given, what something was changed for.
        called_for: of what the policy asks an answer to (low comfort, say), what has
            been answered.
    """

    given: Proportion
    declined: Proportion
    answered: Proportion
    adjusted: Proportion
    called_for: Proportion


def feedback_loop(log: Log) -> FeedbackLoop:
    """Give what became of the feedback on the sessions held in a window."""
    asked = frozenset(_asked(log))
    gave = {(act.session, act.by) for act in log.all_of(GiveFeedback)} & asked
    declined = {(act.session, act.by) for act in log.all_of(DeclineFeedback)} & asked
    therapists = log.therapists
    answers = log.all_of(AnswerFeedback)
    answered = {(act.session, act.to) for act in answers if act.by in therapists}
    adjusted = {(act.session, act.because_of) for act in log.all_of(Adjust)}
    done = {name for entry in log.entries for name in entry.discharged}
    owed = [
        duty.id for _, duty in answers_owed(log) if log.window.begun(duty.opened_at)
    ]
    return FeedbackLoop(
        given=Proportion(len(gave), len(asked)),
        declined=Proportion(len(declined - gave), len(asked)),
        answered=Proportion(len(answered & gave), len(gave)),
        adjusted=Proportion(len(adjusted & gave), len(gave)),
        called_for=Proportion(sum(name in done for name in owed), len(owed)),
    )


def answers_owed(log: Log) -> Iterator[tuple[Act, Duty]]:
    """Give each answer that the law says is owed, after the act that asks for it."""
    for entry in log.entries:
        for duty in entry.opened:
            if duty.kind is DutyKind.ANSWER_FEEDBACK:
                yield entry.act, duty


def _asked(log: Log) -> Iterator[tuple[SessionId, PersonId]]:
    present, clients = log.present, log.clients
    for act in log.of(EndSession):
        for client in clients:
            if client in present.get(act.session, ()):
                yield act.session, client
