"""What is written down after it happened, and what is taken out of effect.

A late entry is drawn as it comes about: where a history stood some time ago somebody
does what they could do then, and writes it down now.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice

import attrs
from hypothesis import strategies as st

from collabtherapy import Evidence, Partnership, Role, acts
from collabtherapy.errors import Refused
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.testing.aims import Aim
from collabtherapy.testing.directed import attempted
from collabtherapy.testing.offered import (
    ENTERED,
    by_another,
    everyone,
    next_acts,
    of_entries,
    offered,
    steps_of_time,
)


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


TRIED = 6
"""How many entries are tried before nothing is taken out."""


def taken_out(
    p: Partnership, aim: Aim, *, at: datetime, way: int
) -> Partnership | None:
    """Take one of the last entries out of effect, alone or together, if one can be.

    Args:
        p: where.
        aim: the void, or the correction.
        at: when.
        way: which of them is tried first.
    """
    alone = ((act,) for act in offered(p, acts.EnteredInError, at, turn=way))
    together = _corrections(p, at)
    for those in islice(alone if aim is acts.EnteredInError else together, TRIED):
        with suppress(Refused):
            return p.record(*those)
    return None


def _corrections(p: Partnership, at: datetime) -> Iterator[tuple[acts.Act, ...]]:
    """Yield how a therapist puts it that an entry was an error, and all agree."""
    by = p.therapists[0].id
    others = p.state.members.ids(Role.CLIENT, Role.THERAPIST)
    for put in of_entries(p, acts.Propose, by, at):
        if isinstance(put, acts.Propose):
            yes = (acts.Accept(by=o, at=at, proposal=put.id) for o in others if o != by)
            yield put, *yes


@st.composite
def late_acts(draw: st.DrawFn, p: Partnership, *, entered: bool = False) -> acts.Act:
    """Draw what was lawful where a history stood some time ago, written down now.

    It may not go together with what has been recorded since.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        p: where it is written down.
        entered: whether another than its author may enter it.
    """
    n = draw(st.integers(1, p.version))
    then = Partnership.replay(p.entries[:n])
    act = draw(next_acts(then))
    way = draw(st.sampled_from((0, *sorted(ENTERED)))) if entered else 0
    at = max(p.at, act.at) + draw(steps_of_time)
    return by_another(p, late(act, at, act.at), way)


@st.composite
def voids(draw: st.DrawFn, p: Partnership) -> acts.Act:
    """Draw that somebody takes an entry out of effect, lawful or not."""
    person = draw(st.sampled_from(everyone(p)))
    n = len(numbers_seen(p.recorded, person, p.at))
    number = draw(st.integers(1, n)) if n else 1
    at = p.at + draw(steps_of_time)
    return acts.EnteredInError(by=person, at=at, act=number, because="slip")
