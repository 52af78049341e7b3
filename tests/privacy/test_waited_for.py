"""Invariant 65: that others are waited for is the one bit that an answer tells."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pairs import Pair
from telling_apart import exceptions, pair_of

from collabtherapy import (
    AlsoPresent,
    As,
    Basis,
    Client,
    EndingGround,
    Evidence,
    Partnership,
    PersonId,
    Post,
    Scope,
    Shape,
    Stage,
    Therapist,
    Way,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.privacy import view
from collabtherapy.testing.carried import carried
from collabtherapy.testing.ways import consented, couple, decided, group, joined, led_to

ANA, CEM, FIA = PersonId("ana"), PersonId("cem"), PersonId("fia")
DAY = timedelta(days=1)


def joint_consent() -> tuple[Pair, acts.Act]:
    """Return a pair in which one takes back the consent that a session needs."""
    p = led_to(couple(), Stage.WORKING)
    p = consented(p, Scope.TELEHEALTH, p.at)
    start = acts.StartSession(
        by="ana", at=p.at, id="s", present=("ana", "cem", "bo"), ways={Way.TELEHEALTH}
    )
    back = acts.WithdrawConsent(by="cem", at=p.at, scope=Scope.TELEHEALTH)
    return pair_of("ana", p, back), start


def joint_terms() -> tuple[Pair, acts.Act]:
    """Return a pair in which one has not been told that an interpreter is bound."""
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


def joint_toolkit() -> tuple[Pair, acts.Act]:
    """Return a pair in which one was not offered to gather what they take along."""
    p = led_to(couple(), Stage.FOLLOW_UP)
    offer = next(
        act for act in p.history if isinstance(act, acts.OfferToolkit) and act.to == ANA
    )
    *before, last = (act for act in p.history if act is not offer)
    assert isinstance(last, acts.Accept)
    return pair_of(last.by, Partnership.replay(before), offer), last


def joint_sides() -> tuple[Pair, acts.Act]:
    """Return a pair in which whom one would bring in speaks for the other."""
    p = led_to(couple(), Stage.WORKING)
    appoint = acts.AppointRepresentative(
        by="cem", at=p.at, client="cem", representative="eva", basis=Basis.OWN_WISH
    )
    bring = matters.Involve(person=Therapist("eva"))
    return pair_of("ana", p, appoint), acts.Propose(
        by="ana", at=p.at, id="in", matter=bring
    )


def joint_joining() -> tuple[Pair, acts.Act]:
    """Return a pair in which whom one would have join speaks for another."""
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
    """Return a pair in which somebody joined and left before another came."""
    p = led_to(group(Client("ana"), Client("cem")), Stage.WORKING)
    q, leave = joined(p, Client("dee"), p.at), acts.Leave(by="dee", at=p.at)
    return came_after(p, q.record(leave), leave)


def therapist_before() -> Pair:
    """Return a pair in which a supervised trainee left before somebody came."""
    gil = Therapist("gil", post=Post.TRAINEE, supervisor="sue")
    p = led_to(group(), Stage.WORKING)
    p = consented(p, Scope.involve("gil"), p.at)
    leave = acts.LeaveAsTherapist(by="gil", at=p.at, ground=EndingGround.THREATENED)
    q = decided(p, "gil", matters.Involve(person=gil), p.at).record(leave)
    return came_after(p, q, leave)


def joint_before() -> tuple[Pair, acts.Act]:
    """Return a pair in which whom a late-comer would have join was here before."""
    pair = client_before()
    join = matters.Join(person=Client("dee"))
    return pair, acts.Propose(by="fia", at=pair.at, id="in", matter=join)


def joint_wish() -> tuple[Pair, acts.Act]:
    """Return a pair in which whom a late-comer would have speak was a client."""
    pair = client_before()
    return pair, acts.AppointRepresentative(
        by="fia", at=pair.at, client="fia", representative="dee", basis=Basis.OWN_WISH
    )


def joint_answering() -> tuple[Pair, acts.Act]:
    """Return a pair in which whom a late-comer would have join was a supervisor."""
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
            exceptions(pair, act)


def joint_picture() -> tuple[Pair, acts.Act]:
    """Return a pair in which one accepts a picture of what was said without them."""
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
    """Return a pair in which a name is that of a proposal that one does not see."""
    p = led_to(couple(), Stage.WORKING)
    plan = matters.SafetyPlan(client="cem", words=Words("call"))
    hidden = acts.Propose(by="cem", at=p.at, id="x", matter=plan)
    goal = matters.Goal(words=Words("sleep"))
    return pair_of("ana", p, hidden), acts.Propose(
        by="ana", at=p.at, id="x", matter=goal
    )


def joint_contribution() -> tuple[Pair, acts.Act]:
    """Return a pair in which a name is taken by a contribution to another session."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.StartSession(by="bo", at=p.at, id="s", present=("cem", "bo")))
    hidden = acts.Contribute(by="cem", at=p.at, session="s", id="x")
    start = acts.StartSession(by="bo", at=p.at, id="s2", present=("ana", "bo"))
    after = [acts.EndSession(by="bo", at=p.at, session="s"), start]
    one, other = p.record(*after), p.record(hidden, *after)
    same = acts.Contribute(by="ana", at=p.at, session="s2", id="x")
    return Pair(viewer=ANA, p=one, q=other, hidden=hidden), same


