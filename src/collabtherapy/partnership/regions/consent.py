"""Consent, for each client and each scope by itself.

A therapist explains; the client, or a holder of authority for them, gives, declines or
takes back. What was given holds for the terms it was given under, from then on, until
it is taken back, runs out, or other terms are explained in its place. Taking back one's
own consent is one act, is never refused, and acts at once; what was done before it
stays done. Whose word counts at a moment is for the law: `deciders`.

Sources: GDPR 7(3), withdrawing as easily as giving; BACP Ethical Framework 31, an
agreement recorded and its changes recorded; APA 10.01, limits of confidentiality.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act, ByProxy
from collabtherapy.partnership.values.checks import a, codes, short_names
from collabtherapy.partnership.values.consents import (
    NOTHING_SAID,
    Consent,
    ConsentStatus,
    Needed,
    Yes,
)
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
        if not self._is_after(self.expires_at):
            raise InvalidInput("expires_at is later than at")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeclineConsent(ByProxy):
    """Decline consent to a scope; no reason is owed.

    It is never refused. After a yes it takes that back, as `WithdrawConsent` does.
    """

    scope: Scope = field(validator=a(Scope))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WithdrawConsent(ByProxy):
    """Take back consent to a scope: never refused, at once, for the future only."""

    scope: Scope = field(validator=a(Scope))


@attrs.frozen(kw_only=True)
class Consents:
    """Every consent, by client and scope.

    Args:
        by_scope: the consents.
        told: the limits of confidentiality that each client was told.
        by_proxy: the scopes that somebody else gave consent to for each client.
        by_self: the scopes that each client ever consented to themselves while it was
            theirs to decide.
        bound: who, as each client was told, is bound to confidence.
    """

    by_scope: Register[tuple[PersonId, Scope], Consent] = Register()
    told: Register[PersonId, frozenset[str]] = Register()
    by_proxy: Register[PersonId, frozenset[Scope]] = Register()
    by_self: Register[PersonId, frozenset[Scope]] = Register()
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
    if before.terms != act.terms:
        own_word = None if before.own_word else before.own_word
        after = attrs.evolve(after, given=(), needed=(), own_word=own_word)
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
    """Record a yes that is enough; the person's own takes the place of all others."""
    said = consents.of(act.for_whom, act.scope)
    return _given(consents, act, said, needed=())


def hear_last(
    consents: Consents, act: GiveConsent | DeclineConsent | WithdrawConsent
) -> Consents:
    """Record a word that takes the place of all others, of each person.

    In the formats in which the last word counted, a no was never a withdrawal.
    """
    said = consents.of(act.for_whom, act.scope)
    if not isinstance(act, GiveConsent):
        ended = end_whole(consents, act)
        if isinstance(act, WithdrawConsent):
            return ended
        no = ended.of(act.for_whom, act.scope)
        no = attrs.evolve(no, status=ConsentStatus.DECLINED)
        return _put(ended, act.for_whom, act.scope, no)
    alone = attrs.evolve(said, given=(), dissent=frozenset())
    return _given(consents, act, alone, needed=())


def note_own(consents: Consents, act: GiveConsent) -> Consents:
    """Return the consents with note that a client decided about a scope themselves."""
    scopes = consents.by_self.find(act.by) or frozenset()
    if act.scope in scopes:
        return consents
    by_self = consents.by_self.put(act.by, scopes | {act.scope})
    return attrs.evolve(consents, by_self=by_self)


def give_together(
    consents: Consents, act: GiveConsent, needed: Needed, *, keeps_own: bool
) -> Consents:
    """Record one holder's yes where it takes that of every holder.

    Args:
        consents: the consents before the act.
        act: the act, of one of the holders.
        needed: the holders at that moment.
        keeps_own: whether the person's own yes goes on beside it.
    """
    said = consents.of(act.for_whom, act.scope)
    holders = {holder for holder, _ in needed}
    others = tuple(
        yes for yes in said.given if yes.by in holders or (yes.own and keeps_own)
    )
    return _given(consents, act, attrs.evolve(said, given=others), needed=needed)


def _given(
    consents: Consents, act: GiveConsent, said: Consent, *, needed: Needed
) -> Consents:
    client = act.for_whom
    is_own = act.by == client
    yes_now = Yes(by=act.by, own=is_own, at=act.at, expires_at=act.expires_at)
    stood = said.status is ConsentStatus.GIVEN and not is_own
    others = tuple(yes for yes in said.given if stood and yes.by != act.by)
    given = (*others, yes_now)
    after = attrs.evolve(
        said,
        status=ConsentStatus.GIVEN,
        said_by=act.by,
        given=given,
        given_terms=act.terms,
        given_at=act.at,
        expires_at=_ends(given, needed),
        needed=needed,
        own_word=True if is_own else said.own_word,
        dissent=frozenset() if is_own else said.dissent - {act.by},
    )
    if not is_own:
        scopes = consents.by_proxy.find(client) or frozenset()
        by_proxy = consents.by_proxy.put(client, scopes | {act.scope})
        consents = attrs.evolve(consents, by_proxy=by_proxy)
    return _put(consents, client, act.scope, after)


def _with(consent: Consent, given: tuple[Yes, ...], needed: Needed) -> Consent:
    """Return a consent with these yeses, and what they come to."""
    return attrs.evolve(
        consent,
        given=given,
        needed=needed,
        given_at=max((yes.at for yes in given), default=consent.given_at),
        expires_at=_ends(given, needed),
    )


