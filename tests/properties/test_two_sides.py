"""Invariants 12, 15 and 29: nobody acts for both sides of a partnership."""

from collections.abc import Hashable, Iterator
from datetime import timedelta
from itertools import product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Basis,
    Change,
    Form,
    Partnership,
    PersonId,
    Post,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import Refused
from collabtherapy.partnership.law.two_sides import professionals
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.state import State
from collabtherapy.privacy import NotForThem, view
from collabtherapy.testing.exploring import explore
from collabtherapy.testing.histories import histories
from collabtherapy.testing.openings import openings
from collabtherapy.testing.remedies import carried_out, cleared
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CLINIC,
    SEEN,
    START,
    appointing,
    consented,
    couple,
    decided,
    found,
    led_to,
    prefixes,
    two,
)

MONTH = timedelta(days=30)
TIA = Therapist("tia", post=Post.TRAINEE, supervisor="sue")
WAY_IN = (matters.Begin, matters.Goal, matters.Agreement)
SCOPES = (Scope.ASSESSMENT, Scope.TREATMENT)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the refusals of an act."""
    return [refusal.code for refusal in p.refusals(act)]


def in_a_service() -> Partnership:
    """Return a partnership that a service asked for, with a trainee, supervised."""
    return Partnership.open(
        id="p-1", clients=(ANA,), therapists=(BO, TIA), organisations=(CLINIC,),
        by="clinic", client_knows=True, at=START,
    )  # fmt: skip


def appoint(
    p: Partnership,
    who: str,
    by: str = "bo",
    basis: Basis = Basis.ATTORNEY,
    client: str = "ana",
) -> acts.AppointRepresentative:
    """Return the appointment of somebody as a client's representative."""
    return appointing(p, who, by=by, basis=basis, client=client)


def deciding(p: Partnership) -> Partnership:
    """Return a partnership whose first client cannot decide about the treatment."""
    return found(p, "treatment", able=False)


def believed(p: Partnership, *done: acts.Act) -> Partnership:
    """Return a partnership with acts that an earlier law let pass."""
    return Partnership.replay([*p.history, *done])


# --- no way to working by one side


def moves(state: State, side: tuple[PersonId, ...]) -> Iterator[acts.Act]:
    """Yield what the people of one side might try on the way to working."""
    waiting = {type(p.last.matter) for p in state.decisions.proposals.values()}
    for person in side:
        for act in offers(state, person, state.at):
            match act:
                case acts.Propose(matter=matter):
                    if type(matter) in WAY_IN and type(matter) not in waiting:
                        yield act
                case acts.AppointRepresentative():
                    yield from appointments(act, {*side, PersonId("parent")})
                case acts.Explain(scope=scope) if scope in SCOPES:
                    yield attrs.evolve(act, limits=True)
                case acts.GiveConsent(scope=scope) if scope in SCOPES:
                    yield act
                case acts.Accept() | acts.Orient() | acts.ConfirmRepresentation():
                    yield act


def appointments(
    act: acts.AppointRepresentative, people: set[PersonId]
) -> Iterator[acts.Act]:
    """Yield an appointment for each of these people, on each kind of basis."""
    for who, basis in product(people - {act.client}, Basis):
        yield attrs.evolve(act, representative=who, basis=basis, evidence=SEEN)


def seen_as(state: State) -> Hashable:
    """Return what distinguishes two states on the way to working."""
    return (
        state.stage,
        frozenset(
            (p.id, p.is_open, p.accepted_by) for p in state.decisions.proposals.values()
        ),
        frozenset((of, said.status) for of, said in state.consent.by_scope.items()),
        frozenset(state.orientation.by_client),
        frozenset(
            (of, held.basis, held.is_confirmed)
            for of, held in state.representation.held.items()
            if held.ended_at is None
        ),
    )


def stages_reached(start: State, side: tuple[PersonId, ...]) -> set[Stage]:
    """Return every stage that the acts of one side lead to."""
    explored = explore([start], lambda state: moves(state, side), seen_as)
    return {state.stage for state in explored.states}


