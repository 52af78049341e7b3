"""What somebody might try next: offers by kind, and other values for their fields."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from collabtherapy import (
    Answer,
    Done,
    EndingGround,
    Evidence,
    Kind,
    Mode,
    Partnership,
    PersonId,
    ProposalId,
    Readiness,
    Reviewed,
    Role,
    Stage,
    Way,
    WhoLed,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.law.plans import kinds, may_do
from collabtherapy.partnership.questions.offers import OFFERS, Offer
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.partnership.regions.measurements import RECORDED
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.partnership.values.ids import fresh
from collabtherapy.testing.ways import appointing, decided, in_session, led_to, two

T = TypeVar("T")

STEPS_OF_TIME = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(days=1),
    timedelta(days=40),
)
"""How long nobody does anything: not at all first, and long enough to run out last."""

OUTSIDE = tuple(map(PersonId, ("stranger", "parent", "incoming", "service")))
"""Who might act from outside: nobody known, and whom the offers name."""

steps_of_time: st.SearchStrategy[timedelta] = st.sampled_from(STEPS_OF_TIME)

MARKS = (None, 10, 5, 0)
SAID = tuple(map(Words, ("so", 'é\u2028"\\\x01😀', "\u202e", "a" * 400)))
"""What somebody may have written: plainly, and what is hard to carry or to show."""

VARIED: Mapping[type[acts.Act], Mapping[str, Sequence[object]]] = {
    acts.GiveFeedback: {
        "heard": MARKS,
        "understood": MARKS,
        "comfort": MARKS,
        "support": MARKS,
        "led": (None, *WhoLed),
    },
    acts.CheckComfort: {"level": MARKS},
    acts.RateGoal: {"value": (10, 5, 1)},
    acts.Contribute: {
        "kinds": (
            frozenset((Kind.PERSPECTIVE,)),
            frozenset((Kind.OPEN_QUESTION, Kind.ADVICE)),
            frozenset((Kind("own"),)),
        ),
        "words": (None, *SAID),
    },
    acts.RaiseConcern: {"about": (None, *OUTSIDE, PersonId("cem"))},
    acts.HandOverSafety: {"reference": (None, None, None, *SAID)},
    acts.AnswerOrientation: {"readiness": tuple(Readiness)},
    acts.Explain: {"limits": (True, False, True), "terms": ("t", "u")},
    acts.AddToAgenda: {"words": SAID},
    acts.AgreeToNote: {"agreed": (True, False)},
    acts.AnswerFeedback: {"words": SAID},
    acts.AnswerNeed: {"answer": tuple(Answer)},
    acts.Accommodate: {"answer": tuple(Answer)},
    acts.StatePreference: {"strength": (0, 3, -3)},
    acts.LogPractice: {"done": (None, *Done)},
    acts.ReviewPractice: {"outcome": tuple(Reviewed)},
    acts.Adjust: {"words": SAID},
    acts.Reflect: {"words": (None, *SAID)},
    acts.StartEnding: {
        "ground": (None, *EndingGround),
        "alternatives": (None, *SAID),
    },
    acts.Pause: {"cover": (None, *OUTSIDE)},
    acts.Consult: {"advice": (None, *SAID), "anonymised": (True, False)},
    acts.Finish: {"alternatives": (None, *SAID)},
    acts.DeclineToStart: {"signposting": (None, *SAID)},
    acts.RecordMeasure: {
        "score": (9, None, None, None, None),
        "no_score": (None, *RECORDED),  # as many: each goes with what stands above it
    },
    acts.PlanSession: {"mode": tuple(Mode), "place": (None, *SAID)},
    acts.MoveSession: {"mode": (None, *Mode), "place": (None, *SAID)},
    acts.StartSession: {"ways": tuple(frozenset((way,)) for way in Way)},
}
"""The fields of an act that are its author's to choose, and what they may hold."""

WITH_EVIDENCE = frozenset((5, 10))
"""The ways in which a document was seen for an act."""

ENTERED = frozenset((4, 7, 10))
"""The ways in which an act is entered by another than its author."""

LAST = 6
"""Of how many of the last entries that a person counts they try to take one out."""

DAYS = (1, 60, None)
"""After how many days what was consented to runs out."""


def varied(act: acts.Act, way: int) -> acts.Act:
    """Give an act with other values in the fields that are its author's to choose.

    Args:
        act: the act.
        way: which values; the act as it is, for 0.
    """
    if way == 0:
        return act
    changes: dict[str, Any] = {
        name: values[way % len(values)]
        for name, values in VARIED.get(type(act), {}).items()
    }
    if isinstance(act, acts.GiveConsent):
        days = DAYS[way % len(DAYS)]
        changes["expires_at"] = None if days is None else act.at + timedelta(days=days)
    if isinstance(act, acts.PlanSession | acts.MoveSession) and way % 3:
        changes["ends_at"] = act.starts_at + timedelta(minutes=50)
    if way in WITH_EVIDENCE:
        said = SAID[way % len(SAID)]
        changes["evidence"] = Evidence("paper-form", reference=said, seen_by=act.by)
    return attrs.evolve(act, **changes) if changes else act


