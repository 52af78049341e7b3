"""What a person could do or put of the kinds that this partnership declared."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from collabtherapy.partnership.law.references import REGISTERS
from collabtherapy.partnership.regions.decisions import Propose
from collabtherapy.partnership.regions.own_acts import Custom
from collabtherapy.partnership.regions.own_matters import Custom as CustomMatter
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.extensions import Extension
from collabtherapy.partnership.values.ids import PersonId, ProposalId, fresh
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.slots import NAMING, Holds, Slot, SlotValue
from collabtherapy.partnership.values.words import SOME_WORDS


def own_offers(state: State, by: PersonId, at: datetime) -> Iterator[Act]:
    """Yield an act of each declared kind about each client, and each matter put."""
    clients = state.members.ids(Role.CLIENT)
    name = fresh(ProposalId("new"), state.decisions.proposals)
    for extension in state.policy.extensions:
        data = data_of(state, extension, by, at)
        if data is None:
            continue
        kind = extension.kind
        for client in clients if extension.act else ():
            yield Custom(
                by=by,
                at=at,
                kind=kind,
                client=client,
                data=data,
                lateness=extension.lateness,
            )
        if extension.matter:
            put = CustomMatter(kind=kind, data=data)
            yield Propose(by=by, at=at, id=name, matter=put)


def data_of(
    state: State, extension: Extension, by: PersonId, at: datetime
) -> tuple[SlotValue, ...] | None:
    """Return the least that a kind can say; None, where nothing is there to name."""
    found = [(one, _value(state, one, by, at)) for one in extension.slots]
    needed = [(slot, value) for slot, value in found if slot.required]
    if any(value is None for _, value in needed):
        return None
    return tuple(_held(slot, value) for slot, value in needed)


def _held(slot: Slot, value: object) -> SlotValue:
    held: dict[str, Any] = {slot.holds.value: value}
    return SlotValue(slot.name, **held)


def _value(state: State, slot: Slot, by: PersonId, at: datetime) -> object:
    """Return something that a slot takes; None, where nothing is there to name."""
    if slot.holds in NAMING:
        there = sorted(REGISTERS[NAMING[slot.holds]](state), key=str)
        return there[0] if there else None
    bound = slot.low if slot.low is not None else min(slot.high or 0, 0)
    values: dict[Holds, object] = {
        Holds.CODE: next(iter(slot.one_of), None),
        Holds.NUMBER: bound,
        Holds.COUNT: max(-int(-bound // 1), 0),
        Holds.FLAG: True,
        Holds.MOMENT: at,
        Holds.PERSON: by,
        Holds.WORDS: SOME_WORDS,
    }
    return values[slot.holds]
