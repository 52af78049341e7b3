"""What makes a consent valid, asked of clients: others have none to give here.

Whose act it is stands in `rights`; that a therapist cannot consent for a client is
said there, and is no reason to explain anything to the therapist.
"""

from collabtherapy.partnership.consent import (
    Consent,
    DeclineConsent,
    Explain,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.guards import Asked
from collabtherapy.partnership.people import Role
from collabtherapy.partnership.refusals import NONE, Change, Do, Reason, Refusals, Rule
from collabtherapy.partnership.scopes import Scope
from collabtherapy.partnership.state import State

NOT_EXPLAINED = Reason(
    "consent.{scope.name}.not_explained",
    Rule.RIGHT,
    "terms {terms} of {scope} have not been explained to {client}",
)
OTHER_TERMS = Reason(
    "consent.{scope.name}.other_terms",
    Rule.RIGHT,
    "{client} was last told terms {last} of {scope}, not {terms}",
)
LIMITS_NOT_TOLD = Reason(
    "consent.{scope.name}.limits_not_told",
    Rule.RIGHT,
    "{client} has not been told the limits of confidentiality in terms {terms}",
)
GIVEN = Reason(
    "consent.{scope.name}.given",
    Rule.RIGHT,
    "{client} has consented to {scope}, and takes that back rather than declines",
)

CONSENT_GUARDS = Asked()


def _said(state: State, act: GiveConsent | DeclineConsent) -> Consent | None:
    if state.members.role(act.by) is not Role.CLIENT:
        return None
    return state.consent.of(act.by, act.scope)


@CONSENT_GUARDS.of(GiveConsent)
def terms_explained(state: State, act: GiveConsent) -> Refusals:
    """What is consented to was explained, under these very terms."""
    said = _said(state, act)
    if said is None or said.terms == act.terms:
        return NONE
    scope, terms, client = act.scope, act.terms, act.by
    if said.terms is not None:
        change = Change("terms", (said.terms,))
        last = said.terms
        return (
            OTHER_TERMS(change, client=client, last=last, scope=scope, terms=terms),
        )
    explain = Do(Explain, fields={"to": client, "scope": scope, "terms": terms})
    return (NOT_EXPLAINED(explain, terms=terms, scope=scope, client=client),)


@CONSENT_GUARDS.of(GiveConsent)
def limits_told(state: State, act: GiveConsent) -> Refusals:
    """Nobody consents to treatment without having heard where confidence ends."""
    # APA 10.01: limits of confidentiality are told as early as is feasible; BACP 38.
    said = _said(state, act)
    if said is None or act.scope != Scope.TREATMENT or said.terms != act.terms:
        return NONE
    if said.limits:
        return NONE
    told = {"to": act.by, "scope": act.scope, "terms": act.terms, "limits": True}
    explain = Do(Explain, fields=told)
    return (LIMITS_NOT_TOLD(explain, client=act.by, terms=act.terms, scope=act.scope),)


@CONSENT_GUARDS.of(DeclineConsent)
def not_given(state: State, act: DeclineConsent) -> Refusals:
    """There is one way back, so that all that hangs on it happens with it."""
    said = _said(state, act)
    if said is None or not said.in_force(act.at):
        return NONE
    withdraw = Do(WithdrawConsent, (act.by,), {"scope": act.scope})
    return (GIVEN(withdraw, client=act.by, scope=act.scope),)
