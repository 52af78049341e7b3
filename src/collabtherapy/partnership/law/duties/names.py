"""The duty that a name stands for, also a name in the form of earlier versions.

Earlier versions numbered what a duty was about (the feedback on a session, the ruptures
between two people) or the duties of one kind to one person, and had a duty for each
part of an invitation. Stored acts name duties so, and are folded and shown as what they
were.
"""

from collections.abc import Sequence
from datetime import datetime

from collabtherapy.partnership.regions.duties import DischargeDuty, Duty
from collabtherapy.partnership.regions.feedback import Invitation
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.duty_ids import DutyId, DutyKind
from collabtherapy.partnership.values.ids import PersonId, SessionId


def duty_named(state: State, name: DutyId) -> Duty | None:
    """Return the duty of this name, if an act opened it."""
    found = state.duties.by_id.find(name)
    if found is not None:
        return found
    if name.since is None:
        return _named_before(state, name)
    whole = DutyId(name.kind, (*name.what, *name.cause))
    return state.duties.by_id.find(whole)


def in_present_form(state: State, act: Act) -> Act:
    """Return an act as it is, or with the present name of the duty that it names."""
    if not isinstance(act, DischargeDuty):
        return act
    duty = duty_named(state, act.duty)
    if duty is None or duty.id == act.duty:
        return act
    return act.restated(duty=duty.id)


def _named_before(state: State, name: DutyId) -> Duty | None:
    to = next(part for part in name.about if isinstance(part, PersonId))
    duties = state.duties.by_id.values()
    alike = [d for d in duties if d.kind is name.kind and d.owed_to is to]
    same = [duty for duty in alike if duty.id.what == name.what]
    number = name.about[-1]
    if not isinstance(number, int):
        return same[0] if same else None
    moments = _moments(state, name)
    if moments is not None:
        return _opened_by(same, moments, number)
    found = alike[number - 1] if number <= len(alike) else None
    return found if found in same else None


def _moments(state: State, name: DutyId) -> Sequence[datetime] | None:
    """Return when each of what was numbered was said; None where duties were."""
    match (name.kind, *name.about):
        case (DutyKind.ACKNOWLEDGE_RUPTURE, PersonId() as client, PersonId() as by, _):
            bond = state.alliance.of(client, by)
            return [rupture.raised_at for rupture in bond.ruptures]
        case (DutyKind.ANSWER_FEEDBACK, SessionId() as on, PersonId() as to, what, _):
            said = state.feedback.of(on, to)
            of_comfort = what == Invitation.COMFORT.value
            return said.comfort_at if of_comfort else [act.at for act in said.feedback]
        case _:
            return None


def _opened_by(
    duties: Sequence[Duty], moments: Sequence[datetime], number: int
) -> Duty | None:
    """Return the duty that the n-th of these moments opened."""
    if number > len(moments):
        return None
    at = moments[number - 1]
    there = [duty for duty in duties if duty.opened_at == at]
    place = moments[:number].count(at)  # among what was said at the very same moment
    return there[min(place, len(there)) - 1] if there else None
