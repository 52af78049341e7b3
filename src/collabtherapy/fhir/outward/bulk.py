"""Many partnerships as a folder of NDJSON, as servers of FHIR exchange them in bulk.

Each type has a file, each resource a line, and references name type and id. The same
partnerships in the same order give the same bytes, whether they are written at once or
in parts that are joined.

Source: HL7 FHIR Bulk Data Access; HL7 v3 ActReason, HTEST for what is no real person's.
"""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

from collabtherapy.fhir.codes import coding
from collabtherapy.fhir.losses import Loss
from collabtherapy.fhir.outward.bundle import resources, written
from collabtherapy.fhir.outward.lines import (
    LEFT_OUT,
    LOSSES,
    PARTNERSHIPS,
    RELEASE,
    SIMULATED,
    BulkExport,
    Lines,
    line_of,
    read_lines,
    read_manifest,
)
from collabtherapy.fhir.outward.writing import PEOPLE
from collabtherapy.fhir.shapes import Json, Release, instant_of
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.consents import ConsentStatus
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.privacy.views import NotForThem

Seer: TypeAlias = PersonId | HasId | str

TYPES: Final = (
    "Appointment", "AuditEvent", "CarePlan", "CareTeam", "Communication", "Consent",
    "Encounter", "EpisodeOfCare", "Flag", "Goal", "Group", "Location", "Observation",
    "Organization", "Patient", "Practitioner", "Provenance", "QuestionnaireResponse",
    "RelatedPerson", "Task",
)  # fmt: skip
"""The types of resources that are written."""

NOT_ASKED_FOR = "its type was not asked for"
SAID_NO = "a client declined or withdrew consent to research"
NO_CONSENT = "not every client's consent to the study is in force"
NOT_THEIRS = "it is not for whoever it would be written for"

