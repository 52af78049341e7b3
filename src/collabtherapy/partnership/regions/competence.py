"""Capacity for a decision: whether a client has it, and which row says who decides.

A finding is dated and about one decision. It is kept apart from consent: it neither
gives nor revokes any. It changes who may speak next: a finding of lack lets those who
hold authority decide, blocks nobody where there are none, and owes support and a second
look. No birth date is kept: a therapist or an organisation states the row of `deciders`
that a client falls under.

Source: Gillick v West Norfolk and Wisbech AHA 1985, competence is found for each
decision; Mental Capacity Act 2005 ss 2 and 3, likewise; s 1(3), help to decide comes
first.
"""

from datetime import datetime

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._scalars import text
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, code
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import Open
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FindCompetence(Act):
    """Record whether a client was found able to make a decision themselves.

    Args:
        client: the client.
        decision: which decision, as a short name: one of `law.DECISIONS`, or the name
            of a scope of one's own that was explained to the client.
        competent: what was found.
        review_at: when the finding is looked at again; None where no date is set.
        words: on what grounds.

    Raises:
        ValueError: If *review_at* is not later than *at*.
    """

    client: PersonId = field(converter=PersonId)
    decision: str = field(converter=text, validator=code)
    competent: bool = field(validator=a(bool))
    review_at: datetime | None = field(default=None, converter=optional(instant))
    words: Words | None = field(default=None, validator=a(Words, optional=True))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self._is_after(self.review_at):
            raise InvalidInput("review_at is later than at")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StateDecider(Act):
    """State which row of `deciders` a client falls under from now on.

    Args:
        client: the client.
        row: the row's id, such as ``ew.under_16``.
        because: on what grounds, as a short code: ``age``, ``residence``, …
    """

    client: PersonId = field(converter=PersonId)
    row: str = field(converter=text, validator=code)
    because: str = field(converter=text, validator=code)


@attrs.frozen(kw_only=True)
class Findings:
    """Every finding about each client, and the row that each one falls under.

    Args:
        by_client: the findings, the first first.
        rows: the ids of the rows that were stated; clients without one fall under the
            usual row.
    """

    by_client: Register[PersonId, tuple[FindCompetence, ...]] = Register()
    rows: Register[PersonId, str] = Register()

    def last(self, client: PersonId, decision: str) -> FindCompetence | None:
        """Return the last finding about a decision of a client, if there is one."""
        found = reversed(self.by_client.find(client) or ())
        return next((one for one in found if one.decision == decision), None)


COMPETENCE = Region("competence", Findings())


@COMPETENCE.folds(Open)
def _open(findings: Findings, act: Open) -> Findings:
    rows = findings.rows
    for stated in act.deciders:
        rows = rows.put(stated.client, stated.row)
    return attrs.evolve(findings, rows=rows)


@COMPETENCE.folds(FindCompetence)
def _find(findings: Findings, act: FindCompetence) -> Findings:
    before = findings.by_client.find(act.client) or ()
    by_client = findings.by_client.put(act.client, (*before, act))
    return attrs.evolve(findings, by_client=by_client)


@COMPETENCE.folds(StateDecider)
def _state(findings: Findings, act: StateDecider) -> Findings:
    return attrs.evolve(findings, rows=findings.rows.put(act.client, act.row))
