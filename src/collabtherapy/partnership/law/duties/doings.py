"""Which acts discharge which duties: the functions that the rows name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar, cast

from collabtherapy.partnership.law.duties.rows import Ends
from collabtherapy.partnership.law.guards import matter_put
from collabtherapy.partnership.regions.alliance import AcknowledgeRupture, HearRupture
from collabtherapy.partnership.regions.competence import FindCompetence
from collabtherapy.partnership.regions.consent import (
    DeclineConsent,
    Explain,
    GiveConsent,
)
from collabtherapy.partnership.regions.contact import ReachOut, RecordContact
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.duties import Duty
from collabtherapy.partnership.regions.entries import (
    AnswerDispute,
    Confirm,
    Dispute,
    Disputed,
)
from collabtherapy.partnership.regions.feedback import (
    Adjust,
    AnswerFeedback,
    AskFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Reflect,
)
from collabtherapy.partnership.regions.orientation import Orient
from collabtherapy.partnership.regions.practice import Practice, ReviewPractice, Task
from collabtherapy.partnership.regions.preferences import (
    Accommodate,
    AnswerNeed,
    StateWhatMatters,
)
from collabtherapy.partnership.regions.progress import DiscussProgress
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.corrections import Correction, EnteredInError
from collabtherapy.partnership.values.ids import PersonId, PracticeId
from collabtherapy.partnership.values.meetings import StartSession
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope

A = TypeVar("A", bound=Act)

Doing: TypeAlias = Mapping[type[Act] | type[Matter], Ends]


def _always(_: State, _act: Act, _duty: Duty) -> bool:
    return True


def _done(
    kind: type[A],
    to: Callable[[State, A], Iterable[PersonId]],
    if_: Callable[[State, A, Duty], bool] = _always,
) -> tuple[type[Act] | type[Matter], Ends]:
    done = Ends(
        cast("Callable[[State, Act], Iterable[PersonId]]", to),
        cast("Callable[[State, Act, Duty], bool]", if_),
    )
    return kind, done


def _by(*rows: tuple[type[Act] | type[Matter], Ends]) -> Doing:
    return MappingProxyType(dict(rows))


def _of_that_session(_: State, act: Act, duty: Duty) -> bool:
    return duty.id.session is cast("DeclineFeedback", act).session


def _answers(state: State, act: AnswerFeedback | Adjust, duty: Duty) -> bool:
    # Others may answer too; only a therapist's answer is the one that is owed.
    theirs = state.members.role(act.by) is Role.THERAPIST
    return theirs and duty.id.session == act.session


def _served(state: State, act: RecordContact, _: Duty) -> bool:
    # That a client called is heard from them; what they are owed is to be called.
    return state.members.role(act.by) is not Role.CLIENT


def _all_confirmed(state: State, act: Confirm | Dispute, duty: Duty) -> bool:
    """Return whether nothing that was entered with it waits for its author any more."""
    named = act.acts if isinstance(act, Confirm) else (act.act,)
    since = duty.opened_at
    waiting = {one.version for one in state.entries.waiting_for(act.by, since)}
    return bool(waiting) and waiting.issubset(named)


def _said_of_that_part(state: State, act: Confirm | Dispute, duty: Duty) -> bool:
    """Return whether a person says of a part that was carried over whether it is so."""
    carried = state.entries.carried
    if carried is None or carried.version not in act.numbers:
        return False
    waiting = carried.waiting_for(act.by, act.parts)
    return duty.id.what in {(part.client, part.id) for part in waiting}


def _over_by(state: State, act: Act) -> Iterator[Disputed]:
    """Yield the open disputes that an act ends: by an answer, or with the entry."""
    struck: int | None = None
    if isinstance(act, EnteredInError):
        struck = act.act
    elif isinstance(act, Propose | Amend | Accept):
        struck = cast("Correction", matter_put(state, act)).act
    for one in state.entries.disputes.values():
        is_answered = isinstance(act, AnswerDispute) and one.version == act.dispute
        if one.is_open and (is_answered or one.dispute.act == struck):
            yield one


def _disputers(state: State, act: Act) -> Iterable[PersonId]:
    return dict.fromkeys(one.dispute.by for one in _over_by(state, act))


def _all_over(state: State, act: Act, duty: Duty) -> bool:
    """Return whether no other dispute of that moment waits for an answer."""
    open_ = state.entries.disputed_by(duty.owed_to, duty.opened_at)
    over = {one.version for one in _over_by(state, act)}
    return over.issuperset(one.version for one in open_)


def _a_step_towards_it(state: State, act: Act, duty: Duty) -> bool:
    """Return whether a therapist puts, or takes up, something to do for that goal."""
    matter = matter_put(state, cast("Propose | Amend | Accept", act))
    if isinstance(matter, Practice):
        task = state.tasks.by_id.find(matter.task)
        matter = None if task is None else task.matter
    if not isinstance(matter, Task) or duty.id.about[0] not in matter.goals:
        return False
    return state.members.role(act.by) is Role.THERAPIST


def _owner_of(state: State, practice: PracticeId) -> tuple[PersonId, ...]:
    """Return who does a practice; nobody where there is none of that name."""
    found = state.tasks.practices.find(practice)
    return () if found is None else (found.matter.owner,)


def _about_telehealth(
    _: State, act: Explain | GiveConsent | DeclineConsent, _duty: Duty
) -> bool:
    return act.scope == Scope.TELEHEALTH


REACHING = _done(ReachOut, lambda _, act: (act.to,))

NOTHING: Doing = _by()
"""Nothing but `DischargeDuty` does it."""

EXPLAINING = _by(
    _done(
        Explain,
        lambda _, act: (act.to,),
        lambda _, act, _duty: act.scope == Scope.ASSESSMENT,
    )
)
ORIENTING = _by(_done(Orient, lambda _, act: (act.to,)))
CONTACTING = _by(REACHING, _done(RecordContact, lambda _, act: (act.client,), _served))
ASKING_TELEHEALTH = _by(
    _done(Explain, lambda _, act: (act.to,), _about_telehealth),
    _done(GiveConsent, lambda _, act: (act.for_whom,), _about_telehealth),
    _done(DeclineConsent, lambda _, act: (act.for_whom,), _about_telehealth),
)
INVITING = _by(
    _done(AskFeedback, lambda _, act: (act.to,), _of_that_session),
    _done(GiveFeedback, lambda _, act: (act.by,), _of_that_session),
    _done(DeclineFeedback, lambda _, act: (act.by,), _of_that_session),
    _done(CheckComfort, lambda _, act: (act.by,), _of_that_session),
    _done(Reflect, lambda _, act: (act.by,), _of_that_session),
)
ANSWERING = _by(
    _done(AnswerFeedback, lambda _, act: (act.to,), _answers),
    _done(Adjust, lambda _, act: (act.because_of,), _answers),
)
ANSWERING_NEEDS = _by(
    _done(
        AnswerNeed,
        lambda _, act: (act.client,),
        lambda _, act, duty: duty.id.about[1] == act.need,
    )
)
ACCOMMODATING = _by(
    _done(
        Accommodate,
        lambda _, act: (act.client,),
        lambda _, act, duty: duty.id.about[1] == act.dimension,
    )
)
DISCUSSING_MEASURES = _by(
    _done(
        DiscussProgress,
        lambda _, act: (act.client,),
        lambda _, act, duty: duty.id.about[1] in act.measures,
    )
)
DISCUSSING_GOALS = _by(
    _done(
        DiscussProgress,
        lambda _, act: (act.client,),
        lambda _, act, duty: duty.id.about[0] in act.goals,
    )
)
REVIEWING_PRACTICE = _by(
    _done(
        ReviewPractice,
        lambda state, act: _owner_of(state, act.practice),
        lambda _, act, duty: duty.id.about[0] == act.practice,
    )
)
OFFERING_LESS = _by(
    *(
        _done(kind, lambda state, _: state.members.ids(Role.CLIENT), _a_step_towards_it)
        for kind in (Propose, Amend, Accept)
    ),
    _done(
        DiscussProgress,
        lambda _, act: (act.client,),
        lambda _, act, duty: duty.id.about[0] in act.goals,
    ),
)
TALKING = _by(
    _done(
        StartSession,
        lambda _, act: sorted(act.present) if act.ending_talk else (),
    )
)
ACKNOWLEDGING = _by(
    _done(
        AcknowledgeRupture,
        lambda _, act: (act.client,),
        lambda _, act, duty: duty.id.about[1] == act.therapist,
    )
)
HEARING = _by(
    _done(
        HearRupture,
        lambda _, act: (act.client,),
        lambda _, act, duty: (
            duty.owed_by == act.by and duty.id.about[1] == act.therapist
        ),
    )
)
CONFIRMING = _by(
    _done(Confirm, lambda _, act: (act.by,), _all_confirmed),
    _done(Dispute, lambda _, act: (act.by,), _all_confirmed),
)
CONFIRMING_PARTS = _by(
    _done(Confirm, lambda _, act: (act.by,), _said_of_that_part),
    _done(Dispute, lambda _, act: (act.by,), _said_of_that_part),
)
_OVER: Final = Ends(_disputers, _all_over)
ANSWERING_DISPUTES = _by(
    (AnswerDispute, _OVER), (EnteredInError, _OVER), (Correction, _OVER)
)
SEEKING = _by(REACHING)
LOOKING_AGAIN = _by(
    _done(
        FindCompetence,
        lambda _, act: (act.client,),
        lambda _, act, duty: duty.id.about[1] == act.decision,
    )
)
STATING = _by(_done(StateWhatMatters, lambda _, act: (act.by,)))
