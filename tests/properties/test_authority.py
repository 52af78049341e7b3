"""Who may act for whom: recorded, claimed, confirmed, and until when."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given

from collabtherapy import (
    Basis,
    Client,
    DutyKind,
    Evidence,
    Form,
    Organisation,
    Partnership,
    PersonId,
    Power,
    Scope,
    Stage,
    Therapist,
    TimerKind,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.partnership.law.two_sides import has_effect
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.partnership.values.authority import EVERY
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.ways import (
    SEEN,
    START,
    appointing,
    couple,
    falling_under,
    found,
    led_to,
    prefixes,
    two,
)

YEAR = timedelta(days=365)
PARENTAL = Basis.PARENTAL_RESPONSIBILITY


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.refusals(act)]


def working(row: str = "ew.under_16") -> Partnership:
    """Return a partnership at work, with a client of this row."""
    return falling_under(led_to(two(), Stage.WORKING), row)


def parental(p: Partnership, holder: str, **fields: object) -> Partnership:
    """Return a partnership in which a parent's authority was seen."""
    fields = {"basis": PARENTAL, "until": p.at + YEAR, **fields}
    return p.record(appointing(p, holder, **fields))


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


def laying_down(
    p: Partnership, by: str, *, client: str = "ana", of: str | None = None
) -> acts.EndRepresentation:
    """Return the ending of an authority: of whoever does it, unless given."""
    return acts.EndRepresentation(
        by=by, at=p.at, client=client, representative=of or by
    )


@pytest.mark.parametrize("row", ["ew.under_16", "ew.16_17", "adult"])
def test_a_holder_lays_down_what_they_hold_and_no_other_holders(row: str):
    """From outside, whatever they see; and what was consented to on it ends."""
    p = parental(parental(working(row), "mum"), "dad")
    p = p.record(appointing(p, "aunt", by="aunt", evidence=None))
    for by in ("mum", "aunt"):
        ended = p.record(laying_down(p, by))
        assert by not in {str(one.holder) for one in ended.holders("ana", at=p.at)}
        assert len(ended.holders("ana", at=p.at)) == 2
        assert ended.why_not(laying_down(ended, by)) != ()
    for act in (
        laying_down(p, "mum", of="dad"),
        acts.EndRepresentation(by="mum", at=p.at, client="ana"),
        laying_down(p, "stranger"),
        laying_down(p, "mum", client="nobody"),
    ):
        assert not p.allows(act)
        assert p.refusals(act)
    for by in ("stranger", "aunt"):
        assert p.why_not(laying_down(p, by, of="dad")) == (law.NOT_HERE(),)
    offered = {option.act for option in p.options("mum", at=p.at)}
    assert acts.EndRepresentation in offered


def test_a_holder_sees_that_they_hold_it_and_lays_it_down_also_for_another_client():
    """Who sees an outline of one client may have claimed to act for another."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    claim = appointing(p, "mum", client="cem", by="mum", evidence=None)
    p = parental(found(p.record(claim), "records", able=True), "mum")
    seen = view(p, "mum")
    assert {one.client for one in seen.state.representation.held.values()} == {
        PersonId("ana"), PersonId("cem"),
    }  # fmt: skip
    for client in ("ana", "cem"):
        assert p.allows(laying_down(p, "mum", client=client))
    others = laying_down(p, "mum", of="dad")
    assert [refusal.code for refusal in p.why_not(others)] == ["right.not_for_another"]
    p = p.record(acts.Leave(by="cem", at=p.at))
    assert p.allows(laying_down(p, "mum", client="cem"))


def test_a_parent_who_is_a_client_lays_down_their_own_authority():
    """What they hold is theirs to end; what another holds is not."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = parental(parental(p, "cem"), "dad")
    assert codes(p, laying_down(p, "cem", of="dad")) == ["right.not_for_another"]
    ended = p.record(laying_down(p, "cem"))
    assert [str(one.holder) for one in ended.holders("ana", at=p.at)] == ["dad"]


# --- recorded, claimed, confirmed


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


@pytest.mark.parametrize(
    ("row", "basis", "refused"),
    [
        ("adult", PARENTAL, True),
        ("ew.under_16", PARENTAL, True),
        ("de", Basis.GUARDIAN, True),
        ("adult", Basis.GUARDIAN, False),
        ("us.ca.12", Basis.ATTORNEY, False),
    ],
)
def test_authority_over_a_minor_has_an_end(row: str, basis: Basis, *, refused: bool):
    """It is asked by the law: older documents without one are read as they are."""
    p = working(row)
    act = appointing(p, "mum", basis=basis)
    assert codes(p, act) == ["representation.until_missing"] * refused
    assert codes(p, attrs.evolve(act, until=p.at + YEAR)) == []


def test_a_claim_to_a_minor_has_an_end_to_be_confirmed():
    """Also where the row was stated after the claim; no fix of it is a dead end."""
    p = working("adult").record(
        appointing(working("adult"), "mum", by="mum", basis=Basis.GUARDIAN)
    )
    confirm = acts.ConfirmRepresentation(
        by="bo", at=p.at, client="ana", representative="mum", evidence=SEEN
    )
    assert codes(p, confirm) == []
    p = falling_under(p, "ew.under_16")
    assert codes(p, confirm) == ["representation.until_missing"]
    after, again = cleared(p, confirm)
    (held,) = after.record(again).holders("ana", at=p.at)
    assert held.until is not None


