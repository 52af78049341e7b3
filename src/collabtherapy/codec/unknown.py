"""Acts and matters of a newer version that this one has no name for.

They are kept as they came, so that writing them loses nothing. They bring nothing
about: the fold passes them over, and the law, which does not know them, cannot be
asked about a history from the first of them on.
"""

import attrs
from attrs import field

from collabtherapy._scalars import text
from collabtherapy.partnership.values.act import Act, Kept, Matter
from collabtherapy.partnership.values.checks import a, code


@attrs.frozen(kw_only=True, eq=False, repr=False)
class UnknownAct(Act):
    """Something a person did that only a newer version knows.

    Args:
        name: what the newer version calls it.
        kept: everything else it says.
    """

    name: str = field(converter=text, validator=code)
    kept: Kept = field(repr=False, validator=a(Kept))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class UnknownMatter(Matter):
    """Something decided together that only a newer version knows.

    Args:
        name: what the newer version calls it.
        kept: everything else it says.
    """

    name: str = field(converter=text, validator=code)
    kept: Kept = field(repr=False, validator=a(Kept))
