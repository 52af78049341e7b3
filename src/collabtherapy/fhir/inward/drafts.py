"""What can be put to a decision because a Bundle speaks of it: by whoever wants to."""

from datetime import datetime

import attrs
from attrs import field

from collabtherapy.partnership.regions.decisions import Propose
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.ids import HasId, PersonId, ProposalId


@attrs.frozen(kw_only=True)
class Draft:
    """A matter that nobody has put yet, and with which nobody agrees yet.

    Whoever proposes has accepted what they propose. A draft therefore names nobody: it
    becomes a proposal when somebody says that it is theirs.

    Args:
        id: what the proposal would be called.
        matter: what would be decided.
        path: where it was read, as ``$.entry[3].resource``.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Words, matters
    >>> draft = Draft(id="g1", matter=matters.Goal(words=Words("sleep")), path="$")
    >>> draft.put(by="ana", at=datetime(2026, 1, 5, tzinfo=UTC)).by
    PersonId('ana')
    """

    id: ProposalId = field(converter=ProposalId)
    matter: Matter
    path: str

    def put(self, *, by: PersonId | HasId | str, at: datetime) -> Propose:
        """Give the act by which somebody proposes it, which is to be recorded."""
        return Propose(by=PersonId(by), at=at, id=self.id, matter=self.matter)
