"""What must hold of time, of consent, and of what is decided together."""

from collections.abc import Mapping
from typing import cast

from collabtherapy import Scope, Stage, acts, matters
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import USUAL_SCOPES
from collabtherapy.partnership.verdict import why_not
from collabtherapy.testing import reckoned
from collabtherapy.testing.promises.moment import Moment, Promise


def _in_order(m: Moment) -> bool:
    if m.is_from_before:
        return m.before.at == m.after.at
    return m.before.at <= m.act.at == m.after.at


def _consents(m: Moment) -> bool:
    stated = reckoned.stated(m.history)
    for (client, scope), consent in m.after.state.consent.by_scope.items():
        counts = consent.in_force(m.act.at)
        given = reckoned.consents(m.history, client, scope, m.act.at)
        # What a client says for whom others decide may not be enough.
        if (counts and not given) or (given and not counts and client not in stated):
            return False
    return True


def _explained(m: Moment) -> bool:
    if not isinstance(m.act, acts.GiveConsent):
        return True
    told = reckoned.explained(m.history, m.act.for_whom, m.act.scope)
    with_limits = any(e.limits for e in told if e.terms == m.act.terms)
    treatment = m.act.scope == Scope.TREATMENT
    return bool(told) and (with_limits or not treatment)


def _free(m: Moment) -> bool:
    if not m.after.stage.is_open:
        return True
    client, at = m.after.clients[0].id, m.act.at
    scope = USUAL_SCOPES[len(m.history) % len(USUAL_SCOPES)]
    rights = (
        acts.Leave(by=client, at=at),
        acts.WithdrawConsent(by=client, at=at, scope=scope),
    )
    return not any(why_not(m.after.state, right) for right in rights)


def _both(m: Moment) -> bool:
    if not isinstance(m.act, acts.Propose | acts.Amend | acts.Accept):
        return True
    name = m.act.id if isinstance(m.act, acts.Propose) else m.act.proposal
    proposal = m.after.proposal(name)
    yes = reckoned.accepted(m.history, name)
    if proposal.accepted_by != yes:
        return False
    if not proposal.is_settled:
        return True
    matter = proposal.last.matter
    own: object = getattr(matter, matter.owned_by or "", None)
    owners = cast("frozenset[object]", own) if isinstance(own, frozenset) else {own}
    theirs = set(m.clients) & owners or set(m.clients)
    members, policy = m.before.state.members, m.before.policy
    led = isinstance(matter, matters.Join) and members.form not in policy.join_assent
    # A group takes people in by those who lead it.
    return (led or theirs <= yes) and bool(yes & set(members.ids(Role.THERAPIST)))


def _dissents(m: Moment) -> bool:
    kept = [(put.id, dissent.by) for put, dissent in m.after.disagreements]
    return sorted(kept) == sorted(reckoned.dissents(m.history))


def _working(m: Moment) -> bool:
    if not m.enters(Stage.WORKING):
        return True
    by_service = isinstance(m.act, acts.CarryOver) and m.role is Role.ORGANISATION
    back = isinstance(m.act, acts.ComeBack) and m.before.stage is Stage.PAUSED
    agreed = isinstance(m.act, acts.Accept) or back or by_service
    return (
        agreed
        and m.after.agreement is not None
        and all(
            reckoned.consents(m.history, client, Scope.TREATMENT, m.act.at)
            for client in m.clients
        )
    )


def _oriented(m: Moment) -> bool:
    if not m.enters(Stage.CONTRACTING) or not m.before.policy.orientation_first:
        return True
    if m.before.stage is not Stage.EXPLORING or m.role is Role.CLIENT:
        return True
    told = {act.to for act in m.history if isinstance(act, acts.Orient)}
    answered = {a.by for a in m.history if isinstance(a, acts.AnswerOrientation)}
    return set(m.clients) <= told | answered


def _goal(m: Moment) -> bool:
    if not m.enters(Stage.WORKING) or m.before.stage is not Stage.CONTRACTING:
        return True
    agreement = m.after.agreement
    deferred = agreement is not None and agreement.matter.goals_deferred
    return deferred or bool(m.before.goals)


def _absorbing(m: Moment) -> bool:
    if m.before.stage is Stage.CLOSED:
        return m.after.stage is Stage.CLOSED
    resumes = m.before.stage is Stage.PAUSED and isinstance(
        m.act, acts.Accept | acts.ComeBack
    )
    moved = m.after.stage is not Stage.PAUSED and m.after.stage is not Stage.ENDING
    return not (resumes and moved) or m.after.stage is m.before.paused_from


OF_AGREEING: Mapping[str, Promise] = {
    "Time does not run backwards.": _in_order,
    "What is in force was given under the terms last explained.": _consents,
    "Nobody consents to what was not explained to them, limits and all.": _explained,
    "A client may leave, and take back any consent, whenever it is open.": _free,
    "What is settled was accepted, in that version, by everyone it needs.": _both,
    "A no is never lost.": _dissents,
    "The work begins by agreement, with consent to treatment.": _working,
    "A therapist's draft comes after orientation, where the policy says so.": _oriented,
    "A goal is shared, or left open on purpose, before the work begins.": _goal,
    "What is closed stays closed, and a break ends where it began.": _absorbing,
}
"""What must hold of time, consent and decisions."""
