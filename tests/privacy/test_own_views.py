"""What is in one's own view: what one did, has heard, and what is about oneself."""

import pytest

from collabtherapy import (
    Partnership,
    PersonId,
    Scope,
    Stage,
    StanceLevel,
    Words,
    acts,
    matters,
)
from collabtherapy.privacy import view
from collabtherapy.testing.ways import consented, couple, led_to


def test_what_one_did_oneself_is_in_ones_own_view():
    """S41: a private item is in its author's view, also where it is about another."""
    p = led_to(couple(), Stage.WORKING)
    worry = acts.RaiseConcern(by="cem", at=p.at, client="ana", words=Words("worried"))
    lead = matters.Stance(client="ana", level=StanceLevel.SHARED)
    put = acts.Propose(by="cem", at=p.at, id="lead", matter=lead)
    p = p.record(worry, put)
    seen = view(p, "cem")
    assert {worry, put} <= set(seen.history)
    assert seen.proposal("lead").last.matter == lead
    assert seen.state.safety.by_client.find(PersonId("ana")) is None


def test_a_note_is_for_whom_it_names_wherever_they_were():
    """S41: it names its readers itself; a note for everyone is for those who met."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")),
        acts.WriteNote(
            by="bo", at=p.at, session="s1", to=("cem",), words=Words("told him")
        ),
        acts.WriteNote(
            by="bo", at=p.at, session="s1", for_everyone=True, words=Words("we met")
        ),
    )
    assert [note.words.text for note in view(p, "cem").notes] == ["told him"]
    assert [note.words.text for note in view(p, "ana").notes] == ["we met"]


def test_whoever_was_there_has_heard_it():
    """Invariant 45: an answer in sight of all to what was said to one alone."""
    p = led_to(couple(), Stage.WORKING)
    said = acts.Contribute(by="ana", at=p.at, session="s1", id="c1")
    answer = acts.Contribute(by="bo", at=p.at, session="s2", id="c2", answers="c1")
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")),
        said,
        acts.EndSession(by="bo", at=p.at, session="s1"),
        acts.StartSession(by="bo", at=p.at, id="s2", present=("ana", "cem", "bo")),
        answer,
    )
    seen = view(p, "cem")
    assert [c.act for c in seen.contributions()] == [answer]
    assert (said in seen.history, answer in seen.history) == (False, True)


def test_one_sees_ones_own_leaving_and_what_it_led_to():
    """Where it stood when they went, and what they are owed for it."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.Leave(by="cem", at=p.at))
    stage = p.stage
    p = p.record(acts.Leave(by="ana", at=p.at))
    cem = view(p, "cem")
    assert (cem.stage, stage) == (Stage.PAUSED, Stage.PAUSED)
    assert [duty.kind for duty in cem.duties(at=p.at, owed_to="cem")] == [
        "referral_information"
    ]
    assert isinstance(cem.history[-1], acts.Leave)


def own_of_ana(p: Partnership) -> dict[str, tuple[acts.Act, ...]]:
    """Give, for regions that chance seldom comes to, acts that are one client's own."""
    told = Scope.disclosure("gp", purpose="care")
    explain = acts.Explain(by="bo", at=p.at, to="ana", scope=told, terms="t")
    picture = matters.Understanding(
        words=Words("a"), cites=("c1", "c2"), about=("ana",)
    )
    return {
        "measurements": (
            acts.RecordMeasure(
                by="bo", at=p.at, client="ana", instrument="phq-9", score=9, low=0,
                high=27,
            ),
        ),
        "competence": (
            acts.FindCompetence(
                by="bo", at=p.at, client="ana", decision="records", competent=False
            ),
        ),
        "disclosure": (
            explain,
            acts.GiveConsent(by="ana", at=p.at, scope=told, terms="t"),
            acts.Disclose(
                by="bo", at=p.at, client="ana", recipient="gp", purpose="care",
                items=("attendance",),
            ),
        ),
        "understanding": (
            acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "cem", "bo")),
            acts.Contribute(by="ana", at=p.at, session="s1", id="c1"),
            acts.Contribute(by="bo", at=p.at, session="s1", id="c2"),
            acts.Propose(by="bo", at=p.at, id="u", matter=picture),
            acts.Accept(by="ana", at=p.at, proposal="u"),
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", own_of_ana(couple()))
def test_a_region_shows_ones_own_to_oneself(name: str):
    """Invariant 45: a measure, a finding, a disclosure, a picture of one client's."""
    p = led_to(couple(), Stage.WORKING)
    before = consented(p, Scope.MEASUREMENT, p.at)
    after = before.record(*own_of_ana(before)[name])
    for viewer in ("ana", "bo"):
        assert getattr(view(after, viewer).state, name) == getattr(after.state, name)
    empty = getattr(view(before, "cem").state, name)
    assert (
        getattr(view(after, "cem").state, name) == empty != getattr(after.state, name)
    )
