"""What leaves the library for others to read: event logs, tables, calendars.

One sequence of events is told of a partnership (`trace`), and OCEL 2.0, XES and tables
are written from it. No words of anybody go out, ids are pseudonyms unless a function
says otherwise, and a research export leaves out whoever did not consent to the study.
"""

from collabtherapy.exports.calendars import calendar, entry_id
from collabtherapy.exports.columns import Cell, Column, ColumnKind, Row, Table
from collabtherapy.exports.event import Change, Event, Link, Lost, Thing, Trace
from collabtherapy.exports.follows import (
    Follows,
    activity,
    directly_follows,
    replay_steps,
    stage_reached,
)
from collabtherapy.exports.iapt import IaptReport, iapt, said_no_to_research
from collabtherapy.exports.iapt_codes import IaptCodes
from collabtherapy.exports.names import NamedAlike, Names, as_recorded, keyed
from collabtherapy.exports.ocel import write_ocel
from collabtherapy.exports.parquet import write_parquet
from collabtherapy.exports.receipt_fields import ReceiptDetails
from collabtherapy.exports.receipts import Receipt, consent_receipts
from collabtherapy.exports.research import Research
from collabtherapy.exports.rows import Rows
from collabtherapy.exports.tables import TABLES, Tables, tables
from collabtherapy.exports.telling import Report, Telling
from collabtherapy.exports.trace import trace
from collabtherapy.exports.xes import write_xes

__all__ = [
    "TABLES",
    "Cell",
    "Change",
    "Column",
    "ColumnKind",
    "Event",
    "Follows",
    "IaptCodes",
    "IaptReport",
    "Link",
    "Lost",
    "NamedAlike",
    "Names",
    "Receipt",
    "ReceiptDetails",
    "Report",
    "Research",
    "Row",
    "Rows",
    "Table",
    "Tables",
    "Telling",
    "Thing",
    "Trace",
    "activity",
    "as_recorded",
    "calendar",
    "consent_receipts",
    "directly_follows",
    "entry_id",
    "iapt",
    "keyed",
    "replay_steps",
    "said_no_to_research",
    "stage_reached",
    "tables",
    "trace",
    "write_ocel",
    "write_parquet",
    "write_xes",
]
