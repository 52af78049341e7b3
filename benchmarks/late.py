"""What is written down late, taken out again, and asked of the past."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from measure import Timing, side_by_side
from parts import Row
from story import opened, story

from collabtherapy import Partnership, Words, acts

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
AT_THE_END = 3
"""How many acts at the end of the story lead out of working."""


def working(n_sessions: int) -> Partnership:
    """Return a partnership that has worked for as many weekly sessions."""
    return opened().record(*story(n_sessions)[:-AT_THE_END])


def notes(at: datetime, since: datetime, n: int, *, every: timedelta) -> list[acts.Act]:
    """Return late notes of some moments, written down together."""
    return [
        acts.WriteNote(
            by="bo", at=at, happened_at=since + place * every, words=Words("so")
        )
        for place in range(n)
    ]


def late(
    *, rounds: int = 7, n_sessions: int = 90, n_many: int = 10_000
) -> Iterator[Row]:
    """Give what late entries, voids and the past cost in a history of a thousand."""
    p = working(n_sessions)
    at, n = p.at + DAY, p.version
    back = {
        "of the last day": at - DAY - MINUTE,
        "of the last week": at - timedelta(days=8),
        "from the start": p.history[12].at,
    }
    targets = {"of the last day": 2, "of the last week": 5, "from the start": 25}

    def recording(p: Partnership, *new: acts.Act) -> Callable[[], object]:
        return lambda: p.record(*new)

    calls = {
        f"30 late notes {when}, in one call": recording(
            p, *notes(at, since, 30, every=MINUTE / 60)
        )
        for when, since in back.items()
    }
    aims = {name: f"{t} ms" for name, t in zip(calls, targets.values(), strict=True)}
    for when, most in (("of the last day", 1), ("from the start", 25)):
        name = f"one late note {when}"
        calls[name] = recording(p, *notes(at, back[when], 1, every=MINUTE))
        aims[name] = f"{most} ms"
    spread = (p.at - p.opening.at - 2 * DAY) / 30
    name = "30 late notes of the whole time, in one call"
    calls[name] = recording(p, *notes(at, p.opening.at + DAY, 30, every=spread))
    aims[name] = "40 ms"

    half = at - timedelta(weeks=n_sessions // 2)
    noted = p.record(*notes(at, half, 1, every=MINUTE))
    void = acts.EnteredInError(by="bo", at=at, act=noted.version, because="slip")
    calls["a note of half-way taken out"] = recording(noted, void)
    aims["a note of half-way taken out"] = "12 ms"
    calls["what was so at a past moment"] = lambda: [noted.as_of(m) for m in past]
    aims["what was so at a past moment"] = "0.5 ms"

    past = [entry.effective_at for entry in noted.entries[:: len(noted.entries) // 50]]
    timed = side_by_side(
        {
            name: (call, len(past) if name == "what was so at a past moment" else 1)
            for name, call in calls.items()
        },
        rounds=rounds,
    )
    for name, timing in timed.items():
        yield Row(f"{name} (of {n:,} acts)", _ms(timing), "–", "–", aims[name])
    yield from _many(p, at, n_many)


def _many(p: Partnership, at: datetime, n: int) -> Iterator[Row]:
    """Give what a long session costs that is written up late, beside a fifth of it."""
    held = p.history[12].at + DAY
    few, many = (_session(at, held, some) for some in (n // 5, n))
    timed = side_by_side(
        {
            "few": (lambda: p.record(*few), len(few)),
            "many": (lambda: p.record(*many), len(many)),
        },
        rounds=3,
    )
    ratio = f"{timed['many'].best / timed['few'].best:.2f}x an act"
    what = f"{n:,} late acts of one session in one call, one of them"
    beside = f"of {n // 5:,}: {timed['few']}"
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


def _ms(timing: Timing) -> str:
    return f"{timing.best * 1e3:,.2f} ms ± {timing.spread:.0%}"
