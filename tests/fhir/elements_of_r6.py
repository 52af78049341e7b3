"""The elements that R6 has, by name, of each resource type that is written.

Names alone, from the maps from R5 to R6 of the cross-version project, and of `Goal`
from the definition in R6's build. What stands in every resource is not listed again.
"""

from collections.abc import Iterator
from typing import Any

EVERYWHERE = frozenset(
    ("resourceType", "id", "meta", "implicitRules", "language", "text", "contained",
     "extension", "modifierExtension")
)  # fmt: skip

OF_AN_OBJECT = frozenset(("id", "extension", "modifierExtension"))

_ELEMENTS = {
    "Appointment": """identifier status cancellationReason class serviceCategory
        serviceType specialty appointmentType reason priority description replaces
        virtualService supportingInformation previousAppointment originatingAppointment
        start end minutesDuration requestedPeriod slot account created cancellationDate
        note patientInstruction basedOn subject participant recurrenceId
        occurrenceChanged recurrenceTemplate""",
    "Appointment.participant": "type period actor required status",
    "AuditEvent": """type subtype action severity occurredPeriod occurredDateTime
        recorded outcome authorization basedOn patient encounter agent source entity""",
    "AuditEvent.agent": """type role who requestor location policy networkReference
        networkUri networkString authorization""",
    "AuditEvent.source": "site observer type",
    "AuditEvent.entity": "what role securityLabel description query detail agent",
    "CarePlan": """identifier basedOn replaces partOf status intent category title
        description subject encounter period created custodian contributor careTeam
        addresses supportingInfo goal activity note""",
    "CarePlan.activity": "performedActivity progress plannedActivityReference",
    "CareTeam": """identifier status category name subject period participant reason
        managingOrganization telecom note""",
    "CareTeam.participant": """role member onBehalfOf effectivePeriod effectiveTiming
        supportingInfo""",
    "Communication": """identifier basedOn partOf inResponseTo status statusReason
        category priority medium subject topic about encounter sent received recipient
        sender reason payload note""",
    "Communication.payload": """contentAttachment contentReference
        contentCodeableConcept""",
    "Consent": """identifier status category subject date period grantor grantee manager
        controller sourceAttachment sourceReference regulatoryBasis policyBasis
        policyText verification decision provision""",
    "Consent.policyBasis": "reference uri",
    "Consent.provision": """period actor action securityLabel purpose documentType
        resourceType code dataPeriod data provision""",
    "Encounter": """identifier status businessStatus class priority type serviceType
        subject subjectStatus episodeOfCare basedOn careTeam partOf serviceProvider
        participant appointment virtualService actualPeriod plannedStartDate
        plannedEndDate length reason diagnosis account dietPreference
        specialArrangement specialCourtesy admission location""",
    "Encounter.participant": "type period actor",
    "Encounter.location": "location status form period",
    "EpisodeOfCare": """identifier status statusHistory type reason diagnosis subject
        managingOrganization period referralRequest careManager careTeam account""",
    "EpisodeOfCare.statusHistory": "status period",
    "Flag": """identifier status category code subject period encounter author
        supportingInfo""",
    "Goal": """identifier lifecycleStatus lifecycleStatusReason achievementStatus
        achievementStatusDate category continuous priority description subject
        startDate startCodeableConcept acceptance target recorder source addresses
        note""",
    "Goal.acceptance": "participant status priority",
    "Goal.target": """measure detailQuantity detailRange detailCodeableConcept
        detailString detailBoolean detailInteger detailRatio dueDate dueDuration""",
    "Group": """url identifier version name title status experimental date publisher
        contact description useContext purpose copyright copyrightLabel type membership
        code quantity managingEntity combinationMethod combinationThreshold
        characteristic member""",
    "Group.member": "entity involvement period inactive",
    "Location": """identifier status operationalStatus name alias description mode type
        code contact address form position managingOrganization partOf characteristic
        hoursOfOperation virtualService endpoint""",
    "Observation": """identifier basedOn triggeredBy partOf status statusReason category
        code subject focus organizer context encounter effectiveDateTime issued
        performer valueQuantity valueCodeableConcept valueString valueBoolean
        valueInteger dataAbsentReason interpretation note bodySite bodyStructure method
        specimen device supportingDevice referenceRange hasMember derivedFrom
        component""",
    "Observation.referenceRange": "low high normalValue type appliesTo age text",
    "Observation.component": """code valueQuantity valueCodeableConcept valueString
        valueBoolean valueInteger dataAbsentReason interpretation referenceRange""",
    "Organization": "identifier active type name",
    "Patient": "identifier active deceasedDateTime deceasedBoolean",
    "Practitioner": "identifier active",
    "Provenance": """target occurredPeriod occurredDateTime recorded policy location
        authorization why activity basedOn patient encounter agent entity signature""",
    "Provenance.agent": "type role who onBehalfOf",
    "Provenance.entity": "role what agent",
    "QuestionnaireResponse": """identifier basedOn partOf questionnaire status subject
        encounter authored author source item""",
    "QuestionnaireResponse.item": "linkId definition text answer item",
    "RelatedPerson": """identifier active patient relationship role name telecom gender
        birthDate address photo period communication""",
    "Task": """identifier basedOn groupIdentifier partOf status statusReason
        businessStatus intent priority doNotPerform code description focus for encounter
        requestedPeriod executionPeriod authoredOn lastModified requester
        requestedPerformer owner performer location reason insurance note
        relevantHistory restriction input output""",
}  # fmt: skip

ELEMENTS = {place: frozenset(names.split()) for place, names in _ELEMENTS.items()}

MANY = frozenset(
    ("Goal.acceptance", "Goal.lifecycleStatusReason", "AuditEvent.subtype",
     "Provenance.authorization")
)  # fmt: skip
"""Of what has another shape than in R5: the lists."""

ONE = frozenset(("AuditEvent.type", "Goal.achievementStatusDate"))
"""Of what has another shape than in R5: what is no list."""


def strange(resource: dict[str, Any]) -> Iterator[str]:
    """Yield the elements of a resource that R6 does not have, or not in that shape."""
    kind = resource["resourceType"]
    yield from _strange(resource, kind, EVERYWHERE)


def _strange(place: dict[str, Any], path: str, usual: frozenset[str]) -> Iterator[str]:
    for name, value in place.items():
        where = f"{path}.{name}"
        if name.removeprefix("_") not in ELEMENTS[path] | usual:
            yield where
        if isinstance(value, list) and where in ONE:
            yield f"{where} is one"
        if not isinstance(value, list) and where in MANY:
            yield f"{where} is a list"
        if where in ELEMENTS:
            for one in value if isinstance(value, list) else [value]:
                yield from _strange(one, where, OF_AN_OBJECT)
