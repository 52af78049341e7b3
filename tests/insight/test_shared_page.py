"""The page that is read together: the same for both, and nothing kept from another."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import eight_sessions
import pytest
from hypothesis import given
from insight.stories import at_work, furnished

from collabtherapy import (
    Client,
    Form,
    Marker,
    NoScore,
    Partnership,
    Role,
    Scope,
    Stage,
    StanceLevel,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import NotForThem
from collabtherapy.insight import Part, SharedPage, shared_page
from collabtherapy.insight.page_lines import CHANGES
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import (
    CLINIC,
    START,
    consented,
    couple,
    decided,
    group,
    in_session,
    joined,
    led_to,
)

SVG = "{http://www.w3.org/2000/svg}"
TWO: dict[str, Any] = {"client": "ana", "therapist": "bo"}


def texts(page: SharedPage, part: Part) -> list[str]:
    """Return what the lines of one part say."""
    return [line.text for line in page.of(part)]


def drawing(page: SharedPage) -> ET.Element:
    """Return the picture of a page, read as XML."""
    return ET.fromstring(page.picture())  # noqa: S314  # written here


def of_two(p: Partnership | None = None) -> Partnership:
    """Return a couple, of whom ana has stated, rated and answered all there is."""
    p = in_session(led_to(couple(), Stage.WORKING)) if p is None else p
    return furnished(p.record(acts.EndSession(by="bo", at=p.at, session="s1")))


@given(histories())
def test_everybody_here_has_a_page(p: Partnership):
    """S46: at whatever stage, with a picture that can be read."""
    for person in p.state.members.ids(Role.CLIENT, Role.THERAPIST):
        page = shared_page(p, person, at=p.at + timedelta(days=100))
        assert all(f"\n## {part}\n" in page.markdown() for part in Part)
        assert drawing(page).tag == f"{SVG}svg"
        assert "Words(" not in page.markdown()


@given(histories(clients=1))
def test_one_client_and_their_therapist_read_the_same(p: Partnership):
    """S46: where there is nobody to keep anything from, all of it is everybody's."""
    (client,) = p.clients
    for therapist in p.therapists:
        page, theirs = shared_page(p, client), shared_page(p, therapist)
        assert [line.part for line in page.lines] == [ln.part for ln in theirs.lines]
        assert not any(map(page.unseen_by, page.lines))
        assert "Everybody here sees all of it." in theirs.markdown()


def test_what_one_of_two_keeps_is_on_their_own_page_and_marked():
    """P14: on ana's page, and the therapist's, it says that cem does not see it."""
    p = of_two()
    own = ("sister", "phq", "intensity", "interpreter", "asking how safe")
    mine, hers, his = (shared_page(p, who).markdown() for who in ("ana", "bo", "cem"))
    for said in own:
        assert said not in his
        for page in (mine, hers):
            (line, *_) = [one for one in page.splitlines() if said in one]
            assert line.endswith("*(not seen by cem)*")
    (goal,) = [
        line for line in mine.splitlines() if line.startswith("- “sleep”, since")
    ]
    assert "not seen" not in goal
    assert "but for the lines that say who does not" in mine
    assert "but for the lines that say who does not" in hers


def test_a_page_says_what_was_changed_because_of_what():
    """S14, S37: each act that changes something for what a client said is told."""
    p = furnished()
    at = p.at
    p = p.record(
        acts.MarkRupture(by="ana", at=at, marker=Marker.MIXED, **TWO),
        acts.AcknowledgeRupture(by="bo", at=at, own_part=Words("I was late"), **TWO),
        acts.ConfirmRepair(by="ana", at=at, repaired=False, **TWO),
        acts.GiveFeedback(by="ana", at=at, session="s1", words=Words("too fast")),
        acts.AnswerFeedback(
            by="bo", at=at, session="s1", to="ana", words=Words("thank you")
        ),
        acts.Adjust(
            by="bo", at=at, session="s1", because_of="ana", words=Words("slower")
        ),
        acts.LogPractice(by="ana", at=at, practice="pr1", words=Words("no time")),
    )
    for name, matter in (
        ("g1", matters.Goal(words=Words("rest"), owners={"ana"})),
        ("pr1", matters.Practice(words=Words("a line"), task="t1", owner="ana")),
    ):
        p = p.record(
            acts.Amend(by="bo", at=at, proposal=name, matter=matter),
            acts.Accept(by="ana", at=at, proposal=name),
        )
    p = decided(p, "a2", matters.Agreement(words=Words("every other week")), at)
    p = decided(p, "choice", matters.Stance(client="ana", level=StanceLevel.SHARED), at)
    day = "2026-01-06: "
    told = texts(shared_page(p, "ana"), Part.CHANGED)
    assert sorted(told) == sorted(
        day + line
        for line in (
            (
                "interpreter, which you stated as a need: bo said that another way was "
                "offered: “written notes”"
            ),
            (
                "intensity, on which you stated a preference: bo said that the work "
                "goes so: “no trauma work yet”"
            ),
            (
                "bo spoke to what had come between bo and you, and of the own part in "
                "it: “I was late”"
            ),
            "you said that what had come between you and bo is not mended",
            "bo answered what you said of session s1: “thank you”",
            (
                "“slower”, because of what you said of session s1 (heard 2, comfort 9, "
                "“too fast”)"
            ),
            "how we work together is now “every other week”, as bo put it",
            "the goal is now “rest”, as bo put it",
            (
                "to do between sessions is now “a line”, as bo put it, after you "
                "noted: “no time”"
            ),
        )
    )
    assert {type(act) for act in p.history} >= set(CHANGES)
    assert texts(shared_page(p, "ana"), Part.GOAL)[0].startswith("“rest”, of you alone")


