"""Whom or what a Reference points to."""

from collections.abc import Mapping

from collabtherapy.fhir.datatypes.node import Node

__all__ = ["read_reference"]


def read_reference(node: Node, names: Mapping[str, str]) -> str | None:
    """Return whom or what a Reference points to.

    Args:
        node: the Reference.
        names: what the full URLs of the Bundle stand for.

    Returns:
        The name, without a version; None where there is only a display or identifier.

    >>> node = Node("$", {"reference": "Patient/7/_history/2"})
    >>> read_reference(node, {})
    'Patient/7'
    """
    text = node.text("reference")
    if text is None or text.startswith("#"):
        return None
    return names.get(text, text).partition("/_history/")[0]
