"""Invariant 65, of what was carried over: another client's own tells nothing."""

from datetime import timedelta
from itertools import islice
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pairs import Pair, pairs
from telling_apart import told_apart

from collabtherapy import Client, Partnership, PersonId, Scope, Words, acts
from collabtherapy.privacy import view
from collabtherapy.testing.carried import SCOPES, asked_for, carrying, yes
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import START

ANA, CEM = Client("ana"), Client("cem")
VIEWER = PersonId("ana")
LATER = START + timedelta(days=28)


@given(
    histories(carried=True, clients=(2, 3), at_most=6),
    st.randoms(use_true_random=False),
)
def test_what_looks_alike_answers_alike(p: Partnership, random: Any):
    """Wherever a case that was carried over has gone on to."""
    for pair in islice(pairs(p, random, tries=2), 1):
        told_apart(pair, random)


def cases() -> list[Partnership]:
    """Return cases that differ in what the other client consented to elsewhere."""
    p = asked_for(ANA, CEM)
    mine = [yes("ana", scope) for scope in SCOPES]
    theirs = (SCOPES, SCOPES[:1], (*SCOPES, Scope.RECORDING))
    consents = ([*mine, *(yes("cem", scope) for scope in those)] for those in theirs)
    return [p.record(carrying(p, consents=said)) for said in consents]


def said(p: Partnership) -> list[Partnership]:
    """Return a case after what the other client may have said of their parts."""
    part = {"consent:treatment"}
    those = (
        acts.Confirm(by="cem", at=START, acts=(2,)),
        acts.Confirm(by="cem", at=START, acts=(2,), parts=part),
        acts.Dispute(by="cem", at=START, act=2, words=Words("no"), parts=part),
    )
    return [p, *(p.record(act) for act in those)]


ALIKE = [after for p in cases() for after in said(p)]


@given(st.sampled_from(ALIKE[1:]), st.randoms(use_true_random=False))
def test_what_the_other_agreed_to_elsewhere_tells_nothing(q: Partnership, random: Any):
    """Nor what they have said of it; but that somebody is waited for, and no more."""
    p = ALIKE[0]
    assert view(p, VIEWER) == view(q, VIEWER)
    told_apart(Pair(viewer=VIEWER, p=p, q=q, hidden=q.history[-1]), random)
    there = {"ana", "cem", "bo"}
    meet = acts.StartSession(by="ana", at=LATER, id="s", present=there)
    for one in (p, q):
        told = [refusal.code for refusal in one.why_not(meet)]
        assert told == ["carry.unconfirmed"]
        mine = one.record(acts.Confirm(by="ana", at=LATER, acts=(2,)))
        told = [refusal.code for refusal in mine.why_not(meet)]
        assert told in ([], ["others.not_ready"])
