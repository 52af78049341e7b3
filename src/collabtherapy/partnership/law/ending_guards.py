"""The conditions on what a therapist does alone, and on ways out of the work.

None of them stands in the way of what a client does alone. Each takes the state, the
act and the matter that would settle, as the guards of the lifecycle do.
"""

from typing import cast

import attrs

from collabtherapy.partnership.law.handing_over import waits_for_a_yes
from collabtherapy.partnership.regions.consults import Consult
from collabtherapy.partnership.regions.contact import ContactStatus, ReachOut
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.notices import GiveNotice, Noticed
from collabtherapy.partnership.regions.reviews import LookBack, OfferReview
from collabtherapy.partnership.regions.safety import HandOverSafety
from collabtherapy.partnership.regions.toolkit import OfferToolkit
from collabtherapy.partnership.regions.transfer import CompleteTransfer, Transfer
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.breaks import Pause
from collabtherapy.partnership.values.endings import (
    DeclineToStart,
    Ending,
    EndingGround,
    Finish,
    LeaveAsTherapist,
    StartEnding,
)
from collabtherapy.partnership.values.ids import ProposalId, SessionId, fresh
from collabtherapy.partnership.values.meetings import EndSession, StartSession
from collabtherapy.partnership.values.moments import after, other_days
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusal,
    Refusals,
    Rule,
)
from collabtherapy.partnership.values.shapes import brief
from collabtherapy.partnership.values.stages import EndingPhase

CONCERN_OPEN = Reason(
    "safety.concern_open",
    Rule.SAFETY,
    "a concern for the safety of {client} is open: agree who looks after it, and hear "
    "their yes",
)
NO_REASON = Reason(
    "pause.no_reason", Rule.ASSENT, "please say why you take a break, as a therapist"
)
NO_NOTICE = Reason(
    "pause.no_notice",
    Rule.ASSENT,
    "{by} has given no notice of a break from now: tell {clients} first, then record "
    "that you did",
)
NO_COVER = Reason(
    "pause.no_cover",
    Rule.ASSENT,
    "agreed cover comes before a break: agree with a colleague or a service who is "
    "there for {clients}, then name them",
)
NO_GROUND = Reason(
    "ending.no_ground",
    Rule.ASSENT,
    "please say on what ground you end the work: {grounds}",
)
NO_ALTERNATIVES = Reason(
    "ending.no_alternatives",
    Rule.ASSENT,
    "name other help to {clients} before you go, then record what you named; only who "
    "is threatened need not",
)
NOT_CONSULTED = Reason(
    "ending.not_consulted",
    Rule.ASSENT,
    "{client} said no to an ending ({proposal}): {by} takes that to a supervisor "
    "first, then records what came of it",
)
NO_SESSION = Reason(
    "ending.no_session",
    Rule.ASSENT,
    "{n_held} sessions were held: what ends as one session, or one at a time, had one",
)
NO_SHAPE = Reason(
    "ending.no_shape",
    Rule.ASSENT,
    "no agreement says what the work was; after {n_held} sessions the ending says it: "
    "{shapes}",
)
NO_REVIEW_OFFERED = Reason(
    "ending.no_review_offered",
    Rule.ASSENT,
    "nobody has offered to look back on the work since the ending began",
)
NOT_REVIEWED = Reason(
    "ending.not_reviewed",
    Rule.ASSENT,
    "{person} has neither looked back on the work nor skipped it",
)
NO_TOOLKIT = Reason(
    "ending.toolkit_not_offered",
    Rule.ASSENT,
    "{client} has not been offered to gather what they take along",
)
NO_SIGNPOSTING = Reason(
    "start.no_signposting",
    Rule.ASSENT,
    "tell {clients} where else to turn, then record what you named",
)
IN_CONTACT = Reason(
    "contact.not_lost",
    Rule.ASSENT,
    "contact is {status} after attempts on {n_attempts} days of silence; it is lost "
    "after {attempts}, over {days} days",
)
NOT_OVER = Reason(
    "follow_up.not_over",
    Rule.ASSENT,
    "following up was agreed until {until}; a service ends it then, not earlier",
)
NOT_AGREED = Reason(
    "transfer.not_agreed",
    Rule.ASSENT,
    "handing the work on by {transfer} has not been agreed by everybody here",
)
NOT_THE_INCOMING = Reason(
    "transfer.not_the_incoming",
    Rule.RIGHT,
    "the work is handed on to {to}, not to {by}",
)
NOT_THE_NOMINEE = Reason(
    "person.not_the_nominee",
    Rule.RIGHT,
    "{by} is neither in this partnership nor the nominee that the agreement names",
)


