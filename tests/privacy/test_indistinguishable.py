"""Invariants 65 and 66: no answer tells somebody more than their view does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice, product
from random import Random

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import KINDS, Pair, asked, drawn, grown, pairs, views

from collabtherapy import (
    AlsoPresent,
    As,
    Basis,
    Client,
    EndingGround,
    Partnership,
    PersonId,
    Post,
    Scope,
    Stage,
    Therapist,
    Way,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.sight.audiences import Audience, audience
from collabtherapy.privacy import view
from collabtherapy.testing.directed import furnished, put, ready
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import STEPS_OF_TIME, attempts
from collabtherapy.testing.openings import usual_openings
from collabtherapy.testing.remedies import NotCarriedOut
from collabtherapy.testing.ways import (
    appointing,
    consented,
    couple,
    decided,
    falling_under,
    found,
    group,
    joined,
    led_to,
    taking_part,
    two,
)

N_CHUNKS = 4
N_PAIRS = min(10_000, 10 * settings().max_examples)
"""How many pairs are looked at: a thousand, or ten thousand where all is asked."""

N_ASKED = 20 if N_PAIRS < 10_000 else None
"""How many acts are asked of each: all that can be thought of, where there is time."""

ANA, CEM, FIA = PersonId("ana"), PersonId("cem"), PersonId("fia")

JOINT = frozenset(row.reason for row in law.JOINT)


def told_apart(pair: Pair, random: Random, n: int | None = N_ASKED) -> set[law.Reason]:
    """Return the exceptions that tell two histories apart; fail if anything else does.

    Args:
        pair: the histories, and who asks.
        random: what is drawn from: the moment, and which acts are asked.
        n: how many acts are asked; all, if None.
    """
    at = pair.at + random.choice(STEPS_OF_TIME)
    if n is None or random.random() < 0.2:
        one, other = (h.options(pair.viewer, at=at) for h in (pair.p, pair.q))
        assert one == other, pair
    met: set[law.Reason] = set()
    for act in islice(asked(pair, at, random), n):
        one, other = pair.p.why_not(act), pair.q.why_not(act)
        if one != other:
            met |= _exceptions(pair, act)
    return met


def _exceptions(pair: Pair, act: acts.Act) -> set[law.Reason]:
    """Return why one of two histories refuses an act, coarsely, by what is listed."""
    refusing, permitting = sorted((pair.p, pair.q), key=lambda h: h.allows(act))
    told = [reason.code for reason in refusing.why_not(act)]
    assert permitting.allows(act), (pair, act, told)
    assert told == ["others.not_ready"], (pair, act, told)
    reasons = {refusal.reason for refusal in refusing.refusals(act)}
    assert reasons <= JOINT, (pair, act, reasons)
    return reasons


@pytest.mark.parametrize("chunk", range(N_CHUNKS))
def test_what_looks_alike_answers_alike(chunk: int):
    """Invariant 65: over a thousand pairs of histories of two and three clients."""
    random = Random(chunk)
    for pair in islice(_endless(random), N_PAIRS // N_CHUNKS):
        told_apart(pair, random)


def _endless(random: Random) -> Iterator[Pair]:
    while True:
        yield from pairs(drawn(random), random)


@given(histories(clients=(2, 3), at_most=6), st.randoms(use_true_random=False))
def test_what_looks_alike_answers_alike_wherever_it_is_drawn(
    p: Partnership, random: Random
):
    """Invariant 65, where Hypothesis looks for the smallest pair that is told apart."""
    for pair in islice(pairs(p, random, tries=2), 1):
        told_apart(pair, random)


@given(histories(clients=(2, 3), at_most=8), st.randoms(use_true_random=True))
def test_others_are_waited_for_only_as_the_table_says(p: Partnership, random: Random):
    """Invariant 65: what is told coarsely rests on rows of JOINT, and on no other."""
    for viewer in views(p):
        at = p.at + random.choice(STEPS_OF_TIME)
        alone = Pair(viewer=viewer, p=p, q=p, hidden=p.opening)
        for act in asked(alone, at, random)[:25]:
            told = p.why_not(act)
            if told and told[0].reason == law.NOT_READY:
                assert {refusal.reason for refusal in p.refusals(act)} <= JOINT, act


def late_comer() -> Partnership:
    """Somebody who joined a group that works."""
    p, fia = led_to(group(), Stage.WORKING), Client("fia")
    return taking_part(joined(p, fia, p.at), fia, p.at)


def gone() -> Partnership:
    """Somebody who left a group that works."""
    p = led_to(group(), Stage.WORKING)
    return p.record(acts.Leave(by="dee", at=p.at))


def outlined() -> Partnership:
    """A parent of a child who decides."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = found(p, "records", able=True)
    return p.record(appointing(p, "parent", basis=PARENTAL, until=p.at + YEAR))


