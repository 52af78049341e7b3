"""What a case that is carried over starts from: what the law makes of what was said.

The consents, the agreement and the goals come to be as they would have by acts done
here, by the same folds, and are marked as carried over.
"""

from collections.abc import Iterator

import attrs

from collabtherapy.partnership.law.hearing import Word, heard
from collabtherapy.partnership.law.rights import missing
from collabtherapy.partnership.regions.carry_over import (
    AGREEMENT,
    CarriedConsent,
    CarriedOver,
    CarriedPart,
    CarryOver,
)
from collabtherapy.partnership.regions.consent import (
    CONSENT,
    Consents,
    DeclineConsent,
    Explain,
    GiveConsent,
    carry,
)
from collabtherapy.partnership.regions.decisions import (
    DECISIONS,
    Decisions,
    Propose,
    settle,
)
from collabtherapy.partnership.regions.entries import Dispute
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.proposals import Proposal


def carried_over(state: State) -> CarriedOver | None:
    """Return what was carried over from another system, and what was said of it."""
    return state.entries.carried


def consents_carried(state: State, act: CarryOver) -> Consents:
    """Return the consents once those given elsewhere are carried over."""
    explain = CONSENT.fold_rows[Explain]
    for given in act.consents:
        told, word = _said(given)
        state = state._replace(consent=explain(state.consent, told))
        consents = heard(state, word)
        state = state._replace(consent=carry(consents, given.client, given.scope))
    return state.consent


def _said(given: CarriedConsent) -> tuple[Explain, GiveConsent]:
    """Return the acts by which a consent would have been given here."""
    by, at = given.given_by or given.client, given.given_at
    told = Explain(
        by=by,
        at=at,
        to=given.client,
        scope=given.scope,
        terms=given.terms,
        limits=given.limits,
    )
    word = GiveConsent(
        by=by,
        at=at,
        on_behalf_of=None if given.given_by is None else given.client,
        scope=given.scope,
        terms=given.terms,
        expires_at=given.expires_at,
    )
    return told, word


def decisions_carried(state: State, act: CarryOver) -> Decisions:
    """Return the decisions once those made elsewhere are carried over.

    Each can be amended as if it had been made here.
    """
    propose, decisions = DECISIONS.fold_rows[Propose], state.decisions
    for made in act.matters:
        put = Propose(by=act.by, at=made.agreed_at, id=made.id, matter=made.matter)
        decisions = propose(decisions, put)
        proposal = _accepted(state, decisions.proposals[made.id])
        proposals = decisions.proposals.put(made.id, proposal)
        decisions = settle(Decisions(proposals=proposals), made.id, made.agreed_at)
    return decisions


def _accepted(state: State, proposal: Proposal) -> Proposal:
    """Return a proposal that those whose assent it takes accepted elsewhere."""
    nobody = attrs.evolve(proposal, accepted_by=frozenset())
    version = attrs.evolve(proposal.last, carried_over=True)
    return attrs.evolve(
        proposal,
        versions=(version,),
        accepted_by=frozenset(missing(state.members, nobody, state.policy)),
    )


def settled_elsewhere(act: CarryOver) -> Iterator[Settled[Matter]]:
    """Yield what was settled elsewhere, for the regions of each matter."""
    for made in act.matters:
        yield Settled(
            id=made.id,
            version=1,
            matter=made.matter,
            by=act.by,
            at=made.agreed_at,
            carried_over=True,
        )


def consents_disputed(state: State, act: Dispute) -> Consents:
    """Return the consents once a person says that some were never given.

    What is unknown permits nothing: it is as if they had said no, until they give it
    with their own hand.
    """
    for given in consents_in_dispute(state, act):
        state = state._replace(consent=heard(state, _no(act, given)))
    return state.consent


def consents_in_dispute(state: State, act: Dispute) -> Iterator[CarriedConsent]:
    """Yield the carried consents that a dispute is about and that still stand."""
    carried = carried_over(state)
    if carried is None:
        return
    those = {(part.client, part.id) for part in _in_dispute(state, act)}
    for given in carried.act.consents:
        stands = state.consent.of(given.client, given.scope).carried_over
        if stands and (given.client, given.part) in those:
            yield given


def is_agreement_disputed(state: State, act: Dispute) -> bool:
    """Return whether a dispute is about the agreement, and it still stands."""
    current = state.agreement.current
    stands = current is not None and current.carried_over
    return stands and any(part.id == AGREEMENT for part in _in_dispute(state, act))


def _in_dispute(state: State, act: Dispute) -> tuple[CarriedPart, ...]:
    carried = carried_over(state)
    if carried is None or carried.version != act.act:
        return ()
    return carried.waiting_for(act.by, act.parts)


def _no(act: Dispute, given: CarriedConsent) -> Word:
    """Return the no that a person's dispute of a consent amounts to."""
    return DeclineConsent(
        by=act.by,
        at=act.at,
        on_behalf_of=None if act.by == given.client else given.client,
        scope=given.scope,
    )
