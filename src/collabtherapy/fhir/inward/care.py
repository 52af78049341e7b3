"""Reading people, episodes, consents, sessions and flags."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias, TypeVar

import attrs

from collabtherapy.fhir.codes import (
    ASSUMED_END,
    CONSENT_STATUS,
    MODE,
    SESSION_STATUS,
    STAGE,
    STEP,
)
from collabtherapy.fhir.consents.directives import Directive
from collabtherapy.fhir.consents.reading import read_versions
from collabtherapy.fhir.consents.versions import Version
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.periods import Edge
from collabtherapy.fhir.inward.document import (
    PEOPLE,
    Document,
    codings,
    extended,
    extensions,
    kind_of,
    own_name,
)
from collabtherapy.fhir.inward.facts import (
    Access,
    Episode,
    Origin,
    ReadConsent,
    ReadPlace,
    ReadPlan,
    ReadSession,
    ReadTeam,
    Somebody,
    Stretch,
    Warned,
)
from collabtherapy.fhir.inward.sanity import LONGEST
from collabtherapy.partnership.regions.sessions import SessionStatus
from collabtherapy.partnership.values.appointments import LONGEST as LONGEST_SESSION
from collabtherapy.partnership.values.appointments import Mode
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
)
from collabtherapy.partnership.values.stages import Stage
from collabtherapy.partnership.values.words import Words

E = TypeVar("E", bound=StrEnum)

Places: TypeAlias = Mapping[str, Words | None]
"""What each place is called, by the name of its resource."""


def known(kind: type[E], text: str | None) -> E | None:
    """Give what a text says in a vocabulary of ours; None where it says nothing."""
    return next((one for one in kind if one.value == text), None)


def read_people(doc: Document) -> tuple[Somebody, ...]:
    """Read everybody, once each; whoever stands there again is reported."""
    found: dict[Somebody, None] = {}
    for node in doc.of(*PEOPLE):
        kind = kind_of(node)
        patient = doc.target(node, "patient") if kind == "RelatedPerson" else None
        who = Somebody(name=doc.name(node), kind=kind, patient=patient)
        if who in found:
            message = "the same person stood there before: nothing is added"
            doc.report(node.path, "same_person", message)
        found[who] = None
    return tuple(found)


def read_episodes(doc: Document) -> tuple[Episode, ...]:
    """Read the episodes of care, each with what it has been through."""
    return tuple(
        Episode(
            name=doc.name(node),
            patient=doc.target(node, "patient"),
            status=status(doc, node),
            stage=stage(node),
            history=tuple(_stretch(doc, row) for row in node.nodes("statusHistory")),
        )
        for node in doc.of("EpisodeOfCare")
    )


def stage(node: Node) -> Stage | None:
    """Give the stage that an extension of ours says, if one does."""
    return known(Stage, extended(node, STAGE, "valueCode"))


def _stretch(doc: Document, row: Node) -> Stretch:
    start, end = doc.period(row, "period")
    return Stretch(status=status(doc, row), stage=stage(row), start=start, end=end)


def status(doc: Document, node: Node, name: str = "status") -> str:
    """Give the status of a resource, which FHIR wants of each."""
    found = node.text(name)
    if found is None:
        doc.report(f"{node.path}.{name}", "no_status", "it says nothing of how it is")
    return found or "unknown"


def read_consents_of(doc: Document) -> tuple[ReadConsent, ...]:
    """Read the consents, each as one that denies where it cannot be understood."""
    those = tuple(_as_called(doc, one) for one in doc.consents)
    read = read_versions(those, doc.names, doc.problems)
    return tuple(
        _by_whose_it_is(doc, version, directive)
        for version, directive in zip(those, read, strict=True)
    )


def _by_whose_it_is(
    doc: Document, version: Version, directive: Directive
) -> ReadConsent:
    """Return a consent; one that others gave permits nothing, and is reported."""
    given_by = directive.given_by - {directive.subject}
    if given_by and not given_by <= _holders(doc, directive.subject):
        path = "$" if version.node is None else version.node.path
        message = "given by neither the patient nor a holder: it permits nothing"
        doc.report(path, "not_the_grantor", message)
        return ReadConsent(directive=attrs.evolve(directive, doubted=True))
    status = known(ConsentStatus, _said(version.node))
    return ReadConsent(directive=directive, status=status)


def _holders(doc: Document, subject: str | None) -> frozenset[str]:
    """Return the names of those who are related to a patient, and may act for them."""
    return frozenset(
        doc.name(one)
        for one in doc.of("RelatedPerson")
        if doc.target(one, "patient") == subject and one.flag("active") is not False
    )


def _as_called(doc: Document, version: Version) -> Version:
    """Return a version under the name that the document has for its Consent."""
    if version.node is None:
        name = doc.names.get(version.called or "")
    else:
        name = own_name(version.node)
    return version if name is None else attrs.evolve(version, called=name)


def _said(consent: Node | None) -> str | None:
    return None if consent is None else extended(consent, CONSENT_STATUS, "valueCode")


def read_places(doc: Document) -> tuple[ReadPlace, ...]:
    """Read the places."""
    return tuple(
        ReadPlace(name=doc.name(node), words=doc.words(node, "name"))
        for node in doc.of("Location")
    )


def read_teams(doc: Document) -> tuple[ReadTeam, ...]:
    """Read teams and groups, each with who is in it."""
    return tuple(
        (_team if kind_of(node) == "CareTeam" else _group)(doc, node)
        for node in doc.of("CareTeam", "Group")
    )


def _team(doc: Document, node: Node) -> ReadTeam:
    members = (doc.target(one, "member") for one in node.nodes("participant"))
    return ReadTeam(
        name=doc.name(node),
        kind="CareTeam",
        status=node.text("status"),
        subject=doc.target(node, "subject"),
        members=tuple(one for one in members if one is not None),
    )


def _group(doc: Document, node: Node) -> ReadTeam:
    members = (doc.target(one, "entity") for one in node.nodes("member"))
    return ReadTeam(
        name=doc.name(node),
        kind="Group",
        members=tuple(one for one in members if one is not None),
    )


def read_plans(doc: Document) -> tuple[ReadPlan, ...]:
    """Read plans and tasks, whether or not they could be put to a decision."""
    return tuple(
        ReadPlan(
            name=doc.name(node),
            kind=kind_of(node),
            status=status(doc, node),
            words=doc.words(node, "description") or _title(doc, node),
            subject=doc.target(node, "for" if kind_of(node) == "Task" else "subject"),
        )
        for node in doc.of("CarePlan", "Task")
    )


def _title(doc: Document, node: Node) -> Words | None:
    return doc.words(node, "title") if kind_of(node) == "CarePlan" else None


def read_sessions(doc: Document, read: Iterable[ReadPlace]) -> tuple[ReadSession, ...]:
    """Read appointments and encounters, in the order in which they stand."""
    places = {one.name: one.words for one in read}
    return tuple(
        (_appointment if kind_of(node) == "Appointment" else _encounter)(
            doc, node, places
        )
        for node in doc.of("Appointment", "Encounter")
    )


def _appointment(doc: Document, node: Node, places: Places) -> ReadSession:
    assumed = any(one.flag("valueBoolean") for one in extensions(node, ASSUMED_END))
    named = [doc.target(one, "actor") for one in node.nodes("participant")]
    start, end = doc.edge(node, "start"), doc.edge(node, "end", end=True)
    return ReadSession(
        name=doc.name(node),
        kind="Appointment",
        status=status(doc, node),
        was=_was(node),
        start=start,
        end=None if assumed else _end(doc, node, start, end),
        mode=_mode(node),
        place=_place(named, places),
        people=tuple(one for one in named if one is not None and one not in places),
    )


def _encounter(doc: Document, node: Node, places: Places) -> ReadSession:
    held = "actualPeriod" if "actualPeriod" in node.keys else "period"
    start, end = doc.period(node, held)
    was = _was(node)
    if was is None:  # what a record of ours says of a session that was held may be so
        end = _end(doc, node, start, end)
    people = [doc.target(node, "subject")]
    for one in node.nodes("participant"):
        who = "individual" if "individual" in one.keys else "actor"
        people.append(doc.target(one, who))
    where = [doc.target(one, "location") for one in node.nodes("location")]
    return ReadSession(
        name=doc.name(node),
        kind="Encounter",
        status=status(doc, node),
        was=was,
        start=start,
        end=end,
        mode=_mode(node),
        place=_place(where, places),
        people=tuple(one for one in people if one is not None),
    )


def _end(
    doc: Document, node: Node, start: Edge | None, end: Edge | None
) -> Edge | None:
    """Return when a session ends; an end that no session can have is reported.

    It is later than the start, and at most 24 hours later, as in `PlanSession`; of a
    time that is known to the day it is enough that it may be.
    """
    if start is None or end is None:
        return end
    longest, shortest = end.latest - start.earliest, end.earliest - start.latest
    if longest > timedelta() and shortest <= LONGEST_SESSION:
        return end
    message = "the end is not later than the start, or more than 24 hours later"
    doc.report(node.path, "no_such_end", f"{message}: it is left out")
    return None


def _mode(node: Node) -> Mode | None:
    return known(Mode, extended(node, MODE, "valueCode"))


def _place(named: Iterable[str | None], places: Places) -> Words | None:
    those = (places[one] for one in named if one is not None and one in places)
    return next(those, None)


def _was(node: Node) -> SessionStatus | None:
    return known(SessionStatus, extended(node, SESSION_STATUS, "valueCode"))


def read_flags(doc: Document) -> tuple[Warned, ...]:
    """Read the flags."""
    found: list[Warned] = []
    for node in doc.of("Flag"):
        start, end = doc.period(node, "period")
        found.append(
            Warned(
                codes=codings(node, "code"),
                status=status(doc, node),
                subject=doc.target(node, "subject"),
                start=start,
                end=end,
            )
        )
    return tuple(found)


def read_accesses(doc: Document) -> tuple[Access, ...]:
    """Read who had access to what, or was told."""
    return tuple(_access(doc, node) for node in doc.of("AuditEvent"))


def _access(doc: Document, node: Node) -> Access:
    purposes = "authorization" if "authorization" in node.keys else "purposeOfEvent"
    who = (doc.target(one, "who") for one in node.nodes("agent"))
    about: list[str | None] = []
    items: list[str | None] = []
    for entity in node.nodes("entity"):
        about.append(doc.target(entity, "what"))
        details = entity.nodes("detail")
        items += (one.text("valueString", longest=LONGEST) for one in details)
    return Access(
        recorded=doc.within(node, "recorded"),
        who=tuple(one for one in who if one is not None),
        about=tuple(one for one in about if one is not None),
        items=tuple(one for one in items if one is not None),
        purposes=codings(node, purposes),
    )


def read_origins(doc: Document) -> tuple[Origin, ...]:
    """Read who did what, when, and what came of it."""
    return tuple(_origin(doc, node) for node in doc.of("Provenance"))


def _origin(doc: Document, node: Node) -> Origin:
    who = (doc.target(one, "who") for one in node.nodes("agent"))
    return Origin(
        recorded=doc.within(node, "recorded"),
        who=tuple(one for one in who if one is not None),
        what=codings(node, "activity"),
        targets=doc.targets(node, "target"),
        step=extended(node, STEP, "valueCode"),
        stage=stage(node),
    )
