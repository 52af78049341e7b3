"""Patient, Practitioner, Organization, RelatedPerson, Group: ids, and nobody's name."""

from collections.abc import Iterable, Iterator

from collabtherapy.fhir.codes import identifier, own
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.shapes import Json, moment, period
from collabtherapy.partnership.law.two_sides import has_effect
from collabtherapy.partnership.regions.representation import (
    AppointRepresentative,
    EndRepresentation,
)
from collabtherapy.partnership.values.authority import Authority
from collabtherapy.partnership.values.endings import RecordDeath
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role

APPOINTED_AGAIN = (
    "the same person was appointed again, and the last time is what is there"
)

KINDS = {
    Role.CLIENT: "Patient",
    Role.FORMER_CLIENT: "Patient",
    Role.THERAPIST: "Practitioner",
    Role.FORMER_THERAPIST: "Practitioner",
    Role.ORGANISATION: "Organization",
}
"""What a member is in FHIR. Whoever does something without being one is a professional
from outside: a nominee, a coder, whoever takes the work on."""


def key_of(w: Writing, person: PersonId) -> Key:
    """Give what somebody is written as."""
    role = w.view.state.members.role(person)
    return KINDS.get(role, "Practitioner"), (str(person),)


def person(w: Writing, who: PersonId) -> Json:
    """Give a reference to somebody, who is written unless they have been."""
    key = key_of(w, who)
    if key in w.made:
        return w.ref(key)
    return w.put(key, {"identifier": [identifier("person", str(who))]})


def recipient(w: Writing, name: str, kind: str = "person") -> Json:
    """Give a reference to whoever is told something: a member, or an organisation."""
    if kind == "person" and w.view.state.members.role(PersonId(name)) in KINDS:
        return person(w, PersonId(name))
    key: Key = ("Organization", (kind, name) if kind != "person" else (name,))
    return w.put(key, {"identifier": [identifier(kind, name)]})


def speaking(w: Writing, by: PersonId, for_whom: PersonId) -> Json:
    """Give a reference to whoever acts, for themselves or for whom they represent."""
    if by == for_whom:
        return person(w, by)
    key: Key = ("RelatedPerson", (str(for_whom), str(by)))
    if key in w.made:
        return w.ref(key)
    return w.put(
        key,
        {
            "identifier": [identifier("person", str(by))],
            "patient": person(w, for_whom),
        },
    )


def together(w: Writing, clients: Iterable[PersonId]) -> Json:
    """Give a reference to one client, or to several as a group."""
    those = sorted(set(clients))
    if len(those) == 1:
        return person(w, those[0])
    key: Key = ("Group", tuple(map(str, those)))
    members = [{"entity": person(w, one)} for one in those]
    kind: Json = {"membership": "enumerated"} if w.is_r5 else {"actual": True}
    return w.put(key, {"type": "person", **kind, "member": members})


def clients(w: Writing) -> tuple[PersonId, ...]:
    """Give the clients who are here, and those who left."""
    members = w.view.state.members
    return tuple(one.id for one in (*members.clients, *members.former))


def write_people(w: Writing) -> None:
    """Write everyone who is or was a member, and who speaks for whom."""
    for member in w.view.members:
        person(w, member.id)
    for who in clients(w):
        person(w, who)
    for told in w.seen:
        act = told.act
        if isinstance(act, RecordDeath):
            died = moment(told.happened_at)
            w.made[key_of(w, act.client)]["deceasedDateTime"] = died
        elif isinstance(act, AppointRepresentative):
            _appoint(w, act)
        elif isinstance(act, EndRepresentation):
            _end(w, told, act)
    for (client, holder), held in w.view.state.representation.held.items():
        key: Key = ("RelatedPerson", (str(client), str(holder)))
        if key in w.made:
            w.made[key]["active"] = has_effect(w.view.state, held, w.view.state.at)


def left_at(w: Writing, who: PersonId) -> int | None:
    """Return the place of the act by which somebody went, if they did."""
    return w.gone.get(who)


def _appoint(w: Writing, act: AppointRepresentative) -> None:
    key: Key = ("RelatedPerson", (str(act.client), str(act.representative)))
    if "period" in w.made.get(key, {}):
        for name in ("basis", "until"):
            w.lose(f"AppointRepresentative.{name}", APPOINTED_AGAIN)
    w.put(
        key,
        {
            "identifier": [identifier("person", str(act.representative))],
            "patient": person(w, act.client),
            "relationship": [own("basis", act.basis.value)],
            "period": period(act.at, act.until),
        },
    )


def ended_by(told: Told, act: EndRepresentation) -> Iterator[Authority]:
    """Yield the authorities that an act ends."""
    for held in told.before.representation.standing(act.at, client=act.client):
        if act.representative in (None, held.holder):
            yield held


def _end(w: Writing, told: Told, act: EndRepresentation) -> None:
    for ended in ended_by(told, act):
        key: Key = ("RelatedPerson", (str(ended.client), str(ended.holder)))
        if key in w.made:  # who ends it may not have seen it begin
            w.made[key]["period"] = period(ended.since, act.at)
