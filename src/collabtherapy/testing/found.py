"""What partnerships add up to, as strategies: goals, sessions, duties, refusals.

These values are not made up field by field: each stands in some lawful history, so
that whatever several of their fields have to say together, they say.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cache
from itertools import chain, islice
from typing import Any, TypeVar

from hypothesis import strategies as st

from collabtherapy import (
    AgendaItem,
    AgreedPractice,
    AgreedTask,
    Bond,
    CarriedOver,
    CarriedPart,
    Change,
    Closure,
    Coding,
    Concern,
    Consent,
    Contribution,
    Dissent,
    Do,
    Duty,
    FollowingUp,
    Held,
    Moment,
    Option,
    Orientation,
    Partnership,
    Proposal,
    Rating,
    Refusal,
    Response,
    Rupture,
    Session,
    Settled,
    SharedGoal,
    Stage,
    Stated,
    Stay,
    Timer,
    Toolkit,
    Version,
    Voice,
    WayOut,
    acts,
)
from collabtherapy.testing.aims import Aim
from collabtherapy.testing.asked import ASKED
from collabtherapy.testing.carried import carried
from collabtherapy.testing.directed import attempted, furnished, onward
from collabtherapy.testing.histories import walks
from collabtherapy.testing.openings import opening_of
from collabtherapy.testing.situations import SITUATIONS
from collabtherapy.testing.ways import two

T = TypeVar("T")


LIVED: tuple[Aim, ...] = (
    acts.RateGoal, acts.RaiseConcern, acts.SetStance, acts.StateNeed,
    acts.AddToToolkit, acts.Code, acts.Disclose, acts.Decline,
)  # fmt: skip
"""What is done beside the furniture, so that there is something of everything."""


@cache
def lived_in() -> Partnership:
    """Give a partnership that works, with something of everything in it."""
    p = furnished(opening_of(two()), Stage.WORKING)
    for aim in LIVED:
        p = attempted(p, aim) or p
    return p


FEW = 40
"""Of how many refusals the way is looked for: each takes a while."""


@cache
def _all_refusals() -> tuple[Refusal, ...]:
    places = ((situation(), attempt) for situation, attempt in SITUATIONS.values())
    return tuple(reason for p, attempt in places for reason in p.refusals(attempt(p)))


def _refusals(_: Partnership) -> Iterable[Refusal]:
    return _all_refusals()


def _fixes(kind: type[T]) -> Callable[[Partnership], Iterable[T]]:
    return lambda p: (
        fix for reason in _refusals(p) for fix in reason.fix if isinstance(fix, kind)
    )


def _proposals(p: Partnership) -> Iterable[Proposal]:
    return p.state.decisions.proposals.values()


def _codings(p: Partnership) -> Iterable[Coding]:
    codings = p.state.codings
    by_what = (*codings.of_contribution.values(), *codings.of_session.values())
    return chain.from_iterable(by_what)


def _parts() -> Iterable[CarriedPart]:
    over = carried().carried_over
    return () if over is None else over.parts.values()


def _ratings(p: Partnership) -> Iterable[Rating]:
    return (rating for goal in p.goals for rating in goal.ratings)


FOUND: Mapping[type[Any], Callable[[Partnership], Iterable[Any]]] = {
    AgendaItem: lambda p: (i for s in p.sessions for i in p.agenda(s.id)),
    AgreedPractice: lambda p: p.state.tasks.practices.values(),
    AgreedTask: lambda p: p.tasks,
    CarriedOver: lambda _: (carried().carried_over,),
    CarriedPart: lambda _: _parts(),
    Bond: lambda p: (p.alliance(p.clients[0], p.therapists[0]),),
    Change: _fixes(Change),
    Closure: lambda _: (onward(lived_in(), Stage.CLOSED).closure,),
    Coding: _codings,
    Concern: lambda p: (p.safety(p.clients[0]),),
    Consent: lambda p: p.state.consent.by_scope.values(),
    Contribution: lambda p: p.contributions(),
    Dissent: lambda p: (dissent for _, dissent in p.disagreements),
    Do: _fixes(Do),
    Duty: lambda p: p.state.duties.by_id.values(),
    FollowingUp: lambda _: (onward(lived_in(), Stage.FOLLOW_UP).follow_up,),
    Held: lambda p: p.stances(p.clients[0]),
    Moment: lambda p: (p.as_of(entry.effective_at) for entry in p.timeline),
    Option: lambda p: p.options(p.clients[0], at=p.at),
    Orientation: lambda p: (p.orientation(p.clients[0]),),
    Proposal: _proposals,
    Rating: _ratings,
    Refusal: _refusals,
    Response: lambda p: (
        p.feedback(s.id, m) for s in p.sessions for m in sorted(s.present)
    ),
    Rupture: lambda p: p.alliance(p.clients[0], p.therapists[0]).ruptures,
    Session: lambda p: p.sessions,
    Stay: lambda p: (
        stay for s in p.sessions for stays in s.presence.values() for stay in stays
    ),
    Settled: lambda p: (p.agreement,),
    SharedGoal: lambda p: p.goals,
    WayOut: lambda p: (reason.way for reason in islice(_refusals(p), FEW)),
    Stated: lambda p: (p.preferences(p.clients[0]),),
    Timer: lambda p: p.timers(at=p.at + timedelta(days=1)),
    Toolkit: lambda p: (p.toolkit(p.clients[0]),),
    Version: lambda p: (version for put in _proposals(p) for version in put.versions),
    Voice: lambda p: (p.voice(),),
    **ASKED,
}
"""What a partnership adds up to, or may be asked, and where in it that stands."""


@st.composite
def found(draw: st.DrawFn, /, kind: type[T]) -> T:
    """Draw a value of what partnerships add up to, as it stands in one.

    Raises:
        KeyError: a partnership holds nothing of this kind.
    """
    p = draw(walks(lived_in(), at_most=4)) if draw(st.booleans()) else lived_in()
    there = tuple(FOUND[kind](p)) or tuple(FOUND[kind](lived_in()))
    chosen: T = draw(st.sampled_from(there))
    return chosen
