"""Opening a partnership in a store, which may know the one that it follows."""

from datetime import datetime

from collabtherapy.errors import Refused
from collabtherapy.partnership.opening import (
    refusals_of_one_not_known,
    refusals_to_succeed,
)
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.recording import not_ahead
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.refusals import Refusals
from collabtherapy.partnership.values.stages import Open
from collabtherapy.storage.loading import loaded
from collabtherapy.storage.port import Reading
from collabtherapy.storage.vault import Vault


def to_open(
    reading: Reading, vault: Vault, opening: Open, now: datetime
) -> Partnership:
    """Return a partnership that is to be kept, once the law has been asked about it.

    It is not asked where there is one of that name: either this is that opening, sent
    again, or it is refused for that.

    Raises:
        CorruptRecord: If what it follows is not as it was recorded.
        Refused: If it may not be opened like this, or the act is dated after the clock.
        TypeError: If it is no opening.
    """
    given: object = opening
    if not isinstance(given, Open):
        raise TypeError(f"open takes an Open, not {type(given).__name__}")
    p = Partnership.replay([opening])
    if reading.head(str(p.id)) is None:
        not_ahead(p.history, now, opening.policy)
        found = _refusals(reading, vault, opening)
        if found:
            raise Refused(found, Open.__name__)
    return p


def _refusals(reading: Reading, vault: Vault, opening: Open) -> Refusals:
    before = _followed(reading, vault, opening)
    if before is None:
        return refusals_of_one_not_known(opening)
    return refusals_to_succeed(before, opening)


def _followed(reading: Reading, vault: Vault, opening: Open) -> State | None:
    """Return the state of the partnership that this one follows, if it is known.

    To a person who was not in it, none is known: what a refusal says would tell them of
    it.
    """
    if opening.predecessor is None:
        return None
    name = str(opening.predecessor)
    if reading.head(name) is None:
        return None
    state = loaded(reading, vault, name).state
    known = {person.id for person in state.members.ever}
    completed = state.transfer.completed
    if completed is not None:
        known.add(completed.by)
    return state if opening.by in known else None
