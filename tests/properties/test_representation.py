"""Invariants 12 and 29: who speaks for a client, until when, and never over them."""

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Basis,
    ConsentStatus,
    Evidence,
    Partnership,
    PersonId,
    Scope,
    Stage,
    TimerKind,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import couple, led_to, prefixes, two

MONTH = timedelta(days=30)
SEEN = Evidence("birth-certificate", seen_by="bo")


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Give the codes of what stands in the way."""
    return [refusal.code for refusal in p.refusals(act)]


def represented() -> Partnership:
    """Return a partnership with a child, for whom a parent decides for a month."""
    p = led_to(two(), Stage.WORKING)
    return p.record(
        acts.StateDecider(
            by="bo", at=p.at, client="ana", row="ew.under_16", because="age"
        ),
        acts.AppointRepresentative(
            by="bo",
            at=p.at,
            client="ana",
            representative="parent",
            basis=Basis.PARENTAL_RESPONSIBILITY,
            until=p.at + MONTH,
            evidence=SEEN,
        ),
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t"),
    )


def competent(p: Partnership, decision: str, *, able: bool = True) -> Partnership:
    """Return a partnership in which the client was found able to decide, or not."""
    return p.record(
        acts.FindCompetence(
            by="bo", at=p.at, client="ana", decision=decision, competent=able
        )
    )


def give(p: Partnership, **changes: object) -> acts.GiveConsent:
    """Have the parent consent to contact, for as long as they speak."""
    fields = {"by": "parent", "on_behalf_of": "ana", "expires_at": p.at + MONTH}
    return acts.GiveConsent(
        **{"at": p.at, "scope": Scope.CONTACT, "terms": "t", **fields, **changes}
    )


@given(histories(at_most=25))
def test_who_accepts_is_a_party_or_speaks_for_one(p: Partnership):
    """Invariant 12: and is recorded as who did it, for whom."""
    for before, act, after in prefixes(p):
        if isinstance(act, acts.Accept):
            alone = act.by == act.for_whom
            assert alone or act.for_whom in before.represented_by(act.by, at=act.at)
            proposal = after.proposal(act.proposal)
            assert act.for_whom in proposal.accepted_by


@given(st.integers(0, 60))
def test_consent_for_somebody_ends_with_speaking_for_them(days: int):
    """Invariant 29: valid within the representation, over on the day it ends."""
    p = represented()
    p = p.record(give(p))
    at = p.at + timedelta(days=days)
    status = p.consent_status("ana", Scope.CONTACT, at=at)
    assert (status is ConsentStatus.GIVEN) is (days < 30)
    accept = give(p, at=at, expires_at=None)
    assert ("representation.none" in codes(p, accept)) is (days >= 30)
    assert p.consent("ana", Scope.CONTACT).said_by == PersonId("parent")


def test_consent_given_for_somebody_cannot_outlast_it():
    """Invariant 29: without an end, or with a later one, it is refused."""
    p = represented()
    for expires_at in (None, p.at + 2 * MONTH):
        late = give(p, expires_at=expires_at)
        assert codes(p, late) == ["representation.outlasts"]


def test_when_it_ends_early_what_was_said_for_them_ends():
    """Invariant 29: and what they said themselves stays as it was."""
    p = represented()
    p = p.record(give(p))
    end = acts.EndRepresentation(by="bo", at=p.at, client="ana")
    p = p.record(end)
    assert p.consent_status("ana", Scope.CONTACT, at=p.at) is ConsentStatus.EXPIRED
    treated = p.consent_status("ana", Scope.TREATMENT, at=p.at)
    assert treated is ConsentStatus.GIVEN
    assert p.record(end).holders("ana", at=p.at) == ()
    own = give(p, by="ana", on_behalf_of=None, expires_at=None)
    again = competent(p, "contact").record(own)
    assert again.consent_status("ana", Scope.CONTACT, at=p.at) is ConsentStatus.GIVEN
    assert again.record(end).consent("ana", Scope.CONTACT).in_force(p.at)


def test_what_somebody_said_again_themselves_outlasts_who_spoke_for_them():
    """Invariant 29: their own yes, to the same scope, is no longer the other's."""
    p = represented()
    own = give(p, by="ana", on_behalf_of=None, expires_at=None)
    p = competent(p.record(give(p)), "contact").record(own)
    p = p.record(acts.EndRepresentation(by="bo", at=p.at, client="ana"))
    assert p.consent("ana", Scope.CONTACT).in_force(p.at)


