"""The effects that the literature speaks of, one row each.

A causal share below 1 marks what was found by looking on (a correlation), not by
trying; how far below is assumed, and said to be. Whoever disagrees changes a row.
"""

from collabtherapy.simulation.scenarios.assumptions import Assumption, Assumptions

ADULTS = "adults in psychotherapy"


def _row(
    name: str,
    found: tuple[float, float, float],
    unit: str,
    source: str,
    *,
    share: float = 1.0,
    of: str = ADULTS,
) -> Assumption:
    estimate, low, high = found
    return Assumption(
        name=name,
        estimate=estimate,
        low=low,
        high=high,
        unit=unit,
        population=of,
        source=source,
        causal_share=share,
    )


EVIDENCE = Assumptions(
    (
        _row(
            "alliance.outcome",
            (0.278, 0.256, 0.299),
            "r",
            "Flückiger 2018: 295 studies, correlational; share assumed",
            share=0.5,
        ),
        _row(
            "alliance.leaving",
            (0.55, 0.37, 0.73),
            "d",
            "Sharf, Primavera & Diener 2010: 11 studies, correlational; share assumed",
            share=0.5,
        ),
        _row(
            "collaboration.outcome",
            (0.29, 0.24, 0.34),
            "r",
            "Tryon 2018: 53 studies, N 5,286, correlational; share assumed",
            share=0.25,
        ),
        _row(
            "preferences.outcome",
            (0.28, 0.17, 0.38),
            "d",
            "Swift 2018: 53 studies, N above 16,000; interval assumed",
        ),
        _row(
            "preferences.leaving",
            (1.79, 1.44, 2.22),
            "OR",
            "Swift 2018: fewer leave where accommodated; interval assumed",
        ),
        _row(
            "induction.outcome",
            (0.33, 0.1, 0.56),
            "d",
            "Swift, Penix & Li 2023: 8 studies; interval assumed",
        ),
        _row(
            "induction.leaving",
            (1.64, 1.2, 2.2),
            "OR",
            "Swift, Penix & Li 2023: 15 studies, fewer leave; interval assumed",
        ),
        _row(
            "feedback.outcome",
            (0.15, 0.10, 0.20),
            "d",
            "de Jong 2021: 58 studies, N 21,699",
        ),
        _row(
            "feedback.leaving",
            (1.19, 1.03, 1.38),
            "OR",
            "de Jong 2021: fewer leave",
        ),
        _row(
            "feedback.answered",
            (0.17, 0.11, 0.22),
            "d",
            "de Jong 2021: those not on track",
            of="adults in psychotherapy who were not on track",
        ),
        _row(
            "practice.outcome",
            (0.48, 0.3, 0.66),
            "d",
            "Kazantzis 2010: 46 studies, with against without; usual care asks for "
            "it already in part, share and interval assumed",
            share=0.25,
        ),
        _row(
            "pace.ruptures",
            (1.25, 1.0, 1.6),
            "OR",
            "assumed: fewer ruptures where pace follows comfort",
            share=0.5,
        ),
        _row(
            "reviews.repair",
            (1.5, 1.0, 2.2),
            "OR",
            "assumed: more ruptures are mended where the work is reviewed",
            share=0.5,
        ),
        _row(
            "practice.adds_up",
            (0.5, 0.0, 1.0),
            "fraction",
            "assumed: effects that were found one by one do not simply add up; of all "
            "but the largest, so much counts",
        ),
        _row(
            "therapists.outcome",
            (0.05, 0.002, 0.29),
            "share",
            "Johns 2019: weighted, practice settings; of the variance of outcome",
        ),
        _row(
            "services.outcome",
            (0.01, 0.0, 0.05),
            "share",
            "assumed, after Clark 2018: services differ by what they do",
        ),
        _row(
            "residual.relapse",
            (1.90, 1.2, 3.0),
            "HR",
            "Ali 2017: PHQ-9 of 5 to 9 at the end; interval assumed",
            of="439 adults remitted after low-intensity work",
        ),
        _row(
            "prior.relapse",
            (0.19, 0.1, 0.28),
            "r",
            "Wojnarowski 2019: earlier episodes, correlational; share and interval "
            "assumed",
            share=0.5,
        ),
    )
)
"""What a scenario assumes unless it says otherwise."""
