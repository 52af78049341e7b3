"""The account for a client, and the picture: what they show, and what they do not."""

import sys
from datetime import timedelta

import pytest
import supervision
from hypothesis import given
from insight.stories import SAID, at_work, met

from collabtherapy import (
    Client,
    ConsentStatus,
    DutyKind,
    Form,
    GoalOutcome,
    Marker,
    Partnership,
    Post,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import NotForThem
from collabtherapy.insight import Window, draw, render, timeline
from collabtherapy.insight.phrases import CONSENTS, OWED, STAGES
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import START, consented, couple, led_to, two


def test_every_stage_consent_and_duty_has_its_words():
    """An account has something to say of whatever the law knows."""
    assert set(STAGES) == set(Stage)
    assert set(CONSENTS) == set(ConsentStatus)
    assert set(OWED) == set(DutyKind)


@given(histories())
def test_every_client_can_be_given_an_account(p: Partnership):
    """S50: in plain words, at whatever stage, of everybody's part."""
    for client in p.clients:
        text = render(p, client, at=p.at + timedelta(days=100))
        assert STAGES[view(p, client).stage] in text
        assert "Words(" not in text


def test_an_account_says_what_was_agreed_by_whom_and_what_is_owed():
    """Goals, consents, disclosures and duties, as they stand."""
    p = at_work()
    scope = Scope.disclosure("doctor", purpose="care")
    p = consented(met(), scope, met().at)
    p = p.record(
        acts.Disclose(
            by="bo",
            at=p.at,
            client="ana",
            recipient="doctor",
            purpose="care",
            items={"attendance"},
        ),
        acts.WithdrawConsent(by="ana", at=p.at, scope=scope),
    )
    text = render(p, "ana")
    for line in (
        "You are working on it together.",
        "a goal: “sleep”, put by bo",
        "treatment: you said yes, and may take it back at any time",
        "disclosure:doctor:care: you took your yes back",
        "doctor, of attendance, with your consent to disclosure:doctor:care",
        "an answer to what you said of a session, by bo",
    ):
        assert line in text


def test_an_account_uses_the_names_people_chose_and_shows_what_was_taken_out():
    """Whoever said what they like to be called is called that."""
    p = Partnership.open(
        id="p-1",
        clients=[Client("ana"), Client("cem", called=Words("Cemo"))],
        therapists=[Therapist("bo", called=Words("Bobo"))],
        form=Form.COUPLE,
        by="ana",
        at=START,
    )
    p = led_to(p, Stage.WORKING)
    text = render(p, "ana")
    assert text.startswith("This is the work of you, Cemo and Bobo")
    plan = Plan(subject="bo", by="bo", at=p.at, because="erasure_request")
    removed, _ = redact(p, plan)
    assert "a goal: (taken out)" in render(removed, "ana")


def test_an_account_says_with_which_training_each_therapist_works():
    """S03: as each states it, or that nothing is stated; before anything is agreed."""
    trained = Therapist("bo", called=Words("Bobo"), credentials=("hcpc", "cbt"))
    learning = Therapist("eva", post=Post.TRAINEE, supervisor="bo")
    p = Partnership.open(
        id="p-1",
        clients=[Client("ana")],
        therapists=[trained, learning],
        by="ana",
        at=START,
    )
    lines = render(p, "ana").splitlines()
    title = lines.index("With which training:")
    assert lines[title + 1 : title + 3] == [
        "- Bobo: hcpc, cbt",
        "- eva: no training is stated; a trainee, supervised by Bobo",
    ]


def test_an_account_is_for_a_client_who_may_see_it():
    """Nobody else gets one, and in a couple each gets their own."""
    with pytest.raises(ValueError, match="for a client"):
        render(two(), "bo")
    with pytest.raises(NotForThem):
        render(two(), "stranger")
    p = led_to(couple(), Stage.WORKING)
    p = consented(p, Scope.disclosure("doctor", purpose="care"), p.at)
    p = p.record(
        acts.Disclose(
            by="bo",
            at=p.at,
            client="ana",
            recipient="doctor",
            purpose="care",
            items={"attendance"},
            ground=None,
        )
    )
    assert "doctor, of" in render(p, "ana")
    assert "doctor, of" not in render(p, "cem")
    p = p.record(acts.Leave(by="cem", at=p.at))
    assert render(p, "cem")


def test_what_was_stopped_or_told_on_a_ground_is_told_so():
    """A practice that was stopped is no longer agreed; a ground is named."""
    p = supervision.told()
    assert "something to do between sessions" in render(p, "ana")
    q = at_work()
    q = q.record(
        acts.RaiseConcern(by="bo", at=q.at, client="ana"),
        acts.HandOverSafety(
            by="bo", at=q.at, client="ana", recipient="clinic", ground="emergency"
        ),
        acts.Propose(
            by="bo", at=q.at, id="t", matter=matters.Task(words=SAID, goals={"g1"})
        ),
        acts.Accept(by="ana", at=q.at, proposal="t"),
        acts.Propose(
            by="bo",
            at=q.at,
            id="pr",
            matter=matters.Practice(words=SAID, task="t", owner="ana"),
        ),
        acts.Accept(by="ana", at=q.at, proposal="pr"),
        acts.StopPractice(by="ana", at=q.at, practice="pr"),
    )
    text = render(q, "ana")
    assert "clinic, of safety, on the ground emergency" in text
    assert "something to do between sessions: “said”, put by bo; stopped since" in text
    assert "a goal: “sleep”, put by bo; reached since" in render(eventful(), "ana")


def eventful() -> Partnership:
    """Give a partnership in which something of every lane goes right and wrong."""
    p = consented(met(), Scope.RECORDING, met().at)
    pair = {"client": "ana", "therapist": "bo"}
    at = p.at
    return p.record(
        acts.PlanSession(by="bo", at=at, id="s2", starts_at=at + timedelta(1)),
        acts.CancelSession(by="bo", at=at, session="s2"),
        acts.PlanSession(by="bo", at=at, id="s3", starts_at=at + timedelta(1)),
        acts.MissSession(by="bo", at=at, session="s3", absent={"ana"}),
        acts.StartSession(by="bo", at=at, id="s4", present=("ana", "bo")),
        acts.InterruptSession(by="bo", at=at, session="s4"),
        acts.MarkRupture(by="ana", at=at, marker=Marker.MIXED, **pair),
        acts.ConfirmRepair(by="ana", at=at, repaired=False, **pair),
        acts.MarkRupture(by="ana", at=at, marker=Marker.MIXED, **pair),
        acts.WithdrawConsent(by="ana", at=at, scope=Scope.RECORDING),
        acts.Explain(
            by="bo", at=at, to="ana", scope=Scope.TELEHEALTH, terms="t", limits=True
        ),
        acts.DeclineConsent(by="ana", at=at, scope=Scope.TELEHEALTH),
        acts.Propose(
            by="bo",
            at=at,
            id="e",
            matter=matters.GoalEnd(goal="g1", outcome=GoalOutcome.REACHED),
        ),
        acts.Accept(by="ana", at=at, proposal="e"),
    )


def test_a_line_of_time_has_every_lane():
    """What happened is named, on the line that it belongs to."""
    told = {(h.lane.value, h.what) for h in timeline(eventful())}
    assert told >= {
        ("session", "planned"),
        ("session", "cancelled"),
        ("session", "missed"),
        ("session", "interrupted"),
        ("session", "held"),
        ("rupture", "marked"),
        ("rupture", "not_mended"),
        ("consent", "withdrawn"),
        ("consent", "declined"),
        ("goal", "shared"),
        ("goal", "reached"),
    }
    late = timeline(eventful(), window=Window(since=eventful().at + timedelta(1)))
    assert late == ()


@pytest.mark.parametrize("p", [two(), eventful(), supervision.told()])
def test_a_picture_shows_every_line(p: Partnership):
    """Stages, voice, goals, ruptures and consents, one below the other."""
    pytest.importorskip("matplotlib", reason="a picture needs the extra plots")
    figure = draw(p, viewer="bo")
    labels = [axes.get_ylabel().split("\n")[0] for axes in figure.axes]
    assert labels == ["stage", "voice in", "goals, each on", "ruptures", "consents"]
    named = {text.get_text() for text in figure.axes[0].get_legend().get_texts()}
    assert p.stage.value in named
    draw(p, window=Window(since=p.at))
    with pytest.raises(ValueError, match="choose a wider one"):
        draw(p, window=Window(until=START))


def test_a_picture_without_matplotlib_names_the_extra(monkeypatch: pytest.MonkeyPatch):
    """Whoever lacks it is told what to install."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"collabtherapy\[plots\]"):
        draw(two())
