"""What somebody sees of what was entered for another person, and of disputes.

One rule for all who look: whoever left, or sees an outline, still confirms or disputes
what is their own.
"""

from collabtherapy.partnership.law.sight.access import Viewer
from collabtherapy.partnership.regions.entries import Entries
from collabtherapy.partnership.values.filtered import Filtered


def entries_seen(entries: Entries, viewer: Viewer) -> Entries:
    """Return the entries that a viewer sees, and the disputes."""
    return Entries(
        entered=Filtered(
            entries.entered, lambda _, one: one if viewer.sees_entered(one) else None
        ),
        disputes=Filtered(
            entries.disputes, lambda _, one: one if viewer.sees_dispute(one) else None
        ),
    )
