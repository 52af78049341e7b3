"""Histories to keep, and stores whose clock has come to the end of all of them."""

from typing import Any

from hypothesis import strategies as st
from late_stories import DAY, late_stories
from storage import keeping

from collabtherapy import Partnership, acts
from collabtherapy.storage import Store
from collabtherapy.testing import histories
from collabtherapy.testing.ways import START

LONG_AFTER = START + 10_000 * DAY


def opened(address: str = "memory:", **options: Any) -> Store:
    """Open a store long after everything that is drawn."""
    return keeping.opened(address, clock=lambda: LONG_AFTER, **options)


def kept_histories(*, at_most: int) -> st.SearchStrategy[Partnership]:
    """Draw partnerships that a store takes: only `forget` records a `Redact` there.

    Nor is anything held, so that whoever is in one may be forgotten.
    """
    return histories(at_most=at_most).map(_forgettable)


def kept_late_stories() -> st.SearchStrategy[Partnership]:
    """Draw partnerships with late entries and mistakes that a store takes."""
    return late_stories().filter(_is_told_on_without_redacts)


def _is_told_on_without_redacts(p: Partnership) -> bool:
    return p.version > 1 and not any(isinstance(act, STOPS) for act in p.history)


STOPS = (acts.Redact, acts.PlaceHold)


def _forgettable(p: Partnership) -> Partnership:
    # What comes after one may name entries by numbers that it moved.
    stops = (n for n, act in enumerate(p.history) if isinstance(act, STOPS))
    return Partnership.replay(p.entries[: next(stops, p.version)])