@pytest.mark.parametrize(
    "start",
    [
        in_a_service().state,
        believed(in_a_service(), appoint(in_a_service(), "bo")).state,
        believed(in_a_service(), appoint(in_a_service(), "sue")).state,
        believed(in_a_service(), appoint(in_a_service(), "clinic")).state,
    ],
    ids=["new", "bo spoke for ana", "sue spoke for ana", "the clinic spoke for ana"],
)
def test_therapists_service_and_supervisor_reach_nothing_together(start: State):
    """S01, invariant 15: all that they could do is tried, up to the end."""
    side = tuple(sorted(professionals(start)))
    assert {"bo", "tia", "clinic", "sue"} == set(map(str, side))
    assert stages_reached(start, side) == {Stage.REQUESTED}


def test_a_client_and_a_representative_reach_nothing_together():
    """S01, invariant 15: two people who act for one side are one side."""
    side = (PersonId("ana"), PersonId("parent"))
    assert stages_reached(in_a_service().state, side) == {Stage.REQUESTED}


@given(openings(clients=(1, 2)), st.data())
def test_no_side_reaches_working_whomever_it_appoints(
    p: Partnership, data: st.DataObject
):
    """S01, invariant 15: drawn from any opening, and through anybody appointed."""
    theirs = tuple(sorted(professionals(p.state)))
    clients = (*(client.id for client in p.clients), PersonId("parent"))
    side = data.draw(st.sampled_from([theirs, clients]))
    for _ in range(15):
        lawful = [act for act in moves(p.state, side) if p.allows(act)]
        if not lawful:
            break
        p = p.record(data.draw(st.sampled_from(lawful)))
    assert p.stage is Stage.REQUESTED


@given(histories(at_most=25))
def test_whoever_speaks_for_a_client_is_on_no_other_side(p: Partnership):
    """Invariant 12: at each act that is done on a client's behalf."""
    for before, act, _ in prefixes(p):
        if act.for_whom != act.by:
            assert act.by not in professionals(before.state)


# --- who may be appointed


@pytest.mark.parametrize("who", ["bo", "tia", "clinic", "sue"])
@pytest.mark.parametrize("by", ["ana", "bo", "clinic"])
@pytest.mark.parametrize("basis", [Basis.OWN_WISH, Basis.ATTORNEY])
def test_no_professional_here_is_appointed(who: str, by: str, basis: Basis):
    """Invariant 29: whoever records it, and on whichever basis."""
    p = led_to(in_a_service(), Stage.WORKING)
    act = appoint(p, who, by, basis)
    assert "representation.two_sides" in codes(p, act)
    after, again = cleared(p, act)
    assert after.allows(again)
    assert again.representative not in professionals(after.state)


@pytest.mark.parametrize(
    ("by", "basis", "refused"),
    [
        ("ana", Basis.OWN_WISH, ["representation.another_client"]),
        ("ana", Basis.ATTORNEY, ["representation.legal_basis"]),
        (
            "bo",
            Basis.OWN_WISH,
            ["representation.own_wish", "representation.another_client"],
        ),
        ("bo", Basis.ATTORNEY, []),
    ],
)
@pytest.mark.parametrize("gone", [False, True])
def test_another_client_speaks_on_a_legal_basis_alone(
    by: str, basis: Basis, refused: list[str], *, gone: bool
):
    """Invariant 29: a wish between clients is not free of the other's sway."""
    p = led_to(couple(), Stage.WORKING)
    if gone:
        p = p.record(acts.Leave(by="cem", at=p.at))
    act = appoint(p, "cem", by, basis)
    assert codes(p, act) == refused
    after, again = cleared(p, act)
    assert after.refusals(again) == ()


# --- who speaks for a client takes no part on the other side, later or before

EVA = Therapist("eva")
SUPERVISED = Therapist("eva", post=Post.TRAINEE, supervisor="max")
STEPPING_IN = {
    "as a therapist": ("eva", matters.Involve(person=Therapist("eva"))),
    "as a supervisor": ("max", matters.Involve(person=SUPERVISED)),
    "to take the work on": ("eva", matters.Transfer(to="eva")),
    "as a nominee": ("eva", matters.Agreement(words=Words("w"), nominee="eva")),
}