def test_missing_is_never_on_track_and_never_drawn_as_known():
    """S12: an answer that is missing is unknown, and breaks the line."""
    p, at = furnished(), furnished().at
    page = shared_page(p, "ana")
    (line,) = [one for one in page.of(Part.COURSE) if one.text.startswith("phq-9")]
    assert "whether it is better or worse is unknown" in line.text
    assert line.series is not None
    assert [point.value for point in line.series.points] == [5, 20, None]
    assert [point.to_talk for point in line.series.points] == [False, True, True]
    marks = [text.text for text in drawing(page).iter(f"{SVG}text")]
    assert marks.count("?") == 2  # in the panel, and what it means
    runs = [
        len(run.attrib["points"].split())
        for run in drawing(page).iter(f"{SVG}polyline")
    ]
    assert runs == [2, 2]
    bare = shared_page(at_work(), "ana")
    assert texts(bare, Part.COURSE) == [
        "No session was held yet",
        "“sleep”: how near is unknown, since it was not rated",
    ]
    assert "Nothing was rated or answered yet." in bare.picture()
    none: dict[str, Any] = {
        "score": None,
        "no_score": NoScore.NOT_ASKED,
        "instrument": "who-5",
    }
    p = p.record(
        acts.RecordMeasure(by="bo", at=at, client="ana", low=0, high=25, **none)
    )
    (line,) = [x for x in shared_page(p, "ana").lines if x.text.startswith("who-5")]
    assert line.text.endswith("whether it is better or worse is unknown")
    assert "who-5" in shared_page(p, "ana").picture()


def test_which_is_better_goes_with_the_score():
    """A fall is good news in one instrument, and none in another."""
    p = consented(at_work(), Scope.MEASUREMENT, at_work().at)
    for name, worsening in (("less", 6), ("more", -6), (None, None)):
        named = name or "none"
        act = acts.RecordMeasure(
            by="bo",
            at=p.at,
            client="ana",
            instrument=named,
            score=3,
            low=0,
            high=9,
            worsening=worsening,
        )
        p = p.record(act)
    found = [line.series for line in shared_page(p, "bo").lines if line.series]
    assert [series.better for series in found] == ["less", "more", None]


def test_what_people_wrote_is_no_mark_of_the_page():
    """A star, a bracket or a tag of theirs is shown as they wrote it."""
    p = at_work().record(
        acts.Propose(
            by="ana",
            at=at_work().at,
            id="g2",
            matter=matters.Goal(words=Words("# not *one*\n<b> & [all](x) of it")),
        ),
        acts.Accept(by="bo", at=at_work().at, proposal="g2"),
        acts.RateGoal(by="ana", at=at_work().at, goal="g2", value=1),
    )
    page = shared_page(p, "ana")
    assert r"“\# not \*one\* \<b\> & \[all\](x) of it”" in page.markdown()
    shown = [text.text or "" for text in drawing(page).iter(f"{SVG}text")]
    assert "“# not *one* <b> & [a…" in shown
    assert "one" not in repr(page)


def test_a_page_is_for_those_who_are_here():
    """Others have an account, or see nothing."""
    p = led_to(group(), Stage.WORKING)
    p = p.record(acts.Leave(by="dee", at=p.at))
    with pytest.raises(ValueError, match="the account of a client who left"):
        shared_page(p, "dee")
    with pytest.raises(NotForThem):
        shared_page(p, "stranger")
    assert CLINIC.id not in shared_page(p, "ana").people


def test_a_newcomer_reads_what_they_see():
    """S8: what was said before they came is marked for the others."""
    p = of_two(in_session(led_to(group(Client("ana"), Client("cem")), Stage.WORKING)))
    p = joined(p, Client("fia"), p.at + timedelta(days=1))
    assert "“sleep”" in shared_page(p, "fia").markdown()
    assert "not seen by cem and fia" in shared_page(p, "ana").markdown()


def test_people_are_called_as_they_like():
    """S50: by name on each page, the reader as you."""
    p = Partnership.open(
        id="p-1",
        clients=[Client("ana", called=Words("Nana"))],
        therapists=[Therapist("bo", called=Words("Bobo"))],
        form=Form.INDIVIDUAL,
        by="ana",
        at=START,
    )
    assert "Of you and Bobo" in shared_page(p, "ana").markdown()
    assert "Of Nana and you" in shared_page(p, "bo").markdown()


def test_eight_sessions_on_one_page():
    """S12, S14, S37: what changed the next step is on the page, and what is owed."""
    second, fifth, eighth = (page for _, page in eight_sessions.pages())
    assert [len(page.of(Part.CHANGED)) for page in (second, fifth, eighth)] == [1, 2, 6]
    owed = "\n".join(texts(fifth, Part.OWED))
    assert "talking with you about what you answered" in owed
    assert "a goal that is further away" in owed
    assert "talking with you" not in "\n".join(texts(eighth, Part.OWED))
