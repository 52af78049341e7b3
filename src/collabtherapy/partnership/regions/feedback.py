"""Feedback as a loop: asked, given or declined, answered, and what changed for it.

Every attendee is invited to say how a session was, how comfortable it was, and what
they make of it: one invitation, and they take up what they like of it. Given, declined,
deferred and not possible are four answers, none of them a number. Low marks open a duty
to answer (see `law.duties.rules`).
"""

from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.refusals import Reason, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AskFeedback(Act):
    """Ask an attendee how a session was."""

    session: SessionId = field(converter=SessionId)
    to: PersonId = field(converter=PersonId)


class WhoLed(StrEnum):
    """Who led a session, as it was for the person who says so."""

    THERAPIST = "therapist"
    BOTH = "both"
    CLIENT = "client"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class GiveFeedback(Act):
    """Say how a session was for oneself; what is left out stays unknown.

    Args:
        session: the session, which one attended.
        heard: how far one felt heard, from 0 (not at all) to 10 (fully).
        understood: how far understood, from 0 to 10.
        respected: how far respected, from 0 to 10.
        support: how supported, from 0 to 10.
        empowerment: how much stronger for it, from 0 to 10; never merged with
            support.
        comfort: how comfortable, from 0 to 10.
        led: who led.
        words: anything else.
    """

    session: SessionId = field(converter=SessionId)
    heard: int | None = field(
        default=None, converter=optional(whole), validator=between(0, 10, optional=True)
    )
    understood: int | None = field(
        default=None, converter=optional(whole), validator=between(0, 10, optional=True)
    )
    respected: int | None = field(
        default=None, converter=optional(whole), validator=between(0, 10, optional=True)
    )
    support: int | None = field(
        default=None, converter=optional(whole), validator=between(0, 10, optional=True)
    )
    empowerment: int | None = field(
        default=None, converter=optional(whole), validator=between(0, 10, optional=True)
    )
    comfort: int | None = field(
        default=None, converter=optional(whole), validator=between(0, 10, optional=True)
    )
    led: WhoLed | None = field(default=None, validator=a(WhoLed, optional=True))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeclineFeedback(Act):
    """Skip the invitation after a session: say no to all that was not said of it.

    No reason is owed, and what was said before stays said.
    """

    session: SessionId = field(converter=SessionId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AnswerFeedback(Act):
    """Answer what somebody said of a session.

    Args:
        session: the session.
        to: whose feedback is answered.
        words: the answer.
    """

    session: SessionId = field(converter=SessionId)
    to: PersonId = field(converter=PersonId)
    words: Words = field(validator=a(Words))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Adjust(Act):
    """Change the way of working because of what somebody said of a session.

    Args:
        session: the session.
        because_of: whose feedback, comfort or reflection it follows from.
        words: what is done differently.
        from_learning: the moment at which its author recorded what they learned, where
            that is why.
    """

    session: SessionId = field(converter=SessionId)
    because_of: PersonId = field(converter=PersonId)
    words: Words = field(validator=a(Words))
    from_learning: datetime | None = field(default=None, converter=optional(instant))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CheckComfort(Act):
    """Rate one's own comfort, from 0 to 10; leaving the level out skips it."""

    session: SessionId = field(converter=SessionId)
    level: int | None = field(
        default=None, converter=optional(whole), validator=between(0, 10, optional=True)
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reflect(Act):
    """Look back on a session; no words is skipping it."""

    session: SessionId = field(converter=SessionId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


class Invitation(StrEnum):
    """What every attendee of a session is invited to."""

    FEEDBACK = "feedback"
    COMFORT = "comfort"
    REFLECTION = "reflection"


class Outcome(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    GIVEN = "given"
    DECLINED = "declined"
    DEFERRED = "deferred"
    NOT_POSSIBLE = "not_possible"


@attrs.frozen(kw_only=True)
class Response:
    """What one attendee said of one session, and what came of it.

    Args:
        feedback: each time they gave it, the last being what they now say.
        feedback_declined: whether they said no to all of it that they had not said.
        comfort: each level given; None where they declined.
        comfort_at: when each of these was said.
        reflections: each reflection; None where they declined.
        asked_at: when they were first asked.
        answers: what others answered.
        adjustments: what was changed for it.
    """

    feedback: tuple[GiveFeedback, ...] = ()
    feedback_declined: bool = False
    comfort: tuple[int | None, ...] = ()
    comfort_at: tuple[datetime, ...] = ()
    reflections: tuple[Words | None, ...] = ()
    asked_at: datetime | None = None
    answers: tuple[AnswerFeedback, ...] = ()
    adjustments: tuple[Adjust, ...] = ()

    def outcome(self, invitation: Invitation) -> Outcome | None:
        """Return what they answered to an invitation, or None where nothing."""
        said = self._said(invitation)
        if not said:
            return Outcome.DECLINED if self.feedback_declined else None
        return Outcome.DECLINED if said[-1] is None else Outcome.GIVEN

    def _said(self, invitation: Invitation) -> tuple[object, ...]:
        """Return each response to an invitation; None where they declined."""
        match invitation:
            case Invitation.FEEDBACK:
                return self.feedback
            case Invitation.COMFORT:
                return self.comfort
            case Invitation.REFLECTION:
                return self.reflections


NO_RESPONSE = Response()


@attrs.frozen(kw_only=True)
class Feedback:
    """Everything said of every session."""

    responses: Register[tuple[SessionId, PersonId], Response] = Register()

    def of(self, session: SessionId, person: PersonId) -> Response:
        """Give what this person said of this session."""
        return self.responses.find((session, person)) or NO_RESPONSE


NOTHING_TO_ANSWER = Reason(
    "feedback.nothing_said",
    Rule.RECORD,
    "{to} has said nothing of session {session}",
)
FEEDBACK = Region("feedback", Feedback())


@FEEDBACK.folds(AskFeedback)
def _ask(feedback: Feedback, act: AskFeedback) -> Feedback:
    before = feedback.of(act.session, act.to)
    if before.asked_at is not None:
        return feedback
    return _put(feedback, act.session, act.to, attrs.evolve(before, asked_at=act.at))


@FEEDBACK.folds(GiveFeedback)
def _give(feedback: Feedback, act: GiveFeedback) -> Feedback:
    before = feedback.of(act.session, act.by)
    after = attrs.evolve(before, feedback=(*before.feedback, act))
    if act.comfort is not None:
        after = _comfortable(after, act.comfort, act.at)
    return _put(feedback, act.session, act.by, after)


@FEEDBACK.folds(DeclineFeedback)
def _decline(feedback: Feedback, act: DeclineFeedback) -> Feedback:
    after = attrs.evolve(feedback.of(act.session, act.by), feedback_declined=True)
    return _put(feedback, act.session, act.by, after)


@FEEDBACK.folds(CheckComfort)
def _check_comfort(feedback: Feedback, act: CheckComfort) -> Feedback:
    after = _comfortable(feedback.of(act.session, act.by), act.level, act.at)
    return _put(feedback, act.session, act.by, after)


@FEEDBACK.folds(Reflect)
def _reflect(feedback: Feedback, act: Reflect) -> Feedback:
    before = feedback.of(act.session, act.by)
    after = attrs.evolve(before, reflections=(*before.reflections, act.words))
    return _put(feedback, act.session, act.by, after)


@FEEDBACK.folds(AnswerFeedback)
def _answer(feedback: Feedback, act: AnswerFeedback) -> Feedback:
    before = feedback.of(act.session, act.to)
    after = attrs.evolve(before, answers=(*before.answers, act))
    return _put(feedback, act.session, act.to, after)


@FEEDBACK.folds(Adjust)
def _adjust(feedback: Feedback, act: Adjust) -> Feedback:
    before = feedback.of(act.session, act.because_of)
    after = attrs.evolve(before, adjustments=(*before.adjustments, act))
    return _put(feedback, act.session, act.because_of, after)


def _comfortable(before: Response, level: int | None, at: datetime) -> Response:
    comfort, comfort_at = (*before.comfort, level), (*before.comfort_at, at)
    return attrs.evolve(before, comfort=comfort, comfort_at=comfort_at)


def _put(
    feedback: Feedback, session: SessionId, person: PersonId, response: Response
) -> Feedback:
    return Feedback(responses=feedback.responses.put((session, person), response))
