"""Invariants 45 and 65 where things are written down late, and taken out again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from out_of_order import out_of_order
from privacy.test_traces import without_joint

from collabtherapy import Partnership, PersonId, Role
from collabtherapy.privacy import view
from collabtherapy.privacy.views import numbers_shown
from collabtherapy.testing.histories import histories

MIXED = out_of_order(histories(at_most=8, clients=(2, 3)))


@given(MIXED, st.data())
def test_what_is_hidden_leaves_no_trace_late_or_taken_out(
    p: Partnership, data: st.DataObject
):
    """Invariant 45: neither an entry nor its number, its moment, or what became of it."""
    clients = p.state.members.ids(Role.CLIENT)
    if not clients:
        return
    viewer = data.draw(st.sampled_from(clients))
    before = Partnership.replay(p.entries[:1])
    for n in range(2, p.version + 1):
        after = Partnership.replay(p.entries[:n])
        here = viewer in before.state.members.everyone
        came = after.state.members.came.find(viewer)
        if here and came is None and n not in numbers_shown(after, viewer):
            seen, then = view(after, viewer), view(before, viewer)
            assert seen.entries == then.entries
            act = after.history[-1]
            assert without_joint(seen.state, act) == without_joint(then.state, act)
        before = after
