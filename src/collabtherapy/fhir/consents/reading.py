"""Reading FHIR R4 and R5 Consents, one or a Bundle of them.

What is no FHIR is refused with its path. What is a Consent that cannot be understood
is not dropped, since it may be a refusal: it stands as one that denies everything, and
a problem says where and why.
"""

from collections.abc import Mapping, Sequence

import attrs

from collabtherapy._frozen import FrozenMap
from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents.context import Context
from collabtherapy.fhir.consents.directives import Directive
from collabtherapy.fhir.consents.kinds import read_kind
from collabtherapy.fhir.consents.readings import Reading
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

__all__ = ["read_consents", "read_versions"]

_CLOSING = frozenset({"unread_type", "modified", "no_subject", "unread_period"})
"""What makes a Consent one that denies everything, rather than no document."""


def read_consents(
    document: object,
    *,
    reading: Reading = Reading.STRICT,
    systems: Mapping[str, str] = FrozenMap[str, str](),
) -> tuple[tuple[Directive, ...], tuple[Problem, ...]]:
    """Read a Consent, or each Consent in a Bundle, of FHIR R4 or R5.

    Args:
        document: what `json.loads` gave.
        reading: how a provision within one of its own type is read, in R4.
        systems: further names of code systems, each with the system it stands for.

    Returns:
        The consents, and what could not be taken over as it stands.

    Raises:
        MalformedDocument: it is neither; or something in it is not of the type that
            FHIR gives it; or it is too large or too deep.
        ValueError: a further name stands for a system that is not known.
    """
    root = Node("$", document)
    kind = root.text("resourceType")
    names = dict[str, str]()
    context = Context(problems=[], names=names, reading=reading, systems=systems)
    if kind == "Consent":
        versions: Sequence[Version] = [Version.alone(root)]
    elif kind == "Bundle":
        history = root.text("type") == "history"
        every = _entries(root, names)
        versions = standing(every, context.report, newest_first=history)
    else:
        raise MalformedDocument("$.resourceType", "not_a_consent", "Consent or Bundle")
    return _read(versions, context), tuple(context.problems)


def read_versions(
    versions: Sequence[Version], names: Mapping[str, str], problems: list[Problem]
) -> tuple[Directive, ...]:
    """Read every version that counts, by the strict reading.

    Args:
        versions: those that stand, as `standing` returns them.
        names: what references stand for.
        problems: added to, where something is not taken over as it stands.

    Raises:
        MalformedDocument: something in one is not of the type that FHIR gives it.
    """
    return _read(versions, Context(problems=problems, names=names))


def _read(versions: Sequence[Version], context: Context) -> tuple[Directive, ...]:
    doubted = any(one.called is None for one in versions)
    found = (
        deleted(one)
        if one.node is None
        else _read_one(one.node, one.called or one.path, context)
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


def _read_one(node: Node, called: str, context: Context) -> Directive:
    """Read one Consent, which denies everything where it cannot be understood."""
    try:
        return read_directive(node, called, context)
    except MalformedDocument as wrong:
        if wrong.code not in _CLOSING:
            raise
        message = f"{wrong.message}; it is read as denying all"
        context.report(wrong.path, wrong.code, message)
    return Directive(
        id=called,
        subject=read_subject(node, context.names),
        kind=read_kind(node, context),
        state=read_state(node, context),
        rule=Rule(id=f"{called}#closed", effect=Effect.DENY),
        reading=context.reading,
    )
