"""Cases that are carried over from another system, to begin a test at."""

from datetime import timedelta
from typing import Any

from collabtherapy import (
    CarriedAgreement,
    CarriedConsent,
    CarriedGoal,
    Client,
    Evidence,
    Form,
    Organisation,
    Partnership,
    PersonId,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.ways import BO, START

EXPORT = Evidence("export", reference=Words("2026/117"), seen_by="clerk")
BEGAN = START - timedelta(days=730)
"""When the work began elsewhere."""

N_SESSIONS = 40
SCOPES = (Scope.TREATMENT, Scope.ASSESSMENT)


def yes(client: PersonId | str, scope: Scope, **fields: Any) -> CarriedConsent:
    """Return a consent that a client gave elsewhere, with the limits told.

    >>> yes("ana", Scope.TREATMENT).part
    PartId('consent:treatment')
    """
    said: dict[str, Any] = {"terms": "t", "given_at": BEGAN, "limits": True}
    return CarriedConsent(client=client, scope=scope, **{**said, **fields})


WEEKLY = CarriedAgreement(
    id="a1", matter=matters.Agreement(words=Words("weekly")), agreed_at=BEGAN
)
SLEEP = CarriedGoal(id="g1", matter=matters.Goal(words=Words("sleep")), agreed_at=BEGAN)


def asked_for(*clients: Client, **fields: Any) -> Partnership:
    """Return a partnership that a service has just opened, for one client or several.

    >>> asked_for().stage.value
    'requested'
    """
    people = clients or (Client("ana"),)
    opening: dict[str, Any] = {
        "id": "p-1",
        "clients": people,
        "therapists": (BO,),
        "organisations": (Organisation("clinic"),),
        "form": Form.INDIVIDUAL if len(people) == 1 else Form.COUPLE,
        "by": "clinic",
        "clients_told": Words("by letter"),
        "at": START,
    }
    return Partnership.open(**{**opening, **fields})


def carrying(
    p: Partnership, stage: Stage = Stage.WORKING, **fields: Any
) -> acts.CarryOver:
    """Return the act by which a service carries a case over to an opening.

    Args:
        p: the partnership that was just opened.
        stage: where the work stood.
        fields: what the act says otherwise.

    >>> p = asked_for()
    >>> p.record(carrying(p)).stage.value
    'working'
    """
    said: dict[str, Any] = {
        "by": "clinic",
        "at": p.at,
        "from_system": "old-notes",
        "began_at": BEGAN,
        "as_of": p.at,
        "stage": stage,
        "consents": [yes(c.id, scope) for c in p.clients for scope in SCOPES],
        "agreement": WEEKLY if stage is Stage.WORKING else None,
        "goals": [SLEEP],
        "n_sessions": N_SESSIONS,
        "evidence": EXPORT,
    }
    return acts.CarryOver(**{**said, **fields})


def carried(
    *clients: Client, stage: Stage = Stage.WORKING, **fields: Any
) -> Partnership:
    """Return a case that was carried over, of one client or several.

    >>> carried().agreement.carried_over
    True
    """
    p = asked_for(*clients)
    return p.record(carrying(p, stage, **fields))
