"""Which fields of an act that is carried do not go out: named, and counted."""

from collections.abc import Collection, Iterable, Iterator

import attrs

from collabtherapy.fhir.outward.plans import standing
from collabtherapy.fhir.outward.writing import Told, Writing
from collabtherapy.fhir.rows import EARLIER, IN_PROVENANCE, OF_ACTS, OF_EVERY_KIND
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.consent import Explain, GiveConsent
from collabtherapy.partnership.regions.decisions import Amend, Propose
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import MoveSession, PlanSession
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.meetings import session_of
from collabtherapy.partnership.values.people import Client, Organisation, Therapist
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.stages import Open

NOT_DECIDED = "FHIR shows what was decided, and this was not"


def lose_fields(w: Writing, told: Told) -> None:
    """Note the fields of an act, and of what it puts, that do not go out."""
    act = told.act
    _lose(w, act, but=("corrects",) if w.in_place_of(told) else ())
    if isinstance(act, Open):
        for someone in act.people:
            _lose_of_person(w, someone)
    if isinstance(act, CarryOver):
        _lose_of_carried(w, act)
    if isinstance(act, Propose | Amend) and told.proposal is not None:
        _lose_of_matter(w, told.proposal, act.matter)
    if isinstance(act, GiveConsent) and act.expires_at is not None:
        _lose_earlier_consent(w, act)
    if isinstance(act, PlanSession | MoveSession):
        _lose_earlier_plan(w, act)


def _lose(w: Writing, held: Act | Matter, but: Collection[str] = ()) -> None:
    row = OF_ACTS[type(held)]
    name = type(held).__name__
    for field in said(held):
        if field in but:
            continue
        if field in row.lost:
            w.lose(f"{name}.{field}", row.lost[field])
        elif field in OF_EVERY_KIND:
            w.lose(f"{name}.{field}", OF_EVERY_KIND[field])


def _lose_of_person(w: Writing, someone: Client | Therapist | Organisation) -> None:
    lost = OF_ACTS[Open].lost
    for field in ("called", "pronouns", "credentials", "supervisor"):
        if getattr(someone, field, None):
            w.lose(f"{type(someone).__name__}.{field}", lost[field])


def _lose_of_carried(w: Writing, act: CarryOver) -> None:
    for made in act.matters:
        _lose(w, made.matter)
    for given in act.consents:
        if given.limits:
            w.lose(f"{type(given).__name__}.limits", OF_ACTS[Explain].lost["limits"])


def _lose_of_matter(w: Writing, put: Proposal, matter: Matter) -> None:
    kind = type(matter).__name__
    row = OF_ACTS[type(matter)]  # what is put is carried, or this is not asked
    now = w.view.state.decisions.proposals.find(put.id)
    number = put.last.number
    if now is None or number not in _shown(now):
        waits = now is not None and number > standing(now).number
        w.lose(kind, NOT_DECIDED if waits else EARLIER)
        return
    _lose(w, matter)
    if isinstance(matter, Involve | Join):
        _lose_of_person(w, matter.person)
    if now.settled is None:
        for field in row.unless_settled:
            w.lose(f"{kind}.{field}", NOT_DECIDED)


def _shown(now: Proposal) -> frozenset[int]:
    """Give which versions are written: of a goal, an amendment that waits as well."""
    stands = standing(now)
    if isinstance(stands.matter, Goal):
        return frozenset((stands.number, now.last.number))
    return frozenset((stands.number,))


def _lose_earlier_consent(w: Writing, act: GiveConsent) -> None:
    last = w.view.state.consent.of(act.for_whom, act.scope)
    if (last.given_at, last.expires_at) != (act.at, act.expires_at):
        w.lose("GiveConsent.expires_at", EARLIER)


def _lose_earlier_plan(w: Writing, act: PlanSession | MoveSession) -> None:
    """Note what an appointment was for before it was moved, or held otherwise."""
    now = w.view.state.sessions.by_id[session_of(act)]
    for field, said, stands in (
        ("starts_at", act.starts_at, now.planned_for),
        ("ends_at", act.ends_at, now.planned_until),
        ("mode", act.mode, now.mode),
        ("place", act.place, now.place),
    ):
        if said not in (None, stands):
            w.lose(f"{type(act).__name__}.{field}", EARLIER)


def said(held: Act | Matter) -> Iterator[str]:
    """Yield the fields that say something: what is empty or left as it is says none."""
    kind: type = type(held)
    names: Iterable[str] = (
        one.name
        for one in attrs.fields(kind)
        if one.name not in IN_PROVENANCE and getattr(held, one.name) != one.default
    )
    yield from names
