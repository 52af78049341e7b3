"""One act in its place, which a promise is about."""

from collections.abc import Callable
from typing import TypeAlias

import attrs

from collabtherapy import PersonId, Role, Stage, acts
from collabtherapy.partnership.questions.questions import Questions


@attrs.frozen(kw_only=True)
class Moment:
    """One act of a history, with what was so before and after it.

    Args:
        before: what was so before it.
        act: the act at its place.
        after: what was so after it.
        history: everything done, this act included, in the order in which it counts.
    """

    before: Questions
    act: acts.Act
    after: Questions
    history: tuple[acts.Act, ...]

    @property
    def role(self) -> Role:
        """The capacity in which it was done."""
        return self.before.state.members.role(self.act.for_whom)

    @property
    def clients(self) -> tuple[PersonId, ...]:
        """The clients there were."""
        return self.before.state.members.ids(Role.CLIENT)

    @property
    def alone(self) -> bool:
        """Whether a therapist does it alone."""
        return self.role is Role.THERAPIST

    @property
    def is_from_before(self) -> bool:
        """True if the act happened before the case was carried over from elsewhere."""
        carried = self.after.carried_over
        return carried is not None and self.act.at < carried.act.at

    def enters(self, stage: Stage) -> bool:
        """Whether the partnership comes to a stage by it."""
        return self.after.stage is stage is not self.before.stage


Promise: TypeAlias = Callable[[Moment], bool]
