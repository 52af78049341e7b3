"""Who may record authority over a client, and what its holder may say for them.

Whether a holder's word counts is asked at each act: that they hold authority for this
decision, that it is not the person's own to make, and that no word of the person's own
stands against it.
"""

from collabtherapy.partnership.law.deciders import (
    DECISIONS,
    ROWS,
    Decider,
    decider,
    deciding_holders,
    decision_about,
    found_lacking,
    stated_row,
    unknown_decisions,
)
from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.law.rights import is_for_another, whose
from collabtherapy.partnership.law.two_sides import CLIENTS, speaks_for
from collabtherapy.partnership.regions.agreement import AcceptAgreement
from collabtherapy.partnership.regions.competence import FindCompetence, StateDecider
from collabtherapy.partnership.regions.consent import (
    SAYING_NO,
    DeclineConsent,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.regions.decisions import Accept, Decline
from collabtherapy.partnership.regions.representation import (
    AppointRepresentative,
    ConfirmRepresentation,
    EndRepresentation,
)
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.partnership.values.authority import Authority, Basis, Power
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Remedy,
    Rule,
)

NOT_REPRESENTED = Reason(
    "representation.none",
    Rule.RIGHT,
    "{by} holds no authority for {client} that has effect",
)
NOT_COVERED = Reason(
    "representation.not_covered",
    Rule.RIGHT,
    "the authority of {by} for {client} leaves out {power} about {decision}",
)
PERSON_DECIDES = Reason(
    "representation.person_decides",
    Rule.RIGHT,
    "{client} decides about {decision}, and not {by}",
)
HOLDERS_DECIDE = Reason(
    "representation.holders_decide",
    Rule.RIGHT,
    "holders of a legal authority decide about {decision} for {client}, and not {by}, "
    "whom {client} named",
)
OWN_MATTER = Reason(
    "representation.own_matter",
    Rule.RIGHT,
    "proposal {proposal} is one client's own, and {by} is or was a client here too",
)
OWN_WORD = Reason(
    "representation.own_word",
    Rule.RIGHT,
    "{client} has said no to {scope} themselves, and nobody says yes in their place",
)
OWN_SAY = Reason(
    "representation.own_say",
    Rule.RIGHT,
    "proposal {proposal} alters whether a no of {client} stops anything, and is "
    "theirs to accept",
)
OWN_CONSENT = Reason(
    "representation.own_consent",
    Rule.RIGHT,
    "{client} said yes to {scope} themselves, and was not found to lack capacity for "
    "this decision",
)
OUTLASTS = Reason(
    "representation.outlasts",
    Rule.RIGHT,
    "{by} holds authority for {client} until {until}, and what they consent to ends "
    "then",
)
OWN_WISH = Reason(
    "representation.own_wish",
    Rule.RIGHT,
    "a wish of {client} is for {client} to state, and not for {by}",
)
LEGAL_BASIS = Reason(
    "representation.legal_basis",
    Rule.RIGHT,
    "{basis} is recorded by a therapist or an organisation, or claimed by the holder "
    "from outside; {by} is neither",
)
NO_EVIDENCE = Reason(
    "representation.evidence_missing",
    Rule.RIGHT,
    "authority has effect once another than {representative} saw a document; {by} "
    "names none",
)
NO_END = Reason(
    "representation.until_missing",
    Rule.RIGHT,
    "{basis} over a minor ends when they come of age; until says when",
)
RESTS_ON_LAW = Reason(
    "representation.rests_on_law",
    Rule.RIGHT,
    "{basis} of {representative} is not given by {client}, and not taken away by them; "
    "who keeps the record notes that it has ended",
)
NO_SUCH_ROW = Reason(
    "decider.unknown_row", Rule.RECORD, "there is no row {row} of who decides"
)

NO_SUCH_DECISION = Reason(
    "decision.unknown",
    Rule.RECORD,
    "nothing is decided under the name {decision}; explain a scope of that name first, "
    "or name a decision that there is",
)

RECORDERS = (Role.THERAPIST, Role.ORGANISATION)

HOLDER_GUARDS = Asked()


def _themselves(act: ByProxy) -> tuple[Change, Change]:
    return Change("by", (act.for_whom,)), Change("on_behalf_of", (None,))


def _by_another(act: ByProxy, may: tuple[Authority, ...]) -> tuple[Remedy, ...]:
    """Return the remedy that lets a holder act who may, or else the person."""
    others = tuple(held.holder for held in may if held.holder != act.by)
    return (Change("by", others),) if others else _themselves(act)


def _spoken_for(state: State, act: ByProxy) -> PersonId | None:
    """Return the client whom a holder with authority acts for; None for no such act."""
    client = act.on_behalf_of
    if client is None or not speaks_for(state, act.by, client, act.at):
        return None
    return client


