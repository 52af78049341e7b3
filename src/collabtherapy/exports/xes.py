"""Event logs with a case for each partnership: XES, IEEE 1849-2016.

Each partnership is a trace and each act an event of it. What the event touches stands
beside what it says, under the name of what it touches it as; several of a kind stand
in one attribute, parted by a space, which no name contains.

Source: IEEE 1849-2016, clauses 4 and 5: the log and its attributes; clause 6 and
xes-standard.org: the extensions concept, lifecycle, organizational and time.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TextIO
from xml.sax.saxutils import quoteattr

from collabtherapy.exports.event import Event, Trace, Value, written
from collabtherapy.exports.names import Names
from collabtherapy.exports.research import Research
from collabtherapy.exports.telling import Report, Telling
from collabtherapy.partnership.partnership import Partnership

EXTENSIONS = {
    "Concept": "concept",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
    "Time": "time",
}
"""The standard's own extensions that are used here: their names and prefixes."""

TYPES: dict[type[object], str] = {
    str: "string",
    datetime: "date",
    int: "int",
    float: "float",
    bool: "boolean",
}
"""What the standard calls the types of attributes."""

ELSEWHERE = frozenset({"by", "partnership"})
"""What an event touches as these is its resource, and the case it stands in."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
"""
GLOBALS = """<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000000+00:00"/>
<string key="lifecycle:transition" value="complete"/>
<string key="org:resource" value=""/>
<string key="org:role" value=""/>
<int key="place" value="0"/>
<string key="stage" value=""/>
</global>
<classifier name="Act" keys="concept:name"/>
<classifier name="Act and stage" keys="concept:name stage"/>
"""


def every(_: Event) -> bool:
    """Whether an event goes out: each does."""
    return True


def write_xes(
    partnerships: Iterable[Partnership],
    to: TextIO,
    *,
    only: Callable[[Event], bool] = every,
    names: Names | None = None,
    research: Research | None = None,
    progress: bool = False,
) -> Report:
    """Write partnerships as an event log, a trace for each.

    Args:
        partnerships: which, each once; may be a generator.
        to: where to, a text file of UTF-8; what was written stays there if this fails.
        only: which events go out; those that take a step of the law, for a log of the
            main line: ``lambda event: event.step is not None``.
        names: what ids are called; each partnership's own numbers, unless given.
        research: the study that it is for; every partnership goes out, unless given.
        progress: whether to show a progress bar.

    Raises:
        NamedAlike: two people, things or partnerships would be called alike.

    >>> import io
    >>> from xml.etree import ElementTree
    >>> from collabtherapy.testing.ways import two
    >>> file = io.StringIO()
    >>> report = write_xes([two()], file)
    >>> log = ElementTree.fromstring(file.getvalue())
    >>> len(log.findall("{*}trace/{*}event")) == report.n_events
    True
    """
    telling = Telling(
        partnerships=partnerships, names=names, research=research, progress=progress
    )
    to.write(HEAD)
    for name, prefix in EXTENSIONS.items():
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        to.write(f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n')
    to.write(GLOBALS)
    for told in telling:
        to.writelines(_trace(told, only))
    to.write("</log>\n")
    return telling.report()


def _trace(told: Trace, only: Callable[[Event], bool]) -> Iterator[str]:
    yield "<trace>\n"
    yield _attribute("concept:name", told.case)
    partnership, *_ = told.things
    ended = {change.name: change.value for change in partnership.changes}
    yield from (_attribute(name, value) for name, value in ended.items())
    for event in told.events:
        if only(event):
            yield "<event>\n"
            yield from _event(event)
            yield "</event>\n"
    yield "</trace>\n"


def _event(event: Event) -> Iterator[str]:
    yield _attribute("concept:name", event.activity)
    yield _attribute("time:timestamp", event.at)
    yield _attribute("lifecycle:transition", "complete")
    yield _attribute("org:resource", event.by)
    for name, value in event.attributes.items():
        yield _attribute("org:role" if name == "role" else name, value)
    touched: dict[str, list[str]] = {}
    for link in event.links:
        if link.qualifier not in ELSEWHERE:
            touched.setdefault(link.qualifier, []).append(link.to)
    for qualifier, those in touched.items():
        yield _attribute(qualifier, " ".join(those))


def _attribute(key: str, value: Value) -> str:
    said = f"key={quoteattr(key)} value={quoteattr(written(value))}"
    return f"<{TYPES[type(value)]} {said}/>\n"