def at_work() -> Partnership:
    """Return a partnership at work whose client consents to eva's coming in."""
    p = led_to(two(), Stage.WORKING)
    return consented(p, Scope.involve("eva"), p.at)


@pytest.mark.parametrize("how", STEPPING_IN)
def test_whoever_speaks_for_a_client_steps_in_on_no_other_side(how: str):
    """Invariant 15: put, amended or accepted, before or after the appointment."""
    who, matter = STEPPING_IN[how]
    p = at_work()
    put = acts.Propose(by="bo", at=p.at, id="in", matter=matter)
    waiting = p.record(put)
    accept = acts.Accept(by="ana", at=p.at, proposal="in")
    assert codes(waiting, accept) == []
    for before, act in (
        (p, put),
        (waiting, accept),
        (waiting, acts.Amend(by="ana", at=p.at, proposal="in", matter=matter)),
    ):
        spoken_for = before.record(appoint(p, who))
        assert codes(spoken_for, act) == ["representation.two_sides"]
        (refusal,) = spoken_for.refusals(act)
        after, again = carried_out(spoken_for, act, refusal)
        assert after.refusals(again) == ()
        assert after.holders("ana", at=after.at) == ()


@pytest.mark.parametrize("how", STEPPING_IN)
def test_whoever_has_stepped_in_is_not_appointed(how: str):
    """Invariant 15: from the settling on, they act for the therapists' side."""
    who, matter = STEPPING_IN[how]
    p = at_work()
    assert codes(p, appoint(p, who)) == []
    p = decided(p, "in", matter, p.at)
    assert codes(p, appoint(p, who)) == ["representation.two_sides"]


def test_authority_for_a_client_who_has_left_ends_by_an_act():
    """By a therapist, or by whom it is about: nobody is kept out by it for good."""
    p = led_to(couple(), Stage.WORKING)
    put = acts.Propose(
        by="bo", at=p.at, id="in", matter=matters.Involve(person=Therapist("eva"))
    )
    accept = acts.Accept(by="ana", at=p.at, proposal="in")
    gone = p.record(put, appoint(p, "eva", client="cem"), acts.Leave(by="cem", at=p.at))
    again = attrs.evolve(put, id="in-2")
    reasons = {r.code: r for r in gone.refusals(accept)}
    assert reasons["representation.two_sides"].fix == (Change("proposal", ()),)
    (refusal,) = gone.refusals(again)
    after, same = carried_out(gone, again, refusal)
    assert (after.refusals(same), same) == ((), again)
    for by in ("bo", "cem"):
        end = acts.EndRepresentation(by=by, at=p.at, client="cem")
        assert codes(gone.record(end), again) == []
    closed = p.record(
        appoint(p, "eva"),
        acts.Leave(by="cem", at=p.at),
        acts.Leave(by="ana", at=p.at),
    )
    end = acts.EndRepresentation(by="ana", at=p.at, client="ana")
    assert closed.record(end).holders("ana", at=p.at) == ()


@pytest.mark.parametrize("how", ["supervisor", "to take over", "nominee"])
@pytest.mark.parametrize("gone", [False, True])
def test_no_client_steps_to_the_therapists_side(how: str, *, gone: bool):
    """Invariant 15: not as a trainee's supervisor either, nor after leaving."""
    trainee = Therapist("tia", post=Post.TRAINEE, supervisor="cem")
    matter: matters.Matter = {
        "supervisor": matters.Involve(person=trainee),
        "to take over": matters.Transfer(to="cem"),
        "nominee": matters.Agreement(words=Words("w"), nominee="cem"),
    }[how]
    p = led_to(couple(), Stage.WORKING)
    if gone:
        p = p.record(acts.Leave(by="cem", at=p.at))
    put = acts.Propose(by="bo", at=p.at, id="in", matter=matter)
    assert "representation.two_sides" in codes(p, put)


def test_no_client_supervises_from_the_opening_on():
    """Invariant 15: who is asked for as a client answers for no trainee."""
    trainee = Therapist("tia", post=Post.TRAINEE, supervisor="ana")
    with pytest.raises(Refused, match=r"representation\.two_sides"):
        Partnership.open(
            id="p-1", clients=(ANA,), therapists=(trainee,), by="ana", at=START
        )