def deciding() -> Partnership:
    """A parent who decides about the records of a child."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = found(p, "records", able=False)
    return p.record(appointing(p, "parent", basis=PARENTAL, until=p.at + YEAR))


PARENTAL = Basis.PARENTAL_RESPONSIBILITY
DAY, YEAR = timedelta(days=1), timedelta(days=365)

LOOKING: dict[str, tuple[Callable[[], Partnership], str]] = {
    "a client who came late": (late_comer, "fia"),
    "a client who left": (gone, "dee"),
    "a parent who is shown an outline": (outlined, "parent"),
    "a parent who decides": (deciding, "parent"),
}


@pytest.mark.parametrize("who", LOOKING)
def test_what_looks_alike_answers_alike_to_those_who_see_little(who: str):
    """Invariant 65: over every kind of act, each hidden where it can be."""
    random = Random(who)
    root, name = LOOKING[who]
    p, viewer, hidden = root(), PersonId(name), set[type[acts.Act]]()
    assert viewer in views(p)
    for pair in pairs(p, random, tries=len(KINDS)):
        if pair.viewer == viewer:
            hidden.add(type(pair.hidden))
            told_apart(pair, random)
    assert len(hidden) > 10, hidden


PRIVATE = tuple(
    kind
    for kind in (*kinds(), *law.ASSENT)
    if audience(kind) is not Audience.EVERYONE and not issubclass(kind, acts.Open)
)
"""Every kind of act, and of matter, that the table of audiences hides from somebody."""


@pytest.mark.parametrize("kind", PRIVATE, ids=lambda kind: kind.__name__)
def test_each_private_kind_is_hidden_and_changes_no_answer(
    kind: type[acts.Act] | type[matters.Matter],
):
    """Invariant 65: each row of the table of audiences hides something once."""
    random = Random(kind.__name__)
    by_hand = BY_HAND.get(kind)
    found = [by_hand()] if by_hand else list(islice(_hiding(kind, random), 2))
    assert found
    for pair in found:
        assert view(pair.p, pair.viewer) == view(pair.q, pair.viewer)
        told_apart(pair, random)


def _hiding(
    kind: type[acts.Act] | type[matters.Matter], random: Random
) -> Iterator[Pair]:
    opening, *_ = usual_openings((2,), None)
    stages = (Stage.WORKING, Stage.EXPLORING, Stage.ENDING, Stage.FOLLOW_UP)
    for stage, turn in product(stages, range(8)):
        try:
            p, hidden = _ready(furnished(opening, stage), kind, turn)
        except NotCarriedOut:
            continue
        yield from grown(p, hidden, views(p), random)


def _ready(
    p: Partnership, kind: type[acts.Act] | type[matters.Matter], turn: int
) -> tuple[Partnership, acts.Act]:
    if issubclass(kind, acts.Act):
        return ready(p, kind, turn=turn)
    *before, last = put(p, kind)[0].history
    return Partnership.replay(before), last


def note_to_one() -> Pair:
    """A therapist writes to one of a couple."""
    p = led_to(couple(), Stage.WORKING)
    note = acts.WriteNote(by="bo", at=p.at, to={"ana"}, words=Words("so"))
    return pair_of("cem", p, note)


def picture_of_one() -> Pair:
    """One of a couple puts a picture of what is theirs alone."""
    p = led_to(couple(), Stage.WORKING)
    picture = matters.Understanding(words=Words("so"), about={"ana"})
    return pair_of("cem", p, acts.Propose(by="ana", at=p.at, id="u", matter=picture))


def put_off_alone() -> Pair:
    """One of a couple puts off what there was to talk about without the other."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s", present=("ana", "bo")),
        acts.AddToAgenda(by="ana", at=p.at, session="s", words=Words("sleep")),
    )
    put_off = acts.DeferItem(by="ana", at=p.at, session="s", item=1)
    return pair_of("cem", p, put_off)


