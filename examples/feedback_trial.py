"""Usual and collaborative practice, simulated with the same people and the same luck.

    python examples/feedback_trial.py                 # 100,000 people an arm
    python examples/feedback_trial.py --clients 5000 --pictures somewhere

Prints what differs, with intervals; how much of that each assumption carries; and which
of them were found by looking on, and stand at a part of what was found.
"""

import argparse
from pathlib import Path

from collabtherapy.simulation import Scenario, Trial, compare, outcomes, plots
from collabtherapy.simulation.sensitivity import carried, carried_table
from collabtherapy.simulation.survival import leaving

DIFFER = (outcomes.DROPOUT, outcomes.RECOVERY)
SHOWN = (
    outcomes.DROPOUT,
    outcomes.RECOVERY,
    outcomes.RELIABLE_RECOVERY,
    outcomes.IMPROVEMENT,
    outcomes.DETERIORATION,
    outcomes.RUPTURES,
)


def arms() -> dict[str, Scenario]:
    """Give the arms: usual practice, feedback alone, and all of it."""
    usual = Scenario()
    return {
        "usual": usual,
        "feedback": usual.with_practice(feedback_informed=True),
        "collaborative": usual.collaborative(),
    }


def explain(scenarios: dict[str, Scenario], *, clients: int, seed: int) -> None:
    """Print what each assumption carries of the two differences that matter most."""
    usual, all_of_it = scenarios["usual"], scenarios["collaborative"]
    for outcome in DIFFER:
        found = carried(usual, all_of_it, outcome, clients=clients, seed=seed)
        print(f"\nTaken out one at a time, of the difference in {outcome.name}:\n")
        print(carried_table(found, outcome))
    looked_on = [row for row in all_of_it.assumptions.values() if row.causal_share < 1]
    print("\nFound by looking on, or assumed, and so taken for a cause only in part:\n")
    for row in looked_on:
        print(
            f"- {row.name}: {row.estimate:g} {row.unit}, of which {row.causal_share:g}"
        )


def draw(trial: Trial, folder: Path) -> None:
    """Draw the differences, the curves of leaving, and the scores, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {
        "differences": plots.forest(trial, arm="collaborative", outcomes=SHOWN),
        "leaving": plots.survival({name: leaving(trial[name]) for name in trial}),
        "scores": plots.scores(trial),
        "list": plots.waiting_list(trial),
    }
    for name, axes in pictures.items():
        plots.save(axes, folder / f"{name}.png")
        print(f"drew {name}.png")


def main() -> None:
    """Compare, explain and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args()
    scenarios = arms()
    trial = compare(scenarios, clients=asked.clients, seed=asked.seed)
    print(f"{asked.clients:,} people an arm, seed {asked.seed}\n")
    print(trial.table())
    one = trial["collaborative"].partnership(42)
    print(f"\nPerson 42 of the collaborative arm, an ordinary partnership: {one}")
    explain(scenarios, clients=asked.clients, seed=asked.seed)
    if asked.pictures:
        draw(trial, asked.pictures)


if __name__ == "__main__":
    main()
