"""How a word about a consent counts: as consent, as assent, or as one of several.

Where holders decide, the person is asked as well: their yes is assent and opens no
gate, their no closes it unless the policy lets it be. Where holders decide together, a
consent is in force once each of them has given it.

Sources: APA 3.10, permission and assent; BGB § 1627, parents exercise custody in
agreement.
"""

from datetime import datetime
from functools import partial
from typing import Final, TypeAlias, cast

from collabtherapy.partnership.law.deciders import (
    Decider,
    HoldersAct,
    decider,
    found_lacking,
    row_of,
)
from collabtherapy.partnership.law.two_sides import in_effect
from collabtherapy.partnership.regions.consent import (
    CONSENT,
    Consents,
    DeclineConsent,
    GiveConsent,
    WithdrawConsent,
    end_by_proxy,
    end_whole,
    give_together,
    hear,
    hear_last,
    note_own,
    renew_needed,
)
from collabtherapy.partnership.regions.representation import (
    AppointRepresentative,
    ConfirmRepresentation,
    EndRepresentation,
    Representations,
)
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.authority import Power
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
    Needed,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.scopes import Scope

Word: TypeAlias = GiveConsent | DeclineConsent | WithdrawConsent

LAST_WORD: Final = 1
"""The last format in which the last word about a consent counted, whoever said it."""

OfHolders: TypeAlias = AppointRepresentative | ConfirmRepresentation | EndRepresentation


def heard(state: State, act: Word) -> Consents:
    """Return the consents after a word of the person or of a holder.

    A word of the format in which the last one counted goes on counting so.
    """
    fold = CONSENT.fold_rows[type(act)]
    client, consents = act.for_whom, state.consent
    decision, as_last = act.scope.name, is_of_last_word(act)
    if as_last or decider(state, client, decision, act.at) is not Decider.HOLDERS:
        if isinstance(act, GiveConsent) and act.by == client:
            consents = note_own(consents, act)
        return (hear_last if as_last else fold)(consents, act)
    if act.by == client:
        stops = state.policy.dissent_of_minor_stops
        is_no = not isinstance(act, GiveConsent)
        return fold(consents, act) if is_no and stops else hear(consents, act)
    if row_of(state, client, decision, act.at).holders_act is HoldersAct.EACH:
        return fold(consents, act)
    if not isinstance(act, GiveConsent):
        return end_whole(consents, act)
    together = needed_of(state, client, act.at, act.scope)
    keeps_own = not found_lacking(state, client, decision)
    return give_together(consents, act, together, keeps_own=keeps_own)


def is_of_last_word(act: Word) -> bool:
    """Return whether an act is of a format in which the last word counted."""
    return act.kept is not None and act.kept.version <= LAST_WORD


def is_taken_back(state: State, act: Act) -> bool:
    """Return whether a no takes a consent back: dissent alone revokes nothing.

    Args:
        state: the partnership before it.
        act: the no, under the type by which a step of the lifecycle asks.
    """
    taken = cast("DeclineConsent | WithdrawConsent", act)
    after = heard(state, taken).of(taken.for_whom, taken.scope)
    return after.status is ConsentStatus.WITHDRAWN


def needed_of(state: State, client: PersonId, at: datetime, scope: Scope) -> Needed:
    """Return the holders who consent together, each with the end of their authority."""
    return tuple(
        sorted(
            (held.holder, held.until)
            for held in in_effect(state, client, at)
            if held.basis.is_legal and held.covers(scope.name, Power.CONSENT)
        )
    )


def with_holders_of(
    state: State, act: OfHolders, representation: Representations
) -> Consents:
    """Return the consents after a change of holders.

    Args:
        state: the state before the act.
        act: the act.
        representation: the authorities after it.
    """
    consents, client = state.consent, act.client
    after = state._replace(representation=representation)
    if isinstance(act, EndRepresentation):
        ended = None if act.representative is None else {act.representative}
        consents = end_by_proxy(consents, client, act.at, holders=ended)
    return renew_needed(consents, client, partial(needed_of, after, client, act.at))
