"""A number that one person gave, and when; never without the scale it belongs to."""

from datetime import datetime

import attrs

from collabtherapy.partnership.values.ids import PersonId


@attrs.frozen(kw_only=True)
class Rating:
    """One person's number, at a moment."""

    by: PersonId
    at: datetime
    value: int
