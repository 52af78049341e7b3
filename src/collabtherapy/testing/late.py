"""What is written down after it happened.

A late entry is drawn as it comes about: where a history stood some time ago somebody
does what they could do then, and writes it down now.
"""

from contextlib import suppress
from datetime import datetime

import attrs

from collabtherapy import Evidence, Partnership, acts
from collabtherapy.errors import Refused
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.testing.aims import Aim
from collabtherapy.testing.directed import attempted


def late(act: acts.Act, at: datetime, happened_at: datetime) -> acts.Act:
    """Return an act as it is written down later, with a document if that counts.

    Args:
        act: the act.
        at: when it is written down.
        happened_at: when it happened.
    """
    evidence = act.evidence
    if LATENESS[type(act)] is Lateness.GRANT and evidence is None:
        evidence = Evidence("paper-form", seen_by=act.hand)
    return attrs.evolve(act, at=at, happened_at=happened_at, evidence=evidence)


def written_down_late(
    p: Partnership, aim: Aim, *, at: datetime, place: int, way: int
) -> Partnership | None:
    """Do something where a partnership stood some time ago, and write it down now.

    Args:
        p: where it is written down.
        aim: what is done.
        at: when it is written down.
        place: which of the earlier places it is done in.
        way: which of several ways of doing it is tried first.

    Returns:
        The partnership with it; None, if it could not be done then, or does not go
        together with what has been recorded since.
    """
    then = Partnership.replay(p.entries[: 1 + place % p.version])
    after = attempted(then, aim, way=way, entered=False)
    if after is None or after.id != p.id or after.at > at:
        return None
    new = [late(act, at, act.at) for act in after.history[then.version :]]
    for those in (new, new[-1:]):
        with suppress(Refused):
            return p.record(*those)
    return None
