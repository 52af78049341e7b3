"""What a therapist who left sees: their own doing, and where the work stood then."""

from collections.abc import Mapping
from typing import Final

from collabtherapy.partnership.law.sight.access import Viewer
from collabtherapy.partnership.law.sight.entries import entries_seen
from collabtherapy.partnership.law.sight.held import ruptures_taken, safety_offered
from collabtherapy.partnership.law.sight.region_filters import (
    RegionFilter,
    by_region,
    row,
)
from collabtherapy.partnership.regions.duties import Duties
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.regions.notes import Notes
from collabtherapy.partnership.regions.redactions import Redactions
from collabtherapy.partnership.values.filtered import Filtered


def _members(members: Members, _: Viewer) -> Members:
    return members


def _notes(notes: Notes, viewer: Viewer) -> Notes:
    own = (note for note in notes.entries if note.by == viewer.person)
    by_id = Filtered(
        notes.by_id,
        lambda _, shared: shared if shared.note.by == viewer.person else None,
    )
    return Notes(entries=tuple(own), by_id=by_id)


def _duties(duties: Duties, viewer: Viewer) -> Duties:
    by_id = Filtered(
        duties.by_id,
        lambda _, duty: duty if duty.owed_by == viewer.person else None,
    )
    owed = Filtered(
        duties.owed, lambda _, owed: tuple(d for d in owed if d.id in by_id) or None
    )
    return Duties(by_id=by_id, owed=owed)


def _redactions(redactions: Redactions, viewer: Viewer) -> Redactions:
    return redactions.seen(lambda act: act.by == viewer.person)


OWN_DOING: Final[Mapping[str, RegionFilter[object]]] = by_region(
    row("members", _members),
    row("notes", _notes),
    row("safety", safety_offered),
    row("alliance", ruptures_taken),
    row("entries", entries_seen),
    row("duties", _duties),
    row("redactions", _redactions),
)
"""By the name of the region: what they see of it; of the others, nothing."""
