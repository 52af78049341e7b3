"""Who decides for a client: a function read off a table of rows, one for each status.

The rows model process. They are defaults to be set by those who answer for a service,
each with the source it rests on, and each to be reviewed by a lawyer of that country.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs

from collabtherapy.partnership.law.two_sides import has_effect, holders, in_effect
from collabtherapy.partnership.regions.agreement import AcceptAgreement, Agreement
from collabtherapy.partnership.regions.consent import (
    DeclineConsent,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.regions.decisions import Accept, Decline
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.safety import ResolveConcern, SafetyPlan
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.authority import ANY_DECISION, Authority, Power
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import USUAL_SCOPES, Scope

__all__ = [
    "DECIDERS",
    "DECISIONS",
    "Decider",
    "DeciderRow",
    "HolderSees",
    "HoldersAct",
    "clients_seen_by",
    "decider",
    "deciding_holders",
    "decision_about",
    "found_lacking",
    "holders",
    "row_of",
    "sees_of",
    "stated_row",
    "unknown_decisions",
]


class Decider(StrEnum):
    """Whose word counts for a decision."""

    SELF = "self"
    """The person's own."""
    HOLDERS = "holders"
    """That of the holders of a legal authority; the person is asked for assent."""
    SELF_AND_HOLDERS = "self_and_holders"
    """The person's own, or that of a holder whom they named of their own wish."""


class HoldersAct(StrEnum):
    """How several holders decide."""

    EACH = "each"
    TOGETHER = "together"


class HolderSees(StrEnum):
    """How much of the record a holder sees."""

    NOTHING = "nothing"
    OUTLINE = "outline"
    AS_THE_CLIENT = "as_the_client"


@attrs.frozen(kw_only=True)
class DeciderRow:
    """One row: who decides for people of one status.

    Args:
        id: what `StateDecider` names.
        when: the age band or status, in words.
        unfound: who decides where competence for a decision was not looked at.
        competent: who decides where the person was last found competent for it.
        lacking: who decides where they were last found not to be, and a holder of a
            legal authority may decide; without one it is as if it was not looked at.
        holders_act: whether one holder's yes is enough.
        holder_sees: what a holder sees while the person decides about their records.
        of_minors: whether the people of the row come of age.
        involves_holders: whether a finding of competence opens a duty to involve the
            holders, unless that is found inappropriate.
        because: what the row is for, in one sentence.
        basis: the legal source that it rests on.
        reviewed: who reviewed it.
    """

    id: str
    when: str
    unfound: Decider
    competent: Decider
    lacking: Decider
    holders_act: HoldersAct = HoldersAct.EACH
    holder_sees: HolderSees = HolderSees.OUTLINE
    of_minors: bool = True
    involves_holders: bool = False
    because: str
    basis: str
    reviewed: str = "to be reviewed by a lawyer of that country"


ADULT: Final = DeciderRow(
    id="adult",
    when="18 and over",
    unfound=Decider.SELF,
    competent=Decider.SELF,
    lacking=Decider.HOLDERS,
    of_minors=False,
    because="an adult is presumed able to decide until found unable, decision by "
    "decision; then attorneys and deputies decide within their authority",
    basis="England and Wales: Mental Capacity Act 2005, s 1(2) (presumption), ss 2 and "
    "3 (each decision), s 9 (attorneys), s 16 (deputies)",
)

ACCESS: Final = DeciderRow(
    id="access",
    when="treated on their own lawful consent, whatever their age",
    unfound=Decider.SELF,
    competent=Decider.SELF,
    lacking=Decider.HOLDERS,
    because="who consented to a treatment themselves decides who sees its records; "
    "this row stands in for the one that was stated, for the records alone",
    basis="United States: HIPAA, 45 CFR 164.502(g)(3): the parent is not the personal "
    "representative for that service",
)

