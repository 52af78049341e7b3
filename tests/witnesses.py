"""Acts that one row of the law decides, where nothing that is tried anyway shows it.

The smallest situation of a reason is met at one row. Where several rows give it, each
of the others has a situation here in which nothing but that row stands in the way; and
some rows bring about what hardly anything else does.
"""

from datetime import timedelta
from functools import partial

import attrs
from places_of_witnesses import (
    accept,
    acknowledged,
    agreeing,
    along,
    asked_and_joined,
    asked_to_join,
    beginning_after_all,
    begun,
    besides,
    booked,
    bringing_in,
    brought_in_twice,
    by_distance,
    chosen,
    claimed,
    claimed_by_a_therapist,
    cleared,
    closed,
    come_later,
    come_later_and_stated,
    comes,
    coming_back,
    complete,
    correcting,
    couple_at_work,
    covered,
    deferring,
    disclosing,
    disputed_note,
    drafted_and_closed,
    drafted_for_one,
    ending,
    family,
    fed_back,
    finding,
    followed_up,
    full,
    goes,
    going_on,
    half_confirmed,
    handing_on,
    held_without_end,
    in_error,
    joining,
    lapsing,
    leading,
    meet,
    named_to_step_in,
    noted_for_a_holder,
    noted_twice,
    of_one,
    parting,
    planned_by_the_desk,
    planned_for_another,
    planned_for_ward,
    say,
    silent,
    spoken_for,
    stated_and_left,
    strained_between_two_of_three,
    superseded,
    taken_back,
    taken_to_the_service,
    taking_in,
    to_be_corrected,
    told,
    two_parents,
    urgent,
    with_a_concern,
    with_a_rupture,
    worked_on,
)

from collabtherapy import (
    As,
    Done,
    Extension,
    Mode,
    NoScore,
    Noticed,
    Partnership,
    Pick,
    Reviewed,
    Scope,
    SlotValue,
    Stage,
    StanceLevel,
    Therapist,
    ToolKind,
    Way,
    acts,
    matters,
)
from collabtherapy.testing.carried import asked_for, carried, carrying
from collabtherapy.testing.own_kinds import RITUAL, declaring
from collabtherapy.testing.situations.of_advance import (
    all_together,
    reading,
    stated,
)
from collabtherapy.testing.situations.of_authority import consent, represented
from collabtherapy.testing.situations.of_care import (
    ACCEPTED,
    asked_to_look_after,
    enough,
    leaving,
    met_once,
    noticed,
    pausing,
    told_of_a_break,
    told_of_leaving,
    two_therapists_worried,
)
from collabtherapy.testing.situations.of_erasing import (
    asking,
    held,
    holding,
    lifting,
    over,
    releasing,
    restricting,
    written,
)
from collabtherapy.testing.situations.of_hands import answering, disputed, noted
from collabtherapy.testing.situations.of_learning import (
    doubted,
    doubting,
    drawing,
    logging,
    reviewing,
    smaller,
    smaller_now,
)
from collabtherapy.testing.situations.of_needs import (
    accommodating,
    discussing,
    measured,
    needing,
    preferring,
    rated,
    scoring,
)
from collabtherapy.testing.situations.of_needs import answering as answering_need
from collabtherapy.testing.situations.of_ruptures import hearing, taken, taking_to
from collabtherapy.testing.situations.of_sessions import only_together
from collabtherapy.testing.situations.of_work import (
    involve,
    options,
    tasked,
)
from collabtherapy.testing.situations.places import (
    SAID,
    Situation,
    at_,
    contracting,
    exploring,
    meeting,
    met,
    paused,
    put,
    requested,
    strained,
    two_of,
    working,
    worried,
)
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CEM,
    SEEN,
    START,
    appointing,
    consented,
    couple,
    falling_under,
    group,
    led_to,
    two,
)

ANY = {"words": SAID}
PLAN = matters.SafetyPlan(client="ana", words=SAID)


