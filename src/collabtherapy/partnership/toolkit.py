"""The toolkit: what a client takes along, in their own words and their own order.

Early signs, ways of coping and insights, put in by the client alone and read by them
for good: it stays theirs, and can grow, after the partnership has closed. A therapist
offers it before an ending; what the client makes of the offer is theirs to say.

Source: relapse prevention and wellness recovery plans, which the person owns.
"""

from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.partnership.act import Act
from collabtherapy.partnership.checks import a, between
from collabtherapy.partnership.ids import PersonId
from collabtherapy.partnership.refusals import (
    Change,
    Do,
    Reason,
    Refusal,
    Remedy,
    Rule,
)
from collabtherapy.partnership.region import Region
from collabtherapy.partnership.register import Register
from collabtherapy.partnership.words import Words


class ToolKind(StrEnum):
    """What something in a toolkit is."""

    EARLY_SIGN = "early_sign"
    COPING_STEP = "coping_step"
    INSIGHT = "insight"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AddToToolkit(Act):
    """Put something into one's own toolkit.

    Args:
        kind: an early sign, a way of coping, or an insight.
        words: what it is.
        sign: for a way of coping, the place in the toolkit, from 1, of the early
            sign it answers; None where it answers none.
    """

    kind: ToolKind = field(validator=a(ToolKind))
    words: Words = field(validator=a(Words))
    sign: int | None = field(default=None, validator=between(1, optional=True))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.sign is not None and self.kind is not ToolKind.COPING_STEP:
            raise ValueError("only a way of coping answers an early sign")


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

    tools: tuple[AddToToolkit, ...] = ()
    offered_at: datetime | None = None

    def plan_for(self, sign: int) -> tuple[AddToToolkit, ...]:
        """Give the ways of coping with the early sign at this place, in order."""
        return tuple(tool for tool in self.tools if tool.sign == sign)


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

TOOLKIT = Region("toolkit", Toolkits())


@TOOLKIT.refuses(AddToToolkit)
def _not_a_sign(toolkits: Toolkits, act: AddToToolkit) -> Refusal | None:
    if act.sign is None:
        return None
    tools = toolkits.of(act.by).tools
    named = tools[act.sign - 1 : act.sign]  # empty where the toolkit ends before
    if named and named[0].kind is ToolKind.EARLY_SIGN:
        return None
    places = enumerate(tools, start=1)
    signs = tuple(n for n, tool in places if tool.kind is ToolKind.EARLY_SIGN)
    fix: tuple[Remedy, ...] = (Change("sign", signs),)
    if not signs:
        add = Do(AddToToolkit, (act.by,), {"kind": ToolKind.EARLY_SIGN})
        fix = (add, Change("sign", (len(tools) + 1,)))
    return NOT_A_SIGN(*fix, sign=act.sign, by=act.by)


@TOOLKIT.folds(AddToToolkit)
def _add(toolkits: Toolkits, act: AddToToolkit) -> Toolkits:
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
