"""Whose hand wrote what, over drawn histories in which anybody enters for anybody."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.stories_of_hands import PAPER

from collabtherapy import DutyKind, Partnership, PersonId, Policy, Role, acts
from collabtherapy.partnership.law.entry_guards import STEP_MATTERS
from collabtherapy.partnership.replay import transitions
from collabtherapy.partnership.values.consents import ConsentStatus
from collabtherapy.partnership.values.corrections import numbers_in
from collabtherapy.privacy import view
from collabtherapy.privacy.views import numbers_shown
from collabtherapy.testing.histories import histories

DECIDES = (acts.Propose, acts.Amend, acts.Accept)
NO = (ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN)


@st.composite
def written_down(draw: st.DrawFn, *, paper: bool | None = None) -> Partnership:
    """Draw a history in which many acts are entered by another than their author.

    Each act of a history that was drawn is tried by some hand, with a document; what
    is not allowed so is done by its author, if it still can be.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        paper: whether the settings let assents be written down by another; either,
            unless given.
    """
    paper = draw(st.booleans()) if paper is None else paper
    policy = Policy(orientation_first=False, paper_assent=paper)
    p = draw(histories(policy=policy, at_most=20))
    hands = st.sampled_from(sorted(p.state.members.everyone))
    q = Partnership.replay(p.history[:1])
    for act in p.history[1:]:
        hand = draw(hands)
        other = act
        if hand != act.by:
            other = attrs.evolve(act, entered_by=hand, evidence=act.evidence or PAPER)
        if q.allows(other):
            q = q.record(other)
        elif q.allows(act):
            q = q.record(act)
    return q


@given(written_down())
def test_what_takes_a_step_has_the_own_hand_of_each_side(p: Partnership):
    """Invariants 10, 15 and 57 over hands; or paper of each, where that is enough."""
    assents: dict[object, dict[PersonId, acts.Act]] = {}
    for one in transitions(p):
        act = one.act
        if not isinstance(act, DECIDES):
            continue
        name = act.id if isinstance(act, acts.Propose) else act.proposal
        theirs = assents.setdefault(name, {})
        if isinstance(act, acts.Amend):
            theirs.clear()
        theirs[act.for_whom] = act
        put = one.after.decisions.proposals[name]
        if not put.is_settled or type(put.last.matter) not in STEP_MATTERS:
            continue
        policy, roles = one.before.policy, one.before.members.role
        for person in put.accepted_by:
            assent = theirs[person]
            on_paper = policy.paper_assent and assent.evidence is not None
            assert assent.entered_by is None or on_paper
        hands = {a.hand for a in theirs.values() if a.for_whom in put.accepted_by}
        if not policy.paper_assent:
            assert any(roles(hand) is Role.THERAPIST for hand in hands)
            assert any(roles(hand) is not Role.THERAPIST for hand in hands)


@given(written_down())
def test_a_yes_after_ones_own_no_is_by_ones_own_hand(p: Partnership):
    """Whoever entered the no."""
    for one in transitions(p):
        if isinstance(one.act, acts.GiveConsent):
            was = one.before.consent.of(one.act.for_whom, one.act.scope)
            if was.status in NO and was.said_by == one.act.by:
                assert one.act.entered_by is None


@given(written_down())
def test_what_waits_is_what_was_entered_and_not_spoken_to(p: Partnership):
    """Reckoned again from the list of entries, with nothing of the law."""
    waiting: dict[int, PersonId] = {}
    for entry in p.entries:
        act = entry.act
        if not entry.in_effect:
            continue
        if act.entered_by is not None:
            waiting[entry.version] = act.by
        about = entry.mark.about
        if isinstance(act, acts.Confirm | acts.Dispute):
            for version in about:
                if waiting.get(version) == act.by:
                    del waiting[version]
    assert {one.version: one.act.by for one in p.unconfirmed} == waiting
    died = {act.client for act in p.history if isinstance(act, acts.RecordDeath)}
    kind = DutyKind.CONFIRM_ENTRY
    died |= {
        PersonId(str(act.duty.about[0]))
        for act in p.history
        if isinstance(act, acts.DischargeDuty) and act.duty.kind is kind
    }
    owed = {duty.owed_to for duty in p.duties(at=p.at) if duty.kind is kind}
    # Who died is asked about nothing, nor who was asked in words another way; what is
    # dated after a death is a conflict.
    assert set(waiting.values()) - died <= owed <= set(waiting.values())


@given(written_down())
def test_what_another_enters_does_what_the_authors_own_hand_would(p: Partnership):
    """Who wrote it down changes nothing but what waits to be confirmed."""
    told = [act for act in p.history if not isinstance(act, acts.Confirm)]
    if any(map(numbers_in, told)):
        return  # what names entries by numbers would name others
    q = Partnership.replay(map(by_own_hand, told))
    assert q.stage is p.stage
    for name in ("consent", "decisions", "goals", "stance", "members"):
        assert getattr(q.state, name) == getattr(p.state, name)
    for client, concern in p.state.safety.by_client.items():
        raised = tuple(map(by_own_hand, concern.raised))  # acts are kept as they are
        offered = concern.offered and by_own_hand(concern.offered)
        was = attrs.evolve(concern, raised=raised, offered=offered)
        assert q.state.safety.of(client) == was


def by_own_hand(act: acts.Act) -> Any:
    """Return an act as its author would have recorded it."""
    return attrs.evolve(act, entered_by=None)


@given(written_down())
def test_no_enterer_is_shown_as_an_author(p: Partnership):
    """In a view each act has the author that it was entered for."""
    for viewer in p.state.members.ids(Role.CLIENT, Role.THERAPIST):
        for number, act in zip(
            numbers_shown(p, viewer), view(p, viewer).history, strict=True
        ):
            whole = p.history[number - 1]
            assert (act.by, act.entered_by) == (whole.by, whole.entered_by)


@pytest.mark.parametrize("paper", [True, False])
def test_many_are_entered_in_what_is_drawn(*, paper: bool):
    """Or the properties above would say little."""
    found: list[int] = []

    @given(written_down(paper=paper))
    def draw(p: Partnership) -> None:
        found.append(sum(act.entered_by is not None for act in p.history))

    draw()
    assert sum(map(bool, found)) > len(found) / 2
