"""Why a task is done, and who was told what: every link by its acts."""

from datetime import timedelta

import pytest
import supervision
from insight.stories import SAID, at_work, met

from collabtherapy import (
    Partnership,
    PersonId,
    Scope,
    Stage,
    Therapist,
    Way,
    acts,
    matters,
)
from collabtherapy.errors import NotForThem
from collabtherapy.insight import Access, Window, audit, render, why_this
from collabtherapy.privacy import view
from collabtherapy.testing.ways import consented, couple, decided, led_to


def test_a_task_leads_back_to_its_goal_and_on_to_its_outcome():
    """S19: goal, options, decision, task, practice, outcome, each by its acts."""
    p = supervision.told()
    why = why_this(p, "diary")
    assert {str(goal) for goal in why.goals} == {"g1"}
    assert why.decision == p.proposal("how").id
    kinds = [
        [type(act).__name__ for act in link]
        for link in (why.of_goals, why.of_options, why.of_decision, why.of_task)
    ]
    assert kinds == [
        ["Propose", "Accept", "Amend", "Accept"],
        ["Propose", "TakePosition", "Amend", "TakePosition", "TakePosition"],
        ["Amend", "Accept"],
        ["Propose", "Accept"],
    ]
    practised = [type(act).__name__ for act in why.of_practice]
    assert practised == ["Propose", "Accept", "LogPractice", "LogPractice"]
    assert [act.value for act in why.of_outcome if hasattr(act, "value")] == [3, 6, 8]
    assert set(why.cites) <= set(p.history)
    assert set(why_this(p, "diary", viewer="ana").cites) <= set(view(p, "ana").history)
    with pytest.raises(KeyError, match="there is no task"):
        why_this(p, "none")


def test_a_task_may_come_from_no_choice():
    """What was never put as a choice has no options and no decision."""
    p = at_work()
    task = matters.Task(words=SAID, goals={"g1"})
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="t", matter=task),
        acts.Accept(by="ana", at=p.at, proposal="t"),
    )
    why = why_this(p, "t")
    assert (why.decision, why.of_options, why.of_practice) == (None, (), ())


def told(p: Partnership, **changes: object) -> acts.Disclose:
    """Give a disclosure to the client's doctor."""
    fields: dict[str, object] = {
        "by": "bo",
        "at": p.at,
        "client": "ana",
        "recipient": "doctor",
        "purpose": "care",
        "items": {"attendance"},
        **changes,
    }
    return acts.Disclose(**fields)  # type: ignore[arg-type]


def test_each_disclosure_stands_on_the_consent_or_the_limits_it_cites():
    """Invariant 30: who was told what, on which consent or ground, by its act."""
    scope = Scope.disclosure("doctor", purpose="care")
    p = consented(at_work(), scope, at_work().at)
    p = p.record(told(p))
    (found,) = audit(p, client="ana", viewer="ana")
    assert (found.who, found.what) == (PersonId("doctor"), {"attendance"})
    assert (found.access, found.consent, found.ground) == (Access.TOLD, scope, None)
    given, act = found.cites
    assert isinstance(given, acts.GiveConsent)
    assert given.scope == scope
    assert act is p.history[-1]

    limits = acts.Explain(
        by="bo",
        at=p.at,
        to="ana",
        scope=Scope.TREATMENT,
        terms="t",
        limits=True,
        grounds={"risk_to_self"},
    )
    p = p.record(limits)
    p = p.record(told(p, ground="risk_to_self", client_told=True, purpose="safety"))
    by_ground = audit(p)[-1]
    assert (by_ground.ground, by_ground.consent, by_ground.told) == (
        "risk_to_self",
        None,
        True,
    )
    assert by_ground.cites[0] == limits
    assert audit(p, window=Window(since=p.at + timedelta(1))) == ()
    assert audit(p, client="bo") == ()


