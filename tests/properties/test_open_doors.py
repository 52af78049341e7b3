"""Whoever goes, or comes back: they know where to turn, and the door is open."""

import attrs
import pytest

from collabtherapy import (
    ClosureKind,
    DutyKind,
    Noticed,
    Partnership,
    Scope,
    Stage,
    Words,
    acts,
    insight,
    law,
    matters,
)
from collabtherapy.exports.tables import TABLES
from collabtherapy.insight import phrases
from collabtherapy.testing.situations.of_care import noticed, pausing
from collabtherapy.testing.ways import CLINIC, consented, couple, decided, led_to, two

INFORMATION = DutyKind.REFERRAL_INFORMATION
SERVED = attrs.evolve(two().history[0], organisations=(CLINIC,))

NOT_OURS = ("dropout", "drop-out", "dropped out", "failure", "failed", "premature")
"""What an end that nobody planned is not called."""


def owed(p: Partnership) -> set[str]:
    """Return to whom it is owed where else to turn."""
    return {str(d.owed_to) for d in p.duties(at=p.at) if d.kind is INFORMATION}


def test_a_client_comes_back_by_themselves():
    """S29: to a new agreement, without waiting for a therapist to accept it."""
    p = led_to(two(), Stage.FOLLOW_UP)
    back = acts.ComeBack(by="ana", at=p.at)
    assert p.why_not(back) == ()
    assert not p.allows(acts.ComeBack(by="bo", at=p.at))
    p = p.record(back)
    assert p.stage is Stage.CONTRACTING
    assert not p.state.agreement.in_force(p.at)
    p = consented(p, Scope.TREATMENT, p.at)
    work = matters.Agreement(words=Words("monthly"), goals_deferred=True)
    assert decided(p, "anew", work, p.at).stage is Stage.WORKING


@pytest.mark.parametrize(
    "stage", [one for one in Stage if one not in (Stage.FOLLOW_UP, Stage.PAUSED)]
)
def test_they_come_back_from_where_nothing_goes_on(stage: Stage):
    """Elsewhere there is nothing to come back to, or everything goes on."""
    p = led_to(two(), stage)
    assert not p.allows(acts.ComeBack(by="ana", at=p.at))


def on_a_break(by: str) -> Partnership:
    """Return the work on a break: a client's, a therapist's, or one that came upon."""
    p = led_to(Partnership.replay([SERVED]), Stage.WORKING)
    if by == "clinic":
        return p.record(acts.RecordUnavailability(by=by, at=p.at, therapist="bo"))
    if by == "bo":
        p = noticed(p, Noticed.BREAK)
        return p.record(pausing(p))
    return p.record(acts.Pause(by=by, at=p.at))


@pytest.mark.parametrize("by", ["ana", "clinic", "bo"])
def test_a_client_ends_their_own_break_and_one_that_came_upon_them(by: str):
    """To where the work was; a break that a therapist took ends together."""
    p = on_a_break(by)
    back = acts.ComeBack(by="ana", at=p.at)
    if by == "bo":
        assert [reason.code for reason in p.why_not(back)] == ["break.not_theirs"]
        return
    assert p.record(back).stage is Stage.WORKING
    no = p.record(acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT))
    assert not no.allows(acts.ComeBack(by="ana", at=no.at))


def test_a_partner_ends_no_break_of_the_other():
    """A right to a break is not taken back by whom it is taken from."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.Pause(by="cem", at=p.at))
    assert not p.allows(acts.ComeBack(by="ana", at=p.at))
    assert p.allows(acts.ComeBack(by="cem", at=p.at))


def ended_by(p: Partnership) -> Partnership:
    """Return the work that a client stopped, and finished."""
    return p.record(acts.StartEnding(by="ana", at=p.at), acts.Finish(by="ana", at=p.at))


def test_who_stops_is_told_where_else_to_turn():
    """An end that was not planned together owes information, to each of them."""
    p = ended_by(led_to(couple(), Stage.WORKING))
    assert p.closure is not None
    assert p.closure.kind is ClosureKind.CLIENT_ENDED
    assert owed(p) == {"ana", "cem"}


def test_who_takes_consent_back_is_told_too():
    """It stops the sessions at once, and is owed no less."""
    p = led_to(two(), Stage.WORKING)
    no = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT)
    p = p.record(no, acts.Finish(by="ana", at=p.at))
    assert owed(p) == {"ana"}


def test_an_agreed_end_owes_nothing_more():
    """Both have looked at what comes after."""
    p = led_to(two(), Stage.WORKING)
    p = decided(p, "end", matters.Ending(), p.at)
    p = p.record(acts.Finish(by="ana", at=p.at))
    assert owed(p) == set()


def test_a_death_owes_nobody_information():
    """There is nobody to whom it could be owed."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.RecordDeath(by="bo", at=p.at, client="ana"))
    assert owed(p) == set()


def sentences() -> list[str]:
    """Return everything of ours that is read: sentences, tables, labels and names."""
    said = [reason.sentence for reason in law.REASONS]
    said += [reason.code for reason in law.REASONS]
    said += law.tables().values()
    said += [*phrases.OWED.values(), *phrases.STAGES.values()]
    said += [kind.value for kind in ClosureKind]
    said += [stage.value for stage in Stage]
    said += [f"{name}: {notice}" for name, notice in insight.DETECTORS.items()]
    for table in TABLES.values():
        said += [table.name, table.meaning]
        said += [f"{one.name}: {one.meaning}" for one in table.columns]
    return said


def test_an_end_that_nobody_planned_is_called_neither_dropout_nor_failure():
    """In no refusal, table, label, signal or account of ours."""
    for said in sentences():
        assert not [word for word in NOT_OURS if word in said.lower()], said