def handed_on_to_them(state: State, act: Act, _: Matter | None) -> Refusals:
    """Whoever completes a transfer is who everybody here agreed on."""
    asked_for = cast("CompleteTransfer", act).transfer
    settled = state.transfer.agreed.find(asked_for)
    if settled is None:
        name = fresh(ProposalId("transfer"), state.decisions.proposals)
        put = Do(Propose, fields={"id": name, "matter": Transfer(to=act.by)})
        accept = Do(Accept, fields={"proposal": name}, each=True)
        change = Change("transfer", (name,))
        return (NOT_AGREED(put, accept, change, transfer=asked_for),)
    to = settled.matter.to
    if to == act.by:
        return NONE
    return (NOT_THE_INCOMING(Change("by", (to,)), to=to, by=act.by),)


def no_concern_open(state: State, _act: Act, _: Matter | None) -> Refusals:
    """Nobody is left alone with a danger: it is handed over, or resolved."""
    # Whoever has gone is looked after by an outreach that is owed (D10): a concern
    # for them can no longer be handed over here, and would hold the others.
    clients = state.members.ids(Role.CLIENT)
    return tuple(
        waits_for_a_yes(state, client)
        or CONCERN_OPEN(Do(HandOverSafety, fields={"client": client}), client=client)
        for client in state.safety.open_about(clients)
    )


def break_prepared(state: State, act: Act, _: Matter | None) -> Refusals:
    """A therapist's break has a reason, notice, and cover (BACP 40-41)."""
    pause, clients = cast("Pause", act), state.members.ids(Role.CLIENT)
    found: list[Refusal] = []
    if pause.words is None:
        found.append(NO_REASON(Change("words", None), by=act.by))
    if not state.notices.standing(Noticed.BREAK, act.by, act.recorded_at):
        notice = Do(GiveNotice, (act.by,), {"of": Noticed.BREAK})
        found.append(NO_NOTICE(notice, by=act.by, clients=clients))
    if pause.cover is None or pause.cover in (act.by, *clients):
        found.append(NO_COVER(Change("cover", None), clients=clients))
    return tuple(found)


def ground_given(_: State, act: Act, _matter: Matter | None) -> Refusals:
    """A therapist does not simply stop (APA 10.10)."""
    if not isinstance(act, StartEnding | LeaveAsTherapist) or act.ground is not None:
        return NONE
    grounds = tuple(EndingGround)
    return (NO_GROUND(Change("ground", grounds), grounds=grounds),)


def alternatives_named(state: State, act: Act, _: Matter | None) -> Refusals:
    """Whoever ends the work says where else help is to be had."""
    if not isinstance(act, StartEnding | Finish | LeaveAsTherapist):
        return NONE
    if act.alternatives is not None:
        return NONE
    if not isinstance(act, Finish) and act.ground is EndingGround.THREATENED:
        return NONE
    clients = state.members.ids(Role.CLIENT)
    return (NO_ALTERNATIVES(Change("alternatives", None), clients=clients),)


def consulted_where_disagreed(state: State, act: Act, _: Matter | None) -> Refusals:
    """Where a client has said no to ending, a supervisor is asked about that first."""
    if not isinstance(act, StartEnding):
        return NONE
    clients = state.members.ids(Role.CLIENT)
    noes = (
        (dissent.at, dissent.by, proposal.id)
        for proposal in state.decisions.proposals.values()
        if isinstance(proposal.last.matter, Ending)
        for dissent in proposal.dissents
        if dissent.by in clients
    )
    last = {client: (at, name) for at, client, name in sorted(noes)}
    consulted = {
        (said.client, said.proposal): said.at
        for said in state.consults.entries
        if said.by == act.by
    }
    return tuple(
        NOT_CONSULTED(
            Do(Consult, (act.by,), {"client": client, "proposal": name}),
            client=client,
            proposal=name,
            by=act.by,
        )
        for client, (at, name) in sorted(last.items())
        if (client, name) not in consulted or consulted[client, name] < at
    )


