"""The kinds of duty, in one table: what opens each, who owes it, and how it ends.

The fold, the timers and the reference page read this table. To add a kind: add it to
`DutyKind` (and to `duty_ids.OF`, where it is about more than one person), and its row
here; a function that no other row has goes to `causes` or `doings`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collabtherapy.partnership.law.duties import causes, doers, doings, parties, times
from collabtherapy.partnership.law.duties.rows import ENTERED, DutyRow
from collabtherapy.partnership.regions.alliance import MarkRupture, TakeRuptureTo
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.competence import FindCompetence
from collabtherapy.partnership.regions.consent import (
    DeclineConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.regions.disclosure import Disclose
from collabtherapy.partnership.regions.duties import Lapse
from collabtherapy.partnership.regions.entries import Dispute
from collabtherapy.partnership.regions.feedback import CheckComfort, GiveFeedback
from collabtherapy.partnership.regions.goals import RateConfidence, RateGoal
from collabtherapy.partnership.regions.measurements import RecordMeasure
from collabtherapy.partnership.regions.practice import LogPractice, Practice
from collabtherapy.partnership.regions.preferences import StateNeed, StatePreference
from collabtherapy.partnership.regions.progress import DiscussProgress
from collabtherapy.partnership.regions.representation import AppointRepresentative
from collabtherapy.partnership.values.appointments import MoveSession, PlanSession
from collabtherapy.partnership.values.corrections import Consequence
from collabtherapy.partnership.values.duty_ids import DutyKind
from collabtherapy.partnership.values.meetings import EndSession, StartSession
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Open, Stage

LEAVING: Final = ("L19", "L19-early", "L19-couple", "L19-group")
"""The steps by which a client leaves."""

JOINING: Final = ("L25", "L25-group")
"""The steps by which a client joins."""

IN_THE_WORK: Final = (Lapse.CLOSED, Lapse.LEFT, Lapse.DIED)
"""How duties end undone that belong to the work with the person they are owed to."""

STAYS: Final = (Lapse.DIED,)
"""How duties end undone that stay owed to whoever left, and after the closing."""

DUTIES: Final = (
    DutyRow(
        kind=DutyKind.CONTACT_WHILE_WAITING,
        opened_by={"L2": causes.owed},
        owed_by=parties.its_author,
        owed_to=parties.each_client,
        due="waiting_contact_days",
        discharged_by=doings.CONTACTING,
        its_act=doers.reaching_out,
        lapses_when=(*IN_THE_WORK, Lapse.MOVED_ON),
        repeats_after="waiting_contact_days",
        while_in=Stage.WAITING,
        because="who waits hears from the service, again and again",
    ),
    DutyRow(
        kind=DutyKind.ORIENT,
        opened_by={
            **dict.fromkeys(("L3", "L3-carried"), causes.unless_oriented),
            Open: causes.if_begun,
            **dict.fromkeys(JOINING, causes.owed),
        },
        owed_by=parties.the_lead,
        owed_to=parties.each_client,
        discharged_by=doings.ORIENTING,
        its_act=doers.orienting,
        lapses_when=IN_THE_WORK,
        because="taking part may be unfamiliar or daunting; a new bond begins anew, "
        "and a newcomer has heard none of it yet",
    ),
    DutyRow(
        kind=DutyKind.EXPLAIN,
        opened_by={"L3": causes.if_urgent},
        owed_by=parties.the_lead,
        owed_to=parties.each_client,
        discharged_by=doings.EXPLAINING,
        its_act=doers.explaining(Scope.ASSESSMENT),
        lapses_when=IN_THE_WORK,
        because="an urgent start is explained next (BACP 30)",
    ),
    DutyRow(
        kind=DutyKind.INVITE,
        opened_by={EndSession: causes.unless_all_was_said},
        owed_by=parties.the_lead,
        owed_to=parties.others_present,
        discharged_by=doings.INVITING,
        its_act=doers.inviting,
        lapses_when=(*IN_THE_WORK, Lapse.NEXT_SESSION),
        because="nobody goes unasked, and nobody has more than one paper of it; the "
        "next session brings its own invitation",
    ),
    DutyRow(
        kind=DutyKind.ANSWER_FEEDBACK,
        opened_by={
            GiveFeedback: causes.if_marks_are_low,
            CheckComfort: causes.if_comfort_is_low,
        },
        owed_by=parties.the_lead,
        owed_to=parties.the_client_who_did,
        discharged_by=doings.ANSWERING,
        its_act=doers.answering_feedback,
        lapses_when=STAYS,
        because="feedback and discomfort are answered, also after the end",
    ),
    DutyRow(
        kind=DutyKind.ANSWER_NEED,
        opened_by={StateNeed: causes.if_needed},
        owed_by=parties.the_lead,
        owed_to=parties.the_client_who_did,
        discharged_by=doings.ANSWERING_NEEDS,
        its_act=doers.answering_need,
        lapses_when=(*IN_THE_WORK, Lapse.TAKEN_BACK),
        because="who says what they need to take part hears what comes of it",
    ),
    DutyRow(
        kind=DutyKind.ANSWER_PREFERENCE,
        opened_by={StatePreference: causes.if_strong},
        owed_by=parties.the_lead,
        owed_to=parties.the_client_who_did,
        discharged_by=doings.ACCOMMODATING,
        its_act=doers.accommodating,
        lapses_when=(*IN_THE_WORK, Lapse.TAKEN_BACK),
        because="a strong preference is accommodated, or hears why not (Cooper & "
        "Norcross 2016; Swift 2018)",
    ),
    DutyRow(
        kind=DutyKind.DISCUSS_MEASURE,
        opened_by={RecordMeasure: causes.if_worse},
        owed_by=parties.the_lead,
        owed_to=parties.the_client_named,
        discharged_by=doings.DISCUSSING_MEASURES,
        its_act=doers.discussing_measure,
        lapses_when=IN_THE_WORK,
        because="a score that is worse, or an answer on self-harm, is a reason to "
        "talk, and decides nothing by itself",
    ),
    DutyRow(
        kind=DutyKind.DISCUSS_GOAL,
        opened_by={RateGoal: causes.if_fallen},
        owed_by=parties.the_lead,
        owed_to=parties.the_client_who_did,
        discharged_by=doings.DISCUSSING_GOALS,
        its_act=doers.discussing_goal,
        lapses_when=IN_THE_WORK,
        because="who is further from a goal than before is asked about it",
    ),
    DutyRow(
        kind=DutyKind.OFFER_SMALLER_STEP,
        opened_by={RateConfidence: causes.if_confidence_is_low},
        owed_by=parties.the_lead,
        owed_to=parties.the_client_who_did,
        discharged_by=doings.OFFERING_LESS,
        its_act=doers.discussing_goal,
        lapses_when=(*IN_THE_WORK, Lapse.TAKEN_BACK),
        because="a step that nobody trusts is too large: a smaller one is offered, or "
        "what is in the way is talked about",
    ),
    DutyRow(
        kind=DutyKind.OFFER_ENDING_TALK,
        opened_by={"L14": causes.owed},
        owed_by=parties.the_lead,
        # Minds change, and consent can be taken back again: an offer each time.
        owed_to=parties.the_client_who_did,
        discharged_by=doings.TALKING,
        lapses_when=IN_THE_WORK,
        because="an ending talk is offered, not imposed",
    ),
    DutyRow(
        kind=DutyKind.REFERRAL_INFORMATION,
        opened_by={
            **dict.fromkeys((*LEAVING, "L21"), causes.owed),
            "L16": causes.if_a_client_ended_it,
            DiscussProgress: causes.if_referral_is_picked,
        },
        owed_by=parties.the_lead,
        owed_to=parties.those_it_ends_for,
        discharged_by=doings.NOTHING,
        lapses_when=STAYS,
        because="who leaves, would be referred, or is lost touch with, knows where to "
        "turn, and that they may come back",
    ),
    DutyRow(
        kind=DutyKind.ACKNOWLEDGE_RUPTURE,
        opened_by={MarkRupture: causes.if_a_new_rupture},
        owed_by=parties.that_therapist,
        owed_to=parties.the_client_named,
        discharged_by=doings.ACKNOWLEDGING,
        its_act=doers.acknowledging,
        lapses_when=(*IN_THE_WORK, Lapse.RUPTURE_OVER),
        because="a rupture is acknowledged",
    ),
    DutyRow(
        kind=DutyKind.HEAR_RUPTURE,
        opened_by={TakeRuptureTo: causes.unless_they_owe_it},
        owed_by=parties.that_third_person,
        owed_to=parties.the_client_named,
        discharged_by=doings.HEARING,
        its_act=doers.hearing,
        lapses_when=(*IN_THE_WORK, Lapse.RUPTURE_OVER),
        because="who takes it to a third person is heard by them",
    ),
    DutyRow(
        kind=DutyKind.SAFETY_OUTREACH,
        opened_by=dict.fromkeys(LEAVING, causes.if_in_danger),
        owed_by=parties.the_lead,
        owed_to=parties.the_client_who_did,
        discharged_by=doings.SEEKING,
        its_act=doers.reaching_out,
        lapses_when=STAYS,
        because="who leaves in danger is looked after",
    ),
    DutyRow(
        kind=DutyKind.COVER,
        opened_by={"L24": causes.owed},
        owed_by=parties.its_author,
        owed_to=parties.each_client,
        discharged_by=doings.NOTHING,
        lapses_when=IN_THE_WORK,
        because="somebody takes care meanwhile (BACP 42)",
    ),
    DutyRow(
        kind=DutyKind.PRACTICE,
        opened_by={Practice: causes.if_a_therapists},
        owed_by=parties.its_owner,
        owed_to=parties.each_client,
        discharged_by=doings.NOTHING,
        lapses_when=(*IN_THE_WORK, Lapse.PRACTICE_STOPPED),
        because="what a therapist takes on is owed",
    ),
    DutyRow(
        kind=DutyKind.REVIEW_PRACTICE,
        opened_by={
            LogPractice: causes.if_not_quite_done,
            StartSession: causes.each_not_asked_about,
        },
        owed_by=parties.the_lead,
        owed_to=parties.whose_practice_it_is,
        discharged_by=doings.REVIEWING_PRACTICE,
        its_act=doers.reviewing,
        lapses_when=(*IN_THE_WORK, Lapse.PRACTICE_STOPPED),
        because="what somebody practises is asked about without blame, and most of all "
        "where something got in its way",
    ),
    DutyRow(
        kind=DutyKind.TELL_DISCLOSURE,
        opened_by={Disclose: causes.if_not_told},
        owed_by=parties.its_author,
        owed_to=parties.the_client_named,
        discharged_by=doings.NOTHING,
        lapses_when=STAYS,
        because="who was spoken of hears of it",
    ),
    DutyRow(
        kind=DutyKind.ACCOUNT_FOR,
        opened_by={Consequence: causes.owed},
        owed_by=parties.the_lead,
        owed_to=parties.those_it_names,
        discharged_by=doings.NOTHING,
        lapses_when=STAYS,
        because="what was entered late does not go together with what was done since",
    ),
    DutyRow(
        kind=DutyKind.ASK_WHAT_MATTERS,
        opened_by={EndSession: causes.first_and_at_reviews},
        owed_by=parties.the_lead,
        owed_to=parties.each_client_present,
        discharged_by=doings.STATING,
        lapses_when=IN_THE_WORK,
        because="first, and at reviews: what matters most",
    ),
    DutyRow(
        kind=DutyKind.ASK_TELEHEALTH,
        opened_by=dict.fromkeys((PlanSession, MoveSession), causes.if_by_distance),
        owed_by=parties.the_lead,
        owed_to=parties.each_client_expected,
        discharged_by=doings.ASKING_TELEHEALTH,
        its_act=doers.explaining(Scope.TELEHEALTH),
        lapses_when=(*IN_THE_WORK, Lapse.APPOINTMENT_OVER),
        because="who is to meet by distance is asked before they do",
    ),
    DutyRow(
        kind=DutyKind.TELL_OF_REPRESENTATION,
        opened_by={AppointRepresentative: causes.unless_own_doing},
        owed_by=parties.the_therapist_who_did,
        owed_to=parties.the_client_named,
        discharged_by=doings.NOTHING,
        lapses_when=IN_THE_WORK,
        because="who is acted for hears of it, unless they said so themselves",
    ),
    DutyRow(
        kind=DutyKind.TALK_OVER_DISSENT,
        opened_by=dict.fromkeys(
            (DeclineConsent, WithdrawConsent), causes.if_holders_differ
        ),
        owed_by=parties.the_lead,
        owed_to=parties.the_client_who_did,
        discharged_by=doings.NOTHING,
        lapses_when=IN_THE_WORK,
        because="the no of one holder revokes nothing where each acts alone, and is "
        "heard",
    ),
    DutyRow(
        kind=DutyKind.INVOLVE_HOLDERS,
        opened_by={FindCompetence: causes.if_holders_are_involved},
        owed_by=parties.the_therapist_who_did,
        owed_to=parties.the_client_named,
        discharged_by=doings.NOTHING,
        lapses_when=IN_THE_WORK,
        because="parents are involved, unless that is found inappropriate",
    ),
    DutyRow(
        kind=DutyKind.CONFIRM_ENTRY,
        opened_by={ENTERED: causes.unless_owed},
        owed_by=parties.who_entered_it,
        owed_to=parties.the_author,
        discharged_by=doings.CONFIRMING,
        lapses_when=STAYS,
        because="who wrote something down for another person shows it to them, who "
        "says whether it is theirs",
    ),
    DutyRow(
        kind=DutyKind.SUPPORT_DECISION,
        opened_by={FindCompetence: causes.if_lacking},
        owed_by=parties.the_therapist_who_did,
        owed_to=parties.the_client_named,
        due="second_look_days",
        discharged_by=doings.LOOKING_AGAIN,
        its_act=doers.looking_again,
        lapses_when=IN_THE_WORK,
        because="who was found unable to decide is helped to, and looked at again "
        "(Mental Capacity Act 2005, s 1(3); CRPD, art 12(3))",
    ),
    DutyRow(
        kind=DutyKind.CONFIRM_CARRIED,
        opened_by={CarryOver: causes.each_part},
        owed_by=parties.who_entered_it,
        owed_to=parties.those_asked,
        due="carry_over_days",
        discharged_by=doings.CONFIRMING_PARTS,
        lapses_when=STAYS,
        because="who carried something over for a person shows it to them, who says of "
        "each part whether it is so",
    ),
    DutyRow(
        kind=DutyKind.ANSWER_DISPUTE,
        opened_by={Dispute: causes.unless_an_answer_is_owed},
        owed_by=parties.the_lead,
        owed_to=parties.its_author_unless_the_lead,
        due="dispute_days",
        discharged_by=doings.ANSWERING_DISPUTES,
        its_act=doers.answering_dispute,
        lapses_when=STAYS,
        because="who says that the record is wrong is answered, also after the end "
        "(45 CFR 164.526)",
    ),
    *(
        DutyRow(
            kind=kind,
            opened_by={},
            owed_while=owed_while,
            owed_by=parties.the_lead,
            owed_to=parties.each_client,
            discharged_by=doings.NOTHING,
            lapses_when=IN_THE_WORK,
            because=because,
        )
        for kind, owed_while, because in (
            (
                DutyKind.CHECK_SAFETY,
                times.a_concern_is_open,
                "while a concern is open, it is asked at each contact",
            ),
            (
                DutyKind.REVIEW_SAFETY_PLAN,
                times.a_safety_plan_is_due,
                "a safety plan is looked at as agreed, and once it was of no use",
            ),
            (
                DutyKind.ASK_CONSENT_ANEW,
                times.consent_by_proxy_ends,
                "consent for a minor is asked of the person as they come of age",
            ),
            (
                DutyKind.RENEW_CONSENT,
                times.consent_ran_out,
                "consent that ran out is asked for again",
            ),
            (
                DutyKind.RENEW_AGREEMENT,
                times.the_agreement_ran_out,
                "what was agreed for a time is agreed again",
            ),
            (
                DutyKind.REVIEW,
                times.a_review_is_due,
                "the work is looked at together, after so many sessions or days",
            ),
        )
    ),
)
"""The table: one row for each kind of duty."""

ROW_OF: Final[Mapping[DutyKind, DutyRow]] = MappingProxyType(
    {row.kind: row for row in DUTIES}
)

ONLY_DISCHARGED: Final = frozenset(
    row.kind for row in DUTIES if row.opened_by and not row.discharged_by
)
"""Kinds that an act opens and that no act does but `DischargeDuty`, in words.

None may be added without a decision: what is owed is better done by an act of its own.
"""
