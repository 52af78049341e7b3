"""The conditions on carrying a case over, and on going on with one that was.

A case is carried over to a stage that takes what is asked on the way to it here: the
consents, the agreement, a goal. What is missing is named. Work goes on while the
clients have their time to say whether it is so; after that no session starts with a
client who has not.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, cast

from collabtherapy.partnership.law.carrying import carried_over, consents_carried
from collabtherapy.partnership.law.deciders import (
    Decider,
    decider,
    found_lacking,
    stated_row,
)
from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.law.two_sides import (
    TWO_SIDES,
    on_no_clients_side,
    professionals,
)
from collabtherapy.partnership.regions.carry_over import CarriedConsent, CarryOver
from collabtherapy.partnership.regions.consent import Consents
from collabtherapy.partnership.regions.corrections import CORRECTIONS
from collabtherapy.partnership.regions.decisions import Propose
from collabtherapy.partnership.regions.duties import DUTIES
from collabtherapy.partnership.regions.entries import ENTRIES, Confirm
from collabtherapy.partnership.regions.settings import SETTINGS
from collabtherapy.partnership.state import REGIONS, State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.meetings import Arrive, StartSession
from collabtherapy.partnership.values.moments import after
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
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Open, Stage

NOT_FIRST = Reason(
    "carry.not_first",
    Rule.RECORD,
    "a case is carried over directly after the opening, and something has been done in "
    "{partnership} since",
)
NO_EVIDENCE = Reason(
    "carry.evidence_missing",
    Rule.RIGHT,
    "{by} says how things stood in {from_system}, and names no document that was seen",
)
NOT_A_CLIENT = Reason(
    "carry.not_a_client",
    Rule.RECORD,
    "what is carried over is that of the clients: {clients}; {others} are none",
)
CONSENT_MISSING = Reason(
    "carry.consent_missing",
    Rule.RIGHT,
    "to be {stage} takes a consent of {client} to {scope} that counts here: in force, "
    "by whom it takes, to treatment with the limits of confidentiality told, and with "
    "an end where a holder gave it for a minor",
)
AGREEMENT_MISSING = Reason(
    "carry.agreement_missing",
    Rule.ASSENT,
    "to be {stage} takes an agreement in force, and none is carried over",
)
GOAL_MISSING = Reason(
    "carry.goal_missing",
    Rule.ASSENT,
    "to be {stage} takes a goal, or an agreement that leaves the goals for a review",
)
UNCONFIRMED = Reason(
    "carry.unconfirmed",
    Rule.RIGHT,
    "{client} has {n_parts} parts of what was carried over at {since} to confirm or to "
    "dispute, and {days} days have passed",
)

TAKES: Final[Mapping[Stage, Scope]] = MappingProxyType(
    {Stage.EXPLORING: Scope.ASSESSMENT, Stage.WORKING: Scope.TREATMENT}
)
"""The consent that each stage takes of every client, as gates G1 and G3 ask for it."""

CARRY_GUARDS = Asked()


OPENED: Final = frozenset(
    {
        *(region.name for region in REGIONS if Open in region.fold_rows),
        SETTINGS.name,
        DUTIES.name,
        ENTRIES.name,
        CORRECTIONS.name,  # what was entered in error is as if it had not been
    }
)
"""The regions that hold something once a partnership is opened, and no more is done."""


@CARRY_GUARDS.of(CarryOver)
def directly_after_the_opening(state: State, _: CarryOver) -> Refusals:
    """Check that a start is carried over to an opening, before all else."""
    members = state.members
    done = any(
        getattr(state, region.name) != region.empty
        for region in REGIONS
        if region.name not in OPENED
    )
    if not (done or members.former or members.former_therapists):
        return NONE
    anew = Do(Open, members.ids(Role.CLIENT), {"predecessor": state.id})
    return (NOT_FIRST(anew, partnership=state.id),)


@CARRY_GUARDS.of(CarryOver)
def seen_by_whom_it_says(_: State, act: CarryOver) -> Refusals:
    """Check that somebody saw a document of what is carried over."""
    if act.evidence is not None:
        return NONE
    change = Change("evidence", None)
    return (NO_EVIDENCE(change, by=act.by, from_system=act.from_system),)


@CARRY_GUARDS.of(CarryOver)
def of_the_clients(state: State, act: CarryOver) -> Refusals:
    """Check that what is carried over is the clients' own."""
    clients = state.members.ids(Role.CLIENT)
    found: list[tuple[str, frozenset[PersonId]]] = [
        ("consents", frozenset(given.client for given in act.consents)),
        ("goals", frozenset(p for goal in act.goals for p in goal.matter.owners)),
    ]
    return tuple(
        NOT_A_CLIENT(Change(field, None), clients=clients, others=others)
        for field, named in found
        if (others := named.difference(clients))
    )


