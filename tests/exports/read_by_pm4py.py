"""Read logs by pm4py, and print what was read as JSON; run by its own interpreter.

pm4py is AGPL and large, so it is no dependency of anything here. This file imports
nothing of this project: for each line with the path of a log, it prints one line.
"""

import json
import sys
import warnings
from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Give a value as JSON has it: moments as text, what NumPy made as Python's."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def is_there(value: Any) -> bool:
    """Whether a cell of a table is not empty, which pandas says in three ways."""
    return value is not None and bool(value == value)  # noqa: PLR0124  # NaN and NaT


def rows(frame: Any) -> list[dict[str, Any]]:
    """Give the rows of a table, without what is empty in them."""
    return [
        {name: plain(value) for name, value in row.items() if is_there(value)}
        for row in frame.to_dict("records")
    ]


def read_xes(pm4py: Any, path: str, variant: str) -> dict[str, Any]:
    """Read a log of cases: what each case says, and its events in order."""
    log = pm4py.read_xes(path, variant=variant, return_legacy_log_object=True)
    return {
        trace.attributes["concept:name"]: {
            "said": said(trace.attributes),
            "events": [said(event) for event in trace],
        }
        for trace in log
    }


def said(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Give attributes as JSON has them."""
    return {name: plain(value) for name, value in attributes.items()}


def read_ocel(pm4py: Any, path: str) -> dict[str, Any]:
    """Read an object-centric log: its tables, and its cases by partnership."""
    log = pm4py.read_ocel2_json(path)
    flat: dict[str, list[dict[str, Any]]] = {}
    if len(log.objects):
        for row in rows(pm4py.ocel_flattening(log, "Partnership")):
            flat.setdefault(row["case:concept:name"], []).append(row)
    return {
        "events": rows(log.events),
        "objects": rows(log.objects),
        "relations": rows(log.relations),
        "o2o": rows(log.o2o),
        "changes": rows(log.object_changes),
        "flat": flat,
    }


def main() -> None:
    """Read each log that is asked for."""
    warnings.simplefilter("ignore")
    answer, sys.stdout = sys.stdout, sys.stderr  # a banner, and progress bars
    import pm4py  # noqa: PLC0415  # after there is somewhere to put its banner

    for line in sys.stdin:
        path = line.strip()
        if path.endswith(".json"):
            found = read_ocel(pm4py, path)
        else:
            variants = ("iterparse", "chunk_regex")  # its usual reader, and a quick one
            found = {name: read_xes(pm4py, path, name) for name in variants}
        print(json.dumps(found), file=answer, flush=True)


if __name__ == "__main__":
    main()
