"""What a Bundle says that is so: read, and believed by nobody but whoever asks.

A fact is not an act. That somebody is said to agree with a goal, or to have given a
consent, is here to be seen; nothing of it is done on anybody's behalf.
"""

import attrs

from collabtherapy.fhir.consents.directives import Directive
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.periods import Edge
from collabtherapy.fhir.inward.answers import Answers
from collabtherapy.fhir.inward.moments import Within
from collabtherapy.partnership.regions.goals import Scale
from collabtherapy.partnership.regions.measurements import NoScore
from collabtherapy.partnership.regions.sessions import SessionStatus
from collabtherapy.partnership.values.appointments import Mode
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
)
from collabtherapy.partnership.values.stages import Stage
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True)
class Somebody:
    """A person or an organisation.

    Args:
        name: what they are called by others: an id of ours, or ``Patient/7``.
        kind: what they are: ``Patient``, ``Practitioner``, …
        patient: of a RelatedPerson, to whom they are related.
    """

    name: str
    kind: str
    patient: str | None = None


@attrs.frozen(kw_only=True)
class Stretch:
    """A time in which an episode had one status; the stage, where it is ours."""

    status: str
    stage: Stage | None = None
    start: Edge | None = None
    end: Edge | None = None


@attrs.frozen(kw_only=True)
class Episode:
    """A time of care of one patient, and what it has been through."""

    name: str
    patient: str | None
    status: str
    stage: Stage | None = None
    history: tuple[Stretch, ...] = ()


@attrs.frozen(kw_only=True)
class Acceptance:
    """That somebody is said to agree or disagree with a goal, or not yet to have."""

    who: str | None
    status: str


@attrs.frozen(kw_only=True)
class ReadGoal:
    """A goal as it was read.

    Args:
        name: what it is called.
        status: Goal.lifecycleStatus.
        words: what it says, where it says it.
        subject: whose it is said to be.
        acceptances: who is said to agree with it.
        scale: what it is rated on, where that is known.
        version: which version of it this is, where that is known.
        words_from: where the words stand: ``text``, or ``display``, the label of a
            code, which nobody may have said. None where there are none.
    """

    name: str
    status: str
    words: Words | None = None
    subject: str | None = None
    acceptances: tuple[Acceptance, ...] = ()
    scale: Scale | None = None
    version: int | None = None
    words_from: str | None = None


@attrs.frozen(kw_only=True)
class ReadPlan:
    """A plan or a task as it was read.

    Args:
        name: what it is called.
        kind: ``CarePlan`` or ``Task``.
        status: its status there.
        words: its description, else its title.
        subject: whom it is for.
    """

    name: str
    kind: str
    status: str
    words: Words | None = None
    subject: str | None = None


@attrs.frozen(kw_only=True)
class ReadTeam:
    """A team or a group as it was read.

    Args:
        name: what it is called.
        kind: ``CareTeam`` or ``Group``.
        status: the status of a team; None of a group, which has none.
        subject: whom a team is for.
        members: who is in it.
    """

    name: str
    kind: str
    status: str | None = None
    subject: str | None = None
    members: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class ReadPlace:
    """A place as it was read, and what it is called."""

    name: str
    words: Words | None = None


@attrs.frozen(kw_only=True)
class ReadQuestionnaire:
    """A Questionnaire as it was read.

    Args:
        name: what it is called.
        url: its canonical URL.
        version: its version.
        codes: its codes, as that of a panel.
        items: how many of its items have a linkId.
        instruments: the instruments that it says it is.
    """

    name: str
    url: str | None = None
    version: str | None = None
    codes: tuple[Coding, ...] = ()
    items: int = 0
    instruments: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class ReadConsent:
    """A consent: the rules that it states, and which of our states it is in, if any."""

    directive: Directive
    status: ConsentStatus | None = None


@attrs.frozen(kw_only=True)
class ReadSession:
    """A session that was booked, or was held.

    Args:
        name: what it is called.
        kind: ``Appointment`` or ``Encounter``.
        status: the status there.
        was: which of our states it is in, where that is said.
        start: when it began, or was to begin.
        end: when it ended; of an appointment whose end was assumed, None.
        mode: how people meet, where it is said in our terms.
        place: where, as it is called.
        people: who is named in it.
    """

    name: str
    kind: str
    status: str
    was: SessionStatus | None = None
    start: Edge | None = None
    end: Edge | None = None
    mode: Mode | None = None
    place: Words | None = None
    people: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Observed:
    """Something that was measured, rated or checked.

    Args:
        codes: what it is.
        value: what was found; None where nobody said.
        absent: why there is no value, as it was said.
        no_score: why a measure has no score, in our terms, where they have it.
        low: the lowest that there could be, or that is usual.
        high: the highest.
        subject: of whom.
        focus: about what else.
        by: who said so.
        at: when.
        words: what was noted with it.
    """

    codes: tuple[Coding, ...]
    value: float | bool | Coding | Words | Within | None = None
    absent: str | None = None
    no_score: NoScore | None = None
    low: float | None = None
    high: float | None = None
    subject: str | None = None
    focus: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    at: Within | None = None
    words: tuple[Words, ...] = ()


@attrs.frozen(kw_only=True)
class Message:
    """Something that somebody said to somebody.

    Args:
        status: Communication.status.
        kinds: what kind of message it is.
        sender: who said it.
        recipients: to whom.
        sent: when.
        answers: how many messages of the same Bundle it is in response to.
        words: what was said, where that is words.
    """

    status: str
    kinds: tuple[Coding, ...] = ()
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    sent: Within | None = None
    answers: int = 0
    words: tuple[Words, ...] = ()


@attrs.frozen(kw_only=True)
class Warned:
    """A flag: of what kind, about whom, and whether it is still up."""

    codes: tuple[Coding, ...]
    status: str
    subject: str | None = None
    start: Edge | None = None
    end: Edge | None = None


@attrs.frozen(kw_only=True)
class Access:
    """That somebody had access to something, or was told: who, when, and for what."""

    recorded: Within | None
    who: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    purposes: tuple[Coding, ...] = ()


@attrs.frozen(kw_only=True)
class Origin:
    """Where something comes from: who did what, when.

    Args:
        recorded: when it was recorded.
        who: who did it, and who agreed.
        what: what was done.
        targets: what came of it.
        step: the row of our law that was taken, if it was one.
        stage: the stage that it led to, if it led to one.
    """

    recorded: Within | None
    who: tuple[str, ...] = ()
    what: tuple[Coding, ...] = ()
    targets: tuple[str, ...] = ()
    step: str | None = None
    stage: Stage | None = None


@attrs.frozen(kw_only=True)
class Facts:
    """Everything that was read, by kind, in the order in which it stood."""

    people: tuple[Somebody, ...] = ()
    episodes: tuple[Episode, ...] = ()
    goals: tuple[ReadGoal, ...] = ()
    consents: tuple[ReadConsent, ...] = ()
    sessions: tuple[ReadSession, ...] = ()
    observations: tuple[Observed, ...] = ()
    messages: tuple[Message, ...] = ()
    flags: tuple[Warned, ...] = ()
    accesses: tuple[Access, ...] = ()
    origins: tuple[Origin, ...] = ()
    answers: tuple[Answers, ...] = ()
    questionnaires: tuple[ReadQuestionnaire, ...] = ()
    plans: tuple[ReadPlan, ...] = ()
    teams: tuple[ReadTeam, ...] = ()
    places: tuple[ReadPlace, ...] = ()
