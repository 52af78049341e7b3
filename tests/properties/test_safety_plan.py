"""A safety plan in parts: drafted by the client, used or not, and looked at again."""

from datetime import timedelta

import pytest

from collabtherapy import DutyKind, Partnership, Scope, Stage, Words, acts, matters
from collabtherapy.testing.ways import consented, decided, led_to, two

DAY = timedelta(days=1)
PARTS = (
    "signs", "coping", "distractions", "helpers", "professionals", "surroundings",
    "kept_at",
)  # fmt: skip


def planned(p: Partnership, **fields: object) -> Partnership:
    """Return the partnership with a plan that both accepted."""
    plan = matters.SafetyPlan(client="ana", words=Words("call"), **fields)
    return decided(p, f"plan-{len(p.history)}", plan, p.at)


def due(p: Partnership, days: int = 0) -> bool:
    """Return whether the plan is to be looked at."""
    owed = p.duties(at=p.at + days * DAY)
    return DutyKind.REVIEW_SAFETY_PLAN in [duty.kind for duty in owed]


@pytest.mark.parametrize("stage", [s for s in Stage if s.is_open])
def test_the_client_drafts_it_at_any_time(stage: Stage):
    """In every open stage, with no concern open; words alone are enough."""
    p = led_to(two(), stage)
    parts = {part: Words(part) for part in PARTS}
    for said in ({}, parts):
        plan = matters.SafetyPlan(client="ana", words=Words("call"), **said)
        assert p.allows(acts.Propose(by="ana", at=p.at, id="plan", matter=plan))


def test_it_is_looked_at_when_that_was_agreed():
    """Until another plan stands."""
    p = led_to(two(), Stage.WORKING)
    p = planned(p, review_at=p.at + 30 * DAY)
    assert (due(p, 29), due(p, 30)) == (False, True)
    assert not due(planned(p), 60)


@pytest.mark.parametrize("by", ["ana", "bo"])
def test_a_plan_that_was_needed_and_not_used_is_looked_at(by: str):
    """Not being needed is no failing of a plan, nor is it asked of none."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.RaiseConcern(by="bo", at=p.at, client="ana"))
    check = acts.CheckSafety(by=by, at=p.at, client="ana", clear=True, plan_used=False)
    assert not due(p.record(check))
    p = planned(p)
    for used in (None, True, False):
        checked = acts.CheckSafety(
            by=by, at=p.at, client="ana", clear=used is not False, plan_used=used
        )
        assert due(p.record(checked)) is (used is False)
    again = p.record(check, check)
    assert due(again)
    assert not due(planned(again))


def telling(p: Partnership, item: str, ground: str | None) -> list[str]:
    """Return why a helper may not be told something."""
    act = acts.Disclose(
        by="bo", at=p.at, client="ana", recipient="sister", purpose="help",
        items={item}, ground=ground,
    )  # fmt: skip
    return [refusal.code for refusal in p.why_not(act)]


def test_a_helper_is_told_of_the_plan_by_consent_only():
    """A ground permits to tell of a danger, and not what the client does about it."""
    p = led_to(two(), Stage.WORKING)
    told = acts.Explain(
        by="bo", at=p.at, to="ana", scope=Scope.TREATMENT, terms="t",
        limits=True, grounds={"risk_to_self"},
    )  # fmt: skip
    p = planned(p.record(told), helpers=Words("my sister"))
    for ground in (None, "risk_to_self"):
        assert telling(p, "safety_plan", ground) == ["consent.disclosure.not_in_force"]
    assert telling(p, "risk", "risk_to_self") == []
    p = consented(p, Scope.disclosure("sister", purpose="help"), p.at)
    for ground in (None, "risk_to_self"):
        assert telling(p, "safety_plan", ground) == []