def test_another_client_is_not_told_for_whom_somebody_speaks():
    """Invariant 45: that it cannot be is told, and no client is named."""
    p = led_to(couple(), Stage.WORKING)
    put = acts.Propose(
        by="cem", at=p.at, id="in", matter=matters.Involve(person=Therapist("eva"))
    )
    (refusal,) = p.record(appoint(p, "eva")).refusals(put)
    assert refusal.code == "representation.two_sides"
    assert dict(refusal.facts) == {"person": PersonId("eva")}
    assert refusal.fix == (Change("matter", ()),)
    assert "ana" not in refusal.message


def test_whoever_spoke_for_a_client_once_may_come_in():
    """A representation that has ended, or run out, is nothing to choose from."""
    p = at_work()
    until = attrs.evolve(appoint(p, "eva"), until=p.at + MONTH)
    put = acts.Propose(
        by="bo", at=p.at + MONTH, id="in", matter=matters.Involve(person=EVA)
    )
    assert codes(p.record(until), put) == []
    end = acts.EndRepresentation(by="ana", at=p.at, client="ana")
    assert codes(p.record(until, end), attrs.evolve(put, at=p.at)) == []


# --- what an earlier law let pass


def test_who_was_appointed_under_an_earlier_law_speaks_no_more():
    """Invariants 12 and 29: what they did stays, and nothing is added to it."""
    p = led_to(in_a_service(), Stage.WORKING)
    for who in ("bo", "clinic", "sue"):
        earlier = believed(p, appoint(p, who))
        goal = acts.Propose(
            by="tia", at=p.at, id="x", matter=matters.Goal(words=Words("sleep"))
        )
        accept = acts.Accept(by=who, on_behalf_of="ana", at=p.at, proposal="x")
        back = acts.WithdrawConsent(
            by=who, on_behalf_of="ana", at=p.at, scope=Scope.TREATMENT
        )
        earlier = earlier.record(goal)
        for act in (accept, back):
            (refusal,) = earlier.refusals(act)
            assert refusal.code == "representation.none"
            after, again = carried_out(earlier, act, refusal)
            assert after.refusals(again) == ()


@pytest.mark.parametrize("who", ["clinic", "sue"])
def test_who_was_appointed_under_an_earlier_law_sees_nothing_by_it(who: str):
    """Invariant 45: a service, or a supervisor, is shown no more than before."""
    p = led_to(in_a_service(), Stage.WORKING)
    with pytest.raises(NotForThem):
        view(believed(p, appoint(p, who)), who)


def test_a_wish_between_clients_of_an_earlier_law_counts_no_more():
    """Invariant 12: one client accepts in the other's place on a legal basis alone."""
    p = led_to(couple(), Stage.WORKING)
    goal = matters.Goal(words=Words("sleep"), owners={"ana"})
    put = acts.Propose(by="bo", at=p.at, id="x", matter=goal)
    accept = acts.Accept(by="cem", on_behalf_of="ana", at=p.at, proposal="x")
    wished = believed(p, appoint(p, "cem", "ana", Basis.OWN_WISH), put)
    assert "representation.none" in codes(wished, accept)
    for owners, refused in (
        ({"ana"}, ["representation.own_matter"]),
        ({"ana", "cem"}, []),
        (set(), []),
    ):
        put = attrs.evolve(put, matter=attrs.evolve(goal, owners=owners))
        by_law = deciding(p).record(appoint(p, "cem"), put)
        assert codes(by_law, accept) == refused


def test_a_family_where_a_parent_is_a_client_too_goes_on():
    """A parent speaks for a child in the partnership that they share."""
    p = Partnership.replay([attrs.evolve(couple().history[0], form=Form.FAMILY)])
    p = p.record(
        appointing(p, "cem", basis=Basis.PARENTAL_RESPONSIBILITY, until=p.at + MONTH)
    )
    assert p.represented_by("cem", at=p.at) == (PersonId("ana"),)
