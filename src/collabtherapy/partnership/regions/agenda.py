"""What there is to talk about in a session: anybody's, and it stays theirs.

Whoever is in the partnership puts what they like on the agenda without asking;
another may defer it, in sight of all, and nobody deletes it.
"""

from datetime import datetime

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.refusals import (
    Reason,
    Rule,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AddToAgenda(Act):
    """Add an item to the agenda. It waits for no approval.

    Args:
        session: the session.
        words: what.
        from_learning: the moment at which its author recorded what they learned, where
            that is why.
        from_reflection: the session on which its author looked back, where that is why.
    """

    session: SessionId = field(converter=SessionId)
    words: Words = field(validator=a(Words))
    from_learning: datetime | None = field(default=None, converter=optional(instant))
    from_reflection: SessionId | None = field(
        default=None, converter=optional(SessionId)
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeferItem(Act):
    """Leave an item of the agenda for another time, in sight of all.

    Args:
        item: its place on the agenda, from 1.
    """

    session: SessionId = field(converter=SessionId)
    item: int = field(converter=whole, validator=between(1))


@attrs.frozen(kw_only=True)
class AgendaItem:
    """Something to talk about: whose it is stays with it, and what led to it."""

    by: PersonId
    at: datetime
    words: Words
    from_learning: datetime | None = None
    from_reflection: SessionId | None = None
    deferred_by: PersonId | None = None


@attrs.frozen(kw_only=True)
class Agendas:
    """The agenda of every session, each in the order in which it grew."""

    by_session: Register[SessionId, tuple[AgendaItem, ...]] = Register()

    def of(self, session: SessionId) -> tuple[AgendaItem, ...]:
        """Give the agenda of this session."""
        return self.by_session.find(session) or ()


NO_ITEM = Reason(
    "session.agenda.no_item",
    Rule.RECORD,
    "item {item} is not on the agenda of session {session}, which has {n_items}",
)

AGENDA = Region("agenda", Agendas())


@AGENDA.folds(AddToAgenda)
def _add(agendas: Agendas, act: AddToAgenda) -> Agendas:
    item = AgendaItem(
        by=act.by,
        at=act.at,
        words=act.words,
        from_learning=act.from_learning,
        from_reflection=act.from_reflection,
    )
    return _put(agendas, act.session, (*agendas.of(act.session), item))


@AGENDA.folds(DeferItem)
def _defer(agendas: Agendas, act: DeferItem) -> Agendas:
    items = list(agendas.of(act.session))
    items[act.item - 1] = attrs.evolve(items[act.item - 1], deferred_by=act.by)
    return _put(agendas, act.session, tuple(items))


def _put(
    agendas: Agendas, session: SessionId, items: tuple[AgendaItem, ...]
) -> Agendas:
    return Agendas(by_session=agendas.by_session.put(session, items))
