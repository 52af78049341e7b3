"""D-R15: tables, XES and OCEL tell what was done under a declared kind, by its name."""

import io
import json

from collabtherapy import SlotValue, Words, acts
from collabtherapy.exports import tables, trace, write_ocel, write_xes
from collabtherapy.testing.own_kinds import HOMEWORK, with_homework

P = with_homework()
P = P.record(
    acts.Custom(
        by="ana",
        at=P.at,
        kind=HOMEWORK.kind,
        client="ana",
        data=[
            SlotValue("done", flag=True),
            SlotValue("minutes", count=20),
            SlotValue("goal", goal="g1"),
            SlotValue("with", person="bo"),
            SlotValue("said", words=Words("my secret")),
        ],
    )
)


def test_the_activity_is_the_kind() -> None:
    """Its slots are values and links; words and names stay here, and are counted."""
    told = trace(P)
    event = told.events[-1]
    assert event.activity == HOMEWORK.kind
    assert event.values["data.minutes"] == 20
    assert event.values["data.done"] is True
    qualifiers = {link.qualifier for link in event.links}
    assert {"client", "data.goal", "data.with"} <= qualifiers
    assert "ana" not in repr(event)
    assert f"{HOMEWORK.kind}.data.said" in {one.what for one in told.lost}


def test_tables_have_a_row_for_each_slot() -> None:
    """The act, the slot, and what it holds in text, with its type."""
    found = tables([P])
    rows = [row for row in found["said"] if str(row["name"]).startswith("data.")]
    assert [(row["name"], row["value"], row["type"]) for row in rows] == [
        ("data.done", "true", "bool"),
        ("data.minutes", "20", "int"),
    ]
    acts_told = {row["act"]: row["activity"] for row in found["acts"]}
    assert acts_told[rows[0]["act"]] == HOMEWORK.kind


def test_logs_have_it() -> None:
    """XES and OCEL write the kind as the activity, and nobody's words."""
    xes, ocel = io.StringIO(), io.StringIO()
    write_xes([P], xes)
    write_ocel([P], ocel)
    assert f'value="{HOMEWORK.kind}"' in xes.getvalue()
    assert HOMEWORK.kind in {
        one["type"] for one in json.loads(ocel.getvalue())["events"]
    }
    assert "secret" not in xes.getvalue() + ocel.getvalue()
