"""Reasons met with kinds of one's own."""

from typing import Any

import attrs

from collabtherapy import (
    Extension,
    Holds,
    Partnership,
    Policy,
    Role,
    Slot,
    SlotValue,
    Stage,
    acts,
    matters,
)
from collabtherapy.testing.own_kinds import (
    HOMEWORK,
    RITUAL,
    declaring,
    with_homework,
)
from collabtherapy.testing.situations.places import Situation, at_, working
from collabtherapy.testing.ways import decided

OF_CLIENTS = Extension("org.example/diary", who={Role.CLIENT})
LATER = Extension("org.example/farewell", stages={Stage.ENDING})


def _homework(p: Partnership, kind: str = HOMEWORK.kind, **fields: Any) -> acts.Custom:
    said: dict[str, Any] = {"by": "ana", "client": "ana", **fields}
    return acts.Custom(kind=kind, **said, **at_(p))


def _ritual(*, weekly: bool) -> matters.Custom:
    data = [SlotValue("weekly", flag=weekly)]
    return matters.Custom(kind=RITUAL.kind, client="ana", data=data)


def _agreed() -> Partnership:
    p = with_homework()
    return decided(p, "ritual", _ritual(weekly=True), p.at)


def _otherwise(p: Partnership) -> acts.Act:
    other = attrs.evolve(HOMEWORK, slots=(Slot("done", Holds.COUNT),))
    change = matters.PolicyChange(policy=Policy(extensions=(other,)))
    return acts.Propose(by="bo", id="other", matter=change, **at_(p))


OF_OWN_KINDS: dict[str, Situation] = {
    "custom.undeclared": (working, _homework),
    "custom.not_theirs": (
        lambda: declaring(working(), OF_CLIENTS),
        lambda p: _homework(p, OF_CLIENTS.kind, by="bo"),
    ),
    "custom.not_now": (
        lambda: declaring(working(), LATER),
        lambda p: _homework(p, LATER.kind),
    ),
    "custom.data": (with_homework, _homework),
    "custom.changed": (with_homework, _otherwise),
    "custom.not_amendable": (
        _agreed,
        lambda p: acts.Amend(
            by="ana", proposal="ritual", matter=_ritual(weekly=False), **at_(p)
        ),
    ),
}
