"""Kinds of one's own for tests: declarations, and what is done and put under them."""

from typing import Any

from hypothesis import strategies as st

from collabtherapy import (
    Extension,
    Holds,
    Partnership,
    PersonId,
    Policy,
    Role,
    Scope,
    Slot,
    SlotValue,
    Stage,
    acts,
    matters,
)
from collabtherapy.partnership.law.references import REGISTERS
from collabtherapy.partnership.values.assents import Assent, Whose
from collabtherapy.partnership.values.slots import NAMING
from collabtherapy.testing.clocks import moments
from collabtherapy.testing.values import words
from collabtherapy.testing.ways import consented, decided, led_to, two

HOMEWORK = Extension(
    "org.example/homework",
    slots=(
        Slot("done", Holds.FLAG),
        Slot("minutes", Holds.COUNT, required=False, low=0, high=600, unit="min"),
        Slot("share", Holds.NUMBER, required=False, low=0, high=1),
        Slot("mood", Holds.CODE, required=False, one_of=("low", "middle", "high")),
        Slot("with", Holds.PERSON, required=False),
        Slot("goal", Holds.GOAL, required=False),
        Slot("said", Holds.WORDS, required=False),
        Slot("again_at", Holds.MOMENT, required=False),
    ),
    scope=Scope("homework"),
)
"""An act that either side does about a client, who has agreed to it."""

RITUAL = Extension(
    "org.example/ritual",
    act=False,
    matter=True,
    slots=(Slot("weekly", Holds.FLAG), Slot("how", Holds.WORDS, required=False)),
    assent=Assent(Whose.OWNERS, Whose.ONE),
)
"""A matter that a client decides on with one therapist."""


def declaring(p: Partnership, *kinds: Extension) -> Partnership:
    """Return the partnership in which both sides agreed on these kinds.

    >>> from collabtherapy.testing.ways import led_to, two
    >>> p = declaring(led_to(two(), Stage.WORKING), RITUAL)
    >>> [one.kind for one in p.state.policy.extensions]
    ['org.example/ritual']
    """
    policy = Policy(extensions=(*p.state.policy.extensions, *kinds))
    return decided(p, "own", matters.PolicyChange(policy=policy), p.at)


def with_homework() -> Partnership:
    """Return a partnership of two that works, and agreed on `HOMEWORK` and `RITUAL`."""
    p = declaring(led_to(two(), Stage.WORKING), HOMEWORK, RITUAL)
    return consented(p, Scope("homework"), p.at)


def own_acts(p: Partnership, **fields: Any) -> st.SearchStrategy[acts.Custom]:
    """Draw an act of a kind that is declared, by whom and about whom it may be.

    Args:
        p: the partnership, with a kind of acts declared.
        fields: what a field holds, instead of what would be drawn.
    """
    kinds = [one for one in p.state.policy.extensions if one.act]
    return st.sampled_from(kinds).flatmap(lambda one: _act(p, one, fields))


def _act(
    p: Partnership, extension: Extension, fields: dict[str, Any]
) -> st.SearchStrategy[acts.Custom]:
    clients = st.sampled_from(p.state.members.ids(Role.CLIENT))
    return clients.flatmap(lambda one: _about(p, extension, one, fields))


def _about(
    p: Partnership, extension: Extension, client: PersonId, fields: dict[str, Any]
) -> st.SearchStrategy[acts.Custom]:
    # No client does what is another client's affair.
    others = p.state.members.ids(*(extension.who - {Role.CLIENT}))
    may = (*others, *((client,) if Role.CLIENT in extension.who else ()))
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "by": st.sampled_from(may) if may else st.nothing(),
        "client": st.just(client),
        "data": slots(p, extension),
        "at": st.just(p.at),
    }
    drawn |= {name: st.just(value) for name, value in fields.items()}
    return st.fixed_dictionaries(drawn).map(lambda chosen: _built(extension, chosen))


def _built(extension: Extension, chosen: dict[str, Any]) -> acts.Custom:
    return acts.Custom(kind=extension.kind, lateness=extension.lateness, **chosen)


def slots(
    p: Partnership, extension: Extension
) -> st.SearchStrategy[tuple[SlotValue, ...]]:
    """Draw what the slots of a declared kind hold, each as it was declared."""
    each = [_slot(p, slot) for slot in extension.slots]
    return st.tuples(*each).map(
        lambda those: tuple(one for one in those if one is not None)
    )


def _slot(p: Partnership, slot: Slot) -> st.SearchStrategy[SlotValue | None]:
    values = _values(p, slot).map(lambda value: _value(slot, value))
    return values if slot.required else st.none() | values


def _value(slot: Slot, value: object) -> SlotValue:
    held: dict[str, Any] = {slot.holds.value: value}
    return SlotValue(slot.name, **held)


def _values(p: Partnership, slot: Slot) -> st.SearchStrategy[Any]:
    if slot.holds in NAMING:
        there = sorted(REGISTERS[NAMING[slot.holds]](p.state), key=str)
        return st.sampled_from(there) if there else st.nothing()
    low, high = slot.low, slot.high
    counts = st.integers(int(low or 0), 10**6 if high is None else int(high))
    drawn: dict[Holds, st.SearchStrategy[Any]] = {
        Holds.CODE: st.sampled_from(slot.one_of or ("none",)),
        Holds.NUMBER: st.floats(low, high, allow_nan=False, allow_infinity=False),
        Holds.COUNT: counts,
        Holds.FLAG: st.booleans(),
        Holds.MOMENT: moments(),
        Holds.PERSON: st.sampled_from(sorted(p.state.members.everyone)),
        Holds.WORDS: words(),
    }
    return drawn[slot.holds]
