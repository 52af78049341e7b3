"""Who tells the story of a partnership, and how something is agreed in it.

Nothing that simulated people say has words of its own: a simulation knows that
something was said, never what.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs

from collabtherapy import acts
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Client, Therapist
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.words import Words
from collabtherapy.simulation.scenarios.practice import Practice

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""When week 0 begins, unless somebody says otherwise: a Monday at nine."""

MADE_UP = Words("(simulated)")
TERMS = "terms-1"


@attrs.frozen(kw_only=True)
class Teller:
    """How the story of one partnership is told.

    Args:
        client: whose it is.
        therapist: who acts for the service now.
        practice: what the service does.
        start: when week 0 begins.
    """

    client: Client
    therapist: Therapist
    practice: Practice
    start: datetime = START

    def at(self, week: int) -> datetime:
        """Give the moment at which everything of a week is done, in its order."""
        return self.start + timedelta(weeks=week)

    def explain(self, week: int, scope: Scope) -> Act:
        """Say what consent to something would mean, the limits of secrecy with it."""
        return acts.Explain(
            by=self.therapist,
            at=self.at(week),
            to=self.client,
            scope=scope,
            terms=TERMS,
            limits=scope == Scope.TREATMENT,
        )

    def consent(self, week: int, scope: Scope) -> Iterator[Act]:
        """Hear what something would mean, and consent to it."""
        yield self.explain(week, scope)
        yield acts.GiveConsent(
            by=self.client, at=self.at(week), scope=scope, terms=TERMS
        )

    def decide(
        self,
        week: int,
        name: str,
        matter: Matter,
        *,
        by_client: bool = False,
        others: tuple[PersonId, ...] = (),
    ) -> Iterator[Act]:
        """Propose something, and have everybody whose assent it needs accept it."""
        moment = self.at(week)
        pair = (self.client, self.therapist)
        first, second = pair if by_client else pair[::-1]
        yield acts.Propose(by=first, at=moment, id=name, matter=matter)
        for person in (*others, second.id):
            yield acts.Accept(by=person, at=moment, proposal=name)
