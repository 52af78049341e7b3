"""D-R12 to R14: kinds of one's own are declared as data, and change nothing of ours."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Extension,
    Holds,
    Option,
    Partnership,
    Policy,
    Role,
    Scope,
    Slot,
    SlotValue,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.values.assents import Assent, Whose
from collabtherapy.partnership.values.audience import Audience
from collabtherapy.partnership.values.lateness import Lateness
from collabtherapy.testing.own_kinds import (
    HOMEWORK,
    RITUAL,
    declaring,
    own_acts,
    with_homework,
)
from collabtherapy.testing.ways import decided, led_to, two

P = with_homework()
DONE = SlotValue("done", flag=True)


def homework(**fields: Any) -> acts.Custom:
    """Return what ana did at home, as it was declared."""
    said: dict[str, Any] = {"by": "ana", "client": "ana", "data": [DONE], **fields}
    return acts.Custom(kind=HOMEWORK.kind, at=P.at, **said)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the reasons against an act."""
    return [one.code for one in p.why_not(act)]


def options(p: Partnership, person: str) -> set[Option]:
    """Return what a person may do, but for taking out what they wrote down."""
    found = p.options(person, at=p.at)
    return {one for one in found if one.act is not acts.EnteredInError}


@given(st.data())
def test_what_is_as_declared_is_lawful(data: st.DataObject) -> None:
    """D-R14: nothing but the declaration is asked of an act of a declared kind."""
    act = data.draw(own_acts(P))
    assert P.why_not(act) == ()
    assert P.record(act).state.own_kinds.latest[act.kind, act.client] == act


@given(st.data())
def test_it_changes_nothing_of_ours(data: st.DataObject) -> None:
    """D-I8: no stage, no other region, and no answer of any act of ours."""
    act = data.draw(own_acts(P))
    before, after = P.state, P.record(act).state
    changed = {
        name
        for name, was, now in zip(before._fields, before, after, strict=True)
        if was is not now and was != now
    }
    assert changed <= {"own_kinds", "at", "left"}


def test_it_neither_permits_nor_guards_anything_of_ours() -> None:
    """D-I8: each person may do the same before and after it."""
    after = P.record(homework())
    for person in ("ana", "bo"):
        assert options(P, person) == options(after, person)


def test_a_settled_matter_of_a_kind_takes_no_step() -> None:
    """D-R14: it is settled by the assent that was declared, and moves no stage."""
    matter = matters.Custom(
        kind=RITUAL.kind, client="ana", data=[SlotValue("weekly", flag=True)]
    )
    p = P.record(acts.Propose(by="bo", at=P.at, id="r", matter=matter))
    assert p.state.own_kinds.agreed.find("r") is None  # type: ignore[arg-type]
    p = p.record(acts.Accept(by="ana", at=P.at, proposal="r"))
    (settled,) = p.state.own_kinds.agreed.values()
    assert (settled.matter, p.stage) == (matter, P.stage)


def test_nobody_is_brought_under_a_kind_unasked() -> None:
    """D-R12: a declaration by one side alone declares nothing."""
    p = led_to(two(), Stage.WORKING)
    change = matters.PolicyChange(policy=Policy(extensions=(HOMEWORK,)))
    p = p.record(acts.Propose(by="bo", at=p.at, id="own", matter=change))
    act = attrs.evolve(homework(), at=p.at)
    assert codes(p, act) == ["custom.undeclared"]


def test_the_consent_that_was_declared_is_asked_for() -> None:
    """D-R14: without the client's consent it is refused with the usual code."""
    p = declaring(led_to(two(), Stage.WORKING), HOMEWORK)
    act = attrs.evolve(homework(), at=p.at)
    assert codes(p, act) == ["consent.homework.not_in_force"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], "missing"),
        ([SlotValue("done", count=1)], "another kind of value"),
        ([DONE, SlotValue("minutes", count=601)], "out of range"),
        ([DONE, SlotValue("share", number=-0.1)], "out of range"),
        ([DONE, SlotValue("mood", code="other")], "not one of"),
        ([DONE, SlotValue("else", flag=True)], "there is no such slot"),
        ([DONE, SlotValue("goal", goal="g9")], "nothing of that name is here"),
        ([DONE, SlotValue("with", person="eve")], "nothing of that name is here"),
    ],
)
def test_slots_are_as_declared(data: list[SlotValue], problem: str) -> None:
    """D-R13: each slot holds one value of its kind, within its bounds."""
    (refusal,) = P.why_not(homework(data=data))
    assert (refusal.code, refusal.facts["problem"]) == ("custom.data", problem)


