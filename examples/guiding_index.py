"""How well one fixed index tells good demonstrations of counselling from bad ones.

    python examples/guiding_index.py           # the tables beside the project
    python examples/guiding_index.py FILE.csv  # contributions, with the sessions beside

The index is `collabtherapy.insight.GuidingIndex`, as it stands: nothing is fitted here.
Sessions of one series were made by the same people, so that the interval is drawn over
series and not over sessions.
"""

import argparse
import random  # noqa: TID251  # a bootstrap draws; the seed stands below
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import attrs
from annomi import MAJORITY, PUNCTUATION, Dialogue, read
from real_dialogues import GET, TABLE, recorded
from strict_csv import Unreadable, rows

from collabtherapy.insight import GuidingIndex, style, turns

SEED, DRAWS = 7, 2_000


@attrs.frozen(kw_only=True)
class Demonstration:
    """A session that was played to be good, or to be bad; None where no table says.

    Its series is the session alone where no table names one.
    """

    session: str
    series: str
    good: bool | None
    index: GuidingIndex


def demonstration(dialogue: Dialogue) -> Demonstration:
    """Record a dialogue, and ask the partnership for the index of its session."""
    facts = {
        name: value
        for fact in dialogue.facts
        for kind in fact.kinds
        for name, _, value in (kind.name.partition("."),)
    }
    p = recorded(dialogue).partnership
    coders = {label.coder for label in dialogue.labels.values()} - {PUNCTUATION}
    voting = {MAJORITY} if MAJORITY in coders else coders
    quality = facts.get("quality", facts.get("mi_quality"))
    return Demonstration(
        session=dialogue.session,
        series=facts.get("series", dialogue.session),
        good=None if quality is None else quality == "high",
        index=style(turns(p, dialogue.session, coders=voting)).guiding,
    )


def auc(sessions: Iterable[Demonstration]) -> float | None:
    """Give how often a good session has the higher index of two; a tie is half."""
    good, bad = _by_quality(sessions)
    if not good or not bad:
        return None
    wins = sum((g > b) + (g == b) / 2 for g in good for b in bad)
    return wins / (len(good) * len(bad))


def _by_quality(sessions: Iterable[Demonstration]) -> tuple[list[float], list[float]]:
    good: list[float] = []
    bad: list[float] = []
    for session in sessions:
        if session.good is not None:
            (good if session.good else bad).append(session.index.smoothed)
    return good, bad


def interval(
    sessions: Sequence[Demonstration], *, seed: int = SEED, draws: int = DRAWS
) -> tuple[float, float]:
    """Give the middle 95% of the AUC over draws of whole series."""
    by_series: dict[str, list[Demonstration]] = {}
    for session in sessions:
        by_series.setdefault(session.series, []).append(session)
    series = list(by_series.values())
    dice = random.Random(seed)  # noqa: S311  # nothing is kept secret with it
    drawn: list[float] = []
    while len(drawn) < draws:
        again = dice.choices(series, k=len(series))
        found = auc(session for some in again for session in some)
        if found is not None:  # a draw without bad sessions, say, has none
            drawn.append(found)
    drawn.sort()
    return drawn[round(0.025 * draws)], drawn[round(0.975 * draws) - 1]


def pairs(
    sessions: Iterable[Demonstration], table: Path
) -> tuple[tuple[Demonstration, Demonstration], ...]:
    """Give the pairs of one case played badly and well, as far as both are here."""
    known: Mapping[str, Demonstration] = {s.session: s for s in sessions}
    named = ((r.cells["low"], r.cells["high"]) for r in rows(table, ("low", "high")))
    return tuple(
        (known[low], known[high])
        for low, high in named
        if low in known and high in known
    )


def main() -> None:
    """Read, record and print."""
    parser = argparse.ArgumentParser(description="Tell good sessions from bad ones.")
    parser.add_argument("table", nargs="?", type=Path, help="a table; see the top")
    given: Path | None = parser.parse_args().table
    table = given or TABLE
    if given is None and not table.exists():
        print(GET)
        return
    try:
        sessions = tuple(map(demonstration, read(table, strict=True).dialogues))
        matched = table.with_name("annomi_matched_pairs.csv")
        both = pairs(sessions, matched) if matched.exists() else ()
    except Unreadable as wrong:
        sys.exit(str(wrong))
    good, bad = _by_quality(sessions)
    print(f"Sessions: {len(good)} played well, {len(bad)} played badly.")
    found = auc(sessions)
    if found is None:
        print("AUC: unknown, since it takes some of either.")
        return
    low, high = interval(sessions)
    n_series = len({session.series for session in sessions})
    print(
        f"AUC: {found:.3f}, 95% by {DRAWS:,} draws of {n_series} series, seed {SEED}:"
    )
    print(f"  {low:.3f} to {high:.3f}")
    higher = sum(w.index.smoothed > b.index.smoothed for b, w in both)
    print(f"The same case: played well it has the higher index in {higher}", end=" ")
    print(f"of {len(both)} pairs.")
    for badly, well in both:
        print(f"  {badly.session:>4}: {badly.index}  {well.session:>4}: {well.index}")


if __name__ == "__main__":
    main()
