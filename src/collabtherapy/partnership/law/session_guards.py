"""The conditions on what happens in and about sessions that look across regions."""

from datetime import datetime
from typing import TypeAlias

from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.law.rights import BOTH, KINDS
from collabtherapy.partnership.regions.agenda import NO_ITEM, AddToAgenda, DeferItem
from collabtherapy.partnership.regions.agreement import Agreement, IndividualContacts
from collabtherapy.partnership.regions.contributions import Contribute, Contribution
from collabtherapy.partnership.regions.decisions import Accept, Amend
from collabtherapy.partnership.regions.feedback import (
    NOTHING_TO_ANSWER,
    Adjust,
    AnswerFeedback,
    AskFeedback,
    CheckComfort,
    DeclineFeedback,
    GiveFeedback,
    Reflect,
)
from collabtherapy.partnership.regions.learning import RecordLearning
from collabtherapy.partnership.regions.progress import DiscussProgress
from collabtherapy.partnership.regions.sessions import (
    SessionStatus,
    another,
    happened,
    is_late,
    not_open,
)
from collabtherapy.partnership.regions.topics import UnparkTopic
from collabtherapy.partnership.regions.uptake import ConfirmReflection, TakeUp
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.appointments import PlanSession
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.meetings import Arrive, StartSession
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Remedy,
    Rule,
    sought,
)
from collabtherapy.partnership.values.stages import Stage

Said: TypeAlias = GiveFeedback | DeclineFeedback | CheckComfort | Reflect

ONE_SIDED = Reason(
    "session.one_sided",
    Rule.ASSENT,
    "a session has a client and a therapist; {present} would not be both",
)
NOT_PRESENT = Reason(
    "session.not_present", Rule.RECORD, "{person} was not at session {session}"
)
AWAY = Reason(
    "session.away",
    Rule.RECORD,
    "{person} was not at session {session} at that moment",
)
NOT_STARTED = Reason(
    "session.not_started",
    Rule.RECORD,
    "session {session} is {status}: nobody was there",
)
KIND_NOT_THEIRS = Reason(
    "contribution.kind.not_theirs",
    Rule.RIGHT,
    "{kind} is for whoever is here as {who} to bring; {by} is here as {role}",
)
SESSIONS_USED = Reason(
    "agreement.sessions_used",
    Rule.ASSENT,
    "{agreement} is for {n_sessions} sessions, and {n_used} have taken place since it "
    "was agreed; what may follow is an ending talk, once",
)
SOME_OF_THEM = Reason(
    "session.some_of_them",
    Rule.ASSENT,
    "agreement {agreement} says that all clients meet, and not {clients} without the "
    "others",
)
ALONE = Reason(
    "session.alone",
    Rule.ASSENT,
    "you agreed in {agreement} to meet together only, and {person} would be alone",
)
PARKED = Reason(
    "topic.parked",
    Rule.RIGHT,
    "{by} has asked to leave topic {topic} alone, and takes it up again themselves",
)
NOT_SAID = Reason(
    "cited.not_said",
    Rule.RECORD,
    "there is no {what} of {by} there that this could come from; record it first, or "
    "leave it out",
)
OWN_FEEDBACK = Reason(
    "feedback.own",
    Rule.ASSENT,
    "what {by} said of session {session} is for somebody else to answer",
)
OWN_IDEA = Reason(
    "uptake.own",
    Rule.ASSENT,
    "{by} brought {contribution}, and others take it up",
)
OWN_LESSON = Reason(
    "learning.own",
    Rule.ASSENT,
    "{by} brought {contribution}, and others learn from it",
)
NOT_LATER = Reason(
    "uptake.not_later",
    Rule.RECORD,
    "{contribution} was not there before {into}, so it cannot have gone into it",
)
NOT_REFLECTED = Reason(
    "reflection.not_of_them",
    Rule.RIGHT,
    "{contribution} does not answer what {by} said, so others say if it was right",
)

SESSION_GUARDS = Asked()


@SESSION_GUARDS.of(StartSession)
def two_sided(state: State, act: StartSession) -> Refusals:
    """Decisions are made in the client's presence: no session without both sides."""
    roles = {state.members.role(person) for person in act.present}
    if roles >= BOTH:
        return NONE
    everyone = state.members.ids(*BOTH)
    change = Change("present", (frozenset(everyone),))
    return (ONE_SIDED(change, present=act.present),)


