"""Reading FHIR R4 and R5 Consents, one or a Bundle of them.

What is no FHIR is refused with its path. What is a Consent that cannot be understood
is not dropped, since it may be a refusal: it stands as one that denies everything, and
a problem says where and why.
"""

from collections.abc import Sequence

import attrs

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents.directives import Directive
from collabtherapy.fhir.consents.kinds import read_kind
from collabtherapy.fhir.consents.releases import (
    read_directive,
    read_state,
    read_subject,
)
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.fhir.consents.versions import (
    Version,
    deleted,
    read_version,
    standing,
)
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.problems import Problem

__all__ = ["read_consents", "read_one", "read_versions"]

_CLOSING = frozenset({"same_effect", "modified", "no_subject", "unread_period"})
"""What makes a Consent one that denies everything, rather than no document."""


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
    problems: list[Problem] = []
    names = dict[str, str]()
    if kind == "Consent":
        return read_versions([Version.alone(root)], names, problems), tuple(problems)
    if kind != "Bundle":
        raise MalformedDocument("$.resourceType", "not_a_consent", "Consent or Bundle")
    versions = _entries(root, names)

    def report(path: str, code: str, message: str) -> None:
        problems.append(Problem(path, code, message))

    history = root.text("type") == "history"
    those = standing(versions, report, newest_first=history)
    return read_versions(those, names, problems), tuple(problems)


def read_versions(
    versions: Sequence[Version], names: dict[str, str], problems: list[Problem]
) -> tuple[Directive, ...]:
    """Read every version that counts.

    Args:
        versions: those that stand, as `standing` returns them.
        names: what references stand for.
        problems: added to, where something is not taken over as it stands.

    Raises:
        MalformedDocument: something in one is not of the type that FHIR gives it.
    """
    doubted = any(one.called is None for one in versions)
    found = (
        deleted(one)
        if one.node is None
        else read_one(one.node, one.called or one.path, names, problems)
        for one in versions
    )
    return tuple(attrs.evolve(one, doubted=one.doubted or doubted) for one in found)


def _entries(bundle: Node, names: dict[str, str]) -> tuple[Version, ...]:
    """Return the Consents of a Bundle, and note in ``names`` what URLs stand for."""
    found: list[Version] = []
    for place, entry in enumerate(bundle.nodes("entry")):
        one = read_version(entry, place)
        if one is not None:
            found.append(one)
        resource, url = entry.node("resource"), entry.text("fullUrl")
        if resource is None or url is None:
            continue
        kind, name = resource.text("resourceType"), resource.text("id")
        if one is not None and one.called is not None:
            names[url] = one.called
        elif kind and name:
            names[url] = f"{kind}/{name}"
    return tuple(found)


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
