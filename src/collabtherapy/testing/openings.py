"""How a partnership comes to be asked for."""

from collections.abc import Sequence
from functools import cache
from typing import SupportsIndex, cast

from hypothesis import strategies as st

from collabtherapy import (
    Client,
    FallsUnder,
    Form,
    Organisation,
    Partnership,
    Policy,
    Therapist,
    Words,
    acts,
)
from collabtherapy._scalars import whole
from collabtherapy.partnership.law.deciders import ROWS
from collabtherapy.testing.values import values
from collabtherapy.testing.ways import ANA, BO, CEM, CLINIC, DEE, EVA, START

HOW_MANY = (1, 1, 1, 1, 1, 2, 3)
"""How many clients there are: one more often than several."""

FORMS = (Form.COUPLE, Form.FAMILY, Form.GROUP)


def openings(
    *,
    clients: int | Sequence[int] = HOW_MANY,
    policy: Policy | st.SearchStrategy[Policy] | None = None,
) -> st.SearchStrategy[Partnership]:
    """Draw a partnership that was just asked for, by a client or a service.

    Always the same people: ``ana``, then ``cem`` and ``dee``; ``bo``, then ``eva``; and
    a ``clinic``. Where anything of anybody may matter, draw `partnerships`.

    Args:
        clients: how many clients there are, or may be: 1 to 3.
        policy: the settings, or how to draw them; unless given, the usual ones, but
            that orientation may wait.
    """
    if isinstance(policy, st.SearchStrategy):
        return policy.flatmap(lambda drawn: openings(clients=clients, policy=drawn))
    opened = usual_openings(often(clients), policy)
    return st.sampled_from([Partnership.replay((act,)) for act in opened])


@cache
def usual_openings(
    clients: tuple[int, ...], policy: Policy | None
) -> tuple[acts.Open, ...]:
    """Give the openings among the same people, the simplest first."""
    therapists = ((BO,), (BO, EVA))
    settings = (
        (Policy(), Policy(orientation_first=False)) if policy is None else (policy,)
    )
    return tuple(
        acts.Open(
            by=by,
            at=START,
            partnership="p-1",
            clients=(ANA, CEM, DEE)[:n],
            therapists=those,
            organisations=(CLINIC,),
            policy=setting,
            form=form,
            clients_told=Words("by letter"),
        )
        for setting in settings
        for those in therapists
        for by in ("ana", "clinic")
        for n in clients
        for form in ((Form.INDIVIDUAL,) if n == 1 else FORMS)
    )


def opening_of(p: Partnership) -> acts.Open:
    """Give the act by which a partnership was opened."""
    return cast("acts.Open", p.history[0])


def often(clients: int | Sequence[int]) -> tuple[int, ...]:
    """Give how many clients there may be, each as often as it is named."""
    if isinstance(clients, SupportsIndex):
        return (whole(clients),)
    return tuple(map(whole, clients))


@st.composite
def any_openings(
    draw: st.DrawFn,
    *,
    clients: int | Sequence[int] = HOW_MANY,
    policy: Policy | st.SearchStrategy[Policy] | None = None,
) -> Partnership:
    """Draw a partnership that was just asked for, of people of any kind.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        clients: how many clients there are, or may be.
        policy: the settings, or how to draw them; any, unless given.
    """
    n = draw(st.sampled_from(often(clients)))
    people = _CLIENTS if n == 1 else st.lists(_client, min_size=n, max_size=n)
    by, organisations, deciders = draw(st.sampled_from(_ASKING))
    opening = draw(
        values(
            acts.Open,
            by=by,
            clients=people,
            therapists=_THERAPISTS,
            organisations=organisations,
            deciders=draw(deciders),
            clients_told=Words("by letter"),
            policy=policy or _policies,
            predecessor=None,
            begun=False,
        )
    )
    return Partnership.replay((opening,), check=True)


_client, _policies = values(Client), values(Policy)
_CLIENTS = st.tuples(_client)
_THERAPISTS = st.lists(values(Therapist), min_size=1, max_size=2)
_row = values(FallsUnder, row=st.sampled_from(tuple(ROWS)))
_ASKING = (
    ("clients-0", (), st.just(())),
    ("organisations-0", (Organisation("x"),), st.lists(_row, max_size=2)),
)
