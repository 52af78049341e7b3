"""What somebody sees of what was entered for another person, and of disputes.

One rule for all who look: whoever left, or sees an outline, still confirms or disputes
what is their own.
"""

import attrs

from collabtherapy.partnership.law.sight.access import Viewer
from collabtherapy.partnership.regions.carry_over import CarriedOver, CarriedPart
from collabtherapy.partnership.regions.entries import Entries
from collabtherapy.partnership.values.filtered import Filtered
from collabtherapy.partnership.values.ids import PartId, PersonId
from collabtherapy.partnership.values.register import Register


def entries_seen(entries: Entries, viewer: Viewer) -> Entries:
    """Return the entries that a viewer sees, and the disputes."""
    return Entries(
        entered=Filtered(
            entries.entered, lambda _, one: one if viewer.sees_entered(one) else None
        ),
        disputes=Filtered(
            entries.disputes, lambda _, one: viewer.as_seen_disputed(one)
        ),
        carried=_carried_seen(entries.carried, viewer),
    )


def _carried_seen(carried: CarriedOver | None, viewer: Viewer) -> CarriedOver | None:
    """Return what was carried over, with the parts that a viewer is shown."""
    if carried is None or not viewer.sees_carried(carried.act):
        return None
    # There are few of them, and a view holds nothing that is hidden.
    seen = {key: one for key, one in carried.parts.items() if viewer.sees_part(one)}
    parts = Register[tuple[PersonId, PartId], CarriedPart].of(seen)
    return attrs.evolve(carried, act=viewer.as_seen(carried.act), parts=parts)
