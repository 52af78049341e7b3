"""What the tests of cases that are carried over from another system share."""

from datetime import timedelta
from typing import Any

from collabtherapy import (
    CarriedConsent,
    Client,
    PartId,
    Partnership,
    Scope,
    Stage,
    Words,
    acts,
)
from collabtherapy.testing.carried import (
    BEGAN,
)
from collabtherapy.testing.ways import START

ANA, BEN = Client("ana"), Client("ben")
DAY = timedelta(days=1)
LATE = START + 28 * DAY
SAID = Words("said")
TREATMENT = PartId("consent:treatment")
STAGES = (Stage.EXPLORING, Stage.WORKING)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the reasons against an act."""
    return [refusal.code for refusal in p.refusals(act)]


def meeting(p: Partnership, at: Any = START, **fields: Any) -> acts.StartSession:
    """Return the start of a session with everybody."""
    present = {"bo", *(client.id for client in p.clients)}
    said: dict[str, Any] = {"by": "bo", "at": at, "id": "s", "present": present}
    return acts.StartSession(**{**said, **fields})


def held(p: Partnership, name: str, started: Any, **fields: Any) -> Partnership:
    """Return it after a session was written up that took place at a moment."""
    ended = started + timedelta(minutes=50)
    at = max(p.at, ended)
    start = meeting(p, at, id=name, happened_at=started, **fields)
    end = acts.EndSession(by="bo", at=at, happened_at=ended, session=name)
    return p.record(start, end)


def said_yes(**fields: Any) -> CarriedConsent:
    """Return a consent of the client's to treatment that was given elsewhere."""
    said: dict[str, Any] = {
        "client": "ana",
        "scope": Scope.TREATMENT,
        "terms": "t",
        "given_at": BEGAN,
        "limits": True,
    }
    return CarriedConsent(**{**said, **fields})
