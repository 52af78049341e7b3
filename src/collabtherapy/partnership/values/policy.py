"""What a partnership sets for itself: limits, intervals and when to ask again.

Every number is a default to be set by whoever uses it, not a clinical claim. Those
marked "assumed" have no source; the others name theirs. A policy belongs to one
partnership; nothing here is global.
"""

import attrs
from attrs import field

from collabtherapy._frozen import shown
from collabtherapy._scalars import whole
from collabtherapy.partnership.values.checks import a, between, each
from collabtherapy.partnership.values.extensions import (
    Extension,
    extensions,
    kinds_once,
)
from collabtherapy.partnership.values.forms import Form, forms
from collabtherapy.partnership.values.retention import Retention


@attrs.frozen(kw_only=True)
class Policy:
    """The settings of one partnership.

    Args:
        clock_tolerance_minutes: how far the clocks of those who write may differ
            (assumed): an act whose `at` lies further back is a late entry.
        proposal_days: days until an open proposal has run out, undecided (assumed).
        review_sessions: sessions from one review to the next (assumed), unless the
            agreement says otherwise.
        review_days: days from one review to the next (assumed).
        waiting_contact_days: days within which someone waiting hears from the
            service (assumed).
        pause_check_days: days into a pause after which someone asks (assumed).
        orientation_repeat_days: days after questions or a "not yet" until how therapy
            works here is explained once more (assumed).
        sessions_left_notice: how many sessions before an agreed limit it is spoken
            of (assumed).
        contact_uncertain_days: days of silence after which contact is uncertain
            (assumed).
        lapse_attempts: attempts to reach the clients before contact counts as lost
            (assumed).
        lapse_days: days of silence before contact counts as lost (assumed).
        safety_checks: clear checks in a row before a concern is resolved (assumed; CAMS
            is said to ask for three).
        max_step: how many levels of stance a therapist's proposal may lie from the one
            in force, 1 to 4 (assumed).
        elicit_first: whether what matters to a client is heard before options are put.
        low_comfort: comfort at or below this, from 0 to 10, asks for an answer
            (assumed: the middle of the scale).
        low_feedback: feeling heard, understood, respected, supported or empowered at
            or below this, from 0 to 10, asks for an answer (assumed: the middle of the
            scale).
        low_confidence: confidence in a goal at or below this, from 0 to 10, asks for a
            smaller step (assumed).
        strong_preference: how strong a preference is that asks for an answer, 1 to 3
            in either direction (3: what the C-NIP calls strong).
        goal_fall: by how many tenths of its scale a goal that is rated lower than at
            first, or than the last time, asks for a talk, 1 to 10 (assumed).
        orientation_first: whether how therapy works here is explained, or "not yet"
            said, before an agreement is drafted.
        join_assent: the forms in which every client agrees before another client
            joins; in the others the therapists decide, and the clients are told. A
            couple or a family is who is in it; a group that goes on takes people in
            (assumed).
        paper_assent: whether one person may write down another's assent to a matter
            that takes a step of the lifecycle, with evidence; else it counts only by
            the person's own hand, or by that of a holder who acts for them.
        carry_over_days: days within which each client confirms or disputes what was
            carried over from another system (assumed); after that no session starts
            with a client who has not.
        dispute_days: days until a dispute is answered (45 CFR 164.526: no later than
            60 days after the request).
        second_look_days: days within which a client who was found unable to make a
            decision is supported in it, and that is looked at again (assumed).
        retention: how long words are kept after the end; unset, nothing is kept for
            longer than those wish whose words they are.
        dissent_of_minor_stops: whether the own no of a person for whom others decide
            closes the gate (APA 3.10 asks for their assent as well).
        extensions: the kinds of acts and matters of one's own, each declared once, at
            most 50.

    Raises:
        ValueError: a number lies outside its range, or a kind is declared twice.

    >>> Policy(review_sessions=4).review_sessions
    4
    """

    clock_tolerance_minutes: int = field(
        default=5, converter=whole, validator=between(0, 1440)
    )
    proposal_days: int = field(default=90, converter=whole, validator=between(1, 3650))
    review_sessions: int = field(default=6, converter=whole, validator=between(1, 100))
    review_days: int = field(default=90, converter=whole, validator=between(1, 3650))
    waiting_contact_days: int = field(
        default=28, converter=whole, validator=between(1, 3650)
    )
    pause_check_days: int = field(
        default=28, converter=whole, validator=between(1, 3650)
    )
    orientation_repeat_days: int = field(
        default=28, converter=whole, validator=between(1, 3650)
    )
    sessions_left_notice: int = field(
        default=3, converter=whole, validator=between(0, 100)
    )
    contact_uncertain_days: int = field(
        default=14, converter=whole, validator=between(1, 3650)
    )
    lapse_attempts: int = field(default=2, converter=whole, validator=between(1, 100))
    lapse_days: int = field(default=28, converter=whole, validator=between(1, 3650))
    safety_checks: int = field(default=3, converter=whole, validator=between(1, 100))
    max_step: int = field(default=1, converter=whole, validator=between(1, 4))
    elicit_first: bool = field(default=True, validator=a(bool))
    low_comfort: int = field(default=5, converter=whole, validator=between(0, 10))
    low_feedback: int = field(default=5, converter=whole, validator=between(0, 10))
    low_confidence: int = field(default=3, converter=whole, validator=between(0, 10))
    strong_preference: int = field(default=3, converter=whole, validator=between(1, 3))
    goal_fall: int = field(default=3, converter=whole, validator=between(1, 10))
    orientation_first: bool = field(default=True, validator=a(bool))
    join_assent: frozenset[Form] = field(
        default=frozenset((Form.COUPLE, Form.FAMILY)),
        converter=forms,
        validator=each(Form),
        repr=shown,
    )
    paper_assent: bool = field(default=False, validator=a(bool))
    carry_over_days: int = field(
        default=28, converter=whole, validator=between(1, 3650)
    )
    dispute_days: int = field(default=60, converter=whole, validator=between(1, 3650))
    second_look_days: int = field(
        default=28, converter=whole, validator=between(1, 3650)
    )
    dissent_of_minor_stops: bool = field(default=True, validator=a(bool))
    retention: Retention | None = field(
        default=None, validator=a(Retention, optional=True)
    )
    extensions: tuple[Extension, ...] = field(
        default=(), converter=extensions, validator=kinds_once
    )

    def extension(self, kind: str) -> Extension | None:
        """Return the declaration of a kind that is in force, if there is one."""
        return next((one for one in self.extensions if one.kind == kind), None)


USUAL = Policy()
"""The settings of whoever sets none; one value for all of them."""
