"""Flag: a concern for somebody's safety, from when it is raised until it is over.

A concern that is raised again after it was over is another one.
"""

from collections.abc import Sequence
from datetime import datetime

from collabtherapy.fhir.codes import FLAG_CATEGORY, coding, concept, identifier, own
from collabtherapy.fhir.outward.episodes import seen_by
from collabtherapy.fhir.outward.people import person
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.shapes import Json, period, shape
from collabtherapy.partnership.regions.safety import RaiseConcern
from collabtherapy.partnership.values.ids import PersonId


def flag_key(w: Writing, told: Told, client: PersonId) -> Key:
    """Give what the concern is called that an act opens, or is about."""
    if _opens(told) and _about(told) == client:
        return "Flag", (str(client), told.name)
    opened = (
        one.name
        for place in range(told.place, -1, -1)
        if _opens(one := w.told[place]) and _about(one) == client
    )
    return "Flag", (str(client), next(opened, ""))


def _opens(told: Told) -> bool:
    """Whether an act raises a concern where none was open."""
    client = _about(told)
    return client is not None and not told.before.safety.of(client).is_open


def _about(told: Told) -> PersonId | None:
    return told.act.client if isinstance(told.act, RaiseConcern) else None


def write_flags(w: Writing) -> None:
    """Write every concern that was raised about whom whoever looks may see."""
    acts = seen_by(w)
    for told in w.seen:
        client = _about(told)
        if client is None or not _opens(told):
            continue
        if w.view.state.safety.by_client.find(client) is not None:
            _write(w, told, client, _over(acts, told, client))


def _write(w: Writing, told: Told, client: PersonId, over: datetime | None) -> None:
    key = flag_key(w, told, client)
    resource: Json = {
        "identifier": [identifier("concern", "/".join(key[1]))],
        "status": "active" if over is None else "inactive",
        "category": [concept(coding(FLAG_CATEGORY, "safety"))],
        "code": own("flag", "safety-concern"),
        "subject": person(w, client),
        "period": period(told.act.at, over),
        "author": person(w, told.act.by),
    }
    w.put(key, shape(resource))


def _over(acts: Sequence[Told], raised: Told, client: PersonId) -> datetime | None:
    """Return when a concern was handed over or resolved, if it was."""
    for place in range(raised.place + 1, len(acts)):
        if not acts[place].after.safety.of(client).is_open:
            return acts[place].act.at
    return None
