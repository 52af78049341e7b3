"""Signals ask the service, are shown to those they are about, and can be answered."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from insight.stories import SAID, at_work, furnished, met

from collabtherapy import (
    Answer,
    NoScore,
    Partnership,
    Scope,
    Stage,
    StanceLevel,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.insight import DETECTORS, Signal, render, signals
from collabtherapy.insight.questions import QUESTIONS
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import consented, couple, decided, in_session, led_to


def again(p: Partnership, name: str, *present: str) -> Partnership:
    """Return the partnership after one more session, a week later."""
    at, there = p.at + timedelta(days=7), present or ("ana", "bo")
    return p.record(
        acts.StartSession(by="bo", at=at, id=name, present=there),
        acts.EndSession(by="bo", at=at, session=name),
    )


def names(p: Partnership, viewer: str | None = None) -> list[str]:
    """Return the names of the detectors that notice something."""
    return [signal.name for signal in signals(p, viewer=viewer)]


@pytest.mark.parametrize("name", DETECTORS)
def test_each_question_is_asked_of_the_service(name: str):
    """S37, S41: never what the client did not do, but what the service missed."""
    question = QUESTIONS[name].lower()
    assert re.search(r"\b(we|us|our)\b", question)
    assert not re.search(r"\b(client|they|them|their|fail\w*|did not)\b", question)
    assert question.endswith("?")
    assert set(QUESTIONS) == set(DETECTORS)


@given(histories())
def test_every_signal_asks_what_its_detector_asks(p: Partnership):
    """The question stands in one table, whichever act it is asked at."""
    for signal in signals(p):
        assert signal.question == QUESTIONS[signal.name]


@given(histories(clients=1))
def test_who_is_named_in_a_signal_may_ask_for_it(p: Partnership):
    """S41: what is said of the client is shown to them, and to the therapist theirs."""
    noticed = signals(p)
    for person in (*p.clients, *p.therapists):
        theirs = signals(p, viewer=person, about=person)
        about = [(s.id, s.cites) for s in noticed if person.id in s.about]
        assert [(s.id, s.cites) for s in theirs] == about
    assert all(signal.about for signal in noticed)


def stating(p: Partnership, strength: int = 3) -> Partnership:
    """Return the partnership in which ana said how she would like to work."""
    return p.record(
        acts.StatePreference(
            by="ana", at=p.at, dimension="intensity", strength=strength
        )
    )


def answering(p: Partnership, answer: Answer, proposal: str | None) -> Partnership:
    """Return the partnership in which bo said what comes of it."""
    return p.record(
        acts.Accommodate(
            by="bo",
            at=p.at,
            client="ana",
            dimension="intensity",
            answer=answer,
            proposal=proposal,
            words=SAID,
        )
    )


def test_a_preference_departed_from_alone_is_noticed():
    """S37: a departure shows, unless it was decided together."""
    name = "preference_departed_from"
    led = matters.Stance(client="ana", level=StanceLevel.SHARED)
    p = decided(stating(met()), "lead", led, met().at)
    for answer in Answer:
        departs = answer is not Answer.MET
        alone = answering(p, answer, None)
        assert names(alone).count(name) == departs
        assert names(again(alone, "s2")).count(name) == departs
        assert name not in names(again(answering(p, answer, "lead"), "s2"))
    (signal,) = [
        s for s in signals(answering(p, Answer.UNABLE, None)) if s.name == name
    ]
    assert [type(act) for act in signal.cites] == [
        acts.StatePreference,
        acts.Accommodate,
    ]


def test_a_strong_preference_that_waits_is_noticed():
    """S37: work that goes on without an answer departs from it too."""
    name = "preference_departed_from"
    assert names(again(again(stating(met()), "s2"), "s3")).count(name) == 1
    assert name not in names(again(stating(met(), 1), "s2"))
    taken_back = stating(stating(met()), 0)
    assert name not in names(again(taken_back, "s2"))


def scored(p: Partnership, *scores: float | None) -> Partnership:
    """Return the partnership in which ana's answers came to these."""
    fields: dict[str, Any] = {"client": "ana", "instrument": "phq-9"}
    for score in scores:
        why = NoScore.DECLINED if score is None else None
        act = acts.RecordMeasure(
            by="bo",
            at=p.at,
            score=score,
            no_score=why,
            worsening=6,
            low=0,
            high=27,
            **fields,
        )
        p = p.record(act)
    return p