def joint_entry() -> tuple[Pair, acts.Act]:
    """Return a pair in which a late entry takes a name that a hidden one has."""
    p = led_to(couple(), Stage.WORKING)
    then, now = p.at, p.at + DAY
    plan = matters.SafetyPlan(client="cem", words=Words("call"))
    hidden = acts.Propose(by="cem", at=now, id="x", matter=plan)
    goal, seen = matters.Goal(words=Words("sleep")), Evidence("letter", seen_by="bo")
    return pair_of("ana", p, hidden), acts.Propose(
        by="ana", at=now, happened_at=then, evidence=seen, id="x", matter=goal
    )


def joint_taking_back() -> tuple[Pair, acts.Act]:
    """Return a pair in which somebody has acted since a right was taken."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.CONTACT))
    back = acts.EnteredInError(
        by="ana", at=p.at, act=len(view(p, ANA).entries), because="slip"
    )
    hidden = acts.WriteNote(by="cem", at=p.at, words=Words("so"), to={"bo"})
    return pair_of("ana", p, hidden), back


def joint_taking_out() -> tuple[Pair, acts.Act]:
    """Return a pair in which somebody has said how a session was that was none."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.StartSession(by="ana", at=p.at, id="s", present=("ana", "cem", "bo"))
    )
    out = acts.EnteredInError(
        by="ana", at=p.at, act=len(view(p, ANA).entries), because="slip"
    )
    hidden = acts.GiveFeedback(by="cem", at=p.at, session="s", heard=9)
    return pair_of("ana", p, hidden), out


def joint_confirming() -> tuple[Pair, acts.Act]:
    """Return a pair in which one has confirmed in time what was carried over."""
    p = carried(Client("ana"), Client("cem"))
    late = p.at + timedelta(days=28)
    p = p.record(acts.Confirm(by="ana", at=p.at, acts=(2,)))
    confirm = acts.Confirm(by="cem", at=p.at, acts=(2,))
    start = acts.StartSession(by="ana", at=late, id="s", present=("ana", "cem", "bo"))
    return pair_of("ana", p, confirm), start


def joint_note() -> tuple[Pair, acts.Act]:
    """Return a pair in which a name is that of a note that one does not read."""
    p = led_to(couple(), Stage.WORKING)
    said = {"at": p.at, "id": "n", "words": Words("so")}
    hidden = acts.WriteNote(by="cem", to={"bo"}, **said)
    return pair_of("ana", p, hidden), acts.WriteNote(by="ana", to={"bo"}, **said)


ALONE = ("cem", "bo")


def met_alone(p: Partnership, name: str = "s") -> tuple[acts.Act, acts.Act]:
    """Return a session with one client alone, from its start to its end."""
    return (
        acts.StartSession(by="bo", at=p.at, id=name, present=ALONE),
        acts.EndSession(by="bo", at=p.at, session=name),
    )


