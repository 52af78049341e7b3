"""Invariant 5: what a refusal says would clear it, clears it."""

from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Change, Partnership
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.remedies import NotCarriedOut, carried_out


@given(histories(at_most=6), st.data())
def test_every_fix_clears_its_reason(p: Partnership, data: st.DataObject):
    """Invariant 5: done legally by those it names, a fix removes its reason."""
    act = data.draw(attempts(p))
    for refusal in p.why_not(act) if act is not None else ():
        try:
            after, again = carried_out(p, act, refusal)
        except NotCarriedOut:
            # Only where the fix itself says that there is nothing else to turn to.
            assert Change in map(type, refusal.fix)
            assert () in [getattr(remedy, "to", None) for remedy in refusal.fix]
            continue
        left = [(reason.code, reason.facts) for reason in after.why_not(again)]
        assert (refusal.code, refusal.facts) not in left
