"""Consents made to be read as permitting though somebody may have meant a refusal.

Each is data: what it hides, the document, and what is asked. All of them deny. They
were made by hand from one permitting Consent, at least one for each way in which
something that is not read, or is named otherwise, may be a refusal.
"""

from consents.documents import TREAT, Json, bundle, r4, r5
from consents.drawn import SUBJECT, day

from collabtherapy.fhir.codes import ACT_CODE, DECISION, LOINC, SCOPE
from collabtherapy.fhir.consents import Actor, Coding
from collabtherapy.fhir.datatypes.systems import (
    ACT_REASON,
    FHIR_TYPES,
    ICD_10,
    ICD_10_CM,
    SNOMED,
)

VALUE_SET = "http://terminology.hl7.org/ValueSet/"
NURSE = Actor("Practitioner/1", roles={"nurse"}, groups=set())
MASKED = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "masked",
        }
    ]
}
Case = tuple[str, object, dict[str, object]]


def denying(**facets: object) -> Json:
    """Return a Consent that permits everything but what the facets name."""
    return r5(provision=[facets])


def permitting(**facets: object) -> Json:
    """Return a Consent that permits nothing but what the facets name."""
    return r5(decision="deny", provision=[facets])


def labelled(code: str, system: str | None = ACT_CODE, **more: object) -> list[Json]:
    named: Json = {"code": code} if system is None else {"system": system, "code": code}
    return [{**named, **more}]


def of_labels(*codes: str) -> dict[str, object]:
    """Ask for data with these labels of HL7's own system, at a normal level."""
    return {"labels": {Coding("N"), *(Coding(code, ACT_CODE) for code in codes)}}


def acting(**more: object) -> list[Json]:
    """Return the actor whom `NURSE` is, with more fields."""
    return [{"reference": {"reference": "Practitioner/1"}, **more}]


def pointing(**more: object) -> list[Json]:
    """Return the same actor with more fields in the reference."""
    return [{"reference": {"reference": "Practitioner/1", **more}}]


NAMED_OTHERWISE: list[Case] = [
    (f"a label of {system}", denying(securityLabel=labelled("HIV", system)),
     of_labels("HIV"))
    for system in (
        f"{VALUE_SET}v3-InformationSensitivityPolicy",
        f"{VALUE_SET}v3-ActInformationSensitivityPolicy",
        "urn:oid:2.16.840.1.113883.1.11.20428",
        "URN:OID:2.16.840.1.113883.5.4",
        "2.16.840.1.113883.5.4",
        f"{ACT_CODE}/",
        f"{ACT_CODE}|2018-08-12",
        ACT_CODE.replace("http", "https"),
        ACT_CODE.replace("terminology.hl7.org", "Terminology.HL7.ORG"),
        "http://hl7.org/fhir/v3/vs/InformationSensitivityPolicy",
        "http://hospital.example/labels",
        LOINC,
    )
] + [
    ("a label of another system that may mean any", denying(
        securityLabel=labelled("secret", "http://hospital.example/labels")),
     of_labels("HIV")),
    ("a level of an unknown system", denying(
        securityLabel=labelled("N", "http://hospital.example/levels")), of_labels()),
    ("data of a level of an unknown system", permitting(securityLabel=labelled("N")),
     {"labels": {Coding("N"), Coding("V", "http://hospital.example/levels")}}),
    ("data whose only label nobody knows, process notes perhaps", r5(),
     {"labels": {Coding("note", "http://hospital.example/labels")}}),
    ("data whose only label is process notes in another case", r5(),
     {"labels": {Coding("N"), Coding("psythpn")}}),
    ("a type by the name of the other release", denying(
        resourceType=labelled("Goal", "http://hl7.org/fhir/resource-types")),
     {"classes": {Coding("Goal", FHIR_TYPES)}}),
    ("a type of no system of types", denying(
        resourceType=labelled("Goal", "http://hospital.example/types")),
     {"classes": {Coding("Goal", FHIR_TYPES)}}),
    ("a type in another case", denying(resourceType=labelled("goal", FHIR_TYPES)),
     {"classes": {Coding("Goal", FHIR_TYPES)}}),
    ("every type", denying(resourceType=labelled("DomainResource", FHIR_TYPES)),
     {"classes": {Coding("Goal", FHIR_TYPES)}}),
    ("a purpose by the name of its value set", denying(
        purpose=labelled("TREAT", f"{VALUE_SET}v3-PurposeOfUse")),
     {"purpose": Coding("TREAT", ACT_REASON)}),
    ("every purpose", denying(purpose=labelled("PurposeOfUse", ACT_REASON)), {}),
    ("a purpose of another system", denying(
        purpose=labelled("care", "http://hospital.example/purposes")), {}),
    ("a purpose in another case", denying(purpose=labelled("treat", ACT_REASON)), {}),
    ("an action of another system", denying(
        action=[{"coding": labelled("read", "http://hospital.example/actions")}]),
     {"action": "access"}),
    ("a code by the OID of LOINC", denying(code=[{"coding": labelled(
        "44249-1", "urn:oid:2.16.840.1.113883.6.1")}]),
     {"codes": {Coding("44249-1", LOINC)}}),
    ("a code of an unknown system", denying(code=[{"coding": labelled(
        "depression", "http://hospital.example/codes")}]),
     {"codes": {Coding("44249-1", LOINC)}}),
    ("a code with a space", denying(code=[{"coding": labelled("44249-1 ", LOINC)}]),
     {"codes": {Coding("44249-1", LOINC)}}),
    ("an opt-out by the name of another system", r4(policyRule={"coding": [
        {"code": "OPTIN"}, {"code": "OPTOUT", "system": f"{ACT_CODE}/"}]}), {}),
    ("an opt-in of a foreign system", r4(policyRule={"coding": [
        {"code": "OPTIN", "system": "http://hospital.example/policies"}]}), {}),
    ("a refusal whose category is of an unknown system", bundle(r5(), r5(
        decision="deny", category=[{"coding": labelled(
            "research", "http://hospital.example/kinds")}])), {}),
    ("a refusal with a scope that nobody knows", bundle(r5(), r4(
        {"type": "deny"}, scope={"coding": [{"code": "info-sharing"}]})), {}),
]  # fmt: skip