def test_what_was_taken_back_before_stays_taken_back():
    """Invariant 29: the end of speaking for somebody is no second end of a consent."""
    p = represented()
    p = p.record(give(p))
    back = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.CONTACT)
    end = acts.EndRepresentation(by="bo", at=p.at, client="ana")
    ended = p.record(back, end)
    assert ended.consent("ana", Scope.CONTACT) == p.record(back).consent(
        "ana", Scope.CONTACT
    )
    status = ended.consent_status("ana", Scope.CONTACT, at=p.at)
    assert status is ConsentStatus.WITHDRAWN


def test_nobody_says_yes_over_a_clients_own_no():
    """The client's own word stands, whoever else may speak."""
    p = represented()
    p = p.record(acts.DeclineConsent(by="ana", at=p.at, scope=Scope.CONTACT))
    assert codes(p, give(p)) == ["representation.own_word"]
    parents_no = acts.DeclineConsent(
        by="parent", on_behalf_of="ana", at=p.at, scope=Scope.MEASUREMENT
    )
    p = p.record(
        parents_no,
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.MEASUREMENT, terms="t"),
    )
    assert codes(p, give(p, scope=Scope.MEASUREMENT)) == []


def test_a_finding_neither_gives_nor_revokes_anything():
    """Invariant 29: competence and consent are two things."""
    p = represented()
    p = p.record(give(p))
    for competent in (True, False):
        found = acts.FindCompetence(
            by="bo", at=p.at, client="ana", decision="contact", competent=competent
        )
        after = p.record(found)
        assert after.state.consent == p.state.consent
        assert after.competence("ana", "contact") == (found,)
        assert after.competence("ana", "treatment") == ()


def test_a_representative_decides_with_the_others_and_leaves_to_the_client():
    """Invariant 12: they accept, decline, withdraw; leaving is the client's."""
    p = represented()
    goal = matters.Goal(words=Words("sleep"))
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="x", matter=goal),
        acts.Propose(by="bo", at=p.at, id="y", matter=goal),
        acts.Accept(by="parent", on_behalf_of="ana", at=p.at, proposal="x"),
        acts.Decline(by="parent", on_behalf_of="ana", at=p.at, proposal="y"),
    )
    assert p.goal("x").is_active
    assert p.proposal("y").dissents[0].by == PersonId("ana")
    assert codes(p, acts.Leave(by="parent", at=p.at)) == ["person.unknown"]
    wrong = acts.Accept(by="stranger", on_behalf_of="ana", at=p.at, proposal="y")
    assert "representation.none" in codes(p, wrong)
    taken = acts.WithdrawConsent(
        by="parent", on_behalf_of="ana", at=p.at, scope=Scope.TREATMENT
    )
    assert codes(p, taken) == ["representation.own_consent"]
    assert competent(p, "treatment", able=False).record(taken).stage is Stage.ENDING


def test_it_is_known_when_it_ends():
    """The day the client comes of age is a timer: nothing happens by itself."""
    p = represented()
    (timer,) = (t for t in p.timers(at=p.at) if t.kind is TimerKind.REPRESENTATION_OVER)
    assert timer.due_at == p.at + MONTH
    assert not timer.is_due


def test_one_client_appoints_and_ends_for_themselves_alone():
    """Invariant 12: in a couple nobody makes somebody speak for the other."""
    p = led_to(couple(), Stage.WORKING)
    appoint = acts.AppointRepresentative(
        by="cem", at=p.at, client="ana", representative="cem", basis=Basis.ATTORNEY
    )
    assert "right.not_for_another" in codes(p, appoint)
    p = p.record(attrs.evolve(appoint, by="bo", evidence=SEEN))
    end = acts.EndRepresentation(by="cem", at=p.at, client="ana")
    assert codes(p, end) == ["right.not_for_another"]
    goal = matters.Goal(words=Words("sleep"))
    p = competent(p, "treatment", able=False).record(
        acts.Propose(by="bo", at=p.at, id="x", matter=goal),
        acts.Accept(by="cem", at=p.at, proposal="x"),
        acts.Accept(by="cem", on_behalf_of="ana", at=p.at, proposal="x"),
    )
    assert p.goal("x").is_active
