"""What was carried over, confirmed or disputed part by part."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.stories_of_carrying import (
    ANA,
    BEN,
    DAY,
    LATE,
    SAID,
    TREATMENT,
    codes,
    meeting,
    said_yes,
)

from collabtherapy import (
    CarriedGoal,
    Client,
    ConsentStatus,
    Do,
    DutyKind,
    EntryStatus,
    Evidence,
    Policy,
    Scope,
    SessionStatus,
    Stage,
    acts,
    matters,
)
from collabtherapy.testing.carried import (
    BEGAN,
    SLEEP,
    asked_for,
    carried,
    carrying,
)
from collabtherapy.testing.ways import START


def test_each_part_is_a_duty_to_confirm_or_dispute():
    """The service owes it to each client to show them each part."""
    p = carried(ANA, BEN)
    owed = [d for d in p.duties(at=p.at) if d.kind is DutyKind.CONFIRM_CARRIED]
    names = {str(duty.id).rsplit("/", 1)[0] for duty in owed}
    parts = ("consent:treatment", "consent:assessment", "agreement", "goal:g1")
    assert names == {
        f"confirm_carried/{client}/{part}"
        for client in ("ana", "ben")
        for part in (*parts, "sessions")
    }
    assert {(str(duty.owed_by), duty.due_at) for duty in owed} == {("clinic", LATE)}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("ana", "ben")),
            st.frozensets(
                st.sampled_from(("consent:treatment", "agreement", "goal:g1")),
                max_size=2,
            ),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_a_duty_ends_with_a_word_about_its_part(
    said: list[tuple[str, frozenset[str], bool]],
):
    """Each part waits as long as the person asked has said nothing of it."""
    p = carried(ANA, BEN)
    for by, parts, agrees in said:
        act: acts.Act = acts.Confirm(by=by, at=p.at, acts=(2,), parts=parts)
        if not agrees:
            act = acts.Dispute(by=by, at=p.at, act=2, words=SAID, parts=parts)
        if p.allows(act):
            p = p.record(act)
    open_ = {
        duty.id.what
        for duty in p.duties(at=p.at)
        if duty.kind is DutyKind.CONFIRM_CARRIED
    }
    assert p.carried_over is not None
    parts_ = p.carried_over.parts.values()
    assert open_ == {(one.client, one.id) for one in parts_ if one.is_unconfirmed}


def test_the_longest_part_is_named_by_a_duty():
    """A scope may name somebody, and a purpose; its duty is found by its text."""
    scope = Scope("x" * 100, "/" * 200, purpose="/" * 200)
    p = asked_for(Client("/" * 200))
    client = p.clients[0].id
    consents = [*carrying(p).consents, said_yes(client=client, scope=scope)]
    p = p.record(carrying(p, consents=consents))
    for duty in p.duties(at=p.at):
        assert p.duty(str(duty.id)) == duty


def test_a_goal_is_a_part_for_those_whose_it_is():
    """What nobody is named for is everybody's."""
    p = asked_for(ANA, BEN)
    hers = matters.Goal(words=SAID, owners={"ana"})
    goals = [SLEEP, CarriedGoal(id="g2", matter=hers, agreed_at=BEGAN)]
    p = p.record(carrying(p, goals=goals, n_sessions=0))
    assert p.carried_over is not None
    parts = {
        client.id: {str(one.id) for one in p.carried_over.waiting_for(client.id)}
        for client in p.clients
    }
    assert parts[ANA.id] - parts[BEN.id] == {"goal:g2"}
    assert "goal:g1" in parts[BEN.id]
    assert "sessions" not in parts[ANA.id]


def test_one_word_may_be_about_every_part():
    """Nobody has to name what they agree with."""
    p = carried()
    p = p.record(acts.Confirm(by="ana", at=START + DAY, acts=(2,)))
    assert p.carried_over is not None
    for part in p.carried_over.parts.values():
        assert part.status is EntryStatus.CONFIRMED
        assert part.answered_at == START + DAY
    assert codes(p, acts.Confirm(by="ana", at=p.at, acts=(2,))) == [
        "entry.not_to_confirm"
    ]


def test_what_is_confirmed_stays_carried_over():
    """A client's word says that it is theirs; that it came from elsewhere stays."""
    p = carried().record(acts.Confirm(by="ana", at=START, acts=(2,)))
    assert p.consent("ana", Scope.TREATMENT).carried_over
    assert p.agreement is not None
    assert p.agreement.carried_over


def test_parts_are_named_as_they_are():
    """A part that is not there, or of another entry, is no part."""
    p = carried(ANA, BEN)
    for parts, number in (({"consent:contact"}, 2), ({"agreement"}, 1)):
        act = acts.Confirm(by="ana", at=p.at, acts=(number,), parts=parts)
        assert "entry.no_such_part" in codes(p, act)
    no = acts.Dispute(by="bo", at=p.at, act=2, words=SAID, parts={"agreement"})
    assert codes(p, no) == ["entry.no_such_part"]


