"""Who may act for whom: by authority that has effect, and within it."""

import attrs
import pytest
from hypothesis import given
from properties.stories_of_authority import codes, parental, working

from collabtherapy import (
    Basis,
    Partnership,
    PersonId,
    Power,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.partnership.law.two_sides import has_effect
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.partnership.values.authority import EVERY
from collabtherapy.testing.histories import histories
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.ways import (
    appointing,
    couple,
    falling_under,
    found,
    led_to,
    prefixes,
    two,
)

# --- invariants 57, 58 and 60, over drawn histories


@given(histories(at_most=30))
def test_what_settles_was_decided_by_a_therapist_and_another_person(p: Partnership):
    """Invariant 57: counted in people, not in whom they spoke for."""
    actors: dict[object, set[PersonId]] = {}
    for before, act, after in prefixes(p):
        match act:
            case acts.Propose(id=name) | acts.Amend(proposal=name):
                actors[name] = {act.by}
            case acts.Accept(proposal=name):
                actors[name].add(act.by)
            case _:
                continue
        if after.proposal(name).is_settled:
            therapists = {one.id for one in before.therapists}
            assert actors[name] & therapists
            assert actors[name] - therapists


@given(histories(at_most=30))
def test_who_acts_for_another_holds_authority_then(p: Partnership):
    """Invariant 58: confirmed, not run out, with the power for that decision."""
    for before, act, _ in prefixes(p):
        if isinstance(act, ByProxy) and act.on_behalf_of is not None:
            held = before.state.representation.find(act.on_behalf_of, act.by)
            assert held is not None
            assert has_effect(before.state, held, act.at)
            decides = isinstance(act, acts.Accept | acts.Decline)
            assert (Power.DECIDE if decides else Power.CONSENT) in held.powers


@given(histories(at_most=30))
def test_consent_of_ones_own_is_ended_by_no_holder(p: Partnership):
    """Invariant 60: unless somebody looked, and found that the person cannot decide."""
    for before, act, after in prefixes(p):
        for (client, scope), said in before.state.consent.by_scope.items():
            now = after.consent(client, scope)
            if client not in said.given_by(act.at) or client in now.given_by(act.at):
                continue
            ended_by_them = act.by == client or isinstance(act, acts.Explain)
            findings = before.competence(client, scope.name)
            assert ended_by_them or not findings[-1].competent


# --- the cases that were wrong


def test_a_therapist_does_not_speak_for_the_client():
    """A1: nine acts of one person led to working with somebody who had done nothing."""
    act = appointing(two(), "bo", basis=Basis.OWN_WISH)
    refused = codes(two(), act)
    assert refused == ["representation.own_wish", "representation.two_sides"]


def test_a_parent_does_not_take_back_what_a_competent_child_gave():
    """A2: the person decides."""
    p = found(parental(working(), "mum"), "treatment", able=True)
    back = acts.WithdrawConsent(
        by="mum", on_behalf_of="ana", at=p.at, scope=Scope.TREATMENT
    )
    assert codes(p, back) == [
        "representation.person_decides",
        "representation.own_consent",
    ]
    after, again = cleared(p, back)
    assert (after, again.by, again.on_behalf_of) == (p, PersonId("ana"), None)


def test_two_parents_hold_authority_side_by_side():
    """A4: the second appointment ends nothing."""
    p = parental(parental(working(), "mum"), "dad")
    assert {held.holder for held in p.holders("ana", at=p.at)} == {
        PersonId("mum"), PersonId("dad"),
    }  # fmt: skip
    assert codes(p, appointing(p, "mum")) == ["representation.held"]
    ended = p.record(
        acts.EndRepresentation(by="bo", at=p.at, client="ana", representative="mum")
    )
    (left,) = ended.holders("ana", at=p.at)
    assert left.holder == PersonId("dad")
    assert p.represented_by("mum", at=p.at) == (PersonId("ana"),)
    assert ended.represented_by("mum", at=p.at) == ()
    assert ended.allows(appointing(ended, "mum"))


# --- how far it reaches


def test_authority_is_confined_to_powers_and_decisions():
    """Powers come of what was recorded, and never of the basis."""
    p = found(working("adult"), "contact", able=False)
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t")
    )
    give = acts.GiveConsent(
        by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t"
    )
    for fields, refused in (
        ({"powers": Power.DECIDE}, ["representation.not_covered"]),
        ({"powers": {Power.CONSENT}}, []),
        ({"decisions": "treatment"}, ["representation.not_covered"]),
        ({"decisions": {"contact", "records"}}, []),
        ({"decisions": EVERY}, []),
    ):
        assert codes(p.record(appointing(p, "mum", **fields)), give) == refused


