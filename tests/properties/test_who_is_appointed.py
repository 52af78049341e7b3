"""Invariants 12 and 29: who may be appointed to speak for a client."""

from datetime import timedelta

import attrs
import pytest
from properties.stories_of_authority import appoint, believed, codes, in_a_service

from collabtherapy import (
    Basis,
    Form,
    Partnership,
    PersonId,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import NotForThem
from collabtherapy.partnership.law.two_sides import professionals
from collabtherapy.privacy import view
from collabtherapy.testing.remedies import carried_out, cleared
from collabtherapy.testing.ways import appointing, couple, found, led_to

MONTH = timedelta(days=30)


def deciding(p: Partnership) -> Partnership:
    """Return a partnership whose first client cannot decide about the treatment."""
    return found(p, "treatment", able=False)


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


def test_a_family_where_a_parent_is_a_client_too_goes_on():
    """A parent speaks for a child in the partnership that they share."""
    p = Partnership.replay([attrs.evolve(couple().history[0], form=Form.FAMILY)])
    p = p.record(
        appointing(p, "cem", basis=Basis.PARENTAL_RESPONSIBILITY, until=p.at + MONTH)
    )
    assert p.represented_by("cem", at=p.at) == (PersonId("ana"),)


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
