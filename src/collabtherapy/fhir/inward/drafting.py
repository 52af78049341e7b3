"""Which goals, plans and tasks of a Bundle could be put to a decision, and as what."""

from collections import Counter
from collections.abc import Iterator

import attrs
from attrs import field

from collabtherapy.fhir.codes import OWN, OWNER
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.inward.document import Document, codings, extensions
from collabtherapy.fhir.inward.drafts import Draft
from collabtherapy.fhir.inward.facts import ReadGoal
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.goals import Goal, Scale
from collabtherapy.partnership.regions.practice import Practice, Task
from collabtherapy.partnership.regions.safety import SafetyPlan
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.checks import LONGEST_NAME, is_name
from collabtherapy.partnership.values.ids import GoalId, PersonId, ProposalId, TaskId

ALIVE = frozenset(
    {
        "proposed", "planned", "accepted", "active", "on-hold", "draft", "requested",
        "received", "ready", "in-progress",
    }
)  # fmt: skip
"""The states of a goal, a plan or a task in which somebody may still want it."""

MATTER = f"{OWN}matter"


@attrs.define
class _Drafts:
    """What has been drafted so far, each under a name of its own."""

    doc: Document
    found: dict[ProposalId, Draft] = field(factory=dict[ProposalId, Draft])
    called: dict[str, ProposalId] = field(factory=dict[str, ProposalId])
    taken: Counter[str] = field(factory=Counter[str])

    def add(self, node: Node, matter: Matter | None) -> None:
        """Add a draft, where a resource makes one."""
        if matter is None:
            return
        name = self.doc.name(node)
        id_ = self._free(name if is_name(name) else "unnamed")
        self.called.setdefault(name, id_)
        self.found[id_] = Draft(id=id_, matter=matter, path=node.path)

    def _free(self, name: str) -> ProposalId:
        """Give a name that is not taken; counted on, so that many cost no more."""
        tried = ProposalId(name)
        while tried in self.found:
            self.taken[name] += 1
            stem = name[: LONGEST_NAME - 8]
            tried = ProposalId(f"{stem}-{self.taken[name] + 1}")
        return tried


def read_drafts(doc: Document, goals: tuple[ReadGoal, ...]) -> tuple[Draft, ...]:
    """Give what could be put: goals first, then plans, tasks and practices."""
    drafts = _Drafts(doc)
    for node, goal in _goals(doc, goals):
        drafts.add(node, goal)
    for node in doc.of("CarePlan"):
        drafts.add(node, _plan(doc, node))
    for node in doc.of("Task"):
        drafts.add(node, _task(doc, node, drafts.called))
    for node in doc.of("Task"):  # a task may stand after the practice of it
        drafts.add(node, _practice(doc, node, drafts.called))
    return tuple(drafts.found.values())


def _goals(doc: Document, goals: tuple[ReadGoal, ...]) -> Iterator[tuple[Node, Matter]]:
    for node, goal in zip(doc.of("Goal"), goals, strict=True):
        if goal.status not in ALIVE:
            continue
        if goal.words is None:
            doc.report(node.path, "no_words", "it says nothing that could be decided")
            continue
        owners = _owners(doc, node)
        scale = goal.scale or Scale()
        yield node, Goal(words=goal.words, owners=owners, scale=scale)


def _owners(doc: Document, node: Node) -> frozenset[PersonId]:
    """Give whose it is, as we name them; nobody means every client."""
    found = (
        doc.person(doc.target(one, "valueReference")) for one in extensions(node, OWNER)
    )
    return frozenset(one for one in found if one is not None)


def _kinds(node: Node, name: str) -> frozenset[str]:
    """Give which matters of ours a resource is said to be."""
    return frozenset(one.code for one in codings(node, name) if one.system == MATTER)


def _alive(node: Node) -> bool:
    return node.text("status") in ALIVE


def _plan(doc: Document, node: Node) -> Matter | None:
    if not _alive(node) and node.text("status") != "active":
        return None
    words = doc.words(node, "description") or doc.words(node, "title")
    if words is None:
        doc.report(node.path, "no_words", "it says nothing that could be decided")
        return None
    kinds = _kinds(node, "category")
    if "SafetyPlan" in kinds:
        client = doc.person(doc.target(node, "subject"))
        return None if client is None else SafetyPlan(client=client, words=words)
    _, end = doc.period(node, "period")
    # A day has no instant at which an agreement would run out everywhere.
    exact = end is not None and end.earliest == end.latest
    return Agreement(words=words, expires_at=end.latest if end and exact else None)


def _task(doc: Document, node: Node, called: dict[str, ProposalId]) -> Matter | None:
    if not _alive(node) or "Practice" in _kinds(node, "code"):
        return None
    words = doc.words(node, "description")
    named = [doc.target(one, "valueReference") for one in node.nodes("input")]
    named.append(doc.target(node, "focus"))
    goals = {GoalId(str(called[one])) for one in named if one in called}
    if words is None or not goals:
        message = "a task says what is done, and for which goal that is wanted"
        doc.report(node.path, "no_goal", message)
        return None
    return Task(words=words, goals=goals, owners=_owners(doc, node))


def _practice(
    doc: Document, node: Node, called: dict[str, ProposalId]
) -> Matter | None:
    if not _alive(node) or "Practice" not in _kinds(node, "code"):
        return None
    words = doc.words(node, "description")
    tasks = [called[one] for one in doc.targets(node, "partOf") if one in called]
    owner = doc.person(doc.target(node, "owner"))
    if words is None or not tasks or owner is None:
        message = "a practice says what is done, whose it is, and of which task"
        doc.report(node.path, "no_task", message)
        return None
    return Practice(words=words, task=TaskId(str(tasks[0])), owner=owner)