@SESSION_GUARDS.of(StartSession)
def within_the_agreed_number(state: State, act: StartSession) -> Refusals:
    """Sessions are as many as were agreed; for more, both sides agree again.

    Counted are those that are over, held or broken off, and began since the agreement
    settled: the session in which people agree on how many there are is none of them.
    Beyond the number is one ending talk.

    A late entry is of a session that has taken place, whatever was agreed, and is taken
    by its date alone, however little earlier that is: to refuse it would lose what
    happened. It counts, and the next that is recorded on time is refused.
    """
    current = state.agreement.current
    if current is None or state.main.stage is not Stage.WORKING or is_late(act):
        return NONE
    n_sessions = current.matter.most_sessions
    if n_sessions is None:
        return NONE
    n_used = state.sessions.n_used_since(current.at)
    if n_used < n_sessions:
        return NONE
    if act.ending_talk and not _talked_since(state, current.at):
        return NONE
    amend = Do(Amend, fields={"proposal": current.id, "matter": Agreement})
    accept = Do(Accept, fields={"proposal": current.id}, each=True)
    facts = {"agreement": current.id, "n_sessions": n_sessions, "n_used": n_used}
    return (SESSIONS_USED(amend, accept, **facts),)


@SESSION_GUARDS.of(StartSession, PlanSession)
def together_as_agreed(state: State, act: StartSession | PlanSession) -> Refusals:
    """Meet neither one of several clients alone, nor some, where that was agreed.

    What has taken place is recorded, whatever was agreed.
    """
    current, clients = state.agreement.current, state.members.ids(Role.CLIENT)
    if current is None or is_late(act) or len(clients) == 1:
        return NONE
    field = "present" if isinstance(act, StartSession) else "with_"
    expected: frozenset[PersonId] = getattr(act, field)
    some = expected.intersection(clients)
    everyone = Change(field, (expected.union(clients),))
    not_held = IndividualContacts.NOT_HELD
    if len(some) == 1 and current.matter.individual_contacts is not_held:
        return (ALONE(everyone, agreement=current.id, person=min(some)),)
    if 1 < len(some) < len(clients) and current.matter.sub_groups is not_held:
        return (SOME_OF_THEM(everyone, agreement=current.id, clients=some),)
    return NONE


def _talked_since(state: State, moment: datetime) -> bool:
    """Return whether an ending talk has begun at a moment or later."""
    talks = (one for one in state.sessions.by_id.values() if one.ending_talk)
    return any(one.started_at is not None and one.started_at >= moment for one in talks)


@SESSION_GUARDS.of(Contribute)
def in_open_session(state: State, act: Contribute) -> Refusals:
    """Contributions are brought while the session goes on."""
    refusal = not_open(state.sessions, act.session)
    return NONE if refusal is None else (refusal,)


@SESSION_GUARDS.of(AddToAgenda, DeferItem)
def agenda_open(state: State, act: AddToAgenda | DeferItem) -> Refusals:
    """An agenda grows from the planning of a session to its end."""
    session = state.sessions.by_id.find(act.session)
    if session is not None and session.status is SessionStatus.PLANNED:
        return NONE
    refusal = not_open(state.sessions, act.session)
    return NONE if refusal is None else (refusal,)


@SESSION_GUARDS.of(DeferItem)
def on_the_agenda(state: State, act: DeferItem) -> Refusals:
    """What is put off is on the agenda."""
    n_items = len(state.agenda.of(act.session))
    if act.item <= n_items or act.session not in state.sessions.by_id:
        return NONE
    fix: tuple[Remedy, ...] = (Change("item", tuple(range(1, n_items + 1))),)
    if not n_items and not agenda_open(state, act):
        add = Do(AddToAgenda, fields={"session": act.session})
        fix = (add, Change("item", (1,)))
    return (NO_ITEM(*fix, item=act.item, session=act.session, n_items=n_items),)


@SESSION_GUARDS.of(Contribute, GiveFeedback, DeclineFeedback, CheckComfort, Reflect)
def was_there(state: State, act: Contribute | Said) -> Refusals:
    """What a session was like is for those to say who were there."""
    return _attended(state, act, act.by, "by")


