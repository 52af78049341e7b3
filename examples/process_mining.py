"""A simulated cohort as an event log, and what directly follows what in it.

    python examples/process_mining.py             # prints
    python examples/process_mining.py FOLDER      # and writes cohort.json (OCEL 2.0),
                                                  # cohort.xes and stages.png into it

Everybody here is simulated, and every history is lawful: it was recorded act by act.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from collabtherapy import Partnership, Stage
from collabtherapy.exports import (
    Follows,
    directly_follows,
    stage_reached,
    trace,
    write_ocel,
    write_xes,
)
from collabtherapy.simulation import Population, Practice, Scenario, Service, simulate

if TYPE_CHECKING:
    from matplotlib.axes import Axes

N_CLIENTS = 200
PLACES = {
    Stage.REQUESTED: (0, 2), Stage.WAITING: (1, 1), Stage.EXPLORING: (2, 2),
    Stage.CONTRACTING: (3, 2), Stage.WORKING: (4, 2), Stage.PAUSED: (4, 3),
    Stage.ENDING: (5, 2), Stage.FOLLOW_UP: (6, 2), Stage.CLOSED: (7, 1),
}  # fmt: skip
"""Where each stage is drawn: along the way, and beside it."""


def cohort() -> Iterator[Partnership]:
    """Give everybody who is referred to a small simulated service, as a history."""
    usual = Scenario(population=Population(), service=Service(), practice=Practice())
    found = simulate(usual, clients=N_CLIENTS, seed=7)
    for person in range(N_CLIENTS):
        yield from found.partnerships(person)  # who comes back has another


def draw(found: Follows, axes: "Axes") -> None:
    """Draw how often one stage followed another; thicker is oftener."""
    most = max(found.pairs.values())
    for (before, after), n in found.pairs.items():
        if before == after:
            continue
        (x, y), (to_x, to_y) = PLACES[Stage(before)], PLACES[Stage(after)]
        bend = 0.25 if abs(to_x - x) > 1 or to_x < x else 0.0
        style = f"arc3,rad={bend}"
        axes.annotate(  # pyright: ignore[reportUnknownMemberType]
            "", (to_x, to_y), (x, y),
            arrowprops={
                "arrowstyle": "-|>", "connectionstyle": style, "shrinkA": 22,
                "shrinkB": 22, "linewidth": 0.6 + 4 * n / most, "color": "#0072b2",
            },
        )  # fmt: skip
        middle = ((x + to_x) / 2 + bend * (to_y - y), (y + to_y) / 2)
        drop = bend * (to_x - x) / 2
        axes.text(  # pyright: ignore[reportUnknownMemberType]
            middle[0], middle[1] - drop, str(n), fontsize=8, ha="center", va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip
    for stage, place in PLACES.items():
        if not found.n[stage.value]:
            continue
        label = f"{stage.value}\n{found.n[stage.value]}"
        axes.text(  # pyright: ignore[reportUnknownMemberType]
            *place, label, ha="center", va="center", fontsize=8,
            bbox={"boxstyle": "round", "facecolor": "#deebf7"},
        )  # fmt: skip
    axes.set(xlim=(-0.6, 7.6), ylim=(-0.2, 3.4))
    axes.axis("off")


def main() -> None:
    """Print the counts, and write the logs and the picture where one asks for them."""
    those = list(cohort())
    stages = directly_follows(map(trace, those), named=stage_reached)
    print(f"{len(those)} partnerships of {N_CLIENTS} people; from stage to stage:")
    for (before, after), n in sorted(stages.pairs.items(), key=lambda pair: -pair[1]):
        print(f"  {before:>11} → {after:<11} {n:>5}")
    acts = directly_follows(map(trace, those))
    print("what most often follows what:")
    for (before, after), n in acts.pairs.most_common(5):
        print(f"  {before} → {after}: {n}")
    if len(sys.argv) > 1:
        write(those, stages, Path(sys.argv[1]))


def write(those: list[Partnership], stages: Follows, folder: Path) -> None:
    """Write both logs, and the picture."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # only who draws needs it

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "cohort.json").open("w", encoding="utf-8") as file:
        report = write_ocel(those, file)
    with (folder / "cohort.xes").open("w", encoding="utf-8") as file:
        write_xes(those, file)
    figure = Figure(figsize=(11, 4), layout="constrained")
    draw(stages, figure.subplots())
    figure.savefig(folder / "stages.png", dpi=120)  # pyright: ignore[reportUnknownMemberType]
    print(f"written: {report.n_events} events of {report.n_things} people and things")


if __name__ == "__main__":
    main()
