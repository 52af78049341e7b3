"""Population: who comes, how they are, and what they wish for."""

import attrs

from collabtherapy.simulation.scenarios.quantity import quantity

FITTED = "fitted to NHS Talking Therapies, England"


@attrs.frozen(kw_only=True)
class Population:
    """The people who are referred.

    Raises:
        BadScenario: a number lies outside its range; names the field.
    """

    phq9_mean: float = quantity(14.95, 0, 27, unit="points", source=FITTED)
    """Mean PHQ-9 at the first contact, before it is rounded and cut to the scale."""
    phq9_sd: float = quantity(5.42, 0.1, 15, unit="points", source=FITTED)
    gad7_mean: float = quantity(13.9, 0, 21, unit="points", source=FITTED)
    gad7_sd: float = quantity(4.81, 0.1, 12, unit="points", source=FITTED)
    correlation: float = quantity(
        0.7, -0.99, 0.99, unit="r", source="assumed, within the .7 to .8 usually found"
    )
    """Between PHQ-9 and GAD-7 in the people referred."""
    strong_preference: float = quantity(
        0.6, 0, 1, unit="chance", source="assumed: has strong wishes of role or style"
    )
    had_therapy_before: float = quantity(
        0.4, 0, 1, unit="chance", source="assumed: had therapy before"
    )
    practises: float = quantity(
        0.6,
        0,
        1,
        unit="chance",
        source="assumed: does what was agreed between sessions",
    )
    comes: float = quantity(0.766, 0, 1, unit="chance", source=FITTED)
    """To the first contact, appointments made again included."""
    consents: float = quantity(
        0.98, 0, 1, unit="chance", source="assumed: consents to an assessment"
    )
    takes_up: float = quantity(0.831, 0, 1, unit="chance", source=FITTED)
    """Takes therapy up that is offered after the assessment."""
    agrees: float = quantity(
        0.95, 0, 1, unit="chance a session", source="assumed: both sign an agreement"
    )
    leaves_first_list: float = quantity(
        0.0282, 0, 0.99, unit="chance a week", source=FITTED
    )
    """Of leaving before the first contact."""
    leaves_second_list: float = quantity(
        0.0192, 0, 0.99, unit="chance a week", source=FITTED
    )
    """Of leaving between the assessment and a regular appointment."""
    cancels: float = quantity(
        0.10, 0, 0.9, unit="chance a session", source="Binnie & Boden 2016; assumed"
    )
    misses: float = quantity(
        0.089, 0, 0.9, unit="chance a session", source="Binnie & Boden 2016: 8.9%"
    )
    """Does not attend without a word, at a mean alliance."""
    leaves: float = quantity(0.0322, 0, 0.9, unit="chance a session", source=FITTED)
    """Stops coming before the end, at a mean alliance and no change."""
    leaves_silently: float = quantity(
        0.6, 0, 1, unit="chance", source="assumed: of those who stop, without a word"
    )
    relapses_early: float = quantity(
        0.0207,
        0,
        0.9,
        unit="chance a week",
        source="Ali 2017: .090 a month, months 1-6",
    )
    relapses_late: float = quantity(
        0.0081, 0, 0.9, unit="chance a week", source="Ali 2017: .035 a month, 7-12"
    )
    returns: float = quantity(
        0.3, 0, 1, unit="chance", source="assumed: comes back after a relapse"
    )
    settles: float = quantity(0.634, -10, 10, unit="PHQ-9 points", source=FITTED)
    """What is better by itself when a course begins; 1.6 in waiting arms (METAPSY)."""
    settles_sd: float = quantity(2.99, 0, 10, unit="PHQ-9 points", source=FITTED)
    consents_to_contact: float = quantity(
        0.7, 0, 1, unit="chance", source="assumed: to being followed up"
    )
