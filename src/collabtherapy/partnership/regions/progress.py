"""Talking about how it goes: what was looked at, and what the client picks.

That somebody is worse is for the two of them to talk about, and not for a number to
decide (`law.duties.rules` says what is owed a talk). Whoever writes the talk down, what
comes next is the client's to say.

Source: outcome and alliance looked at together, session by session (PCOMS, Duncan; from
memory).
"""

from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, codes, each, short_names
from collabtherapy.partnership.values.ids import (
    GoalId,
    PersonId,
    SessionId,
    goals,
)
from collabtherapy.partnership.values.refusals import Change, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class Pick(StrEnum):
    """What a client would like to come of a talk about how it goes."""

    CONTINUE = "continue"
    CHANGE = "change"
    PAUSE = "pause"
    REFER = "refer"
    """To somebody else, or to somebody besides."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DiscussProgress(Act):
    """Talk with a client about how it goes, on what they answered and rated.

    Args:
        session: when they talked.
        client: whose measures and goals they looked at.
        measures: the instruments, by their short names: ``phq-9``, …
        goals: the goals.
        view: how it looks to the author of the entry.
        pick: what comes next; the client's own to say, and None in the therapist's.

    Raises:
        ValueError: If neither a measure nor a goal is named.
    """

    session: SessionId = field(converter=SessionId)
    client: PersonId = field(converter=PersonId)
    measures: frozenset[str] = field(
        default=frozenset[str](), converter=short_names, validator=codes
    )
    goals: frozenset[GoalId] = field(
        default=frozenset[GoalId](), converter=goals, validator=each(GoalId)
    )
    view: Words | None = field(default=None, validator=a(Words, optional=True))
    pick: Pick | None = field(default=None, validator=a(Pick, optional=True))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.measures and not self.goals:
            raise InvalidInput("name the measures or the goals that were looked at")


@attrs.frozen(kw_only=True)
class Progress:
    """Every talk about how it goes, by client, the first first."""

    by_client: Register[PersonId, tuple[DiscussProgress, ...]] = Register()


NOT_THEIR_PICK = Reason(
    "progress.not_their_pick",
    Rule.RIGHT,
    "what comes next is for {client} to pick, not for {by}",
)
PROGRESS = Region("progress", Progress())


@PROGRESS.refuses(DiscussProgress)
def _own_pick(_: Progress, act: DiscussProgress) -> Refusal | None:
    if act.pick is None or act.by == act.client:
        return None
    none = Change("pick", (None,))
    return NOT_THEIR_PICK(none, client=act.client, by=act.by)


@PROGRESS.folds(DiscussProgress)
def _discuss(progress: Progress, act: DiscussProgress) -> Progress:
    before = progress.by_client.find(act.client) or ()
    return Progress(by_client=progress.by_client.put(act.client, (*before, act)))