def reached_and_heard() -> Pair:
    """A therapist reaches out to one of a couple, and the other is heard from."""
    p = led_to(couple(), Stage.WORKING)
    hidden = acts.ReachOut(by="bo", at=p.at, to="ana")
    heard = acts.ParkTopic(by="cem", at=p.at, topic="work")
    q = p.record(hidden, heard)
    return Pair(viewer=CEM, p=p.record(heard), q=q, hidden=hidden)


BY_HAND: dict[type[acts.Act] | type[matters.Matter], Callable[[], Pair]] = {
    acts.WriteNote: note_to_one,
    acts.DeferItem: put_off_alone,
    acts.ReachOut: reached_and_heard,
    matters.Understanding: picture_of_one,
}
"""What is hidden only where it is done in one way of several."""


def joint_consent() -> tuple[Pair, acts.Act]:
    """One of a couple takes back a consent to meeting by distance."""
    p = led_to(couple(), Stage.WORKING)
    p = consented(p, Scope.TELEHEALTH, p.at)
    start = acts.StartSession(
        by="ana", at=p.at, id="s", present=("ana", "cem", "bo"), ways={Way.TELEHEALTH}
    )
    back = acts.WithdrawConsent(by="cem", at=p.at, scope=Scope.TELEHEALTH)
    return pair_of("ana", p, back), start


def joint_terms() -> tuple[Pair, acts.Act]:
    """One of a couple has not been told that an interpreter keeps it to themselves."""
    p = led_to(couple(), Stage.WORKING)
    about = {"by": "bo", "at": p.at, "scope": Scope.involve("ines"), "terms": "t"}
    for client in ("ana", "cem"):
        bound = {"ines"} if client == "ana" else ()
        p = p.record(
            acts.Explain(to=client, bound=bound, **about),
            acts.GiveConsent(**{**about, "by": client}),
        )
    start = acts.StartSession(
        by="ana", at=p.at, id="s", present=("ana", "cem", "bo"),
        others=(AlsoPresent("ines", As.INTERPRETER),),
    )  # fmt: skip
    return pair_of("ana", p, acts.Explain(to="cem", bound={"ines"}, **about)), start


def joint_orientation() -> tuple[Pair, acts.Act]:
    """One of a couple has not been told how therapy works here."""
    p = led_to(couple(), Stage.EXPLORING)
    *before, last = p.history
    agreement = matters.Agreement(words=Words("weekly"))
    put_ = acts.Propose(by="ana", at=p.at, id="a1", matter=agreement)
    return pair_of("ana", Partnership.replay(before), last), put_


def joint_toolkit() -> tuple[Pair, acts.Act]:
    """One of a couple has not been offered to gather what they take along."""
    p = led_to(couple(), Stage.FOLLOW_UP)
    offer = next(
        act for act in p.history if isinstance(act, acts.OfferToolkit) and act.to == ANA
    )
    *before, last = (act for act in p.history if act is not offer)
    assert isinstance(last, acts.Accept)
    return pair_of(last.by, Partnership.replay(before), offer), last


def joint_sides() -> tuple[Pair, acts.Act]:
    """Whom one of a couple would bring in speaks for the other."""
    p = led_to(couple(), Stage.WORKING)
    appoint = acts.AppointRepresentative(
        by="cem", at=p.at, client="cem", representative="eva", basis=Basis.OWN_WISH
    )
    bring = matters.Involve(person=Therapist("eva"))
    return pair_of("ana", p, appoint), acts.Propose(
        by="ana", at=p.at, id="in", matter=bring
    )


def joint_joining() -> tuple[Pair, acts.Act]:
    """Whom one of a group would have join speaks for another."""
    p = led_to(group(), Stage.WORKING)
    appoint = acts.AppointRepresentative(
        by="cem", at=p.at, client="cem", representative="fia", basis=Basis.OWN_WISH
    )
    join = matters.Join(person=Client("fia"))
    return pair_of("ana", p, appoint), acts.Propose(
        by="ana", at=p.at, id="in", matter=join
    )


def came_after(p: Partnership, q: Partnership, hidden: acts.Act) -> Pair:
    """Return the pair that somebody who comes after both histories cannot tell."""
    one, other = (joined(each, Client("fia"), q.at + DAY) for each in (p, q))
    return Pair(viewer=FIA, p=one, q=other, hidden=hidden)