def joint_session_name() -> tuple[Pair, acts.Act]:
    """Return a pair in which a name is that of an appointment with another alone."""
    p = led_to(couple(), Stage.WORKING)
    made = {"at": p.at, "id": "s", "starts_at": p.at}
    hidden = acts.PlanSession(by="bo", with_=ALONE, **made)
    return pair_of("ana", p, hidden), acts.PlanSession(by="ana", **made)


def joint_room() -> tuple[Pair, acts.Act]:
    """Return a pair in which a session with another client alone goes on."""
    p = led_to(couple(), Stage.WORKING)
    start, _ = met_alone(p)
    own = acts.StartSession(by="ana", at=p.at, id="own", present=("ana", "bo"))
    return pair_of("ana", p, start), own


def joint_number() -> tuple[Pair, acts.Act]:
    """Return a pair in which the last session was with another client alone."""
    p = led_to(couple(), Stage.CONTRACTING)
    work = matters.Agreement(words=Words("one"), goals_deferred=True, n_sessions=1)
    p = decided(consented(p, Scope.TREATMENT, p.at), "once", work, p.at)
    start, end = met_alone(p)
    together = acts.StartSession(
        by="ana", at=p.at, id="all", present=("ana", "cem", "bo")
    )
    return Pair(viewer=ANA, p=p, q=p.record(start, end), hidden=start), together


def joint_shape() -> tuple[Pair, acts.Act]:
    """Return a pair in which brief work met once more, with another client alone."""
    p = led_to(couple(), Stage.EXPLORING)
    first = acts.StartSession(by="bo", at=p.at, id="1", present=("ana", "cem", "bo"))
    p = p.record(first, acts.EndSession(by="bo", at=p.at, session="1"))
    start, end = met_alone(p)
    ending = matters.Ending(shape=Shape.SINGLE)
    put_ = (
        acts.Propose(by="bo", at=p.at, id="end", matter=ending),
        acts.Accept(by="cem", at=p.at, proposal="end"),
    )
    accept = acts.Accept(by="ana", at=p.at, proposal="end")
    one, other = p.record(*put_), p.record(start, end, *put_)
    return Pair(viewer=ANA, p=one, q=other, hidden=start), accept


SEEN: dict[str, Callable[[], tuple[Pair, acts.Act]]] = {
    "carry.unconfirmed": joint_confirming,
    "consent.{scope.name}.not_in_force": joint_consent,
    "others.not_bound": joint_terms,
    "ending.toolkit_not_offered": joint_toolkit,
    "representation.two_sides": joint_sides,
    "representation.joins": joint_joining,
    "representation.another_client": joint_wish,
    "person.here_already": joint_before,
    "person.therapists_side": joint_answering,
    "understanding.one_sided": joint_picture,
    "decision.proposal.id_taken": joint_proposal,
    "contribution.id_taken": joint_contribution,
    "note.id_taken": joint_note,
    "session.id_taken": joint_session_name,
    "session.overlap": joint_room,
    "agreement.sessions_used": joint_number,
    "ending.no_shape": joint_shape,
    "late.contradicts": joint_entry,
    "void.relied_on": joint_taking_back,
    "void.rests_on": joint_taking_out,
}


def test_every_exception_is_met():
    """The table names nothing that no pair of histories shows."""
    assert set(SEEN) == {row.reason.code for row in law.JOINT}


@pytest.mark.parametrize("row", law.JOINT, ids=lambda row: row.reason.code)
def test_an_exception_tells_one_bit_and_names_nobody(row: law.Joint):
    """Invariant 65: each row is seen, and says only that others are waited for."""
    pair, act = SEEN[row.reason.code]()
    assert view(pair.p, pair.viewer) == view(pair.q, pair.viewer)
    assert exceptions(pair, act) == {row.reason}
    (told,) = (found for h in (pair.p, pair.q) for found in h.why_not(act))
    assert dict(told.facts) == {"act": type(act).__name__}
    assert told.fix == ()
    assert "therapist" in told.message
    options = pair.p.options(pair.viewer, at=pair.at)
    assert type(act) in {option.act for option in options}
