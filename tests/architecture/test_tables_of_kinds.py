"""Every table by an enumeration has a row for each of its members, or says why not."""

import enum
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import collabtherapy

IN_PART = {
    "ALONE": "the other roles have nothing of their own in a small model",
    "ASKED": "in the other stages nothing is asked",
    "ENCOUNTER_R4": "what never started is an Appointment alone",
    "ENCOUNTER_R5": "what never started is an Appointment alone",
    "KINDS": "of an outsider nothing is known; they are told as a person",
    "LOOKS": "what is unknown is pale",
    "MOST_CLIENTS": "families and groups have no limit of their own",
    "NAMING": "what the other slots hold is no thing with an id",
    "NARROW": "who sees the whole sees the regions as the filters have them",
    "OF": "most duties are about the person they are owed to",
    "PEOPLE_A_SHARD": "AUTO becomes one of the others first",
    "TAKES": "a case is carried over in no other stage",
    "_VERDICTS": "the other verdicts are called as the statuses are",
}
"""Tables that leave members out, and what those are told by instead."""

Table = Mapping[enum.Enum, object]


def tables() -> Iterator[tuple[str, type[enum.Enum], Table]]:
    """Yield the tables of every module that are keyed by one enumeration."""
    for found in pkgutil.walk_packages(collabtherapy.__path__, "collabtherapy."):
        module: Any = importlib.import_module(found.name)
        for name, table in vars(module).items():
            if not isinstance(table, Mapping) or not table:
                continue
            kinds = {type(key) for key in table}
            kind = kinds.pop()
            if not kinds and issubclass(kind, enum.Enum):
                yield name, kind, table


def test_a_table_has_a_row_for_every_member():
    """A new kind of duty, timer, stage or scope is told of wherever the others are."""
    short = {
        name: left_out
        for name, kind, table in tables()
        if (left_out := [one for one in kind if one not in table])
    }
    assert {name: short[name] for name in short if name not in IN_PART} == {}
    assert set(IN_PART) == set(short)
    assert {"OWED", "STAGES", "CONSENTS", "EPISODE"} <= {name for name, *_ in tables()}
