"""Which fields of an act that is carried do not go out: named, and counted."""

from collections.abc import Iterable, Iterator

import attrs

from collabtherapy.fhir.rows import EARLIER, IN_PROVENANCE, NEWER, OF_ACTS
from collabtherapy.fhir.writing import Told, Writing
from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.consent import Explain, GiveConsent
from collabtherapy.partnership.decisions import Amend, Propose
from collabtherapy.partnership.people import Client, Organisation, Therapist
from collabtherapy.partnership.stages import Open

SHOWN_ONCE = "FHIR shows what was decided, and this was not"


def lose_fields(w: Writing, told: Told) -> None:
    """Note the fields of an act, and of what it puts, that do not go out."""
    act = told.act
    _lose(w, act)
    if isinstance(act, Open):
        for someone in act.people:
            _lose_of_person(w, someone)
    if isinstance(act, Propose | Amend):
        _lose_of_matter(w, told, act.matter)
    if isinstance(act, GiveConsent) and act.expires_at is not None:
        _lose_earlier_consent(w, told, act)


def _lose(w: Writing, held: Act | Matter) -> None:
    row = OF_ACTS[type(held)]
    name = type(held).__name__
    for field in _said(held):
        if field in row.lost:
            w.lose(f"{name}.{field}", row.lost[field])
        elif field == "kept":
            w.lose(f"{name}.kept", NEWER)


def _lose_of_person(w: Writing, someone: Client | Therapist | Organisation) -> None:
    lost = OF_ACTS[Open].lost
    for field in ("called", "pronouns", "credentials", "supervisor"):
        if getattr(someone, field, None):
            w.lose(f"{type(someone).__name__}.{field}", lost[field])


def _lose_of_matter(w: Writing, told: Told, matter: Matter) -> None:
    kind = type(matter).__name__
    row = OF_ACTS.get(type(matter))
    if row is None or not row.becomes:
        w.lose(f"{kind}", NEWER if row is None else row.because)
        return
    if not _stands(w, told):
        w.lose(kind, EARLIER)
        return
    _lose(w, matter)
    proposal = told.proposal
    now = None if proposal is None else w.view.state.decisions.proposals.find(
        proposal.id
    )
    if now is None or now.settled is None:
        for field in row.unless_settled:
            w.lose(f"{kind}.{field}", SHOWN_ONCE)


def _stands(w: Writing, told: Told) -> bool:
    """Whether the version that an act puts is one that is shown in the end."""
    if told.proposal is None:
        return False
    number = told.proposal.last.number
    now = w.view.state.decisions.proposals.find(told.proposal.id)
    if now is None:
        return False
    shown = {now.last.number}
    if now.settled is not None:
        shown.add(now.settled.number)
    return number in shown


def _lose_earlier_consent(w: Writing, told: Told, act: GiveConsent) -> None:
    last = w.view.state.consent.of(act.for_whom, act.scope)
    if (last.given_at, last.expires_at) != (act.at, act.expires_at):
        w.lose("GiveConsent.expires_at", EARLIER)


def _said(held: Act | Matter) -> Iterator[str]:
    """Give the fields that say something: what is empty or left as it is says none."""
    kind: type = type(held)
    names: Iterable[str] = (
        one.name
        for one in attrs.fields(kind)
        if one.name not in IN_PROVENANCE and getattr(held, one.name) != one.default
    )
    yield from names


__all__ = ["SHOWN_ONCE", "Explain", "lose_fields"]
