"""A measure that could be recorded because a document speaks of it.

A draft is no act: nobody has recorded it. Where the answers and a stated total differ,
it holds both and chooses neither.
"""

from datetime import datetime

import attrs

from collabtherapy.fhir.inward.moments import Within
from collabtherapy.measures import Score
from collabtherapy.partnership.regions.measurements import NoScore, RecordMeasure
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.ids import HasId, PersonId, SessionId

__all__ = ["PLACES", "MeasureDraft"]

PLACES = 3
"""How many decimals of a score are kept; see `RecordMeasure`."""


@attrs.frozen(kw_only=True)
class MeasureDraft:
    """A `RecordMeasure` that nobody has recorded yet.

    Args:
        instrument: the short name of the instrument.
        low: the lowest total that there could be.
        high: the highest.
        path: where it was read, as ``$.entry[3].resource``.
        scored: what the instrument makes of the answers; None where none were read.
        absent: why there is no total; None where there is one, or more.
        stated: the total that the document states; None where it states none.
        differs: whether there are two totals that differ: the caller chooses.
        worsening: the reliable change for the worse, in points; None if not known.
        at: when the answers were given.
        subject: whose answers they are, as ``Patient/7`` or an id of ours.
        by: who gave them.
    """

    instrument: str
    low: float
    high: float
    path: str
    scored: Score | None = None
    absent: NoScore | None = None
    stated: float | None = None
    differs: bool = False
    worsening: float | None = None
    at: Within | None = None
    subject: str | None = None
    by: str | None = None

    @property
    def score(self) -> Score | None:
        """The score of the answers; None where they come to none."""
        found = self.scored
        return None if found is None or found.total is None else found

    @property
    def totals(self) -> tuple[float, ...]:
        """The total of the answers, then the stated one where it differs."""
        made = None if self.scored is None else self.scored.total
        found = (made, self.stated) if self.differs or made is None else (made,)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def put(
        self,
        *,
        by: "PersonId | HasId | str",
        at: datetime,
        client: "PersonId | HasId | str | None" = None,
        total: float | None = None,
        happened_at: datetime | None = None,
        session: SessionId | str | None = None,
        evidence: Evidence | None = None,
    ) -> RecordMeasure:
        """Build the act by which somebody records it.

        Args:
            by: who records it.
            at: when it is recorded.
            client: whose answers they are; `subject` if left out.
            total: which of `totals` is taken, where they differ.
            happened_at: when the client answered. If left out: the instant that the
                document states; where it states only a day, a month or a year, *at*,
                which has to lie within it.
            session: the session that it belongs to, if it does.
            evidence: a document that was seen for it, if one was.

        Raises:
            ValueError: If nothing says whose answers they are, if the totals differ
                and none was chosen, or if it cannot have happened then.
        """
        whose = client if client is not None else self.subject
        if whose is None:
            raise ValueError("the document names no subject; pass client=")
        known = self.at is not None and self.at.exact is not None
        if happened_at is None and self.at is not None and known:
            happened_at = self.at.exact if self.at.exact != at else None
        if self.at is not None and not self.at.may_be(happened_at or at):
            raise ValueError(
                f"happened_at must lie from {self.at.earliest.isoformat()} to "
                f"{self.at.latest.isoformat()}, as the document says; pass it"
            )
        score = self._chosen(total)
        found = self.scored
        if found is not None and score != found.total:
            found = None if score is not None else found
        counts = found is not None and self._absent(score) in {
            None,
            NoScore.INCOMPLETE,
        }
        return RecordMeasure(
            by=PersonId(by),
            at=at,
            happened_at=happened_at,
            evidence=evidence,
            client=PersonId(whose),
            instrument=self.instrument,
            score=score,
            no_score=self._absent(score),
            low=self.low,
            high=self.high,
            answered=found.answered if found is not None and counts else None,
            items=found.items if found is not None and counts else None,
            flags=frozenset(() if self.scored is None else self.scored.flags),
            worsening=self.worsening,
            session=None if session is None else SessionId(session),
        )

    def _absent(self, score: float | None) -> NoScore | None:
        return self.absent if score is None else None

    def _chosen(self, total: float | None) -> float | None:
        """Return the total to record; None where there is none."""
        if total is None and self.differs:
            raise ValueError("the totals differ; pass total=, one of draft.totals")
        if total is not None and total not in self.totals:
            raise ValueError("total must be one of draft.totals")
        return total if total is not None else next(iter(self.totals), None)
