"""What tests of the NHS data set share: short stories, and folders read back."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from collabtherapy import Partnership, Scope, Stage, acts
from collabtherapy.exports import IaptReport, iapt
from collabtherapy.testing.ways import START, consented, led_to, two

WEEK = timedelta(weeks=1)
PHQ9 = {"instrument": "phq-9", "low": 0, "high": 27}
GAD7 = {"instrument": "gad-7", "low": 0, "high": 21}


def read(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each file of a folder."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def written(
    people: Any, folder: Path, **asked: Any
) -> tuple[IaptReport, dict[str, list[dict[str, str]]]]:
    """Write people for Bo, unless somebody else is asked for, and read them back."""
    viewer = {} if "simulated" in asked else {"viewer": "bo"}
    report = iapt(people, folder, **{**viewer, **asked})
    return report, read(folder)


def working() -> Partnership:
    """Return a partnership that works, and measures."""
    return consented(led_to(two(), Stage.WORKING), Scope.MEASUREMENT, START + WEEK)


def met(
    p: Partnership, name: str, at: datetime, phq9: float, gad7: float, **more: Any
) -> Partnership:
    """Return a partnership after a session of fifty minutes in which both score."""
    said = {"by": "bo", "at": at, "client": "ana", "session": name}
    return p.record(
        acts.StartSession(by="bo", at=at, id=name, present=("ana", "bo"), **more),
        acts.RecordMeasure(**said, score=phq9, **PHQ9),
        acts.RecordMeasure(**said, score=gad7, **GAD7),
        acts.EndSession(by="bo", at=at + timedelta(minutes=50), session=name),
    )


def recovered() -> Partnership:
    """Return a course of three sessions that ends well, in the third month."""
    p = working()
    for n, (phq9, gad7) in enumerate(((18, 12), (12, 9), (6, 5))):
        p = met(p, f"s{n}", START + (2 + 4 * n) * WEEK, phq9, gad7)
    at = START + 11 * WEEK
    return p.record(acts.StartEnding(by="ana", at=at), acts.Finish(by="ana", at=at))
