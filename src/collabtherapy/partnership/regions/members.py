"""Who is in a partnership, in which role, and who was.

A partnership has at least one client and one therapist while it goes on. A client who
left keeps the rights of someone whose records these are; a therapist who left answers
for what they did. Each person comes in once: who would come back begins again, in a
partnership that follows this one.
"""

from datetime import datetime

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.endings import (
    Leave,
    LeaveAsTherapist,
    RecordDeath,
)
from collabtherapy.partnership.values.forms import Form
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.people import (
    ROLES,
    Client,
    Person,
    Post,
    Role,
    Therapist,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import Open
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Involve(Matter):
    """Bringing another therapist in: to work along, or as cover for a time.

    Args:
        person: who.
        words: what for.
    """

    person: Therapist = field(validator=a(Therapist))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Members:
    """The people of a partnership.

    Args:
        people: everyone who is in it, clients first.
        former: clients who left.
        former_therapists: therapists who left.
        form: who the client is.
        came: when those came who were not there from the outset.
        went: when those went who left.
    """

    people: tuple[Person, ...] = ()
    former: tuple[Client, ...] = ()
    former_therapists: tuple[Therapist, ...] = ()
    form: Form = Form.INDIVIDUAL
    came: Register[PersonId, datetime] = Register()
    went: Register[PersonId, datetime] = Register()

    def role(self, person: PersonId) -> Role:
        """Give the capacity in which this person acts; a stranger is an outsider."""
        for member in self.people:
            if member.id is person:
                return ROLES[type(member)]
        if any(client.id == person for client in self.former):
            return Role.FORMER_CLIENT
        left = any(therapist.id == person for therapist in self.former_therapists)
        return Role.FORMER_THERAPIST if left else Role.OUTSIDER

    @property
    def clients(self) -> tuple[Client, ...]:
        """The clients who are in it."""
        return tuple([p for p in self.people if isinstance(p, Client)])

    @property
    def therapists(self) -> tuple[Therapist, ...]:
        """The therapists who are in it."""
        return tuple([p for p in self.people if isinstance(p, Therapist)])

    @property
    def several_clients(self) -> bool:
        """True if there are, or ever were, several clients."""
        return self.form is not Form.INDIVIDUAL  # into which nobody joins

    @property
    def lead(self) -> PersonId:
        """Who carries the therapists' duties: the lead, or the first there is."""
        therapists = self.therapists
        for one in therapists:
            if one.post is Post.LEAD:
                return one.id
        return therapists[0].id

    @property
    def ever(self) -> tuple[Person, ...]:
        """Everyone who is or was in it."""
        return (*self.people, *self.former, *self.former_therapists)

    @property
    def everyone(self) -> tuple[PersonId, ...]:
        """Give the ids of all who are in it."""
        return tuple([person.id for person in self.people])

    def ids(self, *roles: Role) -> tuple[PersonId, ...]:
        """Give the ids of those who act in any of these roles."""
        return tuple([p.id for p in self.people if ROLES[type(p)] in roles])


MEMBERS = Region("members", Members())


@MEMBERS.folds(Open)
def _open(_: Members, act: Open) -> Members:
    return Members(people=act.people, form=act.form)


@MEMBERS.folds(Leave)
def _leave(members: Members, act: Leave) -> Members:
    return _without(members, act.by, act.at)


@MEMBERS.folds(RecordDeath)
def _death(members: Members, act: RecordDeath) -> Members:
    return _without(members, act.client, act.at)


@MEMBERS.folds(LeaveAsTherapist)
def _leave_as_therapist(members: Members, act: LeaveAsTherapist) -> Members:
    return without_therapist(members, act.by, act.successor_lead, act.at)


@MEMBERS.settles(Involve)
def _involve(members: Members, settled: Settled[Involve]) -> Members:
    people = (*members.people, settled.matter.person)
    came = members.came.put(settled.matter.person.id, settled.at)
    return attrs.evolve(members, people=people, came=came)


@MEMBERS.settles(Join)
def _join(members: Members, settled: Settled[Join]) -> Members:
    person, clients = settled.matter.person, members.clients
    people = (*clients, person, *members.people[len(clients) :])
    came = members.came.put(person.id, settled.at)
    return attrs.evolve(members, people=people, came=came)


def without_therapist(
    members: Members, gone: PersonId, successor: PersonId | None, at: datetime
) -> Members:
    """Return the members once a therapist has left.

    Args:
        members: the members before.
        gone: who leaves.
        successor: who is the lead from then on; whoever then is by their posts,
            unless given.
        at: when.
    """
    leaving = {therapist.id: therapist for therapist in members.therapists}[gone]
    stay = attrs.evolve(
        members,
        people=tuple(p for p in members.people if p is not leaving),
        former_therapists=(*members.former_therapists, leaving),
        went=members.went.put(gone, at),
    )
    people = (_going_on(person, gone, successor, stay.lead) for person in stay.people)
    return attrs.evolve(stay, people=tuple(people))


def _going_on(
    person: Person, gone: PersonId, successor: PersonId | None, lead: PersonId
) -> Person:
    """Return who a person is after a therapist left: their post, their supervisor."""
    if not isinstance(person, Therapist):
        return person
    post = person.post
    if person.id == successor:
        post = Post.LEAD
    elif successor is not None and post is Post.LEAD:
        post = Post.CO_THERAPIST
    # Someone answers for a trainee's work (APA 10.01): from now on, the lead does.
    answers = (successor or lead) if person.supervisor == gone else person.supervisor
    return attrs.evolve(person, post=post, supervisor=answers)


def _without(members: Members, client: PersonId, at: datetime) -> Members:
    leaving = [c for c in members.clients if c.id == client]
    # The last client to go closes the partnership, and stays in it as whose it was.
    if len(members.clients) == len(leaving):
        return members
    stay = tuple(p for p in members.people if p not in leaving)
    return attrs.evolve(
        members,
        people=stay,
        former=(*members.former, *leaving),
        went=members.went.put(client, at),
    )
