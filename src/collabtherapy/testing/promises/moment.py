"""One act in its place, which a promise is about."""

from collections.abc import Callable
from typing import TypeAlias

import attrs

from collabtherapy import Partnership, PersonId, Role, Stage, acts


@attrs.frozen(kw_only=True)
class Moment:
    """One act of a history, with the partnership before and after it."""

    before: Partnership
    act: acts.Act
    after: Partnership

    @property
    def role(self) -> Role:
        """The capacity in which it was done."""
        return self.before.state.members.role(self.act.for_whom)

    @property
    def clients(self) -> tuple[PersonId, ...]:
        """The clients there were."""
        return self.before.state.members.ids(Role.CLIENT)

    @property
    def history(self) -> tuple[acts.Act, ...]:
        """Everything done, this act included."""
        return self.after.history

    @property
    def alone(self) -> bool:
        """Whether a therapist does it alone."""
        return self.role is Role.THERAPIST

    def enters(self, stage: Stage) -> bool:
        """Whether the partnership comes to a stage by it."""
        return self.after.stage is stage is not self.before.stage


Promise: TypeAlias = Callable[[Moment], bool]
