"""Competence: whether a client can decide something themselves, as somebody found.

A finding is dated and about one kind of decision. It is kept apart from consent: by
itself it neither gives nor revokes any, whoever gave it.

Source: Gillick competence is found for each decision; a failed finding must not undo
a consent that somebody else was entitled to give.
"""

import attrs
from attrs import field

from collabtherapy._scalars import text
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, code
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FindCompetence(Act):
    """Record whether a client was found able to decide something themselves.

    Args:
        client: who.
        decision: what about, as a short name: ``treatment``, ``recording``, …
        competent: what was found.
        words: on what grounds.
    """

    client: PersonId = field(converter=PersonId)
    decision: str = field(converter=text, validator=code)
    competent: bool = field(validator=a(bool))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Findings:
    """Every finding about each client, the first first."""

    by_client: Register[PersonId, tuple[FindCompetence, ...]] = Register()

    def last(self, client: PersonId, decision: str) -> FindCompetence | None:
        """Return the last finding about a decision of a client; None without one."""
        found = self.by_client.find(client) or ()
        return next((f for f in reversed(found) if f.decision == decision), None)


COMPETENCE = Region("competence", Findings())


@COMPETENCE.folds(FindCompetence)
def _find(findings: Findings, act: FindCompetence) -> Findings:
    before = findings.by_client.find(act.client) or ()
    return Findings(by_client=findings.by_client.put(act.client, (*before, act)))