# --- what a holder may say


@HOLDER_GUARDS.of(
    GiveConsent, DeclineConsent, WithdrawConsent, Accept, Decline, AcceptAgreement
)
def authorised(state: State, act: ByProxy) -> Refusals:
    """Check that a holder has authority for the decision, which is not the person's."""
    client, decision = act.on_behalf_of, decision_about(state, act)
    if client is None or decision is None:
        return NONE
    decides = isinstance(act, Accept | Decline | AcceptAgreement)
    power = Power.DECIDE if decides else Power.CONSENT
    may = deciding_holders(state, client, decision, act.at, power)
    if any(held.holder == act.by for held in may):
        return NONE
    fix = _by_another(act, may)
    held = state.representation.find(client, act.by)
    if held is None or not speaks_for(state, act.by, client, act.at):
        return (NOT_REPRESENTED(*fix, by=act.by, client=client),)
    facts: dict[str, object] = {"by": act.by, "client": client, "decision": decision}
    if not held.covers(decision, power):
        return (NOT_COVERED(*fix, power=power, **facts),)
    if held.basis.is_legal:
        return (PERSON_DECIDES(*_themselves(act), **facts),)
    return (HOLDERS_DECIDE(*fix, **facts),)


@HOLDER_GUARDS.of(Accept, Decline)
def not_one_clients_own(state: State, act: Accept | Decline) -> Refusals:
    """Check that one client decides for another about nothing that is one's own."""
    client = act.on_behalf_of
    proposal = state.decisions.proposals.find(act.proposal)
    if client is None or proposal is None or state.members.role(act.by) not in CLIENTS:
        return NONE
    owners = whose(proposal.last.matter)
    if not owners or owners.issuperset((client, act.by)):
        return NONE
    return (OWN_MATTER(*_themselves(act), proposal=proposal.id, by=act.by),)


@HOLDER_GUARDS.of(Accept)
def over_no_say_of_theirs(state: State, act: Accept) -> Refusals:
    """Check that the person accepts themselves what their own no is to count for."""
    proposal = state.decisions.proposals.find(act.proposal)
    if act.on_behalf_of is None or proposal is None:
        return NONE
    matter, stops = proposal.last.matter, state.policy.dissent_of_minor_stops
    alters = isinstance(matter, PolicyChange) and (
        matter.policy.dissent_of_minor_stops is not stops
    )
    if not alters:
        return NONE
    return (OWN_SAY(*_themselves(act), client=act.on_behalf_of, proposal=proposal.id),)


@HOLDER_GUARDS.of(GiveConsent)
def within_the_authority(state: State, act: GiveConsent) -> Refusals:
    """Check that a consent ends with the authority it is given on."""
    client = _spoken_for(state, act)
    if client is None:
        return NONE
    until = state.representation.held[client, act.by].until
    if until is None or (act.expires_at is not None and act.expires_at <= until):
        return NONE
    change = Change("expires_at", (until,))
    return (OUTLASTS(change, by=act.by, client=client, until=until),)


@HOLDER_GUARDS.of(GiveConsent)
def over_no_own_no(state: State, act: GiveConsent) -> Refusals:
    """Check that the person has not said no, unless the policy lets that be."""
    client = _spoken_for(state, act)
    if client is None:
        return NONE
    if state.consent.of(client, act.scope).own_word is not False:
        return NONE
    decides = decider(state, client, act.scope.name, act.at)
    if decides is Decider.HOLDERS and not state.policy.dissent_of_minor_stops:
        return NONE
    return (OWN_WORD(*_themselves(act), client=client, scope=act.scope),)


@HOLDER_GUARDS.of(*SAYING_NO)
def over_no_own_yes(state: State, act: DeclineConsent | WithdrawConsent) -> Refusals:
    """Check that the person's own consent is taken back by them alone.

    That capacity for this decision is presumed lacking is not enough for another to do
    it: somebody has to have looked.
    """
    client, scope = _spoken_for(state, act), act.scope
    if client is None or client not in state.consent.of(client, scope).given_by(act.at):
        return NONE
    if found_lacking(state, client, scope.name):
        return NONE
    return (OWN_CONSENT(*_themselves(act), client=client, scope=scope),)


# --- who may record authority


@HOLDER_GUARDS.of(AppointRepresentative)
def stated_by_whose_it_is(state: State, act: AppointRepresentative) -> Refusals:
    """Check that the person states a wish; who saw it, or the holder, the rest."""
    client, role = act.client, state.members.role(act.by)
    if is_for_another(state.members, act):
        return NONE  # whose affair it is is asked of every act that names a client
    if not act.basis.is_legal:
        if act.by == client:
            return NONE
        return (OWN_WISH(Change("by", (client,)), client=client, by=act.by),)
    if role in RECORDERS:
        return _seen(act)
    if role is Role.OUTSIDER and act.by == act.representative:
        return NONE
    change = Change("by", state.members.ids(*RECORDERS))
    evidence = Change("evidence", None)
    return (LEGAL_BASIS(change, evidence, basis=act.basis, by=act.by),)