def by_another(p: Partnership, act: acts.Act, way: int) -> acts.Act:
    """Return an act as another person enters it for its author, with a document.

    Args:
        p: where.
        act: the act, which its author may be about to do.
        way: which of those who may enter it does; the act as it is, for most ways.
    """
    members, by, at = p.state.members, act.by, act.at
    holders = [held.holder for held in p.state.representation.standing(at, client=by)]
    keepers = members.ids(Role.ORGANISATION, Role.THERAPIST)
    hands = [hand for hand in (*holders, *keepers) if hand != by]
    if way not in ENTERED or not hands:
        return act
    hand = hands[way % len(hands)]
    seen = Evidence("paper-form", seen_by=hand)
    return attrs.evolve(act, entered_by=hand, evidence=act.evidence or seen)


def everyone(p: Partnership) -> tuple[PersonId, ...]:
    """Give whoever might act: the members, who left, and somebody from outside."""
    return (*(member.id for member in p.state.members.ever), *OUTSIDE)


def able(p: Partnership, kind: type[acts.Act]) -> tuple[PersonId, ...]:
    """Give whoever acts in a capacity in which this kind of act is done at all."""
    people = everyone(p)
    if issubclass(kind, ByProxy):
        return people
    who, role = may_do(kind), p.state.members.role
    return tuple(person for person in people if role(person) in who)


def offered(
    p: Partnership, kind: type[acts.Act], at: datetime, *, turn: int = 0
) -> Iterator[acts.Act]:
    """Give acts of one kind that somebody could think of, lawful or not.

    Args:
        p: where.
        kind: the kind of act.
        at: when.
        turn: whose turn it is, and which of theirs comes first.
    """
    for person in _turned(able(p, kind), turn):
        theirs = [
            act
            for offer in _offers_of(kind)
            for act in offer(p.state, person, at)
            if type(act) is kind
        ]
        theirs += of_entries(p, kind, person, at)
        yield from _turned(theirs, turn)


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


def _turned(things: Sequence[T], turn: int) -> Sequence[T]:
    first = turn % len(things) if things else 0
    return (*things[first:], *things[:first]) if first else things


def offers_of(*kinds_: type[acts.Act]) -> tuple[Offer, ...]:
    """Give the offers that think of acts of these kinds, and hardly any others."""
    wanted = {offer for kind in kinds_ for offer in _offers_of(kind)}
    return tuple(offer for offer in OFFERS if offer in wanted)


def _offers_of(kind: type[acts.Act]) -> tuple[Offer, ...]:
    return _sorted_offers().get(kind, OFFERS)


@cache
def _sorted_offers() -> Mapping[type[acts.Act], tuple[Offer, ...]]:
    """Find which offers think of which acts, where there is something of everything."""
    p = in_session(led_to(two(), Stage.WORKING))
    at, said = p.at, Words("said")
    p = decided(p, "t1", matters.Task(words=said, goals={"g1"}), at)
    p = decided(p, "p1", matters.Practice(words=said, task="t1", owner="ana"), at)
    p = decided(p, "tr", matters.Transfer(to="incoming"), at)
    choice = matters.Choice(words=said)
    p = p.record(
        acts.Propose(by="bo", at=at, id="open", matter=choice),
        appointing(p, "parent"),
        acts.StateNeed(by="ana", at=at, need="interpreter"),
        acts.StatePreference(by="ana", at=at, dimension="intensity", strength=1),
        acts.WriteNote(by="ana", at=at, words=said, entered_by="bo", id="n1"),
        acts.Dispute(by="ana", at=at, act=1, words=said),
    )
    found: dict[type[acts.Act], dict[Offer, None]] = {kind: {} for kind in kinds()}
    for offer in OFFERS:
        for person in ("ana", "bo", "parent"):
            for act in offer(p.state, PersonId(person), at):
                found[type(act)][offer] = None
    return {kind: tuple(offers) for kind, offers in found.items()}


@st.composite
def attempts(draw: st.DrawFn, p: Partnership) -> acts.Act:
    """Draw something that somebody might try, lawful or not."""
    at = p.at + draw(steps_of_time)
    person = draw(st.sampled_from(everyone(p)))
    tried = list(draw(st.sampled_from(OFFERS))(p.state, person, at))
    if not tried:
        return acts.Leave(by=person, at=at)
    return varied(draw(st.sampled_from(tried)), draw(_ways))


@st.composite
def next_acts(draw: st.DrawFn, p: Partnership) -> acts.Act:
    """Draw something lawful that somebody does next: there always is something."""
    at, people = p.at + draw(steps_of_time), everyone(p)
    who, first = draw(st.integers(0, len(people) - 1)), draw(_first_offers)
    lawful = (
        [act for act in offer(p.state, person, at) if p.allows(act)]
        for person in _turned(people, who)
        for offer in _turned(OFFERS, first)
    )
    # A client may always take back a consent, so something is found.
    act = draw(st.sampled_from(next(filter(None, lawful))))
    other = varied(act, draw(_ways))
    return other if p.allows(other) else act


_first_offers = st.integers(0, len(OFFERS) - 1)
_ways = st.integers(0, 11)
