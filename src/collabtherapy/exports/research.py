"""Research exports: nothing of anybody who did not consent to the study.

The scope is asked of every client, those who left among them, by the law's own consent
functions, as of one moment. Where one of them has not given it, or has taken it back,
or it has run out, the whole partnership is left out: what remained of it would still
speak of them, and a history with acts taken out would tell what never happened.
"""

from collections.abc import Iterable
from datetime import datetime

import attrs
from attrs import field

from collabtherapy.exports.names import everyone
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.consents import (
    ConsentStatus,
)
from collabtherapy.partnership.values.ids import PersonId, people
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.scopes import Scope

NOT_CONSENTED = "not every client has consented to the study"
NOT_YET = "it had not been opened yet"

SAID_NO = frozenset((ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN))


def _study(name: str) -> str:
    return str(Scope.research(name).of)


@attrs.frozen(kw_only=True)
class Research:
    """A study, and the moment as of which consent to it counts.

    Args:
        study: its name, as in `Scope.research`.
        at: the moment; what was done later does not go out.
        without: people of whom nothing goes out even where they consented, because
            they said no elsewhere; see `of`.

    >>> from datetime import UTC, datetime
    >>> Research(study="study-7", at=datetime(2026, 1, 5, tzinfo=UTC)).scope
    Scope('research', of='study-7')
    """

    study: str = field(converter=_study)
    at: datetime = field(converter=instant)
    without: frozenset[PersonId] = field(
        default=frozenset[PersonId](), converter=people
    )

    @classmethod
    def of(
        cls, partnerships: Iterable[Partnership], *, study: str, at: datetime
    ) -> "Research":
        """Give a study without anybody who said no to it in any of these partnerships.

        A consent belongs to one partnership. Whoever takes it back in one and leaves
        it standing in another has still said no to the study; who they are is known
        only when every partnership has been looked at once.
        """
        found: set[PersonId] = set()
        study_at = cls(study=study, at=at)
        for p in partnerships:
            then = study_at.as_of(p)
            if then is not None:
                found |= {
                    client
                    for client in _clients(then)
                    if then.consent_status(client, study_at.scope, at=study_at.at)
                    in SAID_NO
                }
        return attrs.evolve(study_at, without=found)

    @property
    def scope(self) -> Scope:
        """What is asked of every client."""
        return Scope.research(self.study)

    def as_of(self, p: Partnership) -> Partnership | None:
        """Give a partnership as it was at the moment; None, if it was not opened."""
        if p.at <= self.at:
            return p
        return None if p.opening.at > self.at else p.known_by(self.at)

    def permits(self, p: Partnership) -> bool:
        """Whether everything of a partnership, as it was then, may go out."""
        if not self.without.isdisjoint(everyone(p)):
            return False
        consent = p.state.consent
        return all(consent.in_force(c, self.scope, self.at) for c in _clients(p))


def _clients(p: Partnership) -> tuple[PersonId, ...]:
    members = p.state.members
    return tuple(client.id for client in (*members.clients, *members.former))
