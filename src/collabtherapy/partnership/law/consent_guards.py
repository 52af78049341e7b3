"""What makes a consent valid, asked of clients: others have none to give here.

Whose act it is stands in `rights`; that a therapist cannot consent for a client is
said there, and is no reason to explain anything to the therapist.
"""

import attrs

from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.law.hearing import heard, is_of_last_word
from collabtherapy.partnership.regions.consent import (
    Explain,
    GiveConsent,
)
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.consents import (
    Consent,
)
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Rule,
)
from collabtherapy.partnership.values.scopes import Scope

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
GROUND_NOT_TOLD = Reason(
    "disclosure.ground_not_told",
    Rule.RIGHT,
    "{client} was not told that {ground} is where confidence ends",
)

OLDER_RULE = Reason(
    "consent.{scope.name}.older_rule",
    Rule.RIGHT,
    "what {by} says of {scope} is marked as of an older format, in which it would "
    "count otherwise",
)

CONSENT_GUARDS = Asked()


def _said(state: State, act: GiveConsent) -> Consent | None:
    if state.members.role(act.for_whom) is not Role.CLIENT:
        return None
    return state.consent.of(act.for_whom, act.scope)


@CONSENT_GUARDS.of(GiveConsent)
def counts_as_now(state: State, act: GiveConsent) -> Refusals:
    """Check that no yes counts by an older rule, but in the document it is from."""
    if not is_of_last_word(act):
        return NONE
    if heard(state, act) == heard(state, attrs.evolve(act, kept=None)):
        return NONE
    return (OLDER_RULE(Change("kept", (None,)), by=act.by, scope=act.scope),)


@CONSENT_GUARDS.of(GiveConsent)
def terms_explained(state: State, act: GiveConsent) -> Refusals:
    """What is consented to was explained, under these very terms."""
    said = _said(state, act)
    if said is None or said.terms == act.terms:
        return NONE
    scope, terms, client = act.scope, act.terms, act.for_whom
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
    scope, terms, client = act.scope, act.terms, act.for_whom
    told = {"to": client, "scope": scope, "terms": terms, "limits": True}
    explain = Do(Explain, fields=told)
    return (LIMITS_NOT_TOLD(explain, client=client, terms=terms, scope=scope),)


@CONSENT_GUARDS.of(Disclose)
def ground_told(state: State, act: Disclose) -> Refusals:
    """A confidence is broken on a limit that its owner was told of beforehand."""
    told = state.consent.told.find(act.client) or frozenset[str]()
    if act.ground is None or act.ground in told:
        return NONE
    terms = state.consent.of(act.client, Scope.TREATMENT).terms
    fields: dict[str, object] = {"to": act.client, "scope": Scope.TREATMENT}
    if terms is not None:
        fields["terms"] = terms
    tell = Do(Explain, fields={**fields, "limits": True, "grounds": {act.ground}})
    fix = tell if state.stage.is_open else Change("ground", tuple(sorted(told)))
    return (GROUND_NOT_TOLD(fix, ground=act.ground, client=act.client),)
