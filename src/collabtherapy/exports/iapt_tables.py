"""The tables of the NHS Talking Therapies data set (v2.1) that a record can fill.

Names of fields are those of the data set; NHS England's published queries read them by
these names. What the data set has and no record says stands in `NOT_FILLED`.
"""

from collections.abc import Mapping
from types import MappingProxyType

import attrs


@attrs.frozen
class IaptTable:
    """A table: its name, what a row is, and its fields in order."""

    name: str
    meaning: str
    fields: tuple[str, ...]


HEADER = "IDS000Header"
PATIENT = IaptTable("IDS001MPI", "a person", ("RecordNumber", "LocalPatientId"))
REFERRAL = IaptTable(
    "IDS101Referral",
    "a referral that is open in the period, or ended in it",
    (
        "RecordNumber", "ServiceRequestId", "LocalPatientId",
        "ReferralRequestReceivedDate", "SourceOfReferralIAPT", "EndCode",
        "ServDischDate",
    ),
)  # fmt: skip
ONWARD = IaptTable(
    "IDS105OnwardReferral",
    "a referral to another service",
    ("ServiceRequestId", "OnwardReferDate", "OnwardReferReason", "OrgIDReceiving"),
)
PAUSE = IaptTable(
    "IDS108WaitingTimePauses",
    "a break that the client took before the first contact",
    ("ServiceRequestId", "PauseID", "PauseStartDate", "PauseEndDate", "PauseReason"),
)
CONTACT = IaptTable(
    "IDS201CareContact",
    "a contact of the period: attended, missed or cancelled",
    (
        "CareContactId", "ServiceRequestId", "CareContDate", "CareContTime",
        "AttendOrDNACode", "ClinContDurOfCareCont", "AppType", "ConsMechanism",
        "CareContPatientTherMode", "NumGroupTherParticipants",
        "NumGroupTherFacilitators",
    ),
)  # fmt: skip
ACTIVITY = IaptTable(
    "IDS202CareActivity",
    "what was done in a contact that took place",
    (
        "CareActId", "CareContactId", "CarePersLocalId", "ClinContactDurOfCareAct",
        "CodeProcAndProcStatus",
    ),
)  # fmt: skip
COMPLAINT = IaptTable(
    "IDS603PresentingComplaints",
    "the problem of a referral, as the service codes it",
    ("ServiceRequestId", "PresComp", "PresCompDate"),
)
SCORE = IaptTable(
    "IDS606CodedScoreAssessmentRefer",
    "a score that was recorded outside a contact",
    (
        "ServiceRequestId", "CodedAssToolType", "PersScore", "AssToolCompDate",
        "AssToolCompTime",
    ),
)  # fmt: skip
SCORE_IN_CONTACT = IaptTable(
    "IDS607CodedScoreAssessmentAct",
    "a score that was recorded in a contact",
    ("CareActId", "CodedAssToolType", "PersScore"),
)
QUALIFICATION = IaptTable(
    "IDS902CarePersQual",
    "a qualification of a therapist, as the service codes it",
    ("CarePersLocalId", "CarePersQual"),
)
DERIVED = IaptTable(
    "Derived",
    "what follows from a referral so far: counts, scores, flags",
    (
        "ServiceRequestId", "TreatmentCareContact_Count", "CompletedTreatment_Flag",
        "Caseness_Flag", "Recovery_Flag", "ReliableImprovement_Flag",
        "ReliableDeterioration_Flag", "ReliableRecovery_Flag", "PHQ9_FirstScore",
        "PHQ9_LastScore", "GAD_FirstScore", "GAD_LastScore", "ADSM_FirstScore",
        "ADSM_LastScore",
    ),
)  # fmt: skip

TABLES: Mapping[str, IaptTable] = MappingProxyType(
    {
        table.name: table
        for table in (
            PATIENT, REFERRAL, ONWARD, PAUSE, CONTACT, ACTIVITY, COMPLAINT, SCORE,
            SCORE_IN_CONTACT, QUALIFICATION, DERIVED,
        )
    }
)  # fmt: skip
"""Every table but the header, by name. `DERIVED` is no part of a submission."""

NOT_RECORDED = "no record says it"
NEVER_MADE_UP = "it is never made up"
NOT_FILLED: Mapping[str, str] = MappingProxyType(
    {
        "IDS001MPI.NHSNumber": NEVER_MADE_UP,
        "IDS001MPI.Postcode": NEVER_MADE_UP,
        "IDS001MPI.PersonBirthDate": NEVER_MADE_UP,
        "IDS001MPI.Gender": NOT_RECORDED,
        "IDS001MPI.EthnicCategory": NOT_RECORDED,
        "IDS001MPI.LanguageCodePreferred": NOT_RECORDED,
        "IDS101Referral.OnsetDate": NOT_RECORDED,
        "IDS101Referral.PrevDiagCondInd": NOT_RECORDED,
        "IDS201CareContact.PsychMed": NOT_RECORDED,
        "IDS201CareContact.SiteIDOfTreat": NOT_RECORDED,
        "IDS201CareContact.InterpreterPresentInd": NOT_RECORDED,
        "IDS002GP": NOT_RECORDED,
        "IDS004EmpStatus": NOT_RECORDED,
        "IDS007DisabilityType": NOT_RECORDED,
        "IDS011SocPerCircumstances": NOT_RECORDED,
        "IDS012OverseasVisitorChargCat": NOT_RECORDED,
        "IDS205InternetTherLog": NOT_RECORDED,
        "IDS602LongTermCondition": NOT_RECORDED,
        "IDS803CareCluster": NOT_RECORDED,
    }
)
"""Fields and tables of the data set that are never filled, and why."""
