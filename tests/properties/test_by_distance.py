"""Meeting by distance: the mode of a session, and the consent that it asks for."""

from collections.abc import Callable

import pytest
from diary import HOUR, WEEK_2, codes, move, plan, start

from collabtherapy import (
    Duty,
    DutyKind,
    DutyStatus,
    Lapse,
    Mode,
    Partnership,
    PersonId,
    Scope,
    SessionId,
    SessionStatus,
    Stage,
    Way,
    acts,
)
from collabtherapy.privacy import view
from collabtherapy.testing.situations.places import at_, working
from collabtherapy.testing.ways import consented, couple, led_to


@pytest.mark.parametrize("mode", Mode)
def test_the_mode_of_the_appointment_is_that_of_the_session(mode: Mode):
    """By distance is by distance, and needs its consent, without saying so again."""
    p = working()
    p = p.record(plan(p, mode=mode))
    assert p.allows(start(p, mode=Mode.IN_PERSON))  # said otherwise
    if not mode.is_remote:
        assert p.record(start(p)).session("s").ways == frozenset()
        return
    assert codes(p, start(p)) == ["consent.telehealth.not_in_force"]
    p = consented(p, Scope.TELEHEALTH, p.at).record(start(p))
    assert (p.session("s").mode, p.session("s").ways) == (mode, {Way.TELEHEALTH})
    # What it rests on is taken back, and it ends.
    off = acts.WithdrawConsent(by="ana", scope=Scope.TELEHEALTH, **at_(p))
    assert p.record(off).session("s").status is SessionStatus.INTERRUPTED


def test_in_person_after_all_rests_on_no_consent_to_distance():
    """A session that was planned by video and held in a room goes on."""
    p = consented(working(), Scope.TELEHEALTH, working().at)
    p = p.record(plan(p, mode=Mode.VIDEO), start(p, mode=Mode.IN_PERSON))
    off = acts.WithdrawConsent(by="ana", scope=Scope.TELEHEALTH, **at_(p))
    assert p.record(off).session("s").status is SessionStatus.OPEN


def test_by_distance_without_saying_how_is_as_it_was():
    """What older acts say is by distance, of no mode; and never in person at once."""
    p = consented(working(), Scope.TELEHEALTH, working().at)
    for before in (p, p.record(plan(p))):
        session = before.record(start(before, ways={Way.TELEHEALTH})).session("s")
        assert (session.mode, session.ways) == (None, {Way.TELEHEALTH})
    with pytest.raises(ValueError, match="in person or by distance"):
        start(p, mode=Mode.IN_PERSON, ways={Way.TELEHEALTH})


def owed(p: Partnership, status: DutyStatus = DutyStatus.OPEN) -> list[Duty]:
    """Return what is owed to clients who are to meet by distance."""
    duties = p.duties(at=p.at, status=status)
    return [duty for duty in duties if duty.kind is DutyKind.ASK_TELEHEALTH]


def test_who_is_to_meet_by_distance_is_asked_before_they_do():
    """Planned by video nothing is refused, and asking is owed to whom it concerns."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(plan(p, mode=Mode.VIDEO, with_=("ana", "bo")))
    (duty,) = owed(p)
    assert (duty.owed_by, duty.owed_to) == (PersonId("bo"), PersonId("ana"))
    assert duty.by_next_session
    assert owed(led_to(couple(), Stage.WORKING)) == []
    both = p.record(plan(p, id="t", mode=Mode.PHONE))
    assert {one.owed_to for one in owed(both)} == {PersonId("ana"), PersonId("cem")}
    given_ = consented(p, Scope.TELEHEALTH, p.at)
    assert owed(given_) == []
    assert owed(given_.record(plan(given_, id="t", mode=Mode.CHAT))) == []


def test_consent_that_ends_before_the_appointment_is_asked_for_again():
    """What counts is the moment at which they are to meet."""
    p = consented(working(), Scope.TELEHEALTH, working().at)
    give = acts.GiveConsent(
        by="ana", scope=Scope.TELEHEALTH, terms="t", expires_at=WEEK_2, **at_(p)
    )
    p = p.record(give)
    assert owed(p.record(plan(p, mode=Mode.VIDEO, starts_at=WEEK_2 - HOUR))) == []
    assert len(owed(p.record(plan(p, mode=Mode.VIDEO, starts_at=WEEK_2)))) == 1


ANSWERED: dict[str, Callable[[Partnership], acts.Act]] = {
    "asked": lambda p: acts.Explain(
        by="bo", to="ana", scope=Scope.TELEHEALTH, terms="t", **at_(p)
    ),
    "declined": lambda p: acts.DeclineConsent(
        by="ana", scope=Scope.TELEHEALTH, **at_(p)
    ),
}


@pytest.mark.parametrize("how", ANSWERED)
def test_asking_or_the_answer_does_it(how: str):
    """Of this scope, and of no other."""
    p = working()
    p = p.record(plan(p, mode=Mode.VIDEO))
    other = acts.Explain(by="bo", to="ana", scope=Scope.CONTACT, terms="t", **at_(p))
    assert len(owed(p.record(other))) == 1
    done = p.record(ANSWERED[how](p))
    assert (owed(done), len(owed(done, DutyStatus.DISCHARGED))) == ([], 1)


ENDED: dict[str, Callable[[Partnership], acts.Act]] = {
    "moved": lambda p: move(p, mode=Mode.IN_PERSON),
    "cancelled": lambda p: acts.CancelSession(by="ana", session="s", **at_(p)),
    "missed": lambda p: acts.MissSession(
        by="bo", session="s", absent=("ana",), **at_(p)
    ),
    "begun": lambda p: start(p, mode=Mode.IN_PERSON),
}


@pytest.mark.parametrize("how", ENDED)
def test_an_appointment_that_is_over_asks_nothing(how: str):
    """It lapses, and that of another appointment stays."""
    p = working()
    p = p.record(plan(p, mode=Mode.VIDEO), plan(p, id="t", mode=Mode.VIDEO))
    after = p.record(ENDED[how](p))
    (over,) = owed(after, DutyStatus.LAPSED)
    assert (over.id.session, over.lapsed_because) == (
        SessionId("s"), Lapse.APPOINTMENT_OVER
    )  # fmt: skip
    assert [duty.id.session for duty in owed(after)] == [SessionId("t")]


def test_moved_by_distance_it_is_asked_once():
    """The one before it lapses; that of the time to come is open."""
    p = working()
    p = p.record(plan(p))
    p = p.record(move(p, mode=Mode.PHONE, **at_(p, 1)))
    p = p.record(move(p, starts_at=WEEK_2, **at_(p, 1)))
    assert len(owed(p)) == len(owed(p, DutyStatus.LAPSED)) == 1


def test_what_is_owed_to_one_client_for_distance_is_in_no_other_view():
    """Who has consented to what is for them, and the therapists."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(plan(p, mode=Mode.VIDEO))
    for viewer in ("ana", "cem"):
        seen = view(p, viewer).duties(at=p.at)
        asked = [one for one in seen if one.kind is DutyKind.ASK_TELEHEALTH]
        assert [one.owed_to for one in asked] == [PersonId(viewer)]
