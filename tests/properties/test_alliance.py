"""Invariant 41: a rupture is raised, acknowledged, worked on; the client ends it."""

from hypothesis import given

from collabtherapy import AllianceStatus, Lapse, Marker, Partnership, Stage, Words, acts
from collabtherapy.testing.histories import histories
from collabtherapy.testing.situations.of_care import two_therapists
from collabtherapy.testing.ways import couple, led_to, two

MINE = Words("mine")
TWO = {"client": "ana", "therapist": "bo"}


@given(histories(stages=(Stage.WORKING, Stage.ENDING), at_most=30))
def test_the_moments_of_a_rupture_are_in_order(p: Partnership):
    """Invariant 41: what came came in that order, by both; one is open at a time."""
    for (client, therapist), bond in p.state.alliance.bonds.items():
        assert sum(rupture.is_open for rupture in bond.ruptures) <= 1
        for rupture in bond.ruptures:
            moments = [rupture.raised_at, rupture.acknowledged_at, rupture.worked_on_at]
            reached = [moment for moment in moments if moment is not None]
            assert reached == sorted(reached)
            if rupture.worked_on_at is not None:
                assert rupture.acknowledged_at is not None
                assert {client, therapist} <= set(rupture.worked_on_by)
            if rupture.repaired:
                confirmed = [a for a in p.history if isinstance(a, acts.ConfirmRepair)]
                assert client in {act.by for act in confirmed}


def test_a_rupture_is_mended_step_by_step():
    """S46, invariant 41: a duty to acknowledge opens, and the client confirms."""
    p = led_to(two(), Stage.WORKING)
    at = p.at
    assert p.alliance("ana", "bo").status is AllianceStatus.UNRATED
    mark = acts.MarkRupture(by="ana", at=at, marker=Marker.CONFRONTATION, **TWO)
    p = p.record(mark)
    assert [d.kind.value for d in p.duties(at=at, owed_by="bo")] == [
        "acknowledge_rupture"
    ]
    p = p.record(acts.AcknowledgeRupture(by="bo", at=at, own_part=MINE, **TWO))
    assert p.duties(at=at) == ()
    assert p.alliance("ana", "bo").status is AllianceStatus.STRAINED
    p = p.record(acts.WorkOnRupture(by="bo", at=at, **TWO))
    assert p.alliance("ana", "bo").status is AllianceStatus.STRAINED
    p = p.record(acts.WorkOnRupture(by="ana", at=at, **TWO))
    assert p.alliance("ana", "bo").status is AllianceStatus.WORKING_ON_IT
    confirm = acts.ConfirmRepair(by="ana", at=at, **TWO)
    assert p.record(confirm).alliance("ana", "bo").status is AllianceStatus.SOUND
    theirs = acts.ConfirmRepair(by="bo", at=at, **TWO)
    assert "right.not_theirs" in [reason.code for reason in p.why_not(theirs)]


def test_that_it_is_not_mended_may_be_said_at_once():
    """A client need not wait for anybody to say that it did not come right."""
    p = led_to(two(), Stage.WORKING)
    mark = acts.MarkRupture(by="bo", at=p.at, marker=Marker.WITHDRAWAL, **TWO)
    no = acts.ConfirmRepair(by="ana", at=p.at, repaired=False, **TWO)
    bond = p.record(mark, no).alliance("ana", "bo")
    assert bond.status is AllianceStatus.UNREPAIRED
    again = p.record(mark, no, mark)
    # The first rupture is over, unacknowledged, and the second owes its own.
    was, owed = again.duties(at=p.at, status=None)[-2:]
    assert (was.lapsed_because, owed.is_open) == (Lapse.RUPTURE_OVER, True)
    assert was.id != owed.id


def test_a_client_mends_it_without_waiting_for_anybody():
    """Invariant 41: a therapist who acknowledges nothing does not keep it open."""
    p = led_to(two(), Stage.WORKING)
    mark = acts.MarkRupture(by="ana", at=p.at, marker=Marker.WITHDRAWAL, **TWO)
    p = p.record(mark)
    by_ana = acts.WorkOnRupture(by="ana", at=p.at, **TWO)
    assert p.why_not(by_ana) == ()
    by_bo = acts.WorkOnRupture(by="bo", at=p.at, **TWO)
    assert [r.code for r in p.why_not(by_bo)] == ["alliance.not_acknowledged"]
    assert p.record(by_ana).alliance("ana", "bo").status is AllianceStatus.STRAINED
    mended = p.record(acts.ConfirmRepair(by="ana", at=p.at, **TWO))
    assert mended.alliance("ana", "bo").status is AllianceStatus.SOUND
    assert mended.duties(at=p.at) == ()


def test_nobody_works_on_it_for_another():
    """What came between ana and bo is not for eva to have looked at."""
    p = two_therapists()
    p = p.record(acts.MarkRupture(by="ana", at=p.at, marker=Marker.MIXED, **TWO))
    by_eva = acts.WorkOnRupture(by="eva", at=p.at, **TWO)
    assert "alliance.not_theirs" in [reason.code for reason in p.why_not(by_eva)]


def test_another_marker_joins_the_open_rupture():
    """At most one is open between two people; what shows differently is mixed."""
    p = led_to(couple(), Stage.WORKING)
    marks = [
        acts.MarkRupture(by=by, at=p.at, marker=marker, **TWO)
        for by, marker in (("cem", Marker.WITHDRAWAL), ("bo", Marker.CONFRONTATION))
    ]
    bond = p.record(*marks).alliance("ana", "bo")
    assert len(bond.ruptures) == 1
    assert bond.ruptures[0].marker is Marker.MIXED
    assert p.record(*marks).alliance("cem", "bo").ruptures == ()