def test_a_declaration_may_end_and_is_not_changed() -> None:
    """D-R12: what ended is undeclared; what it was changed to has a higher version."""
    ended = decided(P, "end", matters.PolicyChange(policy=Policy()), P.at)
    assert codes(ended, homework()) == ["custom.undeclared"]
    more = (*HOMEWORK.slots, Slot("place", Holds.CODE, one_of=("home",)))
    for changes, lawful in (
        ({"slots": more}, False),
        ({"slots": more, "version": 2}, True),
        ({"version": 2, "audience": Audience.EVERYONE}, False),
        ({"version": 2, "lateness": Lateness.STEP}, False),
        ({"version": 2, "scope": None}, False),
        ({}, True),
    ):
        policy = Policy(extensions=(attrs.evolve(HOMEWORK, **changes),))  # type: ignore[arg-type]
        put = matters.PolicyChange(policy=policy)
        act = acts.Propose(by="bo", at=ended.at, id="again", matter=put)
        assert codes(ended, act) == ([] if lawful else ["custom.changed"])


def test_it_says_how_it_stands_in_time_as_declared() -> None:
    """An act of a kind that counts from when it is recorded cannot say otherwise."""
    act = homework(lateness=Lateness.GRANT)
    (refusal,) = P.why_not(act)
    assert (refusal.code, refusal.facts["slot"]) == ("custom.data", "lateness")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "Leave"},
        {"kind": "homework"},
        {"slots": [Slot("a", Holds.FLAG)] * 2},
        {"slots": [Slot(f"s{n}", Holds.FLAG) for n in range(51)]},
        {"who": [Role.OUTSIDER]},
        {"who": []},
        {"stages": [Stage.CLOSED]},
        {"scope": Scope("disclosure")},
        {"matter": True},
        {"assent": Assent(Whose.ALL, Whose.ALL)},
        {"matter": True, "assent": Assent(Whose.BY_FORM, Whose.ALL)},
        {"amendable": True},
        {"act": False},
        {"audience": Audience.NAMED},
    ],
    ids=str,
)
def test_a_declaration_that_makes_no_sense_cannot_exist(fields: dict[str, Any]) -> None:
    """D-R12: what it says goes together, and none of it is a kind of ours."""
    with pytest.raises(ValueError, match=r"\w"):
        Extension(**{"kind": "org.example/x", **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"holds": Holds.CODE},
        {"holds": Holds.NUMBER, "one_of": ("a",)},
        {"holds": Holds.NUMBER, "low": 2, "high": 1},
        {"holds": Holds.FLAG, "low": 2},
        {"holds": Holds.NUMBER, "low": float("nan")},
    ],
    ids=str,
)
def test_a_slot_that_makes_no_sense_cannot_exist(fields: dict[str, Any]) -> None:
    """D-R13: codes to choose from are for codes, and bounds for numbers."""
    with pytest.raises(ValueError, match=r"\w"):
        Slot("x", **fields)


@pytest.mark.parametrize(
    "fields",
    [{}, {"flag": True, "count": 1}, {"number": float("nan")}, {"count": -1}],
    ids=str,
)
def test_a_slot_holds_exactly_one_value(fields: dict[str, Any]) -> None:
    """D-R13: nothing is left out, nested, or said twice."""
    with pytest.raises(ValueError, match=r"\w"):
        SlotValue("x", **fields)


def test_each_kind_and_each_slot_stands_once() -> None:
    """D-R12, R13: twice the same kind, 51 kinds, or twice the same slot."""
    with pytest.raises(ValueError, match="each slot once"):
        homework(data=[DONE, DONE])
    with pytest.raises(ValueError, match="each kind once"):
        Policy(extensions=(HOMEWORK, HOMEWORK))
    with pytest.raises(ValueError, match="at most 50"):
        Policy(extensions=[Extension(f"org.example/{n}") for n in range(51)])


def test_what_may_be_done_is_offered() -> None:
    """Options tell the declared kinds apart."""
    found = {(one.act, one.target) for one in P.options("ana", at=P.at)}
    assert {(acts.Custom, HOMEWORK.kind), (acts.Propose, RITUAL.kind)} <= found


def test_no_words_are_shown() -> None:
    """D-I7: neither a repr nor a reason holds what somebody wrote."""
    act = homework(data=[SlotValue("said", words=Words("my secret"))])
    shown = (repr(act), *map(repr, P.why_not(act)))
    assert not [one for one in shown if "secret" in one]