@CARRY_GUARDS.of(CarryOver)
def nominee_on_no_clients_side(state: State, act: CarryOver) -> Refusals:
    """Check that whom the agreement names to step in acts for no client."""
    if act.agreement is None:
        return NONE
    made = act.agreement
    put = Propose(by=act.by, at=act.at, id=made.id, matter=made.matter)
    found = on_no_clients_side(state, put)
    change = Change("agreement", None)
    return tuple(TWO_SIDES(change, **one.facts) for one in found)


def consented_to(state: State, act: Act, _: Matter | None) -> Refusals:
    """Every client has consented to what the stage takes, in a way that counts here."""
    carried = cast("CarryOver", act)
    scope, consents = TAKES[carried.stage], consents_carried(state, carried)
    change = Change("consents", None)
    return tuple(
        CONSENT_MISSING(change, stage=carried.stage, client=client, scope=scope)
        for client in state.members.ids(Role.CLIENT)
        if not _counts(state, carried, consents, client)
    )


def _counts(state: State, act: CarryOver, consents: Consents, client: PersonId) -> bool:
    scope = TAKES[act.stage]
    given = (c for c in act.consents if (c.client, c.scope) == (client, scope))
    return consents.in_force(client, scope, act.at) and all(
        _counts_by_whom_it_was_given(state, act, one)
        and (one.limits or scope != Scope.TREATMENT)
        for one in given
    )


def _counts_by_whom_it_was_given(
    state: State, act: CarryOver, given: CarriedConsent
) -> bool:
    """Return whether the consent of a holder may count; that of a client always may.

    The holder's authority is recorded afterwards: that they consented there, and for a
    person who does not decide this, is what is carried over.
    """
    if given.given_by is None:
        return True
    ends = given.expires_at is not None or not stated_row(state, given.client).of_minors
    client, decision = given.client, given.scope.name
    by_holders = found_lacking(state, client, decision) or (
        decider(state, client, decision, act.at) is Decider.HOLDERS
    )
    return ends and by_holders and given.given_by not in professionals(state)


def agreement_carried(_: State, act: Act, _matter: Matter | None) -> Refusals:
    """There is an agreement in force."""
    carried = cast("CarryOver", act)
    if carried.agreement is not None:
        ends = carried.agreement.matter.expires_at
        if ends is None or act.at < ends:
            return NONE
    return (AGREEMENT_MISSING(Change("agreement", None), stage=carried.stage),)


def goal_carried_or_deferred(_: State, act: Act, _matter: Matter | None) -> Refusals:
    """A goal is worked on, or the agreement leaves the goals for a review."""
    carried = cast("CarryOver", act)
    agreement = carried.agreement
    if carried.goals or agreement is None or agreement.matter.goals_deferred:
        return NONE
    return (GOAL_MISSING(Change("goals", None), stage=carried.stage),)


@CARRY_GUARDS.of(StartSession, Arrive)
def said_in_time(state: State, act: StartSession | Arrive) -> Refusals:
    """Check that who meets has said in time whether what was carried over is so."""
    present = act.present if isinstance(act, StartSession) else (act.person,)
    return tuple(_unsaid(state, act, present))


def _unsaid(
    state: State, act: Act, present: frozenset[PersonId] | tuple[PersonId, ...]
) -> Iterator[Refusal]:
    carried, days = carried_over(state), state.policy.carry_over_days
    if carried is None or act.at < after(carried.act.at, days):
        return
    for client in state.members.ids(Role.CLIENT):
        waiting = [
            part
            for part in carried.parts.values()
            if part.client == client and part.is_unconfirmed
        ]
        if waiting and client in present:
            asked = tuple(dict.fromkeys(part.asked for part in waiting))
            facts = {"client": client, "n_parts": len(waiting), "days": days}
            yield UNCONFIRMED(Do(Confirm, asked), since=carried.act.at, **facts)
