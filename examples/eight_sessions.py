"""Eight sessions, and what changed because Ana said so, read from one page.

Ana would rather go slowly; the homework is not done; in the fifth week it is worse than
at the start; in the sixth something comes between the two. Each time it changes what
they do next. At three points they look at the page that both of them see, and this
prints it, as Ana reads it.

    python examples/eight_sessions.py             # prints the three pages
    python examples/eight_sessions.py pictures    # and draws each into a folder

Ana and Bo are made up.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collabtherapy import (
    Answer,
    Client,
    Done,
    Marker,
    NoScore,
    Partnership,
    Pick,
    Reviewed,
    Scope,
    StanceLevel,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.insight import SharedPage, shared_page
from collabtherapy.measures import PHQ9


def day(n: float) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


def start(n: int, at: datetime) -> acts.StartSession:
    """Return the start of a session."""
    return acts.StartSession(by="bo", at=at, id=f"s{n}", present=("ana", "bo"))


def end(n: int, at: datetime) -> acts.EndSession:
    """Return the end of a session."""
    return acts.EndSession(by="bo", at=at, session=f"s{n}")


def phq9(at: datetime, *answers: int) -> acts.RecordMeasure:
    """Return Ana's answers to the PHQ-9, with what of them asks to be talked about."""
    return acts.RecordMeasure.of(PHQ9.score(answers), by="ana", at=at, client="ana")


def rate(at: datetime, value: int) -> acts.RateGoal:
    """Return how near Ana says that she is."""
    return acts.RateGoal(by="ana", at=at, goal="g1", value=value)


def agree() -> Partnership:
    """They begin, with a goal of Ana's; and she says how she would like to work."""
    at = day(0)
    p = Partnership.open(
        id="p-8",
        clients=(Client("ana"),),
        therapists=(Therapist("bo"),),
        by="ana",
        at=at,
    )
    for scope in (Scope.ASSESSMENT, Scope.TREATMENT, Scope.MEASUREMENT):
        p = p.record(
            acts.Explain(by="bo", at=at, to="ana", scope=scope, terms="t", limits=True),
            acts.GiveConsent(by="ana", at=at, scope=scope, terms="t"),
        )
    goal = matters.Goal(words=Words("see my friends again"))
    weekly = matters.Agreement(words=Words("once a week, eight times"), n_sessions=8)
    return p.record(
        acts.Propose(by="bo", at=at, id="begin", matter=matters.Begin()),
        acts.Accept(by="ana", at=at, proposal="begin"),
        acts.Orient(by="bo", at=at, to="ana"),
        acts.StatePreference(
            by="ana",
            at=at,
            dimension="intensity",
            strength=-3,
            words=Words("slowly; no exercises in the room yet"),
        ),
        acts.Propose(by="ana", at=at, id="g1", matter=goal),
        acts.Accept(by="bo", at=at, proposal="g1"),
        acts.Propose(by="bo", at=at, id="a1", matter=weekly),
        acts.Accept(by="ana", at=at, proposal="a1"),
    )


def prefer(p: Partnership) -> Partnership:
    """Sessions 1 and 2: Bo works as Ana prefers; she takes something home."""
    task = matters.Task(words=Words("notice who comes to mind"), goals={"g1"})
    lines = matters.Practice(
        words=Words("three lines every evening"), task="notice", owner="ana"
    )
    led = matters.Stance(client="ana", level=StanceLevel.CLIENT_LEANING)
    one, two = day(7), day(14)
    return p.record(
        start(1, one),
        acts.StateWhatMatters(by="ana", at=one, words=Words("not being alone")),
        phq9(one, 2, 2, 2, 2, 1, 1, 1, 1, 0),
        rate(one, 3),
        acts.Propose(by="bo", at=one, id="pace", matter=led),
        acts.Accept(by="ana", at=one, proposal="pace"),
        acts.Accommodate(
            by="bo",
            at=one,
            client="ana",
            dimension="intensity",
            answer=Answer.MET,
            proposal="pace",
            words=Words("we talk first, and you say when to try something"),
        ),
        end(1, one),
        start(2, two),
        phq9(two, 2, 2, 1, 2, 1, 1, 1, 1, 0),
        rate(two, 4),
        acts.Propose(by="ana", at=two, id="notice", matter=task),
        acts.Accept(by="bo", at=two, proposal="notice"),
        acts.Propose(by="bo", at=two, id="lines", matter=lines),
        acts.Accept(by="ana", at=two, proposal="lines"),
        end(2, two),
    )