@pytest.mark.parametrize("clients", [(ANA,), (ANA, BEN)])
def test_sessions_wait_for_a_word_after_some_days(clients: tuple[Client, ...]):
    """Work goes on for 28 days; then each client has confirmed, or disputed."""
    p = carried(*clients)
    assert not codes(p, meeting(p, LATE - timedelta(seconds=1)))
    late = meeting(p, LATE)
    assert codes(p, late) == ["carry.unconfirmed"] * len(clients)
    for refusal in p.refusals(late):
        (fix,) = refusal.fix
        assert isinstance(fix, Do)
        assert fix.act is acts.Confirm
        (by,) = fix.by
        p = p.record(acts.Confirm(by=by, at=LATE, acts=(2,)))
    assert not codes(p, late)


def test_the_days_are_a_setting():
    """A service that knows its people may set more, or fewer."""
    p = asked_for(policy=Policy(carry_over_days=1))
    p = p.record(carrying(p))
    assert not codes(p, meeting(p, START + DAY - timedelta(seconds=1)))
    assert codes(p, meeting(p, START + DAY)) == ["carry.unconfirmed"]


def test_who_comes_later_has_said_something_as_well():
    """Nobody gets round it by coming after the start."""
    p = carried(ANA, BEN).record(acts.Confirm(by="ana", at=START, acts=(2,)))
    p = p.record(meeting(p, LATE, present={"ana", "bo"}))
    come = acts.Arrive(by="bo", at=LATE, session="s", person="ben")
    assert codes(p, come) == ["carry.unconfirmed"]


def test_a_consent_that_is_disputed_permits_nothing():
    """It counts no more until the client gives it with their own hand."""
    p = carried().record(
        acts.Dispute(by="ana", at=START, act=2, words=SAID, parts={TREATMENT})
    )
    assert p.consent("ana", Scope.TREATMENT).status is ConsentStatus.WITHDRAWN
    assert p.consent("ana", Scope.ASSESSMENT).in_force(START)
    assert p.stage is Stage.WORKING
    assert codes(p, meeting(p)) == ["consent.treatment.not_in_force"]
    give: dict[str, Any] = {"at": START, "scope": Scope.TREATMENT, "terms": "t"}
    paper = Evidence("paper-form", seen_by="bo")
    entered = acts.GiveConsent(by="ana", entered_by="bo", evidence=paper, **give)
    assert codes(p, entered) == ["entry.own_word_stands"]
    p = p.record(acts.GiveConsent(by="ana", **give))
    assert not codes(p, meeting(p))


def test_a_session_that_stands_on_a_disputed_consent_is_broken_off():
    """As one whose consent is taken back."""
    p = carried()
    p = p.record(meeting(p), acts.Dispute(by="ana", at=START, act=2, words=SAID))
    assert p.session("s").status is SessionStatus.INTERRUPTED


def test_a_session_goes_on_that_does_not_stand_on_it():
    """A dispute of something else stops nothing."""
    p = carried()
    no = acts.Dispute(by="ana", at=START, act=2, words=SAID, parts={"agreement"})
    p = p.record(meeting(p), no)
    assert p.session("s").status is SessionStatus.OPEN


def test_an_agreement_that_is_disputed_binds_nobody():
    """It is agreed anew; the work on which it rested goes on."""
    p = carried().record(
        acts.Dispute(by="ana", at=START, act=2, words=SAID, parts={"agreement"})
    )
    assert not p.state.agreement.in_force(p.at)
    assert p.agreement is not None
    kinds = {duty.kind for duty in p.duties(at=p.at)}
    assert DutyKind.RENEW_AGREEMENT in kinds
    assert not codes(p, meeting(p))
    p = p.record(
        acts.Amend(
            by="bo", at=p.at, proposal="a1", matter=matters.Agreement(words=SAID)
        ),
        acts.Accept(by="ana", at=p.at, proposal="a1"),
    )
    assert p.state.agreement.in_force(p.at)


def test_a_dispute_of_what_was_made_here_since_changes_nothing():
    """Rule 16: it removes nothing by itself."""
    p = carried()
    p = p.record(
        acts.GiveConsent(by="ana", at=START, scope=Scope.TREATMENT, terms="t"),
        acts.Amend(
            by="bo", at=START, proposal="a1", matter=matters.Agreement(words=SAID)
        ),
        acts.Accept(by="ana", at=START, proposal="a1"),
    )
    after = p.record(acts.Dispute(by="ana", at=START, act=2, words=SAID))
    assert after.consent("ana", Scope.TREATMENT).in_force(START)
    assert after.state.agreement.in_force(START)


def test_a_dispute_is_answered():
    """It opens the duty to answer, as the dispute of any entry does."""
    p = carried().record(acts.Dispute(by="ana", at=START, act=2, words=SAID))
    kinds = [duty.kind for duty in p.duties(at=START)]
    assert DutyKind.ANSWER_DISPUTE in kinds
    assert [disputed.dispute.act for disputed in p.disputes] == [2]
