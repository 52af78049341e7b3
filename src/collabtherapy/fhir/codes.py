"""The names of vocabularies and extensions, and what a code looks like in FHIR.

What FHIR has no word for is in vocabularies of our own, below ``urn:collabtherapy:``.
"""

from collabtherapy.fhir.shapes import Json, shape

OWN = "urn:collabtherapy:"

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
TAKES_PART = "http://terminology.hl7.org/CodeSystem/participant-type"
ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
FLAG_CATEGORY = "http://terminology.hl7.org/CodeSystem/flag-category"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
RELATIONSHIP = "http://terminology.hl7.org/CodeSystem/goal-relationship-type"

CORE = "http://hl7.org/fhir/StructureDefinition/"
ABSENT_REASON = f"{CORE}data-absent-reason"
GOAL_ACCEPTANCE = f"{CORE}goal-acceptance"
GOAL_RELATIONSHIP = f"{CORE}goal-relationship"
REASON_REJECTED = f"{CORE}goal-reasonRejected"
ATTAINMENT_SCALING = (
    "http://hl7.org/fhir/us/pco/StructureDefinition/pco-goal-attainment-scaling"
)

STAGE = f"{OWN}stage"
PAUSED_FROM = f"{OWN}paused-from"
CLOSED_AS = f"{OWN}closed-as"
STEP = f"{OWN}step"
VERSION = f"{OWN}version"
SCALE_LOW = f"{OWN}scale-low"
SCALE_HIGH = f"{OWN}scale-high"
OWNER = f"{OWN}owner"
SCOPE = f"{OWN}scope"
CONSENT_STATUS = f"{OWN}consent-status"
DECISION = f"{OWN}decision"
EXCEPTION = f"{OWN}exception"
SESSION_STATUS = f"{OWN}session-status"
WAY = f"{OWN}way"
MODE = f"{OWN}mode"
NO_SCORE = f"{OWN}no-score"
INSTRUMENT = f"{OWN}instrument"
ASSUMED_END = f"{OWN}assumed-end"
ABSENT = f"{OWN}absent"
CARRIED_OVER = f"{OWN}carried-over"
SESSIONS_CARRIED_OVER = f"{OWN}sessions-carried-over"


CATEGORIES = {
    "treatment": "treatment",
    "research": "research",
    "disclosure": "patient-privacy",
}
"""What a scope is in HL7's consentscope; the others are of our own vocabulary."""


def coding(system: str, code: str) -> Json:
    """Give a code of a system."""
    return {"system": system, "code": code}


def concept(*codings: Json, text: str | None = None) -> Json:
    """Give a concept: the codes that name it, and its text."""
    return shape({"coding": list(codings), "text": text})


def own(vocabulary: str, code: str) -> Json:
    """Give a concept of a vocabulary of our own."""
    return concept(coding(f"{OWN}{vocabulary}", code))


def identifier(kind: str, value: str) -> Json:
    """Give what something is called in a partnership."""
    return {"system": f"{OWN}{kind}", "value": value}


def extension(url: str, **value: object) -> Json:
    """Give an extension with the one value that is named."""
    return {"url": url, **value}


def absent(reason: str) -> Json:
    """Give a concept that says why there is no value."""
    return concept(coding(DATA_ABSENT, reason))


def masked() -> Json:
    """Give what stands where something was, and is not shown or no longer there."""
    return {"extension": [extension(ABSENT_REASON, valueCode="masked")]}


def carried_over(*, it_is: bool) -> list[Json]:
    """Return what says of a resource that it was agreed elsewhere, if it was."""
    return [extension(CARRIED_OVER, valueBoolean=True)] if it_is else []
