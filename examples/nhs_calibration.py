"""Fit the default scenario to the official figures again.

    python examples/nhs_calibration.py                       # takes minutes
    python examples/nhs_calibration.py --clients 5000 --trials 2

Prints what was fitted and how well. The default scenario is what this came to.
"""

import argparse

from nhs_targets import targets

from collabtherapy.simulation import Scenario, calibrate

NUMBERS = {
    "population.phq9_mean": (12.0, 16.0),
    "population.phq9_sd": (5.0, 8.0),
    "population.gad7_mean": (11.5, 15.0),
    "population.gad7_sd": (4.5, 7.0),
    "population.comes": (0.7, 0.98),
    "population.takes_up": (0.5, 0.98),
    "population.leaves_first_list": (0.01, 0.12),
    "population.leaves_second_list": (0.003, 0.08),
    "population.leaves": (0.005, 0.1),
    "population.settles": (0.0, 3.0),
    "population.settles_sd": (0.5, 4.0),
    "service.first_contacts_a_week": (16.0, 28.0),
    "service.low_slots": (20.0, 110.0),
    "service.high_slots": (30.0, 150.0),
    "service.booking_weeks": (1.0, 4.0),
    "service.booking_spread": (0.5, 1.3),
    "service.suitable": (0.6, 0.98),
    "service.high_from": (12.0, 30.0),
    "service.high_spread": (1.0, 30.0),
    "service.steps_up": (0.4, 1.0),
    "service.capacity_spread": (0.02, 0.6),
    "service.slots_spread": (0.05, 0.8),
    "service.slot_weeks": (1.0, 10.0),
    "service.slot_weeks_spread": (0.3, 2.0),
    "service.first_counts_as_low": (0.0, 1.0),
}
OF_A_THERAPY = {
    "sessions_mean": (3.0, 14.0),
    "sessions_sd": (0.5, 6.0),
    "responds": (0.2, 0.7),
    "severity": (0.0, 2.5),
    "responder_end": (2.0, 9.0),
    "responder_carry": (0.0, 0.6),
    "responder_spread": (1.0, 4.5),
    "other_gain": (-1.0, 6.0),
    "other_carry": (0.4, 1.0),
    "other_spread": (2.0, 7.0),
    "anxiety": (0.7, 1.1),
}


def main() -> None:
    """Fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=400_000)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seed", type=int, default=12)
    asked = parser.parse_args()
    both = {
        f"{step}.{name}": span
        for step in ("low", "high")
        for name, span in OF_A_THERAPY.items()
    }
    found = calibrate(
        Scenario(),
        numbers=NUMBERS | both,
        targets=targets(),
        clients=asked.clients,
        seed=asked.seed,
        trials=asked.trials,
    )
    print(f"{found.n_trials} simulations of {asked.clients:,} people\n")
    print(found.table())
    print()
    for name, value in found.fitted.items():
        print(f"{name}: {value:.3g}")


if __name__ == "__main__":
    main()