WIDER: list[Case] = [
    (f"a denial of {named}, of data labelled {asked}",
     denying(securityLabel=labelled(named)), of_labels(asked))
    for named, asked in (
        ("ETH", "ETHUD"), ("ETH", "OPIOIDUD"), ("ETH", "SUD"), ("MH", "PSY"),
        ("MH", "PSYTHPN"), ("SUD", "ETH"), ("MH", "SPI"), ("BH", "OPIOIDUD"),
        ("PSY", "SUD"), ("OPIOIDUD", "SUD"), ("HIV", "NEWCODE"), ("NEWCODE", "HIV"),
        ("hiv", "HIV"), ("SPI", "HIV"), ("42CFRPart2", "OPIOIDUD"),
        ("_ActInformationSensitivityPolicy", "HIV"), ("ETHUD", "ETH"),
    )
] + [
    ("a wider purpose", denying(purpose=labelled("HQUALIMP", ACT_REASON)),
     {"purpose": "HOPERAT"}),
    ("a purpose that contains one by name", denying(
        purpose=labelled("TRAIN", ACT_REASON)), {"purpose": "HOPERAT"}),
]  # fmt: skip

UNREADABLE: list[Case] = [
    (f"an actor with {what}", permitting(actor=actor), {"actor": NURSE})
    for what, actor in (
        ("a role that is text only", acting(role={"text": "if she is my nurse"})),
        ("a role without a code", acting(role={"coding": [{"display": "nurse"}]})),
        ("an empty role", acting(role={})),
        ("one role of two unread", acting(
            role={"coding": [{"code": "nurse"}, {"display": "on duty"}]})),
        ("a role with an unread field", acting(
            role={"coding": [{"code": "nurse"}], "until": "2020"})),
        ("a role whose code has a sibling", acting(
            role={"coding": [{"code": "nurse", "_code": MASKED}]})),
        ("a part of an unknown system", acting(role={"coding": [
            {"code": "PRCP", "system": "http://hospital.example/parts"}]})),
        ("a part that is not known", acting(role={"coding": [{
            "code": "ENT",
            "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"}]})),
        ("a type that contradicts", pointing(type="Organization")),
        ("an identifier beside", pointing(identifier={"value": "7"})),
        ("an unread field in the reference", pointing(until="2020")),
        ("a sibling of the reference", pointing(_reference=MASKED)),
    )
] + [
    ("a custodian without a name", denying(
        actor=[{"role": {"coding": [{"code": "CST"}]}}]),
     {"actor": NURSE, "custodian": "Organization/1"}),
    ("data with a contradicting type", permitting(data=[{"meaning": "instance",
        "reference": {"reference": "Goal/1", "type": "Patient"}}]),
     {"record": "Goal/1"}),
    ("data with an identifier beside", permitting(data=[{"meaning": "instance",
        "reference": {"reference": "Goal/1", "identifier": {"value": "2"}}}]),
     {"record": "Goal/1"}),
]  # fmt: skip

