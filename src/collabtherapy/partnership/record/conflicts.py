"""What becomes of conflicts when a late entry or a void changes what was so.

A conflict is what stands although the law refuses it, as it is known now. So it ends
once the law allows what stands there, and is not lost with the entry that it was first
because of, while another one is left.
"""

from collections.abc import Container

from collabtherapy.partnership.record.insertion import Refolded
from collabtherapy.partnership.record.timeline import Timeline
from collabtherapy.partnership.values.entries import EntryConflict
from collabtherapy.partnership.verdict import refusals


def conflicts_because_of(
    version: int, before: Timeline, after: Refolded, lost: Container[int]
) -> tuple[EntryConflict, ...]:
    """Return the conflicts that there are because of an entry.

    Args:
        version: the number of the entry.
        before: the timeline without it.
        after: the timeline with it.
        lost: the numbers of the entries that lose their effect by it: a conflict that
            was because of one of them, and is still there, is because of this one.
    """
    left = {one.version for one in before.conflicts() if one.because_of in lost}
    now = (left & after.unlawful.keys() | after.refused.keys()) - after.dropped
    return tuple(
        EntryConflict(
            version=other,
            because_of=version,
            codes=tuple(refusal.code for refusal in refusals(so, act)),
        )
        for other, (act, so) in after.unlawful.items()
        if other in now
    )


def mended(before: Timeline, after: Refolded) -> frozenset[int]:
    """Return the numbers of what was a conflict, and is allowed now.

    Args:
        before: the timeline before a change.
        after: the timeline after it.
    """
    known = {one.version for one in before.conflicts()}
    return frozenset(known & after.judged - after.unlawful.keys())
