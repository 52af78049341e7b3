"""Histories to keep: those that say of no words that they were taken out."""

from hypothesis import strategies as st

from collabtherapy import Partnership, acts
from collabtherapy.testing import histories


def kept_histories(*, at_most: int) -> st.SearchStrategy[Partnership]:
    """Draw partnerships that a store takes: only `forget` records a `Redact` there."""
    return histories(at_most=at_most).map(_without_redacts)


def _without_redacts(p: Partnership) -> Partnership:
    return Partnership.replay(
        act for act in p.history if not isinstance(act, acts.Redact)
    )