@HOLDER_GUARDS.of(EndRepresentation)
def ended_by_who_gave_it(state: State, act: EndRepresentation) -> Refusals:
    """Check that a client ends what they gave themselves, and no more.

    A parent, guardian or deputy is not theirs to dismiss: where holders decide
    together, that would bring into force what the other one consented to.
    """
    if act.by != act.client:
        return NONE
    ended = state.representation.standing(act.at, client=act.client)
    change = Change("by", state.members.ids(*RECORDERS))
    return tuple(
        RESTS_ON_LAW(
            change, basis=held.basis, representative=held.holder, client=act.client
        )
        for held in ended
        if act.representative in (None, held.holder) and not held.basis.is_given
    )


@HOLDER_GUARDS.of(ConfirmRepresentation)
def document_seen(_: State, act: ConfirmRepresentation) -> Refusals:
    """Check that a document was seen by another than the holder."""
    return _seen(act)


def _seen(act: AppointRepresentative | ConfirmRepresentation) -> Refusals:
    holder = act.representative
    if act.evidence is not None and act.evidence.seen_by != holder:
        return NONE
    fix = Change("evidence", None)
    return (NO_EVIDENCE(fix, by=act.by, representative=holder),)


@HOLDER_GUARDS.of(AppointRepresentative)
def ends_at_majority(state: State, act: AppointRepresentative) -> Refusals:
    """Check that authority over a minor says when they come of age."""
    if act.until is not None or not _is_over_minor(state, act.client, act.basis):
        return NONE
    return (NO_END(Change("until", None), basis=act.basis),)


@HOLDER_GUARDS.of(ConfirmRepresentation)
def claim_ends_at_majority(state: State, act: ConfirmRepresentation) -> Refusals:
    """Check that a claim to a minor says when they come of age."""
    held = state.representation.find(act.client, act.representative)
    if held is None or not (held.is_claim and held.stands(act.at)):
        return NONE  # that there is one is asked where it would be confirmed
    return _ends(state, held, (held.holder,))


@HOLDER_GUARDS.of(GiveConsent)
def given_until_majority(state: State, act: GiveConsent) -> Refusals:
    """Check that a minor is spoken for on authority that ends as they come of age."""
    client = _spoken_for(state, act)
    if client is None or not stated_row(state, client).of_minors:
        return NONE
    held = state.representation.held[client, act.by]
    return _ends(state, held, state.members.ids(*RECORDERS))


def _is_over_minor(state: State, client: PersonId, basis: Basis) -> bool:
    """Return whether authority on a basis is authority over a minor."""
    return basis is Basis.PARENTAL_RESPONSIBILITY or (
        basis is Basis.GUARDIAN and stated_row(state, client).of_minors
    )


def _ends(state: State, held: Authority, by: tuple[PersonId, ...]) -> Refusals:
    """Return a refusal of what rests on authority over a minor without an end."""
    over_minor = _is_over_minor(state, held.client, held.basis)
    if held.until is not None or not over_minor:
        return NONE
    who: dict[str, object] = {"client": held.client, "representative": held.holder}
    end = Do(EndRepresentation, fields=who)
    anew = Do(AppointRepresentative, by, {**who, "basis": held.basis})
    return (NO_END(end, anew, basis=held.basis),)


@HOLDER_GUARDS.of(AppointRepresentative, FindCompetence)
def about_a_decision(
    state: State, act: AppointRepresentative | FindCompetence
) -> Refusals:
    """Check that each decision is one that the law asks about, and no slip of the pen.

    A finding of lack, or an authority, under a name that nothing reads protects no one.
    """
    if isinstance(act, FindCompetence):
        field, named = "decision", frozenset({act.decision})
    else:
        field, named = "decisions", act.decisions
    unknown = unknown_decisions(state, act.client, named)
    change = Change(field, DECISIONS)
    return tuple(NO_SUCH_DECISION(change, decision=name) for name in unknown)


@HOLDER_GUARDS.of(StateDecider)
def row_there(_: State, act: StateDecider) -> Refusals:
    """Check that the row is one of the table."""
    return no_such_rows((act.row,))


def no_such_rows(rows: tuple[str, ...], field: str = "row") -> Refusals:
    """Return a refusal for each row that the table does not have."""
    values = tuple(ROWS) if field == "row" else None
    unknown = (row for row in rows if row not in ROWS)
    return tuple(NO_SUCH_ROW(Change(field, values), row=row) for row in unknown)
