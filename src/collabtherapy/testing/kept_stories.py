"""Stories to keep: with words by two people, and with what came late."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from collabtherapy import Client, Partnership, Scope, Therapist, Words, acts, matters

START: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY: Final = timedelta(days=1)


def story(name: str, *, client: str = "ana") -> Partnership:
    """Give a partnership with words by two people, and duties that are open."""
    at = START + timedelta(days=1)
    p = Partnership.open(
        id=name,
        clients=[Client(client, called=Words("Annie"))],
        therapists=[Therapist("bo")],
        by=client,
        at=START,
    )
    goal = matters.Goal(words=Words("sleep through the night"))
    return p.record(
        acts.Explain(by="bo", at=at, to=client, scope=Scope.ASSESSMENT, terms="t-1"),
        acts.GiveConsent(by=client, at=at, scope=Scope.ASSESSMENT, terms="t-1"),
        acts.Propose(by="bo", at=at, id="begin", matter=matters.Begin()),
        acts.Accept(by=client, at=at, proposal="begin"),
        acts.Orient(by="bo", at=at, to=client),
        acts.Propose(by=client, at=at, id="g1", matter=goal),
        acts.Accept(by="bo", at=at, proposal="g1"),
        acts.StartSession(by="bo", at=at, id="s1", present=(client, "bo")),
        acts.Contribute(
            by=client, at=at, session="s1", id="c1", words=Words("I froze again")
        ),
        acts.EndSession(by="bo", at=at, session="s1"),
        acts.WriteNote(by="bo", at=at, words=Words("went slowly")),
        acts.WriteNote(by=client, at=at, words=Words("for later")),
    )


def opened(name: str, at: datetime) -> acts.Open:
    """Return the opening of a partnership of two."""
    p = Partnership.open(
        id=name, clients=[Client("ana")], therapists=[Therapist("bo")], by="ana", at=at
    )
    return p.opening


def set_aside(name: str) -> Partnership:
    """Return the story with what came late, set something aside and was taken out.

    What was agreed on the third day loses its effect by a withdrawal of the second that
    is written up on the fifth; a note of the fourth day is taken out as a mistake.
    """
    p, treatment = story(name), Scope.TREATMENT
    agreement = matters.Agreement(words=Words("every week"))
    p = p.record(
        acts.Explain(
            by="bo", at=_day(2), to="ana", scope=treatment, terms="t-1", limits=True
        ),
        acts.GiveConsent(by="ana", at=_day(2), scope=treatment, terms="t-1"),
        acts.Propose(by="bo", at=_day(3), id="a1", matter=agreement),
        acts.Accept(by="ana", at=_day(3), proposal="a1"),
        acts.WriteNote(by="bo", at=_day(4), words=Words("of somebody else")),
    )
    note = p.version
    withdrawn = acts.WithdrawConsent(
        by="ana", at=_day(5), happened_at=_day(2.5), scope=treatment
    )
    slip = acts.EnteredInError(by="bo", at=_day(6), act=note, because="wrong-record")
    return p.record(withdrawn, slip)


def _day(n: float) -> datetime:
    return START + n * DAY


CHANGED_FROM: Final[Mapping[int, datetime]] = {19: _day(2.5), 20: _day(4)}
"""From when on something was another after entries of that story, by their numbers."""