def client_before() -> Pair:
    """Somebody joined a group and left it before another came."""
    p = led_to(group(Client("ana"), Client("cem")), Stage.WORKING)
    q, leave = joined(p, Client("dee"), p.at), acts.Leave(by="dee", at=p.at)
    return came_after(p, q.record(leave), leave)


def therapist_before() -> Pair:
    """A trainee, for whose work another answered, left before somebody came."""
    gil = Therapist("gil", post=Post.TRAINEE, supervisor="sue")
    p = led_to(group(), Stage.WORKING)
    p = consented(p, Scope.involve("gil"), p.at)
    leave = acts.LeaveAsTherapist(by="gil", at=p.at, ground=EndingGround.THREATENED)
    q = decided(p, "gil", matters.Involve(person=gil), p.at).record(leave)
    return came_after(p, q, leave)


def joint_before() -> tuple[Pair, acts.Act]:
    """Whom a late-comer would have join was here before."""
    pair = client_before()
    join = matters.Join(person=Client("dee"))
    return pair, acts.Propose(by="fia", at=pair.at, id="in", matter=join)


def joint_wish() -> tuple[Pair, acts.Act]:
    """Whom a late-comer would have speak for them was a client before."""
    pair = client_before()
    return pair, acts.AppointRepresentative(
        by="fia", at=pair.at, client="fia", representative="dee", basis=Basis.OWN_WISH
    )


def joint_answering() -> tuple[Pair, acts.Act]:
    """Whom a late-comer would have join answered for a therapist before."""
    pair = therapist_before()
    join = matters.Join(person=Client("sue"))
    return pair, acts.Propose(by="fia", at=pair.at, id="in", matter=join)


@pytest.mark.parametrize("before", [client_before, therapist_before])
@pytest.mark.parametrize("who", ["dee", "gil", "sue"])
def test_whoever_came_later_tells_nobody_from_before(
    before: Callable[[], Pair], who: str
):
    """Invariant 65: of everything that a late-comer may do with a person's name."""
    pair = before()
    assert view(pair.p, "fia") == view(pair.q, "fia")
    by: dict[str, object] = {"by": "fia", "at": pair.at}
    for act in (
        acts.Propose(id="in", matter=matters.Join(person=Client(who)), **by),
        acts.Propose(id="in", matter=matters.Involve(person=Therapist(who)), **by),
        acts.Propose(id="in", matter=matters.Transfer(to=who), **by),
        acts.AppointRepresentative(
            client="fia", representative=who, basis=Basis.OWN_WISH, **by
        ),
    ):
        if pair.p.why_not(act) != pair.q.why_not(act):
            _exceptions(pair, act)


def joint_picture() -> tuple[Pair, acts.Act]:
    """One of a couple accepts a picture that cites what was said without them."""
    p = led_to(couple(), Stage.WORKING)
    alone = ("ana", "bo")
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s", present=alone),
        acts.Contribute(by="bo", at=p.at, session="s", id="c1"),
    )
    said = [acts.Contribute(by=by, at=p.at, session="s", id="c2") for by in alone]
    picture = matters.Understanding(words=Words("so"), cites={"c1", "c2"})
    put_ = acts.Propose(by="bo", at=p.at, id="u", matter=picture)
    agreed = acts.Accept(by="ana", at=p.at, proposal="u")
    two_sided, one_sided = (p.record(one, put_, agreed) for one in said)
    accept = acts.Accept(by="cem", at=p.at, proposal="u")
    return Pair(viewer=CEM, p=two_sided, q=one_sided, hidden=said[1]), accept


def joint_proposal() -> tuple[Pair, acts.Act]:
    """A name is that of a proposal that only the other sees."""
    p = led_to(couple(), Stage.WORKING)
    plan = matters.SafetyPlan(client="cem", words=Words("call"))
    hidden = acts.Propose(by="cem", at=p.at, id="x", matter=plan)
    goal = matters.Goal(words=Words("sleep"))
    return pair_of("ana", p, hidden), acts.Propose(
        by="ana", at=p.at, id="x", matter=goal
    )