def test_on_authority_without_an_end_no_minor_is_spoken_for():
    """One confirmed while the client was held to be an adult is recorded again."""
    p = working("adult").record(
        appointing(working("adult"), "mum", basis=Basis.GUARDIAN),
        appointing(working("adult"), "dad", basis=Basis.ATTORNEY),
    )
    p = found(p, "contact", able=False).record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t")
    )
    give = acts.GiveConsent(
        by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t"
    )
    assert codes(p, give) == []
    p = falling_under(p, "ew.under_16")
    assert codes(p, give) == ["representation.until_missing"]
    assert codes(p, attrs.evolve(give, by="dad")) == []
    after, again = cleared(p, give)
    assert after.record(again).consent("ana", Scope.CONTACT).in_force(p.at)


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


@pytest.mark.parametrize("stops", [True, False])
def test_what_ones_own_no_counts_for_is_accepted_by_the_person(*, stops: bool):
    """A therapist and a parent together do not switch it off, whatever else changes."""
    p = parental(working(), "mum")
    policy = attrs.evolve(p.policy, dissent_of_minor_stops=stops, low_comfort=3)
    matter = matters.PolicyChange(policy=policy)
    p = p.record(acts.Propose(by="bo", at=p.at, id="x", matter=matter))
    accept = acts.Accept(by="mum", on_behalf_of="ana", at=p.at, proposal="x")
    assert codes(p, accept) == ([] if stops else ["representation.own_say"])
    after, again = cleared(p, accept)
    assert (again.by == PersonId("ana")) is not stops
    assert after.record(again).policy == policy


# --- who has left, and what another client does


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
    assert codes(p, back) == []
    for act in (
        attrs.evolve(give, scope=Scope.CONTACT),
        acts.DeclineConsent(
            by="mum", on_behalf_of="cem", at=p.at, scope=Scope.RECORDING
        ),
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


# --- at majority


def test_at_majority_the_person_is_asked_themselves():
    """28 days before, it is owed; then what the parent gave is over."""
    p = parental(working(), "mum")
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t"),
        acts.GiveConsent(
            by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t",
            expires_at=p.at + YEAR,
        ),
    )  # fmt: skip
    (timer,) = (t for t in p.timers(at=p.at) if t.kind is TimerKind.ASK_CONSENT_ANEW)
    assert (timer.about, timer.due_at) == ("ana/mum", p.at + YEAR - timedelta(28))

    def owed(at_: timedelta) -> bool:
        duties = p.duties(at=p.at + at_, owed_by="bo", owed_to="ana")
        return any(d.kind is DutyKind.ASK_CONSENT_ANEW for d in duties)

    day = timedelta(days=1)
    assert [owed(at_) for at_ in (YEAR - 29 * day, YEAR - 28 * day, YEAR)] == [
        False, True, False,
    ]  # fmt: skip
    assert not p.consent("ana", Scope.CONTACT).in_force(p.at + YEAR)
    own = acts.GiveConsent(by="ana", at=p.at, scope=Scope.CONTACT, terms="t")
    asked = found(p, "contact", able=True).record(own)
    assert not any(
        d.kind is DutyKind.ASK_CONSENT_ANEW
        for d in asked.duties(at=p.at + YEAR - 28 * day)
    )
    ended = p.record(acts.EndRepresentation(by="bo", at=p.at, client="ana"))
    assert TimerKind.ASK_CONSENT_ANEW not in {t.kind for t in ended.timers(at=p.at)}


# --- bad input


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


def test_who_decides_is_stated_by_who_keeps_the_record():
    """In the opening and later; a row that is not there is refused."""
    given = {
        "id": "p-1",
        "clients": [Client("ana")],
        "therapists": [Therapist("bo")],
        "organisations": [Organisation("clinic")],
        "at": START,
    }
    p = Partnership.open(
        **given, by="clinic", client_knows=True, deciders={"ana": "de"}
    )
    assert p.decider("ana", "treatment", at=p.at).value == "holders"
    assert Partnership.replay(p.history, check=True) == p
    for by, rows, code in (
        ("ana", {"ana": "de"}, "decider.not_theirs"),
        ("clinic", {"ana": "elsewhere"}, "decider.unknown_row"),
        ("clinic", {"ana": "access"}, "decider.unknown_row"),
    ):
        with pytest.raises(Exception, match=code.replace(".", r"\.")):
            Partnership.open(**given, by=by, client_knows=True, deciders=rows)
    for rows, message in (
        ({"eva": "de"}, "deciders names clients"),
        ({"bo": "de"}, "deciders names clients"),
    ):
        with pytest.raises(ValueError, match=message):
            Partnership.open(**given, by="clinic", client_knows=True, deciders=rows)
    twice = (*p.opening.deciders, *p.opening.deciders)
    with pytest.raises(ValueError, match="deciders names each client once"):
        attrs.evolve(p.opening, deciders=twice)
    state = acts.StateDecider(by="ana", at=p.at, client="ana", row="adult", because="x")
    assert codes(p, state) == ["right.not_theirs"]


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


def test_a_family_is_asked_for_with_a_child_and_a_parent():
    """Every form may say who decides for whom from the opening on."""
    p = Partnership.open(
        id="p-1",
        clients=[Client("ana"), Client("cem")],
        therapists=[Therapist("bo")],
        organisations=[Organisation("clinic")],
        by="clinic",
        client_knows=True,
        at=START,
        form=Form.FAMILY,
        deciders={"ana": "ew.under_16"},
    )
    deciders = [p.decider(who, "treatment", at=p.at).value for who in ("ana", "cem")]
    assert deciders == ["holders", "self"]
