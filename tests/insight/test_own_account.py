"""What an account tells of what is the client's own: nothing of it is left out."""

from datetime import timedelta

import attrs
import pytest
from insight.stories import SAID, at_work, furnished, met

from collabtherapy import (
    Answer,
    NoScore,
    Pick,
    RuptureKind,
    SafetyStatus,
    Stage,
    StanceLevel,
    ToolKind,
    Track,
    Words,
    acts,
)
from collabtherapy.insight import own_phrases, render
from collabtherapy.partnership.regions.safety import SafetyPlan
from collabtherapy.privacy import Plan, redact
from collabtherapy.testing.ways import couple, in_session, led_to


def part(text: str, title: str) -> list[str]:
    """Return the lines of one part of an account."""
    (found,) = [p for p in text.split("\n\n") if p.startswith(f"{title}:\n")]
    return found.splitlines()[1:]


def test_everything_that_can_be_has_its_phrase():
    """No score, need, stance or part of a plan is without words."""
    for phrases, kind in (
        (own_phrases.TRACKS, Track),
        (own_phrases.NO_SCORES, NoScore),
        (own_phrases.PICKS, Pick),
        (own_phrases.NEEDS_MET, Answer),
        (own_phrases.WORKED_SO, Answer),
        (own_phrases.LEADS, StanceLevel),
        (own_phrases.TOOLS, ToolKind),
        (own_phrases.CONCERNS, SafetyStatus),
    ):
        assert set(phrases) == set(kind)
    typed = {field.name: str(field.type) for field in attrs.fields(SafetyPlan)}
    of_words = {name for name, kind in typed.items() if "Words" in kind}
    assert set(own_phrases.PLAN_PARTS) == of_words


LINES = {
    "How near your goals are": [
        "- “sleep”: rated by you 8 on 2026-01-06, 2 on 2026-01-06, of 0 to 10",
        "- “sleep”: confidence: you 6 on 2026-01-06",
    ],
    "What you answered": [
        (
            "- phq-9: 5 of 0 to 27 on 2026-01-06, 20 of 0 to 27 on 2026-01-06, no "
            "answer was wanted on 2026-01-06, with an answer to talk about "
            "(self_harm); whether it is better or worse is unknown"
        )
    ],
    "What you talked about": [
        (
            "- 2026-01-06: talked about phq-9, “sleep”; you wrote “it was a bad "
            "month”; you would like to change something"
        )
    ],
    "What you need, and how you would like to work": [
        (
            "- you need interpreter: you said on 2026-01-06 that it is so; bo said on "
            "2026-01-06 that another way was offered: “written notes”; you said on "
            "2026-01-06 that it is not needed any more"
        ),
        (
            "- intensity: -3 of -3 to 3; bo said that the work goes so: “no trauma "
            "work yet”"
        ),
        "- directiveness: 1 of -3 to 3",
        "- what matters most to you: “my sister”",
        "- you hope for: “to sing again”",
    ],
    "Who leads": [
        (
            "- the client leads more than the therapist, since 2026-01-06, as you "
            "would have it"
        )
    ],
    "What you take along": [
        "- 1. an early sign: “I stop answering”",
        "- 2. a way of coping, for the early sign at 1: “call my sister”",
        "- 3. an insight: “it ebbs”",
        "- 4. an insight",
    ],
    "Your safety": [
        "- a concern is open, and there is a plan for it",
        "- 2026-01-06: raised by bo: “item nine”",
        "- the plan: “one step at a time”",
        "- signs that it is getting worse: “I do not sleep”",
        "- what you can do alone: “a walk”",
        "- where you keep the plan: “on the fridge”",
        "- the plan is looked at again by 2026-03-06",
    ],
    "What you took on": [
        (
            "- to do between sessions: “write it down”, noted once; you may stop it at "
            "any time"
        ),
        "- to do towards a goal: “a worry hour”",
    ],
}


@pytest.mark.parametrize("title", LINES)
def test_an_account_tells_what_is_the_clients_own(title: str):
    """S5, S26, S37: goals and scores, needs and what came of them, toolkit, safety."""
    assert part(render(furnished(), "ana"), title) == LINES[title]


