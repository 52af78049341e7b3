"""What is recorded late, voided, and asked of the past, in a history of a thousand."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

from measure import Row, Timing, side_by_side, table
from story import opened, story

from collabtherapy import Partnership, Words, acts

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
AT_THE_END = 3
"""How many acts at the end of the story lead out of working."""
Call: TypeAlias = tuple[Callable[[], object], int]
"""What is timed, and how many steps it takes."""
N_PAST = 50
"""How many past moments are asked about in a round."""


def working(n_sessions: int) -> Partnership:
    """Return a partnership that has worked for as many weekly sessions."""
    return opened().record(*story(n_sessions)[:-AT_THE_END])


def note(at: datetime, happened_at: datetime | None = None) -> acts.WriteNote:
    """Return a note, as of an earlier moment if one is given."""
    return acts.WriteNote(by="bo", at=at, happened_at=happened_at, words=Words("so"))


def notes(
    at: datetime, since: datetime, n: int, *, every: timedelta
) -> list[acts.WriteNote]:
    """Return late notes of some moments, recorded together."""
    return [note(at, since + place * every) for place in range(n)]


def late(
    *, rounds: int = 7, n_sessions: int = 90, n_many: int = 10_000
) -> Iterator[Row]:
    """Yield what late entries, voids and the past cost.

    Args:
        rounds: how often each is timed.
        n_sessions: the length of the history; ninety are a thousand acts.
        n_many: how many late entries follow one another in the last rows.
    """
    p = working(n_sessions)
    at = p.at + DAY
    yield from _in_a_history(p, at, rounds)
    yield from _many(
        f"{n_many:,} late acts of one session in one call, one of them",
        lambda n: p.record(*_session(at, p.history[12].at + DAY, n)),
        n_many,
    )
    yield from _many(
        f"{n_many:,} late contacts of an hour before, each after one on time, one pair",
        lambda n: _one_after_another(p, at, n),
        n_many,
    )


def _in_a_history(p: Partnership, at: datetime, rounds: int) -> Iterator[Row]:
    """Yield what is recorded in it or asked of it once."""
    last_day, last_week = at - DAY - MINUTE, at - timedelta(days=8)
    start, half = p.opening.at + DAY, p.opening.at + (at - p.opening.at) / 2
    second, all_over = MINUTE / 60, (p.at - start) / 30
    noted = p.record(note(at, half))
    void = acts.EnteredInError(by="bo", at=at, act=noted.version, because="slip")
    entries = noted.entries
    past = [one.effective_at for one in entries[:: -(-len(entries) // N_PAST)]]

    def recording(*new: acts.Act, to: Partnership = p) -> Call:
        return lambda: to.record(*new), 1

    calls = {
        "a note on time": (recording(note(at)), "–"),
        "30 late notes of the last day, in one call": (
            recording(*notes(at, last_day, 30, every=second)), "2 ms",
        ),
        "30 late notes of the last week, in one call": (
            recording(*notes(at, last_week, 30, every=second)), "5 ms",
        ),
        "30 late notes from the start, in one call": (
            recording(*notes(at, start, 30, every=second)), "25 ms",
        ),
        "30 late notes of the whole time, in one call": (
            recording(*notes(at, start, 30, every=all_over)), "40 ms",
        ),
        "one late note of the last week": (recording(note(at, last_week)), "5 ms"),
        "one late note from the start": (recording(note(at, start)), "25 ms"),
        "a note of half-way voided": (recording(void, to=noted), "12 ms"),
        "the state at a past moment": (
            (lambda: [noted.as_of(moment) for moment in past], len(past)), "0.5 ms",
        ),
    }  # fmt: skip
    timed = side_by_side(
        {name: call for name, (call, _) in calls.items()}, rounds=rounds
    )
    for name, timing in timed.items():
        _, target = calls[name]
        yield Row(f"{name} (of {p.version:,} acts)", _ms(timing), "–", "–", target)


def _many(what: str, record: Callable[[int], object], n: int) -> Iterator[Row]:
    """Yield what many late entries cost, each, beside a fifth of them."""
    few = n // 5
    timed = side_by_side(
        {"few": (lambda: record(few), few), "many": (lambda: record(n), n)}, rounds=3
    )
    ratio = f"{timed['many'].best / timed['few'].best:.2f}x an act"
    beside = f"of {few:,}: {timed['few']}"
    yield Row(what, str(timed["many"]), beside, ratio, "at most 1.25x")


def _session(at: datetime, held: datetime, n: int) -> list[acts.Act]:
    """Return a session of some acts, written up afterwards."""
    when = {"at": at, "happened_at": held}
    return [
        acts.StartSession(by="bo", id="late", present=("ana", "bo"), **when),
        *(
            acts.Contribute(by="ana", session="late", id=f"late-{place}", **when)
            for place in range(n - 2)
        ),
        acts.EndSession(by="bo", session="late", **when),
    ]


def _one_after_another(p: Partnership, at: datetime, n: int) -> Partnership:
    """Return the partnership after contacts on time, with a late one after each.

    Contacts, since the state keeps no more than the last of them: what is measured is
    the record, not what a region keeps.
    """
    for place in range(n):
        now = at + place * MINUTE
        for happened_at in (None, now - 60 * MINUTE):
            contact = acts.RecordContact(
                by="bo", at=now, happened_at=happened_at, client="ana"
            )
            p = p.record(contact)
    return p


def _ms(timing: Timing) -> str:
    return f"{timing.best * 1e3:,.2f} ms ± {timing.spread:.0%}"


if __name__ == "__main__":
    for line in table(late()):
        print(line, flush=True)
