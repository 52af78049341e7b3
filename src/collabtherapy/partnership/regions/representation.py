"""Representation: who holds authority to act for a client, several side by side.

A holder gives, declines or takes back consent, and accepts or declines, on behalf of
the client. It is always recorded who did so for whom. An authority that rests on the
law has effect once a therapist or an organisation has seen a document; until then it is
a claim, and gives way to a record or to the client's own wish for the same person. What
was consented to for a client ends with the authority it was given on, so that at
majority the person it is about is asked.

Sources: APA 3.10, permission and assent; Mental Capacity Act 2005, ss 9 and 16
(attorneys and deputies); Children Act 1989, s 2(7) (each holder of parental
responsibility may act alone).
"""

from collections.abc import Iterable
from datetime import datetime

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.authority import (
    ALL,
    EVERY,
    Authority,
    Basis,
    Power,
)
from collabtherapy.partnership.values.checks import (
    a,
    code_or_none,
    codes,
    each,
    short_names,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.refusals import Change, Do, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register


def _powers(those: Iterable[Power]) -> frozenset[Power]:
    return frozenset((those,) if isinstance(those, Power) else those)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AppointRepresentative(Act):
    """Record, or claim, that a person holds authority to act for a client.

    Args:
        client: for whom.
        representative: the holder; a person from outside, or another client on a legal
            basis.
        basis: what the authority rests on.
        powers: what the holder may do; everything, unless given.
        decisions: for which decisions, as short names: of `law.DECISIONS`, or of scopes
            of one's own that were explained to the client; all of them, unless given.
        until: when it ends by itself, such as the day the client comes of age; None
            where it has no end yet.
        told_as: the basis as an older document names it, where that is no member of
            `Basis`; None otherwise.

    Raises:
        ValueError: If *powers* or *decisions* are empty, *until* is not later than
            *at*, or the representative is the client.
    """

    client: PersonId = field(converter=PersonId)
    representative: PersonId = field(converter=PersonId)
    basis: Basis = field(validator=a(Basis))
    powers: frozenset[Power] = field(
        default=ALL, converter=_powers, validator=each(Power, at_least=1)
    )
    decisions: frozenset[str] = field(
        default=EVERY, converter=short_names, validator=codes
    )
    until: datetime | None = field(default=None, converter=optional(instant))
    told_as: str | None = field(
        default=None, converter=optional(text), validator=code_or_none
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.decisions:
            raise InvalidInput("decisions must not be empty; leave them out for all")
        if not self._is_after(self.until):
            raise InvalidInput("until is later than at")
        if self.client == self.representative:
            raise InvalidInput(
                "the representative must be another person than the client"
            )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ConfirmRepresentation(Act):
    """Confirm a claimed authority, having seen the document in `evidence`.

    Args:
        client: for whom it is held.
        representative: the holder.
    """

    client: PersonId = field(converter=PersonId)
    representative: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EndRepresentation(Act):
    """Record that an authority has ended, and with it the consents given on it.

    A holder ends what they hold themselves, and no other holder's.

    Args:
        client: for whom it was held.
        representative: the holder; None ends the authority of every holder.
    """

    client: PersonId = field(converter=PersonId)
    representative: PersonId | None = field(default=None, converter=optional(PersonId))


@attrs.frozen(kw_only=True)
class Representations:
    """The last authority of each holder for each client."""

    held: Register[tuple[PersonId, PersonId], Authority] = Register()

    def find(self, client: PersonId, holder: PersonId) -> Authority | None:
        """Return the last authority of a holder for a client, ended ones included."""
        return self.held.find((client, holder))

    def standing(
        self, at: datetime, *, client: PersonId | None = None
    ) -> tuple[Authority, ...]:
        """Return the authorities that have not ended, of one client or of all."""
        return tuple(
            [
                one
                for one in self.held.values()
                if client in (None, one.client) and one.stands(at)
            ]
        )


HELD = Reason(
    "representation.held",
    Rule.RECORD,
    "{representative} holds authority for {client} already; end it before another is "
    "recorded",
)
NO_CLAIM = Reason(
    "representation.no_claim",
    Rule.RECORD,
    "no claim of {representative} to act for {client} waits to be confirmed",
)
NOT_HELD = Reason(
    "representation.not_held",
    Rule.RECORD,
    "{representative} holds no authority for {client} that could end",
)

REPRESENTATION = Region("representation", Representations())


@REPRESENTATION.refuses(AppointRepresentative)
def _held(
    representations: Representations, act: AppointRepresentative
) -> Refusal | None:
    held = representations.find(act.client, act.representative)
    if held is None or not held.stands(act.at):
        return None
    if not held.is_confirmed and act.by != act.representative:
        return None  # what anybody may claim stands in the way of no record and no wish
    fields: dict[str, object] = {
        "client": act.client,
        "representative": act.representative,
    }
    return HELD(Do(EndRepresentation, fields=fields), **fields)


@REPRESENTATION.refuses(ConfirmRepresentation)
def _no_claim(
    representations: Representations, act: ConfirmRepresentation
) -> Refusal | None:
    standing = representations.standing(act.at, client=act.client)
    claimed = tuple(one.holder for one in standing if one.is_claim)
    if act.representative in claimed:
        return None
    facts: dict[str, object] = {
        "client": act.client,
        "representative": act.representative,
    }
    claim = Do(AppointRepresentative, (act.representative,), facts)
    fix = Change("representative", claimed) if claimed else claim
    return NO_CLAIM(fix, **facts)


@REPRESENTATION.refuses(EndRepresentation)
def _not_held(
    representations: Representations, act: EndRepresentation
) -> Refusal | None:
    standing = representations.standing(act.at, client=act.client)
    held = tuple(one.holder for one in standing)
    if act.representative is None or act.representative in held:
        return None
    return NOT_HELD(
        Change("representative", (None, *held)),
        representative=act.representative,
        client=act.client,
    )


@REPRESENTATION.folds(AppointRepresentative)
def _appoint(
    representations: Representations, act: AppointRepresentative
) -> Representations:
    # A wish is confirmed by the person's own word. A document that was seen confirms
    # the rest, unless it is the holder who says so of themselves.
    seen = act.evidence is not None and act.by not in (act.representative, act.client)
    confirmed = seen if act.basis.is_legal else act.by == act.client
    return _put(
        representations,
        Authority(
            client=act.client,
            holder=act.representative,
            basis=act.basis,
            powers=act.powers,
            decisions=act.decisions,
            since=act.at,
            until=act.until,
            stated_by=act.by,
            confirmed_at=act.at if confirmed else None,
        ),
    )


@REPRESENTATION.folds(ConfirmRepresentation)
def _confirm(
    representations: Representations, act: ConfirmRepresentation
) -> Representations:
    held = representations.held[act.client, act.representative]
    if act.evidence is None:
        return representations  # nobody has seen anything
    return _put(representations, attrs.evolve(held, confirmed_at=act.at))


@REPRESENTATION.folds(EndRepresentation)
def _end(representations: Representations, act: EndRepresentation) -> Representations:
    for held in representations.standing(act.at, client=act.client):
        if act.representative in (None, held.holder):
            ended = attrs.evolve(held, ended_at=act.at)
            representations = _put(representations, ended)
    return representations


def _put(representations: Representations, held: Authority) -> Representations:
    key = held.client, held.holder
    return Representations(held=representations.held.put(key, held))
