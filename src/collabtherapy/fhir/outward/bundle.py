"""A partnership as a Bundle of FHIR resources, and everything that it leaves out."""

from collections.abc import Iterator
from typing import Literal

from collabtherapy._scalars import counted
from collabtherapy.fhir.losses import Loss
from collabtherapy.fhir.outward.consents import write_consents
from collabtherapy.fhir.outward.disclosures import write_disclosures
from collabtherapy.fhir.outward.episodes import write_episodes
from collabtherapy.fhir.outward.findings import write_findings
from collabtherapy.fhir.outward.goals import write_goals
from collabtherapy.fhir.outward.measures import write_measures
from collabtherapy.fhir.outward.messages import write_messages
from collabtherapy.fhir.outward.origins import write_origins
from collabtherapy.fhir.outward.people import write_people
from collabtherapy.fhir.outward.plans import write_plans
from collabtherapy.fhir.outward.releases import in_release
from collabtherapy.fhir.outward.safety import write_flags
from collabtherapy.fhir.outward.sessions import write_sessions
from collabtherapy.fhir.outward.struck import write_struck
from collabtherapy.fhir.outward.writing import Writing, struck, told
from collabtherapy.fhir.shapes import Json, Release, moment
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.privacy.views import numbers_shown, view, without_restricted

XHTML = "http://www.w3.org/1999/xhtml"


def to_bundle(
    p: Partnership,
    *,
    version: Literal["R4", "R5", "R6"] | Release = Release.R4,
    viewer: PersonId | HasId | str,
    minutes: int = 50,
) -> tuple[Json, tuple[Loss, ...]]:
    """Return a partnership as a Bundle of FHIR, as one person may see it.

    What the viewer may not see is not there. Ids go out, and words that the viewer may
    read; nobody's name does. The same partnership gives the same Bundle, id for id.

    Args:
        p: the partnership.
        version: the release of FHIR; R4 is read by R4B as well, and R6 is that of its
            ballot, as far as `outward.releases` knows it.
        viewer: for whom it is.
        minutes: how long an appointment lasts of which no end is known, at least 1.

    Returns:
        The Bundle, as plain dictionaries, and what it leaves out, with the reason.
        Consents that repeat the same rules share one list of them: copy a resource
        (`copy.deepcopy`) before changing it.

    Raises:
        NotForThem: If the partnership is not this person's to see.
        TypeError: If *minutes* is no whole number.
        ValueError: If there is no such release, or *minutes* is less than 1.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Therapist
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=datetime(2026, 1, 5, tzinfo=UTC),
    ... )
    >>> bundle, losses = to_bundle(p, version="R4", viewer="ana")
    >>> [entry["resource"]["resourceType"] for entry in bundle["entry"]][:3]
    ['Patient', 'Practitioner', 'EpisodeOfCare']
    """
    w = written(p, release=Release(version), viewer=viewer, minutes=minutes)
    bundle: Json = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": moment(w.view.at),
        "entry": [_entry(one) for one in resources(w)],
    }
    return bundle, w.losses()


def written(
    p: Partnership,
    *,
    release: Release,
    viewer: PersonId | HasId | str,
    minutes: int,
    types: frozenset[str] | None = None,
) -> Writing:
    """Return everything that is written of a partnership for one person.

    Args:
        p: the partnership.
        release: of which release.
        viewer: for whom.
        minutes: how long an appointment lasts of which no end is known.
        types: the types that go out in files of their own; None for a Bundle.

    Raises:
        NotForThem: If the partnership is not this person's to see.
        TypeError: If *minutes* is no whole number.
        ValueError: If *minutes* is less than 1.
    """
    minutes = counted("minutes", minutes, at_least=1)
    p = without_restricted(p)
    shown = frozenset(numbers_shown(p, viewer))
    corrects = {e.version: e.mark.corrects for e in p.entries if e.mark.corrects}
    w = Writing(
        release=release,
        view=view(p, viewer),
        told=told(p, shown),
        struck=struck(p, shown),
        corrects=corrects,
        minutes=minutes,
        types=types,
    )
    for write in (
        write_people, write_episodes, write_consents, write_goals, write_plans,
        write_sessions, write_findings, write_measures, write_messages, write_flags,
        write_disclosures, write_struck, write_origins,
    ):  # fmt: skip
        write(w)
    return w


def resources(w: Writing) -> Iterator[Json]:
    """Yield each resource that was written, narrative and all, in its release."""
    for resource in w.made.values():
        kind = resource["resourceType"]
        div = f'<div xmlns="{XHTML}">{kind}</div>'
        text = {"status": "generated", "div": div}
        head = {"resourceType": kind, "id": resource["id"], "text": text}
        yield head | in_release(resource, w.release)


def _entry(resource: Json) -> Json:
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
