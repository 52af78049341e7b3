"""Walking along a partnership: each act that has effect, and what it changed.

Everything that is told of a whole history (logs, tables, resources, signals) is read
off this one walk, so that all of them agree on what came before what.
"""

from collections.abc import Iterator
from datetime import datetime

import attrs

from collabtherapy._printing import printed
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.placing import PLACED_SINCE
from collabtherapy.partnership.record.timeline import then
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import Consequence
from collabtherapy.partnership.values.entries import Entry


@attrs.frozen(repr=False, eq=False)
class Transition:
    """One act that has effect, with what was so before and after it.

    Args:
        version: the number of its entry, from 1.
        act: the act at its place, as the law was asked about it.
        handed_in: the act as it was handed in, which is what the history holds.
        before: what was so before it; None before the opening.
        after: what was so after it.
    """

    version: int
    act: Act
    handed_in: Act
    before: State | None
    after: State

    @property
    def effective_at(self) -> datetime:
        """From when it counts."""
        return self.act.at

    @property
    def recorded_at(self) -> datetime:
        """When the record learned of it."""
        return self.act.recorded_at

    @property
    def happened_at(self) -> datetime:
        """When it happened; see `happened`."""
        return happened(self.act)

    @property
    def is_consequence(self) -> bool:
        """True if nobody did it: it followed when a late entry was recorded.

        Its number, and what was handed in, are those of the late entry.
        """
        return isinstance(self.act, Consequence)

    def __repr__(self) -> str:
        kind = type(self.act).__name__
        return f"<Transition {self.version}: {kind}, {self.effective_at}>"

    _repr_pretty_ = printed


def happened(act: Act) -> datetime:
    """Return when an act at its place happened: the moment from which it counts.

    Those of older formats all count from when they were recorded. If such an act says
    that it happened earlier, it did.
    """
    is_older = act.kept is not None and act.kept.version < PLACED_SINCE
    return act.happened_at or act.at if is_older else act.at


def transitions(p: Partnership) -> Iterator[Transition]:
    """Yield each act that has effect, in the order in which they count.

    That is the order of when they happened, and of the record where that is one moment.
    What was taken out or set aside is not among them; see `without_effect`.

    >>> from collabtherapy.testing.ways import two
    >>> [one.after.stage.value for one in transitions(two())]
    ['requested']
    """
    record = p.recorded
    state: State | None = None
    for version, act in record.on_time().items():
        before, state = state, then(state, act)
        yield Transition(version, act, record.history[version - 1], before, state)


def without_effect(p: Partnership) -> Iterator[Entry]:
    """Yield the entries that no transition tells of: taken out, or set aside."""
    record = p.recorded
    if record.timeline is not None:  # or each of them has effect
        yield from (entry for entry in record.entries() if not entry.in_effect)