PERIODS: list[Case] = [
    (f"a period of {whose} with {what}", document, {"actor": NURSE})
    for period, what in (
        ({"start": "2025", "_end": MASKED}, "a masked end"),
        ({"until": "2020"}, "neither start nor end"),
        ({}, "nothing"),
        ({"extension": []}, "no more than an extension"),
        ({"end": "2030", "except": "weekends"}, "an unread field"),
    )
    for whose, document in (
        ("a Consent", r5(period=period)),
        ("a rule", permitting(purpose=TREAT, period=period)),
        ("a root", r4({"type": "permit", "period": period})),
        ("an opt-in", r4({"type": "deny", "period": period, "actor": [
            {"reference": {"reference": "Practitioner/2"}}]}, "OPTIN")),
    )
] + [
    ("data from a period with a masked end", permitting(
        dataPeriod={"start": "2025", "_end": MASKED}), {"date": day(0)}),
]  # fmt: skip

FIELDS: list[Case] = [
    ("an unknown field at the root", r5(withdrawn="2025"), {}),
    ("an unknown field at the root, R4", r4({"type": "permit"}, withdrawn="2025"), {}),
    ("a field whose name is no text", r5() | {7: "withdrawn"}, {}),
    ("a field whose name is no text, in a rule", permitting(purpose=TREAT) | {
        "provision": [{"purpose": TREAT, None: "withdrawn"}]}, {}),
    ("a sibling of the status", r5(_status=MASKED), {}),
    ("a field of R4 in R5", r5(policyRule={"coding": [{"code": "OPTOUT"}]}), {}),
    ("a second subject", r5(patient={"reference": "Patient/2"}), {}),
    ("an identifier of the subject", r5(
        subject={"reference": SUBJECT, "identifier": {"value": "2"}}), {}),
    ("a subject of a contradicting type", r5(
        subject={"reference": SUBJECT, "type": "Group"}), {}),
    ("an unread field in a verification", r5(
        verification=[{"verified": True, "revoked": True}]), {}),
    ("an unread field in a category", r5(
        category=[{"coding": [{"code": "npp"}], "except": "research"}]), {}),
    ("an unread field in a policy", r4(policyRule={
        "coding": [{"code": "OPTIN"}], "except": "research"}), {}),
    ("a grantee with an identifier beside", r5(grantee=[
        {"reference": "Practitioner/1", "identifier": {"value": "7"}}]),
     {"actor": NURSE}),
    ("an unread field in a coding", permitting(
        purpose=[{"code": "TREAT", "until": "2020"}]), {}),
    ("an unread field in a concept", permitting(
        action=[{"coding": [{"code": "access"}], "until": "2020"}]),
     {"action": "access"}),
    ("a concept where a coding stands", permitting(
        purpose=[{"code": "TREAT", "coding": []}]), {}),
    ("an exception that says nothing but an id", permitting(_id=MASKED), {}),
    ("an exception that says nothing, of none", permitting(provision=[]), {}),
    ("an exception whose only facet was emptied", permitting(actor=[]), {}),
    ("an emptied list of actors", permitting(purpose=TREAT, actor=[]), {}),
    ("a purpose that is null", permitting(purpose=None, action=[]), {}),
    ("a denial whose meaning is modified, of another purpose", r5(provision=[
        {"purpose": [{"code": "HMARKT"}], "modifierExtension": [{"url": "x"}]}]), {}),
    ("a denial with rules beyond these", r5(provision=[
        {"purpose": [{"code": "HMARKT"}], "implicitRules": "urn:x"}]), {}),
]  # fmt: skip


def version(
    status: str = "active", updated: str | None = None, number: str | None = None
) -> Json:
    """Return a version of one Consent."""
    meta = {"lastUpdated": updated, "versionId": number}
    said = {name: value for name, value in meta.items() if value}
    return r5(id="v", status=status, **({"meta": said} if said else {}))


