"""A rupture in the client's words, and to whom they may take it."""

from typing import Any

import pytest
from hypothesis import given

from collabtherapy import (
    AllianceStatus,
    DutyKind,
    EndingGround,
    Form,
    Lapse,
    Noticed,
    Partnership,
    PersonId,
    RuptureKind,
    Stage,
    Words,
    acts,
    codec,
)
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.situations.of_care import noticed
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CEM,
    CLINIC,
    EVA,
    START,
    led_to,
    prefixes,
)

TWO = {"client": "ana", "therapist": "bo"}
THIRDS = ("eva", "clinic", "fia")
"""A colleague, the service, and a person from outside."""


def working() -> Partnership:
    """Return a couple at work with two therapists in a service."""
    p = Partnership.open(
        id="p-1", clients=(ANA, CEM), therapists=(BO, EVA), organisations=(CLINIC,),
        by="ana", at=START, form=Form.COUPLE,
    )  # fmt: skip
    return led_to(p, Stage.WORKING)


def strained() -> Partnership:
    """Return that work with a rupture of which nobody said how it shows."""
    p = working()
    return p.record(acts.MarkRupture(by="ana", at=p.at, **TWO))


def taking(p: Partnership, to: str = "eva", **fields: Any) -> acts.TakeRuptureTo:
    """Return that the client takes it to somebody."""
    given = {"by": "ana", "at": p.at, "recipient": to, **TWO, **fields}
    return acts.TakeRuptureTo(**given)


def hearing(p: Partnership, by: str = "eva") -> acts.HearRupture:
    """Return an answer to the client."""
    return acts.HearRupture(by=by, at=p.at, words=Words("thank you"), **TWO)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def owed(p: Partnership, by: str) -> list[DutyKind]:
    """Return the kinds of what somebody owes."""
    return [duty.kind for duty in p.duties(at=p.at, owed_by=by)]


def test_a_client_says_what_it_was_in_their_own_words():
    """S46: kinds are the client's to say, several at once, and nobody has to."""
    p = strained()
    pushed = acts.MarkRupture(
        by="ana", at=p.at, kinds=[RuptureKind.PUSHED, RuptureKind.POWER], **TWO
    )
    (rupture,) = p.record(pushed).alliance("ana", "bo").ruptures
    assert rupture.kinds == {RuptureKind.PUSHED, RuptureKind.POWER}
    assert rupture.marker is None
    for by in ("bo", "eva", "cem"):
        theirs = acts.MarkRupture(by=by, at=p.at, kinds=[RuptureKind.POWER], **TWO)
        (refusal,) = p.why_not(theirs)
        assert refusal.code == "alliance.not_their_kinds"
        after, again = carried_out(p, theirs, refusal)
        assert after.allows(again)


def test_who_acknowledges_says_their_own_part():
    """S46: to see it is not enough; until then the acknowledgement is owed."""
    p = strained()
    seen = acts.AcknowledgeRupture(by="bo", at=p.at, words=Words("I see"), **TWO)
    assert codes(p, seen) == ["alliance.no_own_part"]
    assert DutyKind.ACKNOWLEDGE_RUPTURE in owed(p, "bo")
    mine = acts.AcknowledgeRupture(by="bo", at=p.at, own_part=Words("I did"), **TWO)
    p = p.record(mine)
    assert DutyKind.ACKNOWLEDGE_RUPTURE not in owed(p, "bo")


@pytest.mark.parametrize("to", THIRDS)
def test_a_client_takes_it_to_a_third_person_who_answers(to: str):
    """That person owes an answer, and answering it mends nothing."""
    p = strained()
    taken = p.record(taking(p, to))
    assert DutyKind.HEAR_RUPTURE in owed(taken, to)
    again = taken.record(taking(taken, to))
    assert owed(again, to).count(DutyKind.HEAR_RUPTURE) == 1
    heard = again.record(hearing(again, to))
    assert DutyKind.HEAR_RUPTURE not in owed(heard, to)
    assert DutyKind.ACKNOWLEDGE_RUPTURE in owed(heard, "bo")
    assert heard.alliance("ana", "bo").status is AllianceStatus.STRAINED
    (rupture,) = heard.alliance("ana", "bo").ruptures
    assert [str(act.recipient) for act in rupture.taken_to] == [to, to]
    assert [str(act.by) for act in rupture.heard] == [to]
    assert codec.loads(codec.dumps(heard)) == heard


