"""What a client wants of therapy: wishes of style, needs of access, what matters most.

Only the person whose life it is says so, whenever they like, and may say otherwise
later: the last word on a dimension counts, and every earlier one is kept. What is
not stated is unknown, which is not the same as having no preference.

What is stated is answered: a need is met, met in another way, or cannot be met; a
strong preference is accommodated, or a reason is given (`law.duties.rules`). The last
word on a need is the client's: they alone say that another way will do.

Sources: preference accommodation, dropout OR 1.79 fewer, d 0.28 (Swift 2018); the
dimensions of the Cooper-Norcross Inventory of Preferences (Cooper & Norcross 2016),
whose items reach from -3 to 3, both of them a strong preference; what stands in the way
of care, as the Cultural Formulation Interview (DSM-5) asks.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeAlias

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text, whole
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between, code
from collabtherapy.partnership.values.ids import GoalId, PersonId, ProposalId
from collabtherapy.partnership.values.refusals import (
    Change,
    Reason,
    Refusal,
    Rule,
    sought,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words

DIMENSIONS = (
    "directiveness",
    "intensity",
    "past_or_present",
    "support_or_challenge",
)
"""The usual dimensions of style; anyone may name others."""

TO_UNDERSTAND = frozenset({"interpreter", "sign_language_interpreter"})
"""The needs without which nobody knows what they would agree to."""


class Answer(StrEnum):
    """What becomes of something that a client needs or prefers."""

    MET = "met"
    ALTERNATIVE = "alternative"
    """Another way is offered."""
    UNABLE = "unable"


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
        needed: False where one does well without, or with what was offered in its
            place.
        words: anything else.
    """

    need: str = field(converter=text, validator=code)
    needed: bool = field(default=True, validator=a(bool))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AnswerNeed(Act):
    """Answer what a client said that they need.

    Args:
        client: whose need it is.
        need: its short name, as they stated it.
        answer: whether it is met; that another way is offered settles nothing before
            they say that it will do.
        words: what is offered, or why not; needed unless it is met.
    """

    client: PersonId = field(converter=PersonId)
    need: str = field(converter=text, validator=code)
    answer: Answer = field(validator=a(Answer))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Accommodate(Act):
    """Work as a client prefers, or say why not.

    Args:
        client: whose preference it is.
        dimension: its short name, as they stated it.
        answer: whether it is worked so, in another way, or not.
        proposal: what was decided for it: a choice, a stance, a task, a practice, an
            agreement; None where nothing had to be.
        words: what is done, or why not; needed where nothing was decided for it.
    """

    client: PersonId = field(converter=PersonId)
    dimension: str = field(converter=text, validator=code)
    answer: Answer = field(validator=a(Answer))
    proposal: ProposalId | None = field(default=None, converter=optional(ProposalId))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StateWhatMatters(Act):
    """State what matters most to oneself; leaving the words out skips it."""

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


OfNeeds: TypeAlias = StateNeed | AnswerNeed


@attrs.frozen(kw_only=True)
class Stated:
    """Everything that one client has stated, the first first, and what came of it.

    Args:
        preferences: which way they would like to work.
        needs: what they need, and what they do well without.
        what_matters: what matters most to them.
        aspirations: what they hope for.
        of_needs: what they, and others in answer, said of their needs.
        accommodated: what came of their preferences.
    """

    preferences: tuple[StatePreference, ...] = ()
    needs: tuple[StateNeed, ...] = ()
    what_matters: tuple[StateWhatMatters, ...] = ()
    aspirations: tuple[StateAspiration, ...] = ()
    of_needs: tuple[OfNeeds, ...] = ()
    accommodated: tuple[Accommodate, ...] = ()

    @property
    def current(self) -> Mapping[str, StatePreference]:
        """The last word on each dimension; a dimension never spoken of is not here."""
        return {stated.dimension: stated for stated in self.preferences}

    @property
    def unmet(self) -> tuple[str, ...]:
        """The needs that are neither met nor, as they say themselves, done without."""
        last = {said.need: said for said in self.of_needs}
        return tuple(need for need, said in last.items() if not _settles(said))


def _settles(said: OfNeeds) -> bool:
    if isinstance(said, StateNeed):
        return not said.needed
    return said.answer is Answer.MET


NOTHING_STATED = Stated()


@attrs.frozen(kw_only=True)
class Preferences:
    """What every client has stated."""

    by_client: Register[PersonId, Stated] = Register()

    def of(self, client: PersonId) -> Stated:
        """Give what this client has stated."""
        return self.by_client.find(client) or NOTHING_STATED


NEED_NOT_STATED = Reason(
    "need.not_stated",
    Rule.RECORD,
    "{client} has not said that they need {need}",
)
PREFERENCE_NOT_STATED = Reason(
    "preference.not_stated",
    Rule.RECORD,
    "{client} has not said what they prefer in {dimension}",
)
NO_WORDS = Reason(
    "answer.no_words",
    Rule.ASSENT,
    "please say what you do, or why not and what you could offer {client}",
)

PREFERENCES = Region("preferences", Preferences())


@PREFERENCES.refuses(AnswerNeed)
def _need_stated(before: Preferences, act: AnswerNeed) -> Refusal | None:
    def needs() -> Iterator[str]:
        yield from dict.fromkeys(said.need for said in before.of(act.client).needs)

    if act.need in needs():
        return None
    change = sought("need", needs)
    return NEED_NOT_STATED(change, client=act.client, need=act.need)


@PREFERENCES.refuses(Accommodate)
def _preference_stated(before: Preferences, act: Accommodate) -> Refusal | None:
    stated = before.of(act.client).current
    if act.dimension in stated:
        return None
    change = Change("dimension", tuple(stated))
    facts = {"client": act.client, "dimension": act.dimension}
    return PREFERENCE_NOT_STATED(change, **facts)


@PREFERENCES.refuses(AnswerNeed)
def _need_answered_in_words(_: Preferences, act: AnswerNeed) -> Refusal | None:
    if act.words is not None or act.answer is Answer.MET:
        return None
    return NO_WORDS(Change("words", None), client=act.client)


@PREFERENCES.refuses(Accommodate)
def _reason_given(_: Preferences, act: Accommodate) -> Refusal | None:
    decided = act.proposal is not None and act.answer is not Answer.UNABLE
    if act.words is not None or decided:
        return None
    return NO_WORDS(Change("words", None), client=act.client)


@PREFERENCES.folds(StatePreference)
def _prefer(before: Preferences, act: StatePreference) -> Preferences:
    said = before.of(act.by)
    return _put(
        before, act.by, attrs.evolve(said, preferences=(*said.preferences, act))
    )


@PREFERENCES.folds(StateNeed)
def _need(before: Preferences, act: StateNeed) -> Preferences:
    said = before.of(act.by)
    after = attrs.evolve(said, needs=(*said.needs, act), of_needs=(*said.of_needs, act))
    return _put(before, act.by, after)


@PREFERENCES.folds(AnswerNeed)
def _answer(before: Preferences, act: AnswerNeed) -> Preferences:
    said = before.of(act.client)
    after = attrs.evolve(said, of_needs=(*said.of_needs, act))
    return _put(before, act.client, after)


@PREFERENCES.folds(Accommodate)
def _accommodate(before: Preferences, act: Accommodate) -> Preferences:
    said = before.of(act.client)
    after = attrs.evolve(said, accommodated=(*said.accommodated, act))
    return _put(before, act.client, after)


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
