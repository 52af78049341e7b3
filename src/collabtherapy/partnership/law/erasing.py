"""Who takes out whose words, on which ground, and what stands against it.

Whoever no row lets take words out does not: a therapist never takes out what a client
wrote, nor one client what another did. A therapist does not keep the record: an
organisation does, and GDPR 17 asks the controller.

Sources: GDPR 17(1), erasure; 17(3)(b), (c) and (e), what is kept all the same; 18,
restriction. To be checked by a lawyer of the country.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import attrs

from collabtherapy.partnership.law.deciders import acts_on_records
from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.law.references import UNKNOWN
from collabtherapy.partnership.regions.redactions import (
    AskErasure,
    Redact,
    ReleaseHold,
    Restrict,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.erasures import ErasureGround, OfTexts
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Rule,
)

NOT_FOR_ANOTHER = Reason(
    "right.not_for_another",
    Rule.RIGHT,
    "{act} is the affair of {whose}, and not of {by}",
)
NO_GROUND = Reason(
    "erasure.ground",
    Rule.RIGHT,
    "{by} takes out what {subject} wrote on one of these grounds: {grounds}",
)
NOT_ASKED = Reason(
    "erasure.not_asked",
    Rule.RIGHT,
    "{subject} has not asked for this to be taken out, and {by} waits for that",
)
HELD = Reason(
    "erasure.held",
    Rule.POLICY,
    "hold {hold} stands until {until}: before it ends no word is taken out",
)
RETAINED = Reason(
    "erasure.retained",
    Rule.POLICY,
    "words are kept here for {days} days after the end ({source})",
)
NO_RETENTION = Reason(
    "erasure.no_retention",
    Rule.POLICY,
    "how long words are kept is not set here, so that for {subject} it is not over",
)

CLIENTS: Final = (Role.CLIENT, Role.FORMER_CLIENT)

Who: TypeAlias = Callable[[State, OfTexts], bool]


def author(_: State, act: OfTexts) -> bool:
    """Return whether a person's own words are taken out."""
    return act.by == act.subject


def holder(state: State, act: OfTexts) -> bool:
    """Return whether a holder acts who may decide about the records of a client."""
    return acts_on_records(state, act.by, act.subject, act.at)


def keeper(state: State, act: OfTexts) -> bool:
    """Return whether the organisation acts that keeps the record."""
    return state.members.role(act.by) is Role.ORGANISATION


def keeper_for_a_client(state: State, act: OfTexts) -> bool:
    """Return whether the organisation takes out what a client wrote."""
    return keeper(state, act) and state.members.role(act.subject) in CLIENTS


@attrs.frozen(kw_only=True)
class ErasureRow:
    """One row: who may take out whose words, and on which grounds.

    Args:
        id: the name of the row.
        who: Return whether it is the row of an act, by whose words these are.
        grounds: the grounds.
        asked_for: whether the client has to have asked for it.
        because: why.
    """

    id: str
    who: Who
    grounds: frozenset[ErasureGround]
    asked_for: bool = False
    because: str


OWN_GROUNDS: Final = frozenset(
    {ErasureGround.ERASURE_REQUEST, ErasureGround.WITHDRAWN, ErasureGround.MISTAKE}
)

ERASURES: Final = (
    ErasureRow(
        id="E1",
        who=author,
        grounds=OWN_GROUNDS,
        because="whose words they are, also after leaving (GDPR 17(1))",
    ),
    ErasureRow(
        id="E2",
        who=holder,
        grounds=OWN_GROUNDS,
        because="who may decide about a client's records does it in their place",
    ),
    ErasureRow(
        id="E3",
        who=keeper_for_a_client,
        grounds=frozenset({ErasureGround.ERASURE_REQUEST}),
        asked_for=True,
        because="who keeps the record carries out what a client asks (GDPR 17(1))",
    ),
    ErasureRow(
        id="E4",
        who=keeper,
        grounds=frozenset(
            {
                ErasureGround.RETENTION_OVER,
                ErasureGround.COURT_ORDER,
                ErasureGround.WRONG_PERSON,
            }
        ),
        because="who keeps the record answers for what is in it, whoever wrote it",
    ),
)
"""Who may take out whose words; nobody else does."""