def shrink(p: Partnership) -> Partnership:
    """Sessions 3 and 4: the homework was not done, so it becomes smaller."""
    three, four = day(21), day(28)
    smaller = matters.Practice(
        words=Words("one line, whenever there is a quiet minute"),
        task="notice",
        owner="ana",
    )
    return p.record(
        acts.LogPractice(
            by="ana",
            at=day(20),
            practice="lines",
            done=Done.NOT,
            got_in_the_way=Words("the evenings are the children's"),
        ),
        start(3, three),
        acts.RecordMeasure(
            by="bo",
            at=three,
            client="ana",
            instrument="phq-9",
            no_score=NoScore.DECLINED,
            low=0,
            high=27,
        ),
        acts.ReviewPractice(
            by="bo",
            at=three,
            practice="lines",
            outcome=Reviewed.SHRINK,
            words=Words("it asked for an evening that you do not have"),
        ),
        acts.Amend(by="bo", at=three, proposal="lines", matter=smaller),
        acts.Accept(by="ana", at=three, proposal="lines"),
        end(3, three),
        acts.LogPractice(
            by="ana", at=day(25), practice="lines", done=Done.YES, helped=6
        ),
        start(4, four),
        phq9(four, 2, 2, 2, 2, 1, 2, 1, 1, 0),
        rate(four, 4),
        end(4, four),
    )


def worsen(p: Partnership) -> Partnership:
    """Session 5 begins: reliably worse, an answer on self-harm, a goal further away."""
    return p.record(
        start(5, day(35)),
        phq9(day(35), 3, 3, 3, 2, 2, 3, 2, 1, 1),
        rate(day(35), 1),
    )


def talk(p: Partnership) -> Partnership:
    """They look at it together; Ana picks a change, and the agreement follows."""
    at = day(35)
    closer = matters.Agreement(
        words=Words("twice a week for a month; we ask about safety each time")
    )
    return p.record(
        acts.DiscussProgress(
            by="ana",
            at=at,
            session="s5",
            client="ana",
            measures={"phq-9"},
            goals={"g1"},
            view=Words("my sister moved away; I will not do anything to myself"),
            pick=Pick.CHANGE,
        ),
        acts.Propose(by="ana", at=at, id="a2", matter=closer),
        acts.Accept(by="bo", at=at, proposal="a2"),
        end(5, at),
    )


def mend(p: Partnership) -> Partnership:
    """Session 6: Ana was not heard, and says so; session 7 begins with that."""
    six, seven = day(38), day(42)
    return p.record(
        start(6, six),
        acts.GiveFeedback(
            by="ana",
            at=six,
            session="s6",
            heard=2,
            comfort=3,
            words=Words("it was all about forms"),
        ),
        acts.MarkRupture(
            by="ana", at=six, client="ana", therapist="bo", marker=Marker.WITHDRAWAL
        ),
        end(6, six),
        start(7, seven),
        acts.AcknowledgeRupture(
            by="bo",
            at=seven,
            client="ana",
            therapist="bo",
            own_part=Words("I hid behind the forms"),
        ),
        acts.Adjust(
            by="bo",
            at=seven,
            session="s6",
            because_of="ana",
            words=Words("forms last, and never more than five minutes"),
        ),
        acts.ConfirmRepair(by="ana", at=seven, client="ana", therapist="bo"),
        phq9(seven, 2, 2, 2, 2, 2, 2, 1, 1, 0),
        rate(seven, 3),
        end(7, seven),
    )


def close(p: Partnership) -> Partnership:
    """Session 8: better than at the start, and both can see what it took."""
    at = day(45)
    return p.record(
        start(8, at),
        phq9(at, 1, 1, 1, 1, 0, 1, 0, 0, 0),
        rate(at, 6),
        acts.LogPractice(by="ana", at=at, practice="lines", done=Done.YES, helped=8),
        acts.GiveFeedback(by="ana", at=at, session="s8", heard=9, comfort=9),
        end(8, at),
    )


def pages() -> Iterator[tuple[str, SharedPage]]:
    """Yield the page at three points, as Ana reads it; Bo's has the same lines."""
    second = prefer(agree())
    fifth = worsen(shrink(second))
    eighth = close(mend(talk(fifth)))
    for name, p in (
        ("after_the_second", second),
        ("in_the_fifth", fifth),
        ("after_the_eighth", eighth),
    ):
        page, theirs = shared_page(p, "ana"), shared_page(p, "bo")
        assert len(page.lines) == len(theirs.lines)
        assert not any(map(page.unseen_by, page.lines))
        yield name, page


def main() -> None:
    """Print the three pages, and draw them if there is a folder for it."""
    parser = argparse.ArgumentParser(description="Eight sessions on one page.")
    parser.add_argument("folder", nargs="?", type=Path, help="where to draw")
    folder: Path | None = parser.parse_args().folder
    for name, page in pages():
        print(f"--- {name.replace('_', ' ')} session ---\n")
        print(page.markdown())
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.svg").write_text(page.picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
