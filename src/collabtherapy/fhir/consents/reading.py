"""Reading FHIR R4 and R5 Consents, one or a Bundle of them.

What is no FHIR is refused with its path. What is a Consent that cannot be understood
is not dropped, since it may be a refusal: it stands as one that denies everything, and
a problem says where and why.
"""

from typing import TypeAlias

import attrs

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents.directives import Directive
from collabtherapy.fhir.consents.kinds import read_kind
from collabtherapy.fhir.consents.node import Node
from collabtherapy.fhir.consents.releases import (
    read_directive,
    read_state,
    read_subject,
)
from collabtherapy.fhir.consents.rules import Effect, Rule

__all__ = ["Problem", "read_consents", "read_one"]

Located: TypeAlias = tuple[Node, str | None]
"""A Consent, and its full URL."""

_CLOSING = frozenset({"same_effect", "modified", "no_subject", "unread_period"})
"""What makes a Consent one that denies everything, rather than no document."""


@attrs.frozen
class Problem:
    """What could not be taken over as it stands, and what was done instead.

    Args:
        path: where, as ``$.entry[3].resource.provision``.
        code: what it is, to branch on: ``same_effect``, ``no_base_rule``, …
        message: what was done.
    """

    path: str
    code: str
    message: str


def read_consents(
    document: object,
) -> tuple[tuple[Directive, ...], tuple[Problem, ...]]:
    """Read a Consent, or each Consent in a Bundle, of FHIR R4 or R5.

    Args:
        document: what `json.loads` gave.

    Returns:
        The consents, and what could not be taken over as it stands.

    Raises:
        MalformedDocument: it is neither; or something in it is not of the type that
            FHIR gives it; or it is too large or too deep.
    """
    root = Node("$", document)
    kind = root.text("resourceType")
    if kind == "Consent":
        resources: list[Located] = [(root, None)]
        names = dict[str, str]()
    elif kind == "Bundle":
        resources, names = _entries(root)
    else:
        raise MalformedDocument("$.resourceType", "not_a_consent", "Consent or Bundle")
    problems: list[Problem] = []
    consents = tuple(
        read_one(node, _called(node, url, i), names, problems)
        for i, (node, url) in enumerate(resources)
    )
    return consents, tuple(problems)


def _called(node: Node, url: str | None, place: int) -> str:
    """Give what a Consent is called, as others refer to it if they can."""
    name = node.text("id")
    return f"Consent/{name}" if name else url or f"Consent[{place}]"


def _entries(bundle: Node) -> tuple[list[Located], dict[str, str]]:
    """Give the Consents of a Bundle, and what its full URLs stand for."""
    entries = bundle.nodes("entry")
    found: list[Located] = []
    names: dict[str, str] = {}
    for entry in entries:
        resource = entry.node("resource")
        if resource is None:
            continue
        kind, name = resource.text("resourceType"), resource.text("id")
        url = entry.text("fullUrl")
        if url and kind and name:
            names[url] = f"{kind}/{name}"
        if kind == "Consent":
            found.append((resource, url))
    return found, names


def read_one(
    node: Node, called: str, names: dict[str, str], problems: list[Problem]
) -> Directive:
    """Read one Consent, which denies everything where it cannot be understood.

    Args:
        node: the Consent.
        called: its name, or what it is called in place of one.
        names: what references stand for.
        problems: added to, where something is not taken over as it stands.

    Raises:
        MalformedDocument: something in it is not of the type that FHIR gives it.
    """

    def report(path: str, code: str, message: str) -> None:
        problems.append(Problem(path, code, message))

    try:
        return read_directive(node, called, names, report)
    except MalformedDocument as wrong:
        if wrong.code not in _CLOSING:
            raise
        report(wrong.path, wrong.code, f"{wrong.message}; it is read as denying all")
    state = read_state(node, report)
    closed = Rule(id=f"{called}#closed", effect=Effect.DENY)
    return Directive(
        id=called,
        subject=read_subject(node, names),
        kind=read_kind(node, report),
        state=state,
        rule=closed,
    )
