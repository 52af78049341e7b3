"""Parked topics: what somebody would rather not have touched, for now.

Either side parks a topic, and owes no reason. While it is parked nobody else brings
anything about it; whoever parked it may, and they alone take it out again. A topic is
named by an id, like a goal: what it is about stands in words, if anywhere.
"""

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId, TopicId
from collabtherapy.partnership.values.refusals import (
    Change,
    Reason,
    Refusal,
    Rule,
    sought,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ParkTopic(Act):
    """Ask that a topic be left alone for now; no reason is owed."""

    topic: TopicId = field(converter=TopicId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class UnparkTopic(Act):
    """Say that a topic one had parked may be touched again."""

    topic: TopicId = field(converter=TopicId)


@attrs.frozen(kw_only=True)
class Topics:
    """Who has parked what, and not taken it out again."""

    parked: Register[TopicId, frozenset[PersonId]] = Register()

    def parked_by(self, topic: TopicId) -> frozenset[PersonId]:
        """Give everyone who has parked a topic."""
        return self.parked.find(topic) or frozenset()


NOT_PARKED = Reason(
    "topic.not_parked",
    Rule.RECORD,
    "{by} has not parked topic {topic}, and takes out what they parked",
)

TOPICS = Region("topics", Topics())


@TOPICS.refuses(UnparkTopic)
def _not_parked(topics: Topics, act: UnparkTopic) -> Refusal | None:
    parkers = topics.parked_by(act.topic)
    if act.by in parkers:
        return None
    change = Change("by", tuple(sorted(parkers)))
    if not parkers:
        all_, who = topics.parked.items, act.by
        change = sought("topic", lambda: (topic for topic, by in all_() if who in by))
    return NOT_PARKED(change, by=act.by, topic=act.topic)


@TOPICS.folds(ParkTopic)
def _park(topics: Topics, act: ParkTopic) -> Topics:
    return _put(topics, act.topic, topics.parked_by(act.topic) | {act.by})


@TOPICS.folds(UnparkTopic)
def _unpark(topics: Topics, act: UnparkTopic) -> Topics:
    return _put(topics, act.topic, topics.parked_by(act.topic) - {act.by})


def _put(topics: Topics, topic: TopicId, by: frozenset[PersonId]) -> Topics:
    return Topics(parked=topics.parked.put(topic, by))
