"""Looking back on the whole work at its end: offered, and each side's own to give.

Both have learned from it, so both are asked. No words is skipping it, and that is an
answer.
"""

from datetime import datetime

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OfferReview(Act):
    """Offer to look back on the work together."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LookBack(Act):
    """Look back on the work as a whole; leaving the words out skips it."""

    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Reviews:
    """What was offered and said of the work as a whole.

    Args:
        offered_at: when a review was last offered.
        by_person: what each said last.
    """

    offered_at: datetime | None = None
    by_person: Register[PersonId, LookBack] = Register()

    def offered_since(self, at: datetime) -> bool:
        """Whether a review was offered then or later."""
        return self.offered_at is not None and self.offered_at >= at

    def said_since(self, person: PersonId, at: datetime) -> LookBack | None:
        """Give what this person said then or later, if anything."""
        said = self.by_person.find(person)
        return said if said is not None and said.at >= at else None


REVIEWS = Region("reviews", Reviews())


@REVIEWS.folds(OfferReview)
def _offer(reviews: Reviews, act: OfferReview) -> Reviews:
    return attrs.evolve(reviews, offered_at=act.at)


@REVIEWS.folds(LookBack)
def _look_back(reviews: Reviews, act: LookBack) -> Reviews:
    return attrs.evolve(reviews, by_person=reviews.by_person.put(act.by, act))
