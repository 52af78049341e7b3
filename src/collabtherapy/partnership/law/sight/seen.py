"""The state as one person sees it: what the law answers them from, and their view."""

from datetime import datetime
from typing import Final, cast

import attrs

from collabtherapy.partnership.law.sight.access import Extent, Viewer
from collabtherapy.partnership.law.sight.filters import FILTERS
from collabtherapy.partnership.law.sight.late_comers import LATE
from collabtherapy.partnership.law.sight.outline import OUTLINE
from collabtherapy.partnership.law.sight.own import OWN_DOING
from collabtherapy.partnership.law.sight.standing import viewer_of
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.filtered import Filtered
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.stages import MainLine


class Seen(State):
    """A state as somebody sees it: a region is filtered once it is read.

    As a tuple it holds no region at all, so that whatever copies it copies nothing
    that is hidden.
    """

    viewer: Viewer


def seen_through(viewer: Viewer) -> Seen:
    """Return what somebody sees of a state; it costs the same at any length."""
    state = viewer.state
    main = cast("MainLine", _shown(viewer, "main"))
    seen = Seen(state.id, state.policy, viewer.now.at, main)
    seen.viewer = viewer
    return seen


def seen_by(state: State, person: PersonId, at: datetime) -> State | None:
    """Return the state as the law reads it to one person; None, if they see nothing.

    Those who keep the record, and a client with whom there never was another, see all
    that the law reads: to them it is the state itself.
    """
    members = state.members
    role = members.role(person)
    if role in KEEPERS or (role is Role.CLIENT and not members.several_clients):
        return state
    viewer = viewer_of(state, person, at)
    return None if viewer is None else seen_through(viewer)


KEEPERS = frozenset({Role.THERAPIST, Role.ORGANISATION})
"""Those who keep the record: an organisation answers for it, and reads no view."""


def settled(seen: Seen) -> State:
    """Return a plain state of what somebody sees, which holds nothing else."""
    return State._make(_settled(getattr(seen, name)) for name in State._fields)


def _settled(region: object) -> object:
    kind = type(region)
    if not attrs.has(kind):
        return region
    plain: dict[str, object] = {
        field.name: value.settled()
        for field in attrs.fields(kind)
        if isinstance(value := getattr(region, field.name), Filtered)
    }
    # A value of a field of this very class, which no checker can follow.
    return attrs.evolve(region, **plain) if plain else region  # type: ignore[misc]


def _shown(viewer: Viewer, name: str) -> object:
    """Return what somebody sees of one region."""
    state = viewer.now if name in OF_NOW[viewer.extent] else viewer.state
    region: object = getattr(state, name)
    if viewer.extent is not Extent.WHOLE:
        narrow = NARROW[viewer.extent].get(name)
        empty: object = State._field_defaults.get(name, region)
        return empty if narrow is None else narrow(region, viewer)
    shown = FILTERS[name](region, viewer)
    late = LATE.get(name)
    return shown if late is None or viewer.since is None else late(shown, viewer)


class _Region:
    """A region of a seen state, looked up here until it has been filtered."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, seen: Seen, _: type[Seen]) -> object:
        region = _shown(seen.viewer, self._name)
        seen.__dict__[self._name] = region
        return region


NARROW: Final = {Extent.OUTLINE: OUTLINE, Extent.OWN: OWN_DOING}
"""What those see who see less than the whole; of the other regions, nothing."""

OF_NOW: Final = {
    Extent.WHOLE: frozenset({"advance", "consent", "toolkit", "entries", "redactions"}),
    Extent.OUTLINE: frozenset[str](),
    Extent.OWN: frozenset(
        {"alliance", "notes", "duties", "entries", "safety", "redactions"}
    ),
}
"""What somebody who left may go on doing: of these they see what has come since."""

for _name in FILTERS:
    setattr(Seen, _name, _Region(_name))
