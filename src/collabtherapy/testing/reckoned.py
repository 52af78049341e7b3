"""What acts add up to, reckoned a second time and by other means.

The fold keeps a state for each region; here a plain list of acts is read again, with no
table and no code of the law. Slow, short, and written to be believed.
"""

from collections.abc import Sequence
from datetime import datetime

from collabtherapy import PartId, PersonId, ProposalId, Scope, acts

History = Sequence[acts.Act]


def consents(history: History, client: PersonId, scope: Scope, at: datetime) -> bool:
    """Whether a client's consent to a scope permits anything at a moment."""
    given: acts.GiveConsent | None = None
    elsewhere: acts.GiveConsent | None = None
    for n, act in enumerate(history):
        if isinstance(act, acts.CarryOver):
            given = elsewhere = carried(act, client, scope)
        if given is elsewhere and _disputes(history[:n], act, client, scope):
            given = None
        if isinstance(act, acts.EndRepresentation) and act.client == client:
            given = given if given is None or given.by == client else None
        if getattr(act, "scope", None) != scope:
            continue
        if isinstance(act, acts.Explain):
            other = given is not None and act.to == client and given.terms != act.terms
            given = None if other else given
        elif act.for_whom == client:
            given = act if isinstance(act, acts.GiveConsent) else None
    return given is not None and (given.expires_at is None or given.expires_at > at)


def stated(history: History) -> set[PersonId]:
    """Return the clients of whom it was said by which row of the law they decide."""
    found = {act.client for act in history if isinstance(act, acts.StateDecider)}
    opened = (act for act in history[:1] if isinstance(act, acts.Open))
    return found.union(*([one.client for one in act.deciders] for act in opened))


def carried(
    act: acts.CarryOver, client: PersonId, scope: Scope
) -> acts.GiveConsent | None:
    """Return what a client is said to have consented to elsewhere."""
    for one in act.consents:
        if (one.client, one.scope) == (client, scope):
            return acts.GiveConsent(
                by=one.given_by or client,
                at=one.given_at,
                on_behalf_of=client if one.given_by else None,
                scope=scope,
                terms=one.terms,
                expires_at=one.expires_at,
            )
    return None


def _disputes(history: History, act: acts.Act, client: PersonId, scope: Scope) -> bool:
    """Return whether an act says that a consent from elsewhere was never given."""
    if not isinstance(act, acts.Dispute) or not _is_of_carried(history, act):
        return False
    part = PartId(f"consent:{scope}")
    waiting = unsaid(history, act.by, client)
    return part in waiting and (not act.parts or part in act.parts)


def _is_of_carried(history: History, said: acts.Confirm | acts.Dispute) -> bool:
    starts = [act.number for act in history if isinstance(act, acts.CarryOver)]
    return not set(starts).isdisjoint(said.numbers)


def unsaid(history: History, person: PersonId, client: PersonId) -> set[PartId]:
    """Return the parts of a client's of which a person has not said if they are so."""
    waiting = set[PartId]()
    for act in history:
        if isinstance(act, acts.CarryOver) and act.asked(client) == person:
            waiting = set(act.parts_of(client))
        elif (
            isinstance(act, acts.Confirm | acts.Dispute)
            and act.by == person
            and _is_of_carried(history, act)
        ):
            waiting -= act.parts or waiting
    return waiting


def explained(history: History, client: PersonId, scope: Scope) -> list[acts.Explain]:
    """Give every explanation of a scope to a client."""
    told = [act for act in history if isinstance(act, acts.Explain)]
    for act in history:
        if isinstance(act, acts.CarryOver):
            told += [
                acts.Explain(
                    by=act.by,
                    at=one.given_at,
                    to=one.client,
                    scope=one.scope,
                    terms=one.terms,
                    limits=one.limits,
                )
                for one in act.consents
            ]
    return [act for act in told if act.to == client and act.scope == scope]


def accepted(history: History, proposal: ProposalId) -> frozenset[PersonId]:
    """Name who has accepted the version of a proposal that was put last."""
    yes: set[PersonId] = set()
    for act in history:
        match act:
            case acts.Propose(id=name) | acts.Amend(proposal=name) if name == proposal:
                yes = {act.by}
            case acts.Accept(proposal=name) if name == proposal:
                yes.add(act.for_whom)
            case acts.Decline(proposal=name) if name == proposal:
                yes.discard(act.for_whom)
            case _:
                pass
    return frozenset(yes)


def dissents(history: History) -> list[tuple[ProposalId, PersonId]]:
    """Give every no that was ever said, with what it was said to."""
    said = (act for act in history if isinstance(act, acts.Decline))
    return [(act.proposal, act.for_whom) for act in said]


def in_danger(history: History, client: PersonId) -> bool:
    """Whether a concern for a client was raised, and not yet settled or handed on."""
    resolving = {
        act.id if isinstance(act, acts.Propose) else act.proposal
        for act in history
        if isinstance(act, acts.Propose | acts.Amend)
        and type(act.matter).__name__ == "ResolveConcern"
    }
    raised, asked = False, None
    for act in history:
        match act:
            case acts.RaiseConcern() if act.client == client:
                raised, asked = True, None
            case acts.HandOverSafety() if act.client == client:
                asked = act.recipient
                raised = raised and act.reference is None
            case acts.AcceptHandOver() if act.client == client:
                raised = raised and act.by != asked
            case acts.Accept() if act.proposal in resolving:
                raised = False
            case _:
                pass
    return raised


def tried_to_reach(history: History) -> int:
    """Give how often the clients were sought since any of them was last heard from."""
    n = 0
    clients = {
        c.id for act in history[:1] if isinstance(act, acts.Open) for c in act.clients
    }
    for act in history:
        if act.by in clients or isinstance(act, acts.StartSession):
            n = 0
        elif isinstance(act, acts.ReachOut):
            n += 1
    return n
