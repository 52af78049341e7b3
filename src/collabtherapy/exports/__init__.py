"""What leaves the library for others to read: event logs, tables, calendars.

One sequence of events is told of a partnership (`trace`), and OCEL 2.0, XES and tables
are written from it. No words of anybody go out, ids are pseudonyms unless a function
says otherwise, and a research export leaves out whoever did not consent to the study.
"""

from collabtherapy.exports.event import Change, Event, Link, Lost, Thing, Trace
from collabtherapy.exports.follows import (
    Follows,
    activity,
    directly_follows,
    replay_steps,
    stage_reached,
)
from collabtherapy.exports.names import NamedAlike, Names, as_recorded, keyed
from collabtherapy.exports.ocel import write_ocel
from collabtherapy.exports.research import Research
from collabtherapy.exports.telling import Report, Telling
from collabtherapy.exports.trace import trace
from collabtherapy.exports.xes import write_xes

__all__ = [
    "Change",
    "Event",
    "Follows",
    "Link",
    "Lost",
    "NamedAlike",
    "Names",
    "Report",
    "Research",
    "Telling",
    "Thing",
    "Trace",
    "activity",
    "as_recorded",
    "directly_follows",
    "keyed",
    "replay_steps",
    "stage_reached",
    "trace",
    "write_ocel",
    "write_xes",
]
