"""Reading goals: what they say, and who is said to agree with them."""

from collections.abc import Iterator

from collabtherapy.fhir.codes import (
    ATTAINMENT_SCALING,
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
from collabtherapy.partnership.values.words import Words

ATTAINMENT = Coding("107332-9", LOINC)
RATINGS = frozenset(
    (LOINC, code) for code in ("107332-9", "107333-7", "107334-5", "107331-1")
)
"""The ratings of Goal Attainment Scaling: as reported, and by whom.

Source: HL7 Patient-Centered Outcomes guide, value set goal-attainment-scaling-score.
"""


def read_goals(doc: Document) -> tuple[ReadGoal, ...]:
    """Read the goals, with who is said to agree with them."""
    rated = frozenset(
        goal
        for node in doc.of("Observation")
        if RATINGS & {(one.system, one.code) for one in codings(node, "code")}
        for goal in doc.targets(node, "focus")
    )
    return tuple(_goal(doc, node, rated) for node in doc.of("Goal"))


def _goal(doc: Document, node: Node, rated: frozenset[str]) -> ReadGoal:
    words, words_from = _words(doc, node)
    return ReadGoal(
        name=doc.name(node),
        status=status(doc, node, "lifecycleStatus"),
        words=words,
        words_from=words_from,
        subject=doc.target(node, "subject"),
        acceptances=tuple(_acceptances(doc, node)),
        scale=_scale(doc, node, rated),
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


def _words(doc: Document, node: Node) -> tuple[Words | None, str | None]:
    """Return what a goal says, and where: its text, else the label of its code."""
    said = node.node("description")
    if said is None:
        return None, None
    text = doc.words(said, "text")
    if text is not None:
        return text, "text"
    for one in said.nodes("coding"):
        label = doc.words(one, "display")
        if label is not None:
            return label, "display"
    return None, None


def _scale(doc: Document, node: Node, rated: frozenset[str]) -> Scale | None:
    low, high = counted(node, SCALE_LOW), counted(node, SCALE_HIGH)
    if low is not None and high is not None:
        try:
            return Scale(low=low, high=high)
        except ValueError:
            message = "no scale has these ends: the usual one is taken"
            doc.report(f"{node.path}.extension", "unread_scale", message)
            return None
    measured = (codings(target, "measure") for target in node.nodes("target"))
    if (
        any(ATTAINMENT in codes for codes in measured)
        or any(extensions(node, ATTAINMENT_SCALING))
        or doc.name(node) in rated
    ):
        return Scale(low=-2, high=2)
    return None
