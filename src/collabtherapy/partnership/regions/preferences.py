"""What a client wants of therapy: wishes of style, needs of access, what matters most.

Only the person whose life it is says so, whenever they like, and may say otherwise
later: the last word on a dimension counts, and every earlier one is kept. What is
not stated is unknown, which is not the same as having no preference.

Sources: preference accommodation, dropout OR 1.79 fewer, d 0.28 (Swift 2018); the
dimensions of the Cooper-Norcross Inventory of Preferences.
"""

from collections.abc import Mapping

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text, whole
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between, code
from collabtherapy.partnership.values.ids import GoalId, PersonId
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words

DIMENSIONS = (
    "directiveness",
    "intensity",
    "past_or_present",
    "support_or_challenge",
)
"""The usual dimensions of style; anyone may name others."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StatePreference(Act):
    """Say which way one would like to work.

    Args:
        dimension: a short name, such as those in `DIMENSIONS`.
        strength: from -3 (strongly towards the one end) to 3 (strongly towards the
            other); 0 is having no preference, which is an answer.
        words: anything else.
    """

    dimension: str = field(converter=text, validator=code)
    strength: int = field(converter=whole, validator=between(-3, 3))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StateNeed(Act):
    """Say what one needs in order to take part: a language, a ramp, a slower pace.

    Args:
        need: a short name, ``interpreter`` or ``step_free_access`` say.
        words: anything else.
    """

    need: str = field(converter=text, validator=code)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StateWhatMatters(Act):
    """Say what matters most to oneself; no words is declining to."""

    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StateAspiration(Act):
    """Say what one hopes for, whether or not it ever becomes a goal.

    Args:
        words: what.
        goal: the shared goal that it belongs to, if it does.
    """

    words: Words = field(validator=a(Words))
    goal: GoalId | None = field(default=None, converter=optional(GoalId))


@attrs.frozen(kw_only=True)
class Stated:
    """Everything that one client has stated, the first first."""

    preferences: tuple[StatePreference, ...] = ()
    needs: tuple[StateNeed, ...] = ()
    what_matters: tuple[StateWhatMatters, ...] = ()
    aspirations: tuple[StateAspiration, ...] = ()

    @property
    def current(self) -> Mapping[str, StatePreference]:
        """The last word on each dimension; a dimension never spoken of is not here."""
        return {stated.dimension: stated for stated in self.preferences}


NOTHING_STATED = Stated()


@attrs.frozen(kw_only=True)
class Preferences:
    """What every client has stated."""

    by_client: Register[PersonId, Stated] = Register()

    def of(self, client: PersonId) -> Stated:
        """Give what this client has stated."""
        return self.by_client.find(client) or NOTHING_STATED


PREFERENCES = Region("preferences", Preferences())


@PREFERENCES.folds(StatePreference)
def _prefer(before: Preferences, act: StatePreference) -> Preferences:
    said = before.of(act.by)
    return _put(
        before, act.by, attrs.evolve(said, preferences=(*said.preferences, act))
    )


@PREFERENCES.folds(StateNeed)
def _need(before: Preferences, act: StateNeed) -> Preferences:
    said = before.of(act.by)
    return _put(before, act.by, attrs.evolve(said, needs=(*said.needs, act)))


@PREFERENCES.folds(StateWhatMatters)
def _matters(before: Preferences, act: StateWhatMatters) -> Preferences:
    said = before.of(act.by)
    after = attrs.evolve(said, what_matters=(*said.what_matters, act))
    return _put(before, act.by, after)


@PREFERENCES.folds(StateAspiration)
def _hope(before: Preferences, act: StateAspiration) -> Preferences:
    said = before.of(act.by)
    after = attrs.evolve(said, aspirations=(*said.aspirations, act))
    return _put(before, act.by, after)


def _put(before: Preferences, client: PersonId, stated: Stated) -> Preferences:
    return Preferences(by_client=before.by_client.put(client, stated))
