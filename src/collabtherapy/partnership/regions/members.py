"""Who is in a partnership, in which role, and who was.

A partnership has at least one client and one therapist while it goes on. Whoever
left keeps the rights of someone whose records these are.
"""

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.endings import Leave, RecordDeath
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import (
    ROLES,
    Client,
    Person,
    Post,
    Role,
    Therapist,
)
from collabtherapy.partnership.values.stages import Form, Open
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
        form: who the client is.
    """

    people: tuple[Person, ...] = ()
    former: tuple[Client, ...] = ()
    form: Form = Form.INDIVIDUAL

    def role(self, person: PersonId) -> Role:
        """Give the capacity in which this person acts; a stranger is an outsider."""
        for member in self.people:
            if member.id is person:
                return ROLES[type(member)]
        left = any(client.id == person for client in self.former)
        return Role.FORMER_CLIENT if left else Role.OUTSIDER

    @property
    def clients(self) -> tuple[Client, ...]:
        """The clients who are in it."""
        return tuple(p for p in self.people if isinstance(p, Client))

    @property
    def therapists(self) -> tuple[Therapist, ...]:
        """The therapists who are in it."""
        return tuple(p for p in self.people if isinstance(p, Therapist))

    @property
    def several_clients(self) -> bool:
        """True if there are, or ever were, several clients."""
        return len(self.clients) + len(self.former) > 1

    @property
    def lead(self) -> PersonId:
        """Who carries the therapists' duties: the lead, or the first there is."""
        leads = (t.id for t in self.therapists if t.post is Post.LEAD)
        return next(leads, self.therapists[0].id)

    @property
    def everyone(self) -> tuple[PersonId, ...]:
        """Give the ids of all who are in it."""
        return tuple([person.id for person in self.people])

    def ids(self, *roles: Role) -> tuple[PersonId, ...]:
        """Give the ids of those who act in any of these roles."""
        return tuple(p.id for p in self.people if ROLES[type(p)] in roles)


MEMBERS = Region("members", Members())


@MEMBERS.folds(Open)
def _open(_: Members, act: Open) -> Members:
    return Members(people=act.people, form=act.form)


@MEMBERS.folds(Leave)
def _leave(members: Members, act: Leave) -> Members:
    return _without(members, act.by)


@MEMBERS.folds(RecordDeath)
def _death(members: Members, act: RecordDeath) -> Members:
    return _without(members, act.client)


@MEMBERS.settles(Involve)
def _involve(members: Members, settled: Settled[Involve]) -> Members:
    return attrs.evolve(members, people=(*members.people, settled.matter.person))


def _without(members: Members, client: PersonId) -> Members:
    leaving = [c for c in members.clients if c.id == client]
    # The last client to go closes the partnership, and stays in it as whose it was.
    if len(members.clients) == len(leaving):
        return members
    stay = tuple(p for p in members.people if p not in leaving)
    return attrs.evolve(members, people=stay, former=(*members.former, *leaving))
