"""An advance statement is the client's own, and is read before others decide."""

from datetime import timedelta

import pytest
from hypothesis import given

from collabtherapy import Basis, Partnership, Scope, Stage, Words, acts, codec, fhir
from collabtherapy import matters as m
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.ways import (
    appointing,
    couple,
    decided,
    found,
    led_to,
    prefixes,
    two,
)

WISH = Words("call my sister first")


def stated(p: Partnership | None = None, by: str = "ana") -> Partnership:
    """Return the work in which a client wrote in advance what they want."""
    p = led_to(two(), Stage.WORKING) if p is None else p
    return p.record(acts.WriteAdvanceStatement(by=by, at=p.at, words=WISH))


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def decided_for() -> Partnership:
    """Return the work with a person found unable, for whom an attorney decides."""
    p = stated()
    p = p.record(appointing(p, "pat", basis=Basis.ATTORNEY))
    p = found(p, "contact", able=False)
    explain = acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t")
    return p.record(explain)


def consenting(p: Partnership) -> acts.GiveConsent:
    """Return the attorney's yes for the client."""
    return acts.GiveConsent(
        by="pat", at=p.at, on_behalf_of="ana", scope=Scope.CONTACT, terms="t"
    )


def test_a_client_writes_it_and_takes_it_back():
    """Their own word, of which the last stands; nobody does it for them."""
    p = stated()
    assert p.advance_statement("ana") == p.history[-1]
    for by in ("bo", "pat"):
        theirs = acts.WriteAdvanceStatement(by=by, at=p.at, words=WISH)
        assert not p.allows(theirs)
    back = p.record(acts.TakeBackAdvanceStatement(by="ana", at=p.at))
    assert back.advance_statement("ana") is None
    again = acts.TakeBackAdvanceStatement(by="ana", at=p.at)
    assert codes(back, again) == ["advance.none"]
    assert stated(back).advance_statement("ana") is not None
    assert codec.loads(codec.dumps(back)) == back


def test_who_decides_for_them_reads_it_before_they_do():
    """CRPD 12(4): will and preferences are respected; a later one is read again."""
    p = decided_for()
    (refusal,) = p.why_not(consenting(p))
    assert refusal.code == "advance.not_read"
    after, again = carried_out(p, consenting(p), refusal)
    assert after.allows(again)
    assert WISH in [s.words for s in after.state.advance.of(p.clients[0].id).versions]
    anew = stated(after)
    assert codes(anew, consenting(anew)) == ["advance.not_read"]
    back = anew.record(acts.TakeBackAdvanceStatement(by="ana", at=anew.at))
    assert codes(back, consenting(back)) == []


def test_it_is_shown_to_whoever_decides_for_them():
    """And was not before: an attorney decides nothing until a finding."""
    p = stated()
    p = p.record(appointing(p, "pat", basis=Basis.ATTORNEY))
    assert view(p, "pat").advance_statement("ana") is None
    p = found(p, "contact", able=False)
    assert view(p, "pat").advance_statement("ana") is not None


def test_a_no_for_them_waits_for_nothing():
    """It protects, and is taken at once."""
    p = decided_for()
    no = acts.DeclineConsent(by="pat", at=p.at, on_behalf_of="ana", scope=Scope.CONTACT)
    assert "advance.not_read" not in codes(p, no)


def test_a_partner_neither_sees_nor_reads_it():
    """P14: what one client wrote in advance is for no other client."""
    quiet = led_to(couple(), Stage.WORKING)
    p = stated(quiet)
    reading = acts.ReadAdvanceStatement(by="cem", at=p.at, client="ana")
    assert codes(p, reading) == codes(quiet, reading) != []
    assert view(p, "cem").history == view(quiet, "cem").history
    assert p.options("cem", at=p.at) == quiet.options("cem", at=p.at)


@pytest.mark.parametrize("viewer", ["ana", "bo"])
def test_it_stands_beside_the_plan_for_their_safety(viewer: str):
    """Whoever opens the plan reads what the client wanted."""
    p = stated()
    plan = m.SafetyPlan(client="ana", words=Words("stay with bo"))
    p = decided(p, "plan", plan, p.at + timedelta(days=1))
    bundle, _ = fhir.to_bundle(p, viewer=viewer)
    notes = [
        one["resource"].get("note", [])
        for one in bundle["entry"]
        if one["resource"]["resourceType"] == "CarePlan"
    ]
    assert sum(map(len, notes)) == 1


@given(histories(at_most=20))
def test_each_statement_is_its_clients_own(p: Partnership):
    """In whatever history: who wrote it is whose it is, and it is read once written."""
    for before, act, _ in prefixes(p):
        if isinstance(act, acts.ReadAdvanceStatement):
            assert before.advance_statement(act.client) is not None
    for client, advance in p.state.advance.by_client.items():
        assert {one.by for one in advance.versions} == {client}
