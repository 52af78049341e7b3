"""What a log tells of each act, beside what the partnership itself holds."""

from hypothesis import given

from collabtherapy import DutyStatus, Partnership
from collabtherapy.insight.log import read
from collabtherapy.partnership.replay import transitions
from collabtherapy.testing.histories import histories


@given(histories())
def test_an_act_opens_and_discharges_the_duties_that_it_changes(p: Partnership):
    """As comparing all duties before and after it would find them, each once."""
    _, *walked = transitions(p)
    late = {one.version for one in walked if one.is_consequence}
    done = [one for one in walked if not one.is_consequence]
    for one, entry in zip(done, read(p).entries[1:], strict=True):
        assert entry.act == one.handed_in
        if one.before is None or one.version in late:
            continue  # what followed from a late entry is told with it
        had = one.before.duties.by_id
        changed = [d for d in one.after.duties.by_id.values() if d != had.find(d.id)]
        opened = [duty for duty in changed if duty.is_open]
        assert {duty.id: duty for duty in entry.opened} == {d.id: d for d in opened}
        for status, said in (
            (DutyStatus.DISCHARGED, entry.discharged),
            (DutyStatus.LAPSED, entry.lapsed),
        ):
            ended = sorted(duty.id for duty in changed if duty.status is status)
            assert list(said) == ended