def entries(*those: object, kind: str = "collection") -> Json:
    """Return a Bundle of these entries, or of entries with these Consents."""
    every = [one if "resourceType" not in one else {"resource": one} for one in those]
    return {"resourceType": "Bundle", "type": kind, "entry": every}


def deletion(url: str = "Consent/v", **more: object) -> Json:
    return {"request": {"method": "DELETE", "url": url}, **more}


OLD, NEW = "2025-01-01T00:00:00Z", "2025-06-01T00:00:00Z"
OLDER: list[Case] = [
    (what, document, {})
    for what, document in (
        ("an older version, by time",
         entries(version(updated=OLD), version("inactive", NEW))),
        ("an older version, by number",
         entries(version(number="9"), version("inactive", number="10"))),
        ("an older version, by number where the times are equal",
         entries(version("inactive", OLD, "2"), version(updated=OLD, number="1"))),
        ("an older version in a history",
         entries(version("inactive"), version(), kind="history")),
        ("a version that nothing orders",
         entries(version("inactive"), version())),
        ("a version that a number and a time order otherwise",
         entries(version("inactive", OLD, "2"), version(updated=NEW, number="1"))),
        ("a version of which one has no time",
         entries(version(updated=NEW), version("inactive"))),
        ("a version known to a day",
         entries(version(updated="2025-06-01"), version("inactive", OLD))),
        ("a version that was deleted", entries(deletion(), version(), kind="history")),
        ("a version that was deleted, after it", entries(version(), deletion())),
        ("a version that was deleted later", entries(version(updated=OLD), deletion(
            response={"status": "204", "lastModified": NEW}))),
        ("a version in an entry that deletes it",
         entries({"resource": version(), **deletion()})),
        ("a deletion in lower case", entries(version(), {
            "request": {"method": "delete", "url": "Consent/v/_history/2"}})),
        ("a deletion by a full URL", entries(
            {"fullUrl": "urn:uuid:1", "resource": r5(id=None)},
            {"fullUrl": "urn:uuid:1", "request": {"method": "DELETE", "url": "/"}})),
        ("a deletion of nobody knows which",
         entries(version(), deletion("Consent?status=active"))),
        ("a deletion of all that a search finds, at a URN", entries(
            version(), deletion("Consent?status=active", fullUrl="urn:uuid:2"))),
        ("a deletion that names nothing",
         entries(version(), {"request": {"method": "DELETE"}})),
        ("two servers with one id", entries(
            {"fullUrl": "https://a.example/Consent/v",
             "resource": version(updated=NEW)},
            {"fullUrl": "https://b.example/Consent/v",
             "resource": version("inactive", OLD)})),
    )
]  # fmt: skip


def permit_within(**facets: object) -> Json:
    """Return an R4 permit of treatment and normal data, with a permit inside."""
    root = {"type": "permit", "purpose": TREAT, "securityLabel": [{"code": "N"}]}
    return r4({**root, "provision": [{"type": "permit", **facets}]})


def deny_within(**facets: object) -> Json:
    """Return a permit beside an R4 deny of marketing, with a deny inside."""
    root = {"type": "deny", "purpose": [{"code": "HMARKT"}]}
    return bundle(r5(), r4({**root, "provision": [{"type": "deny", **facets}]}))


WITHIN: list[Case] = [
    ("a wider label within a permit", permit_within(securityLabel=labelled("R", None)),
     {"labels": {"R"}}),
    ("another purpose within a permit", permit_within(purpose=[{"code": "HMARKT"}]),
     {"purpose": "HMARKT"}),
    ("process notes within a permit", permit_within(securityLabel=labelled("PSYTHPN")),
     {"labels": {"PSYTHPN"}}),
    ("a deny within a permit within a permit", permit_within(provision=[
        {"type": "deny", "purpose": TREAT}]), {}),
    ("a deny that says nothing, as deep", permit_within(provision=[
        {"type": "deny", "id": "x"}]), {}),
    ("a deny within a deny, of another purpose", deny_within(purpose=TREAT), {}),
    ("a deny within a deny that says nothing", deny_within(), {}),
    ("a deny within a deny, unread", deny_within(purpose=TREAT, until="2020"), {}),
    ("a deny within a deny, with an exception", deny_within(purpose=TREAT, provision=[
        {"type": "permit", "securityLabel": [{"code": "N"}]}]), {}),
    ("a type that is none", permit_within(type="allow"), {}),
    ("a type in another case", permit_within(type="Deny"), {}),
    ("a type of R4 in R5 that contradicts its place", r5(provision=[
        {"type": "permit", "purpose": [{"code": "HMARKT"}]}]), {}),
    ("a type of R4 in R5 where it permits", permitting(type="permit", purpose=TREAT),
     {}),
]  # fmt: skip


