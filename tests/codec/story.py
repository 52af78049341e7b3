"""One partnership with something of everything, and where it may be cut short."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from collabtherapy import (
    Client,
    Kind,
    Organisation,
    Partnership,
    Policy,
    Scale,
    Scope,
    Therapist,
    Way,
    Words,
    acts,
    matters,
)
from collabtherapy.testing.ways import START


def day(n: float) -> datetime:
    return START + timedelta(days=n)


def told() -> Partnership:
    """Give a partnership that has come to its first session and beyond."""
    opened = Partnership.open(
        id="p-1",
        clients=[Client("ana", called=Words("Ana"), pronouns=Words("she"))],
        therapists=[Therapist("bo", credentials=("registered", "cbt"))],
        organisations=[Organisation("clinic")],
        by="ana",
        at=day(0),
        policy=Policy(review_sessions=4),
    )
    goal = matters.Goal(words=Words("sleep"), owners=("ana",), scale=Scale(0, 5))
    agreement = matters.Agreement(words=Words("weekly"), review_every=6)
    return opened.record(
        acts.PlaceOnWaitingList(by="clinic", at=day(0), expected_wait_days=7),
        *_consented(Scope.ASSESSMENT, 1),
        acts.Propose(by="bo", at=day(1), id="begin", matter=matters.Begin()),
        acts.Accept(by="ana", at=day(1), proposal="begin"),
        acts.Orient(by="bo", at=day(2), to="ana"),
        acts.Propose(by="ana", at=day(2), id="g1", matter=goal),
        acts.Accept(by="bo", at=day(2), proposal="g1", version=1),
        acts.Propose(by="bo", at=day(2), id="a1", matter=agreement),
        *_consented(Scope.TREATMENT, 2),
        acts.Accept(by="ana", at=day(2), proposal="a1"),
        *_consented(Scope.TELEHEALTH, 3),
        acts.StartSession(
            by="bo", at=day(3), id="s1", present=("bo", "ana"), ways={Way.TELEHEALTH}
        ),
        acts.AddToAgenda(by="ana", at=day(3), session="s1", words=Words("the row")),
        acts.Contribute(
            by="ana",
            at=day(3),
            session="s1",
            id="c1",
            kinds={Kind.EXPERIENCE, Kind.CHANGE_TALK},
            words=Words("I froze “again” 😀"),
            seconds=40.25,
        ),
        acts.RateGoal(by="ana", at=day(3), goal="g1", value=3),
        acts.GiveFeedback(by="ana", at=day(3), session="s1", heard=9, comfort=5),
        acts.EndSession(
            by="bo", at=day(3.5), happened_at=day(3.25) + timedelta(microseconds=1500),
            session="s1",
        ),
    )  # fmt: skip


def _consented(scope: Scope, n: float) -> tuple[acts.Act, ...]:
    explain = acts.Explain(
        by="bo", at=day(n), to="ana", scope=scope, terms="t", limits=True
    )
    give = acts.GiveConsent(
        by="ana", at=day(n), scope=scope, terms="t", expires_at=day(400)
    )
    return explain, give


STORY = told()


def partnerships() -> st.SearchStrategy[Partnership]:
    """Draw the story up to some act of it."""
    return st.integers(1, STORY.version).map(
        lambda n: Partnership.replay(STORY.history[:n])
    )
