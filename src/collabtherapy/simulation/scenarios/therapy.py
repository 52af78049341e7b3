"""Therapy: how one kind of work goes, over how many sessions.

People respond or they do not: a single bell curve of change cannot give the official
means, spreads, rates of recovery and of deterioration at once; two groups can. Who
responds depends on how bad it was; where each group ends, on where it began. On the
way there change is quick at first (a hyperbola in sessions, reaching its end at the
number of sessions planned, so that short courses change faster: Baldwin 2009), except
for those whose change comes as one sudden gain (Tang & DeRubeis 1999).

A new therapy or trial arm is a `Therapy` with other numbers; `calibrate` fits them to
what is reported of it.
"""

import attrs
from attrs import field

from collabtherapy.simulation.scenarios.quantity import BadScenario, quantity

FITTED = "fitted to NHS Talking Therapies, England"


def _named(_: object, at: "attrs.Attribute[str]", value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise BadScenario(f"therapy.{at.name}", "is a name")


@attrs.frozen(kw_only=True)
class Therapy:
    """One kind of work, and what comes of it.

    Raises:
        BadScenario: a number lies outside its range; names the field.
    """

    name: str = field(validator=_named)
    sessions_mean: float = quantity(10, 1, 200, unit="sessions", source=FITTED)
    """Mean number of sessions planned, the assessment not counted."""
    sessions_sd: float = quantity(4, 0, 100, unit="sessions", source=FITTED)
    responds: float = quantity(0.40, 0.001, 0.999, unit="chance", source=FITTED)
    """Of responding, for somebody of middling severity."""
    severity: float = quantity(
        1.12, -5, 5, unit="log odds per SD, lower when worse", source=FITTED
    )
    responder_end: float = quantity(4.8, 0, 27, unit="PHQ-9 points", source=FITTED)
    """Where responders of middling severity end."""
    responder_carry: float = quantity(
        0.02, -1, 1.5, unit="points per point at the start", source=FITTED
    )
    responder_spread: float = quantity(2.4, 0, 10, unit="PHQ-9 points", source=FITTED)
    other_gain: float = quantity(2.9, -15, 20, unit="PHQ-9 points", source=FITTED)
    """What those who do not respond change by all the same."""
    other_carry: float = quantity(
        0.76, -1, 1.5, unit="points per point at the start", source=FITTED
    )
    other_spread: float = quantity(5.0, 0, 15, unit="PHQ-9 points", source=FITTED)
    anxiety: float = quantity(
        0.88, 0.1, 3, unit="GAD-7 points per PHQ-9 point", source=FITTED
    )
    together: float = quantity(
        0.87, -0.99, 0.99, unit="r", source="fitted: of both scales' ends"
    )
    half_dose: float = quantity(
        3.0, 0.1, 50, unit="sessions", source="assumed, after Howard 1986"
    )
    sudden: float = quantity(
        0.39, 0, 1, unit="chance", source="Tang & DeRubeis 1999: 39% of responders"
    )
    noise: float = quantity(
        1.5, 0, 10, unit="PHQ-9 points", source="assumed: from week to week"
    )


LOW_INTENSITY = Therapy(
    name="guided self-help",
    sessions_mean=6.77,
    sessions_sd=2.78,
    responds=0.414,
    severity=0.304,
    responder_end=6.11,
    responder_carry=0.253,
    responder_spread=1.95,
    other_gain=2.62,
    other_carry=0.841,
    other_spread=5.34,
    anxiety=0.796,
)
HIGH_INTENSITY = Therapy(
    name="cognitive behaviour therapy",
    sessions_mean=8.63,
    sessions_sd=4.04,
    responds=0.507,
    severity=0.517,
    responder_end=5.06,
    responder_carry=0.26,
    responder_spread=2.43,
    other_gain=2.86,
    other_carry=0.67,
    other_spread=5.18,
    anxiety=0.916,
)
