"""Role induction: explaining how working together goes, and asking whether to begin.

Taking part may be unfamiliar or daunting. A therapist explains, as often as needed;
a client says they are ready, have questions, or "not yet", and "not yet" is an
answer that nothing overrides. Effect: dropout OR 1.64 fewer, outcome d 0.33 (Swift,
Penix & Li 2023).
"""

from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class Readiness(StrEnum):
    """What a client makes of taking part in this way."""

    READY = "ready"
    QUESTIONS = "questions"
    NOT_YET = "not_yet"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Orient(Act):
    """Explain to a client how therapy works here, and what their part may be."""

    to: PersonId = field(converter=PersonId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AnswerOrientation(Act):
    """Say whether one is ready to take part in this way, or not yet."""

    readiness: Readiness = field(validator=a(Readiness))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Orientation:
    """How it stands with one client; None where nothing was said."""

    explained_at: datetime | None = None
    n_times: int = 0
    readiness: Readiness | None = None
    answered_at: datetime | None = None

    @property
    def given(self) -> bool:
        """Whether it was explained, or the client has said "not yet"."""
        return self.n_times > 0 or self.readiness is Readiness.NOT_YET

    @property
    def waits(self) -> bool:
        """Whether the last answer was open, and nothing was explained after it."""
        answered, explained = self.answered_at, self.explained_at
        if answered is None or self.readiness is Readiness.READY:
            return False
        return explained is None or explained <= answered


@attrs.frozen(kw_only=True)
class Orientations:
    """How it stands with each client."""

    by_client: Register[PersonId, Orientation] = Register()

    def of(self, client: PersonId) -> Orientation:
        """Give how it stands with this client."""
        return self.by_client.find(client) or Orientation()


ORIENTATION = Region("orientation", Orientations())


@ORIENTATION.folds(Orient)
def _orient(orientations: Orientations, act: Orient) -> Orientations:
    before = orientations.of(act.to)
    after = attrs.evolve(before, explained_at=act.at, n_times=before.n_times + 1)
    return Orientations(by_client=orientations.by_client.put(act.to, after))


@ORIENTATION.folds(AnswerOrientation)
def _answer(orientations: Orientations, act: AnswerOrientation) -> Orientations:
    before = orientations.of(act.by)
    after = attrs.evolve(before, readiness=act.readiness, answered_at=act.at)
    return Orientations(by_client=orientations.by_client.put(act.by, after))
