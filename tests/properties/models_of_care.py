"""Safety, contact, parting and repair as small models, each explored to its end."""

from collections.abc import Hashable, Iterator
from datetime import datetime, timedelta

import attrs
from properties.models_of_brief_work import brief_work

from collabtherapy import (
    Form,
    Noticed,
    Partnership,
    PersonId,
    Policy,
    Role,
    Scope,
    Stage,
    acts,
    matters,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.words import SOME_WORDS
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.offered import offers_of
from collabtherapy.testing.ways import ANA, CEM, CLINIC, consented, couple, led_to, two
from collabtherapy.testing.ways import group as usual_group

OUTSIDE = tuple(map(PersonId, ("stranger", "incoming")))
"""A stranger, and whoever the work is handed on to; asked where states are few."""

SERVICE = (PersonId("service"),)
"""Who is asked to look after a client in danger, where that is handed over."""

HANDING_OVER = (acts.HandOverSafety, acts.AcceptHandOver)

SHORT = Policy(safety_checks=2, lapse_attempts=1, lapse_days=1)


def start(stage: Stage) -> State:
    """Give a partnership in a service, led to a stage, with contact consented to."""
    opening = attrs.evolve(two().history[0], organisations=(CLINIC,), policy=SHORT)
    p = told(led_to(Partnership.replay([opening]), stage))
    return consented(p, Scope.CONTACT, p.at).state


def told(p: Partnership) -> Partnership:
    """Return it once each therapist gave notice of a break, and of leaving.

    A notice serves one step. Who takes another break tells of it again, which no model
    has room for.
    """
    return p.record(
        *(
            acts.GiveNotice(by=one, at=p.at, of=of, from_=p.at)
            for one in p.therapists
            for of in Noticed
        )
    )


def offered(
    state: State,
    kinds: tuple[type[acts.Act], ...],
    settling: tuple[type[matters.Matter], ...],
    outside: tuple[PersonId, ...] = (),
    at: datetime | None = None,
) -> Iterator[acts.Act]:
    """Yield what anybody might try of these kinds; one proposal of a kind at a time.

    Args:
        state: where it is tried.
        kinds: the kinds of act.
        settling: the kinds of matter that are proposed.
        outside: who else tries it, besides the members.
        at: when it is tried; at the moment of the state, unless given.
    """
    at = at or state.at
    waiting = {type(p.last.matter) for p in _open(state)}
    thought_of = offers_of(acts.Propose, acts.Accept, acts.CloseAsLapsed, *kinds)
    for person in (*state.members.ids(*Role), *outside):
        for act in (act for of in thought_of for act in of(state, person, at)):
            match act:
                case acts.Propose(matter=matter):
                    if type(matter) in settling and type(matter) not in waiting:
                        yield act
                case acts.Accept(proposal=name):
                    if state.decisions.proposals[name].is_open:
                        yield act
                case acts.CloseAsLapsed():
                    yield act
                    yield attrs.evolve(act, at=at + timedelta(days=1))
                case acts.CheckSafety() if isinstance(act, kinds):
                    # On another day than the last: twice a day is once.
                    yield attrs.evolve(act, at=at + timedelta(days=1))
                case _ if isinstance(act, kinds):
                    yield act


def _open(state: State) -> Iterator[matters.Matter]:
    return (p for p in state.decisions.proposals.values() if p.is_open)


def stands(state: State) -> Hashable:
    """Give where the main line stands, and what waits for whom."""
    main = state.main
    waiting = frozenset((type(p.last.matter), p.accepted_by) for p in _open(state))
    ending = main.ending and main.ending.closes_as
    return (
        main.stage,
        main.paused_from,
        ending,
        main.closure and main.closure.kind,
        waiting,
    )


def handing_over(state: State) -> Hashable:
    """Return where the care for the first client's safety stands, and who was asked."""
    concern = state.safety.of(PersonId("ana"))
    return concern.status, concern.is_open and concern.offered is not None


CLOSING = (acts.Pause, acts.StartEnding, acts.Finish, acts.Leave)


def safety_and_contact() -> Explored:
    """Explore concerns and silence, before the work has begun and in it."""
    kinds = (
        *CLOSING, acts.RaiseConcern, acts.CheckSafety, *HANDING_OVER,
        acts.ReachOut, acts.RecordContact, acts.CloseAsLapsed, acts.DeclineToStart,
        acts.OfferReview, acts.RecordUnavailability,
    )  # fmt: skip
    decided = (matters.SafetyPlan, matters.ResolveConcern)

    def seen_as(state: State) -> Hashable:
        concern = state.safety.of(state.members.clients[0].id)
        contact = state.contact
        return (
            stands(state),
            handing_over(state),
            min(concern.n_clear, 2),
            concern.plan is not None,
            contact.silent_since is not None,
            len(contact.attempts) > 0,
            state.reviews.offered_at is not None,
        )

    starts = [start(Stage.EXPLORING), start(Stage.WORKING)]
    return explore(starts, lambda s: offered(s, kinds, decided, SERVICE), seen_as)


def parting() -> Explored:
    """Explore endings, looking back, following up, and what comes after it."""
    kinds = (
        *CLOSING, acts.OfferReview, acts.LookBack, acts.OfferToolkit, acts.FollowUpOver,
        acts.RaiseConcern, *HANDING_OVER, acts.RecordDeath, acts.ComeBack,
    )  # fmt: skip
    decided = (matters.FollowUp, matters.Reopen, matters.Ending)

    def seen_as(state: State) -> Hashable:
        client = state.members.clients[0].id
        return (
            stands(state),
            state.main.paused_by,
            handing_over(state),
            state.reviews.offered_at is not None,
            frozenset(state.reviews.by_person),
            state.toolkit.of(client).offered_at is not None,
            state.agreement.current is not None,
        )

    return explore(
        [start(Stage.WORKING)], lambda s: offered(s, kinds, decided, SERVICE), seen_as
    )


def rupture_and_repair() -> Explored:
    """Explore one alliance, beside breaks and endings."""
    kinds = (
        *CLOSING, acts.RateBond, acts.MarkRupture, acts.AcknowledgeRupture,
        acts.WorkOnRupture, acts.ConfirmRepair,
    )  # fmt: skip

    def seen_as(state: State) -> Hashable:
        client, therapist = state.members.clients[0], state.members.therapists[0]
        bond = state.alliance.of(client.id, therapist.id)
        rupture = bond.open
        acknowledged = rupture is not None and rupture.acknowledged_at is not None
        looked = frozenset(() if rupture is None else rupture.worked_on_by)
        return stands(state), bond.status, acknowledged, looked

    return explore(
        [start(Stage.WORKING)],
        lambda s: offered(s, kinds, (matters.Resume,), OUTSIDE),
        seen_as,
    )


def handing_on() -> Explored:
    """Explore handing the work on, with a concern that may be open meanwhile."""
    kinds = (
        acts.Pause, acts.Leave, acts.RaiseConcern, *HANDING_OVER,
        acts.CompleteTransfer, acts.ComeBack,
    )  # fmt: skip
    decided = (matters.Transfer, matters.Resume)

    def seen_as(state: State) -> Hashable:
        agreed = len(state.transfer.agreed) > 0
        by = state.main.paused_by
        return stands(state), by, handing_over(state), agreed

    starts, outside = [start(Stage.EXPLORING), start(Stage.WORKING)], OUTSIDE + SERVICE
    return explore(starts, lambda s: offered(s, kinds, decided, outside), seen_as)


def safety_of_two() -> Explored:
    """Explore a concern about one of two clients, and what either may do about it."""
    kinds = (acts.RaiseConcern, acts.CheckSafety, *HANDING_OVER)
    decided = (matters.SafetyPlan, matters.ResolveConcern)
    opening = attrs.evolve(couple().history[0], form=Form.FAMILY, policy=SHORT)
    family = led_to(Partnership.replay([opening]), Stage.WORKING).state

    whose = PersonId("ana")

    def moves(state: State) -> Iterator[acts.Act]:
        for act in offered(state, kinds, decided, OUTSIDE + SERVICE):
            if whose == getattr(getattr(act, "matter", act), "client", whose):
                yield act

    def seen_as(state: State) -> Hashable:
        concern = state.safety.of(whose)
        clear = min(concern.n_clear, SHORT.safety_checks)
        return stands(state), handing_over(state), clear, concern.plan is not None

    return explore([family], moves, seen_as)


def several_clients() -> Explored:
    """Explore how a couple and a group go on when one of them is gone."""
    kinds = (acts.Leave, acts.RecordDeath, acts.Pause)
    decided = (matters.Begin, matters.Resume)

    def seen_as(state: State) -> Hashable:
        form, here = state.members.form, state.members.ids(Role.CLIENT)
        return stands(state), form, here, state.agreement.current is not None

    starts = [
        told(led_to(couple() if form is Form.COUPLE else group(), stage)).state
        for form in (Form.COUPLE, Form.GROUP)
        for stage in (Stage.REQUESTED, Stage.EXPLORING, Stage.WORKING)
    ]
    return explore(starts, lambda s: offered(s, kinds, decided, OUTSIDE), seen_as)


STEP, N_STEPS = timedelta(days=10), 2
"""How far the clock moves at once where it moves at all, and how often it does."""


def lapsing() -> State:
    """Return a partnership whose consent runs out in a step, its agreement in two."""
    p = told(led_to(two(), Stage.WORKING))
    ends = p.at + STEP, p.at + 2 * STEP
    short = matters.Agreement(words=SOME_WORDS, expires_at=ends[1])
    p = p.record(
        acts.GiveConsent(
            by="ana", at=p.at, scope=Scope.TREATMENT, terms="t", expires_at=ends[0]
        ),
        acts.Amend(by="bo", at=p.at, proposal="a1", matter=short),
        acts.Accept(by="ana", at=p.at, proposal="a1"),
    )
    return p.state


def lapse() -> Explored:
    """Explore breaks and endings while the consent and then the agreement run out."""
    kinds = (acts.Pause, acts.StartEnding, acts.GiveConsent)
    decided = (matters.Resume, matters.KeepGoing)
    start, client = lapsing(), PersonId("ana")

    def moves(state: State) -> Iterator[acts.Act]:
        last = state.at >= start.at + N_STEPS * STEP
        for at in (state.at,) if last else (state.at, state.at + STEP):
            for act in offered(state, kinds, decided, at=at):
                if getattr(act, "scope", Scope.TREATMENT) == Scope.TREATMENT:
                    yield act

    def seen_as(state: State) -> Hashable:
        consent = state.consent.of(client, Scope.TREATMENT)
        return (
            stands(state),
            (state.at - start.at) // STEP,
            (consent.status, consent.expires_at),
            state.agreement.in_force(start.at + N_STEPS * STEP),
        )

    return explore([start], moves, seen_as)


def group() -> Partnership:
    """Give the same two as a group."""
    opening = attrs.evolve(couple().history[0], form=Form.GROUP)
    return Partnership.replay([opening])


NEWCOMER = PersonId("newcomer")


def coming_and_going() -> Explored:
    """Explore a group and a family that somebody joins, and whom anybody leaves."""
    kinds = (
        acts.Leave, acts.LeaveAsTherapist, acts.Explain, acts.GiveConsent,
        acts.AcceptAgreement, acts.StartSession, acts.RaiseConcern, *HANDING_OVER,
    )  # fmt: skip

    def moves(state: State) -> Iterator[acts.Act]:
        tried = offered(state, kinds, (matters.Join,), SERVICE)
        return (_with_limits(act) for act in tried if _of_the_newcomer(state, act))

    def seen_as(state: State) -> Hashable:
        open_ = state.sessions.open
        return (
            stands(state),
            state.members.form,
            state.members.people,
            state.agreement.not_yet,
            state.consent.of(NEWCOMER, Scope.TREATMENT).status,
            handing_over(state),
            None if open_ is None else state.sessions.by_id[open_].there,
            bool(state.sessions.by_id),
        )

    starts = [
        told(led_to(opening, Stage.WORKING)).state
        for opening in (group_of_two(), family())
    ]
    return explore(starts, moves, seen_as)


def _of_the_newcomer(state: State, act: acts.Act) -> bool:
    """Tell whether an act bears on the newcomer's coming, or on one concern."""
    ana = PersonId("ana")
    match act:
        case acts.Explain(to=whom) | acts.GiveConsent(by=whom):
            return whom == NEWCOMER and act.scope == Scope.TREATMENT
        case acts.RaiseConcern(by=by, client=client):
            return (by, client) == (PersonId("bo"), ana)
        case acts.HandOverSafety(client=client) | acts.AcceptHandOver(client=client):
            return client == ana
        case acts.StartSession(id=name):
            return name not in state.sessions.by_id
        case _:
            return True


def _with_limits(act: acts.Act) -> acts.Act:
    return attrs.evolve(act, limits=True) if isinstance(act, acts.Explain) else act


def family() -> Partnership:
    """Return the couple as a family."""
    opening = attrs.evolve(couple().history[0], form=Form.FAMILY)
    return Partnership.replay([opening])


def presence() -> Explored:
    """Explore who comes to one session and goes from it, and who takes consent back."""
    kinds = (
        acts.Arrive, acts.Depart, acts.EndSession, acts.InterruptSession, acts.Leave,
        acts.LeaveAsTherapist, acts.WithdrawConsent, acts.CheckComfort,
    )  # fmt: skip
    opening = told(led_to(group_of_two(), Stage.EXPLORING))
    people = ("ana", "cem", "bo", "eva")
    start = acts.StartSession(by="bo", at=opening.at, id="s", present=people)

    def moves(state: State) -> Iterator[acts.Act]:
        for act in offered(state, kinds, ()):
            if getattr(act, "scope", Scope.ASSESSMENT) == Scope.ASSESSMENT:
                yield act

    def seen_as(state: State) -> Hashable:
        session = state.sessions.by_id[start.id]
        said = (state.feedback.of(start.id, person) for person in session.present)
        return (
            stands(state),
            session.status,
            session.there,
            session.present,
            state.members.people,
            tuple(
                sorted(
                    c
                    for c in state.members.ids(Role.CLIENT)
                    if state.consent.in_force(c, Scope.ASSESSMENT, state.at)
                )
            ),
            sum(bool(response.comfort) for response in said),
        )

    return explore([opening.record(start).state], moves, seen_as)


def group_of_two() -> Partnership:
    """Return a group of two with two therapists."""
    return usual_group(ANA, CEM)


MODELS = {
    "brief work": brief_work,
    "coming and going": coming_and_going,
    "presence": presence,
    "several clients": several_clients,
    "handing on": handing_on,
    "safety and contact": safety_and_contact,
    "safety of two": safety_of_two,
    "parting": parting,
    "rupture and repair": rupture_and_repair,
    "time passes": lapse,
}