DECIDERS: Final[tuple[DeciderRow, ...]] = (
    ADULT,
    DeciderRow(
        id="ew.16_17",
        when="16 and 17, England and Wales",
        unfound=Decider.SELF,
        competent=Decider.SELF,
        lacking=Decider.HOLDERS,
        because="from 16 a young person consents as an adult does; that a parent may "
        "override a refusal in some cases is not modelled",
        basis="Family Law Reform Act 1969, s 8; Mental Capacity Act 2005, from 16",
    ),
    DeciderRow(
        id="ew.under_16",
        when="under 16, England and Wales",
        unfound=Decider.HOLDERS,
        competent=Decider.SELF,
        lacking=Decider.HOLDERS,
        because="the parental right yields once a child understands enough to make "
        "up their own mind about the decision in question",
        basis="Gillick v West Norfolk and Wisbech AHA 1985; Children Act 1989, s 2(7) "
        "(each may act alone) and s 3; BACP Good Practice in Action 002, 031 and 046",
    ),
    DeciderRow(
        id="de",
        when="minor, Germany",
        unfound=Decider.HOLDERS,
        competent=Decider.SELF,
        lacking=Decider.HOLDERS,
        holders_act=HoldersAct.TOGETHER,
        because="who has the insight consents; else those with custody, who exercise "
        "it together in matters of weight (a finding is usual from 14 or 15 on)",
        basis="BGB § 630d (1), §§ 1627-1629, § 1687; model professional code of "
        "psychotherapists, § 12; SGB I § 36 (from 15)",
    ),
    DeciderRow(
        id="us.ca.12",
        when="12 to 17, outpatient counselling, California",
        unfound=Decider.HOLDERS,
        competent=Decider.SELF,
        lacking=Decider.HOLDERS,
        involves_holders=True,
        because="a minor mature enough consents; a parent is involved unless that is "
        "found inappropriate. Other states differ",
        basis="California Health and Safety Code § 124260; Family Code § 6924",
    ),
    ACCESS,
)
"""The rows, by status; each is a default of process, with its legal source."""

UNKNOWN: Final = DeciderRow(
    id="unknown",
    when="a row that only a newer version has",
    unfound=Decider.HOLDERS,
    competent=Decider.HOLDERS,
    lacking=Decider.HOLDERS,
    holders_act=HoldersAct.TOGETHER,
    holder_sees=HolderSees.NOTHING,
    because="what is unknown permits nothing",
    basis="none",
)
"""What a row that this version does not know is read as: the strictest answers."""

ROWS: Final = {row.id: row for row in DECIDERS if row is not ACCESS}
"""The rows that can be stated for a client."""

RECORDS: Final = "records"
SAFETY: Final = "safety"
TREATMENT: Final = Scope.TREATMENT.name

OF_TREATMENT: Final = frozenset((Scope.ASSESSMENT, Scope.TREATMENT))
"""The scopes by which a client is treated on their own consent."""

OF_MATTERS: Final[Mapping[type[Matter], str]] = MappingProxyType(
    {
        SafetyPlan: SAFETY,
        ResolveConcern: SAFETY,
        Involve: Scope.involve("anybody").name,
    }
)
"""The decision that a kind of matter is about; every other is about the treatment."""

DECISIONS: Final[tuple[str, ...]] = tuple(
    sorted(
        {scope.name for scope in USUAL_SCOPES}
        | {"disclosure", "involve", "research"}
        | {RECORDS, SAFETY}
    )
)
"""The decisions that the law asks about; a scope of one's own adds its name."""


def stated_row(state: State, client: PersonId) -> DeciderRow:
    """Return the row that a client falls under."""
    stated = state.competence.rows.find(client)
    return ADULT if stated is None else ROWS.get(stated, UNKNOWN)


def row_of(state: State, client: PersonId, decision: str, at: datetime) -> DeciderRow:
    """Return the row that says who decides about one thing for a client at a moment."""
    stated = stated_row(state, client)
    # What was said on their own consent stays theirs once that is over.
    by_self = state.consent.by_self.find(client) or frozenset()
    if decision == RECORDS and not by_self.isdisjoint(OF_TREATMENT):
        # Lawfully: while the treatment is theirs to decide.
        decides = _decides(stated, state, client, TREATMENT, at)
        return stated if decides is Decider.HOLDERS else ACCESS
    return stated


def _decides(
    row: DeciderRow, state: State, client: PersonId, decision: str, at: datetime
) -> Decider:
    """Return who decides by a row, the last finding, and who could do so instead.

    A finding of lack lets a holder decide, and where none may it blocks nobody: it is
    read as if the matter had not been looked at.
    """
    found = state.competence.last(client, decision)
    if found is not None and found.competent:
        return row.competent
    holds = found is not None and any(
        held.basis.is_legal and held.covers(decision)
        for held in in_effect(state, client, at)
    )
    return row.lacking if holds else row.unfound


def found_lacking(state: State, client: PersonId, decision: str) -> bool:
    """Return whether the last finding about a decision says the person cannot make it.

    Nothing found is no finding of lack: only what was found counts.
    """
    found = state.competence.last(client, decision)
    return found is not None and not found.competent


def decider(state: State, client: PersonId, decision: str, at: datetime) -> Decider:
    """Return whose word counts for a decision of a client at a moment.

    Args:
        state: the partnership.
        client: the client.
        decision: a short name, such as ``treatment`` or ``records``.
        at: the moment, on which authorities hang.
    """
    row = row_of(state, client, decision, at)
    answer = _decides(row, state, client, decision, at)
    keeps_wish = answer is Decider.SELF and not found_lacking(state, client, decision)
    named = keeps_wish and any(
        not held.basis.is_legal and held.covers(decision)
        for held in in_effect(state, client, at)
    )
    return Decider.SELF_AND_HOLDERS if named else answer