def as_ours(scope: str = "recording", **more: object) -> Json:
    """Return an R5 Consent of somebody else that says its decision as we do."""
    name = {"url": "name", "valueString": scope}
    plain = r5(
        extension=[
            {"url": SCOPE, "extension": [name]},
            {"url": DECISION, "valueCode": "permit"},
        ],
        category=[{"coding": [{"system": SCOPE, "code": scope}]}],
    )
    del plain["decision"]
    return {**plain, **more}


OWN: list[Case] = [
    ("a decision of ours, to sharing", as_ours(), {}),
    ("a decision of ours with a category of HL7's", as_ours(
        category=[{"coding": [{"code": "npp"}]}]), {}),
    ("a decision of ours without a category", as_ours(category=[]), {}),
    ("a decision of ours to what HL7 has", as_ours("disclosure"), {}),
    ("a decision of ours to what is called as HL7's", as_ours("patient-privacy"), {}),
    ("a decision of ours to research", as_ours("research"), {"kind": "research"}),
    ("a decision of ours, and one of FHIR's that is none", as_ours(decision="maybe"),
     {"kind": "recording"}),
    ("a decision of ours without a scope of ours", as_ours(extension=[
        {"url": DECISION, "valueCode": "permit"}]), {"kind": "recording"}),
    ("a decision of ours that is none", as_ours(extension=[
        {"url": SCOPE, "extension": [{"url": "name", "valueString": "recording"}]},
        {"url": DECISION, "valueCode": "allow"}]), {"kind": "recording"}),
]  # fmt: skip


def of_code(code: str, system: str) -> Json:
    """Deny what a code names."""
    return denying(code=[{"coding": [{"code": code, "system": system}]}])


OPEN: list[Case] = [
    ("a code of SNOMED CT, of data that may lie below", of_code("74732009", SNOMED),
     {"codes": {Coding("35489007", SNOMED)}}),
    ("a code of SNOMED CT by its OID", of_code(
        "74732009", "urn:oid:2.16.840.1.113883.6.96"),
     {"codes": {Coding("35489007", SNOMED)}}),
    ("a code of SNOMED CT, of data by no system", of_code("74732009", SNOMED),
     {"codes": {"35489007"}}),
    ("a code of SNOMED CT, of data by a local name of it", of_code("74732009", SNOMED),
     {"codes": {Coding("35489007", "http://hospital.example/sct")}}),
    ("a code of SNOMED CT, of an expression", of_code("74732009", SNOMED),
     {"codes": {Coding("35489007:246112005=24484000", SNOMED)}}),
    ("a category of ICD-10, of a code below", of_code("F10", ICD_10),
     {"codes": {Coding("F10.2", ICD_10)}}),
    ("a block of ICD-10, of a code in it", of_code("F10-F19", ICD_10),
     {"codes": {Coding("F11.2", ICD_10)}}),
    ("a code of ICD-10, of its category", of_code("F10.2", ICD_10),
     {"codes": {Coding("F10", ICD_10)}}),
    ("a chapter of ICD-10", of_code("V", ICD_10), {"codes": {Coding("F10", ICD_10)}}),
    ("a code of ICD-10-CM, of one of ICD-10", of_code("F10", ICD_10_CM),
     {"codes": {Coding("F10.2", ICD_10)}}),
    ("a code of LOINC that is none", of_code("depression", LOINC),
     {"codes": {Coding("44249-1", LOINC)}}),
    ("a code of SNOMED CT by the name of LOINC", of_code("74732009", LOINC),
     {"codes": {Coding("35489007", SNOMED)}}),
    ("a part of LOINC", of_code("LP29686-0", LOINC),
     {"codes": {Coding("44249-1", LOINC)}}),
    ("a role of SNOMED CT", denying(actor=[{"role": {"coding": [
        {"code": "223366009", "system": SNOMED}]}}]),
     {"actor": Actor("Practitioner/1", roles={Coding("224535009", SNOMED)})}),
    ("a field of the other release", permitting(
        purpose=TREAT, **{"class": [{"code": "Goal"}]}), {"classes": {"Goal"}}),
    ("a field of R5 in R4", r4({"type": "permit", "resourceType": [{"code": "Goal"}]}),
     {"classes": {"Goal"}}),
]  # fmt: skip

