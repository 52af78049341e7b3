"""Invariants 18 and 20: how a therapist may end, and what good endings are made of."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given

from collabtherapy import (
    Client,
    ClosureKind,
    EndingGround,
    Outcome,
    Partnership,
    Policy,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import CLINIC, couple, led_to, prefixes, two


def in_a_service(stage: Stage) -> Partnership:
    """Give a partnership in a service, led to a stage."""
    opening = attrs.evolve(two().history[0], organisations=(CLINIC,))
    return led_to(Partnership.replay([opening]), stage)


@given(histories(at_most=20))
def test_a_therapist_ends_on_a_ground_with_alternatives(p: Partnership):
    """Invariant 20: on a permitted ground; alternatives, or threatened."""
    for before, act, after in prefixes(p):
        ending = after.state.main.ending
        if ending is None or ending == before.state.main.ending:
            continue
        if ending.closes_as is ClosureKind.THERAPIST_ENDED:
            assert isinstance(act, acts.StartEnding)
            assert act.ground is not None
            threatened = act.ground is EndingGround.THREATENED
            assert act.alternatives is not None or threatened


@pytest.mark.parametrize("ground", EndingGround)
def test_only_a_threat_excuses_from_offering_other_help(ground: EndingGround):
    """Invariant 20: the exemption is named, and there is one."""
    p = led_to(two(), Stage.WORKING)
    codes = [
        reason.code
        for reason in p.why_not(acts.StartEnding(by="bo", at=p.at, ground=ground))
    ]
    excused = ground is EndingGround.THREATENED
    assert codes == ([] if excused else ["ending.no_alternatives"])


def test_a_good_ending_is_followed_up_and_closes_as_agreed():
    """S26, S29, S45: toolkit offered, both looked back, contact consented to."""
    p = in_a_service(Stage.FOLLOW_UP)
    assert p.stage is Stage.FOLLOW_UP
    assert p.ending_review("ana") is Outcome.GIVEN
    until = p.follow_up.until
    assert until is not None
    over = acts.FollowUpOver(by="clinic", at=until)
    early = attrs.evolve(over, at=until - timedelta(days=1))
    assert [reason.code for reason in p.why_not(early)] == ["follow_up.not_over"]
    closure = p.record(over).closure
    assert closure is not None
    assert closure.kind is ClosureKind.AGREED


def test_nobody_is_followed_up_who_took_consent_to_contact_back():
    """S29: no contact in follow-up after the withdrawal."""
    p = led_to(two(), Stage.FOLLOW_UP)
    reach = acts.ReachOut(by="bo", at=p.at, to="ana")
    assert p.why_not(reach) == ()
    p = p.record(acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.CONTACT))
    assert [r.code for r in p.why_not(reach)] == ["consent.contact.not_in_force"]


def test_reopening_asks_for_a_new_agreement():
    """From following up back to contracting, never straight to working."""
    p = led_to(two(), Stage.FOLLOW_UP)
    p = p.record(
        acts.Propose(by="ana", at=p.at, id="again", matter=matters.Reopen()),
        acts.Accept(by="bo", at=p.at, proposal="again"),
    )
    assert p.stage is Stage.CONTRACTING
    assert p.agreement is None


@pytest.mark.parametrize(
    ("referred_to", "kind"),
    [(None, ClosureKind.NOT_TAKEN_UP), ("clinic-2", ClosureKind.REFERRED_ON)],
)
def test_who_is_turned_away_is_told_where_to_turn(
    referred_to: str | None, kind: ClosureKind
):
    """A therapist declines to start before the work, with signposts, and not after."""
    p = led_to(two(), Stage.EXPLORING)
    decline = acts.DeclineToStart(
        by="bo",
        at=p.at,
        signposting=None if referred_to else Words("a helpline"),
        referred_to=referred_to,
    )
    closure = p.record(decline).closure
    assert closure is not None
    assert closure.kind is kind
    assert led_to(two(), Stage.WORKING).why_not(attrs.evolve(decline, at=p.at))


def test_a_nominee_steps_in_when_a_therapist_cannot_go_on():
    """BACP 42: named in the agreement, they pause the work and owe cover."""
    p = led_to(two(), Stage.WORKING)
    agreement = matters.Agreement(words=Words("weekly"), nominee="nora")
    p = p.record(
        acts.Amend(by="bo", at=p.at, proposal="a1", matter=agreement),
        acts.Accept(by="ana", at=p.at, proposal="a1"),
    )
    gone = acts.RecordUnavailability(by="nora", at=p.at, therapist="bo")
    assert p.why_not(attrs.evolve(gone, by="stranger"))
    p = p.record(gone)
    assert p.stage is Stage.PAUSED
    (duty,) = p.duties(at=p.at, owed_by="nora")
    p = p.record(
        acts.DischargeDuty(
            by="nora", at=p.at, duty=duty.id, words=Words("eva is there")
        )
    )
    assert p.duties(at=p.at, owed_by="nora") == ()


def test_a_death_closes_what_was_one_persons_and_pauses_what_was_twos():
    """Nobody is left whose partnership it was; of a couple, the other stays."""
    p = led_to(two(), Stage.WORKING)
    closure = p.record(acts.RecordDeath(by="bo", at=p.at, client="ana")).closure
    assert closure is not None
    assert closure.kind is ClosureKind.DIED
    q = led_to(couple(), Stage.WORKING)
    q = q.record(acts.RecordDeath(by="bo", at=q.at, client="cem"))
    assert (q.stage, q.clients) == (Stage.PAUSED, (Client("ana"),))


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (acts.LookBack(by="ana", at=two().at, words=Words("good")), Outcome.GIVEN),
        (acts.LookBack(by="ana", at=two().at), Outcome.DECLINED),
        (acts.OfferReview(by="bo", at=two().at), Outcome.DEFERRED),
        (None, Outcome.NOT_POSSIBLE),
    ],
)
def test_each_party_has_an_outcome_of_the_review(
    said: acts.Act | None, outcome: Outcome
):
    """Invariant 18: given, declined, deferred or not possible; never a blank."""
    p = led_to(two(), Stage.ENDING)
    assert p.ending_review("ana") is Outcome.OPEN
    if said is not None:
        p = p.record(attrs.evolve(said, at=p.at))
    p = p.record(acts.Finish(by="ana", at=p.at))
    assert p.ending_review("ana") is outcome


def test_policy_sets_what_counts_as_lost_and_as_clear():
    """Every number of these rules is a setting, checked when it is made."""
    for field in ("contact_uncertain_days", "lapse_attempts", "lapse_days"):
        with pytest.raises(ValueError, match=field):
            Policy(**{field: 0})
    assert Policy(safety_checks=5).safety_checks == 5
