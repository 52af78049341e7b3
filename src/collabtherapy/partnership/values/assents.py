"""Whose acceptance a matter needs: how many of each side."""

from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.partnership.values.checks import a


class Whose(StrEnum):
    """How many of one side have to accept."""

    ALL = "all"
    ONE = "one"
    OWNERS = "owners"
    BY_FORM = "by form"
    """All in the forms that `Policy.join_assent` names; none in the others."""


@attrs.frozen
class Assent:
    """Whose acceptance a kind of matter needs before it settles."""

    clients: Whose = field(validator=a(Whose))
    therapists: Whose = field(validator=a(Whose))
