"""Invariant 42: the care for a person in danger is handed over to who has said yes.

Whoever is released by handing over does not do it alone: the recipient accepts, or an
emergency service was called and gave its reference. Until then the concern is open.
"""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given

from collabtherapy import (
    DutyKind,
    EndingGround,
    Evidence,
    Noticed,
    Partnership,
    PersonId,
    Role,
    SafetyStatus,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.testing.histories import histories
from collabtherapy.testing.remedies import carried_out, cleared
from collabtherapy.testing.situations.of_care import noticed
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CLINIC,
    EVA,
    START,
    appointing,
    led_to,
    prefixes,
)

DAY = timedelta(days=1)
SEEN = Evidence("letter", seen_by="clinic")
RECIPIENTS = ("eva", "clinic", "crisis-team", "parent", "zoe")


def served() -> Partnership:
    """Return work in a service, with two therapists, one who left, and a parent."""
    p = Partnership.open(
        id="p-1",
        clients=(ANA,),
        therapists=(BO, EVA, Therapist("zoe")),
        organisations=(CLINIC,),
        by="ana",
        at=START,
    )
    p = led_to(p, Stage.WORKING)
    p = noticed(noticed(p, Noticed.BREAK), Noticed.LEAVING, by="zoe")
    gone = acts.LeaveAsTherapist(
        by="zoe", at=p.at, ground=EndingGround.UNAVAILABILITY, alternatives=Words("so")
    )
    return p.record(gone, appointing(p, "parent"))


def worried() -> Partnership:
    """Return that work with a concern that another than the first therapist raised."""
    p = served()
    return p.record(acts.RaiseConcern(by="ana", at=p.at, client="ana"))


def offer(p: Partnership, to: str = "crisis-team", **said: object) -> acts.Act:
    """Return the first therapist's handing over."""
    fields = {"client": "ana", "recipient": to, "ground": "emergency", **said}
    return acts.HandOverSafety(by="bo", at=p.at, **fields)


def yes(p: Partnership, by: str = "crisis-team", **said: object) -> acts.Act:
    """Return the acceptance of a recipient."""
    return acts.AcceptHandOver(by=by, at=p.at, client="ana", **said)


def turning_away(p: Partnership) -> tuple[acts.Act, ...]:
    """Return what a therapist does not do alone with a concern open."""
    return (
        acts.Pause(by="bo", at=p.at, words=Words("ill"), cover="eva"),
        acts.StartEnding(
            by="bo", at=p.at, ground=EndingGround.COMPETENCE, alternatives=Words("so")
        ),
    )


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands against an act."""
    return [refusal.code for refusal in p.why_not(act)]


@pytest.mark.parametrize("to", RECIPIENTS)
def test_an_offer_of_care_releases_no_one(to: str):
    """Until the recipient's yes the concern is open, and everything that asks holds."""
    p = worried()
    p = p.record(offer(p, to))
    assert p.safety("ana").is_open
    assert p.safety("ana").offered == p.history[-1]
    assert DutyKind.CHECK_SAFETY in [duty.kind for duty in p.duties(at=p.at)]
    for act in turning_away(p):
        (refusal,) = p.why_not(act)
        assert refusal.code == "safety.not_accepted"
        (asked,) = refusal.fix
        assert (asked.act, asked.by) == (acts.AcceptHandOver, (PersonId(to),))
        after, again = carried_out(p, act, refusal)
        assert after.allows(again)
    accepted = p.record(yes(p, to))
    assert accepted.safety("ana").status is SafetyStatus.HANDED_OVER
    assert DutyKind.CHECK_SAFETY not in [d.kind for d in accepted.duties(at=p.at)]
    for act in turning_away(accepted):
        assert codes(accepted, act) == []


@pytest.mark.parametrize("to", RECIPIENTS)
@pytest.mark.parametrize("by", [*RECIPIENTS, "bo", "ana", "stranger"])
def test_the_recipient_alone_accepts(by: str, to: str):
    """Not whoever hands it over, not the client, and none but who was asked."""
    p = worried()
    p = p.record(offer(p, to))
    assert p.allows(yes(p, by)) is (by == to)
    assert (p.why_not(yes(p, by)) == ()) is (by == to)


def test_nothing_is_accepted_that_was_not_offered():
    """Nor twice, nor once the concern is over."""
    p = worried()
    (refusal,) = p.why_not(yes(p, "eva"))
    assert refusal.code == "safety.not_offered"
    after, again = cleared(p, yes(p, "eva"))
    assert after.record(again).safety("ana").status is SafetyStatus.HANDED_OVER
    p = p.record(offer(p, "eva"), yes(p, "eva"))
    assert codes(p, yes(p, "eva")) == ["safety.no_concern"]


def test_a_new_offer_replaces_the_last():
    """The concern keeps to whom it was offered last."""
    p = worried()
    p = p.record(offer(p, "eva"), offer(p))
    assert codes(p, yes(p, "eva")) == ["safety.not_offered"]
    assert p.allows(yes(p))


