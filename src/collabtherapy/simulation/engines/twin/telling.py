"""What simulated people do, as the acts of an ordinary partnership.

Each function gives the acts of one thing that happens, made-up people doing them; what
happens, and when, is for `walk` to say.
"""

from collections.abc import Iterator

import attrs

from collabtherapy import acts, matters
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Therapist
from collabtherapy.partnership.values.policy import Policy
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.simulation.engines.twin.session_telling import SessionTelling
from collabtherapy.simulation.engines.twin.teller import MADE_UP


@attrs.frozen(kw_only=True)
class Telling(SessionTelling):
    """How the way in and the way out are told, and all in between."""

    def open(
        self, name: str, week: int, *, predecessor: Partnership | str | None = None
    ) -> Partnership:
        """Ask for a partnership, or take on one that was handed over."""
        taken_on = isinstance(predecessor, Partnership)
        return Partnership.open(
            id=name,
            clients=(self.client,),
            therapists=(self.therapist,),
            by=self.therapist if taken_on else self.client,
            at=self.at(week),
            policy=Policy(orientation_first=self.practice.role_induction),
            predecessor=predecessor,
        )

    def wait(self, week: int) -> Iterator[Act]:
        """Be put on the list for a first contact."""
        yield acts.PlaceOnWaitingList(
            by=self.therapist, at=self.at(week), expected_wait_days=28
        )

    def leave(self, week: int) -> Iterator[Act]:
        """Go, and say so."""
        yield acts.Leave(by=self.client, at=self.at(week))

    def begin(self, week: int) -> Iterator[Act]:
        """Hear what an assessment involves, consent, and begin together."""
        yield from self.consent(week, Scope.ASSESSMENT)
        yield from self.decide(week, "begin", matters.Begin())

    def decline_assessment(self, week: int) -> Iterator[Act]:
        """Hear what an assessment involves, and would rather not."""
        scope = Scope.ASSESSMENT
        yield self.explain(week, scope)
        yield acts.DeclineConsent(by=self.client, at=self.at(week), scope=scope)

    def turn_away(self, week: int, *, referred_on: bool) -> Iterator[Act]:
        """Find that this is not the right place, and say what is."""
        yield acts.DeclineToStart(
            by=self.therapist,
            at=self.at(week),
            signposting=None if referred_on else MADE_UP,
            referred_to="another-service" if referred_on else None,
        )

    def bring_in(self, week: int, therapist: Therapist) -> Iterator[Act]:
        """Bring in whoever has a regular slot, if both sides like."""
        yield from self.consent(week, Scope.involve(therapist))
        yield from self.decide(week, "involve", matters.Involve(person=therapist))

    def reach_out(self, week: int) -> Iterator[Act]:
        """Try to reach somebody who is not heard from."""
        yield acts.ReachOut(by=self.therapist, at=self.at(week), to=self.client)

    def lapse(self, week: int) -> Iterator[Act]:
        """Close what nobody was heard from in."""
        yield acts.CloseAsLapsed(by=self.therapist, at=self.at(week))

    def end(self, week: int, others: tuple[PersonId, ...]) -> Iterator[Act]:
        """End together, and gather what is taken along."""
        yield from self.decide(week, "ending", matters.Ending(), others=others)
        yield acts.OfferToolkit(by=self.therapist, at=self.at(week), to=self.client)
        yield acts.OfferReview(by=self.therapist, at=self.at(week))
        for person in (self.client, self.therapist):
            yield acts.LookBack(by=person, at=self.at(week))

    def finish(self, week: int) -> Iterator[Act]:
        """Bring the ending to its end."""
        yield acts.Finish(by=self.client, at=self.at(week))

    def follow_up(
        self, week: int, until: int, others: tuple[PersonId, ...]
    ) -> Iterator[Act]:
        """Stay in touch for a time."""
        yield from self.consent(week, Scope.CONTACT)
        matter = matters.FollowUp(until=self.at(until))
        yield from self.decide(week, "follow-up", matter, others=others)

    def followed_up(self, week: int) -> Iterator[Act]:
        """Have heard enough."""
        yield acts.FollowUpOver(by=self.client, at=self.at(week))

    def hand_on(
        self, week: int, to: Therapist, successor: str, others: tuple[PersonId, ...]
    ) -> Iterator[Act]:
        """Go on with another therapist, in a partnership of its own."""
        matter = matters.Transfer(to=to)
        yield from self.decide(week, "transfer", matter, others=others)
        yield acts.CompleteTransfer(
            by=to, at=self.at(week), transfer="transfer", successor=successor
        )
