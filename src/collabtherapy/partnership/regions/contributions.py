"""What each person brings to a session, in their own words.

A contribution keeps its author and its words for good. What others make of it stands
beside it: see `uptake` and `codings`.
"""

from collections.abc import Mapping
from typing import SupportsFloat

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._frozen import frozen
from collabtherapy._scalars import real, whole
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between, each
from collabtherapy.partnership.values.ids import (
    ContributionId,
    PersonId,
    SessionId,
    TopicId,
    fresh,
)
from collabtherapy.partnership.values.kinds import Kind, kinds
from collabtherapy.partnership.values.refusals import Change, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


def seconds(value: SupportsFloat | None) -> float | None:
    """Return a length of time to the millisecond, so that every format carries it."""
    if value is None:
        return None
    given = real(value)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TypeError("seconds are a number")
    if not 0 <= given <= LONGEST_SECONDS:
        raise InvalidInput("seconds lie between 0 and those of one day")
    return round(float(given), 3) + 0.0  # there is a negative zero


LONGEST_SECONDS = 86_400

FEWEST = 5
"""From how many on a share is a number; of fewer, it would be read as a rate."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Contribute(Act):
    """Say or bring something in a session.

    Args:
        session: the session, which is open.
        id: its name.
        kinds: what it is, as its author means it; may be empty.
        words: what was said, if it is kept.
        n_words: how many words it had, where the words are not kept.
        seconds: how long it took, to the millisecond.
        answers: the contribution it responds to.
        topic: what it is about, if that has a name; see `topics`.
        depth: how deep it goes for its author, from 1 (on the surface) to 5; only
            ever the author's to say, and never asked for.
        order: its place in the session, where that is not just the next one: time
            may stand still or be recorded wrongly, order may not.
    """

    session: SessionId = field(converter=SessionId)
    id: ContributionId = field(converter=ContributionId)
    kinds: frozenset[Kind] = field(
        default=frozenset[Kind](), converter=kinds, validator=each(Kind)
    )
    words: Words | None = field(default=None, validator=a(Words, optional=True))
    n_words: int | None = field(
        default=None, converter=optional(whole), validator=between(0, optional=True)
    )
    seconds: float | None = field(default=None, converter=seconds)
    answers: ContributionId | None = field(
        default=None, converter=optional(ContributionId)
    )
    topic: TopicId | None = field(default=None, converter=optional(TopicId))
    depth: int | None = field(
        default=None, converter=optional(whole), validator=between(1, 5, optional=True)
    )
    order: int | None = field(
        default=None, converter=optional(whole), validator=between(0, optional=True)
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.words is not None and self.n_words is not None:
            raise InvalidInput("n_words stands in for words that are not kept")


@attrs.frozen(kw_only=True)
class Contribution:
    """One contribution in its place.

    Args:
        act: what was contributed, as its author recorded it.
        order: its place in the session.
    """

    act: Contribute
    order: int

    @property
    def n_words(self) -> int | None:
        """How many words it had, or None where nobody knows."""
        words = self.act.words
        return self.act.n_words if words is None else words.n_words


@attrs.frozen(kw_only=True)
class Voice:
    """How much was said, and by whom; counts, and no verdict.

    Args:
        n_words: the words of each person of whom any are known.
        n_contributions: how many contributions were counted.
        n_unknown: how many more there were, of which nobody knows the words.
    """

    n_words: Mapping[PersonId, int] = field(converter=frozen)
    n_contributions: int
    n_unknown: int

    def share(self, person: PersonId) -> float | None:
        """Return a person's share of the words, 0 to 1; None of too few, or of none."""
        total = sum(self.n_words.values())
        if not total or self.n_contributions < FEWEST:
            return None
        return self.n_words.get(person, 0) / total


@attrs.frozen(kw_only=True)
class Contributions:
    """Every contribution to every session.

    Args:
        by_id: the contributions.
        by_place: which of them stands where in which session.
        last_order: the last place taken in each session.
    """

    by_id: Register[ContributionId, Contribution] = Register()
    by_place: Register[tuple[SessionId, int], ContributionId] = Register()
    last_order: Register[SessionId, int] = Register()

    def of(self, session: SessionId) -> tuple[Contribution, ...]:
        """Give the contributions to a session, in their order."""
        those = (c for c in self.by_id.values() if c.act.session == session)
        return tuple(sorted(those, key=lambda c: c.order))


TAKEN = Reason(
    "contribution.id_taken", Rule.RECORD, "there is a contribution {id} already"
)
ORDER_TAKEN = Reason(
    "contribution.order_taken",
    Rule.RECORD,
    "place {order} in session {session} is that of another contribution",
)

CONTRIBUTIONS = Region("contributions", Contributions())


@CONTRIBUTIONS.refuses(Contribute)
def _taken(contributions: Contributions, act: Contribute) -> Refusal | None:
    if act.id not in contributions.by_id:
        return None
    return TAKEN(Change("id", (fresh(act.id, contributions.by_id),)), id=act.id)


@CONTRIBUTIONS.refuses(Contribute)
def _order_taken(contributions: Contributions, act: Contribute) -> Refusal | None:
    if act.order is None or (act.session, act.order) not in contributions.by_place:
        return None
    following = contributions.last_order[act.session] + 1
    change = Change("order", (following,))
    return ORDER_TAKEN(change, order=act.order, session=act.session)


@CONTRIBUTIONS.folds(Contribute)
def _contribute(contributions: Contributions, act: Contribute) -> Contributions:
    last = contributions.last_order.find(act.session)
    following = 0 if last is None else last + 1
    order = following if act.order is None else act.order
    return Contributions(
        by_id=contributions.by_id.put(act.id, Contribution(act=act, order=order)),
        by_place=contributions.by_place.put((act.session, order), act.id),
        last_order=contributions.last_order.put(act.session, max(order, following - 1)),
    )
