"""Every row of the law decides something by itself: nothing else says it as well.

A rule that stands in several rows may be lost from one of them. So each row has a
witness: an act that is refused for a reason of this row and for no other, and allowed
once the row is taken out; or allowed because of this row alone, and refused without it.
The reasons are compared as the whole of what is given, whatever their order.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pytest
from mistakes import Tried, tried
from rows import that_refuse
from witnesses import WITNESSES

from collabtherapy import acts, law
from collabtherapy.partnership import opening, verdict
from collabtherapy.partnership.law import entry_guards, late, references, voids
from collabtherapy.partnership.values.refusals import Reason, Refusals
from collabtherapy.partnership.verdict import refusals

DECIDED: Mapping[str, tuple[str, ...]] = {
    "alliance.no_rupture": (
        "AcknowledgeRupture, alliance.none_open", "WorkOnRupture, alliance.none_open",
        "ConfirmRepair, alliance.none_open", "TakeRuptureTo, alliance.none_open",
    ),
    "choice.no_option": ("TakePosition, position_in_a_choice",),
    "choice.not_a_choice": ("TakePosition, position_in_a_choice",),
    "contribution.id_taken": ("Contribute, contributions.taken",),
    "contribution.order_taken": ("Contribute, contributions.order_taken",),
    "decision.proposal.id_taken": ("Propose, decisions.taken",),
    "duty.discharged": ("DischargeDuty, duties.discharged",),
    "duty.has_its_act": ("DischargeDuty, done_by_its_act",),
    "duty.no_words": ("DischargeDuty, said_what_was_done",),
    "duty.lapsed": ("DischargeDuty, duties.lapsed",),
    "feedback.nothing_said": (
        "AnswerFeedback, something_was_said", "Adjust, something_was_said",
    ),
    "progress.not_their_pick": ("DiscussProgress, progress.own_pick",),
    "progress.not_recorded": ("DiscussProgress, recorded_of_them",),
    "need.not_stated": ("AnswerNeed, preferences.need_stated",),
    "need.not_settled": ("Agreement, everyone_understands",),
    "consult.no_advice": ("Consult, consults.advised",),
    "consult.not_a_supervisor": ("Consult, with_another",),
    "preference.not_stated": ("Accommodate, preferences.preference_stated",),
    "preference.not_decided": ("Accommodate, decided_for_it",),
    "answer.no_words": (
        "AnswerNeed, preferences.need_answered_in_words",
        "Accommodate, preferences.reason_given",
    ),
    "goal.rating.off_scale": ("RateGoal, goals.off_scale",),
    "matter.owner.not_a_client": (
        "Propose, owned_by_clients", "Amend, owned_by_clients",
    ),
    "person.here_already": (
        "Propose, can_be_involved", "Amend, can_be_involved", "Accept, can_be_involved",
    ),
    "person.no_room": ("Propose, can_be_involved",),
    "person.therapists_side": ("Propose, joins_on_one_side",),
    "representation.joins": (
        "Propose, joins_on_one_side", "Amend, joins_on_one_side",
        "Accept, joins_on_one_side",
    ),
    "therapist.last": ("L26, colleagues_go_on",),
    "therapist.successor": ("L26, succeeded",),
    "safety.own_concern_open": ("L26, own_concerns_handed_over",),
    "agreement.not_accepted": ("StartSession, accepted_for_themselves",),
    "agreement.accepted_already": ("AcceptAgreement, came_later",),
    "carry.not_first": ("CarryOver, directly_after_the_opening",),
    "carry.evidence_missing": ("CarryOver, seen_by_whom_it_says",),
    "carry.not_a_client": ("CarryOver, of_the_clients",),
    "carry.consent_missing": ("L3-carried, consented_to", "L6-carried, consented_to"),
    "carry.agreement_missing": ("L6-carried, agreement_carried",),
    "carry.goal_missing": ("L6-carried, goal_carried_or_deferred",),
    "carry.unconfirmed": ("StartSession, said_in_time", "Arrive, said_in_time"),
    "entry.no_such_part": (
        "Confirm, entries.no_such_part", "Dispute, entries.no_such_part",
    ),
    "entry.answered": ("AnswerDispute, entries.answered",),
    "entry.no_dispute": ("AnswerDispute, entries.no_dispute",),
    "entry.not_to_confirm": ("Confirm, entries.not_to_confirm",),
    "entry.own_dispute": ("AnswerDispute, entries.own_dispute",),
    "others.member": ("StartSession, no_member_besides",),
    "others.not_bound": ("StartSession, interpreters_bound",),
    "session.away": ("Contribute, was_there_then",),
    "session.last_of_a_side": ("Depart, both_sides_stay",),
    "session.neither_side": ("Arrive, of_one_side",),
    "session.not_there": ("Depart, comes_or_goes",),
    "session.there_already": ("Arrive, comes_or_goes",),
    "person.too_many": (
        "Propose, can_be_involved", "Amend, can_be_involved", "Accept, can_be_involved",
    ),
    "person.unknown": (
        "right, ReadAdvanceStatement",
        "right, Code", "right, DischargeDuty", "right, Confirm", "right, Dispute",
        "Restrict, somebody_known",
    ),
    "practice.stopped": (
        "LogPractice, tasks.stopped", "StopPractice, tasks.stopped",
        "ReviewPractice, tasks.stopped",
    ),
    "representation.held": ("AppointRepresentative, representation.held",),
    "representation.no_claim": ("ConfirmRepresentation, representation.no_claim",),
    "representation.not_held": ("EndRepresentation, representation.not_held",),
    "safety.no_concern": (
        "CheckSafety, safety.none_open", "HandOverSafety, safety.none_open",
        "AcceptHandOver, safety.none_open",
    ),
    "session.agenda.no_item": ("DeferItem, on_the_agenda",),
    "session.id_taken": ("PlanSession, sessions.taken", "StartSession, sessions.taken"),
    "session.not_open": (
        "EndSession, sessions.not_open", "InterruptSession, sessions.not_open",
        "AddToAgenda, agenda_open", "DeferItem, agenda_open",
        "Contribute, in_open_session", "Arrive, sessions.not_open",
        "Depart, sessions.not_open",
    ),
    "session.not_planned": (
        "CancelSession, sessions.not_planned", "MissSession, sessions.not_planned",
        "MoveSession, sessions.not_planned",
    ),
    "session.not_present": (
        "Contribute, was_there", "AskFeedback, asked_was_there",
        "GiveFeedback, was_there", "DeclineFeedback, was_there",
        "CheckComfort, was_there", "Reflect, was_there",
        "DiscussProgress, talked_there",
    ),
    "session.not_started": (
        "DiscussProgress, talked_there",
        "GiveFeedback, was_there", "DeclineFeedback, was_there",
        "CheckComfort, was_there", "Reflect, was_there",
    ),
    "session.overlap": ("StartSession, sessions.overlap",),
    "toolkit.not_a_sign": ("AddToToolkit, toolkit.not_a_sign",),
    "toolkit.not_an_insight": ("AddToToolkit, toolkit.not_an_insight",),
    "goal.no_aspiration": (
        "Propose, drawn_from_their_own", "Amend, drawn_from_their_own",
    ),
    "cited.not_said": (
        "Adjust, learned_before", "AddToAgenda, learned_before",
        "AddToAgenda, reflected_before",
    ),
    "topic.not_parked": ("UnparkTopic, topics.not_parked",),
    "uptake.not_later": ("TakeUp, into_something_later",),
    "advance.none": (
        "TakeBackAdvanceStatement, advance.none_of_theirs",
        "ReadAdvanceStatement, advance.none_to_read",
    ),
    "advance.not_read": (
        "GiveConsent, statement_read", "Accept, statement_read",
        "AcceptAgreement, statement_read",
    ),
    "advance.not_for_them": ("ReadAdvanceStatement, theirs_to_read",),
    "session.some_of_them": (
        "StartSession, together_as_agreed", "PlanSession, together_as_agreed",
    ),
    "note.id_taken": ("WriteNote, notes.taken",),
    "note.unknown": (
        "CommentOnNote, read_by_them", "AgreeToNote, read_by_them",
        "Addendum, read_by_them",
    ),
    "note.own": ("AgreeToNote, notes.own",),
    "alliance.no_own_part": ("AcknowledgeRupture, alliance.own_part",),
    "alliance.not_their_kinds": ("MarkRupture, alliance.own_kinds",),
    "alliance.no_third_person": ("TakeRuptureTo, to_a_third_person",),
    "alliance.not_taken_to_them": ("HearRupture, taken_to_them",),
    "alliance.not_theirs": (
        "RateBond, own_bond", "AcknowledgeRupture, own_bond",
        "WorkOnRupture, own_bond",
    ),
    "consent.treatment.limits_not_told": ("GiveConsent, limits_told",),
    "consent.contact.not_explained": ("GiveConsent, terms_explained",),
    "consent.ai_processing.not_in_force": ("G14",),
    "consent.assessment.not_in_force": ("G1", "G2"),
    "consent.contact.not_in_force": ("G11", "G12", "G13", "G17"),
    "consent.disclosure.not_in_force": ("G18", "G19"),
    "consent.involve.not_in_force": ("G20", "G22"),
    "consent.measurement.not_in_force": ("G16",),
    "consent.supervision.not_in_force": ("G24",),
    "consent.observation.not_in_force": ("G9", "G10", "G23"),
    "consent.recording.not_in_force": ("G8",),
    "consent.telehealth.not_in_force": ("G7", "Arrive, as_at_the_start"),
    "consent.treatment.not_in_force": (
        "G3", "G4", "G5", "G5-client", "G6", "G15", "G21",
    ),
    "consent.contact.other_terms": ("GiveConsent, terms_explained",),
    "consent.contact.older_rule": ("GiveConsent, counts_as_now",),
    "contribution.kind.not_theirs": (
        "Contribute, theirs_to_bring", "kind, professional", "kind, experience",
    ),
    "decision.decline.no_reason": ("Decline, reason_given",),
    "disclosure.ground_not_told": ("Disclose, ground_told",),
    "goal.rating.not_the_owner": (
        "RateGoal, goals.not_the_owner", "RateConfidence, goals.not_the_owner",
    ),
    "measure.reason_not_known": ("RecordMeasure, measurements.reason_known",),
    "note.no_readers": ("WriteNote, readers_named",),
    "person.not_the_nominee": ("L24, named_for_it",),
    "practice.not_the_owner": (
        "LogPractice, tasks.not_the_owner", "StopPractice, tasks.not_the_owner",
        "ReviewPractice, tasks.not_the_owner",
    ),
    "reflection.not_of_them": ("ConfirmReflection, reflects_them",),
    "representation.another_client": ("AppointRepresentative, fit_to_represent",),
    "representation.evidence_missing": (
        "AppointRepresentative, stated_by_whose_it_is",
        "ConfirmRepresentation, document_seen",
    ),
    "representation.holders_decide": ("GiveConsent, authorised",),
    "representation.legal_basis": ("AppointRepresentative, stated_by_whose_it_is",),
    "representation.none": (
        "Accept, authorised", "Decline, authorised", "GiveConsent, authorised",
        "DeclineConsent, authorised", "WithdrawConsent, authorised",
        "AcceptAgreement, authorised",
    ),
    "representation.not_covered": ("GiveConsent, authorised",),
    "representation.outlasts": ("GiveConsent, within_the_authority",),
    "representation.own_consent": (
        "DeclineConsent, over_no_own_yes", "WithdrawConsent, over_no_own_yes",
    ),
    "representation.own_matter": (
        "Accept, not_one_clients_own", "Decline, not_one_clients_own",
    ),
    "representation.rests_on_law": ("EndRepresentation, ended_by_who_gave_it",),
    "representation.own_wish": ("AppointRepresentative, stated_by_whose_it_is",),
    "representation.own_word": ("GiveConsent, over_no_own_no",),
    "representation.person_decides": ("GiveConsent, authorised",),
    "representation.two_sides": (
        "Propose, on_no_clients_side", "Amend, on_no_clients_side",
        "Accept, on_no_clients_side", "AppointRepresentative, fit_to_represent",
        "ConfirmRepresentation, fit_to_represent",
        "CarryOver, nominee_on_no_clients_side",
    ),
    "representation.own_say": ("Accept, over_no_say_of_theirs",),
    "representation.until_missing": (
        "AppointRepresentative, ends_at_majority",
        "ConfirmRepresentation, claim_ends_at_majority",
        "GiveConsent, given_until_majority",
    ),
    "decider.unknown_row": ("StateDecider, row_there",),
    "decision.unknown": (
        "AppointRepresentative, about_a_decision", "FindCompetence, about_a_decision",
    ),
    "hold.id_taken": ("PlaceHold, redactions.hold_taken",),
    "hold.released": ("ReleaseHold, redactions.released",),
    "restriction.none": ("Unrestrict, redactions.not_restricted",),
    "erasure.ground": ("Redact, on_a_ground",),
    "erasure.not_asked": ("Redact, on_a_ground",),
    "erasure.held": ("Redact, not_held",),
    "erasure.retained": ("Redact, kept_long_enough",),
    "erasure.no_retention": ("Redact, kept_long_enough",),
    "right.not_for_another": (
        "CheckSafety, for_oneself", "RecordMeasure, for_oneself",
        "AppointRepresentative, for_oneself", "EndRepresentation, for_oneself",
        "Redact, for_oneself", "AskErasure, for_oneself", "ConfirmRepair, for_oneself",
        "TakeRuptureTo, for_oneself",
        "WorkOnRupture, for_oneself", "RateBond, for_oneself",
        "AnswerFeedback, for_oneself", "Adjust, for_oneself",
        "Custom, for_oneself",
        "DiscussProgress, for_oneself", "right, DiscussProgress",
        "RecordContact, for_oneself", "Arrive, for_oneself", "Depart, for_oneself",
        "right, CheckSafety", "right, RecordMeasure", "right, WorkOnRupture",
        "right, RateBond", "right, AnswerFeedback", "right, Adjust", "right, Arrive",
        "right, Depart",
    ),
    "right.not_theirs": (
        "right, Explain", "right, GiveConsent", "right, DeclineConsent",
        "right, WithdrawConsent", "right, Orient", "right, AnswerOrientation",
        "right, StatePreference", "right, StateNeed", "right, StateWhatMatters",
        "right, StateAspiration", "right, SetStance", "right, LogPractice",
        "right, RateGoal", "right, RateConfidence", "right, AddToToolkit",
        "right, EndorseInsight", "right, OfferToolkit", "right, OfferReview",
        "right, AcknowledgeRupture", "right, ConfirmRepair", "right, TakeRuptureTo",
        "right, HearRupture", "right, WriteAdvanceStatement",
        "right, TakeBackAdvanceStatement",
        "right, HandOverSafety", "right, AcceptHandOver",
        "right, AppointRepresentative",
        "right, ConfirmRepresentation", "right, StateDecider",
        "right, EndRepresentation", "right, FindCompetence", "right, Redact",
        "right, Disclose", "right, WriteProcessNote", "right, ReachOut",
        "right, RecordContact", "right, AcceptAgreement",
        "right, PlanSession", "right, MoveSession", "right, CancelSession",
        "right, AnswerDispute", "right, EnteredInError", "right, AnswerNeed",
        "right, GiveNotice", "right, Consult",
        "right, Accommodate",
        "right, AskErasure", "right, PlaceHold", "right, ReleaseHold",
        "right, Restrict", "right, Unrestrict",
    ),
    "topic.parked": ("Contribute, not_parked_by_another",),
    "transfer.not_the_incoming": ("L22, handed_on_to_them",),
    "safety.concern_open": (
        "L8, no_concern_open", "L12, no_concern_open", "L16-therapist, no_concern_open",
        "L18-therapist, no_concern_open", "L18-service, no_concern_open",
        "L20, no_concern_open", "L20-referred, no_concern_open", "L21, no_concern_open",
        "L22, no_concern_open",
    ),
    "safety.not_clear_yet": ("ResolveConcern, clear_for_long_enough",),
    "safety.not_accepted": ("L12, no_concern_open", "L26, own_concerns_handed_over"),
    "safety.not_offered": ("AcceptHandOver, offered_to_them",),
    "safety.not_handed_over": ("HandOverSafety, into_other_hands",),
    "safety.no_emergency": ("HandOverSafety, called_in_an_emergency",),
    "agreement.sessions_used": ("StartSession, within_the_agreed_number",),
    "safety.own_word": (
        "Propose, own_safety", "Amend, own_safety", "Accept, own_safety",
    ),
    "agreement.no_goal": ("L6, goal_shared_or_deferred", "Agreement, goal_at_first"),
    "agreement.not_in_force": (
        "L9, agreement_holds_again", "L9-client, agreement_holds_again",
        "L13, agreement_holds",
    ),
    "break.not_theirs": ("L9-client, own_break",),
    "alliance.not_acknowledged": ("WorkOnRupture, alliance.not_acknowledged",),
    "choice.no_position": (
        "Propose, everyone_has_a_position", "Amend, everyone_has_a_position",
    ),
    "choice.nothing_chosen": ("Choice, something_chosen",),
    "contact.not_lost": ("L21, contact_lost",),
    "decision.accepted_already": ("Accept, not_accepted_yet",),
    "decision.amendment.other_matter": ("Amend, decisions.other_matter",),
    "decision.not_a_party": (
        "Amend, party_to_it", "Accept, party_to_it", "Decline, party_to_it",
    ),
    "decision.proposal.settled": (
        "Amend, decisions.settled", "Accept, decisions.settled",
        "Decline, decisions.settled", "Withdraw, decisions.settled",
    ),
    "decision.proposal.withdrawn": (
        "Accept, decisions.withdrawn", "Decline, decisions.withdrawn",
        "Withdraw, decisions.withdrawn",
    ),
    "decision.version.not_the_last": ("Accept, decisions.other_version",),
    "decision.withdrawal.not_the_proposer": ("Withdraw, decisions.not_the_proposer",),
    "duty.not_theirs": ("DischargeDuty, duties.not_theirs",),
    "ending.no_alternatives": (
        "L12, alternatives_named", "L16-therapist, alternatives_named",
        "L26, alternatives_named",
    ),
    "ending.no_session": ("L10-brief, shaped_so",),
    "ending.no_shape": ("L10-brief, shaped_so",),
    "ending.no_ground": ("L12, ground_given", "L26, ground_given"),
    "ending.no_review_offered": ("L16-therapist, review_offered",),
    "ending.not_consulted": ("L12, consulted_where_disagreed",),
    "ending.not_reviewed": ("L15, both_reviewed",),
    "ending.toolkit_not_offered": ("L15, toolkit_offered",),
    "feedback.own": ("AnswerFeedback, answers_another",),
    "follow_up.not_over": ("L18-service, date_reached",),
    "learning.own": ("RecordLearning, from_another",),
    "pause.no_cover": ("L8, break_prepared",),
    "pause.no_notice": ("L8, break_prepared",),
    "pause.no_reason": ("L8, break_prepared",),
    "session.alone": (
        "StartSession, together_as_agreed", "PlanSession, together_as_agreed",
    ),
    "session.one_sided": ("StartSession, two_sided",),
    "stage.not_now": (
        "place, StartSession", "place, OfferReview", "place, LookBack",
        "place, DeclineConsent", "place, WithdrawConsent",
        "place, AnswerFeedback", "place, DischargeDuty",
        "place, AddToToolkit", "place, EndorseInsight", "place, Disclose",
        "place, AskErasure", "place, PlaceHold", "place, ReleaseHold",
        "place, Restrict", "place, Unrestrict",
        "place, Redact", "place, EndRepresentation", "place, WriteNote",
        "place, CommentOnNote", "place, AgreeToNote", "place, Addendum",
        "place, WriteProcessNote", "place, Confirm", "place, Dispute",
        "place, AnswerDispute", "place, EnteredInError", "place, Correction",
        "place, Goal",
        "place, GoalEnd", "place, Agreement", "place, Understanding", "place, Task",
        "place, Practice", "place, Choice", "place, Stance", "place, PolicyChange",
        "place, Involve", "place, Transfer", "place, Custom",
        "place, SafetyPlan", "place, ResolveConcern",
    ),
    "custom.undeclared": ("Custom, declared",),
    "custom.not_theirs": ("Custom, declared",),
    "custom.not_now": ("Custom, declared",),
    "custom.data": ("Custom, declared",),
    "custom.changed": ("Propose, matter_declared",),
    "custom.not_amendable": ("Amend, matter_declared",),
    "start.no_signposting": ("L20, signposted",),
    "therapist.no_notice": ("L26, notice_given",),
    "task.no_active_goal": ("Task, a_goal_is_active",),
    "transfer.not_agreed": ("L22, handed_on_to_them",),
    "understanding.one_sided": ("Understanding, both_sides_cited",),
    "uptake.own": ("TakeUp, from_another",),
    "choice.not_elicited": ("Propose, elicited_first", "Amend, elicited_first"),
    "decision.proposal.ran_out": ("Accept, not_run_out",),
    "orientation.owed": ("L4, oriented",),
    "stance.step_too_large": (
        "Propose, one_step_at_a_time", "Amend, one_step_at_a_time",
    ),
    "waiting.expected_wait_not_told": ("L2, expected_wait_told",),
}  # fmt: skip
"""By reason: every row that decides by it, and by nothing else.

