"""What is decided of acts when they are added to a history, and never again.

Where an act stands and what it changes for others is kept beside it. Nearly every act
is on time and changes nothing, which is seen without working anything out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.record import Record
from collabtherapy.partnership.record.replaying import n_on_time
from collabtherapy.partnership.values.entries import Mark
from collabtherapy.storage.envelopes import Envelope, enveloped

Envelopes: TypeAlias = Sequence[Envelope | None]
"""What is kept of each of several entries beside its act; None of one on time."""


def between(before: Partnership, after: Partnership) -> Envelopes:
    """Return what is kept of the entries that one partnership has beyond another."""
    return beyond(after.recorded, before.version, before.at)


def beyond(record: Record, n: int, at: datetime) -> Envelopes:
    """Return what is kept of the entries of a record after the first ones.

    Args:
        record: the record.
        n: how many entries come before them.
        at: when the record learned of the last of these.
    """
    acts = [record.history[place] for place in range(n, len(record.history))]
    marks: Mapping[int, Mark] = {}
    if record.timeline is not None:
        marks = record.timeline.marks
    if max(marks, default=0) <= n and n_on_time(acts, at) == len(acts):
        return [None] * len(acts)
    return list(enveloped(tuple(record.history), marks, record.policy, n))
