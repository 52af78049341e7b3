"""The default scenario beside the official figures of NHS Talking Therapies, England.

    python examples/nhs_pathway.py                    # 200,000 people
    python examples/nhs_pathway.py --clients 20000 --pictures somewhere

Every figure that the model speaks about is printed beside the lowest and the highest of
the official years, and marked as inside or outside. The tables are in `data/`.
"""

import argparse
from pathlib import Path

from nhs_targets import targets

from collabtherapy.simulation import Scenario, beside, plots, simulate
from collabtherapy.simulation.survival import waiting


def main() -> None:
    """Simulate, print side by side, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args()
    cohort = simulate(Scenario(), clients=asked.clients, seed=asked.seed, progress=True)
    aims = targets()
    found = [aim.of(cohort) for aim in aims]
    print(f"{asked.clients:,} people, seed {asked.seed}\n")
    print(beside(aims, found))
    inside = sum(aim.holds(value) for aim, value in zip(aims, found, strict=True))
    print(f"\n{inside} of {len(aims)} figures lie inside the official years.")
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
        pictures = {
            "flow": plots.flow(cohort),
            "waiting": plots.survival({"first contact": waiting(cohort)}),
        }
        for name, axes in pictures.items():
            plots.save(axes, asked.pictures / f"{name}.png")


if __name__ == "__main__":
    main()
