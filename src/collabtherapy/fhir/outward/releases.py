"""What R6 calls or shapes otherwise than R5: a row for each element that is written.

Resources are written as R5 has them, and these rows are applied once each is whole. R6
has not been published: the rows follow its ballot. What the ballot's definitions say of
required codes could not be read but for those of `Goal`; the others are R5's.

Sources: HL7 FHIR R6 ballot, `StructureDefinition-Goal` of the build (acceptance, the
two dates, the reason; status codes agree, disagree, pending); maps from R5 to R6 of the
cross-version project, for every resource type that is written here.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

import attrs

from collabtherapy.fhir.codes import GOAL_ACCEPTANCE, REASON_REJECTED
from collabtherapy.fhir.shapes import Json, Release

Reshape: TypeAlias = Callable[[Any, Json], object]
"""From what R5 has, and the object around it, to what R6 has; None drops it."""


def _as_it_is(value: Any, _: Json) -> object:
    return value


def _first(value: list[object], _: Json) -> object:
    return value[0]


def _listed(value: object, _: Json) -> object:
    return [value]


def _concepts(value: list[Json], _: Json) -> object:
    return [one["concept"] for one in value]


def _if_achievement(value: object, goal: Json) -> object:
    return value if "achievementStatus" in goal else None


def _acceptance(value: list[Json], _: Json) -> object:
    return [_participation(one) for one in value]


def _participation(acceptance: Json) -> Json:
    parts = {
        part["url"]: part for part in cast("Iterable[Json]", acceptance["extension"])
    }
    return {
        "participant": parts["individual"]["valueReference"],
        "status": parts["status"]["valueCode"],
    }


def _reasons(value: list[Json], _: Json) -> object:
    return [one["valueCodeableConcept"] for one in value]


@attrs.frozen(kw_only=True)
class Moved:
    """An element of R5 that R6 has under another name, or in another shape.

    Args:
        of: the type of the resource.
        was: where it is in R5: a path of names, or the URL of an extension.
        now: its name in R6, at the same place; that of an extension is an element.
        how: the change in shape, in a few words; empty where there is none.
        reshape: Return its value in R6.
    """

    of: str
    was: str
    now: str
    how: str = ""
    reshape: Reshape = _as_it_is


MOVED: Final[tuple[Moved, ...]] = (
    Moved(
        of="Goal",
        was=GOAL_ACCEPTANCE,
        now="acceptance",
        how="an extension has become an element: `participant` and `status`",
        reshape=_acceptance,
    ),
    Moved(
        of="Goal",
        was=REASON_REJECTED,
        now="lifecycleStatusReason",
        how="an extension has become an element",
        reshape=_reasons,
    ),
    Moved(
        of="Goal",
        was="statusDate",
        now="achievementStatusDate",
        how="the date of the achievement alone; without one, it is left out",
        reshape=_if_achievement,
    ),
    Moved(of="EpisodeOfCare", was="patient", now="subject"),
    Moved(of="CareTeam", was="participant.coveragePeriod", now="effectivePeriod"),
    Moved(of="Consent", was="policyBasis.url", now="uri"),
    Moved(
        of="AuditEvent",
        was="category",
        now="type",
        how="one in place of a list",
        reshape=_first,
    ),
    Moved(
        of="AuditEvent",
        was="code",
        now="subtype",
        how="a list in place of one",
        reshape=_listed,
    ),
    Moved(
        of="Provenance",
        was="authorization",
        now="authorization",
        how="a concept in place of a concept or reference",
        reshape=_concepts,
    ),
)
"""What R6 has otherwise, of what is written."""

BY_TYPE: Final[Mapping[str, tuple[Moved, ...]]] = MappingProxyType(
    {kind: tuple(m for m in MOVED if m.of == kind) for kind in {m.of for m in MOVED}}
)


def in_release(resource: Json, release: Release) -> Json:
    """Return a resource, written as R5 has it where it is not R4, as a release has it.

    >>> goal = {"resourceType": "EpisodeOfCare", "patient": {"reference": "Patient/1"}}
    >>> in_release(goal, Release.R6)["subject"]
    {'reference': 'Patient/1'}
    """
    if release is not Release.R6:
        return resource
    for row in BY_TYPE.get(str(resource["resourceType"]), ()):
        if row.was.startswith("http"):
            resource = _out_of_extension(resource, row)
        else:
            resource = _renamed(resource, row.was.split("."), row)
    return resource


def _out_of_extension(resource: Json, row: Moved) -> Json:
    """Return a resource with one of its extensions as the element it has become."""
    all_of_them = cast("list[Json]", resource.get("extension", []))
    found = [one for one in all_of_them if one["url"] == row.was]
    if not found:
        return resource
    others = [one for one in all_of_them if one["url"] != row.was]
    kept = {name: value for name, value in resource.items() if name != "extension"}
    said = row.reshape(found, resource)
    return {**kept, **({"extension": others} if others else {}), row.now: said}


def _renamed(place: Json, path: list[str], row: Moved) -> Json:
    """Return an object in which the element at a path has its name and shape in R6."""
    name, *deeper = path
    if name not in place:
        return place
    if deeper:
        return {**place, name: _within(place[name], deeper, row)}
    value = row.reshape(place[name], place)
    return {
        (row.now if key == name else key): (value if key == name else one)
        for key, one in place.items()
        if key != name or value is not None
    }


def _within(value: object, path: list[str], row: Moved) -> object:
    if isinstance(value, list):
        return [_renamed(one, path, row) for one in cast("list[Json]", value)]
    return _renamed(cast("Json", value), path, row)
