"""Whole lawful histories, steered so that what is deep and what is rare is met often.

A history is led to a stage and walks on by acts that are lawful where it stands, each
of a kind that is drawn first: so rare kinds are as frequent as common ones, and late
stages as early ones. What an act asks for is done before it; nothing is filtered.
"""

from collections.abc import Sequence

from hypothesis import strategies as st

from collabtherapy import Partnership, Policy, Stage, acts, matters
from collabtherapy._scalars import whole
from collabtherapy.partnership.law.steps import EARLY_STAGES
from collabtherapy.testing.aims import Aim, aims
from collabtherapy.testing.carried import carrying
from collabtherapy.testing.directed import attempted, furnished, onward, reached
from collabtherapy.testing.late import taken_out, written_down_late
from collabtherapy.testing.offered import STEPS_OF_TIME
from collabtherapy.testing.openings import (
    HOW_MANY,
    any_openings,
    often,
    usual_openings,
)
from collabtherapy.testing.spelled import NOTHING, chosen, spellings

STAGES = tuple(Stage)

AT_MOST = 12
"""How many things are done at most, unless told otherwise, on the way and after."""


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    stages: Sequence[Stage] = STAGES,
    clients: int | Sequence[int] = HOW_MANY,
    at_most: int = AT_MOST,
    policy: Policy | st.SearchStrategy[Policy] | None = None,
    entered: bool = True,
    late: bool = True,
    carried: bool = False,
) -> Partnership:
    """Draw a partnership with a lawful history: led to a stage, then walking on.

    Always the same people (see `openings`). It shrinks to the shortest way to the first
    of ``stages`` from which a test fails, and to the fewest and simplest acts after it;
    `simplest` also leaves out what that way does not need.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        stages: where it is led; what is done then may lead on.
        clients: how many clients there are, or may be: 1 to 3.
        at_most: how many things are done there, each with whatever it asks for first.
        policy: the settings, or how to draw them; the usual ones, unless given.
        entered: whether some acts are entered by another than their author, with a
            document; else each is written down by its author's own hand.
        late: whether some acts are written down after they happened, and some entries
            taken out of effect again; else all are on time and stand.
        carried: whether the case is carried over from another system, and goes on from
            where it stood there; else none is.

    >>> from hypothesis import find
    >>> find(histories(), lambda p: p.stage is Stage.EXPLORING)
    <Partnership p-1: exploring, 5 acts>
    """
    setting = draw(policy) if isinstance(policy, st.SearchStrategy) else policy
    text = draw(spellings(at_most=whole(at_most) + N_FIRST)).ljust(N_FIRST, NOTHING)
    where, how, who = text[0], text[1], text[2]
    stage, _ = chosen(where, stages)
    (lead, roams), _ = chosen(how, LEADING)
    opening, _ = chosen(who, usual_openings(often(clients), setting))
    start, rest = lead(opening, stage), text[N_FIRST:]
    if carried:
        start = going_on(opening, stage)
    return walked(start, rest, roams=roams, entered=entered, late=late)


def going_on(opening: acts.Open, stage: Stage) -> Partnership:
    """Lead a case that is carried over to an opening to a stage, or as near as can be.

    Raises:
        NotCarriedOut: If no way leads there under the law as it stands.
    """
    p = Partnership.replay((opening,))
    before, early = stage in EARLY_STAGES, stage in (Stage.EXPLORING, Stage.CONTRACTING)
    there = p.record(carrying(p, Stage.EXPLORING if before or early else Stage.WORKING))
    return there if before else onward(there, stage)


@st.composite
def partnerships(
    draw: st.DrawFn,
    *,
    stages: Sequence[Stage] = STAGES,
    clients: int | Sequence[int] = HOW_MANY,
    at_most: int = 4,
    policy: Policy | st.SearchStrategy[Policy] | None = None,
) -> Partnership:
    """Draw a partnership of any people, with any settings, at any stage.

    Slower than `histories`, which is always about the same people; take this one where
    names, credentials, pronouns or settings may matter.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        stages: where it is led.
        clients: how many clients there are, or may be.
        at_most: how many things are done there.
        policy: the settings, or how to draw them; any, unless given.
    """
    opening = draw(any_openings(clients=clients, policy=policy))
    p = onward(opening, draw(st.sampled_from(stages)))
    return draw(walks(p, at_most=at_most))


def walks(p: Partnership, *, at_most: int = AT_MOST) -> st.SearchStrategy[Partnership]:
    """Draw how a partnership goes on: lawful acts, of kinds that are drawn first.

    Args:
        p: where to begin.
        at_most: how many things are done, each with whatever it asks for first.
    """
    return spellings(at_most=at_most).map(lambda text: walked(p, text))


N_FIRST = 3
"""How many characters say where a history is led, how, and of whom."""

LEADING = ((reached, True), (furnished, False), (reached, False), (furnished, False))
"""By the shortest way, or with something there of everything; going on, or staying."""


LATE, LATE_WAY = 4, 2
"""One way in so many, and which, in which something is written down late."""

TAKES = 5
"""One in so many late entries takes a consent back."""

OF_ENTRIES: tuple[Aim, ...] = (acts.EnteredInError, matters.Correction)
"""What takes an entry out of effect; as there is always one, oftener than all else."""


def _aims(p: Partnership, *, late: bool) -> tuple[Aim, ...]:
    """Return what can be done where a partnership stands, but carrying a case over.

    What is carried over begins otherwise than all else, and is asked for by itself.
    """
    possible = tuple(aim for aim in aims(p.stage) if aim is not acts.CarryOver)
    if late:
        return (*possible, *OF_ENTRIES)
    return tuple(aim for aim in possible if aim not in OF_ENTRIES)


def walked(
    p: Partnership,
    things: Sequence[str],
    *,
    roams: bool = True,
    among: Sequence[Aim] | None = None,
    entered: bool = True,
    late: bool = True,
) -> Partnership:
    """Give a partnership after everything that a text spells was done, where it could.

    Args:
        p: where to begin.
        things: the characters.
        roams: whether it goes wherever it is led; otherwise it stays in its stage as
            long as it can, and what leads on is left to the end.
        among: what is done; whatever can be in a stage, unless given.
        entered: whether another than its author may enter what is done.
        late: whether things are written down late, and taken out of effect.
    """
    stage, put_off = p.stage, list[str]()
    for thing in things:
        after = _going_on(p, thing, among, entered=entered, late=late)
        if roams or after.stage is stage:
            p = after
        else:
            put_off.append(thing)
    if not put_off:
        return p
    return walked(p, put_off, among=among, entered=entered, late=late)


def _going_on(
    p: Partnership,
    thing: str,
    among: Sequence[Aim] | None,
    *,
    entered: bool,
    late: bool,
) -> Partnership:
    """Do what a character stands for, with whatever it asks for first, if it can be."""
    aim, way = chosen(thing, (None, *(_aims(p, late=late) if among is None else among)))
    if aim is None:
        return p
    later = STEPS_OF_TIME[way % len(STEPS_OF_TIME)]
    at = p.at + later
    if aim in OF_ENTRIES:
        return taken_out(p, aim, at=at, way=way) or p
    if late and way % LATE == LATE_WAY:
        place = ord(thing) // LATE
        # What is known late and taken at once changes most.
        what = acts.WithdrawConsent if place % TAKES == 0 else aim
        after = written_down_late(p, what, at=at, place=place, way=way)
        if after is not None:
            return after
    return attempted(p, aim, at=at, way=way, entered=entered) or p
