"""The pace of it: how often they meet, how decisions go, how timely reviews are."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.insight.estimates import Proportion
from collabtherapy.insight.leading import stances
from collabtherapy.insight.log import Log
from collabtherapy.partnership.regions.decisions import Amend, Decline, Propose
from collabtherapy.partnership.regions.stance import LEVELS
from collabtherapy.partnership.values.appointments import CancelSession, MissSession
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.meetings import (
    EndSession,
    InterruptSession,
    StartSession,
)


@attrs.frozen(kw_only=True)
class Pace:
    """How it went along.

    Args:
        days_between: the days from each session's start to the next one's.
        n_held: sessions held to their end.
        n_broken_off: sessions broken off by somebody.
        n_missed: appointments that did not take place.
        n_cancelled: appointments called off.
        settled: of what was put to a decision in the window, what was decided by its
            end, in any version.
        declined: of what was put, what somebody has disagreed with.
        amended: of what was put, what was put anew in other words.
        steps: by how many levels each client's stance moved, each time: positive
            towards the client.
        reviews: of the sessions that a review was due at, those that were one.
    """

    days_between: tuple[float, ...]
    n_held: int
    n_broken_off: int
    n_missed: int
    n_cancelled: int
    settled: Proportion
    declined: Proportion
    amended: Proportion
    steps: Mapping[PersonId, tuple[int, ...]] = attrs.field(converter=frozen)
    reviews: Proportion


def pace(log: Log) -> Pace:
    """Give how it went along in a window."""
    starts = [e.at for e in log.recent if isinstance(e.act, StartSession)]
    put = frozenset(act.id for act in log.of(Propose))
    settled = {entry.settled.id for entry in log.entries if entry.settled}
    declined = {act.proposal for act in log.all_of(Decline)}
    amended = {act.proposal for act in log.all_of(Amend)}
    due = [e.act for e in log.recent if e.review_due]
    reviews = [isinstance(act, StartSession) and act.review for act in due]
    return Pace(
        days_between=tuple(
            (later - earlier) / timedelta(days=1) for earlier, later in pairwise(starts)
        ),
        n_held=sum(1 for _ in log.of(EndSession)),
        n_broken_off=sum(1 for _ in log.of(InterruptSession)),
        n_missed=sum(1 for _ in log.of(MissSession)),
        n_cancelled=sum(1 for _ in log.of(CancelSession)),
        settled=Proportion(len(put & settled), len(put)),
        declined=Proportion(len(put & declined), len(put)),
        amended=Proportion(len(put & amended), len(put)),
        steps=_steps(log),
        reviews=Proportion(sum(reviews), len(reviews)),
    )


def _steps(log: Log) -> Mapping[PersonId, tuple[int, ...]]:
    places: dict[PersonId, int] = {}
    steps: dict[PersonId, tuple[int, ...]] = dict.fromkeys(log.clients, ())
    for at, client, level in stances(log.entries):
        before, places[client] = places.get(client), LEVELS.index(level)
        if before is not None and log.window.begun(at):
            steps[client] = (*steps[client], places[client] - before)
    return steps
