"""When a client is to hear from the service: while they wait, and in a pause."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    DutyKind,
    DutyStatus,
    Lapse,
    Partnership,
    Scope,
    Stage,
    TimerKind,
    acts,
    matters,
)
from collabtherapy.privacy import view
from collabtherapy.testing.situations.places import at_
from collabtherapy.testing.ways import consented, couple, decided, led_to, two


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["bo", "ana"]))))
def test_who_waits_is_owed_contact_again_and_again(contacts: list[tuple[int, str]]):
    """So many days after the last contact by the service, as long as they wait."""
    p = led_to(two(), Stage.WAITING)
    last = p.at
    for days, by in contacts:
        at = p.at + timedelta(days=days)
        kind = acts.RecordContact(by=by, at=at, client="ana")
        p = p.record(
            acts.ReachOut(by=by, at=at, to="ana") if days % 2 and by == "bo" else kind
        )
        last = at if by == "bo" else last
        due_at = last + timedelta(days=p.policy.waiting_contact_days)
        (duty,) = p.duties(at=at)
        assert (duty.kind, duty.due_at) == (DutyKind.CONTACT_WHILE_WAITING, due_at)
        (timer,) = [t for t in p.timers(at=at) if t.kind is TimerKind.DUTY]
        assert (timer.about, timer.due_at) == (str(duty.id), due_at)
        assert timer.is_due is (due_at <= at)
    done = p.record(acts.ReachOut(by="bo", to="ana", at=p.at))
    assert len(done.duties(at=p.at)) == 1
    begun = decided(consented(p, Scope.ASSESSMENT, p.at), "b", matters.Begin(), p.at)
    assert not [
        d for d in begun.duties(at=p.at) if d.kind is DutyKind.CONTACT_WHILE_WAITING
    ]
    lapsed = begun.duties(at=p.at, status=DutyStatus.LAPSED)
    assert [duty.lapsed_because for duty in lapsed] == [Lapse.MOVED_ON]


def test_a_pause_is_asked_after_so_many_days_after_the_last_contact():
    """Contact of any kind counts, with each of the clients."""
    p = led_to(couple(), Stage.PAUSED)

    def due(p: Partnership) -> timedelta:
        (timer,) = [t for t in p.timers(at=p.at) if t.kind is TimerKind.PAUSE_CHECK]
        assert timer.due_at is not None
        return timer.due_at - p.state.main.since

    days = timedelta(days=p.policy.pause_check_days)
    assert due(p) == days
    p = p.record(acts.ReachOut(by="bo", to="ana", **at_(p, 5)))
    assert due(p) == days  # the other has heard nothing
    p = p.record(acts.RecordContact(by="bo", client="cem", **at_(p, 4)))
    assert due(p) == days + timedelta(days=5)
    assert due_as_seen(p, "cem") == days  # of the other's contact nothing is told


def due_as_seen(p: Partnership, by: str) -> timedelta:
    """Return how long into a pause its check is due, in somebody's view."""
    timers = view(p, by).timers(at=p.at)
    (timer,) = [t for t in timers if t.kind is TimerKind.PAUSE_CHECK]
    assert timer.due_at is not None
    return timer.due_at - p.state.main.since