def deciding_holders(
    state: State,
    client: PersonId,
    decision: str,
    at: datetime,
    power: Power = Power.CONSENT,
) -> tuple[Authority, ...]:
    """Return the authorities whose holders may speak about a decision at a moment.

    On a legal basis they may while the person does not decide; on the person's own
    wish, while the person does. Under a row that is unknown, none may.
    """
    if stated_row(state, client) is UNKNOWN:
        return ()
    by_law = _by_law(state, client, decision, at)
    return tuple(
        held
        for held in in_effect(state, client, at)
        if held.covers(decision, power) and held.basis.is_legal is by_law
    )


def decides_for(state: State, person: PersonId, client: PersonId, at: datetime) -> bool:
    """Return whether a person decides anything for a client, on a legal basis."""
    own = {scope.name for whom, scope in state.consent.by_scope if whom == client}
    return any(
        held.holder == person and held.basis.is_legal
        for decision in sorted({*DECISIONS, *own})
        for power in Power
        for held in deciding_holders(state, client, decision, at, power)
    )


def _by_law(state: State, client: PersonId, decision: str, at: datetime) -> bool:
    """Return whether none but holders on a legal basis may speak for a client.

    A wish counts no more once its person was found unable to decide.
    """
    decides = decider(state, client, decision, at)
    return decides is Decider.HOLDERS or found_lacking(state, client, decision)


def clients_seen_by(
    state: State, person: PersonId, at: datetime, how: HolderSees
) -> frozenset[PersonId]:
    """Return the clients of whose affairs a holder sees so much at a moment."""
    standing = state.representation.standing(at)
    if not standing:  # as in most partnerships, each time that somebody looks
        return frozenset()
    clients = {held.client for held in standing}
    here = state.members.ids(Role.CLIENT)
    return frozenset(
        client
        for client in clients
        if client in here and sees_of(state, person, client, at) is how
    )


def unknown_decisions(
    state: State, client: PersonId, decisions: Iterable[str]
) -> tuple[str, ...]:
    """Return the names of decisions about a client that no act could be about, sorted.

    A name is known once a scope of that name was explained to the client, or spoken of.
    """
    own = {scope.name for whom, scope in state.consent.by_scope if whom == client}
    return tuple(sorted(set(decisions) - own - {ANY_DECISION, *DECISIONS}))


def decision_about(state: State, act: Act) -> str | None:
    """Return the decision that an act is about, as a short name.

    That of a consent is the name of its scope. None for an act that is about none, or
    about a proposal that is not there.
    """
    if isinstance(act, GiveConsent | DeclineConsent | WithdrawConsent):
        return act.scope.name
    if isinstance(act, AcceptAgreement):
        return OF_MATTERS.get(Agreement, TREATMENT)
    if not isinstance(act, Accept | Decline):
        return None
    proposal = state.decisions.proposals.find(act.proposal)
    if proposal is None:
        return None
    return OF_MATTERS.get(type(proposal.last.matter), TREATMENT)


def acts_on_records(
    state: State, person: PersonId, client: PersonId, at: datetime
) -> bool:
    """Return whether a holder may decide what becomes of a client's records."""
    may = deciding_holders(state, client, RECORDS, at, Power.DECIDE)
    here = any(held.holder == person for held in may)
    return here and not is_named_by_a_concern(state, person, client)


def is_named_by_a_concern(state: State, person: PersonId, client: PersonId) -> bool:
    """Return whether a concern for a client's safety names a person."""
    return any(one.about == person for one in state.safety.of(client).raised)


def sees_of(
    state: State, person: PersonId, client: PersonId, at: datetime
) -> HolderSees:
    """Return how much of a client's affairs a holder sees at a moment.

    As the client does, on their own wish or while holders decide about the records;
    else as much as the row lets them. A holder whom a concern names does not see as the
    client does, whatever they hold: they would read what the client said of them.
    """
    held = state.representation.find(client, person)
    if held is None or not has_effect(state, held, at):
        return HolderSees.NOTHING
    if Power.SEE not in held.powers or stated_row(state, client) is UNKNOWN:
        return HolderSees.NOTHING
    by_law = _by_law(state, client, RECORDS, at)
    named = is_named_by_a_concern(state, person, client)
    if not named and held.covers(RECORDS) and held.basis.is_legal is by_law:
        return HolderSees.AS_THE_CLIENT
    if not held.basis.is_legal:
        return HolderSees.NOTHING  # the wish counts no more, or is about other things
    return stated_row(state, client).holder_sees
