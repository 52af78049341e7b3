"""Following up: staying in touch for a time after the work, if both want it.

It has a date on which it is over, which nothing but somebody's act makes true, and a
door back: not into the work, but to a new agreement. Both may open it together; a
client comes back by themselves, and waits for nobody.
"""

from datetime import datetime

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.moments import instant


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FollowUp(Matter):
    """Staying in touch for a time after the work.

    Args:
        until: when that is over, unless somebody ends it earlier.
    """

    until: datetime = field(converter=instant)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FollowUpOver(Act):
    """Bring the time of following up to its end."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ComeBack(Act):
    """Come back, as a client, to what is open.

    From following up that is to a new agreement; from a break that the client took, or
    that came upon all of them, it is to where the work was.
    """


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reopen(Matter):
    """Taking the work up again from following up, by a new agreement."""


@attrs.frozen(kw_only=True)
class FollowingUp:
    """The last time of following up that was agreed, if one ever was.

    Args:
        since: when it was agreed.
        until: when it is over.
    """

    since: datetime | None = None
    until: datetime | None = None


FOLLOW_UP = Region("follow_up", FollowingUp())


@FOLLOW_UP.settles(FollowUp)
def _agree(_: FollowingUp, settled: Settled[FollowUp]) -> FollowingUp:
    return FollowingUp(since=settled.at, until=settled.matter.until)
