"""What people and things are called outside: pseudonyms, unless told otherwise.

An id may be somebody's name. By default each partnership numbers its own people and
things, so that nothing leads back to an id, nor from one partnership to another. Who
needs to follow a person across partnerships, or to find the way back, gives a function
of an id: `keyed` is one.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeAlias, cast

import attrs

from collabtherapy.partnership.law.references import REGISTERS
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.ids import (
    ContributionId,
    GoalId,
    HoldId,
    Id,
    NoteId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    TaskId,
    TermsId,
    TopicId,
)
from collabtherapy.partnership.values.people import Role

Names: TypeAlias = Callable[[Id], str]
"""Gives what an id is called outside; two ids of one kind are never called alike."""

Ids: TypeAlias = tuple[type[Id], Collection[Id]]

Key: TypeAlias = tuple[str, object]
"""What tells a thing from others: its kind, and what is its own among that kind."""

SHORTEST_SECRET = 16

PARTNERSHIP = "Partnership"
DUTY = "Duty"
PERSON = "Person"
"""The kind of whoever does something in a partnership and is no member of it."""

KINDS = {
    Role.CLIENT: "Client",
    Role.FORMER_CLIENT: "Client",
    Role.THERAPIST: "Therapist",
    Role.FORMER_THERAPIST: "Therapist",
    Role.ORGANISATION: "Organisation",
}
PEOPLE = frozenset({*KINDS.values(), PERSON})

THINGS: dict[type[Id], str] = {
    ProposalId: "Decision",
    GoalId: "Goal",
    TaskId: "Task",
    PracticeId: "Practice",
    SessionId: "Session",
    ContributionId: "Contribution",
    TopicId: "Topic",
    NoteId: "Note",
    HoldId: "Hold",
}
"""What an id of each kind is the name of; of people, their role says it."""


class NamedAlike(ValueError):
    """Two people, things or partnerships would have one name outside."""


def keyed(secret: bytes) -> Names:
    """Give pseudonyms that only whoever holds a secret can make.

    The same id has the same name in every partnership and export, which is what
    following a person takes; a list of likely ids does not lead back without the
    secret. HMAC-SHA256 (RFC 2104), its first 128 bits.

    Args:
        secret: at least 16 bytes, drawn at random and kept as the records are.

    Raises:
        ValueError: the secret is shorter.

    >>> from collabtherapy import PersonId
    >>> keyed(b"0123456789abcdef")(PersonId("ana"))
    '855306073f5ff7e17a48a41bb1a604cc'
    """
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"a secret has at least {SHORTEST_SECRET} bytes")

    def named(id: Id) -> str:  # an id has no better word
        text = f"{id.names}\0{id}".encode()
        return hmac.new(secret, text, hashlib.sha256).hexdigest()[:32]

    return named


def as_recorded(id: Id) -> str:  # an id has no better word
    """Call everyone and everything what the records do: nothing is hidden.

    >>> from collabtherapy import PersonId
    >>> as_recorded(PersonId("ana"))
    'ana'
    """
    return str(id)


def numbered(p: Partnership, place: int) -> Names:
    """Give a partnership's own numbering, in the order in which its records begin.

    Args:
        p: the partnership.
        place: which of those exported together it is, from 1.
    """
    given: dict[Id, str] = {p.id: f"p{place}"}
    terms: Ids = (TermsId, _terms(p))
    for _, ids in (*_things(p), terms):
        for n, id_ in enumerate(ids, start=1):
            given[id_] = str(n)
    for n, person in enumerate(everyone(p), start=1):
        given[person] = f"p{place}-{n}"
    return given.__getitem__


def everyone(p: Partnership) -> tuple[PersonId, ...]:
    """Return all who are or were in a partnership, or did or wrote something in it."""
    members = p.state.members
    inside = members.ever
    doers = (one for act in p.history for one in (act.by, act.for_whom, act.hand))
    return tuple(dict.fromkeys((*(one.id for one in inside), *doers)))


def _things(p: Partnership) -> Iterator[Ids]:
    """Give the ids of everything that came to be, by kind, in the order it did."""
    for kind in THINGS:
        if kind is TopicId:
            yield kind, _named(p, "topic", TopicId)
        else:
            yield kind, cast("Collection[Id]", REGISTERS[kind](p.state))


def _terms(p: Partnership) -> Collection[TermsId]:
    """Return the terms that consents were asked under, here and elsewhere."""
    carried = p.carried_over
    elsewhere = () if carried is None else carried.act.consents
    asked = cast("Collection[TermsId]", _named(p, "terms", TermsId))
    return tuple(dict.fromkeys((*(given.terms for given in elsewhere), *asked)))


def _named(p: Partnership, field: str, kind: type[Id]) -> Collection[Id]:
    found = (getattr(act, field, None) for act in p.history)
    return tuple(dict.fromkeys(one for one in found if isinstance(one, kind)))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Labels:
    """What everyone and everything of one partnership is called outside.

    Args:
        case: what the partnership is.
        of: what everything else is, by its kind and what tells it from others: an id,
            for a consent the client and the scope, for feedback session and person.
        kinds: what each person is.
        naming: where the names come from.
    """

    case: str
    of: Mapping[Key, str]
    kinds: Mapping[PersonId, str]
    naming: Names

    def key(self, person: PersonId) -> Key:
        """Give what somebody is here, and their id."""
        return self.kinds.get(person, PERSON), person

    def find(self, key: Key) -> str | None:
        """Give the name of what is there; None of what is not, or is unknown here."""
        return self.of.get(self.own(key))

    def own(self, key: Key) -> Key:
        """Give the key of a person with what they are here, any other as it is."""
        return self.key(key[1]) if isinstance(key[1], PersonId) else key


def labels(p: Partnership, *, place: int = 1, names: Names | None = None) -> Labels:
    """Give what everyone and everything of a partnership is called outside.

    Names of things begin with the partnership's, which makes them different from any
    other partnership's; what parts names is spelled out inside of them.

    Raises:
        NamedAlike: the function gives two people, or two things of a kind, one name.
        TypeError: it gives something else than text.
        ValueError: it gives text that is empty or cannot be printed.
    """
    naming = numbered(p, place) if names is None else names
    case, state = part(naming(p.id)), p.state
    of: dict[Key, str] = {(PARTNERSHIP, p.id): case}
    kinds = {one: KINDS.get(state.members.role(one), PERSON) for one in everyone(p)}
    for person, kind in kinds.items():
        of[kind, person] = f"{kind.lower()}/{part(naming(person))}"
    for id_kind, ids in _things(p):
        kind = THINGS[id_kind]
        for id_ in ids:
            of[kind, id_] = f"{case}/{kind.lower()}/{part(naming(id_))}"
    for session, person in state.feedback.responses:
        about, whose = part(naming(session)), part(naming(person))
        of["Feedback", (session, person)] = f"{case}/feedback/{about}/{whose}"
    # A scope may name others, and the name of a duty says whom it is about.
    for kind, keys in (
        ("Consent", state.consent.by_scope), (DUTY, state.duties.by_id),
    ):  # fmt: skip
        for n, key in enumerate(keys, start=1):
            of[kind, key] = f"{case}/{kind.lower()}/{n}"
    if len(set(of.values())) < len(of):
        raise NamedAlike("two people, or two things of a kind, would be called alike")
    return Labels(case=case, of=of, kinds=kinds, naming=naming)


def part(name: str) -> str:
    """Give a name as part of a longer one: what parts those is spelled out.

    Raises:
        TypeError: it is no text.
        ValueError: it is empty, or cannot be printed.

    >>> part("a/b 100%")
    'a%2Fb%20100%25'
    """
    if not isinstance(name, str):
        raise TypeError("a name outside is text")
    spelled = name.replace("%", "%25").replace("/", "%2F").replace(" ", "%20")
    if not spelled or not spelled.isprintable():
        raise ValueError("a name outside is printable, and not empty")
    return spelled
