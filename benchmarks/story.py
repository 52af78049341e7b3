"""A realistic history of more than two hundred acts, every one of them lawful."""

from datetime import UTC, datetime, timedelta

from collabtherapy import (
    Client,
    Kind,
    Marker,
    Partnership,
    Scope,
    Therapist,
    Words,
    acts,
    matters,
)

START = datetime(2015, 1, 5, 9, tzinfo=UTC)
TWO = {"client": "ana", "therapist": "bo"}


def opened(name: str = "p-1") -> Partnership:
    """Give a partnership that was just asked for."""
    return Partnership.open(
        id=name, clients=(Client("ana"),), therapists=(Therapist("bo"),), by="ana",
        at=START,
    )  # fmt: skip


def begun() -> list[acts.Act]:
    """Give the acts that lead from the request to working."""
    at = START + timedelta(days=1)
    found: list[acts.Act] = []
    for scope in (Scope.ASSESSMENT, Scope.TREATMENT):
        found += (
            acts.Explain(
                by="bo", at=at, to="ana", scope=scope, terms="t-1", limits=True
            ),
            acts.GiveConsent(by="ana", at=at, scope=scope, terms="t-1"),
        )
    goal = matters.Goal(words=Words("sleep through the night"))
    agreement = matters.Agreement(words=Words("weekly, review after six"))
    for name, matter in (("begin", matters.Begin()), ("g1", goal), ("a1", agreement)):
        if name == "g1":
            found.append(acts.Orient(by="bo", at=at, to="ana"))
        found += (
            acts.Propose(by="bo", at=at, id=name, matter=matter),
            acts.Accept(by="ana", at=at, proposal=name),
        )
    return found


def session(n: int, *, talk: int = 4) -> list[acts.Act]:
    """Give the acts of one weekly session."""
    at, s = START + timedelta(weeks=n + 1), f"s{n}"
    said: list[acts.Act] = []
    for turn in range(talk):
        by, kind = ("bo", Kind.REFLECTION) if turn % 2 else ("ana", Kind.EXPERIENCE)
        said.append(
            acts.Contribute(
                by=by, at=at, session=s, id=f"c{n}-{turn}", kinds={kind},
                words=Words("I froze again, and then I went for a walk"), seconds=20,
            )
        )  # fmt: skip
    return [
        acts.StartSession(by="bo", at=at, id=s, present=("ana", "bo")),
        acts.AddToAgenda(by="ana", at=at, session=s, words=Words("the row at work")),
        *said,
        acts.RateGoal(by="ana", at=at, goal="g1", value=min(n, 10)),
        acts.GiveFeedback(by="ana", at=at, session=s, heard=4, comfort=7),
        acts.AnswerFeedback(by="bo", at=at, session=s, to="ana", words=Words("slower")),
        acts.Reflect(by="ana", at=at, session=s, words=Words("I can say stop")),
        acts.EndSession(by="bo", at=at, session=s),
    ]


def story(n_sessions: int = 18, *, talk: int = 4) -> list[acts.Act]:
    """Give every act after the opening: working, a rupture mended, and an ending."""
    found = begun()
    for n in range(n_sessions):
        found += session(n, talk=talk)
        if n == n_sessions // 2:
            at = found[-1].at
            found += (
                acts.MarkRupture(by="ana", at=at, marker=Marker.MIXED, **TWO),
                acts.AcknowledgeRupture(by="bo", at=at, own_part=Words("mine"), **TWO),
                acts.WorkOnRupture(by="ana", at=at, **TWO),
                acts.ConfirmRepair(by="ana", at=at, **TWO),
            )
    at = found[-1].at
    return [
        *found,
        acts.Propose(by="ana", at=at, id="end", matter=matters.Ending()),
        acts.Accept(by="bo", at=at, proposal="end"),
        acts.Finish(by="ana", at=at),
    ]
