"""How authority comes about: recorded, claimed, confirmed."""

import attrs
import pytest
from properties.stories_of_authority import PARENTAL, YEAR, codes, working

from collabtherapy import (
    Basis,
    DutyKind,
    Evidence,
    Partnership,
    PersonId,
    Power,
    Scope,
    acts,
)
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.ways import SEEN, appointing, two


def test_a_claim_has_no_effect_until_it_is_confirmed():
    """The holder says so themselves; a therapist or a service has seen the document."""
    p = working()
    claim = appointing(
        p, "mum", by="mum", basis=PARENTAL, until=p.at + YEAR, evidence=SEEN
    )
    p = p.record(
        claim, acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t")
    )
    (held,) = p.holders("ana", at=p.at)
    assert (held.is_confirmed, held.is_claim) == (False, True)
    give = acts.GiveConsent(
        by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t",
        expires_at=p.at + YEAR,
    )  # fmt: skip
    assert codes(p, give) == ["representation.none"]
    confirm = acts.ConfirmRepresentation(
        by="bo", at=p.at, client="ana", representative="mum", evidence=SEEN
    )
    assert codes(p, attrs.evolve(confirm, evidence=None)) == [
        "representation.evidence_missing"
    ]
    assert codes(p, attrs.evolve(confirm, by="mum")) == ["person.unknown"]
    assert codes(p, attrs.evolve(confirm, by="ana")) == ["right.not_theirs"]
    p = p.record(confirm)
    (held,) = p.holders("ana", at=p.at)
    assert (held.confirmed_at, held.is_claim) == (p.at, False)
    assert codes(p, give) == []
    assert codes(p, confirm) == ["representation.no_claim"]


@pytest.mark.parametrize(
    ("by", "basis"), [("bo", Basis.ATTORNEY), ("ana", Basis.OWN_WISH)]
)
def test_a_claim_gives_way_to_a_record_and_to_the_persons_own_wish(
    by: str, basis: Basis
):
    """What anybody may claim blocks neither; what has effect does."""
    p = working("adult")
    claim = appointing(p, "mum", by="mum", powers={Power.SEE}, evidence=None)
    p = p.record(claim)
    assert codes(p, claim) == ["representation.held"]
    own = appointing(p, "mum", by=by, basis=basis)
    after = p.record(own)
    (held,) = after.holders("ana", at=p.at)
    assert (held.basis, held.stated_by, held.is_confirmed) == (basis, own.by, True)
    assert held.powers == own.powers
    for again in (own, claim):
        assert codes(after, again) == ["representation.held"]
    assert codes(p, attrs.evolve(own, by="cem")) != []
    if basis.is_legal:
        unseen = attrs.evolve(own, evidence=None)
        assert codes(p, unseen) == ["representation.evidence_missing"]


@pytest.mark.parametrize(
    ("by", "basis", "refused"),
    [
        ("mum", Basis.OWN_WISH, "representation.own_wish"),
        ("bo", Basis.OWN_WISH, "representation.own_wish"),
        ("ana", Basis.ATTORNEY, "representation.legal_basis"),
        ("dad", Basis.ATTORNEY, "representation.legal_basis"),
        ("ana", Basis.OWN_WISH, None),
        ("mum", Basis.ATTORNEY, None),
        ("bo", Basis.DEPUTY, None),
    ],
)
def test_whose_it_is_to_say_so(by: str, basis: Basis, refused: str | None):
    """A wish is the person's; a legal basis is seen, or claimed by the holder."""
    p = working("adult")
    act = appointing(p, "mum", by=by, basis=basis)
    assert codes(p, act) == ([] if refused is None else [refused])
    after, again = cleared(p, act)
    assert after.allows(again)


def test_the_client_is_told_of_it_unless_they_said_so():
    """Whoever recorded it owes that, or the lead where it was no therapist."""
    p = working("adult")

    def owed(p: Partnership) -> list[tuple[str, str]]:
        duties = p.duties(at=p.at)
        kind = DutyKind.TELL_OF_REPRESENTATION
        return [(str(d.owed_by), str(d.owed_to)) for d in duties if d.kind is kind]

    assert owed(p.record(appointing(p, "mum"))) == [("bo", "ana")]
    assert owed(p.record(appointing(p, "mum", by="mum"))) == [("bo", "ana")]
    wished = appointing(p, "mum", by="ana", basis=Basis.OWN_WISH)
    assert owed(p.record(wished)) == []


def test_a_holder_is_no_witness_of_their_own_authority():
    """The document is seen by another, also where a therapist records it."""
    p = working("adult")
    own = Evidence("birth-certificate", seen_by="mum")
    act = appointing(p, "mum", basis=Basis.ATTORNEY, evidence=own)
    assert codes(p, act) == ["representation.evidence_missing"]
    claim = appointing(p, "mum", by="mum", basis=Basis.ATTORNEY, evidence=own)
    p = p.record(claim)
    confirm = acts.ConfirmRepresentation(
        by="bo", at=p.at, client="ana", representative="mum", evidence=own
    )
    assert codes(p, confirm) == ["representation.evidence_missing"]
    assert codes(p, attrs.evolve(confirm, evidence=SEEN)) == []


def test_an_appointment_without_a_document_is_a_claim():
    """What an earlier law let pass unseen permits nothing until it is confirmed."""
    p = working()
    unseen = appointing(
        p, "mum", basis=Basis.GUARDIAN, until=p.at + YEAR, evidence=None
    )
    p = Partnership.replay([*p.history, unseen])
    assert p.represented_by("mum", at=p.at) == ()
    confirm = acts.ConfirmRepresentation(
        by="bo", at=p.at, client="ana", representative="mum",
        evidence=Evidence("court-order", seen_by="bo"),
    )  # fmt: skip
    assert p.record(confirm).represented_by("mum", at=p.at) == (PersonId("ana"),)
    unseen = Partnership.replay([*p.history, attrs.evolve(confirm, evidence=None)])
    assert unseen.represented_by("mum", at=p.at) == ()


def test_what_cannot_be_an_appointment():
    """Each with its error, which names the field and what would do instead."""
    p = two()
    for fields, message in (
        ({"holder": "ana"}, "another person than the client"),
        ({"until": p.at}, "until is later than at"),
        ({"until": p.at - YEAR}, "until is later than at"),
        ({"powers": frozenset()}, "powers holds at least 1"),
        ({"decisions": ()}, "decisions must not be empty"),
        ({"decisions": {"two words"}}, "decisions is a short name"),
    ):
        with pytest.raises(ValueError, match=message):
            appointing(p, **{"holder": "mum", **fields})
    with pytest.raises(TypeError, match="basis takes Basis, not str"):
        acts.AppointRepresentative(
            by="bo", at=p.at, client="ana", representative="mum", basis="court"
        )
    with pytest.raises(ValueError, match="review_at is later than at"):
        acts.FindCompetence(
            by="bo", at=p.at, client="ana", decision="x", competent=True, review_at=p.at
        )