GROUPS: dict[str, list[Case]] = {
    "named otherwise": NAMED_OTHERWISE, "wider": WIDER, "unreadable": UNREADABLE,
    "periods": PERIODS, "fields": FIELDS, "older": OLDER, "within": WITHIN, "own": OWN,
    "open": OPEN,
}  # fmt: skip
EVERY = [
    (f"{group}: {what}", *case) for group in GROUPS for what, *case in GROUPS[group]
]

HARMLESS: list[tuple[str, object, dict[str, object]]] = [
    ("the narrative", r5(text={"status": "generated", "div": "<div/>"}), {}),
    ("tags", r5(meta={"tag": [{"code": "HTEST"}], "versionId": "1"}), {}),
    ("a name of its own", r5(identifier=[{"value": "7"}], language="en"), {}),
    ("whoever manages it", r5(manager=[{"display": "the clinic"}]), {}),
    ("who looked into it", r5(verification=[{"verified": True, "verifiedBy": {}}]), {}),
    ("a display of the subject", r5(subject={
        "reference": SUBJECT, "display": "Ana", "type": "Patient"}), {}),
    ("an extension of anybody's", r5(extension=[{"url": "urn:x", "valueCode": "y"}]),
     {}),
    ("a display, a version, a translation", permitting(purpose=[{
        "code": "TREAT", "display": "treatment", "version": "1",
        "userSelected": True, "_display": {"extension": []}}]), {}),
    ("words beside a code", permitting(action=[{
        "coding": [{"code": "access"}], "text": "look at"}]), {"action": "access"}),
    ("an unread coding beside one that is read", permitting(action=[{
        "coding": [{"code": "access"}, {"display": "look at"}]}]),
     {"action": "access"}),
    ("a type that says the same", permitting(actor=pointing(
        type="Practitioner", display="Bo")), {"actor": NURSE}),
    ("a URN that the Bundle resolves", {"resourceType": "Bundle", "entry": [
        {"fullUrl": "urn:uuid:7", "resource": {
            "resourceType": "Practitioner", "id": "1"}},
        {"resource": permitting(actor=[{"reference": {
            "reference": "urn:uuid:7", "type": "Practitioner"}}])}]},
     {"actor": NURSE}),
    ("a denial that an unread coding does not reach", denying(
        purpose=[{"code": "HMARKT"}], action=[{"coding": [{"display": "?"}]}]), {}),
    ("a denial with an unread field, of another purpose", denying(
        purpose=[{"code": "HMARKT"}], expression={"language": "text/cql"}), {}),
    ("a code of another known system", denying(code=[{"coding": labelled(
        "44250-9", LOINC)}]), {"codes": {Coding("44249-1", LOINC)}}),
    ("emergency treatment alone denied", denying(
        purpose=labelled("ETREAT", ACT_REASON)), {}),
    ("substance use denied, data about mental health", denying(
        securityLabel=labelled("SUD")), of_labels("MH")),
    ("a label that says that it is a test", denying(securityLabel=labelled("SUD")),
     {"labels": {Coding("N"), Coding("HTEST", ACT_REASON)}}),
    ("a newer version that permits",
     entries(version("inactive", OLD, "1"), version(updated=NEW, number="2")), {}),
    ("a newer version in a history",
     entries(version(), version("inactive"), kind="history"), {}),
    ("put again after it was deleted",
     entries(version(), deletion(), version(), kind="history"), {}),
    ("the same twice", entries(version(), version()), {}),
    ("somebody else's was deleted", entries(version(), deletion("Consent/w")), {}),
    ("something else was deleted", entries(version(), deletion("Patient/1")), {}),
    ("something else was searched for and deleted",
     entries(version(), deletion("https://a.example/Goal?status=x")), {}),
    ("something else beside it, without an id", entries(
        version(), {"fullUrl": "urn:uuid:3", "resource": {"resourceType": "Goal"}}),
     {}),
    ("something else was deleted, and shown", entries(version(), {
        **deletion("Goal/1"), "resource": {"resourceType": "Goal"}}), {}),
]  # fmt: skip
"""What stands in a Consent and changes nothing: the same question stays permitted."""
