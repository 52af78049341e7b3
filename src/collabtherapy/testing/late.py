"""What is written down after it happened, and what is taken out of effect again.

A late entry is drawn as it comes about: where a history stood some time ago somebody
does what they could do then, and writes it down now.
"""

from collections.abc import Iterator
from datetime import datetime

import attrs

from collabtherapy import Evidence, Partnership, PersonId, ProposalId, acts, matters
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.partnership.values.ids import fresh
from collabtherapy.testing.aims import Aim
from collabtherapy.testing.directed import attempted

LAST = 6
"""Of how many of the last entries that a person counts they try to take one out."""


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
    if after is None or after.id != p.id:
        return None
    new = [late(act, at, act.at) for act in after.history[then.version :]]
    for those in (new, new[-1:]):
        try:
            return p.record(*those)
        except acts_refused:
            continue
    return None


def of_entries(
    p: Partnership, kind: type[acts.Act], person: PersonId, at: datetime
) -> Iterator[acts.Act]:
    """Yield acts of a kind about one of the last entries, lawful or not.

    Args:
        p: where.
        kind: taking one out, or putting that to the others.
        person: who does it, and counts the entries.
        at: when.
    """
    n = len(numbers_seen(p.recorded, person, at))
    numbers = range(1, n + 1)[-LAST:][::-1]
    if kind is acts.EnteredInError:
        for number in numbers:
            yield acts.EnteredInError(by=person, at=at, act=number, because="slip")
    if kind is acts.Propose:
        name = fresh(ProposalId("new"), p.state.decisions.proposals)
        for number in numbers:
            matter = matters.Correction(act=number, because="slip")
            yield acts.Propose(by=person, at=at, id=name, matter=matter)
