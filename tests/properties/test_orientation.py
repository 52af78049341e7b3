"""Invariant 84: "not yet" holds back the other side's draft, and nobody's own."""

import pytest
from hypothesis import given

from collabtherapy import Partnership, Readiness, Role, Stage, Words, acts, matters
from collabtherapy.testing.histories import histories
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.ways import couple, led_to, prefixes, two

WEEKLY = matters.Agreement(words=Words("weekly"))


def draft(p: Partnership, by: str) -> acts.Propose:
    """Return a draft of an agreement."""
    return acts.Propose(by=by, at=p.at, id="draft", matter=WEEKLY)


def answered(p: Partnership, by: str, readiness: Readiness) -> Partnership:
    """Have a client say whether they are ready."""
    return p.record(acts.AnswerOrientation(by=by, at=p.at, readiness=readiness))


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of the reasons against an act."""
    return [reason.code for reason in p.why_not(act)]


@pytest.mark.parametrize("readiness", [Readiness.READY, Readiness.QUESTIONS])
def test_not_yet_holds_back_the_therapist_until_the_client_says_otherwise(
    readiness: Readiness,
):
    """To explain once more does not override it: the client answers."""
    p = answered(led_to(two(), Stage.EXPLORING), "ana", Readiness.NOT_YET)
    assert codes(p, draft(p, "ana")) == []
    for now in (p, p.record(acts.Orient(by="bo", at=p.at, to="ana"))):
        assert codes(now, draft(now, "bo")) == ["orientation.owed"]
    later = answered(p, "ana", readiness)
    assert codes(later, draft(later, "bo")) == []
    after, again = cleared(p, draft(p, "bo"))
    assert isinstance(after.history[-1], acts.AnswerOrientation)
    assert again == draft(p, "bo")


def test_one_clients_not_yet_holds_back_no_other_client():
    """It is between that client and the therapist; each decides by accepting."""
    p = answered(led_to(couple(), Stage.EXPLORING), "ana", Readiness.NOT_YET)
    assert codes(p, draft(p, "cem")) == []
    assert codes(p, draft(p, "bo")) == ["orientation.owed"]


@given(histories())
def test_no_therapist_begins_an_agreement_over_a_not_yet(p: Partnership):
    """Whatever else has been done."""
    for before, act, after in prefixes(p):
        if (before.stage, after.stage) != (Stage.EXPLORING, Stage.CONTRACTING):
            continue
        if before.state.members.role(act.by) is not Role.CLIENT:
            clients = before.state.members.ids(Role.CLIENT)
            said = [before.state.orientation.of(client).readiness for client in clients]
            assert Readiness.NOT_YET not in said
