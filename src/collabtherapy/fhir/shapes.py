"""JSON as FHIR wants it: nothing empty, moments with an offset, text that is text."""

import re
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = dict[str, object]


class Release(StrEnum):
    """A release of FHIR; R4 stands for R4B as well, and R6 is that of its ballot."""

    R4 = "R4"
    R5 = "R5"
    R6 = "R6"


def shape(fields: Json) -> Json:
    """Give an object without what is empty: FHIR has no null and no empty list."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value not in ([], {}, "")
    }


def moment(at: datetime | None) -> str | None:
    """Give an instant with its offset from UTC, as FHIR's instant and dateTime."""
    return None if at is None else at.isoformat()


def instant_of(text: object) -> datetime | None:
    """Parse what `moment` wrote."""
    return None if text is None else datetime.fromisoformat(str(text))


def day(at: datetime) -> str:
    """Give the day of an instant, in UTC."""
    return at.date().isoformat()


def period(start: datetime | None, end: datetime | None = None) -> Json:
    """Give a period; without an end it goes on."""
    return shape({"start": moment(start), "end": moment(end)})


_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_OTHER_SPACE = re.compile(r"[^\S \r\n\t]")


def fhir_text(text: str) -> str:
    """Give text as FHIR's string can hold it: no control, no white space but four.

    >>> fhir_text("a" + chr(11) + "b")
    'a b'
    """
    return _OTHER_SPACE.sub(" ", _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text))