@SESSION_GUARDS.of(Contribute)
def was_there_then(state: State, act: Contribute) -> Refusals:
    """Who has gone, or has not come yet, says nothing in a session meanwhile."""
    session = state.sessions.by_id.find(act.session)
    at = happened(act)
    if session is None or act.by not in session.present:
        return NONE
    if session.was_there(act.by, at) or session.status is not SessionStatus.OPEN:
        return NONE
    here = act.by in session.there
    fix: Remedy = Do(Arrive, fields={"session": session.id, "person": act.by})
    if is_late(act):
        then = (p for p in sorted(session.present) if session.was_there(p, at))
        none = Change("happened_at", (None,))
        fix = none if here else Change("by", tuple(then))
    return (AWAY(fix, person=act.by, session=session.id),)


@SESSION_GUARDS.of(AskFeedback)
def asked_was_there(state: State, act: AskFeedback) -> Refusals:
    """Those are asked how a session was who were there."""
    return _attended(state, act, act.to, "to")


@SESSION_GUARDS.of(DiscussProgress)
def talked_there(state: State, act: DiscussProgress) -> Refusals:
    """How it goes is talked about with the client, in a session."""
    session = state.sessions.by_id.find(act.session)
    if session is None or not session.present or act.client in session.present:
        return _attended(state, act, act.client, "client")
    all_ = state.sessions.by_id.values
    there = sought("session", lambda: (s.id for s in all_() if act.client in s.present))
    return (NOT_PRESENT(there, person=act.client, session=session.id),)


def _attended(
    state: State,
    act: Contribute | Said | AskFeedback | DiscussProgress,
    person: PersonId,
    field: str,
) -> Refusals:
    session = state.sessions.by_id.find(act.session)
    if session is None or person in session.present:
        return NONE
    if session.present:
        change = Change(field, tuple(sorted(session.present)))
        return (NOT_PRESENT(change, person=person, session=session.id),)
    if isinstance(act, Contribute):
        return NONE  # that the session is not open says it already
    fix: tuple[Remedy, ...] = (Do(StartSession, fields={"id": session.id}),)
    if session.status is not SessionStatus.PLANNED:
        fix = (another(state.sessions, session.id, StartSession),)
    return (NOT_STARTED(*fix, session=session.id, status=session.status),)


@SESSION_GUARDS.of(Contribute)
def theirs_to_bring(state: State, act: Contribute) -> Refusals:
    """Who lived it says how it was, and who trained for it what the method says."""
    role = state.members.role(act.by)
    return tuple(
        KIND_NOT_THEIRS(
            Change("by", state.members.ids(*who)),
            kind=kind,
            who=tuple(sorted(who)),
            by=act.by,
            role=role,
        )
        for of, who in KINDS.items()
        if role not in who
        for kind in sorted(act.kinds)
        if kind.is_a(of)
    )


@SESSION_GUARDS.of(Contribute)
def not_parked_by_another(state: State, act: Contribute) -> Refusals:
    """What somebody here asked to leave alone is left alone by everybody else."""
    if act.topic is None:
        return NONE
    here = state.members.ids(*BOTH)
    parkers = (p for p in state.topics.parked_by(act.topic) if p in here)
    fields = {"topic": act.topic}
    return tuple(
        PARKED(Do(UnparkTopic, (by,), fields), topic=act.topic, by=by)
        for by in sorted(parkers)
        if by != act.by
    )


@SESSION_GUARDS.of(AnswerFeedback, Adjust)
def something_was_said(state: State, act: AnswerFeedback | Adjust) -> Refusals:
    """What is answered, or changed for it, was said."""
    to = act.to if isinstance(act, AnswerFeedback) else act.because_of
    response = state.feedback.of(act.session, to)
    said = response.feedback or response.comfort or response.reflections
    if said or act.session not in state.sessions.by_id:
        return NONE
    give = Do(GiveFeedback, (to,), {"session": act.session})
    return (NOTHING_TO_ANSWER(give, to=to, session=act.session),)


