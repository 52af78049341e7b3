"""A stretch of time to ask about: from a moment on, until before another."""

from datetime import datetime

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.partnership.values.moments import instant


@attrs.frozen(kw_only=True)
class Window:
    """What happened from `since` on and before `until`; either may be left open.

    What began in a window is followed to the window's end and no further, so that what
    happens later changes nothing that was said of it; what is written down late of that
    time may.

    Raises:
        ValueError: it ends before it begins.

    >>> from datetime import UTC, datetime
    >>> march = Window(since=datetime(2026, 3, 1, tzinfo=UTC))
    >>> march.holds(datetime(2026, 2, 28, tzinfo=UTC))
    False
    """

    since: datetime | None = field(default=None, converter=optional(instant))
    until: datetime | None = field(default=None, converter=optional(instant))

    def __attrs_post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise ValueError("a window ends no earlier than it begins")

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.begun(moment) and not self.over(moment)

    def begun(self, moment: datetime) -> bool:
        """Whether a moment is no earlier than it begins."""
        return self.since is None or self.since <= moment

    def over(self, moment: datetime) -> bool:
        """Whether a moment comes after it."""
        return self.until is not None and self.until <= moment


ALWAYS = Window()
"""Everything that ever happened."""
