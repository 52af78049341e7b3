"""The people of a partnership, and who of them is in it.

A client and a therapist are the two experts; an organisation may refer someone and
keep a waiting list. A person is named by an id and, if they like, by what they are
called; nothing here asks for a diagnosis.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.values.checks import a, code, codes
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.words import Words


class Role(StrEnum):
    """In what capacity somebody acts."""

    CLIENT = "client"
    THERAPIST = "therapist"
    ORGANISATION = "organisation"
    FORMER_CLIENT = "former_client"
    FORMER_THERAPIST = "former_therapist"
    OUTSIDER = "outsider"


class Post(StrEnum):
    """Which of the therapists someone is."""

    LEAD = "lead"
    CO_THERAPIST = "co_therapist"
    TRAINEE = "trainee"
    COVER = "cover"


@attrs.frozen
class Client(HasId):
    """Someone who knows the life.

    Args:
        id: what the records call them.
        called: how they like to be addressed.
        pronouns: the pronouns they use.
    """

    id: PersonId = field(converter=PersonId)
    called: Words | None = field(
        default=None, kw_only=True, validator=a(Words, optional=True)
    )
    pronouns: Words | None = field(
        default=None, kw_only=True, validator=a(Words, optional=True)
    )


def _credentials(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(text, (names,) if isinstance(names, str) else names))


@attrs.frozen
class FallsUnder:
    """The row of `deciders` that a client falls under from the opening on.

    Args:
        client: the client.
        row: the row's id, such as ``ew.under_16``.
    """

    client: PersonId = field(converter=PersonId)
    row: str = field(converter=text, validator=code)


@attrs.frozen
class Therapist(HasId):
    """Someone who knows the method.

    Args:
        id: what the records call them.
        credentials: short names of registrations and trainings.
        post: lead, co-therapist, trainee, or cover for a time.
        supervisor: who answers for a trainee's work.

    Raises:
        ValueError: a trainee names no supervisor (APA 10.01: clients are told).
    """

    id: PersonId = field(converter=PersonId)
    credentials: tuple[str, ...] = field(
        default=(), kw_only=True, converter=_credentials, validator=codes
    )
    post: Post = field(default=Post.LEAD, kw_only=True, validator=a(Post))
    supervisor: PersonId | None = field(
        default=None, kw_only=True, converter=optional(PersonId)
    )
    called: Words | None = field(
        default=None, kw_only=True, validator=a(Words, optional=True)
    )

    def __attrs_post_init__(self) -> None:
        if self.post is Post.TRAINEE and self.supervisor is None:
            raise InvalidInput("a trainee names a supervisor")


@attrs.frozen
class Organisation(HasId):
    """A service or a referrer: it may open a partnership and keep a waiting list."""

    id: PersonId = field(converter=PersonId)


Person: TypeAlias = Client | Therapist | Organisation


def clients(those: Iterable[Client]) -> tuple[Client, ...]:
    """Give the clients in order."""
    return tuple(those)


def therapists(those: Iterable[Therapist]) -> tuple[Therapist, ...]:
    """Give the therapists in order."""
    return tuple(those)


def organisations(those: Iterable[Organisation]) -> tuple[Organisation, ...]:
    """Give the organisations in order."""
    return tuple(those)


ROLES: dict[type[Person], Role] = {
    Client: Role.CLIENT,
    Therapist: Role.THERAPIST,
    Organisation: Role.ORGANISATION,
}
