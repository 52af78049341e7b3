"""Joining: another client comes into a couple, a family or a group."""

import attrs
from attrs import field

from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.people import Client
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Join(Matter):
    """Taking another client in: into a couple, a family or a group.

    Nothing from before they came is theirs to see, and they take part once they have
    consented for themselves and accepted the agreement that is in force, if one is.

    Args:
        person: who.
        words: what for.
    """

    person: Client = field(validator=a(Client))
    words: Words | None = field(default=None, validator=a(Words, optional=True))
