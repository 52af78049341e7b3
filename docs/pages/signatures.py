"""Show of a signature what a reader needs: plain defaults, and no value of many lines.

The constructors of attrs classes are written by attrs, which keeps defaults elsewhere.
"""

import re
from enum import Enum

import attrs
from docutils.nodes import Element
from sphinx.addnodes import desc_annotation, desc_signature
from sphinx.application import Sphinx

WRITTEN = re.compile(r"attr_dict\['(\w+)'\]\.default|NOTHING")
PLAIN = (bool, int, float, str, type(None))

# What a newer version wrote beside an act is kept by the codec: nobody gives it.
KEPT = re.compile(r", kept: [^,()]+ = None")

GIVEN = "collabtherapy._frozen.Entries"
"""What the converter of a mapping asks for; for a reader it is a mapping."""

LONGEST = 100
"""How many characters of a value are shown: tables have pages of their own."""


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

    plain = (signature or "").replace(GIVEN, "collections.abc.Mapping")
    return KEPT.sub("", WRITTEN.sub(default, plain)), None


def shorten(_: Sphinx, __: str, ___: str, content: Element) -> None:
    """Leave out a value that is too long to be read."""
    for signature in content.parent.findall(desc_signature):
        for part in list(signature.findall(desc_annotation)):
            said = part.astext().lstrip()
            if said.startswith("=") and len(said) > LONGEST:
                part.parent.remove(part)


def setup(app: Sphinx) -> dict[str, bool]:
    """Take part in the build."""
    app.connect("autodoc-process-signature", shown)
    app.connect("object-description-transform", shorten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
