"""Which of its two times each condition counts: when it was, or when it was recorded.

An entry may be made late: it stands where it happened, and the record learned of it
later. Most conditions ask what was so when something happened. Patience is counted in
the other time: attempts, checks and days that let somebody end, close or resolve
something count from when they were recorded, or three entries of one minute would make
up for a month. For an act on time the two are the same moment.

A test reads in the source of each function named here that it does what its row says,
and that no function of the law that reads a moment is left out.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs


class Time(StrEnum):
    """One of the two times of an entry."""

    EFFECTIVE = "effective"
    """When it happened, or took effect: `act.at`, of an act at its place."""

    RECORDED = "recorded"
    """When the record learned of it: `act.recorded_at`."""


@attrs.frozen
class Counted:
    """Conditions of the law that count the same time, for the same reason.

    Args:
        time: the time that they count.
        because: the argument for it.
        names: the names of guards, of checks by their region, of gates, of the causes
            and settings of duties, and of timers.
    """

    time: Time
    because: str
    names: tuple[str, ...]


TIMES: Final = (
    Counted(
        Time.RECORDED,
        "patience: silence and attempts count from when the record learned of them, "
        "and whoever makes an entry is heard from",
        ("contact_lost", "timer.contact_uncertain", "timer.pause_check"),
    ),
    Counted(
        Time.RECORDED,
        "patience: clear checks that are written down late are one look back for each "
        "day on which that was done",
        ("clear_for_long_enough",),
    ),
    Counted(
        Time.RECORDED,
        "patience: who decides has their time from when they could learn of it",
        ("runs_out_at", "timer.proposal_runs_out"),
    ),
    Counted(
        Time.RECORDED,
        "patience: what ends on an agreed day is not ended before it by an entry",
        ("date_reached",),
    ),
    Counted(
        Time.RECORDED,
        "a notice comes before the step that rests on it, and holds from its day on",
        ("break_prepared", "notice_given"),
    ),
    Counted(
        Time.RECORDED,
        "a deadline runs from when whoever owes could know, and a contact that is "
        "entered late counts as one made then",
        ("due", "repeats_after", "timer.duty"),
    ),
    Counted(
        Time.RECORDED,
        "whoever writes an entry for another is asked who they are when they write it",
        ("may_enter",),
    ),
    Counted(
        Time.EFFECTIVE,
        "what was carried over permits what happens while its clients have their time, "
        "whenever that is written down",
        (
            "agreement_carried", "consented_to", "nominee_on_no_clients_side",
            "said_in_time",
        ),
    ),
    Counted(
        Time.EFFECTIVE,
        "what was accepted in time is not too late because it was filed later",
        ("not_run_out",),
    ),
    Counted(
        Time.EFFECTIVE,
        "this ending is meant: an entry made now of an earlier one counts for that; no "
        "days have to pass",
        ("both_reviewed", "review_offered", "toolkit_offered"),
    ),
    Counted(
        Time.EFFECTIVE,
        "a consent permits what happens while it is in force",
        ("as_at_the_start", "closed_gates", "counts_as_now"),
    ),
    Counted(
        Time.EFFECTIVE,
        "one ending talk for each ending: the one in which it was held",
        ("G4",),
    ),
    Counted(
        Time.EFFECTIVE,
        "an agreement carries what happens while it is in force",
        (
            "accepted_for_themselves", "agreement_holds", "agreement_holds_again",
            "came_later", "timer.few_sessions_left", "together_as_agreed",
            "within_the_agreed_number",
        ),
    ),
    Counted(
        Time.EFFECTIVE,
        "whoever acts for another holds the authority when they act",
        (
            "authorised", "claim_ends_at_majority", "ended_by_who_gave_it",
            "ends_at_majority", "for_oneself", "given_until_majority", "is_taken_back",
            "joins_on_one_side", "on_no_clients_side", "over_no_own_no",
            "over_no_own_yes", "representation.held", "representation.no_claim",
            "representation.not_held", "statement_read", "theirs_to_read",
            "within_the_authority",
        ),
    ),
    Counted(
        Time.EFFECTIVE,
        "what holds words back from being taken out is what stands when that is done",
        ("kept_long_enough", "not_held", "redactions.released", "somebody_known"),
    ),
    Counted(
        Time.EFFECTIVE,
        "who was there, and what came before what, is as it happened",
        (
            "alliance.not_acknowledged", "consulted_where_disagreed",
            "everyone_has_a_position", "into_something_later", "was_there_then",
            "drawn_from_their_own", "learned_before",
        ),
    ),
    Counted(
        Time.EFFECTIVE,
        "what is owed is what was missing when it happened",
        (
            "first_and_at_reviews", "if_by_distance", "if_fallen", "if_holders_differ",
            "if_urgent",
        ),
    ),
    Counted(
        Time.EFFECTIVE,
        "a duty ends when it was done, or when what it was for was over",
        ("duties.discharged", "duties.lapsed"),
    ),
    Counted(
        Time.EFFECTIVE,
        "what was entered of one moment is confirmed, or answered, in one",
        ("all_confirmed", "all_over", "unless_an_answer_is_owed", "unless_owed"),
    ),
    Counted(
        Time.EFFECTIVE,
        "what time alone has owed runs from what happened, or to a day that is named",
        (
            "a_concern_is_open", "a_review_is_due", "a_safety_plan_is_due",
            "consent_by_proxy_ends",
            "consent_ran_out", "the_agreement_ran_out", "timer.agreement_runs_out",
            "timer.ask_consent_anew", "timer.competence_review",
            "timer.consent_runs_out", "timer.follow_up_over",
            "timer.orientation_repeat", "timer.representation_over", "timer.review",
            "timer.safety_plan_review",
        ),
    ),
)  # fmt: skip
"""The table: a condition that reads no moment has no row."""

KEPT_AS_RECORDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "contact": ("silent_since", "attempts", "last", "wrote_at"),
        "decisions": ("recorded_at",),
        "notices": ("taken_at",),
        "safety": ("clear_on",),
    }
)
"""The moments that each region keeps as recorded; all others are effective ones."""