TEST_DATA = {
    "security": [coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST")]
}
NO = frozenset((ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN))


def to_ndjson(
    people: Iterable[Partnership],
    folder: Path | str,
    *,
    version: Literal["R4", "R5", "R6"] | Release = Release.R4,
    simulated: bool = False,
    viewer: Seer | Callable[[Partnership], Seer] | None = None,
    types: Collection[str] = TYPES,
    study: str | None = None,
    minutes: int = 50,
) -> BulkExport:
    """Write partnerships as a folder of NDJSON, a file for each type of resource.

    The partnerships may come from a generator: memory does not grow with their number.
    A partnership is left out whole, and counted, if a client of it declined or withdrew
    consent to any research, or if it is not for whoever it is written for.

    Args:
        people: the partnerships, each once, in the order of the lines.
        folder: the folder to make; it may be there, and empty.
        version: the release of FHIR.
        simulated: True if the people are simulated. Every resource is then labelled
            HTEST, and written as the lead therapist sees it unless *viewer* is given.
        viewer: for whom it is written: a person, or a function from a partnership to
            one. Needed where the people are real.
        types: the types that are written; what refers to one that is not names it by
            an identifier.
        study: the study whose consent every client must have given; none, if None.
        minutes: how long an appointment lasts of which no end is known, at least 1.

    Raises:
        FileExistsError: If the folder holds anything.
        TypeError: If *types* is text.
        ValueError: If there is no such release or type, a partnership is given twice,
            or real people are written for nobody.
    """
    release = Release(version)
    if viewer is None and not simulated:
        raise ValueError("name the viewer that real people are written for")
    chosen = _types(types)
    of_study = None if study is None else Scope.research(study)
    with Lines(folder=Path(folder)) as lines:
        for p in people:
            lines.once(str(p.id), f"partnership {p.id}")
            why = _why_not(p, of_study)
            if why is not None:
                lines.left_out[why] += 1
                continue
            who = _seer(viewer, p)
            _put(lines, p, release, who, chosen, minutes=minutes, simulated=simulated)
        return lines.finished(release=release, simulated=simulated)


def join_ndjson(parts: Iterable[Path | str], folder: Path | str) -> BulkExport:
    """Join folders that `to_ndjson` wrote into one, as if it were written at once.

    Args:
        parts: the folders, in the order of their people.
        folder: the folder to make; it may be there, and empty.

    Raises:
        FileExistsError: If the folder holds anything.
        ValueError: If a part was not finished, they differ in release, simulated
            people are joined with real ones, or a resource is in two of them.
    """
    kinds = set[tuple[str, bool]]()
    with Lines(folder=Path(folder)) as lines:
        for part in map(Path, parts):
            manifest = read_manifest(part)
            said = cast("Json", manifest["extension"])
            kinds.add((str(said[RELEASE]), bool(said[SIMULATED])))
            if len(kinds) > 1:
                raise ValueError(f"{part} is of another release or kind than the rest")
            _add(lines, manifest, said)
            for kind, name, line in read_lines(part, manifest):
                if kind not in PEOPLE:
                    lines.once(f"{kind}/{name}", f"{kind}/{name}")
                lines.put(kind, name, line)
        if not kinds:
            raise ValueError("there are no parts to join")
        ((release, simulated),) = kinds
        return lines.finished(release=release, simulated=simulated)


def _add(lines: Lines, manifest: Json, said: Json) -> None:
    lines.n_partnerships += cast("int", said[PARTNERSHIPS])
    lines.left_out.update(cast("dict[str, int]", said[LEFT_OUT]))
    for lost in cast("list[Json]", said[LOSSES]):
        lines.lost[str(lost["what"]), str(lost["because"])] += cast("int", lost["n"])
    lines.seen_until(instant_of(manifest.get("transactionTime")))


def _types(types: Collection[str]) -> frozenset[str]:
    if isinstance(types, str):
        raise TypeError(f"types must be a collection of names, got text; ({types!r},)")
    chosen = frozenset(types)
    unknown = sorted(chosen.difference(TYPES))
    if unknown:
        raise ValueError(
            f"types must be of those that are written, got {', '.join(unknown)}; "
            f"they are {', '.join(TYPES)}"
        )
    return chosen


def _seer(viewer: Seer | Callable[[Partnership], Seer] | None, p: Partnership) -> Seer:
    if viewer is None:
        return p.state.members.lead
    return viewer(p) if callable(viewer) else viewer


def _why_not(p: Partnership, study: Scope | None) -> str | None:
    """Return why nothing of a partnership goes out; None where it may."""
    consent, members = p.state.consent, p.state.members
    for (_, scope), said in consent.by_scope.items():
        if scope.name == "research" and said.status_at(p.at) in NO:
            return SAID_NO
    everyone = (one.id for one in (*members.clients, *members.former))
    if study is not None and not all(
        consent.in_force(client, study, p.at) for client in everyone
    ):
        return NO_CONSENT
    return None


def _put(
    lines: Lines,
    p: Partnership,
    release: Release,
    who: Seer,
    types: frozenset[str],
    *,
    minutes: int,
    simulated: bool,
) -> None:
    try:
        w = written(p, release=release, viewer=who, minutes=minutes, types=types)
    except NotForThem:
        lines.left_out[NOT_THEIRS] += 1
        return
    lines.n_partnerships += 1
    lines.seen_until(w.view.at)
    for resource in resources(w):
        kind, name = str(resource["resourceType"]), str(resource["id"])
        if kind not in types:
            w.lose(kind, NOT_ASKED_FOR)
            continue
        # Where FHIR's order has what stands first; the rest follows as it is.
        first = {"resourceType": kind, "id": name}
        marked = {**first, "meta": TEST_DATA, **resource} if simulated else resource
        lines.put(kind, name, line_of(marked))
    for lost in w.losses():
        _lose(lines, lost)


def _lose(lines: Lines, lost: Loss) -> None:
    lines.lost[lost.what, lost.because] += lost.n