def test_deterioration_that_is_not_talked_about_is_noticed():
    """S12: a talk that is owed when the next session starts is asked after, once."""
    name = "worse_and_not_talked_about"
    p = consented(met(), Scope.MEASUREMENT, met().at)
    worse = scored(p, 5, 27)
    assert name not in names(worse)
    assert names(again(again(worse, "s2"), "s3")).count(name) == 1
    talk = acts.DiscussProgress(
        by="bo", at=worse.at, session="s1", client="ana", measures={"phq-9"}
    )
    assert name not in names(again(worse.record(talk), "s2"))
    rate = acts.RateGoal(by="ana", at=p.at, goal="g1", value=9)
    fell = acts.RateGoal(by="ana", at=p.at, goal="g1", value=1)
    assert name in names(again(p.record(rate, fell), "s2"))


def test_a_course_without_scores_is_unknown_and_noticed():
    """S12: missing is never on track: two in a row are asked after, and one is not."""
    p = consented(met(), Scope.MEASUREMENT, met().at)
    for scores, n in (
        ((None,), 0),
        ((None, None), 1),
        ((None, None, None), 1),
        ((None, 5, None), 0),
        ((5, None, None, 6, None, None), 2),
    ):
        assert names(scored(p, *scores)).count("course_unknown") == n


def feedback_of(p: Partnership, viewer: str) -> Signal:
    """Return the signal about ana's feedback, as somebody is shown it."""
    found = signals(p, viewer=viewer)
    (signal,) = [one for one in found if one.name == "unanswered_feedback"]
    return signal


def test_a_reply_stands_beside_the_signal_everywhere():
    """S41: both who are named in it may answer it, and both read the answers."""
    p = again(met(), "s2")
    asked = feedback_of(p, "ana")
    assert asked.id == feedback_of(p, "bo").id
    assert {str(person) for person in asked.about} == {"ana", "bo"}
    p = p.record(
        acts.WriteNote(by="ana", at=p.at, words=Words("I waited"), answers=asked.id),
        acts.WriteNote(by="bo", at=p.at, words=Words("I forgot"), answers=asked.id),
        acts.WriteNote(by="bo", at=p.at, words=Words("weather")),
    )
    for viewer in ("ana", "bo"):
        signal = feedback_of(p, viewer)
        assert [note.words.text for note in signal.replies] == ["I waited", "I forgot"]
        assert signal == asked  # a reply makes it no other signal
    assert f"{asked.question}; you replied “I waited”; bo replied “I forgot”" in render(
        p, "ana"
    )
    assert codec.loads(codec.dumps(p)) == p
    with pytest.raises(ValueError, match="answers"):
        acts.WriteNote(by="ana", at=p.at, words=SAID, answers="what they said")


def test_between_two_a_signal_is_for_those_who_see_what_it_rests_on():
    """P14: what rests on ana's feedback, and the replies to it, cem is not shown."""
    p = in_session(led_to(couple(), Stage.WORKING))
    p = p.record(acts.EndSession(by="bo", at=p.at, session="s1"))
    p = again(p, "s2", "ana", "cem", "bo")
    asked = feedback_of(p, "ana")
    reply = acts.WriteNote(
        by="ana", at=p.at, words=Words("I waited"), to={"bo"}, answers=asked.id
    )
    after = p.record(reply)
    assert "unanswered_feedback" not in names(after, "cem")
    assert signals(after, viewer="cem") == signals(p, viewer="cem")
    assert feedback_of(after, "bo").replies == (reply,)
    assert render(after, "cem") == render(p, "cem")


def test_nothing_is_noticed_where_all_is_well():
    """The nearest story without a signal has none of these."""
    mine = ("preference_departed_from", "worse_and_not_talked_about", "course_unknown")
    assert not set(mine) & set(names(at_work()))
    assert "preference_departed_from" not in names(again(furnished(), "s3"))
