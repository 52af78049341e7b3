"""Histories with all who may look at them: holders, late-comers, and who has left.

What is drawn by `histories` has members alone; here somebody speaks for a client, sees
an outline, came later, or went.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import growing_up
import interpreter
import joining_a_group
from hypothesis import strategies as st

from collabtherapy import (
    Basis,
    Client,
    EndingGround,
    Noticed,
    Partnership,
    PersonId,
    Stage,
    Words,
    acts,
)
from collabtherapy.errors import NotForThem
from collabtherapy.exports.names import everyone
from collabtherapy.privacy import View, view
from collabtherapy.testing.histories import walked
from collabtherapy.testing.spelled import spellings
from collabtherapy.testing.ways import (
    appointing,
    couple,
    falling_under,
    found,
    group,
    in_session,
    joined,
    led_to,
    taking_part,
)

YEAR = timedelta(days=365)
WHOLE_STORIES: dict[str, Callable[[], Partnership]] = {
    "growing up": lambda: growing_up.she_decides(
        growing_up.begin(growing_up.parents_come())
    ),
    "interpreter": lambda: interpreter.meet(interpreter.asked(interpreter.begun())),
    "joining a group": lambda: joining_a_group.a_therapist_leaves(
        joining_a_group.somebody_joins(joining_a_group.at_work())
    ),
}
"""The stories of people among the examples, told to their end."""


def outlined() -> Partnership:
    """Return a couple that has met; the parent of one sees an outline."""
    p = falling_under(in_session(led_to(couple(), Stage.WORKING)), "ew.under_16")
    p = p.record(acts.EndSession(by="bo", at=p.at, session="s1"))
    p = found(p, "records", able=True)
    return p.record(_appointed(p))


def deciding() -> Partnership:
    """Return a couple with a parent who decides about the records of one."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = found(p, "records", able=False)
    return p.record(_appointed(p))


def _appointed(p: Partnership) -> acts.AppointRepresentative:
    parental = Basis.PARENTAL_RESPONSIBILITY
    return appointing(p, "parent", basis=parental, until=p.at + YEAR)


def come_late() -> Partnership:
    """Return a group that has met, has an appointment, and is joined by a client."""
    p, fia = in_session(led_to(group(), Stage.WORKING)), Client("fia")
    p = p.record(
        acts.EndSession(by="bo", at=p.at, session="s1"),
        acts.PlanSession(by="bo", at=p.at, id="s2", starts_at=p.at + YEAR / 52),
        acts.MoveSession(by="bo", at=p.at, session="s2", starts_at=p.at + YEAR / 50),
    )
    return taking_part(joined(p, fia, p.at), fia, p.at)


def gone() -> Partnership:
    """Return a group that a client and a therapist have left."""
    p = joining_a_group.somebody_joins(joining_a_group.at_work())
    ground = EndingGround.UNAVAILABILITY
    return p.record(
        acts.GiveNotice(by="bo", at=p.at, of=Noticed.LEAVING, from_=p.at),
        acts.LeaveAsTherapist(
            by="bo", at=p.at, ground=ground, alternatives=Words("so"),
            successor_lead="eva",
        ),
        acts.Leave(by="dee", at=p.at),
    )  # fmt: skip


ROOTS = (outlined, deciding, come_late, gone)


def peopled(*, at_most: int = 8) -> st.SearchStrategy[Partnership]:
    """Draw a history with somebody in it who sees a part, and how it goes on."""
    return st.tuples(st.sampled_from(ROOTS), spellings(at_most=at_most)).map(
        lambda drawn: walked(drawn[0](), drawn[1])
    )


def lookers(p: Partnership) -> Iterator[tuple[PersonId, View]]:
    """Yield everyone who may see something of it, with what that is."""
    held = (holder for _, holder in p.state.representation.held)
    for who in dict.fromkeys((*everyone(p), *held)):
        try:
            yield who, view(p, who)
        except NotForThem:
            continue
