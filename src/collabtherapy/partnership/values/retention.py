"""How long words are kept after the end of a partnership."""

import attrs
from attrs import field

from collabtherapy._scalars import text, whole
from collabtherapy.partnership.values.checks import between, code


@attrs.frozen(kw_only=True)
class Retention:
    """How long words are kept after the end of a partnership, and what says so.

    Args:
        days: for how many days after the closing; after they left, of a client who did.
        source: the rule that says so, as a short name: ``BGB-630f``, …

    Raises:
        ValueError: If it is less than a day, or the source is no short name.
    """

    days: int = field(converter=whole, validator=between(1, 36_500))
    source: str = field(converter=text, validator=code)