def _ends(given: tuple[Yes, ...], needed: Needed) -> datetime | None:
    """Return when what was given runs out: with the last yes that is enough.

    Those of holders who consent together are one, which ends with the first of them.
    """
    if not needed:
        return _latest([yes.expires_at for yes in given])
    own = [yes.expires_at for yes in given if yes.own]
    holders = [yes for yes in given if not yes.own]
    until = [yes.expires_at for yes in holders if yes.expires_at is not None]
    together = min(until, default=None)
    if not own:
        return together
    is_whole = {who for who, _ in needed}.issubset(yes.by for yes in holders)
    return _latest([*own, together] if is_whole else own)


def _latest(ends: Sequence[datetime | None]) -> datetime | None:
    """Return the last of several ends; None where one of them never ends."""
    there = [end for end in ends if end is not None]
    return None if len(there) < len(ends) else max(there, default=None)


@CONSENT.folds(DeclineConsent)
def _decline(consents: Consents, act: DeclineConsent) -> Consents:
    return _no(consents, act)


@CONSENT.folds(WithdrawConsent)
def _withdraw(consents: Consents, act: WithdrawConsent) -> Consents:
    return _no(consents, act)


def _no(consents: Consents, act: DeclineConsent | WithdrawConsent) -> Consents:
    """Record a no: that of the person or of all holders ends what was given."""
    client = act.for_whom
    said = consents.of(client, act.scope)
    others = tuple(
        yes
        for yes in said.given
        if yes.by not in (act.by, client) and yes.stands(act.at)
    )
    if others and said.in_force(act.at) and act.by != client:
        dissent = said.dissent | {act.by}
        kept = attrs.evolve(_with(said, others, ()), dissent=dissent)
        return _put(consents, client, act.scope, kept)
    return end_whole(consents, act)


def end_whole(consents: Consents, act: DeclineConsent | WithdrawConsent) -> Consents:
    """Record a no that ends all that was given, whoever gave it."""
    client = act.for_whom
    said = consents.of(client, act.scope)
    declined = isinstance(act, DeclineConsent) and not said.in_force(act.at)
    after = attrs.evolve(
        said,
        status=ConsentStatus.DECLINED if declined else ConsentStatus.WITHDRAWN,
        said_by=act.by,
        given=(),
        needed=(),
        own_word=False if act.by == client else said.own_word,
    )
    return _put(consents, client, act.scope, after)


NO: Final = frozenset({ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN})
"""As what a no leaves a consent."""

SAYING_NO: Final = (DeclineConsent, WithdrawConsent)
"""The acts that say no: after a yes, either takes it back."""


def hear(
    consents: Consents, act: GiveConsent | DeclineConsent | WithdrawConsent
) -> Consents:
    """Record the person's own word where others decide: it opens and closes nothing.

    A yes lifts a no of their own that stood in the way; the holders are asked then.
    """
    said = consents.of(act.by, act.scope)
    yes = isinstance(act, GiveConsent)
    status = said.status
    if yes and said.said_by == act.by and status in NO:
        status = ConsentStatus.EXPLAINED
    after = attrs.evolve(said, own_word=yes, status=status)
    return _put(consents, act.by, act.scope, after)


def known_since(consents: Consents, last: datetime) -> Consents:
    """Return the consents as of a moment after which nothing else is shown.

    When somebody else's hidden act changed one is not shown either.
    """
    by_scope = consents.by_scope
    for key, consent in by_scope.items():
        if consent.since is not None and consent.since > last:
            by_scope = by_scope.put(key, attrs.evolve(consent, since=last))
    return attrs.evolve(consents, by_scope=by_scope)


def dated(consents: Consents, before: Consents, at: datetime) -> Consents:
    """Return the consents in which each that has changed says since when it is so."""
    by_scope = consents.by_scope
    for key, consent in by_scope.since(before.by_scope).items():
        by_scope = by_scope.put(key, attrs.evolve(consent, since=at))
    return attrs.evolve(consents, by_scope=by_scope)


def _put(
    consents: Consents, client: PersonId, scope: Scope, consent: Consent
) -> Consents:
    by_scope = consents.by_scope.put((client, scope), consent)
    return attrs.evolve(consents, by_scope=by_scope)


def carry(consents: Consents, client: PersonId, scope: Scope) -> Consents:
    """Return the consents in which what stands of one was said elsewhere.

    Args:
        consents: the consents, with the word that was carried over.
        client: whose consent it is.
        scope: what it covers.
    """
    said = consents.of(client, scope)
    given = tuple(attrs.evolve(yes, carried_over=True) for yes in said.given)
    return _put(consents, client, scope, attrs.evolve(said, given=given))


def end_by_proxy(
    consents: Consents,
    client: PersonId,
    at: datetime,
    *,
    holders: Collection[PersonId] | None = None,
) -> Consents:
    """End the yeses of holders, and leave those of the person and of other holders.

    Args:
        consents: the consents before.
        client: for whom the holders gave them.
        at: when they end.
        holders: whose yeses end; None for those of every holder.
    """
    for scope in sorted(consents.by_proxy.find(client) or (), key=str):
        said = consents.of(client, scope)
        given = tuple(
            attrs.evolve(yes, expires_at=at)
            if yes.by != client
            and (holders is None or yes.by in holders)
            and yes.stands(at)
            else yes
            for yes in said.given
        )
        if said.status is ConsentStatus.GIVEN and given != said.given:
            consents = _put(consents, client, scope, _with(said, given, said.needed))
    return consents


def renew_needed(
    consents: Consents, client: PersonId, needed: Callable[[Scope], Needed]
) -> Consents:
    """Ask the holders of this moment, where holders consent together.

    Args:
        consents: the consents before.
        client: for whom.
        needed: returns the holders of this moment who decide about a scope.
    """
    for scope in sorted(consents.by_proxy.find(client) or (), key=str):
        said = consents.of(client, scope)
        if said.needed and said.needed != (now := needed(scope)):
            consents = _put(
                consents,
                client,
                scope,
                _with(said, said.given, now),
            )
    return consents
