"""What may be asked of a history, as strategies: profiles, signals, voices, reasons.

Nothing here is made up: each is asked of a lawful history.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from collabtherapy import Partnership
from collabtherapy.insight import (
    DETECTORS,
    Accessed,
    Assent,
    Assented,
    Case,
    Caseload,
    Difference,
    Entry,
    FeedbackLoop,
    GoalMeasures,
    Growth,
    GuidingIndex,
    Happening,
    Leading,
    Line,
    Log,
    Notice,
    Origins,
    Overlap,
    Pace,
    Point,
    Profile,
    Proportion,
    Ratings,
    Ruling,
    RuptureCourse,
    Series,
    Share,
    SharedPage,
    Signal,
    Style,
    Turn,
    Uptake,
    Voices,
    Why,
    Window,
    assents,
    audit,
    compare,
    profile,
    rulings,
    ruptures,
    shared_page,
    signals,
    style,
    timeline,
    turns,
    voice,
    why_this,
)
from collabtherapy.insight.log import read


def _halves(p: Partnership) -> tuple[Window, Window]:
    middle = p.history[len(p.history) // 2].at
    return Window(until=middle), Window(since=middle)


def _differences(p: Partnership) -> Iterable[Difference]:
    earlier, later = (profile(p, window=window) for window in _halves(p))
    return compare(earlier, later).values()


def _styles(p: Partnership) -> Iterator[Style]:
    return (style(turns(p, session.id)) for session in p.sessions)


def _notices(p: Partnership) -> Iterator[Notice]:
    log = read(p)
    return (notice for detector in DETECTORS.values() for notice in detector(log))


def _page(p: Partnership) -> SharedPage:
    return shared_page(p, p.therapists[0])


def _series(p: Partnership) -> Iterator[Series]:
    return (line.series for line in _page(p).lines if line.series is not None)


ASKED: Mapping[type[Any], Callable[[Partnership], Iterable[Any]]] = {
    Accessed: audit,
    Assent: lambda p: (each for one in assents(p) for each in one.assents),
    Assented: assents,
    Case: lambda p: (Case.of(p),),
    Caseload: lambda p: (Caseload.of([p]), Caseload.of([])),
    Difference: _differences,
    Entry: lambda p: read(p).entries,
    FeedbackLoop: lambda p: (profile(p).feedback,),
    Growth: lambda p: (profile(p).growth,),
    GuidingIndex: lambda p: (one.guiding for one in _styles(p)),
    Happening: timeline,
    Leading: lambda p: profile(p).leading.values(),
    Line: lambda p: _page(p).lines,
    Log: lambda p: (read(p), *(read(p, window=half) for half in _halves(p))),
    Notice: _notices,
    Origins: lambda p: (profile(p).origins,),
    Pace: lambda p: (profile(p).pace,),
    Point: lambda p: (point for one in _series(p) for point in one.points),
    Profile: lambda p: (profile(p),),
    Proportion: lambda p: profile(p).proportions.values(),
    Ratings: lambda p: profile(p).growth.comfort.values(),
    Ruling: rulings,
    RuptureCourse: ruptures,
    Series: _series,
    Share: lambda p: voice(p).by_words.values(),
    SharedPage: lambda p: (_page(p),),
    Signal: signals,
    Style: _styles,
    Turn: lambda p: (turn for session in p.sessions for turn in turns(p, session.id)),
    Uptake: lambda p: (profile(p).uptake,),
    Voices: lambda p: (voice(p),),
    Why: lambda p: (why_this(p, task.id) for task in p.tasks),
    Window: _halves,
}
"""Where in the answers values of each public type of `insight` stand."""


def goal_measured() -> st.SearchStrategy[GoalMeasures]:
    """Draw how many people have a goal, and for how many it was looked at again."""
    counts = st.lists(st.integers(0, 500), min_size=4, max_size=4)

    def of(drawn: list[int]) -> GoalMeasures:
        n_followed_up, n_identified, n_with_goal, n_people = sorted(drawn)
        return GoalMeasures(
            n_people=n_people,
            n_with_goal=n_with_goal,
            n_identified=n_identified,
            n_followed_up=n_followed_up,
        )

    return counts.map(of)


def overlaps() -> st.SearchStrategy[Overlap]:
    """Draw how long people spoke at once; most histories do not say who spoke when."""
    return st.tuples(st.integers(0, 600), st.integers(0, 600), st.integers(1, 9)).map(
        lambda told: Overlap(
            together=float(min(told[:2])), anybody=float(max(told[:2])), n=told[2]
        )
    )