def answer(p: Partnership) -> acts.AnswerFeedback:
    """Return an answer to what was said of a session."""
    return acts.AnswerFeedback(by="bo", session="s1", to="ana", **ANY, **at_(p))


DIARY = Extension("org.example/diary")


def weekly() -> matters.Custom:
    """Return a matter of a kind that is declared in tests."""
    data = [SlotValue("weekly", flag=True)]
    return matters.Custom(kind=RITUAL.kind, client="ana", data=data)


WITNESSES: dict[str, Situation] = {
    "right, Confirm": (
        noted_for_a_holder,
        lambda p: acts.Confirm(by="parent", acts=(p.version,), **at_(p)),
    ),
    "place, Confirm": (
        noted_twice,
        lambda p: acts.Confirm(by="ana", acts=(p.version - 3,), **at_(p)),
    ),
    "place, AnswerDispute": (
        noted_twice,
        lambda p: answering(p, p.version - 1),
    ),
    "L3-carried, consented_to": (
        asked_for,
        lambda p: carrying(p, Stage.EXPLORING, consents=()),
    ),
    "CarryOver, nominee_on_no_clients_side": (
        lambda: asked_for(ANA, CEM),
        lambda p: carrying(p, agreement=named_to_step_in("cem")),
    ),
    "Arrive, said_in_time": (
        half_confirmed,
        lambda p: acts.Arrive(by="bo", session="s1", person="cem", **at_(p)),
    ),
    "Dispute, entries.no_such_part": (
        carried,
        lambda p: acts.Dispute(
            by="ana", act=2, words=SAID, parts={"another"}, **at_(p)
        ),
    ),
    "AppointRepresentative, about_a_decision": (
        working,
        lambda p: appointing(p, "parent", decisions={"treatmnt"}),
    ),
    "G2": (urgent, meet),
    "G3": (deferring, partial(accept, proposal="a1")),
    "G5-client": (
        lambda: coming_back(lapsing(consent=True)),
        lambda p: acts.ComeBack(by="ana", **at_(p, 9)),
    ),
    "L9-client, agreement_holds_again": (
        paused,
        lambda p: acts.ComeBack(by="ana", **at_(p, 10)),
    ),
    "G5": (lambda: coming_back(lapsing(consent=True)), partial(accept, days=9)),
    "G6": (lambda: going_on(lapsing(consent=True)), partial(accept, days=9)),
    "G7": (working, lambda p: meet(p, Way.TELEHEALTH)),
    "G8": (working, lambda p: meet(p, Way.RECORDING)),
    "G9": (working, lambda p: meet(p, Way.OBSERVATION)),
    "G11": (lambda: parting(contact=False), accept),
    "G12": (followed_up, lambda p: acts.ReachOut(by="bo", to="ana", **at_(p))),
    "G13": (followed_up, meet),
    "G14": (working, lambda p: meet(p, Way.AI_PROCESSING)),
    "G15": (superseded, accept),
    "G17": (
        followed_up,
        lambda p: acts.RecordMeasure(
            by="ana",
            client="ana",
            instrument="phq-9",
            no_score=NoScore.DECLINED,
            low=0,
            high=27,
            **at_(p),
        ),
    ),
    "G19": (lambda: handing_on(worried=False, items={"plan"}), complete),
    "G20": (
        lambda: working().record(involve(working(), "eva")),
        partial(accept, proposal="in"),
    ),
    "L6, goal_shared_or_deferred": (
        lambda: consented(contracting(), Scope.TREATMENT, contracting().at),
        partial(accept, proposal="a1"),
    ),
    "Agreement, goal_at_first": (beginning_after_all, partial(accept, proposal="a1")),
    "PlanSession, together_as_agreed": (
        only_together,
        lambda p: acts.PlanSession(
            by="bo", id="s", starts_at=p.at, with_=("ana", "bo"), **at_(p)
        ),
    ),
    "L13, agreement_holds": (
        lambda: going_on(lapsing(agreement=True)),
        partial(accept, days=9),
    ),
    "L15, toolkit_offered": (lambda: parting(toolkit=False), accept),
    "L15, both_reviewed": (lambda: parting(review=False), accept),
    "L8, no_concern_open": (
        lambda: noticed(worried(), Noticed.BREAK),
        pausing,
    ),
    "L16-therapist, no_concern_open": (
        lambda: ending(worried=True),
        lambda p: acts.Finish(by="bo", alternatives=SAID, **at_(p)),
    ),
    "L16-therapist, alternatives_named": (
        lambda: ending(worried=False),
        lambda p: acts.Finish(by="bo", **at_(p)),
    ),
    "L18-therapist, no_concern_open": (
        lambda: followed_up(worried=True),
        lambda p: acts.FollowUpOver(by="bo", **at_(p)),
    ),
    "L18-service, no_concern_open": (
        lambda: followed_up(worried=True),
        lambda p: acts.FollowUpOver(by="clinic", **at_(p, 180)),
    ),
    "L20, no_concern_open": (
        lambda: with_a_concern(exploring()),
        lambda p: acts.DeclineToStart(by="bo", signposting=SAID, **at_(p)),
    ),
    "L20-referred, no_concern_open": (
        lambda: with_a_concern(exploring()),
        lambda p: acts.DeclineToStart(by="bo", referred_to="service", **at_(p)),
    ),
    "L21, no_concern_open": (
        lambda: silent(worried()),
        lambda p: acts.CloseAsLapsed(by="bo", **at_(p, 28)),
    ),
    "L22, no_concern_open": (lambda: handing_on(worried=True), complete),
    "Propose, everyone_has_a_position": (
        working,
        lambda p: acts.Propose(by="ana", id="x", matter=options(1), **at_(p)),
    ),
    "Amend, one_step_at_a_time": (
        leading,
        lambda p: acts.Amend(
            by="bo",
            proposal="on",
            matter=matters.Stance(client="ana", level=StanceLevel.SHARED),
            **at_(p),
        ),
    ),
    "Amend, can_be_involved": (
        lambda: working().record(involve(working(), "eva")),
        lambda p: acts.Amend(
            by="bo", proposal="in", matter=matters.Involve(person=BO), **at_(p)
        ),
    ),
    "Amend, can_be_involved, too many": (
        full,
        lambda p: acts.Amend(
            by="bo",
            proposal="on",
            matter=matters.Involve(person=Therapist("gus")),
            **at_(p),
        ),
    ),
    "Accept, party_to_it": (of_one, partial(accept, by="cem")),
    "Accept, can_be_involved": (brought_in_twice, accept),
    "Accept, can_be_involved, too many": (full, partial(accept, by="c0")),
    "Accept, on_no_clients_side": (spoken_for, accept),
    "ConfirmRepresentation, claim_ends_at_majority": (
        lambda: held_without_end(by="parent"),
        lambda p: acts.ConfirmRepresentation(
            by="bo", client="ana", representative="parent", evidence=SEEN, **at_(p)
        ),
    ),
    "GiveConsent, given_until_majority": (
        lambda: held_without_end(by="bo"),
        consent,
    ),
    "ConfirmRepresentation, document_seen": (
        claimed,
        lambda p: acts.ConfirmRepresentation(
            by="bo", client="ana", representative="parent", **at_(p)
        ),
    ),
    "ConfirmRepresentation, fit_to_represent": (
        claimed_by_a_therapist,
        lambda p: acts.ConfirmRepresentation(
            by="bo", client="ana", representative="eva", evidence=SEEN, **at_(p)
        ),
    ),
    "place, EndRepresentation": (
        lambda: claimed(led_to(two(), Stage.CLOSED)),
        lambda p: acts.EndRepresentation(by="bo", client="ana", **at_(p)),
    ),
    "Decline, party_to_it": (
        of_one,
        lambda p: acts.Decline(by="cem", proposal="on", **at_(p)),
    ),
    "AcknowledgeRupture, own_bond": (
        strained_between_two_of_three,
        lambda p: acts.AcknowledgeRupture(
            by="eva", own_part=SAID, **two_of(), **at_(p)
        ),
    ),
    "right, TakeRuptureTo": (strained, partial(taking_to, by="bo")),
    "TakeRuptureTo, for_oneself": (
        lambda: with_a_rupture(led_to(couple(), Stage.WORKING)),
        partial(taking_to, by="cem"),
    ),
    "WorkOnRupture, own_bond": (
        lambda: acknowledged(strained_between_two_of_three()),
        lambda p: acts.WorkOnRupture(by="eva", **two_of(), **at_(p)),
    ),
    "ConfirmRepair, for_oneself": (
        worked_on,
        lambda p: acts.ConfirmRepair(by="cem", **two_of(), **at_(p)),
    ),
    "right, ConfirmRepair": (
        worked_on,
        lambda p: acts.ConfirmRepair(by="bo", **two_of(), **at_(p)),
    ),
    "WorkOnRupture, for_oneself": (
        worked_on,
        lambda p: acts.WorkOnRupture(by="cem", **two_of(), **at_(p)),
    ),
    "RateBond, for_oneself": (
        couple_at_work,
        lambda p: acts.RateBond(by="cem", value=3, **two_of(), **at_(p)),
    ),
    "Custom, for_oneself": (
        lambda: declaring(couple_at_work(), DIARY),
        lambda p: acts.Custom(by="cem", client="ana", kind=DIARY.kind, **at_(p)),
    ),
    "place, Custom": (
        lambda: declaring(working(), RITUAL),
        lambda p: acts.Propose(by="ana", id="r", matter=weekly(), **at_(p)),
    ),
    "RecordContact, for_oneself": (
        couple_at_work,
        lambda p: acts.RecordContact(by="cem", client="ana", **at_(p)),
    ),
    "AnswerFeedback, for_oneself": (
        fed_back,
        lambda p: acts.AnswerFeedback(
            by="cem", session="s1", to="ana", **ANY, **at_(p)
        ),
    ),
    "Adjust, for_oneself": (
        fed_back,
        lambda p: acts.Adjust(
            by="cem", session="s1", because_of="ana", **ANY, **at_(p)
        ),
    ),
    "Amend, own_safety": (
        planned_for_another,
        lambda p: acts.Amend(by="cem", proposal="on", matter=PLAN, **at_(p)),
    ),
    "Accept, own_safety": (
        planned_for_ward,
        partial(accept, by="parent", on_behalf_of="ana"),
    ),
    "right, AcceptHandOver": (
        asked_and_joined,
        lambda p: acts.AcceptHandOver(by="fia", client="ana", **at_(p)),
    ),
    "AcceptHandOver, safety.none_open": (
        lambda: asked_to_look_after(worried()).record(ACCEPTED),
        lambda _: ACCEPTED,
    ),
    "L26, own_concerns_handed_over": (
        lambda: noticed(
            asked_to_look_after(two_therapists_worried("bo")), Noticed.LEAVING
        ),
        leaving,
    ),
    "right, GiveNotice": (
        working,
        lambda p: acts.GiveNotice(
            by="ana", of=Noticed.BREAK, from_=p.at, words=SAID, **at_(p)
        ),
    ),
    "CheckSafety, for_oneself": (
        lambda: with_a_concern(couple_at_work()),
        lambda p: acts.CheckSafety(by="cem", client="ana", clear=True, **at_(p)),
    ),
    "G21": (
        lambda: come_later(consented_to=False),
        lambda p: acts.AcceptAgreement(by="fia", **at_(p)),
    ),
    "G22": (along, lambda p: besides(p, "mum", As.PARENT)),
    "G23": (
        lambda: along(Scope.involve("eva")),
        lambda p: besides(p, "eva", As.OBSERVER),
    ),
    "L26, ground_given": (
        told_of_leaving,
        lambda p: attrs.evolve(leaving(p), ground=None),
    ),
    "L26, alternatives_named": (
        told_of_leaving,
        lambda p: attrs.evolve(leaving(p), alternatives=None),
    ),
    "Amend, joins_on_one_side": (
        lambda: asked_to_join("gus"),
        lambda p: acts.Amend(by="bo", proposal="on", matter=joining(), **at_(p)),
    ),
    "Accept, joins_on_one_side": (asked_to_join, partial(accept, by="eva")),
    "AcceptAgreement, statement_read": (
        come_later_and_stated,
        lambda p: acts.AcceptAgreement(by="gus", on_behalf_of="fia", **at_(p)),
    ),
    "Accept, statement_read": (
        lambda: put(stated(represented())),
        partial(accept, by="parent", on_behalf_of="ana", proposal="x"),
    ),
    "ReadAdvanceStatement, advance.none_to_read": (working, reading),
    "right, WriteAdvanceStatement": (
        working,
        lambda p: acts.WriteAdvanceStatement(by="bo", words=SAID, **at_(p)),
    ),
    "right, ReadAdvanceStatement": (
        lambda: stated(represented()),
        lambda p: reading(p, "parent"),
    ),
    "right, TakeBackAdvanceStatement": (
        stated_and_left,
        lambda p: acts.TakeBackAdvanceStatement(by="cem", **at_(p)),
    ),
    "right, HearRupture": (
        taken_to_the_service,
        lambda p: hearing(p, by="clinic"),
    ),
    "TakeRuptureTo, alliance.none_open": (working, taking_to),
    "PlanSession, together_as_agreed: some of them": (
        all_together,
        lambda p: acts.PlanSession(
            by="bo", id="s", starts_at=p.at, with_=("ana", "cem", "bo"), **at_(p)
        ),
    ),
    "CommentOnNote, read_by_them": (
        drafted_for_one,
        lambda p: acts.CommentOnNote(by="eva", note="n1", words=SAID, **at_(p)),
    ),
    "AgreeToNote, read_by_them": (
        drafted_for_one,
        lambda p: acts.AgreeToNote(by="eva", note="n1", **at_(p)),
    ),
    "Addendum, read_by_them": (
        drafted_for_one,
        lambda p: acts.Addendum(by="eva", note="n1", words=SAID, **at_(p)),
    ),
    "place, CommentOnNote": (
        drafted_and_closed,
        lambda p: acts.CommentOnNote(by="ana", note="n1", words=SAID, **at_(p)),
    ),
    "place, AgreeToNote": (
        drafted_and_closed,
        lambda p: acts.AgreeToNote(by="ana", note="n1", **at_(p)),
    ),
    "place, Addendum": (
        drafted_and_closed,
        lambda p: acts.Addendum(by="bo", note="n1", words=SAID, **at_(p)),
    ),
    "AcceptAgreement, authorised": (
        come_later,
        lambda p: acts.AcceptAgreement(by="gus", on_behalf_of="fia", **at_(p)),
    ),
    "right, AcceptAgreement": (
        come_later,
        lambda p: acts.AcceptAgreement(by="bo", **at_(p)),
    ),
    "StartSession, no_member_besides": (
        lambda: consented(
            led_to(couple(), Stage.WORKING),
            Scope.involve("ana"),
            START + timedelta(days=1),
        ),
        lambda p: besides(p, "ana", As.PARTNER, present="cem"),
    ),
    "Arrive, for_oneself": (
        lambda: begun(group(), "ana", "cem", "bo"),
        lambda p: comes(p, "dee", by="ana"),
    ),
    "Depart, for_oneself": (
        lambda: begun(group(), "ana", "cem", "bo"),
        lambda p: goes(p, "cem", by="ana"),
    ),
    "Arrive, as_at_the_start": (
        lambda: begun(couple(), "ana", "bo", ways=(Way.TELEHEALTH,)),
        lambda p: comes(p, "cem"),
    ),
    "Arrive, sessions.not_open": (met, lambda p: comes(p, "ana")),
    "Depart, sessions.not_open": (met, lambda p: goes(p, "ana")),
    "right, LogPractice": (
        lambda: tasked("bo"),
        lambda p: acts.LogPractice(by="bo", practice="p1", **at_(p)),
    ),
    "ReviewPractice, tasks.not_the_owner": (
        tasked,
        lambda p: reviewing(p, outcome=Reviewed.DROP),
    ),
    "Amend, drawn_from_their_own": (
        working,
        lambda p: acts.Amend(
            by="ana", proposal="g1", matter=drawing(p).matter, **at_(p)
        ),
    ),
    "Adjust, learned_before": (
        meeting,
        lambda p: acts.Adjust(
            by="bo",
            session="s1",
            because_of="ana",
            words=SAID,
            from_learning=p.at,
            **at_(p),
        ),
    ),
    "AddToAgenda, learned_before": (
        meeting,
        lambda p: acts.AddToAgenda(
            by="bo", session="s1", words=SAID, from_learning=p.at, **at_(p)
        ),
    ),
    "right, Disclose": (told, partial(disclosing, by="ana")),
    "right, AnswerNeed": (
        lambda: needing(working()),
        lambda p: answering_need(p, by="ana"),
    ),
    "right, Accommodate": (
        lambda: preferring(working()),
        lambda p: accommodating(p, by="ana"),
    ),
    "Accommodate, preferences.reason_given": (
        lambda: preferring(working()),
        lambda p: accommodating(p, words=None),
    ),
    "DiscussProgress, for_oneself": (
        lambda: measured(between=couple()),
        lambda p: discussing(p, by="cem"),
    ),
    "right, DiscussProgress": (
        lambda: measured(between=requested()),
        lambda p: discussing(p, by="clinic"),
    ),
    "right, MoveSession": (
        booked,
        lambda p: acts.MoveSession(by="clinic", session="s", starts_at=p.at, **at_(p)),
    ),
    "right, CancelSession": (
        booked,
        lambda p: acts.CancelSession(by="clinic", session="s", **at_(p)),
    ),
    "right, RecordMeasure": (
        lambda: consented(requested(), Scope.MEASUREMENT, START),
        lambda p: acts.RecordMeasure(
            by="clinic",
            client="ana",
            instrument="phq-9",
            score=9,
            low=0,
            high=27,
            **at_(p),
        ),
    ),
    "right, DischargeDuty": (
        covered,
        lambda p: acts.DischargeDuty(
            by="nominee", duty="cover/ana/1", words=SAID, **at_(p)
        ),
    ),
    "place, DeclineConsent": (
        closed,
        lambda p: acts.DeclineConsent(by="ana", scope=Scope.TREATMENT, **at_(p)),
    ),
    "place, WithdrawConsent": (
        closed,
        lambda p: acts.WithdrawConsent(by="ana", scope=Scope.TREATMENT, **at_(p)),
    ),
    "place, AnswerFeedback": (
        lambda: closed().record(answer(closed())),  # which is owed; more is not
        answer,
    ),
    "place, DischargeDuty": (
        closed,
        lambda p: acts.DischargeDuty(
            by="bo", duty="referral_information/ana", words=SAID, **at_(p)
        ),
    ),
    "place, AddToToolkit": (
        closed,
        lambda p: acts.AddToToolkit(by="ana", kind=ToolKind.INSIGHT, **ANY, **at_(p)),
    ),
    "place, EndorseInsight": (
        closed,
        lambda p: acts.EndorseInsight(by="ana", contribution="c1", **at_(p)),
    ),
    "right, EnteredInError": (planned_by_the_desk, partial(in_error, by="clinic")),
    "place, EnteredInError": (closed, partial(in_error, by="ana")),
    "place, Correction": (closed, correcting),
    "place, Disclose": (closed, partial(disclosing, by="bo")),
    "place, Redact": (
        closed,
        lambda p: acts.Redact(by="ana", subject="ana", because="mistake", **at_(p)),
    ),
    "place, AskErasure": (over, asking),
    "place, PlaceHold": (over, holding),
    "place, ReleaseHold": (lambda: over().record(holding(over())), releasing),
    "place, Restrict": (over, restricting),
    "place, Unrestrict": (lambda: over().record(restricting(over())), lifting),
    "right, AskErasure": (written, lambda p: asking(p, by="bo", subject="bo")),
    "right, PlaceHold": (written, partial(holding, by="bo")),
    "right, ReleaseHold": (held, partial(releasing, by="bo")),
    "right, Restrict": (written, partial(restricting, by="bo")),
    "right, Unrestrict": (
        lambda: written().record(restricting(written())),
        partial(lifting, by="bo"),
    ),
    "Restrict, somebody_known": (written, partial(restricting, subject="anna")),
}
"""By row: a partnership, and what is refused or allowed there by that row alone."""


