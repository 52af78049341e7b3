"""What was so at a past moment, as it is known now, or was known then."""

from datetime import datetime

import attrs

from collabtherapy._printing import printed
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.record.record import Record
from collabtherapy.partnership.record.replaying import replayed
from collabtherapy.partnership.record.timeline import LATEST, Key, key_of
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act


@attrs.frozen(repr=False)
class Moment(Questions):
    """What was so at a moment; it can be asked all that a partnership can be asked.

    Nothing is recorded on it: what happened then is recorded now, as a late entry.

    Args:
        state: what was so.
        moment: the moment.
        recorded: what it is known from.
    """

    state: State
    moment: datetime
    recorded: Record = attrs.field(eq=False)

    @property
    def at(self) -> datetime:
        """The moment."""
        return self.moment

    @property
    def history(self) -> tuple[Act, ...]:
        """The acts that had effect by then, in the order in which they count."""
        items, history = self.recorded.on_time().items(), self.recorded.history
        after = _after(self.recorded, self.moment)
        return tuple(history[i.version - 1] for i in items if i.key < after)

    def __repr__(self) -> str:
        return f"<Moment of {self.state.id}: {self.state.stage.value}, {self.moment}>"

    _repr_pretty_ = printed


def moment_of(record: Record, at: datetime) -> Moment:
    """Return what was so at a moment, as the record says.

    Raises:
        ValueError: If it had not been opened yet.
    """
    if at >= record.state.at:
        return Moment(record.state, at, record)
    state = record.on_time().state_before(_after(record, at))
    if at < record.opening.at or state is None:
        raise ValueError("the partnership had not been opened at that moment")
    return Moment(state, at, record)


def _after(record: Record, at: datetime) -> Key:
    """Return the place on the timeline that comes after a moment.

    Before a case was carried over nothing of it was so, whatever is told of then.
    """
    carried = record.state.entries.carried
    if carried is not None and at < carried.act.at:
        return key_of(carried.act, carried.version)
    return at, LATEST


def known_by(record: Record, at: datetime) -> Record:
    """Return the record as it stood at a moment: without what was recorded later.

    Raises:
        ValueError: If it had not been opened yet.
    """
    if at >= record.recorded_at:
        return record
    entries = tuple(record.entries())
    known = max((e.version for e in entries if e.recorded_at <= at), default=0)
    if not known:
        raise ValueError("the partnership had not been opened at that moment")
    return replayed(entries[:known], check=False)
