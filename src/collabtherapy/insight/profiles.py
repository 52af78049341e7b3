"""The profile of a partnership: many answers side by side, and no score of them all."""

from collections.abc import Iterator, Mapping
from typing import cast

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.insight.estimates import Difference, Proportion
from collabtherapy.insight.growth import Growth, growth
from collabtherapy.insight.leading import Leading, leading
from collabtherapy.insight.log import read
from collabtherapy.insight.loops import FeedbackLoop, feedback_loop
from collabtherapy.insight.origins import Origins, Uptake, origins, uptake
from collabtherapy.insight.pace import Pace, pace
from collabtherapy.insight.voices import Voices, voices
from collabtherapy.insight.windows import Window
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.values.ids import HasId, PersonId


@attrs.frozen(kw_only=True)
class Profile:
    """How two experts worked together, in counts; unknown wherever n is 0.

    There is no sum of it: what is balanced, slow or enough is for those concerned to
    say, and differs between them.

    Args:
        window: the stretch of time that it is about.
        n_acts: how many acts it was read from.
        voice: whose voice was heard.
        origins: who originated goals, agenda and solutions.
        uptake: who built on whose, in both directions.
        feedback: whether the loop closed.
        leading: who led, beside each client's stance.
        pace: how it went along.
        growth: practice, learning, toolkit; comfort, support and empowerment.
    """

    window: Window
    n_acts: int
    voice: Voices
    origins: Origins
    uptake: Uptake
    feedback: FeedbackLoop
    leading: Mapping[PersonId, Leading] = attrs.field(converter=frozen)
    pace: Pace
    growth: Growth

    @property
    def proportions(self) -> Mapping[str, Proportion]:
        """Every proportion by its name: ``feedback.given``, ``origins.goals/ana``."""
        parts: tuple[tuple[str, attrs.AttrsInstance], ...] = (
            ("origins", self.origins),
            ("uptake", self.uptake),
            ("feedback", self.feedback),
            ("pace", self.pace),
        )
        return dict(pair for name, part in parts for pair in _proportions(name, part))


def profile(
    p: Partnership,
    *,
    viewer: "PersonId | HasId | str | None" = None,
    window: Window | None = None,
) -> Profile:
    """Give the profile of a partnership, or of what one person may see of it.

    Args:
        p: the partnership.
        viewer: whose view is asked; everything counts where nobody is named.
        window: when; always, unless given.

    Raises:
        NotForThem: the partnership is not the viewer's to see.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist
    >>> now = datetime(2026, 1, 5, tzinfo=UTC)
    >>> people = {"clients": [Client("ana")], "therapists": [Therapist("bo")]}
    >>> p = Partnership.open(id="p-1", **people, by="ana", at=now)
    >>> print(profile(p, viewer="ana").feedback.given)
    unknown (n = 0)
    """
    log = read(p, viewer=viewer, window=window)
    return Profile(
        window=log.window,
        n_acts=sum(1 for _ in log.recent),
        voice=voices(log.people, log.of(Contribute)),
        origins=origins(log),
        uptake=uptake(log),
        feedback=feedback_loop(log),
        leading=leading(log),
        pace=pace(log),
        growth=growth(log),
    )


def compare(earlier: Profile, later: Profile) -> Mapping[str, Difference]:
    """Give how far every proportion lies apart between two profiles that have it.

    Each difference comes with its interval; many at once, some will look large by
    chance alone.
    """
    after = later.proportions
    return {
        name: Difference(earlier=before, later=after[name])
        for name, before in earlier.proportions.items()
        if name in after
    }


def _proportions(
    name: str, part: attrs.AttrsInstance
) -> Iterator[tuple[str, Proportion]]:
    for field in attrs.fields(type(part)):
        value: object = getattr(part, field.name)
        if isinstance(value, Proportion):
            yield f"{name}.{field.name}", value
        elif isinstance(value, Mapping):
            by_person = cast("Mapping[PersonId, object]", value)
            for person, item in by_person.items():
                if isinstance(item, Proportion):
                    yield f"{name}.{field.name}/{person}", item