def test_who_was_told_was_told_whatever_is_known_later():
    """A withdrawal of the day before, known late, sets no telling aside."""
    scope = Scope.disclosure("doctor", purpose="care")
    p = consented(at_work(), scope, at_work().at)
    before, day = p.at + timedelta(hours=1), timedelta(days=1)
    p = p.record(told(p, at=p.at + day))
    late = acts.WithdrawConsent(
        by="ana", at=p.at + day, happened_at=before, scope=scope
    )
    p = p.record(late)
    (found,) = audit(p, viewer="ana")
    assert (found.who, found.consent, found.ground) == (PersonId("doctor"), None, None)
    assert [entry.act for entry in p.entries if not entry.in_effect] == []
    assert len(p.disclosures("ana")) == 1
    assert {conflict.version for conflict in p.conflicts} == {p.version - 1}
    assert "on no consent that was in force" in render(p, "ana")
    number = p.version - 1
    p = p.record(acts.EnteredInError(by="bo", at=p.at, act=number, because="slip"))
    assert audit(p) == ()


def test_whoever_codes_observes_or_comes_in_is_listed():
    """Sessions that others see, coders from outside, a therapist who is brought in."""
    p = at_work()
    for scope in (Scope.OBSERVATION, Scope.RECORDING, Scope.involve("eva")):
        p = consented(p, scope, p.at)
    p = p.record(
        acts.StartSession(
            by="bo",
            at=p.at,
            id="s1",
            present=("ana", "bo"),
            ways={Way.OBSERVATION, Way.RECORDING},
        ),
        acts.Contribute(by="ana", at=p.at, session="s1", id="c1"),
        acts.EndSession(by="bo", at=p.at, session="s1"),
        acts.Code(by="k1", at=p.at, contribution="c1"),
        acts.Code(by="k1", at=p.at, session="s1"),
        acts.Code(by="bo", at=p.at, session="s1"),
        acts.Propose(
            by="bo", at=p.at, id="in", matter=matters.Involve(person=Therapist("eva"))
        ),
        acts.Accept(by="ana", at=p.at, proposal="in"),
    )
    found = [(a.access.value, a.who and str(a.who), sorted(a.what)) for a in audit(p)]
    assert found == [
        ("session", None, ["recording", "s1"]),
        ("session", None, ["observation", "s1"]),
        ("coded", "k1", ["s1"]),
        ("brought_in", "eva", ["the_work"]),
    ]
    assert all(len(a.cites) == 2 for a in audit(p))


def test_what_is_handed_over_is_listed():
    """Care for safety in other hands, and on which ground."""
    p = at_work()
    p = p.record(
        acts.RaiseConcern(by="bo", at=p.at, client="ana"),
        acts.HandOverSafety(
            by="bo", at=p.at, client="ana", recipient="clinic", ground="emergency"
        ),
    )
    (found,) = audit(p)
    assert (found.access, found.ground) == (Access.SAFETY_HANDED_OVER, "emergency")


def test_the_work_handed_on_is_listed_with_what_was_told_of_it():
    """Invariant 30: whoever takes the work on is told what each client consented to."""
    p = at_work()
    p = consented(p, Scope.disclosure("eva", purpose="transfer"), p.at)
    transfer = matters.Transfer(to="eva", items={"goals"})
    p = decided(p, "tr", transfer, p.at)
    p = p.record(
        acts.CompleteTransfer(by="eva", at=p.at, transfer="tr", successor="p-2")
    )
    (found,) = audit(p)
    assert (found.access, found.who, found.what) == (
        Access.HANDED_ON,
        PersonId("eva"),
        {"goals"},
    )


def test_nobody_reads_what_rests_on_another_clients_consent():
    """Invariant 45: in a couple, each sees what was told of them, not of the other."""
    p = led_to(couple(), Stage.WORKING)
    p = consented(p, Scope.disclosure("doctor", purpose="care"), p.at)
    p = p.record(told(p))
    assert len(audit(p, viewer="ana")) == 1
    assert audit(p, viewer="cem") == ()
    with pytest.raises(NotForThem):
        audit(p, viewer="stranger")


def test_a_session_that_nobody_else_saw_is_not_listed():
    """Meeting is no disclosure."""
    assert audit(met()) == ()
