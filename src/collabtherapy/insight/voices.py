"""Whose voice was heard, and how much: in words, in seconds, and at the same time.

Turns say nothing of it: in recorded counselling the two take turns as good as always,
whoever says more. So words are counted, or seconds.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.insight.estimates import Share, share_of
from collabtherapy.insight.log import read
from collabtherapy.insight.windows import Window
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.contributions import FEWEST, Contribute
from collabtherapy.partnership.values.ids import HasId, PersonId, SessionId
from collabtherapy.partnership.values.kinds import Kind


@attrs.frozen(kw_only=True)
class Overlap:
    """How long people spoke at the same time.

    Args:
        together: seconds in which two or more spoke.
        anybody: seconds in which one or more did.
        n: in how many contributions.
    """

    together: float
    anybody: float
    n: int

    @property
    def value(self) -> float | None:
        """The share of the speaking time, 0 to 1; None of fewer than five."""
        return (
            self.together / self.anybody if self.anybody and self.n >= FEWEST else None
        )


@attrs.frozen(kw_only=True)
class Voices:
    """Everybody's share of what was said; counts with their n, and no verdict.

    Args:
        by_words: each person's share of the words.
        by_seconds: each person's share of the seconds; whoever speaks while another
            does has their seconds as well, so that the shares add up to 1.
        overlap: how long they spoke at once; None unless it is known of every timed
            contribution when it began (`happened_at`).
        n_contributions: how many there were.
        n_without_words: of how many of them nobody knows the words.
        n_without_seconds: of how many of them nobody knows the seconds.
    """

    by_words: Mapping[PersonId, Share] = attrs.field(converter=frozen)
    by_seconds: Mapping[PersonId, Share] = attrs.field(converter=frozen)
    overlap: Overlap | None
    n_contributions: int
    n_without_words: int
    n_without_seconds: int


def voice(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window | None = None,
    session: SessionId | str | None = None,
    leaving_out: Collection[Kind] = (),
) -> Voices:
    """Give whose voice was heard: in everything, in a window, in one session.

    Args:
        p: the partnership.
        viewer: whose view is asked; everything counts where nobody is named.
        window: when; always, unless given.
        session: in which session; in every one, unless given.
        leaving_out: kinds that do not count as taking the floor: a hum, say.

    Raises:
        NotForThem: the partnership is not the viewer's to see.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> people = {"clients": [Client("ana")], "therapists": [Therapist("bo")]}
    >>> p = Partnership.open(id="p-1", **people, by="ana", at=now)
    >>> str(voice(p).by_words[p.clients[0].id])
    'unknown (n = 0)'
    """
    log = read(p, viewer=viewer, window=window)
    where = None if session is None else SessionId(session)
    said = tuple(act for act in log.of(Contribute) if where in (None, act.session))
    return voices(log.people, said, leaving_out=leaving_out)


def voices(
    people: Iterable[PersonId],
    said: Iterable[Contribute],
    *,
    leaving_out: Collection[Kind] = (),
) -> Voices:
    """Return whose voice was heard in these contributions.

    Args:
        people: of whom a share is told even where they said nothing.
        said: the contributions.
        leaving_out: kinds that do not count as taking the floor.
    """
    heard = tuple(act for act in said if not _is_any(act, leaving_out))
    words = tuple((act.by, n) for act in heard if (n := n_words(act)) is not None)
    timed = tuple(act for act in heard if act.seconds is not None)
    seconds = tuple((act.by, act.seconds or 0.0) for act in timed)
    everyone = dict.fromkeys((*people, *(act.by for act in heard)))
    return Voices(
        by_words=_shares(everyone, words),
        by_seconds=_shares(everyone, seconds),
        overlap=_overlap(timed),
        n_contributions=len(heard),
        n_without_words=len(heard) - len(words),
        n_without_seconds=len(heard) - len(timed),
    )


def n_words(act: Contribute) -> int | None:
    """Give how many words a contribution had, or None where nobody knows."""
    return act.n_words if act.words is None else act.words.n_words


def _is_any(act: Contribute, those: Collection[Kind]) -> bool:
    return any(kind.is_a(other) for kind in act.kinds for other in those)


def _shares(
    people: Iterable[PersonId], said: Collection[tuple[PersonId, float]]
) -> Mapping[PersonId, Share]:
    return {
        person: share_of((n if by == person else 0.0, n) for by, n in said)
        for person in people
    }


def _overlap(timed: Collection[Contribute]) -> Overlap | None:
    turns: list[tuple[datetime, int, PersonId]] = []
    for act in timed:
        if act.happened_at is None:
            return None  # when it was recorded says nothing of when it was said
        ends = act.happened_at + timedelta(seconds=act.seconds or 0.0)
        turns += [(act.happened_at, 1, act.by), (ends, -1, act.by)]
    if not turns:
        return None
    turns.sort(key=lambda turn: turn[0])
    together = anybody = timedelta()
    speaking, last = Counter[PersonId](), turns[0][0]
    for moment, change, person in turns:
        n_speaking = sum(n > 0 for n in speaking.values())
        anybody += (moment - last) if n_speaking else timedelta()
        together += (moment - last) if n_speaking > 1 else timedelta()
        speaking[person] += change
        last = moment
    return Overlap(
        together=together.total_seconds(),
        anybody=anybody.total_seconds(),
        n=len(timed),
    )
