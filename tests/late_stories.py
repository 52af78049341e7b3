"""Stories in which things are written up late, set aside, and taken out as mistakes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import attrs
from hypothesis import strategies as st

from collabtherapy import Evidence, Partnership, Scope, Words, acts, matters
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.testing import histories
from collabtherapy.testing.offered import everyone, next_acts, offered
from collabtherapy.testing.ways import START, two

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEEN: Final = Evidence("paper-form", seen_by="bo")

Draw: TypeAlias = st.DrawFn
Step: TypeAlias = Callable[[Draw, Partnership], Partnership]

MAY_BE_LATE: Final = tuple(
    kind for kind, lateness in LATENESS.items() if lateness is not Lateness.STEP
)


def day(n: float) -> datetime:
    """Return a moment some days after the stories begin."""
    return START + n * DAY


def spread() -> Partnership:
    """Return a story of several days, up to a session in the working stage.

    What was consented to on the first day is what everything later stands on.
    """
    agreement = matters.Agreement(words=Words("weekly"))
    goal = matters.Goal(words=Words("sleep"))
    return two().record(
        *_consented(Scope.ASSESSMENT, 1),
        *_consented(Scope.TREATMENT, 1),
        acts.Propose(by="bo", at=day(2), id="begin", matter=matters.Begin()),
        acts.Accept(by="ana", at=day(2), proposal="begin"),
        acts.Orient(by="bo", at=day(2), to="ana"),
        acts.Propose(by="ana", at=day(3), id="g1", matter=goal),
        acts.Accept(by="bo", at=day(3), proposal="g1"),
        acts.Propose(by="bo", at=day(4), id="a1", matter=agreement),
        acts.Accept(by="ana", at=day(5), proposal="a1"),
        acts.StartSession(by="bo", at=day(6), id="s1", present=("ana", "bo")),
        acts.EndSession(by="bo", at=day(6) + HOUR, session="s1"),
        acts.WriteNote(by="bo", at=day(7), words=Words("went slowly")),
    )


def _consented(scope: Scope, n: float) -> Iterator[acts.Act]:
    yield acts.Explain(
        by="bo", at=day(n), to="ana", scope=scope, terms="t", limits=True
    )
    yield acts.GiveConsent(by="ana", at=day(n), scope=scope, terms="t")


def set_aside() -> Partnership:
    """Return a story in which a late withdrawal sets aside what was agreed since."""
    p = spread()
    withdrawn = acts.WithdrawConsent(
        by="ana", at=day(8), happened_at=day(4.5), scope=Scope.TREATMENT
    )
    return p.record(withdrawn)


def broken_off() -> Partnership:
    """Return a story in which a late withdrawal breaks off the session that is open."""
    p = spread().record(
        acts.StartSession(by="bo", at=day(8), id="s2", present=("ana", "bo"))
    )
    withdrawn = acts.WithdrawConsent(
        by="ana", at=day(8) + HOUR, happened_at=day(7.5), scope=Scope.TREATMENT
    )
    return p.record(withdrawn)


def taken_out() -> Partnership:
    """Return a story in which a note is taken out as a mistake."""
    p = spread()
    return p.record(
        acts.EnteredInError(by="bo", at=day(8), act=p.version, because="wrong-record")
    )


def on_time(draw: Draw, p: Partnership) -> Partnership:
    """Do something lawful now."""
    return p.record(draw(next_acts(p)))


def late(draw: Draw, p: Partnership) -> Partnership:
    """Write something up that happened earlier, if it can be."""
    entry = draw(st.sampled_from(p.entries))
    then = p.as_of(entry.effective_at + draw(st.sampled_from([timedelta(0), HOUR])))
    kind = draw(st.sampled_from(MAY_BE_LATE))
    tries: Sequence[acts.Act] = list(offered(then, kind, then.at))  # type: ignore[arg-type]
    if not tries or then.at >= p.at:
        return p
    act = draw(st.sampled_from(tries))
    now = p.at + draw(st.sampled_from([timedelta(0), HOUR, DAY]))
    said: dict[str, Any] = {}
    if draw(st.booleans()):
        said |= {"at": now, "happened_at": then.at}
    if draw(st.booleans()):
        hands = [None, *(one.id for one in p.therapists if one.id != act.by)]
        said |= {"evidence": SEEN, "entered_by": draw(st.sampled_from(hands))}
    return _if_allowed(p, attrs.evolve(act, **said))


def took_back(draw: Draw, p: Partnership) -> Partnership:
    """Write up that a client took back a consent earlier, or left, if they may."""
    clients = p.clients
    if not clients:
        return p
    client, then = draw(st.sampled_from(clients)).id, draw(st.sampled_from(p.entries))
    # What was taken out may lie far ahead of the clock.
    earlier = min(then.effective_at, p.at)
    said = {"by": client, "at": p.at + HOUR, "happened_at": earlier}
    scopes = [scope for one, scope in p.state.consent.by_scope if one == client]
    tries = [acts.WithdrawConsent(scope=scope, **said) for scope in scopes]
    return _if_allowed(p, draw(st.sampled_from([*tries, acts.Leave(**said)])))


def mistake(draw: Draw, p: Partnership) -> Partnership:
    """Return the story with an entry taken out, mostly by its author, if it can be."""
    entry = draw(st.sampled_from(p.entries))
    by = draw(st.sampled_from([entry.act.by, entry.act.hand, *everyone(p)]))
    seen = list(numbers_seen(p.recorded, by, p.at))
    number = seen.index(entry.version) + 1 if entry.version in seen else 1
    at = p.at + draw(st.sampled_from([timedelta(0), HOUR]))
    act = acts.EnteredInError(by=by, at=at, act=number, because="slip")
    return _if_allowed(p, act)


def corrected(draw: Draw, p: Partnership) -> Partnership:
    """Take something out together, if it can be."""
    name, by = f"correct-{p.version}", p.therapists[0]
    matter = matters.Correction(act=draw(st.integers(1, p.version)), because="slip")
    put = acts.Propose(by=by, at=p.at, id=name, matter=matter)
    p = _if_allowed(p, put)
    for client in p.clients:
        p = _if_allowed(p, acts.Accept(by=client, at=p.at, proposal=name))
    return p


def ahead(draw: Draw, p: Partnership) -> Partnership:
    """Mistype a year, do something at the right moment, and take the mistake out."""
    now, by = p.at, p.therapists[0]
    slip = acts.WriteNote(by=by, at=now + 365 * DAY, words=Words("2062"))
    after = _if_allowed(p, slip)
    if after is p or not draw(st.booleans()):
        return after
    number = after.version
    out = acts.EnteredInError(by=by, at=now + DAY, act=number, because="wrong-date")
    return _if_allowed(after, out)


def _if_allowed(p: Partnership, act: acts.Act) -> Partnership:
    return p.record(act) if p.allows(act) else p


STEPS: Final[Sequence[Step]] = (
    on_time, late, late, took_back, mistake, corrected, ahead,
)  # fmt: skip


@st.composite
def late_stories(
    draw: Draw,
    *,
    at_most: int = 5,
    begun: st.SearchStrategy[Partnership] | None = None,
) -> Partnership:
    """Draw a partnership in which not everything was written down on time.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        at_most: how many things are done out of order at most.
        begun: what comes before that; a story of several days or any short one, unless
            given.
    """
    told = st.sampled_from((spread, set_aside, broken_off, taken_out))
    usual = st.one_of(told.map(lambda tell: tell()), histories(at_most=4))
    p = draw(usual if begun is None else begun)
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=at_most)):
        p = step(draw, p)
    return p
