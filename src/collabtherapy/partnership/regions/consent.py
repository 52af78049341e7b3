"""Consent, for each client and each scope by itself.

A therapist explains; only the client gives, declines or takes back. What was given
holds for the terms it was given under, from then on, until it is taken back, runs
out, or other terms are explained in its place. Taking back is one act, is never
refused, and acts at once; what was done before it stays done.

Sources: GDPR 7(3), withdrawing as easily as giving; BACP Ethical Framework 31, an
agreement recorded and its changes recorded; APA 10.01, limits of confidentiality.
"""

from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act, ByProxy
from collabtherapy.partnership.values.checks import a, codes, short_names
from collabtherapy.partnership.values.ids import PersonId, TermsId, people
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.scopes import Scope


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Explain(Act):
    """Tell a client what they would consent to, under which terms.

    Args:
        to: the client.
        scope: what the consent would cover.
        terms: which version of the terms; other terms than before supersede.
        limits: whether the limits of confidentiality were part of it.
        grounds: which limits these were, by short names; see `disclosure`.
        bound: who besides the therapists is bound to confidence by these terms, such as
            an interpreter.
    """

    to: PersonId = field(converter=PersonId)
    scope: Scope = field(validator=a(Scope))
    terms: TermsId = field(converter=TermsId)
    limits: bool = field(default=False, validator=a(bool))
    grounds: frozenset[str] = field(
        default=frozenset[str](), converter=short_names, validator=codes
    )
    bound: frozenset[PersonId] = field(default=frozenset[PersonId](), converter=people)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class GiveConsent(ByProxy):
    """Consent to a scope under the terms explained, until it runs out if ever."""

    scope: Scope = field(validator=a(Scope))
    terms: TermsId = field(converter=TermsId)
    expires_at: datetime | None = field(default=None, converter=optional(instant))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.expires_at is not None and self.expires_at <= self.at:
            raise ValueError("expires_at is later than at")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeclineConsent(ByProxy):
    """Say no to a scope. No reason is owed."""

    scope: Scope = field(validator=a(Scope))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WithdrawConsent(ByProxy):
    """Take back consent to a scope: never refused, at once, for the future only."""

    scope: Scope = field(validator=a(Scope))


class ConsentStatus(StrEnum):
    """Where one client stands on one scope at a moment."""

    NOT_ASKED = "not_asked"
    EXPLAINED = "explained"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@attrs.frozen(kw_only=True)
class Consent:
    """What one client and the therapists said of one scope.

    Args:
        status: as the acts left it; `status_at` also asks the time.
        terms: the terms last explained.
        limits: whether these contained the limits of confidentiality.
        given_terms: the terms consented to, once given.
        given_at: when, once given.
        expires_at: when what was given runs out, if ever.
        said_by: who last gave, declined or took back: the client, or whoever spoke
            for them.
    """

    status: ConsentStatus = ConsentStatus.NOT_ASKED
    terms: TermsId | None = None
    limits: bool = False
    given_terms: TermsId | None = None
    given_at: datetime | None = None
    expires_at: datetime | None = None
    said_by: PersonId | None = None

    def status_at(self, at: datetime) -> ConsentStatus:
        """Give the status at a moment, at which it may have run out."""
        ran_out = self.expires_at is not None and self.expires_at <= at
        if ran_out and self.status is ConsentStatus.GIVEN:
            return ConsentStatus.EXPIRED
        return self.status

    def in_force(self, at: datetime) -> bool:
        """Whether it permits anything at this moment."""
        return self.status_at(at) is ConsentStatus.GIVEN


NOTHING_SAID = Consent()


