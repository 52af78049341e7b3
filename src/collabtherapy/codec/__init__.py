"""JSON in and out: a partnership, or one act, as text that stays the same.

What this library writes, every later version reads; what a later version writes, this
one keeps. From outside it takes nothing but documents of its own form: whatever else
is refused as `MalformedDocument`, with a path and a code and never with the text.

>>> from datetime import UTC, datetime
>>> from collabtherapy import Client, Partnership, Therapist, codec
>>> p = Partnership.open(
...     id="p-1",
...     clients=[Client("ana")],
...     therapists=[Therapist("bo")],
...     by="ana",
...     at=datetime(2026, 1, 5, 9, tzinfo=UTC),
... )
>>> codec.loads(codec.dumps(p)) == p
True
"""

from collabtherapy.codec.backends import BACKEND, STANDARD, Backend
from collabtherapy.codec.documents import (
    LARGEST,
    dumps,
    from_plain,
    loads,
    loads_act,
    loads_partnership,
    mark_from_plain,
    mark_to_plain,
    to_plain,
)
from collabtherapy.codec.formats import FORMAT
from collabtherapy.codec.reading import FORMAT_READ, Json, to_json
from collabtherapy.codec.schemas import json_schema, openapi_components
from collabtherapy.codec.tagged import format_of
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter

__all__ = [
    "BACKEND",
    "FORMAT",
    "FORMAT_READ",
    "LARGEST",
    "STANDARD",
    "Backend",
    "Json",
    "UnknownAct",
    "UnknownMatter",
    "dumps",
    "format_of",
    "from_plain",
    "json_schema",
    "loads",
    "loads_act",
    "loads_partnership",
    "mark_from_plain",
    "mark_to_plain",
    "openapi_components",
    "to_json",
    "to_plain",
]
