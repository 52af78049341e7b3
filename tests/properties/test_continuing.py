"""Going on with a record by entries of which everything was decided already."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from late_stories import late_stories

from collabtherapy import Partnership
from collabtherapy.partnership.record.continuing import continued, learned


@given(late_stories(), st.data())
def test_going_on_is_replaying_the_whole(p: Partnership, data: st.DataObject):
    """Invariant 1: the same state and timeline, wherever it is begun."""
    n = data.draw(st.integers(1, p.version), "entries known before")
    begun = Partnership.replay(p.entries[:n])
    whole = continued(begun.recorded, p.entries[n:])
    assert whole.state == p.state
    assert [*whole.on_time().items()] == [*p.recorded.on_time().items()]
    assert Partnership(*whole) == p


@given(late_stories())
def test_what_was_known_is_what_the_record_said_by_then(p: Partnership):
    """As known when it happened: the state of the record at that moment."""
    found = [*learned(p.recorded)]
    assert [one.entry for one in found] == [*p.entries[1:]]
    for one in found:
        assert one.n_known < one.entry.version
        assert one.then == Partnership.replay(p.entries[: one.n_known]).state
    latest = [*accumulate((one.act.recorded_at for one in found), max)]
    if not any(entry.mark.moves for entry in p.entries):
        assert latest == [one.act.recorded_at for one in found]
