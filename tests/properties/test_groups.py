"""Who else is there: peer workers, some of a group, and what a group agreed on."""

from datetime import timedelta

import pytest

from collabtherapy import (
    AlsoPresent,
    As,
    Client,
    IndividualContacts,
    Partnership,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.privacy import view
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.ways import (
    ANA,
    CEM,
    DEE,
    consented,
    decided,
    group,
    joined,
    led_to,
)
from collabtherapy.testing.ways import two as one_client

PEER = AlsoPresent("pia", As.PEER)
NORMS = Words("what is said here stays here")


def agreed(**fields: object) -> Partnership:
    """Return a group of three at work, by an agreement that says this."""
    p = led_to(group(), Stage.CONTRACTING)
    work = matters.Agreement(words=Words("weekly"), goals_deferred=True, **fields)
    return decided(consented(p, Scope.TREATMENT, p.at), "a2", work, p.at)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def test_a_peer_worker_comes_by_everybodys_leave_and_is_no_therapist():
    """They sit in; they do not stand in for the therapist, and decide nothing."""
    p = led_to(one_client(), Stage.WORKING)
    start = acts.StartSession(
        by="bo", at=p.at, id="s1", present=("ana", "bo"), others=(PEER,)
    )
    assert codes(p, start) == ["consent.involve.not_in_force"]
    p = consented(p, Scope.involve("pia"), p.at)
    assert codes(p, start) == []
    alone = acts.StartSession(
        by="ana", at=p.at, id="s1", present=("ana",), others=(PEER,)
    )
    assert "session.one_sided" in codes(p, alone)
    p = p.record(start)
    assert "pia" not in {str(one.id) for one in p.therapists}
    for act in (
        acts.Explain(by="pia", at=p.at, to="ana", scope=Scope.CONTACT, terms="t"),
        acts.Propose(by="pia", at=p.at, id="g9", matter=matters.Goal(words=NORMS)),
        acts.CheckSafety(by="pia", at=p.at, client="ana", clear=True),
    ):
        assert not p.allows(act)


def met(p: Partnership) -> Partnership:
    """Return a session of two of the three, a day later, with what one said."""
    at = p.at + timedelta(days=1)
    return p.record(
        acts.StartSession(by="bo", at=at, id="s1", present=("ana", "cem", "bo")),
        acts.Contribute(by="ana", at=at, session="s1", id="c1", words=Words("mine")),
        acts.GiveFeedback(by="ana", at=at, session="s1", heard=3),
        acts.EndSession(by="bo", at=at, session="s1"),
    )


@pytest.mark.parametrize("how", [None, *IndividualContacts])
def test_what_some_of_a_group_say_is_shared_as_agreed(how: IndividualContacts | None):
    """What was said is for all where all agreed to that; how it was for each is not."""
    p = agreed(**({} if how is None else {"sub_groups": how}))
    if how is IndividualContacts.NOT_HELD:
        some = acts.StartSession(
            by="bo", at=p.at, id="s1", present=("ana", "cem", "bo")
        )
        (refusal,) = p.why_not(some)
        assert refusal.code == "session.some_of_them"
        after, again = carried_out(p, some, refusal)
        assert after.allows(again)
        return
    p = met(p)
    seen = view(p, "dee").history
    shared = how is IndividualContacts.SHARED
    assert any(isinstance(act, acts.Contribute) for act in seen) is shared
    assert not any(isinstance(act, acts.GiveFeedback) for act in seen)
    heard = acts.TakeUp(by="dee", at=p.at, contribution="c1", proposal="a2")
    assert ("contribution.unknown" in codes(p, heard)) is not shared


def test_what_was_said_before_it_was_agreed_stays_apart():
    """What is agreed later tells nothing of what was before it."""
    p = met(agreed())
    later = matters.Agreement(
        words=Words("weekly"),
        goals_deferred=True,
        sub_groups=IndividualContacts.SHARED,
    )
    p = p.record(acts.Amend(by="bo", at=p.at, proposal="a2", matter=later))
    p = p.record(
        *(acts.Accept(by=one.id, at=p.at, proposal="a2") for one in (ANA, CEM, DEE)),
        acts.Accept(by="eva", at=p.at, proposal="a2"),
    )
    seen = view(p, "dee").history
    assert not any(isinstance(act, acts.Contribute) for act in seen)


def test_a_newcomer_reads_the_norms_before_they_accept():
    """What all agreed on stands in the agreement, which who joins reads first."""
    p = agreed(norms=NORMS)
    assert p.norms == NORMS
    p = joined(p, Client("fia"), p.at + timedelta(days=1))
    assert view(p, "fia").norms == NORMS
    assert "fia" in map(str, p.state.agreement.not_yet)
    assert agreed().norms is None
