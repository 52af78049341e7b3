"""The hand behind an act: who may write one down for another person, and which count.

An act that another hand entered is its author's all the same. What is granted needs a
document that was seen; what is done by doing it here, and the assents that take a step
of the lifecycle, count by the author's own hand; and a document never undoes a no.

Sources: GDPR 7(1), whoever relies on a consent can show it; 7(3), withdrawing as
easily as giving. That no stage which takes two sides is reached by one hand is the
design's own rule.
"""

from collections.abc import Iterator
from typing import Final

from collabtherapy.partnership.law.deciders import OF_MATTERS, SAFETY
from collabtherapy.partnership.law.guards import matter_put
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.law.lifecycle import STEPS
from collabtherapy.partnership.law.two_sides import in_effect, speaks_for
from collabtherapy.partnership.regions.agreement import AcceptAgreement, Agreement
from collabtherapy.partnership.regions.consent import NO, GiveConsent
from collabtherapy.partnership.regions.decisions import Accept, Amend, Propose
from collabtherapy.partnership.regions.redactions import AskErasure
from collabtherapy.partnership.regions.safety import AcceptHandOver
from collabtherapy.partnership.regions.settings import PolicyChange
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.corrections import Correction
from collabtherapy.partnership.values.ids import PersonId, ProposalId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Reason,
    Refusal,
    Refusals,
    Rule,
)

NOT_THEIRS = Reason(
    "entry.not_theirs",
    Rule.RIGHT,
    "{hand} enters nothing for {by}: a therapist, an organisation or a holder of "
    "authority for them does",
)
OWN_HAND = Reason(
    "entry.own_hand",
    Rule.RIGHT,
    "{what} counts once {by} writes it down themselves, and {hand} did",
)
NO_EVIDENCE = Reason(
    "entry.evidence_missing",
    Rule.RIGHT,
    "{hand} enters for {by} what {by} grants, and names no document that was seen",
)
OWN_WORD_STANDS = Reason(
    "entry.own_word_stands",
    Rule.RIGHT,
    "{by} has said no to {what}, which only their own hand takes back; {hand} wrote "
    "this down",
)

COUNTS_NOW = Reason(
    "entry.counts_now",
    Rule.RIGHT,
    "{what} takes the own hand of {by}, and counts from when that wrote it down, "
    "whatever document was seen",
)

KEEPERS: Final = (Role.THERAPIST, Role.ORGANISATION)
"""Who enters anything for anybody; a holder does for the client they speak for."""

STEP_MATTERS: Final = frozenset(
    kind
    for step in STEPS
    if step.is_mutual
    for kind in step.on
    if issubclass(kind, Matter)
)
"""The matters that take a step of the lifecycle when they settle."""

BY_OWN_HAND: Final = frozenset(
    {
        *STEP_MATTERS,
        # Or a document would take out of effect what one alone may not.
        Correction,
        # Or a document would end a concern, which then stops nothing.
        *(kind for kind, about in OF_MATTERS.items() if about == SAFETY),
        # Or a document would set that documents are enough.
        PolicyChange,
    }
)
"""The matters to which each side assents by its own hand, unless the policy says that
paper is enough."""


def entered(state: State, act: Act) -> Refusals:
    """Return the reasons why an act may not be entered for its author.

    Asked of every act that another hand wrote down, where it stands. Who may enter is
    asked as of when it is written: of a late one, that is for `entered_now`.

    Args:
        state: the state before the act.
        act: an act with `entered_by`.
    """
    is_late = act.at < act.recorded_at
    hand = NONE if is_late else may_enter(state, act)
    return (*hand, *may_be_entered(state, act))


def entered_now(state: State, act: Act) -> Refusals:
    """Return the reasons why a late act may not be entered, as of when it is recorded.

    Nor does a document of before undo a no that was said since.

    Args:
        state: what is so when it is recorded.
        act: an act with `entered_by`.
    """
    return (*may_enter(state, act), *may_be_entered(state, act))