Written by hand, not read off the law: a row that is lost has its name here.
"""

OF_NO_ROW = {
    reason.code
    for room in (entry_guards, late, opening, references, verdict, voids)
    for reason in vars(room).values()
    if isinstance(reason, Reason)
}
"""Reasons that are asked of an opening, or of every act alike."""

ROWS = {row.name: row for row in that_refuse()}
PAIRS = {f"{row}: {code}": (row, code) for code in DECIDED for row in DECIDED[code]}

Tries = Mapping[tuple[type[acts.Act], str], Iterable[Tried]]


@pytest.fixture(scope="module")
def tries() -> Tries:
    """Return what was tried, by the kind of act and its only reason; "" where none."""
    found: defaultdict[tuple[type[acts.Act], str], list[Tried]] = defaultdict(list)
    for t in (*told_apart(), *tried()):
        if t.act.at < t.p.state.at:
            continue  # the law is asked of it where it would stand, not of what is so
        codes = _codes(t.refused)
        if len(codes) <= 1:
            found[type(t.act), "".join(codes)].append(t)
    return found


def told_apart() -> Iterator[Tried]:
    """Yield the situations that tell rows apart which have the same reason."""
    for name, (situation, attempt) in WITNESSES.items():
        p = situation()
        act = attempt(p)
        yield Tried(name, p, "", act, p.refusals(act))


def _codes(refused: Refusals) -> set[str]:
    return {refusal.code for refusal in refused}


@pytest.mark.parametrize(("name", "code"), PAIRS.values(), ids=PAIRS)
def test_each_row_decides_something_by_itself(tries: Tries, name: str, code: str):
    """Taken out alone, it lets through what it had refused; or refuses what it let."""
    assert name in ROWS, f"{name} is no row of the law any more"
    row = ROWS[name]
    with row.out():
        assert any(
            _codes(refusals(t.p.state, t.act)) == other
            for asked, other in ((code, set[str]()), ("", {code}))
            for kind in row.of
            for t in tries[kind, asked]
        ), f"no act is refused, or allowed, because of {name} alone: {code}"


def test_every_row_is_among_them():
    """A row that is added to the law has its witness, or it would be one too many."""
    named = {row for rows in DECIDED.values() for row in rows}
    assert named == set(ROWS)


def test_every_reason_is_a_reason_of_some_row():
    """What a guard refuses for besides its first reason has its witness as well."""
    for reason in law.REASONS:
        pattern = re.sub(r"\\{.*?\\}", ".+", re.escape(reason.code))
        by_row = any(re.fullmatch(pattern, code) for code in DECIDED)
        assert by_row or reason.code in OF_NO_ROW, reason.code
