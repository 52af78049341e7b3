"""Reading goals: what they say, and who is said to agree with them."""

from collections.abc import Iterator

from collabtherapy.fhir.codes import (
    GOAL_ACCEPTANCE,
    LOINC,
    SCALE_HIGH,
    SCALE_LOW,
    VERSION,
)
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.inward.care import status
from collabtherapy.fhir.inward.document import (
    Document,
    codings,
    counted,
    extensions,
)
from collabtherapy.fhir.inward.facts import Acceptance, ReadGoal
from collabtherapy.partnership.regions.goals import Scale

ATTAINMENT = Coding("107332-9", LOINC)


def read_goals(doc: Document) -> tuple[ReadGoal, ...]:
    """Read the goals, with who is said to agree with them."""
    return tuple(_goal(doc, node) for node in doc.of("Goal"))


def _goal(doc: Document, node: Node) -> ReadGoal:
    said = node.node("description")
    return ReadGoal(
        name=doc.name(node),
        status=status(doc, node, "lifecycleStatus"),
        words=None if said is None else doc.words(said, "text"),
        subject=doc.target(node, "subject"),
        acceptances=tuple(_acceptances(doc, node)),
        scale=_scale(doc, node),
        version=counted(node, VERSION),
    )


def _acceptances(doc: Document, node: Node) -> Iterator[Acceptance]:
    for one in extensions(node, GOAL_ACCEPTANCE):
        parts = {part.text("url"): part for part in one.nodes("extension")}
        who, said = parts.get("individual"), parts.get("status")
        yield Acceptance(
            who=None if who is None else doc.target(who, "valueReference"),
            status=(said.text("valueCode") if said else None) or "pending",
        )


def _scale(doc: Document, node: Node) -> Scale | None:
    low, high = counted(node, SCALE_LOW), counted(node, SCALE_HIGH)
    if low is not None and high is not None:
        try:
            return Scale(low=low, high=high)
        except ValueError:
            message = "no scale has these ends: the usual one is taken"
            doc.report(f"{node.path}.extension", "unread_scale", message)
            return None
    measured = (codings(target, "measure") for target in node.nodes("target"))
    if any(ATTAINMENT in codes for codes in measured):
        return Scale(low=-2, high=2)
    return None
