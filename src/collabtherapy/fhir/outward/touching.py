"""Which resources an act is carried by, whether or not they are there in the end."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, cast

from collabtherapy import acts, matters
from collabtherapy.fhir.outward.consents import consent_key, delegation_key
from collabtherapy.fhir.outward.goals import goal_key
from collabtherapy.fhir.outward.people import ended_by, key_of
from collabtherapy.fhir.outward.plans import plan_key, task_key
from collabtherapy.fhir.outward.safety import flag_key
from collabtherapy.fhir.outward.sessions import (
    appointment_key,
    encounter_key,
    location_key,
)
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.meetings import session_of
from collabtherapy.partnership.values.proposals import Proposal

Touch: TypeAlias = Callable[[Writing, Told], Iterator[Key]]


def touched(w: Writing, told: Told) -> Iterator[Key]:
    """Give the resources that carry an act."""
    if told.proposal is not None:
        yield from _decided(w, told, told.proposal)
    touch = TOUCHES.get(type(told.act))
    if touch is not None:
        yield from touch(w, told)


def _decided(w: Writing, told: Told, proposal: Proposal) -> Iterator[Key]:
    """Give what a proposal is about, or has become."""
    matter, name = proposal.last.matter, str(proposal.id)
    if isinstance(matter, matters.Goal):
        pending = proposal.settled is not None and not proposal.is_settled
        yield goal_key(name, pending=pending)
        yield goal_key(name)
    elif isinstance(matter, matters.GoalEnd):
        yield goal_key(str(matter.goal))
    elif isinstance(matter, matters.Agreement | matters.SafetyPlan):
        yield plan_key(name)
    elif isinstance(matter, matters.Task | matters.Practice):
        yield task_key(name)
    elif isinstance(matter, matters.ResolveConcern):
        yield flag_key(w, told, matter.client)
    elif isinstance(matter, matters.Involve | matters.Join):
        yield "CareTeam", ()
    elif isinstance(matter, matters.Correction):
        yield from w.marked.get(matter.act, ())


def _opening(w: Writing, _: Told) -> Iterator[Key]:
    yield from (key for key in w.made if key[0] in {"EpisodeOfCare", "CareTeam"})


def _carried(w: Writing, told: Told) -> Iterator[Key]:
    act = cast("acts.CarryOver", told.act)
    yield from (consent_key(given.client, given.scope) for given in act.consents)
    yield from (goal_key(str(goal.id)) for goal in act.goals)
    if act.agreement is not None:
        yield plan_key(str(act.agreement.id))
    yield from (key for key in w.made if key[0] == "EpisodeOfCare")


def _team(_: Writing, __: Told) -> Iterator[Key]:
    yield "CareTeam", ()


def _death(w: Writing, told: Told) -> Iterator[Key]:
    act = cast("acts.RecordDeath", told.act)
    yield key_of(w, act.client)
    yield "CareTeam", ()


def _consent(_: Writing, told: Told) -> Iterator[Key]:
    act = cast("acts.GiveConsent | acts.DeclineConsent", told.act)
    yield consent_key(act.for_whom, act.scope)


def _explained(_: Writing, told: Told) -> Iterator[Key]:
    act = cast("acts.Explain", told.act)
    yield consent_key(act.to, act.scope)


def _appointed(_: Writing, told: Told) -> Iterator[Key]:
    act = cast("acts.AppointRepresentative | acts.ConfirmRepresentation", told.act)
    yield "RelatedPerson", (str(act.client), str(act.representative))
    yield delegation_key(act.client, act.representative)


def _ended(_: Writing, told: Told) -> Iterator[Key]:
    for held in ended_by(told, cast("acts.EndRepresentation", told.act)):
        yield "RelatedPerson", (str(held.client), str(held.holder))
        yield delegation_key(held.client, held.holder)


def _planned(_: Writing, told: Told) -> Iterator[Key]:
    act = cast("acts.PlanSession | acts.MoveSession", told.act)
    session = session_of(act)
    yield appointment_key(session)
    if act.place is not None:
        yield location_key(session)


def _called_off(_: Writing, told: Told) -> Iterator[Key]:
    yield appointment_key(cast("acts.CancelSession", told.act).session)


def _started(_: Writing, told: Told) -> Iterator[Key]:
    yield encounter_key(cast("acts.StartSession", told.act).id)


def _over(_: Writing, told: Told) -> Iterator[Key]:
    yield encounter_key(cast("acts.EndSession", told.act).session)


def _agreed_later(_: Writing, told: Told) -> Iterator[Key]:
    agreement = told.before.agreement.current
    if agreement is not None:
        yield plan_key(str(agreement.id))


def _of_practice(_: Writing, told: Told) -> Iterator[Key]:
    act = cast("acts.StopPractice | acts.ReviewPractice", told.act)
    yield task_key(str(act.practice))


def _concern(w: Writing, told: Told) -> Iterator[Key]:
    act = cast(
        "acts.RaiseConcern | acts.HandOverSafety | acts.AcceptHandOver", told.act
    )
    yield flag_key(w, told, act.client)


def _stated(w: Writing, told: Told) -> Iterator[Key]:
    plan = w.view.state.safety.of(told.act.by).plan
    if plan is not None:
        yield plan_key(str(plan.id))


def _struck(w: Writing, told: Told) -> Iterator[Key]:
    yield from w.marked.get(cast("acts.EnteredInError", told.act).act, ())


def _own(*kinds: str) -> Touch:
    """Give what is written for this act alone."""

    def touch(_: Writing, told: Told) -> Iterator[Key]:
        yield from ((kind, (told.name,)) for kind in kinds)

    return touch


_FOUND = _own("Observation", "QuestionnaireResponse")
_MESSAGE = _own("Communication", "QuestionnaireResponse")

TOUCHES: Mapping[type[Act], Touch] = {
    acts.Open: _opening,
    acts.CarryOver: _carried,
    acts.Leave: _team,
    acts.LeaveAsTherapist: _team,
    acts.AcceptAgreement: _agreed_later,
    acts.RecordDeath: _death,
    acts.Explain: _explained,
    acts.GiveConsent: _consent,
    acts.DeclineConsent: _consent,
    acts.WithdrawConsent: _consent,
    acts.AppointRepresentative: _appointed,
    acts.ConfirmRepresentation: _appointed,
    acts.EndRepresentation: _ended,
    acts.PlanSession: _planned,
    acts.MoveSession: _planned,
    acts.CancelSession: _called_off,
    acts.MissSession: _called_off,
    acts.StartSession: _started,
    acts.Arrive: _over,
    acts.Depart: _over,
    acts.EndSession: _over,
    acts.InterruptSession: _over,
    acts.StopPractice: _of_practice,
    acts.ReviewPractice: _of_practice,
    acts.RaiseConcern: _concern,
    acts.HandOverSafety: _concern,
    acts.AcceptHandOver: _concern,
    acts.RateGoal: _FOUND,
    acts.RateConfidence: _FOUND,
    acts.RateBond: _FOUND,
    acts.CheckComfort: _FOUND,
    acts.CheckSafety: _FOUND,
    acts.RecordMeasure: _FOUND,
    acts.LogPractice: _FOUND,
    acts.FindCompetence: _FOUND,
    acts.AskFeedback: _MESSAGE,
    acts.GiveFeedback: _MESSAGE,
    acts.DeclineFeedback: _MESSAGE,
    acts.AnswerFeedback: _MESSAGE,
    acts.Adjust: _MESSAGE,
    acts.Reflect: _MESSAGE,
    acts.ReachOut: _MESSAGE,
    acts.RecordContact: _MESSAGE,
    acts.WriteAdvanceStatement: _stated,
    acts.WriteNote: _MESSAGE,
    acts.CommentOnNote: _MESSAGE,
    acts.AgreeToNote: _MESSAGE,
    acts.Addendum: _MESSAGE,
    acts.Disclose: _own("AuditEvent"),
    acts.EnteredInError: _struck,
}
"""Where each kind of act is found again; decisions are found by their matter."""
