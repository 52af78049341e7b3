"""Representation: who speaks for a client, from when, until when, and on what basis.

A representative gives, declines or takes back consent, and accepts or declines, on
behalf of the client, who may go on speaking for themselves. It is always recorded who
did so for whom. What was consented to for a client ends with the representation, so
that at majority it is expressed anew, by the person it is about.

Sources: APA 3.10, permission and assent; consent given for a minor is expressed anew
once they are of age.
"""

from datetime import datetime

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import code
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.refusals import Do, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register

OWN_WISH = "own_wish"
"""The basis of whoever a client names of their own accord."""


def is_own_wish(basis: str) -> bool:
    """Return whether a basis is the client's own wish, however it is spelled.

    >>> is_own_wish("Own-Wish"), is_own_wish("court")
    (True, False)
    """
    letters = filter(str.isalpha, basis.casefold())
    return "".join(letters) == OWN_WISH.replace("_", "")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AppointRepresentative(Act):
    """Record that somebody speaks for a client.

    Args:
        client: for whom.
        representative: who; somebody from outside, or another client on a legal basis.
        basis: on what, as a short name: ``parental_responsibility``, ``own_wish``, …
        until: when it ends: the day the client comes of age, say; None where it has
            no end yet.
    """

    client: PersonId = field(converter=PersonId)
    representative: PersonId = field(converter=PersonId)
    basis: str = field(converter=text, validator=code)
    until: datetime | None = field(default=None, converter=optional(instant))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.until is not None and self.until <= self.at:
            raise ValueError("until is later than at")
        if self.client == self.representative:
            raise ValueError("nobody represents themselves")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EndRepresentation(Act):
    """Record that nobody speaks for a client any more, and what they said ends."""

    client: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True)
class Representations:
    """Who speaks for each client, or that nobody does any more, as recorded last."""

    by_client: Register[PersonId, AppointRepresentative | EndRepresentation] = (
        Register()
    )

    def of(self, client: PersonId, at: datetime) -> AppointRepresentative | None:
        """Give who speaks for a client at a moment, if anybody does."""
        last = self.by_client.find(client)
        if not isinstance(last, AppointRepresentative):
            return None
        return last if last.until is None or at < last.until else None


IN_FORCE = Reason(
    "representation.in_force",
    Rule.RECORD,
    "{representative} speaks for {client}, which ends before another does",
)

REPRESENTATION = Region("representation", Representations())


@REPRESENTATION.refuses(AppointRepresentative)
def _in_force(
    representations: Representations, act: AppointRepresentative
) -> Refusal | None:
    held = representations.of(act.client, act.at)
    if held is None:
        return None
    end = Do(EndRepresentation, fields={"client": act.client})
    return IN_FORCE(end, representative=held.representative, client=act.client)


@REPRESENTATION.folds(AppointRepresentative)
def _appoint(
    representations: Representations, act: AppointRepresentative
) -> Representations:
    return Representations(by_client=representations.by_client.put(act.client, act))


@REPRESENTATION.folds(EndRepresentation)
def _end(representations: Representations, act: EndRepresentation) -> Representations:
    return Representations(by_client=representations.by_client.put(act.client, act))
