"""Invariant 5: what a refusal says would clear it, clears it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Change,
    Client,
    Organisation,
    Partnership,
    PersonId,
    Refusal,
    Scope,
    Stage,
    StanceLevel,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.remedies import NotCarriedOut, carried_out, cleared
from collabtherapy.testing.situations.places import working
from collabtherapy.testing.ways import START, consented, couple, decided, led_to, two


@given(histories(at_most=6), st.data())
def test_every_fix_clears_its_reason(p: Partnership, data: st.DataObject):
    """Invariant 5: done legally by those it names, a fix removes its reason."""
    act = data.draw(attempts(p))
    for refusal in p.refusals(act) if act is not None else ():
        in_the_way = None
        try:
            p_then, act_then = carried_out(p, act, refusal)
        except NotCarriedOut as stopped:
            in_the_way = stopped.refusal
        else:
            left = [(left.code, left.facts) for left in p_then.refusals(act_then)]
            assert (refusal.code, refusal.facts) not in left
            continue
        # Only where a reason itself says that there is nothing else to turn to.
        assert says_that_nothing_is_to_be_had(in_the_way)


def says_that_nothing_is_to_be_had(refusal: Refusal | None) -> bool:
    """Tell whether a reason offers nothing in place of what was asked for."""
    return refusal is not None and any(
        isinstance(remedy, Change) and remedy.to == () for remedy in refusal.fix
    )


def test_a_fix_may_end_at_a_reason_that_offers_nothing():
    """What is settled is put anew; who is here already cannot be brought in anew."""
    brought_in = matters.Involve(person=Therapist("eva"))
    p = working()
    p = decided(consented(p, Scope.involve("eva"), p.at), "in", brought_in, p.at)
    amended = acts.Amend(by="ana", proposal="in", matter=brought_in, at=p.at)
    here, settled = p.refusals(amended)
    assert settled.code == "decision.proposal.settled"
    with pytest.raises(NotCarriedOut, match="Propose") as stopped:
        carried_out(p, amended, settled)
    assert says_that_nothing_is_to_be_had(here)
    assert stopped.value.refusal == here


def test_a_client_opens_anew_what_a_service_had_opened():
    """Without the row of who decides for them, which is others' to record."""
    p = Partnership.open(
        id="p-1", clients=[Client("ana")], therapists=[Therapist("bo")],
        organisations=[Organisation("clinic")], by="clinic", at=START,
        clients_told=Words("by letter"), deciders={"ana": "ew.under_16"},
    )  # fmt: skip
    p = p.record(acts.Leave(by="ana", at=START))
    again = acts.PlanSession(by="bo", at=START, id="s1", starts_at=START)
    refusal = p.refusals(again)[0]
    after, _ = carried_out(p, again, refusal)
    assert (after.opening.by, after.opening.deciders) == (PersonId("ana"), ())


def test_what_names_something_hidden_is_not_carried_out():
    """Nothing stands in the way of it but that its actor does not see what it names."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")),
        acts.Contribute(by="ana", at=p.at, session="s1", id="c1"),
        acts.EndSession(by="bo", at=p.at, session="s1"),
        acts.StartSession(by="bo", at=p.at, id="s2", present=("cem", "bo")),
    )
    answer = acts.Contribute(by="cem", at=p.at, session="s2", id="c2", answers="c1")
    assert p.refusals(answer) == ()
    assert [told.code for told in p.why_not(answer)] == ["contribution.unknown"]
    with pytest.raises(NotCarriedOut, match="Contribute"):
        cleared(p, answer)


def test_what_another_matter_is_called_offers_nothing():
    """No goal can come to be under the name of a proposal that is none."""
    p = led_to(two(), Stage.EXPLORING)
    stance = matters.Stance(client="ana", level=StanceLevel.SHARED)
    p = p.record(acts.Propose(by="bo", at=p.at, id="x", matter=stance))
    task = matters.Task(words=Words("w"), goals={"x"})
    for act in (
        acts.RateGoal(by="ana", at=p.at, goal="x", value=1),
        acts.Propose(by="ana", at=p.at, id="t", matter=task),
    ):
        (refusal,) = [one for one in p.refusals(act) if one.code == "goal.unknown"]
        assert [change.to for change in refusal.fix] == [()]