@attrs.frozen(kw_only=True)
class Consents:
    """Every consent, by client and scope.

    Args:
        by_scope: the consents.
        told: the limits of confidentiality that each client was told.
        by_proxy: the scopes that somebody else gave consent to for each client.
        bound: who, as each client was told, is bound to confidence.
    """

    by_scope: Register[tuple[PersonId, Scope], Consent] = Register()
    told: Register[PersonId, frozenset[str]] = Register()
    by_proxy: Register[PersonId, frozenset[Scope]] = Register()
    bound: Register[PersonId, frozenset[PersonId]] = Register()

    def of(self, client: PersonId, scope: Scope) -> Consent:
        """Give what was said of this scope by and to this client."""
        return self.by_scope.find((client, scope)) or NOTHING_SAID

    def in_force(self, client: PersonId, scope: Scope, at: datetime) -> bool:
        """Whether this client's consent to this scope permits anything now."""
        return self.of(client, scope).in_force(at)


CONSENT = Region("consent", Consents())


@CONSENT.folds(Explain)
def _explain(consents: Consents, act: Explain) -> Consents:
    before = consents.of(act.to, act.scope)
    told = before.limits and before.terms == act.terms
    status = before.status
    if status is ConsentStatus.GIVEN and before.given_terms != act.terms:
        status = ConsentStatus.SUPERSEDED
    elif status is ConsentStatus.NOT_ASKED:
        status = ConsentStatus.EXPLAINED
    after = attrs.evolve(
        before, status=status, terms=act.terms, limits=act.limits or told
    )
    if act.grounds:
        told_before = consents.told.find(act.to) or frozenset()
        told_now = consents.told.put(act.to, told_before | act.grounds)
        consents = attrs.evolve(consents, told=told_now)
    if act.bound:
        bound = (consents.bound.find(act.to) or frozenset()) | act.bound
        bound_now = consents.bound.put(act.to, bound)
        consents = attrs.evolve(consents, bound=bound_now)
    return _put(consents, act.to, act.scope, after)


@CONSENT.folds(GiveConsent)
def _give(consents: Consents, act: GiveConsent) -> Consents:
    after = attrs.evolve(
        consents.of(act.for_whom, act.scope),
        status=ConsentStatus.GIVEN,
        said_by=act.by,
        given_terms=act.terms,
        given_at=act.at,
        expires_at=act.expires_at,
    )
    if act.by != act.for_whom:
        scopes = consents.by_proxy.find(act.for_whom) or frozenset()
        by_proxy = consents.by_proxy.put(act.for_whom, scopes | {act.scope})
        consents = attrs.evolve(consents, by_proxy=by_proxy)
    return _put(consents, act.for_whom, act.scope, after)


@CONSENT.folds(DeclineConsent)
def _decline(consents: Consents, act: DeclineConsent) -> Consents:
    return _end(consents, act, ConsentStatus.DECLINED)


@CONSENT.folds(WithdrawConsent)
def _withdraw(consents: Consents, act: WithdrawConsent) -> Consents:
    return _end(consents, act, ConsentStatus.WITHDRAWN)


def _end(
    consents: Consents, act: DeclineConsent | WithdrawConsent, status: ConsentStatus
) -> Consents:
    said = consents.of(act.for_whom, act.scope)
    after = attrs.evolve(said, status=status, said_by=act.by)
    return _put(consents, act.for_whom, act.scope, after)


def _put(
    consents: Consents, client: PersonId, scope: Scope, consent: Consent
) -> Consents:
    by_scope = consents.by_scope.put((client, scope), consent)
    return attrs.evolve(consents, by_scope=by_scope)


def end_by_proxy(consents: Consents, client: PersonId, at: datetime) -> Consents:
    """End what was consented to for somebody, and leave what they said themselves."""
    for scope in sorted(consents.by_proxy.find(client) or (), key=str):
        given = consents.of(client, scope)
        if given.in_force(at) and given.said_by != client:
            ended = attrs.evolve(given, expires_at=at)
            consents = _put(consents, client, scope, ended)
    none = frozenset[Scope]()
    return attrs.evolve(consents, by_proxy=consents.by_proxy.put(client, none))
