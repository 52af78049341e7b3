"""Invariant 15: who speaks for a client steps in on no other side, later or before."""

from datetime import timedelta

import attrs
import pytest
from properties.stories_of_authority import appoint, codes

from collabtherapy import (
    Change,
    Partnership,
    PersonId,
    Post,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.ways import (
    ANA,
    START,
    consented,
    couple,
    decided,
    led_to,
    two,
)

MONTH = timedelta(days=30)
EVA = Therapist("eva")
SUPERVISED = Therapist("eva", post=Post.TRAINEE, supervisor="max")
STEPPING_IN = {
    "as a therapist": ("eva", matters.Involve(person=Therapist("eva"))),
    "as a supervisor": ("max", matters.Involve(person=SUPERVISED)),
    "to take the work on": ("eva", matters.Transfer(to="eva")),
    "as a nominee": ("eva", matters.Agreement(words=Words("w"), nominee="eva")),
}


def at_work() -> Partnership:
    """Return a partnership at work whose client consents to eva's coming in."""
    p = led_to(two(), Stage.WORKING)
    return consented(p, Scope.involve("eva"), p.at)


@pytest.mark.parametrize("how", STEPPING_IN)
def test_whoever_speaks_for_a_client_steps_in_on_no_other_side(how: str):
    """Invariant 15: put, amended or accepted, before or after the appointment."""
    who, matter = STEPPING_IN[how]
    p = at_work()
    put = acts.Propose(by="bo", at=p.at, id="in", matter=matter)
    waiting = p.record(put)
    accept = acts.Accept(by="ana", at=p.at, proposal="in")
    assert codes(waiting, accept) == []
    for before, act in (
        (p, put),
        (waiting, accept),
        (waiting, acts.Amend(by="ana", at=p.at, proposal="in", matter=matter)),
    ):
        spoken_for = before.record(appoint(p, who))
        assert codes(spoken_for, act) == ["representation.two_sides"]
        (refusal,) = spoken_for.refusals(act)
        after, again = carried_out(spoken_for, act, refusal)
        assert after.refusals(again) == ()
        assert after.holders("ana", at=after.at) == ()


@pytest.mark.parametrize("how", STEPPING_IN)
def test_whoever_has_stepped_in_is_not_appointed(how: str):
    """Invariant 15: from the settling on, they act for the therapists' side."""
    who, matter = STEPPING_IN[how]
    p = at_work()
    assert codes(p, appoint(p, who)) == []
    p = decided(p, "in", matter, p.at)
    assert codes(p, appoint(p, who)) == ["representation.two_sides"]


def test_authority_for_a_client_who_has_left_ends_by_an_act():
    """By a therapist, or by whom it is about: nobody is kept out by it for good."""
    p = led_to(couple(), Stage.WORKING)
    put = acts.Propose(
        by="bo", at=p.at, id="in", matter=matters.Involve(person=Therapist("eva"))
    )
    accept = acts.Accept(by="ana", at=p.at, proposal="in")
    gone = p.record(put, appoint(p, "eva", client="cem"), acts.Leave(by="cem", at=p.at))
    again = attrs.evolve(put, id="in-2")
    reasons = {r.code: r for r in gone.refusals(accept)}
    assert reasons["representation.two_sides"].fix == (Change("proposal", ()),)
    (refusal,) = gone.refusals(again)
    after, same = carried_out(gone, again, refusal)
    assert (after.refusals(same), same) == ((), again)
    for by in ("bo", "cem"):
        end = acts.EndRepresentation(by=by, at=p.at, client="cem")
        assert codes(gone.record(end), again) == []
    closed = p.record(
        appoint(p, "eva"),
        acts.Leave(by="cem", at=p.at),
        acts.Leave(by="ana", at=p.at),
    )
    end = acts.EndRepresentation(by="ana", at=p.at, client="ana")
    assert closed.record(end).holders("ana", at=p.at) == ()


@pytest.mark.parametrize("how", ["supervisor", "to take over", "nominee"])
@pytest.mark.parametrize("gone", [False, True])
def test_no_client_steps_to_the_therapists_side(how: str, *, gone: bool):
    """Invariant 15: not as a trainee's supervisor either, nor after leaving."""
    trainee = Therapist("tia", post=Post.TRAINEE, supervisor="cem")
    matter: matters.Matter = {
        "supervisor": matters.Involve(person=trainee),
        "to take over": matters.Transfer(to="cem"),
        "nominee": matters.Agreement(words=Words("w"), nominee="cem"),
    }[how]
    p = led_to(couple(), Stage.WORKING)
    if gone:
        p = p.record(acts.Leave(by="cem", at=p.at))
    put = acts.Propose(by="bo", at=p.at, id="in", matter=matter)
    assert "representation.two_sides" in codes(p, put)


def test_no_client_supervises_from_the_opening_on():
    """Invariant 15: who is asked for as a client answers for no trainee."""
    trainee = Therapist("tia", post=Post.TRAINEE, supervisor="ana")
    with pytest.raises(Refused, match=r"representation\.two_sides"):
        Partnership.open(
            id="p-1", clients=(ANA,), therapists=(trainee,), by="ana", at=START
        )


def test_another_client_is_not_told_for_whom_somebody_speaks():
    """Invariant 45: that it cannot be is told, and no client is named."""
    p = led_to(couple(), Stage.WORKING)
    put = acts.Propose(
        by="cem", at=p.at, id="in", matter=matters.Involve(person=Therapist("eva"))
    )
    (refusal,) = p.record(appoint(p, "eva")).refusals(put)
    assert refusal.code == "representation.two_sides"
    assert dict(refusal.facts) == {"person": PersonId("eva")}
    assert refusal.fix == (Change("matter", ()),)
    assert "ana" not in refusal.message


def test_whoever_spoke_for_a_client_once_may_come_in():
    """A representation that has ended, or run out, is nothing to choose from."""
    p = at_work()
    until = attrs.evolve(appoint(p, "eva"), until=p.at + MONTH)
    put = acts.Propose(
        by="bo", at=p.at + MONTH, id="in", matter=matters.Involve(person=EVA)
    )
    assert codes(p.record(until), put) == []
    end = acts.EndRepresentation(by="ana", at=p.at, client="ana")
    assert codes(p.record(until, end), attrs.evolve(put, at=p.at)) == []