@pytest.mark.parametrize("to", ["bo", "ana", "cem"])
def test_it_goes_neither_to_the_two_nor_to_another_client(to: str):
    """The therapist whom it is about does not hear it as a third person."""
    p = strained()
    (refusal,) = p.why_not(taking(p, to))
    assert refusal.code == "alliance.no_third_person"
    after, again = carried_out(p, taking(p, to), refusal)
    assert after.allows(again)


@pytest.mark.parametrize("to", THIRDS)
def test_only_who_it_was_taken_to_answers(to: str):
    """And nobody does before it was taken to them."""
    p = strained()
    everybody = ("ana", "cem", "bo", "eva", "clinic", "fia")
    assert not any(p.allows(hearing(p, by)) for by in everybody)
    p = p.record(taking(p, to))
    assert [by for by in everybody if p.allows(hearing(p, by))] == [to]
    for by in everybody:
        assert (p.why_not(hearing(p, by)) == ()) is (by == to)


@pytest.mark.parametrize("repaired", [True, False])
def test_the_client_closes_it_without_their_answer(*, repaired: bool):
    """Invariant 41: nothing that another person has to do holds it open."""
    p = strained()
    p = p.record(taking(p), taking(p, "fia"))
    over = acts.ConfirmRepair(by="ana", at=p.at, repaired=repaired, **TWO)
    closed = p.record(over)
    assert closed.alliance("ana", "bo").open is None
    for to in ("eva", "fia"):
        assert owed(closed, to) == []
        (duty,) = closed.duties(at=p.at, owed_by=to, status=None)
        assert duty.lapsed_because is Lapse.RUPTURE_OVER
        assert not closed.allows(hearing(closed, to))


def test_a_colleague_who_leaves_owes_it_no_longer():
    """What came between the two is open all the same, and may be taken elsewhere."""
    p = strained()
    p = p.record(taking(p))
    left = noticed(p, Noticed.LEAVING, by="eva")
    left = left.record(
        acts.LeaveAsTherapist(
            by="eva",
            at=p.at,
            ground=EndingGround.UNAVAILABILITY,
            alternatives=Words("the other service"),
        )
    )
    assert owed(left, "eva") == []
    assert left.alliance("ana", "bo").open is not None
    assert left.allows(taking(left, "clinic"))


def test_another_client_learns_nothing_of_it():
    """P14: neither that there is one, nor to whom it was taken."""
    quiet = working()
    p = strained()
    p = p.record(taking(p), taking(p, "fia"), hearing(p))
    seen = view(p, "cem")
    assert dict(seen.state.alliance.bonds) == {}
    assert not [act for act in seen.history if "Rupture" in type(act).__name__]
    for act in (taking(p, by="cem"), hearing(p, "cem")):
        assert codes(p, act) == codes(quiet, act)
    assert p.options("cem", at=p.at) == quiet.options("cem", at=p.at)
    assert owed(p, "cem") == owed(quiet, "cem")


@given(histories(clients=(1, 2), stages=(Stage.WORKING,), at_most=20))
def test_no_third_person_is_one_of_the_two(p: Partnership):
    """In whatever history."""
    for before, act, _ in prefixes(p):
        if isinstance(act, acts.TakeRuptureTo):
            assert act.by == act.client
            assert act.recipient not in (act.client, act.therapist)
        if isinstance(act, acts.HearRupture):
            rupture = before.alliance(act.client, act.therapist).open
            assert rupture is not None
            assert rupture.is_taken_to(act.by)


def test_who_hears_of_it_from_outside_reads_what_was_written_to_them():
    """What they see is what the client lets them see, and nothing else of it."""
    p = noticed(strained(), Noticed.LEAVING, by="eva")
    p = p.record(
        acts.LeaveAsTherapist(
            by="eva",
            at=p.at,
            ground=EndingGround.UNAVAILABILITY,
            alternatives=Words("the other service"),
        ),
        taking(p, "fia"),
        taking(p, "eva", words=Words("for eva")),
    )
    seen = seen_by(p.state, PersonId("eva"), p.at)
    assert seen is not None
    (rupture,) = seen.alliance.of(PersonId("ana"), PersonId("bo")).ruptures
    assert (rupture.markers, rupture.heard) == ((), ())
    assert [act.words for act in rupture.taken_to] == [Words("for eva")]
    assert seen_by(p.state, PersonId("fia"), p.at) is None
    heard = p.record(hearing(p), hearing(p, "fia"))
    assert owed(heard, "eva") == owed(heard, "fia") == []
