"""Invariants 10 to 14 and 37: nothing is agreed by one side, and dissent stays."""

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    GoalId,
    Kind,
    Partnership,
    PersonId,
    ProposalId,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.openings import openings
from collabtherapy.testing.ways import consented, led_to, prefixes, two


@given(histories())
def test_what_is_settled_was_accepted_by_both_sides_in_one_version(p: Partnership):
    """Invariants 10, 11 and 37: everyone needed accepted the version that settles."""
    accepted: dict[ProposalId, set[PersonId]] = {}
    for before, act, after in prefixes(p):
        match act:
            case acts.Propose(id=name) | acts.Amend(proposal=name):
                accepted[name] = {act.by}
            case acts.Accept(proposal=name):
                accepted[name].add(act.by)
            case acts.Decline(proposal=name):
                accepted[name].discard(act.by)
            case acts.Withdraw(proposal=name):
                assert after.proposal(name).withdrawn
            case _:
                assert after.state.decisions is before.state.decisions
                continue
        if not after.proposal(name).is_settled:
            continue
        matter = after.proposal(name).last.matter
        clients = {client.id for client in before.clients}
        therapists = {therapist.id for therapist in before.therapists}
        own = getattr(matter, matter.owned_by or "", frozenset())
        own = {own} if isinstance(own, PersonId) else own
        by_therapists = isinstance(matter, matters.Join) and (
            before.state.members.form not in before.state.policy.join_assent
        )  # a group takes people in by those who lead it
        assert by_therapists or (own & clients or clients) <= accepted[name]
        assert therapists & accepted[name]
        if isinstance(matter, matters.Goal):
            assert GoalId(str(name)) in [goal.id for goal in after.goals]


@given(openings(), st.data())
def test_the_order_of_acceptances_does_not_matter(p: Partnership, data: st.DataObject):
    """Invariant 11, S09: whoever accepts first, the same is agreed, at the last."""
    p = led_to(p, Stage.EXPLORING)
    p = consented(p, Scope.TREATMENT, p.state.at)
    people = [member.id for member in (*p.clients, *p.therapists)]
    proposer, *others = data.draw(st.permutations(people))
    matter = matters.Agreement(words=Words("weekly"), goals_deferred=True)
    p = p.record(acts.Propose(by=proposer, at=p.state.at, id="x", matter=matter))
    ends = set()
    for order in itertools.islice(itertools.permutations(others), 6):
        q = p
        for person in order:
            assert q.proposal("x").is_open
            q = q.record(acts.Accept(by=person, at=q.state.at, proposal="x"))
        ends.add((q.stage, q.proposal("x").accepted_by))
    assert ends == {(Stage.WORKING, frozenset(people))}


@given(histories(stages=(Stage.CONTRACTING, Stage.WORKING)))
def test_an_amendment_takes_back_everyone_elses_acceptance(p: Partnership):
    """Invariant 11: a new version has been accepted by its author alone."""
    if not p.stage.is_open:
        return
    for proposal in p.state.decisions.proposals.values():
        amend = acts.Amend(
            by="bo", at=p.state.at, proposal=proposal.id, matter=proposal.last.matter
        )
        if not p.why_not(amend):
            after = p.record(amend).proposal(proposal.id)
            assert after.accepted_by == {PersonId("bo")}
            assert after.settled is proposal.settled
            assert after.versions[:-1] == proposal.versions


@given(histories())
def test_only_those_who_accept_have_accepted(p: Partnership):
    """Invariant 12: an acceptance is of its author, or of the client they act for."""
    for before, act, after in prefixes(p):
        if not isinstance(act, acts.Accept):
            continue
        was = before.proposal(act.proposal).accepted_by
        assert after.proposal(act.proposal).accepted_by - was == {act.for_whom}


@given(histories(), st.integers(0, 200))
def test_silence_is_never_yes_and_dissent_stays(p: Partnership, n_days: int):
    """Invariant 13: what runs out is undecided, and a "no" outlasts a later "yes"."""
    later = p.state.at + timedelta(days=n_days)
    days = timedelta(days=p.state.policy.proposal_days)
    for proposal in p.pending(at=p.state.at):
        waits = later - proposal.last.at < days
        assert (proposal in p.pending(at=later)) is waits
        assert not p.proposal(proposal.id).is_settled
    dissents: dict[ProposalId, int] = {}
    for _, _, after in prefixes(p):
        for name, proposal in after.state.decisions.proposals.items():
            assert len(proposal.dissents) >= dissents.get(name, 0)
            dissents[name] = len(proposal.dissents)


def test_a_proposal_that_ran_out_is_put_anew_and_not_accepted_late():
    """Invariant 13: after its days it waits for nobody and settles nothing."""
    p = led_to(two(), Stage.EXPLORING)
    goal = matters.Goal(words=Words("sleep"))
    p = p.record(acts.Propose(by="bo", at=p.state.at, id="g", matter=goal))
    late = p.state.at + timedelta(days=p.state.policy.proposal_days)
    yes = acts.Accept(by="ana", at=late, proposal="g")
    assert [reason.code for reason in p.why_not(yes)] == ["decision.proposal.ran_out"]
    assert p.pending(at=late) == ()
    again = acts.Amend(by="bo", at=late, proposal="g", matter=goal)
    assert p.record(again, yes).proposal("g").is_settled