def may_enter(state: State, act: Act) -> Refusals:
    """Return the reason why a person may not enter acts of this author.

    Args:
        state: the state when the act is recorded.
        act: an act with `entered_by`.
    """
    hand, by, at = act.hand, act.by, act.recorded_at
    if state.members.role(hand) in KEEPERS or speaks_for(state, hand, by, at):
        return NONE
    holders = (held.holder for held in in_effect(state, by, at))
    who = dict.fromkeys((*state.members.ids(*KEEPERS), *holders))
    change = Change("entered_by", (None, *(one for one in who if one != by)))
    return (NOT_THEIRS(change, hand=hand, by=by),)


def may_be_entered(state: State, act: Act) -> Refusals:
    """Return the reasons why an act does not count by another hand than its author's.

    Args:
        state: the state where the act stands, and where it is recorded, if they differ.
        act: an act with `entered_by`.
    """
    return tuple(_reasons(state, act))


def counts_from_now(state: State, act: Act) -> Refusals:
    """Return the reason why an assent does not count from before it was recorded.

    A document stands for the hand that it shows, and the law takes no document here.
    Or who has thought better of it meanwhile would be held to what they had offered.

    Args:
        state: the state where the act stands.
        act: an act, at its place.
    """
    if act.at == act.recorded_at or not _takes_own_hand(state, act):
        return NONE
    change = Change("evidence", (None,))
    return (COUNTS_NOW(change, what=type(act).__name__, by=act.by),)


def _reasons(state: State, act: Act) -> Iterator[Refusal]:
    lateness = lateness_of(act)
    own = Change("entered_by", (None,))
    facts: dict[str, object] = {"by": act.by, "hand": act.hand}
    if (
        lateness is Lateness.STEP
        or isinstance(act, AskErasure)  # or it would be taken out on a request of none
        or _takes_own_hand(state, act)
    ):
        yield OWN_HAND(own, what=type(act).__name__, **facts)
    if lateness is not Lateness.GRANT:
        return
    if act.evidence is None:
        yield NO_EVIDENCE(Change("evidence", None), **facts)
    no = _said_no_to(state, act)
    if no is not None:
        yield OWN_WORD_STANDS(own, what=no, **facts)


def _takes_own_hand(state: State, act: Act) -> bool:
    """Return whether an act assents to what takes each side's own hand here."""
    if state.policy.paper_assent:
        return False
    if isinstance(act, AcceptAgreement):
        return Agreement in BY_OWN_HAND
    if isinstance(act, AcceptHandOver):
        return _releases_its_hand(state, act)
    if not isinstance(act, Propose | Amend | Accept):
        return False
    return type(matter_put(state, act)) in BY_OWN_HAND


def _releases_its_hand(state: State, act: AcceptHandOver) -> bool:
    """Return whether a yes was written down by the person it releases."""
    offered = state.safety.of(act.client).offered
    return offered is not None and act.hand in (offered.by, offered.hand)


def _said_no_to(state: State, act: Act) -> object:
    """Return what a person said no to, which an act would grant after all."""
    if isinstance(act, GiveConsent):
        return act.scope if _no_to_scope(state, act) else None
    name = _proposal(state, act)
    put = None if name is None else state.decisions.proposals.find(name)
    if put is None or all(no.by != act.for_whom for no in put.dissents):
        return None
    return name


def _no_to_scope(state: State, act: GiveConsent) -> bool:
    """Return whether a no of the client, or of the holder who gives, stands."""
    said = state.consent.of(act.for_whom, act.scope)
    theirs: PersonId | None = said.said_by if said.status in NO else None
    return said.own_word is False or act.by == theirs or act.by in said.dissent


def _proposal(state: State, act: Act) -> ProposalId | None:
    if isinstance(act, Accept | Amend):
        return act.proposal
    current = state.agreement.current
    if current is None or not isinstance(act, AcceptAgreement):
        return None
    return current.id