@SESSION_GUARDS.of(Adjust, AddToAgenda)
def learned_before(state: State, act: Adjust | AddToAgenda) -> Refusals:
    """Refuse to cite what its author did not learn."""
    if act.from_learning is None:
        return NONE
    own = [said.at for said in state.learning.entries if said.by == act.by]
    if act.from_learning in own:
        return NONE
    change = Change("from_learning", tuple(dict.fromkeys(own)) or (None,))
    return (NOT_SAID(change, by=act.by, what="learning"),)


@SESSION_GUARDS.of(AddToAgenda)
def reflected_before(state: State, act: AddToAgenda) -> Refusals:
    """Refuse to cite a session on which its author did not look back."""
    name = act.from_reflection
    if name is None or _looked_back(state, name, act.by):
        return NONE
    sessions = (s for s in state.sessions.by_id if _looked_back(state, s, act.by))
    change = Change("from_reflection", tuple(sessions) or (None,))
    return (NOT_SAID(change, by=act.by, what="reflection"),)


def _looked_back(state: State, session: SessionId, person: PersonId) -> bool:
    said = state.feedback.of(session, person).reflections
    return any(words is not None for words in said)


@SESSION_GUARDS.of(AnswerFeedback)
def answers_another(state: State, act: AnswerFeedback) -> Refusals:
    """What one said oneself is for somebody else to answer."""
    if act.to != act.by:
        return NONE
    others = tuple(p for p in state.members.ids(*BOTH) if p != act.by)
    return (OWN_FEEDBACK(Change("by", others), by=act.by, session=act.session),)


@SESSION_GUARDS.of(TakeUp, RecordLearning)
def from_another(state: State, act: TakeUp | RecordLearning) -> Refusals:
    """Building on one's own idea is no uptake, and repeating it no learning."""
    contribution = state.contributions.by_id.find(act.contribution)
    if contribution is None or contribution.act.by != act.by:
        return NONE
    others = tuple(p for p in state.members.ids(*BOTH) if p != act.by)
    change = Change("by", others)
    own = OWN_IDEA if isinstance(act, TakeUp) else OWN_LESSON
    return (own(change, by=act.by, contribution=act.contribution),)


@SESSION_GUARDS.of(TakeUp)
def into_something_later(state: State, act: TakeUp) -> Refusals:
    """An idea goes into what comes after it."""
    contributions, proposals = state.contributions.by_id, state.decisions.proposals
    idea = contributions.find(act.contribution)
    if idea is None:
        return NONE
    if act.into is not None:
        into = contributions.find(act.into)
        if into is None or _follows(into, idea):
            return NONE
        all_ = contributions.values
        later = sought("into", lambda: (c.act.id for c in all_() if _follows(c, idea)))
        return (_not_later(act, later),)
    put = None if act.proposal is None else proposals.find(act.proposal)
    if put is None or put.last.at >= idea.act.at:
        return NONE
    put_by, at = proposals.values, idea.act.at
    since = sought("proposal", lambda: (p.id for p in put_by() if p.last.at >= at))
    return (_not_later(act, since),)


def _follows(one: Contribution, other: Contribution) -> bool:
    return (one.act.at, one.order) > (other.act.at, other.order)


def _not_later(act: TakeUp, change: Change) -> Refusal:
    into = act.into or act.proposal
    return NOT_LATER(change, contribution=act.contribution, into=into)


@SESSION_GUARDS.of(ConfirmReflection)
def reflects_them(state: State, act: ConfirmReflection) -> Refusals:
    """Only the person reflected says whether they were understood."""
    reflection = state.contributions.by_id.find(act.contribution)
    if reflection is None or (reflected := _reflected(state, reflection)) == act.by:
        return NONE
    change = Change("by", (reflected,))
    if reflected is None:
        said, by = state.contributions.by_id.values, act.by
        change = sought(
            "contribution",
            lambda: (c.act.id for c in said() if _reflected(state, c) == by),
        )
    return (NOT_REFLECTED(change, contribution=act.contribution, by=act.by),)


def _reflected(state: State, reflection: Contribution) -> PersonId | None:
    """Give whom a contribution answers, if it answers another person."""
    answers = reflection.act.answers
    answered = None if answers is None else state.contributions.by_id.find(answers)
    if answered is None or answered.act.by == reflection.act.by:
        return None
    return answered.act.by