def test_a_no_stands_beside_a_later_yes():
    """Invariant 13: agreeing in the end does not make the disagreement undone."""
    p = led_to(two(), Stage.EXPLORING)
    at = p.state.at
    p = p.record(
        acts.Propose(by="bo", at=at, id="g", matter=matters.Goal(words=Words("sleep"))),
        acts.Decline(by="ana", at=at, proposal="g"),
    )
    assert p.proposal("g").is_open
    p = p.record(acts.Accept(by="ana", at=at, proposal="g"))
    assert p.proposal("g").is_settled
    assert [dissent.by for dissent in p.proposal("g").dissents] == [PersonId("ana")]


SWAP = {PersonId("ana"): PersonId("bo"), PersonId("bo"): PersonId("ana")}


@st.composite
def symmetric(draw: st.DrawFn, at: datetime, n: int) -> list[acts.Act]:
    """Draw acts that both sides may do alike, lawful or not."""
    by = st.sampled_from(["ana", "bo"])
    names = st.sampled_from(["g", "x", "y"])
    said = Words("said")
    goal = matters.Goal(words=said)

    def one(nth: int) -> acts.Act:
        who, name = draw(by), draw(names)
        contribution = f"c{draw(st.integers(0, 3))}"
        return draw(
            st.sampled_from(
                [
                    acts.Propose(by=who, at=at, id=name, matter=goal),
                    acts.Propose(by=who, at=at, id=name, matter=matters.Ending()),
                    acts.Amend(by=who, at=at, proposal=name, matter=goal),
                    acts.Accept(by=who, at=at, proposal=name),
                    acts.Decline(by=who, at=at, proposal=name, words=said),
                    acts.Withdraw(by=who, at=at, proposal=name),
                    acts.AddToAgenda(by=who, at=at, session="s1", words=said),
                    acts.DeferItem(by=who, at=at, session="s1", item=1),
                    acts.Contribute(
                        by=who,
                        at=at,
                        session="s1",
                        id=contribution,
                        kinds={Kind.SOLUTION},
                    ),
                    acts.TakeUp(
                        by=who, at=at, contribution=contribution, proposal=name
                    ),
                    acts.AskFeedback(by=who, at=at, session="s1", to=draw(by)),
                    acts.GiveFeedback(by=who, at=at, session="s1", heard=9),
                    acts.DeclineFeedback(by=who, at=at, session="s1"),
                    acts.CheckComfort(by=who, at=at, session="s1", level=8),
                    acts.Reflect(by=who, at=at, session="s1", words=said),
                    acts.PlanSession(by=who, at=at, id=f"s{nth}", starts_at=at),
                    acts.EndSession(by=who, at=at, session="s1"),
                ]
            )
        )

    return [one(nth) for nth in range(2, n + 2)]


def told(value: object, names: dict[PersonId, PersonId]) -> object:
    """Give a value as nested plain data, with people called by other names."""
    if isinstance(value, PersonId):
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(told(item, names) for item in value)
    if isinstance(value, frozenset):
        return frozenset(told(item, names) for item in value)
    if isinstance(value, Mapping):
        return {told(k, names): told(v, names) for k, v in value.items()}
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        return (type(value), *(told(getattr(value, f.name), names) for f in fields))
    return value


@given(st.data())
def test_swapping_the_two_sides_swaps_what_comes_of_it(data: st.DataObject):
    """Invariant 14, S02: outside the asymmetries neither side is the stronger."""
    p = led_to(two(), Stage.WORKING)
    at = p.state.at
    p = p.record(acts.StartSession(by="bo", at=at, id="s1", present=("ana", "bo")))
    story = data.draw(symmetric(at, data.draw(st.integers(1, 15))))
    q = p
    for act in story:
        changes = {"by": SWAP[act.by]}
        if isinstance(act, acts.AskFeedback):
            changes["to"] = SWAP[act.to]
        mirrored = attrs.evolve(act, **changes)
        codes = [reason.code for reason in p.why_not(act)]
        assert [reason.code for reason in q.why_not(mirrored)] == codes
        if not codes:
            p, q = p.record(act), q.record(mirrored)
    assert p.stage is q.stage
    for name in ("g", "x", "y"):
        mine = p.state.decisions.proposals.find(ProposalId(name))
        theirs = q.state.decisions.proposals.find(ProposalId(name))
        assert told(mine, SWAP) == told(theirs, {})
    for region in ("sessions", "agenda", "contributions", "uptake", "feedback"):
        mine, theirs = getattr(p.state, region), getattr(q.state, region)
        assert told(mine, SWAP) == told(theirs, {})


def test_what_is_settled_is_amended_by_whoever_would_have_it_otherwise():
    """Invariant 14: a settled goal stands until another version of it is settled."""
    p = led_to(two(), Stage.WORKING)
    (goal,) = p.goals
    name = ProposalId(str(goal.id))
    (settled,) = p.why_not(acts.Decline(by="ana", at=p.at, proposal=name))
    last = p.proposal(name).last
    assert settled.code == "decision.proposal.settled"
    (amend,) = settled.fix
    assert (amend.act, amend.by) == (acts.Amend, (last.by,))
    assert amend.fields == {"proposal": name, "matter": last.matter}