EFFECTS: tuple[Situation, ...] = (
    (asked_for, lambda p: carrying(p, Stage.EXPLORING)),
    (asked_for, carrying),
    (carried, lambda p: acts.Confirm(by="ana", acts=(2,), **at_(p))),
    (carried, lambda p: acts.Dispute(by="ana", act=2, words=SAID, **at_(p))),
    (
        to_be_corrected,
        lambda p: acts.Accept(by="ana", proposal="correction", **at_(p)),
    ),
    (
        working,
        lambda p: acts.WriteNote(by="ana", entered_by="bo", words=SAID, **at_(p)),
    ),
    (noted, lambda p: acts.Confirm(by="ana", acts=(p.version,), **at_(p))),
    (noted, lambda p: acts.Dispute(by="ana", act=p.version, words=SAID, **at_(p))),
    (disputed, lambda p: answering(p, p.version)),
    (
        disputed_note,
        lambda p: acts.EnteredInError(
            by="bo", act=p.version - 2, because="slip", **at_(p)
        ),
    ),
    (disputed_note, lambda p: acts.Accept(by="ana", proposal="out", **at_(p))),
    (
        booked,
        lambda p: acts.PlanSession(
            by="bo", id="t", starts_at=p.at, mode=Mode.VIDEO, **at_(p)
        ),
    ),
    (
        booked,
        lambda p: acts.MoveSession(
            by="bo", session="s", starts_at=p.at, mode=Mode.VIDEO, **at_(p)
        ),
    ),
    (
        by_distance,
        lambda p: acts.Explain(
            by="bo", to="ana", scope=Scope.TELEHEALTH, terms="u", **at_(p)
        ),
    ),
    (
        by_distance,
        lambda p: acts.GiveConsent(
            by="ana", scope=Scope.TELEHEALTH, terms="t", **at_(p)
        ),
    ),
    (
        by_distance,
        lambda p: acts.DeclineConsent(by="ana", scope=Scope.TELEHEALTH, **at_(p)),
    ),
    (
        two_parents,
        lambda p: acts.DeclineConsent(
            by="other", on_behalf_of="ana", scope=Scope.RECORDING, **at_(p)
        ),
    ),
    (
        two_parents,
        lambda p: acts.WithdrawConsent(
            by="other", on_behalf_of="ana", scope=Scope.CONTACT, **at_(p)
        ),
    ),
    (lambda: noticed(working(), Noticed.BREAK), pausing),
    (working, partial(finding, competent=False)),
    (
        lambda: (p := working()).record(finding(p, competent=False)),
        partial(finding, competent=True),
    ),
    (
        lambda: falling_under(working(), "us.ca.12"),
        partial(finding, competent=True),
    ),
    (
        lambda: two().record(
            acts.Propose(by="bo", id="on", matter=matters.Begin(urgent=True), at=START)
        ),
        accept,
    ),
    (
        lambda: ending(worried=False),
        lambda p: acts.Finish(by="bo", alternatives=SAID, **at_(p)),
    ),
    (
        lambda: led_to(requested(), Stage.FOLLOW_UP),
        lambda p: acts.FollowUpOver(by="clinic", **at_(p, 180)),
    ),
    (
        lambda: silent(working()),
        lambda p: acts.CloseAsLapsed(by="bo", **at_(p, 28)),
    ),
    (lambda: handing_on(worried=False), complete),
    (told_of_a_break, pausing),
    (parting, accept),
    (lambda: enough(met_once()), partial(accept, proposal="enough")),
    (
        urgent,
        lambda p: acts.Explain(
            by="bo", to="ana", scope=Scope.ASSESSMENT, terms="t", **at_(p)
        ),
    ),
    (taken_back, lambda p: attrs.evolve(meet(p), ending_talk=True)),
    (
        working,
        lambda p: acts.StatePreference(
            by="ana", dimension="intensity", strength=3, **at_(p)
        ),
    ),
    (lambda: needing(working()), answering_need),
    (lambda: preferring(working()), accommodating),
    (tasked, lambda p: logging(p, done=Done.NOT)),
    (lambda: tasked().record(logging(tasked(), done=Done.NOT)), reviewing),
    (tasked, meet),
    (working, doubting),
    (lambda: doubted(tasked()), smaller),
    (lambda: doubted(tasked()), smaller_now),
    (
        lambda: doubted(working()).record(smaller(working(), by="ana")),
        partial(accept, by="bo", proposal="less"),
    ),
    (
        lambda: doubted(meeting()),
        lambda p: discussing(p, measures=(), goals={"g1"}),
    ),
    (lambda: measured(5), lambda p: scoring(p, 27)),
    (measured, discussing),
    (measured, lambda p: discussing(p, by="ana", pick=Pick.REFER)),
    (rated, lambda p: acts.RateGoal(by="ana", goal="g1", value=0, **at_(p))),
    (
        lambda: rated(8, 0),
        lambda p: discussing(p, measures=(), goals={"g1"}),
    ),
    (strained, taking_to),
    (lambda: taken(strained()), hearing),
    (
        lambda: working().record(acts.StartEnding(by="ana", **at_(working()))),
        lambda p: acts.Finish(by="ana", **at_(p)),
    ),
    *(
        (partial(led_to, two(), stage), lambda p: acts.ComeBack(by="ana", **at_(p)))
        for stage in (Stage.FOLLOW_UP, Stage.PAUSED)
    ),
    (told, partial(disclosing, by="bo")),
    (meeting, lambda p: say(p, acts.GiveFeedback, heard=0)),
    (meeting, lambda p: say(p, acts.CheckComfort, level=0)),
    (cleared, accept),
    (bringing_in, accept),
    (chosen, partial(accept, by="bo", proposal="x")),
    (agreeing, partial(accept, proposal="a1")),
    *(
        (partial(with_a_concern, opening), lambda p: acts.Leave(by="ana", **at_(p)))
        for opening in (
            couple(),
            led_to(couple(), Stage.WORKING),
            led_to(group(), Stage.WORKING),
        )
    ),
    (
        lambda: worried().record(acts.Leave(by="ana", **at_(worried()))),
        lambda p: acts.ReachOut(by="bo", to="ana", **at_(p)),
    ),
    (lambda: taking_in(family(), "ana"), partial(accept, by="cem")),
    (lambda: taking_in(group()), partial(accept, by="eva")),
    (
        lambda: told_of_leaving().record(
            acts.StartSession(
                by="bo", id="s1", present=("ana", "bo"), **at_(told_of_leaving())
            )
        ),
        leaving,
    ),
)
"""Lawful acts that take a step, or open or discharge a duty, met hardly anywhere."""
