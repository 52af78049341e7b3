"""What follows from a finding that somebody can, or cannot, decide."""

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st
from properties.stories_of_authority import child, in_force, open_duties, say

from collabtherapy import (
    Change,
    DutyKind,
    Partnership,
    PersonId,
    Scope,
    Stage,
    TimerKind,
    Words,
    acts,
    law,
)
from collabtherapy.partnership.law.deciders import Decider
from collabtherapy.partnership.values.scopes import USUAL_SCOPES
from collabtherapy.testing.ways import (
    CLINIC,
    appointing,
    falling_under,
    found,
    led_to,
    two,
)

DAY = timedelta(days=1)


def test_a_finding_changes_who_speaks_next_and_no_consent():
    """Invariant 61: in force stays in force, and what is not does not become so."""
    p = child("ew.under_16", "mum")
    assented = p.record(say(p, acts.GiveConsent, "ana"))
    able = found(assented, "contact", able=True)
    assert not in_force(able)
    assert in_force(able.record(say(able, acts.GiveConsent, "ana")))
    given_ = p.record(say(p, acts.GiveConsent, "mum"))
    for able_ in (True, False):
        assert found(given_, "contact", able=able_).state.consent == (
            given_.state.consent
        )


def test_a_service_may_find_and_a_therapist_owes_the_involving():
    """Whoever found it, if a therapist; else the lead."""
    p = falling_under(led_to(two(), Stage.WORKING), "us.ca.12")
    opening = attrs.evolve(p.opening, organisations=(CLINIC,))
    p = Partnership.replay([opening, *p.history[1:]])
    p = p.record(
        acts.FindCompetence(
            by="clinic", at=p.at, client="ana", decision="contact", competent=True
        )
    )
    (duty,) = (d for d in p.duties(at=p.at) if d.kind is DutyKind.INVOLVE_HOLDERS)
    assert (duty.owed_by, duty.owed_to) == (PersonId("bo"), PersonId("ana"))


@given(st.sets(st.sampled_from(law.DECISIONS)))
def test_a_finding_of_lack_blocks_no_one_by_itself(decisions: set[str]):
    """What no holder may decide in their place stays the person's own."""
    p = led_to(two(), Stage.WORKING)
    for decision in sorted(decisions):
        p = found(p, decision, able=False)
    for scope in USUAL_SCOPES:
        said = p.record(
            acts.Explain(
                by="bo", at=p.at, to="ana", scope=scope, terms="u", limits=True
            ),
            acts.GiveConsent(by="ana", at=p.at, scope=scope, terms="u"),
        )
        assert said.state.consent.in_force(PersonId("ana"), scope, said.at)
        assert said.decider("ana", scope.name, at=said.at) is Decider.SELF


@given(decision=st.sampled_from(law.DECISIONS), other=st.booleans())
def test_a_finding_of_lack_lets_a_holder_decide_who_may(decision: str, *, other: bool):
    """And only about what they hold authority for, as long as they do."""
    p = led_to(two(), Stage.WORKING)
    about = (
        {"treatment" if decision != "treatment" else "contact"} if other else {decision}
    )
    until = p.at + timedelta(days=9)
    p = p.record(appointing(p, "attorney", decisions=about, until=until))
    p = found(p, decision, able=False)
    expected = Decider.SELF if other else Decider.HOLDERS
    assert p.decider("ana", decision, at=p.at) is expected
    assert p.decider("ana", decision, at=until) is Decider.SELF


def test_a_finding_of_lack_owes_support_and_a_second_look():
    """MCA 2005 s 1(3): not before all practicable steps to help; by a day."""
    p = led_to(two(), Stage.WORKING)
    p = found(p, "treatment", able=False)
    (duty,) = (d for d in p.duties(at=p.at) if d.kind is DutyKind.SUPPORT_DECISION)
    assert (duty.owed_by, duty.owed_to) == (PersonId("bo"), PersonId("ana"))
    assert duty.due_at == p.at + timedelta(days=p.state.policy.second_look_days)
    assert open_duties(found(p, "contact", able=True), DutyKind.SUPPORT_DECISION) == 1
    assert open_duties(found(p, "treatment", able=True), DutyKind.SUPPORT_DECISION) == 0
    again = found(
        p.record(acts.ReachOut(by="bo", at=p.at + DAY, to="ana")),
        "treatment",
        able=False,
    )
    (second,) = (d for d in again.duties(at=again.at) if d.kind is duty.kind)
    assert second.due_at == duty.due_at + DAY


def test_in_california_a_finding_opens_the_duty_to_involve_a_parent():
    """It is done, or found inappropriate: either way somebody says so."""
    p = falling_under(led_to(two(), Stage.WORKING), "us.ca.12")
    able = found(p, "treatment", able=True)
    (duty,) = (d for d in able.duties(at=p.at) if d.kind is DutyKind.INVOLVE_HOLDERS)
    words = Words("it would put her at risk")
    done = acts.DischargeDuty(by="bo", at=p.at, duty=duty.id, words=words)
    assert open_duties(able.record(done), DutyKind.INVOLVE_HOLDERS) == 0
    unable = found(p, "treatment", able=False)
    assert open_duties(unable, DutyKind.INVOLVE_HOLDERS) == 0
    elsewhere = found(child(), "treatment", able=True)
    assert open_duties(elsewhere, DutyKind.INVOLVE_HOLDERS) == 0


def test_a_finding_is_reviewed_when_it_says():
    """A timer of the last finding about each decision."""
    p = led_to(two(), Stage.WORKING)
    for days in (30, 60):
        p = p.record(
            acts.FindCompetence(
                by="bo", at=p.at, client="ana", decision="treatment", competent=True,
                review_at=p.at + timedelta(days=days),
            ),
            acts.FindCompetence(
                by="bo", at=p.at, client="ana", decision="contact", competent=True
            ),
        )  # fmt: skip
    (timer,) = (t for t in p.timers(at=p.at) if t.kind is TimerKind.COMPETENCE_REVIEW)
    assert (timer.about, timer.due_at) == (
        "ana/treatment", p.at + timedelta(days=60),
    )  # fmt: skip


def test_a_decision_that_nothing_asks_about_is_refused():
    """A slip of the pen would protect no one; a scope of one's own has its name."""
    p = led_to(two(), Stage.WORKING)
    fields = {"by": "bo", "at": p.at, "client": "ana", "competent": False}
    slip = acts.FindCompetence(decision="hypnosis", **fields)
    (refusal,) = p.refusals(slip)
    assert (refusal.code, refusal.fix) == (
        "decision.unknown", (Change("decision", law.DECISIONS),),
    )  # fmt: skip
    for name in law.DECISIONS:
        assert p.allows(attrs.evolve(slip, decision=name))
    assert Partnership.replay([*p.history, slip]).competence("ana") == (slip,)

    named = appointing(p, "parent", decisions={"treatment", "hypnosis", "a-slip"})
    facts = [dict(one.facts)["decision"] for one in p.refusals(named)]
    assert facts == ["a-slip", "hypnosis"]
    assert p.allows(appointing(p, "parent"))

    scope = Scope("hypnosis")
    p = p.record(acts.Explain(by="bo", at=p.at, to="ana", scope=scope, terms="t"))
    assert p.allows(slip)
    assert p.allows(appointing(p, "parent", decisions={"treatment", "hypnosis"}))
