"""Service: who works there, how many can be seen, and how people move between steps."""

from typing import Any, cast

import attrs
from attrs import field

from collabtherapy.simulation.scenarios.quantity import (
    BadScenario,
    quantity,
    real_number,
    whole,
    whole_number,
)
from collabtherapy.simulation.scenarios.therapy import (
    HIGH_INTENSITY,
    LOW_INTENSITY,
    Therapy,
)

FITTED = "fitted to NHS Talking Therapies, England"
WEEKS_A_YEAR = 52
CLOSED = "service.closed_weeks"


def _therapy(_: object, at: "attrs.Attribute[Therapy]", value: Therapy) -> None:
    if not isinstance(value, Therapy):
        raise BadScenario(f"service.{at.name}", "is a Therapy")


def _weeks(value: object) -> tuple[int, ...]:
    if not isinstance(value, tuple):
        kind = type(value).__name__
        raise BadScenario(CLOSED, f"is a tuple of weeks of the year, not a {kind}")
    weeks = cast("tuple[object, ...]", value)
    return tuple(whole_number(CLOSED, week, 0, WEEKS_A_YEAR - 1) for week in weeks)


@attrs.frozen(kw_only=True)
class Service:
    """One service, of which a scenario has as many as its people need.

    Services share a design and differ by chance, in how many they can see and in how
    well it goes. Nobody waits for somebody in another.

    Args:
        low: the work of the low-intensity step.
        high: the work of the high-intensity step.
        closed_weeks: weeks of the year in which nobody is seen, from 0.

    Raises:
        BadScenario: a number lies outside its range; people are referred, and nobody
            is there to see them. Names the field.
    """

    low: Therapy = field(default=LOW_INTENSITY, validator=_therapy)
    high: Therapy = field(default=HIGH_INTENSITY, validator=_therapy)
    referrals: int = whole(1000, 1, 10**7, unit="people", source="a setting")
    """How many are referred to one service in all."""
    referrals_a_week: float = quantity(
        20, 0.001, 1e6, unit="people a week", source="a setting"
    )
    weeks: int = whole(208, 1, 2000, unit="weeks", source="a setting")
    """How long it is looked at; what is open then is reported as open."""
    first_contacts_a_week: float = quantity(
        24.6, 0, 1e6, unit="people a week", source=FITTED
    )
    """On average: the fraction of a place that a week leaves is carried to the next.
    The places of a closed week are lost."""
    low_slots: int = whole(52, 0, 10**7, unit="weekly slots", source=FITTED)
    high_slots: int = whole(149, 0, 10**7, unit="weekly slots", source=FITTED)
    slots_a_therapist: int = whole(
        20, 1, 1000, unit="weekly slots", source="assumed: a caseload"
    )
    capacity_spread: float = quantity(
        0.186, 0, 2, unit="SD of the log", source="fitted: first contacts, by service"
    )
    slots_spread: float = quantity(
        0.49, 0, 2, unit="SD of the log", source="fitted: slots, by service"
    )
    first_counts_as_low: float = quantity(
        0.526,
        0,
        1,
        unit="chance",
        source="fitted: an assessment is recorded as low-intensity work",
    )
    """A way of counting, which changes nothing for anybody."""
    booking_weeks: float = quantity(1.93, 0.01, 100, unit="weeks", source=FITTED)
    """Median from the referral until a first appointment is possible."""
    booking_spread: float = quantity(1.1, 0, 3, unit="SD of the log", source=FITTED)
    slot_weeks: float = quantity(4.52, 0.01, 100, unit="weeks", source=FITTED)
    """Median from the assessment, or the end of a step, until a slot is possible."""
    slot_weeks_spread: float = quantity(1.62, 0, 3, unit="SD of the log", source=FITTED)
    suitable: float = quantity(0.868, 0, 1, unit="chance", source=FITTED)
    """Found by the assessment to be in the right place."""
    referred_on: float = quantity(
        0.5, 0, 1, unit="chance", source="assumed: of those not suitable"
    )
    """Sent to a service by name; the others are told where else to turn."""
    high_from: float = quantity(
        14.7,
        0,
        100,
        unit="PHQ-9 points",
        source="fitted: where the high step comes first",
    )
    high_spread: float = quantity(
        28.4,
        0,
        30,
        unit="PHQ-9 points",
        source="fitted: other grounds for the high step",
    )
    steps_up: float = quantity(
        0.943,
        0,
        1,
        unit="chance",
        source="fitted: from the low step's end, unrecovered",
    )
    steps_down: float = quantity(
        0.02, 0, 1, unit="chance", source="assumed: from the high step's end"
    )
    least_sessions: int = whole(
        4, 1, 200, unit="sessions", source="assumed: before an ending is proposed"
    )
    ends_when_well: float = quantity(
        0.25, 0, 1, unit="chance a session", source="assumed: both below caseness"
    )
    not_on_track_from: int = whole(
        4, 2, 200, unit="sessions", source="Duncan: no change by sessions 3 to 6"
    )
    not_on_track_fall: float = quantity(
        2, -27, 27, unit="PHQ-9 points", source="assumed: less change than this"
    )
    answers: float = quantity(
        0.7, 0, 1, unit="chance", source="assumed: a signal is answered"
    )
    ruptures: float = quantity(
        0.04, 0, 1, unit="chance a session", source="Eubanks 2018: 1 in 5 to 4 in 10"
    )
    repairs: float = quantity(
        0.35, 0, 1, unit="chance a session", source="assumed: a rupture is mended"
    )
    closed_weeks: tuple[int, ...] = field(default=(51,), converter=_weeks)
    """The default is the last week of the year; assumed."""

    @classmethod
    def staffed(
        cls,
        *,
        low_therapists: int,
        high_therapists: int,
        hours_a_week: float,
        hours_a_session: float = 1.5,
        **others: Any,
    ) -> "Service":
        """Give a service by who works there, and how long it is open for sessions.

        Args:
            low_therapists: in the low step.
            high_therapists: in the high step.
            hours_a_week: in which each of them can see people.
            hours_a_session: a session and the notes after it; assumed.
            others: any other number of a service.

        Raises:
            BadScenario: nobody works in a step, or the hours leave no room for one.

        >>> by_day = Service.staffed(
        ...     low_therapists=3, high_therapists=6, hours_a_week=30
        ... )
        >>> by_day.low_slots, by_day.high_slots, by_day.slots_a_therapist
        (60, 120, 20)
        """
        session = real_number("service.hours_a_session", hours_a_session, 0.01, 24.0)
        week = real_number("service.hours_a_week", hours_a_week, session, 168.0)
        low = whole_number("service.low_therapists", low_therapists, 0)
        high = whole_number("service.high_therapists", high_therapists, 0)
        each = int(week // session)
        return cls(
            low_slots=low * each,
            high_slots=high * each,
            slots_a_therapist=each,
            **others,
        )

    def __attrs_post_init__(self) -> None:
        for name in ("first_contacts_a_week", "low_slots", "high_slots"):
            if getattr(self, name) <= 0:
                raise BadScenario(
                    f"service.{name}", "is above 0 where people are referred"
                )
        if len(set(self.closed_weeks)) >= WEEKS_A_YEAR:
            raise BadScenario(CLOSED, "leave a week open")