def shaped_so(state: State, act: Act, matter: Matter | None) -> Refusals:
    """What ends before an agreement was brief, as both of them say, and as it was."""
    ending, n_held = cast("Ending", matter), state.sessions.n_held
    if not n_held:
        return (NO_SESSION(*_met(state), n_held=n_held),)
    shapes = brief(n_held)
    if ending.shape in shapes:
        return NONE
    name = cast("Accept", act).proposal
    proposer = state.decisions.proposals[name].last.by
    said = attrs.evolve(ending, shape=shapes[0])
    amend = Do(Amend, (proposer,), {"proposal": name, "matter": said})
    return (NO_SHAPE(amend, n_held=n_held, shapes=shapes),)


def _met(state: State) -> tuple[Do, ...]:
    """Return what brings a session to its end, started first if none is open."""
    open_ = state.sessions.open
    name = open_ or fresh(SessionId("session"), state.sessions.by_id)
    end = Do(EndSession, fields={"session": name})
    return (end,) if open_ else (Do(StartSession, fields={"id": name}), end)


def review_offered(state: State, _act: Act, _: Matter | None) -> Refusals:
    """Whoever ends offers to look back together."""
    ending = state.main.ending
    if ending is None or state.reviews.offered_since(ending.since):
        return NONE
    return (NO_REVIEW_OFFERED(Do(OfferReview), since=ending.since),)


def both_reviewed(state: State, _act: Act, _: Matter | None) -> Refusals:
    """Every client and a therapist looked back on the work, or declined to."""
    ending = cast("EndingPhase", state.main.ending)
    clients = state.members.ids(Role.CLIENT)
    therapists = state.members.ids(Role.THERAPIST)
    said = {
        person: state.reviews.said_since(person, ending.since) is not None
        for person in (*clients, *therapists)
    }
    waited_for = [client for client in clients if not said[client]]
    if not any(said[therapist] for therapist in therapists):
        waited_for.append(state.members.lead)
    return tuple(
        NOT_REVIEWED(Do(LookBack, (person,)), person=person) for person in waited_for
    )


def toolkit_offered(state: State, _act: Act, _: Matter | None) -> Refusals:
    """What was learned outlasts the work: every client was offered to gather it."""
    return tuple(
        NO_TOOLKIT(Do(OfferToolkit, fields={"to": client}), client=client)
        for client in state.members.ids(Role.CLIENT)
        if state.toolkit.of(client).offered_at is None
    )


def signposted(state: State, act: Act, _: Matter | None) -> Refusals:
    """Whoever is turned away is told where else to turn."""
    if not isinstance(act, DeclineToStart) or act.signposting is not None:
        return NONE
    clients = state.members.ids(Role.CLIENT)
    return (NO_SIGNPOSTING(Change("signposting", None), clients=clients),)


def contact_lost(state: State, act: Act, _: Matter | None) -> Refusals:
    """Patience: one missed appointment is no ending, nor is silence nobody broke."""
    now, policy = act.recorded_at, state.policy
    contact = state.contact.known(now)
    status = contact.status(now, policy)
    if status is ContactStatus.OUT:
        return NONE
    client = state.members.ids(Role.CLIENT)[0]
    tried = contact.days_tried
    days = other_days(now, tried, max(policy.lapse_attempts - len(tried), 0))
    lost_at = after(contact.silent_since or now, policy.lapse_days)
    return (
        IN_CONTACT(
            *(Do(ReachOut, fields={"to": client, "at": day}) for day in days),
            Change("at", (lost_at,)),
            status=status,
            n_attempts=len(tried),
            attempts=policy.lapse_attempts,
            days=policy.lapse_days,
        ),
    )


def date_reached(state: State, act: Act, _: Matter | None) -> Refusals:
    """The service ends what was agreed to end by itself, and not before."""
    until = state.follow_up.until
    if until is None or until <= act.recorded_at:
        return NONE
    return (NOT_OVER(Change("at", (until,)), until=until),)


def named_for_it(state: State, act: Act, _: Matter | None) -> Refusals:
    """From outside, only the nominee acts, whom the agreement names (BACP 42)."""
    if state.members.role(act.by) is Role.ORGANISATION:
        return NONE
    current = state.agreement.current
    nominee = None if current is None else current.matter.nominee
    if act.by == nominee:
        return NONE
    may = (*((nominee,) if nominee else ()), *state.members.ids(Role.ORGANISATION))
    return (NOT_THE_NOMINEE(Change("by", may), by=act.by),)
