"""Coded sessions: turn by turn, what most of the coders took it for."""

from collections import Counter
from collections.abc import Collection

import attrs

from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.codings import Coding
from collabtherapy.partnership.values.ids import (
    ContributionId,
    HasId,
    PersonId,
    SessionId,
)
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.privacy.views import view


@attrs.frozen(kw_only=True)
class Turn:
    """One contribution as coders took it.

    Args:
        id: its name.
        by: whose it is.
        by_client: whether they are on the clients' side.
        n_words: how many words it has; None where nobody knows.
        kinds: what more than half of its coders took it for, with what that is a kind
            of: two who differ on which reflection it is agree that it is one.
        n_coders: how many they are; with none, it is not known what it is.
    """

    id: ContributionId
    by: PersonId
    by_client: bool
    n_words: int | None
    kinds: frozenset[Kind]
    n_coders: int


def turns(
    p: Partnership,
    session: SessionId | str,
    *,
    coders: "Collection[PersonId | HasId | str] | None" = None,
    viewer: "PersonId | HasId | str | None" = None,
) -> tuple[Turn, ...]:
    """Give the turns of a session in order, as its coders took them.

    Args:
        p: the partnership.
        session: which session.
        coders: whose codings count; everybody's, unless given.
        viewer: whose view is asked; everything counts where nobody is named.

    Raises:
        NotForThem: the partnership is not the viewer's to see.
        KeyError: there is no such session.
    """
    asked = p if viewer is None else view(p, viewer)
    meant = None if coders is None else frozenset(map(PersonId, coders))
    members = asked.state.members
    clients = {client.id for client in (*members.clients, *members.former)}
    found: list[Turn] = []
    for said in asked.contributions(session=asked.session(session).id):
        codings = asked.codings(contribution=said.act.id)
        last = {c.by: c for c in codings if meant is None or c.by in meant}
        turn = Turn(
            id=said.act.id,
            by=said.act.by,
            by_client=said.act.by in clients,
            n_words=said.n_words,
            kinds=most(last.values()),
            n_coders=len(last),
        )
        found.append(turn)
    return tuple(found)


def most(codings: Collection[Coding]) -> frozenset[Kind]:
    """Give what more than half of these codings say, each once.

    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> one, other = Kind.SIMPLE_REFLECTION, Kind.COMPLEX_REFLECTION
    >>> said = [Coding(by=PersonId(k.name), at=now, kinds={k}) for k in (one, other)]
    >>> most(said)
    frozenset({Kind('reflection')})
    """
    n = Counter(kind for coding in codings for kind in _with_wider(coding.kinds))
    return frozenset(kind for kind, times in n.items() if 2 * times > len(codings))


def _with_wider(kinds: Collection[Kind]) -> frozenset[Kind]:
    """Give kinds with everything that they are a kind of."""
    wider: set[Kind] = set()
    for kind in kinds:
        parts = kind.name.split(".")
        wider.update(Kind(".".join(parts[:n])) for n in range(1, len(parts) + 1))
    return frozenset(wider)