def joint_contribution() -> tuple[Pair, acts.Act]:
    """A name is that of a contribution to a session of the other."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.StartSession(by="bo", at=p.at, id="s", present=("cem", "bo")))
    hidden = acts.Contribute(by="cem", at=p.at, session="s", id="x")
    start = acts.StartSession(by="bo", at=p.at, id="s2", present=("ana", "bo"))
    after = [acts.EndSession(by="bo", at=p.at, session="s"), start]
    one, other = p.record(*after), p.record(hidden, *after)
    same = acts.Contribute(by="ana", at=p.at, session="s2", id="x")
    return Pair(viewer=ANA, p=one, q=other, hidden=hidden), same


def pair_of(viewer: PersonId | str, p: Partnership, hidden: acts.Act) -> Pair:
    """Return the pair that a hidden act makes at the end of a history."""
    return Pair(viewer=PersonId(viewer), p=p, q=p.record(hidden), hidden=hidden)


SEEN: dict[str, Callable[[], tuple[Pair, acts.Act]]] = {
    "consent.{scope.name}.not_in_force": joint_consent,
    "others.not_bound": joint_terms,
    "orientation.owed": joint_orientation,
    "ending.toolkit_not_offered": joint_toolkit,
    "representation.two_sides": joint_sides,
    "representation.joins": joint_joining,
    "representation.another_client": joint_wish,
    "person.here_already": joint_before,
    "person.therapists_side": joint_answering,
    "understanding.one_sided": joint_picture,
    "decision.proposal.id_taken": joint_proposal,
    "contribution.id_taken": joint_contribution,
}


def test_every_exception_is_met():
    """The table names nothing that no pair of histories shows."""
    assert set(SEEN) == {row.reason.code for row in law.JOINT}


@pytest.mark.parametrize("row", law.JOINT, ids=lambda row: row.reason.code)
def test_an_exception_tells_one_bit_and_names_nobody(row: law.Joint):
    """Invariant 65: each row is seen, and says only that others are waited for."""
    pair, act = SEEN[row.reason.code]()
    assert view(pair.p, pair.viewer) == view(pair.q, pair.viewer)
    assert _exceptions(pair, act) == {row.reason}
    (told,) = (found for h in (pair.p, pair.q) for found in h.why_not(act))
    assert dict(told.facts) == {"act": type(act).__name__}
    assert told.fix == ()
    assert "therapist" in told.message
    options = pair.p.options(pair.viewer, at=pair.at)
    assert type(act) in {option.act for option in options}


NOT_HERE = (law.COARSE[0](),)


@given(histories(at_most=6), st.data())
def test_an_outsider_is_told_one_thing_whatever_there_is(
    p: Partnership, data: st.DataObject
):
    """Invariant 66: over every act and every partnership, and without any name."""
    act = attrs.evolve(data.draw(attempts(p)), by="zed")
    assert p.why_not(act) in ((), NOT_HERE)
    assert p.options("zed", at=act.at) == ()
    assert NOT_HERE[0].facts == {}
    assert NOT_HERE[0].fix == ()


def test_a_concern_about_one_client_changes_nothing_for_the_other():
    """A6: before, another option told what the view hides."""
    p = led_to(couple(), Stage.WORKING)
    q = p.record(acts.RaiseConcern(by="bo", at=p.at, client="ana"))
    assert view(p, "cem") == view(q, "cem")
    assert p.options("cem", at=q.at) == q.options("cem", at=q.at)


def test_a_stranger_is_told_no_name():
    """A8: before, the fix named everybody who is there."""
    p = led_to(couple(), Stage.WORKING)
    for act in (
        acts.Leave(by="zed", at=p.at),
        acts.Accept(by="zed", at=p.at, proposal="g1"),
        acts.GiveConsent(
            by="zed", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t"
        ),
    ):
        assert p.why_not(act) == NOT_HERE == two().why_not(act)
        (everything, *_) = p.refusals(act)
        assert everything.fix  # of the true state, for whoever keeps the record


def test_a_fix_lists_nobody_whose_affairs_are_hidden():
    """A14: before, a fix offered to measure the other, exactly if they consented."""
    p = led_to(couple(), Stage.WORKING)
    about = {"scope": Scope.MEASUREMENT, "terms": "t"}
    q = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", **about),
        acts.GiveConsent(by="ana", at=p.at, **about),
    )
    ended = acts.StartEnding(by="ana", at=p.at), acts.Finish(by="ana", at=p.at)
    p, q = p.record(*ended), q.record(*ended)
    measure = acts.RecordMeasure(
        by="cem", at=p.at, client="cem", instrument="phq-9", score=9, low=0, high=27
    )
    assert view(p, "cem") == view(q, "cem")
    assert p.why_not(measure) == q.why_not(measure) != ()
    assert p.refusals(measure) != q.refusals(measure)
