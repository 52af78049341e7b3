"""Say which members an enumeration has, instead of how Python would make one."""

from enum import Enum

from sphinx.application import Sphinx


def members(
    _: Sphinx, what: str, name: str, value: object, options: object, lines: list[str]
) -> None:
    """Add the names of the members to what is said of an enumeration."""
    del name, options  # the protocol names them
    if what == "class" and _is_enumeration(value):
        named = ", ".join(f"``{member.name}``" for member in value)
        lines += ["", f"Members: {named}."]


def signature(
    _: Sphinx, what: str, name: str, value: object, *rest: object
) -> tuple[str, str] | None:
    """Leave out the signature of an enumeration: nobody calls it."""
    del name, rest
    return ("", "") if what == "class" and _is_enumeration(value) else None


def _is_enumeration(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Enum)


def setup(app: Sphinx) -> dict[str, bool]:
    """Take part in the build."""
    app.connect("autodoc-process-docstring", members)
    app.connect("autodoc-process-signature", signature)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
