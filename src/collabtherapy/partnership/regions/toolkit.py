"""The toolkit: what a client takes along, in their own words and their own order.

Early signs, ways of coping and insights, put in by the client alone and read by them
for good: it stays theirs, and can grow, after the partnership has closed. A therapist
offers it before an ending; what the client makes of the offer is theirs to say.

Source: relapse prevention and wellness recovery plans, which the person owns.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import whole
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between
from collabtherapy.partnership.values.ids import ContributionId, PersonId
from collabtherapy.partnership.values.refusals import (
    Change,
    Do,
    Reason,
    Refusal,
    Remedy,
    Rule,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class ToolKind(StrEnum):
    """What something in a toolkit is."""

    EARLY_SIGN = "early_sign"
    COPING_STEP = "coping_step"
    INSIGHT = "insight"


class Domain(StrEnum):
    """What an insight is about."""

    EMOTION = "emotion"
    THOUGHT = "thought"
    BEHAVIOUR = "behaviour"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AddToToolkit(Act):
    """Put something into one's own toolkit.

    Args:
        kind: an early sign, a way of coping, or an insight.
        words: what it is.
        domain: what an insight is about, if that is said.
        sign: for a way of coping, the place in the toolkit, from 1, of the early
            sign it answers; None where it answers none.
        insight: for an early sign, the place in the toolkit, from 1, of the insight
            that it is drawn from; None where it is drawn from none.
    """

    kind: ToolKind = field(validator=a(ToolKind))
    words: Words = field(validator=a(Words))
    domain: Domain | None = field(default=None, validator=a(Domain, optional=True))
    sign: int | None = field(
        default=None, converter=optional(whole), validator=between(1, optional=True)
    )
    insight: int | None = field(
        default=None, converter=optional(whole), validator=between(1, optional=True)
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.domain is not None and self.kind is not ToolKind.INSIGHT:
            raise InvalidInput("only an insight has a domain")
        if self.sign is not None and self.kind is not ToolKind.COPING_STEP:
            raise InvalidInput("only a way of coping answers an early sign")
        if self.insight is not None and self.kind is not ToolKind.EARLY_SIGN:
            raise InvalidInput("only an early sign is drawn from an insight")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EndorseInsight(Act):
    """Take something that was said along as an insight of one's own.

    Nothing that somebody else said is in a toolkit before its owner has done this.

    Args:
        contribution: what was said.
        domain: what it is about, if that is said.
        words: how one would put it oneself.
    """

    contribution: ContributionId = field(converter=ContributionId)
    domain: Domain | None = field(default=None, validator=a(Domain, optional=True))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


Tool: TypeAlias = AddToToolkit | EndorseInsight


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OfferToolkit(Act):
    """Offer a client to gather what they take along."""

    to: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True)
class Toolkit:
    """What one client takes along, in the order in which they put it in.

    Args:
        tools: everything in it.
        offered_at: when it was first offered, or None.
    """

    tools: tuple[Tool, ...] = ()
    offered_at: datetime | None = None

    def plan_for(self, sign: int) -> tuple[AddToToolkit, ...]:
        """Give the ways of coping with the early sign at this place, in order."""
        added = (tool for tool in self.tools if isinstance(tool, AddToToolkit))
        return tuple(tool for tool in added if tool.sign == sign)

    def insight_for(self, sign: int) -> Tool | None:
        """Return the insight that the early sign at this place is drawn from."""
        there = self.tools[sign - 1 : sign] if sign > 0 else ()
        for tool in there:
            if isinstance(tool, AddToToolkit) and tool.insight is not None:
                return self.tools[tool.insight - 1]
        return None

    def insights(self, domain: Domain | None = None) -> tuple[Tool, ...]:
        """Give the insights in it: every one, or those about one domain."""
        insights = (tool for tool in self.tools if _kind(tool) is ToolKind.INSIGHT)
        return tuple(tool for tool in insights if domain in (None, tool.domain))


def _kind(tool: Tool) -> ToolKind:
    return tool.kind if isinstance(tool, AddToToolkit) else ToolKind.INSIGHT


EMPTY = Toolkit()


@attrs.frozen(kw_only=True)
class Toolkits:
    """Every client's toolkit."""

    by_client: Register[PersonId, Toolkit] = Register()

    def of(self, client: PersonId) -> Toolkit:
        """Give the toolkit of this client."""
        return self.by_client.find(client) or EMPTY


NOT_A_SIGN = Reason(
    "toolkit.not_a_sign",
    Rule.RECORD,
    "place {sign} of the toolkit of {by} holds no early sign",
)

NOT_AN_INSIGHT = Reason(
    "toolkit.not_an_insight",
    Rule.RECORD,
    "place {insight} of the toolkit of {by} holds no insight",
)

TOOLKIT = Region("toolkit", Toolkits())


@TOOLKIT.refuses(AddToToolkit)
def _not_a_sign(toolkits: Toolkits, act: AddToToolkit) -> Refusal | None:
    fix = _none_there(toolkits, act, "sign", ToolKind.EARLY_SIGN)
    return NOT_A_SIGN(*fix, sign=act.sign, by=act.by) if fix else None


@TOOLKIT.refuses(AddToToolkit)
def _not_an_insight(toolkits: Toolkits, act: AddToToolkit) -> Refusal | None:
    fix = _none_there(toolkits, act, "insight", ToolKind.INSIGHT)
    return NOT_AN_INSIGHT(*fix, insight=act.insight, by=act.by) if fix else None


def _none_there(
    toolkits: Toolkits, act: AddToToolkit, field_: str, kind: ToolKind
) -> tuple[Remedy, ...]:
    """Return what mends a place that holds nothing of a kind, or nothing."""
    place: int | None = getattr(act, field_)
    if place is None:
        return ()
    tools = toolkits.of(act.by).tools
    if 1 <= place <= len(tools) and _kind(tools[place - 1]) is kind:
        return ()
    places = tuple(n for n, tool in enumerate(tools, 1) if _kind(tool) is kind)
    if places:
        return (Change(field_, places),)
    add = Do(AddToToolkit, (act.by,), {"kind": kind})
    return (add, Change(field_, (len(tools) + 1,)))


@TOOLKIT.folds(AddToToolkit)
def _add(toolkits: Toolkits, act: AddToToolkit) -> Toolkits:
    before = toolkits.of(act.by)
    return _put(toolkits, act.by, attrs.evolve(before, tools=(*before.tools, act)))


@TOOLKIT.folds(EndorseInsight)
def _endorse(toolkits: Toolkits, act: EndorseInsight) -> Toolkits:
    before = toolkits.of(act.by)
    return _put(toolkits, act.by, attrs.evolve(before, tools=(*before.tools, act)))


@TOOLKIT.folds(OfferToolkit)
def _offer(toolkits: Toolkits, act: OfferToolkit) -> Toolkits:
    before = toolkits.of(act.to)
    if before.offered_at is not None:
        return toolkits
    return _put(toolkits, act.to, attrs.evolve(before, offered_at=act.at))


def _put(toolkits: Toolkits, client: PersonId, toolkit: Toolkit) -> Toolkits:
    return Toolkits(by_client=toolkits.by_client.put(client, toolkit))
