"""A partnership's own consents as directives, so that one engine answers both."""

from datetime import datetime

from collabtherapy.fhir.consents.directives import Directive, Kind, State
from collabtherapy.fhir.consents.rules import ActorFacet, Effect, Rule
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.periods import Edge, Period
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.consents import (
    Consent,
    ConsentStatus,
)
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.scopes import Scope

__all__ = ["directives_of"]

_STATES = {
    ConsentStatus.NOT_ASKED: State.UNKNOWN,
    ConsentStatus.EXPLAINED: State.REQUESTED,
    ConsentStatus.GIVEN: State.GIVEN,
    ConsentStatus.DECLINED: State.REFUSED,
    ConsentStatus.WITHDRAWN: State.WITHDRAWN,
    ConsentStatus.EXPIRED: State.EXPIRED,
    ConsentStatus.SUPERSEDED: State.INVALIDATED,
}
_KINDS = {"treatment": Kind.THERAPY, "disclosure": Kind.SHARING}


def directives_of(
    partnership: Partnership, client: PersonId | HasId | str
) -> tuple[Directive, ...]:
    """Give what a client said of each scope, as it stands after the last act.

    A person is called by their id, as the subject, the actor and a purpose are.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Therapist
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    ... )
    >>> directives_of(p, "ana")
    ()
    """
    person = PersonId(client)
    return tuple(
        _directive(person, scope, said, partnership.at)
        for (whose, scope), said in sorted(
            partnership.state.consent.by_scope.items(), key=lambda one: str(one[0])
        )
        if whose == person
    )


def _directive(
    client: PersonId, scope: Scope, said: Consent, at: datetime
) -> Directive:
    name = f"own/{client}/{scope}"
    rule = Rule(
        id=f"{name}#root",
        effect=Effect.PERMIT,
        actors=(ActorFacet(scope.of),) if scope.of else (),
        purposes={Coding(scope.purpose)} if scope.purpose else frozenset(),
    )
    return Directive(
        id=name,
        subject=str(client),
        kind=_KINDS.get(scope.name, scope.name),
        # Where holders consent together, it is given once each of them has.
        state=_STATES[said.status_at(at) if said.needed else said.status],
        rule=rule,
        grantors=frozenset({str(said.said_by)}) if said.said_by else frozenset(),
        given=Edge.exactly(said.given_at) if said.given_at else None,
        period=Period(end=Edge.exactly(said.expires_at) if said.expires_at else None),
    )