def test_a_concern_that_is_raised_again_voids_the_offer():
    """What was accepted would be less than what there is now."""
    p = worried()
    p = p.record(offer(p, "eva"))
    p = p.record(acts.RaiseConcern(by="bo", at=p.at, client="ana"))
    assert p.safety("ana").offered is None
    assert codes(p, yes(p, "eva")) == ["safety.not_offered"]
    assert {code for act in turning_away(p) for code in codes(p, act)} == {
        "safety.concern_open"
    }


def test_a_concern_that_is_entered_late_keeps_what_was_accepted_open():
    """It was raised again before the yes: nobody has accepted that."""
    p = worried()
    p = p.record(offer(p, "eva"))
    said = attrs.evolve(yes(p, "eva"), at=p.at + 2 * DAY)
    raised = acts.RaiseConcern(
        by="bo", at=p.at + 3 * DAY, happened_at=p.at + DAY, client="ana"
    )
    p = p.record(said, raised)
    assert p.safety("ana").is_open


def test_an_emergency_call_with_its_reference_releases():
    """An ambulance says no yes in a record: its own number for the call stands in."""
    p = worried()
    called = offer(p, "ambulance", reference=Words("2026/4711"))
    p = p.record(called)
    assert p.safety("ana").status is SafetyStatus.HANDED_OVER
    assert codes(p, turning_away(p)[0]) == []


@pytest.mark.parametrize(
    "said",
    [{"to": "eva"}, {"to": "clinic"}, {"to": "zoe"}, {"ground": "told_limits"}],
)
def test_a_reference_is_that_of_an_emergency_service(said: dict[str, str]):
    """Who is or was here says yes themselves, and other grounds are no emergency."""
    p = worried()
    act = offer(p, reference=Words("2026/4711"), **said)
    (refusal,) = p.why_not(act)
    assert refusal.code == "safety.no_emergency"
    after, again = carried_out(p, act, refusal)
    assert after.record(again).safety("ana").is_open


def test_whoever_hands_over_does_not_write_down_the_yes():
    """Another who keeps the record does, with a document that was seen."""
    p = worried()
    p = p.record(offer(p))
    assert codes(p, yes(p, entered_by="bo", evidence=SEEN)) == ["entry.own_hand"]
    assert codes(p, yes(p, entered_by="eva")) == ["entry.evidence_missing"]
    entered = yes(p, entered_by="eva", evidence=SEEN)
    assert not p.record(entered).safety("ana").is_open
    policy = attrs.evolve(p.state.policy, paper_assent=True)
    for by in ("ana", "bo"):
        put = acts.Propose(
            by=by, at=p.at, id="paper", matter=matters.PolicyChange(policy=policy)
        )
        p = p.record(
            put if by == "ana" else acts.Accept(by=by, at=p.at, proposal="paper")
        )
    assert codes(p, yes(p, entered_by="bo", evidence=SEEN)) == []


def test_a_yes_counts_from_its_own_moment_with_a_document():
    """Without one, from when it is recorded."""
    p = worried()
    p = p.record(offer(p))
    late = attrs.evolve(yes(p), at=p.at + 5 * DAY, happened_at=p.at + DAY)
    for evidence, at in ((None, 5), (SEEN, 1)):
        after = p.record(attrs.evolve(late, evidence=evidence))
        assert after.safety("ana").since == p.at + at * DAY


@pytest.mark.parametrize("to", ["eva", "clinic", "parent", "zoe"])
def test_who_sees_anything_is_offered_to_accept(to: str):
    """A recipient from outside is told by whoever asks them."""
    p = worried()
    for asked in (to, "crisis-team"):
        p = p.record(offer(p, asked))
        kinds = {option.act for option in p.options(to, at=p.at)}
        assert (acts.AcceptHandOver in kinds) is (asked == to)


def test_who_is_asked_reads_no_more_of_the_concern_than_they_need():
    """Who sees an outline, or left as a therapist, sees that they were asked."""
    p = worried()
    p = p.record(
        acts.StateDecider(by="bo", at=p.at, client="ana", row="ew.16_17", because="age")
    )
    for to in ("parent", "zoe"):
        p = p.record(offer(p, to, words=Words("why"), reference=None))
        seen = seen_by(p.state, PersonId(to), p.at)
        assert seen is not None
        concern = seen.safety.of(PersonId("ana"))
        assert concern.is_open
        assert concern.offered == attrs.evolve(p.safety("ana").offered, words=None)
        assert (concern.raised, concern.plan) == ((), None)
        other = {"parent": "zoe", "zoe": "parent"}[to]
        hidden = seen_by(p.state, PersonId(other), p.at)
        assert hidden is not None
        assert not hidden.safety.by_client


@given(histories(at_most=20))
def test_a_concern_is_over_by_another_hand_than_who_is_released(p: Partnership):
    """Invariant 42: in every history, on whatever way."""
    for before, act, after in prefixes(p):
        for client in before.clients:
            was = before.safety(client)
            if not was.is_open or after.safety(client).is_open:
                continue
            if isinstance(act, acts.HandOverSafety):
                assert act.reference is not None
                assert before.state.members.role(act.recipient) is Role.OUTSIDER
            elif isinstance(act, acts.AcceptHandOver):
                assert was.offered is not None
                assert was.offered.recipient == act.by != was.offered.by
                assert before.state.members.role(act.by) is not Role.CLIENT
            else:
                assert isinstance(act, acts.Accept | acts.Propose | acts.Amend)
