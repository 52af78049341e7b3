"""What a redaction took out, what it kept and why, and what it cannot reach."""

import attrs

from collabtherapy.partnership.values.ids import PersonId


@attrs.frozen
class Removed:
    """Words that were taken out.

    Args:
        version: the number of their entry, from 1.
        n: the number of their place in the act, from 1.
        act: the kind of act.
        field: the field of the act, and the fields within it, parted by dots.
    """

    version: int
    n: int
    act: str
    field: str


@attrs.frozen
class Kept:
    """Words that stayed where they are, and why.

    Args:
        version: the number of their entry, from 1.
        n: the number of their place in the act, from 1.
        act: the kind of act.
        field: the field of the act, and the fields within it, parted by dots.
        because: why they stayed.
    """

    version: int
    n: int
    act: str
    field: str
    because: str


CANNOT_REACH = (
    "copies made before: exports, backups, what somebody read or wrote down elsewhere",
    "what others wrote in their own words, even where it speaks of this person",
)
"""What no redaction here can undo, said so that nobody believes otherwise."""

FACTS_KEPT = (
    "who did what when, and of which kind",
    "facts of consent: what was explained, given, declined and taken back, and when",
    "numbers that people gave, with their scales",
)
"""What stays of every act, because the record would otherwise be untrue."""


@attrs.frozen(kw_only=True)
class Report:
    """What became of everything that anybody wrote.

    Args:
        subject: whose words were to go.
        removed: everything taken out.
        kept: everything that stayed, and why.
        facts_kept: what stays of every act, and is not words.
        cannot_reach: what no redaction here can undo.
    """

    subject: PersonId
    removed: tuple[Removed, ...]
    kept: tuple[Kept, ...]
    facts_kept: tuple[str, ...] = FACTS_KEPT
    cannot_reach: tuple[str, ...] = CANNOT_REACH