def test_an_account_of_what_was_never_said_says_nothing_of_it():
    """What is not known is neither a score nor on track."""
    text = render(at_work(), "ana")
    assert part(text, "How near your goals are") == ["- “sleep”: how near is unknown"]
    for title in LINES.keys() - {"How near your goals are"}:
        assert part(text, title) == ["- nothing"]
    assert "reliably worse" not in text


def test_between_two_each_is_told_what_is_their_own():
    """S46: nothing of what ana stated, answered or takes along is told to cem."""
    p = in_session(led_to(couple(), Stage.WORKING))
    p = p.record(acts.EndSession(by="bo", at=p.at, session="s1"))
    together, theirs = furnished(p), ("sister", "sing", "phq", "intensity", "fridge")
    assert all(said in render(together, "ana") for said in theirs)
    assert not any(said in render(together, "cem") for said in theirs)


def test_the_day_of_an_account_is_that_of_what_one_sees():
    """S46: what cem does unseen leaves no trace in ana's account, not even its day."""
    p = in_session(led_to(couple(), Stage.WORKING))
    later = p.at + timedelta(days=9)
    after = p.record(acts.StateWhatMatters(by="cem", at=later, words=SAID))
    assert render(after, "ana") == render(p, "ana")
    assert render(after, "cem") != render(p, "cem")


def test_what_was_taken_out_is_told_as_taken_out():
    """Words that are gone for good leave a mark in every part."""
    plan = Plan(subject="ana", by="ana", at=furnished().at, because="erasure_request")
    removed, _ = redact(furnished(), plan)
    text = render(removed, "ana")
    assert "- 1. an early sign: (taken out)" in part(text, "What you take along")
    assert "sister" not in text


def test_a_practice_that_is_not_noted_is_told_all_the_same():
    """What was agreed to is taken on from then on."""
    text = render(furnished(met()), "ana")
    assert "nothing" not in part(text, "What you took on")


def test_what_came_between_two_people_is_told_step_by_step():
    """S41: what the client called it, the answer, the third person, and its end."""
    p, two_ = met(), {"client": "ana", "therapist": "bo"}
    p = p.record(
        acts.MarkRupture(
            by="ana",
            at=p.at,
            kinds={RuptureKind.PUSHED},
            words=Words("too much"),
            **two_,
        ),
        acts.AcknowledgeRupture(by="bo", at=p.at, own_part=Words("I rushed"), **two_),
        acts.TakeRuptureTo(
            by="ana", at=p.at, recipient="eve", words=Words("please hear me"), **two_
        ),
        acts.ConfirmRepair(by="ana", at=p.at, **two_),
    )
    day = f"{p.at:%Y-%m-%d}"
    assert (
        f"- with bo: {day} raised by you: “too much”; it was said to be: pushed; "
        f"{day} spoken to: “I rushed”; {day} taken to eve; {day} mended\n"
    ) in render(p, "ana")


def test_dissent_is_read_with_the_note():
    """S41: a reader's no stands beside what it disagrees with, and the addenda too."""
    p = met()
    note = {"note": "n1", "at": p.at}
    p = p.record(
        acts.WriteNote(by="bo", at=p.at, id="n1", words=Words("she is better")),
        acts.AgreeToNote(by="ana", agreed=False, words=Words("I am not"), **note),
        acts.Addendum(by="bo", words=Words("ana says that she is not"), **note),
    )
    assert (
        "by bo: “she is better”; bo added: “ana says that she is not”; you did not "
        "agree: “I am not”\n"
    ) in render(p, "ana")


def test_what_a_client_wants_later_is_quoted_with_their_safety():
    """S40: their own words, as long as they have not taken them back."""
    p = met()
    wish = acts.WriteAdvanceStatement(by="ana", at=p.at, words=Words("ask my sister"))
    p = p.record(wish)
    line = "what you want, should you not be able to decide: “ask my sister”"
    assert line in render(p, "ana")
    assert line not in render(
        p.record(acts.TakeBackAdvanceStatement(by="ana", at=p.at)), "ana"
    )
