"""Show the defaults of attrs classes, whose constructors are written by attrs."""

import re
from enum import Enum

import attrs
from sphinx.application import Sphinx

WRITTEN = re.compile(r"attr_dict\['(\w+)'\]\.default|NOTHING")
PLAIN = (bool, int, float, str, type(None))


def shown(
    _: Sphinx,
    what: str,
    __: str,
    obj: object,
    ___: object,
    signature: str,
    ____: object,
) -> tuple[str, None] | None:
    """Put a plain default where attrs wrote where it keeps it; a long one is `...`."""
    if what != "class" or not isinstance(obj, type) or not attrs.has(obj):
        return None
    fields = attrs.fields_dict(obj)

    def default(found: re.Match[str]) -> str:
        field = fields.get(found[1] or "")
        if field is None or not isinstance(field.default, PLAIN):
            return "..."
        is_named = isinstance(field.default, Enum)
        return str(field.default.name) if is_named else repr(field.default)

    return WRITTEN.sub(default, signature or ""), None


def setup(app: Sphinx) -> dict[str, bool]:
    """Take part in the build."""
    app.connect("autodoc-process-signature", shown)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
