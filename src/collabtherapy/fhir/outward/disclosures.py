"""AuditEvent: who outside was told what, for what, and on what it rests."""

from collections.abc import Iterator

from collabtherapy import acts
from collabtherapy.fhir.codes import (
    DICOM,
    OWN,
    PARTICIPATION,
    coding,
    concept,
    extension,
    own,
)
from collabtherapy.fhir.outward.people import person, recipient
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.shapes import Json, moment, shape
from collabtherapy.partnership.replay import happened

EXPORT = "110106"
"""DICOM: export, data leaving the system."""

LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
GROUND, CLIENT_TOLD = f"{OWN}ground", f"{OWN}client-told"


def audit_key(told: Told) -> Key:
    """Give what a disclosure is called: each is of one act."""
    return "AuditEvent", (told.name,)


def write_disclosures(w: Writing) -> None:
    """Write every disclosure."""
    for told in w.seen:
        if isinstance(told.act, acts.Disclose):
            w.put(audit_key(told), _written(w, told.act))


def _written(w: Writing, act: "acts.Disclose") -> Json:
    disclose, export = coding(LIFECYCLE, "disclose"), coding(DICOM, EXPORT)
    purpose = own("purpose", act.purpose)
    found: Json = {
        "extension": list(_grounds(act)),
        "action": "R",
        "recorded": moment(act.recorded_at),
        "agent": list(_agents(w, act)),
        "source": {"observer": person(w, act.by)},
        "entity": [_told(w, act)],
    }
    if w.is_r5:
        found |= {
            "category": [concept(export)],
            "code": concept(disclose),
            "occurredDateTime": moment(happened(act)),
            "authorization": [purpose],
            "patient": person(w, act.client),
        }
    else:
        found |= {
            "type": export,
            "subtype": [disclose],
            "outcome": "0",
            "purposeOfEvent": [purpose],
        }
    return shape(found)


def _grounds(act: "acts.Disclose") -> Iterator[Json]:
    if act.ground is not None:
        yield extension(GROUND, valueCode=act.ground)
    yield extension(CLIENT_TOLD, valueBoolean=act.client_told)


def _agents(w: Writing, act: "acts.Disclose") -> Iterator[Json]:
    yield {"who": person(w, act.by), "requestor": True}
    yield {
        "type": concept(coding(PARTICIPATION, "IRCP")),
        "who": recipient(w, str(act.recipient)),
        "requestor": False,
    }


def _told(w: Writing, act: "acts.Disclose") -> Json:
    """Give whom it was about, and what was told."""
    item: object = own("disclosed", "item") if w.is_r5 else "item"
    details = [{"type": item, "valueString": one} for one in sorted(act.items)]
    return {"what": person(w, act.client), "detail": details}
