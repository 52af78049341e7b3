"""Carrying out the fix of a refusal, as the people it names would."""

from datetime import UTC, datetime

import attrs

from collabtherapy import (
    Change,
    ContributionId,
    Do,
    Marker,
    Partnership,
    PersonId,
    ProposalId,
    Refusal,
    Scope,
    SessionId,
    TermsId,
    Words,
    acts,
    matters,
)
from collabtherapy.partnership.ids import fresh
from collabtherapy.partnership.people import Role

LATER = datetime(2030, 1, 1, tzinfo=UTC)

DEEPEST = 8
"""How many fixes of fixes are tried before one is given up."""

MOST_REASONS = 40
"""How many reasons of one act are cleared: each of several people may have a few."""


class NotCarriedOut(Exception):
    """A fix could not be carried out: it names nobody, or leads in a circle."""


def carried_out(
    p: Partnership, act: acts.Act, refusal: Refusal, depth: int = 0
) -> tuple[Partnership, acts.Act]:
    """Give the partnership and the act after everything in a fix was done."""
    if not refusal.fix or depth > DEEPEST:
        raise NotCarriedOut(refusal.code)
    for remedy in refusal.fix:
        match remedy:
            case Do():
                p = _done(p, remedy, act, depth)
            case Change(field=field, to=to):
                values = (_chosen(field),) if to is None else to
                if not values:
                    raise NotCarriedOut(refusal.code)
                act = attrs.evolve(act, **{field: values[0]})
        act = attrs.evolve(act, at=max(act.at, p.state.at))
    return p, act


def _chosen(field: str) -> object:
    return {"words": Words("because")}.get(field)


def _done(p: Partnership, remedy: Do, act: acts.Act, depth: int) -> Partnership:
    if remedy.act is acts.Open:
        return _opened_anew(p, remedy)
    if remedy.each:
        for by in remedy.by:
            doing = filled_in(p, remedy, by, act)
            if doing is not None and _still_to_do(p, doing):
                p = _done_by(p, doing, depth)
        return p
    tried = [filled_in(p, remedy, by, act) for by in remedy.by]
    doings = [doing for doing in tried if doing is not None]
    for doing in doings:
        if not p.why_not(doing):
            return p.record(doing)
    for doing in doings:
        try:
            return _done_by(p, doing, depth)
        except NotCarriedOut:
            continue
    raise NotCarriedOut(remedy.act.__name__)


def _still_to_do(p: Partnership, doing: acts.Act) -> bool:
    codes = {reason.code for reason in p.why_not(doing)}
    return not codes & {"decision.accepted_already", "decision.proposal.settled"}


def _done_by(p: Partnership, doing: acts.Act, depth: int) -> Partnership:
    for _ in range(MOST_REASONS):
        reasons = p.why_not(doing)
        if not reasons:
            return p.record(doing)
        p, doing = carried_out(p, doing, reasons[0], depth + 1)
    raise NotCarriedOut(f"{type(doing).__name__}: {reasons[0].code}")


def _opened_anew(p: Partnership, remedy: Do) -> Partnership:
    people = p.history[0]
    assert isinstance(people, acts.Open)
    return Partnership.open(
        id=f"{p.id}-anew",
        clients=people.clients,
        therapists=people.therapists,
        organisations=people.organisations,
        form=people.form,
        by=remedy.by[0],
        at=p.state.at,
        **remedy.fields,
    )


def filled_in(
    p: Partnership, remedy: Do, by: PersonId, act: acts.Act
) -> acts.Act | None:
    """Give the act that a fix asks for, with what it leaves open filled in."""
    given = dict(remedy.fields)
    at = max(p.state.at, act.at)
    matter = given.get("matter")
    if isinstance(matter, type):
        given["matter"] = _matter(matter)
    everyone = frozenset(p.state.members.ids(Role.CLIENT, Role.THERAPIST))
    defaults: dict[str, object] = {
        "id": _new(p, remedy.act),
        "matter": matters.Goal(words=Words("sleep")),
        "terms": TermsId("t"),
        "scope": Scope.TREATMENT,
        "present": everyone,
        "starts_at": at,
        "words": Words("said"),
        "expected_wait_days": 7,
        "client": p.clients[0].id,
        "therapist": p.therapists[0].id,
        "marker": Marker.MIXED,
        "clear": True,
        "recipient": "service",
        "ground": "emergency",
        "session": p.state.sessions.open or SessionId("s-fix"),
    }
    names = {field.name for field in attrs.fields(remedy.act)}
    needed = {
        field.name
        for field in attrs.fields(remedy.act)
        if field.default is attrs.NOTHING
    }
    values = {
        name: given.get(name, defaults.get(name))
        for name in names
        if name in given or (name in defaults and name in needed) or name == "words"
    }
    return remedy.act(**{"by": by, "at": at, **values})


def _matter(kind: type[matters.Matter]) -> matters.Matter:
    if kind in (matters.Goal, matters.Agreement, matters.Choice):
        return kind(words=Words("sleep"))
    if kind is matters.FollowUp:
        return kind(until=LATER)
    if kind in (matters.SafetyPlan, matters.ResolveConcern):
        raise AssertionError("a safety matter names its client")
    return kind()


def _new(p: Partnership, kind: type[acts.Act]) -> object:
    if kind in (acts.PlanSession, acts.StartSession):
        return fresh(SessionId("s-fix"), p.state.sessions.by_id)
    if kind is acts.Contribute:
        return fresh(ContributionId("c-fix"), p.state.contributions.by_id)
    return fresh(ProposalId("x-fix"), p.state.decisions.proposals)