def test_for_who_has_left_a_holder_only_takes_back():
    """Taking back is as easy as giving; nothing new is begun for a former client."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.Propose(
            by="bo", at=p.at, id="x", matter=matters.Goal(words=Words("sleep"))
        ),
        appointing(p, "mum", by="cem", client="cem", basis=Basis.OWN_WISH),
        acts.Explain(by="bo", at=p.at, to="cem", scope=Scope.CONTACT, terms="t"),
    )
    give = acts.GiveConsent(
        by="mum", on_behalf_of="cem", at=p.at, scope=Scope.CONTACT, terms="t"
    )
    p = p.record(give, acts.Leave(by="cem", at=p.at))
    back = acts.WithdrawConsent(
        by="mum", on_behalf_of="cem", at=p.at, scope=Scope.CONTACT
    )
    no = acts.DeclineConsent(by="mum", on_behalf_of="cem", at=p.at, scope=Scope.CONTACT)
    assert codes(p, back) == codes(p, no) == []
    for act in (
        attrs.evolve(give, scope=Scope.CONTACT),
        acts.Accept(by="mum", on_behalf_of="cem", at=p.at, proposal="x"),
        acts.Decline(by="mum", on_behalf_of="cem", at=p.at, proposal="x"),
    ):
        assert "right.not_theirs" in codes(p, act)


@pytest.mark.parametrize(
    "matter",
    [
        matters.Goal(words=Words("hers"), owners={"ana"}),
        matters.Goal(words=Words("his"), owners={"cem"}),
        matters.SafetyPlan(client="ana", words=Words("call")),
    ],
    ids=["hers", "his", "safety"],
)
def test_one_client_decides_nothing_of_anothers_own(matter: matters.Matter):
    """On whatever basis: a parent in the family signs no plan for a child's safety."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = parental(p, "cem").record(
        acts.RaiseConcern(by="bo", at=p.at, client="ana"),
        acts.Propose(by="bo", at=p.at, id="x", matter=matter),
    )
    for act in (
        acts.Accept(by="cem", on_behalf_of="ana", at=p.at, proposal="x"),
        acts.Decline(by="cem", on_behalf_of="ana", at=p.at, proposal="x"),
    ):
        assert "representation.own_matter" in codes(p, act)


# --- what an earlier law let pass


def test_a_history_in_which_the_therapist_speaks_for_the_client_loads_as_it_is():
    """Folding decides nothing anew; asked again, the act is named."""
    p = two()
    earlier = attrs.evolve(appointing(p, "bo", basis=Basis.OWN_WISH), evidence=None)
    begin = acts.Propose(by="bo", at=p.at, id="b", matter=matters.Begin(urgent=True))
    accept = acts.Accept(by="bo", on_behalf_of="ana", at=p.at, proposal="b")
    history = (*p.history, earlier, begin, accept)
    assert Partnership.replay(history).stage is Stage.EXPLORING
    with pytest.raises(ImpossibleHistory) as impossible:
        Partnership.replay(history, check=True)
    assert impossible.value.index == 1
    assert "representation.two_sides" in impossible.value.codes
