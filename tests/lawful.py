"""Lawful histories as a Hypothesis strategy, and acts that may or may not be lawful.

A history is led to a stage by the shortest way and then walks on by acts that are
lawful where it stands, so that late stages are met as often as early ones.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import strategies as st

from collabtherapy import (
    Client,
    EndingGround,
    Form,
    Kind,
    Organisation,
    Partnership,
    PersonId,
    Policy,
    Readiness,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.offers import OFFERS

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANA, CEM, DEE = Client("ana"), Client("cem"), Client("dee")
BO, EVA = Therapist("bo"), Therapist("eva")
CLINIC = Organisation("clinic")

steps_of_time = st.sampled_from(
    [timedelta(0), timedelta(minutes=1), timedelta(days=1), timedelta(days=40)]
)
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip())
words = st.builds(Words, texts)
kinds = st.frozensets(
    st.sampled_from([Kind.PERSPECTIVE, Kind.OPEN_QUESTION, Kind.ADVICE, Kind("own")]),
    max_size=2,
)
marks = st.none() | st.integers(0, 10)


@st.composite
def openings(draw: st.DrawFn, *, clients: int | None = None) -> Partnership:
    """Draw a partnership that was just asked for, by a client or a service."""
    n = draw(st.sampled_from([1, 1, 1, 2, 3])) if clients is None else clients
    form = Form.INDIVIDUAL
    if n > 1:
        form = draw(st.sampled_from([Form.COUPLE, Form.FAMILY, Form.GROUP]))
    therapists = draw(st.sampled_from([(BO,), (BO,), (BO, EVA)]))
    policy = Policy(orientation_first=draw(st.booleans()))
    by = draw(st.sampled_from(["ana", "clinic"]))
    return Partnership.open(
        id="p-1",
        clients=(ANA, CEM, DEE)[:n],
        therapists=therapists,
        organisations=(CLINIC,),
        by=by,
        at=START,
        policy=policy,
        form=form,
        client_knows=True,
    )


def two() -> Partnership:
    """Give the smallest partnership there is: one client and one therapist."""
    return Partnership.open(
        id="p-1", clients=(ANA,), therapists=(BO,), by="ana", at=START
    )


def couple() -> Partnership:
    """Give a couple with one therapist."""
    return Partnership.open(
        id="p-1", clients=(ANA, CEM), therapists=(BO,), by="ana", at=START,
        form=Form.COUPLE,
    )  # fmt: skip


def prefixes(p: Partnership) -> Iterator[tuple[Partnership, acts.Act, Partnership]]:
    """Give each act after the opening, with the partnership before and after it."""
    before = Partnership.replay(p.history[:1])
    for act in p.history[1:]:
        after = before.record(act)
        yield before, act, after
        before = after


def consented(p: Partnership, scope: Scope, at: datetime) -> Partnership:
    """Have a scope explained to every client, and given."""
    for client in p.clients:
        p = p.record(
            acts.Explain(
                by="bo", at=at, to=client, scope=scope, terms="t", limits=True
            ),
            acts.GiveConsent(by=client, at=at, scope=scope, terms="t"),
        )
    return p


def decided(
    p: Partnership, name: str, matter: matters.Matter, at: datetime
) -> Partnership:
    """Have a matter put by the first therapist and accepted by everyone else."""
    p = p.record(acts.Propose(by="bo", at=at, id=name, matter=matter))
    for person in (*p.clients, *p.therapists):
        if p.proposal(name).is_open and person.id not in p.proposal(name).accepted_by:
            p = p.record(acts.Accept(by=person, at=at, proposal=name))
    return p


def led_to(p: Partnership, stage: Stage) -> Partnership:
    """Lead a partnership that was just asked for to a stage, as simply as can be."""
    at = START + timedelta(days=1)
    if stage is Stage.REQUESTED:
        return p
    if stage is Stage.WAITING:
        return p.record(acts.PlaceOnWaitingList(by="bo", at=at, expected_wait_days=28))
    p = decided(consented(p, Scope.ASSESSMENT, at), "begin", matters.Begin(), at)
    for client in p.clients:
        p = p.record(acts.Orient(by="bo", at=at, to=client))
    if stage is Stage.EXPLORING:
        return p
    goal = matters.Goal(words=Words("sleep"))
    agreement = matters.Agreement(words=Words("weekly"))
    if stage is Stage.CONTRACTING:
        return p.record(acts.Propose(by="bo", at=at, id="a1", matter=agreement))
    p = consented(decided(p, "g1", goal, at), Scope.TREATMENT, at)
    p = decided(p, "a1", agreement, at)
    first = p.clients[0]
    if stage is Stage.FOLLOW_UP:
        return followed_up(p)
    last: dict[Stage, tuple[acts.Act, ...]] = {
        Stage.WORKING: (),
        Stage.PAUSED: (acts.Pause(by=first, at=at),),
        Stage.ENDING: (acts.StartEnding(by=first, at=at),),
        Stage.CLOSED: (
            acts.StartEnding(by=first, at=at),
            acts.Finish(by=first, at=at),
        ),
    }
    return p.record(*last[stage])


def followed_up(p: Partnership) -> Partnership:
    """Lead a partnership that works through a good ending to following up."""
    at = p.state.at
    p = decided(consented(p, Scope.CONTACT, at), "end", matters.Ending(), at)
    for client in p.clients:
        p = p.record(
            acts.OfferToolkit(by="bo", at=at, to=client),
            acts.LookBack(by=client, at=at, words=Words("I sleep")),
        )
    p = p.record(acts.LookBack(by="bo", at=at))
    until = at + timedelta(days=180)
    return decided(p, "after", matters.FollowUp(until=until), at)


REACHABLE = tuple(Stage)


VARIED: dict[type[acts.Act], dict[str, st.SearchStrategy[object]]] = {
    acts.GiveFeedback: {"heard": marks, "understood": marks, "comfort": marks},
    acts.CheckComfort: {"level": marks},
    acts.RateGoal: {"value": st.integers(0, 10)},
    acts.Contribute: {"kinds": kinds, "words": st.none() | words},
    acts.AnswerOrientation: {"readiness": st.sampled_from(Readiness)},
    acts.Explain: {"limits": st.booleans(), "terms": st.sampled_from("tu")},
    acts.AddToAgenda: {"words": words},
    acts.AnswerFeedback: {"words": words},
    acts.Adjust: {"words": words},
    acts.Reflect: {"words": st.none() | words},
    acts.StartEnding: {
        "ground": st.none() | st.sampled_from(EndingGround),
        "alternatives_offered": st.booleans(),
    },
    acts.Pause: {"cover_offered": st.booleans()},
    acts.Finish: {"alternatives_offered": st.booleans()},
    acts.DeclineToStart: {"signposting_offered": st.booleans()},
}
"""The fields of an act that are its author's to choose, and what they may hold."""


