"""Object-centric event logs: OCEL 2.0, in JSON.

An event is related to whatever it touches, each thing keeps its changes with their
moments, and things are related to one another as they were in the end. The standard's
four arrays are written events first, because what has become of a thing is known only
then; the order of the keys of a JSON object means nothing.

Every value is written as text: the published JSON Schema asks for that, whatever the
type, and a reader makes of it what the declaration of the attribute says.

Source: Berti, Koren, Adams, Park et al. 2023, OCEL 2.0 Specification, sections on the
metamodel and on JSON; ocel-standard.org, ocel20-schema-json.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TextIO, TypeAlias

import attrs

from collabtherapy.exports.event import Event, Link, Thing, Value, moment, written
from collabtherapy.exports.names import PEOPLE, Names
from collabtherapy.exports.research import Research
from collabtherapy.exports.telling import Report, Telling
from collabtherapy.partnership.partnership import Partnership

FROM_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment of what never changed: the standard's own, for want of none at all."""

KEPT_IN_MEMORY = 1 << 24
"""Things wait in memory up to so many bytes, and on disk beyond."""

TYPES: dict[type[object], str] = {
    str: "string",
    datetime: "time",
    int: "integer",
    float: "float",
    bool: "boolean",
}
"""What the standard calls the types of attributes."""

Json: TypeAlias = Mapping[str, object]

# Made once: `json.dumps` would make one for every item.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_ocel(
    partnerships: Iterable[Partnership],
    to: TextIO,
    *,
    names: Names | None = None,
    research: Research | None = None,
    progress: bool = False,
) -> Report:
    """Write partnerships as an object-centric event log, one after the other.

    Where moments are equal, the order of events in the file, and their ``place``, say
    which came first.

    Args:
        partnerships: which, each once; may be a generator.
        to: where to, a text file; what was written stays there if this fails.
        names: what ids are called; each partnership's own numbers, unless given.
        research: the study that it is for; every partnership goes out, unless given.
        progress: whether to show a progress bar.

    Raises:
        NamedAlike: two people, things or partnerships would be called alike.

    >>> import io, json
    >>> from collabtherapy.testing.ways import two
    >>> file = io.StringIO()
    >>> report = write_ocel([two()], file)
    >>> log = json.loads(file.getvalue())
    >>> len(log["events"]) == report.n_events
    True
    """
    telling = Telling(
        partnerships=partnerships, names=names, research=research, progress=progress
    )
    events, things = _Array(to), _Types()
    activities = _Types()
    written: set[str] = set()
    with tempfile.SpooledTemporaryFile(
        KEPT_IN_MEMORY, mode="w+", encoding="utf-8", newline=""
    ) as later:
        objects = _Array(later)
        to.write('{"events":[')
        for told in telling:
            for event in told.events:
                events.add(_event(event))
                activities.see(event.activity, event.attributes)
            for thing in told.things:
                if thing.id not in written:
                    objects.add(_object(thing))
                    things.see(thing.kind, {c.name: c.value for c in thing.changes})
                # Only people come again, where they are named alike in several.
                if thing.kind in PEOPLE:
                    written.add(thing.id)
        to.write('\n],"objects":[')
        later.seek(0)
        shutil.copyfileobj(later, to)
    to.write(f'\n],"eventTypes":{activities.json()},"objectTypes":{things.json()}}}\n')
    return telling.report()


@attrs.define
class _Array:
    """The items of a JSON array, each on a line of its own as it comes."""

    to: "TextIO | tempfile.SpooledTemporaryFile[str]"
    begun: bool = False

    def add(self, item: Json) -> None:
        """Write one more."""
        self.to.write(",\n" if self.begun else "\n")
        self.to.write(_json(item))
        self.begun = True


@attrs.define
class _Types:
    """The types of events, or of things, that came, and of what they say."""

    seen: dict[str, dict[str, str]] = attrs.field(factory=dict[str, dict[str, str]])

    def see(self, kind: str, values: Mapping[str, Value]) -> None:
        """Note what something of a kind says."""
        known = self.seen.setdefault(kind, {})
        for name, value in values.items():
            if name not in known:
                known[name] = TYPES[type(value)]

    def json(self) -> str:
        """Give the declarations, in the order of their names."""
        return _json(
            [
                {
                    "name": kind,
                    "attributes": [
                        {"name": name, "type": type_}
                        for name, type_ in sorted(known.items())
                    ],
                }
                for kind, known in sorted(self.seen.items())
            ]
        )


def _event(event: Event) -> Json:
    return {
        "id": event.id,
        "type": event.activity,
        "time": moment(event.at),
        "attributes": [
            {"name": name, "value": written(value)}
            for name, value in event.attributes.items()
        ],
        "relationships": _related(event.links),
    }


def _object(thing: Thing) -> Json:
    return {
        "id": thing.id,
        "type": thing.kind,
        "attributes": [
            {
                "name": change.name,
                "time": moment(change.at or FROM_ALWAYS),
                "value": written(change.value),
            }
            for change in thing.changes
        ],
        "relationships": _related(thing.links),
    }


def _related(links: Iterable[Link]) -> list[Json]:
    return [{"objectId": link.to, "qualifier": link.qualifier} for link in links]