WHATEVER_IS_KEPT: Final = frozenset(
    {ErasureGround.COURT_ORDER, ErasureGround.WRONG_PERSON}
)
"""The grounds that do not wait until the time of keeping is over."""

ERASING_GUARDS = Asked()


def own_words(state: State, act: Redact | AskErasure) -> Refusals:
    """Refuse what no row lets a person do with another's words.

    Only the person, or who decides in their place, asks the organisation for it.
    """
    is_asked = isinstance(act, AskErasure)
    rows = [row for row in ERASURES if not is_asked or row.grounds == OWN_GROUNDS]
    if any(row.who(state, act) for row in rows):
        return NONE
    # Whoever they are, it is not theirs to have done: there is no way to it.
    change = Change("by", (act.subject,) if is_asked else ())
    facts = {"act": type(act).__name__, "whose": act.subject, "by": act.by}
    return (NOT_FOR_ANOTHER(change, **facts),)


@ERASING_GUARDS.of(Redact)
def on_a_ground(state: State, act: Redact) -> Refusals:
    """Refuse a ground that is not the actor's, or on which nobody has asked."""
    rows = [row for row in ERASURES if row.who(state, act)]
    grounds = frozenset[ErasureGround]().union(*(row.grounds for row in rows))
    facts: dict[str, object] = {"by": act.by, "subject": act.subject}
    if not rows:
        return NONE  # it is not for them at all, which is said already
    if act.because not in grounds:
        # No fix says of a court, or of whom it was, what is not known here.
        told = tuple(sorted(grounds - WHATEVER_IS_KEPT))
        return (NO_GROUND(Change("because", told), grounds=grounds, **facts),)
    on_it = [row for row in rows if act.because in row.grounds]
    if any(not row.asked_for for row in on_it) or state.redactions.asks_for(act):
        return NONE
    ask = Do(AskErasure, (act.subject,), {"subject": act.subject})
    return (NOT_ASKED(ask, **facts),)


@ERASING_GUARDS.of(Redact)
def not_held(state: State, act: Redact) -> Refusals:
    """Refuse to take words out while a hold stands."""
    keepers = state.members.ids(Role.ORGANISATION)
    return tuple(
        HELD(Do(ReleaseHold, keepers, {"hold": one.id}), hold=one.id, until=one.until)
        for one in state.redactions.in_force(act.at)
    )


@ERASING_GUARDS.of(Redact)
def kept_long_enough(state: State, act: Redact) -> Refusals:
    """Refuse to take words out before the time is over for which they are kept."""
    retention = state.policy.retention
    if act.because in WHATEVER_IS_KEPT:
        return NONE
    if retention is None:
        if act.because is not ErasureGround.RETENTION_OVER:
            return NONE
        return (NO_RETENTION(Change("because", ()), subject=act.subject),)
    ended = _ended(state, act.subject)
    over = None if ended is None else ended + timedelta(days=retention.days)
    if over is not None and act.at >= over:
        return NONE
    change = Change("at", () if over is None else (over,))
    return (RETAINED(change, days=retention.days, source=retention.source),)


def _ended(state: State, person: PersonId) -> datetime | None:
    """Return when the partnership ended for a person; None, if it has not.

    For a client who left, when they did: what went on without them is not theirs.
    """
    if state.members.role(person) is Role.FORMER_CLIENT:
        return state.members.went.find(person)
    closure = state.main.closure
    return None if closure is None else closure.at


@ERASING_GUARDS.of(Restrict)
def somebody_known(state: State, act: Restrict) -> Refusals:
    """Refuse to restrict the words of a person who is not known: it would hide none."""
    members = state.members
    known = dict.fromkeys(
        (
            *(person.id for person in members.ever),
            *(t.supervisor for t in members.therapists if t.supervisor is not None),
            *(holder for _, holder in state.representation.held),
        )
    )
    if act.subject in known:
        return NONE
    change = Change("subject", tuple(known))
    return (UNKNOWN(change, what=PersonId.names, name=act.subject),)