@st.composite
def varied(draw: st.DrawFn, act: acts.Act) -> acts.Act:
    """Draw other values for the fields of an act that are its author's to choose."""
    fields = VARIED.get(type(act), {})
    changes = {name: draw(values) for name, values in fields.items()}
    if isinstance(act, acts.GiveConsent):
        days = draw(st.sampled_from([None, 1, 60]))
        changes["expires_at"] = None if days is None else act.at + timedelta(days=days)
    return attrs.evolve(act, **changes)


def everyone(p: Partnership) -> tuple[PersonId, ...]:
    """Give whoever might act: the members, who left, and somebody from outside."""
    former = (client.id for client in p.state.members.former)
    there = (*(member.id for member in p.members), *former)
    return (*there, *map(PersonId, ("stranger", "parent", "incoming")))


@st.composite
def attempts(draw: st.DrawFn, p: Partnership) -> acts.Act | None:
    """Draw something that somebody might try, lawful or not; None if nothing."""
    at = p.state.at + draw(steps_of_time)
    person = draw(st.sampled_from(everyone(p)))
    offered = list(draw(st.sampled_from(OFFERS))(p.state, person, at))
    if not offered:
        return None
    return draw(varied(draw(st.sampled_from(offered))))


@st.composite
def next_acts(draw: st.DrawFn, p: Partnership) -> acts.Act | None:
    """Draw something lawful that somebody does next; None if there is nothing."""
    at = p.state.at + draw(steps_of_time)
    person = draw(st.sampled_from(everyone(p)))
    first = draw(st.integers(0, len(OFFERS) - 1))
    for offer in (*OFFERS[first:], *OFFERS[:first]):
        lawful = [act for act in offer(p.state, person, at) if not p.why_not(act)]
        if lawful:
            act = draw(st.sampled_from(lawful))
            other = draw(varied(act))
            return act if p.why_not(other) else other
    return None


def in_session(p: Partnership) -> Partnership:
    """Have everyone meet: something on the agenda, two contributions, an answer."""
    at = p.state.at
    people = tuple(m for m in p.members if not isinstance(m, Organisation))
    client = p.clients[0]
    return p.record(
        acts.StartSession(by="bo", at=at, id="s1", present=people),
        acts.AddToAgenda(by=client, at=at, session="s1", words=Words("work")),
        acts.Contribute(by=client, at=at, session="s1", id="c1"),
        acts.Contribute(by="bo", at=at, session="s1", id="c2", answers="c1"),
        acts.GiveFeedback(by=client, at=at, session="s1", heard=2, comfort=9),
    )


MEETING = (Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING)


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    stages: tuple[Stage, ...] = REACHABLE,
    clients: int | None = None,
    at_most: int = 12,
) -> Partnership:
    """Draw a partnership with a lawful history: led to a stage, then walking on."""
    p = led_to(draw(openings(clients=clients)), draw(st.sampled_from(stages)))
    if p.stage in MEETING and draw(st.booleans()):
        p = in_session(p)
    for _ in range(draw(st.integers(0, at_most))):
        act = draw(next_acts(p))
        if act is not None:
            p = p.record(act)
    return p
