"""Taking out for good what somebody wrote, and saying what was kept.

What was done stays done: who, when, which kind, every fact of consent, every number.
What goes is text. It goes from the only type that may hold it, so nothing is missed,
and what it leaves is a mark that says so. The history records that it happened.

Sources: consent history must survive withdrawal while content may have to vanish
(fda-mystudies#4389, juniper#361); a tombstone claims no unlearning (openmed#2873).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import SupportsIndex

import attrs
from attrs import field

from collabtherapy._scalars import text, whole
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.partnership.values.checks import code, each
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.privacy.authors import may_have_written, texts, without_words_of
from collabtherapy.privacy.report import Kept, Removed, Report

OF_OTHERS = "somebody else wrote it"
NOT_NAMED = "the plan names other acts"


def _places(those: Iterable[SupportsIndex]) -> frozenset[int]:
    return frozenset(map(whole, those))


@attrs.frozen(kw_only=True)
class Plan:
    """What is to be taken out: what one person wrote, all of it or some.

    Args:
        subject: whose words go.
        places: of which acts, by their places in the history, from 1; nothing named
            means of all.
        by: who takes them out: the subject, who speaks for them, or the organisation
            that keeps the record.
        at: when.
        because: why, as a short name: ``erasure_request``, ``retention_over``, …
    """

    subject: PersonId = field(converter=PersonId)
    places: frozenset[int] = field(
        default=frozenset[int](), converter=_places, validator=each(int)
    )
    by: PersonId = field(converter=PersonId)
    at: datetime = field(converter=instant)
    because: str = field(converter=text, validator=code)

    def names(self, place: int) -> bool:
        """Whether the act at this place of the history, from 1, is among those."""
        return not self.places or place in self.places


def redact(p: Partnership, plan: Plan) -> tuple[Partnership, Report]:
    """Give the partnership without a person's words, and what became of every text.

    Ids, kinds, moments, numbers, facts of consent and the stage stay as they were. The
    history ends with a `Redact` that says it happened; where there was nothing left to
    take out, the partnership is given back as it is.

    Raises:
        Refused: whoever would do it may not, or the moment lies before the last act.
        ValueError: the plan names a place at which nothing is the subject's.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist, Words
    >>> from collabtherapy.privacy import Plan, redact
    >>> at = datetime(2026, 1, 5, tzinfo=UTC)
    >>> ana = Client("ana", called=Words("Annie"))
    >>> p = Partnership.open(
    ...     id="p-1", clients=[ana], therapists=[Therapist("bo")], by="ana", at=at
    ... )
    >>> plan = Plan(subject="ana", by="ana", at=at, because="erasure_request")
    >>> after, report = redact(p, plan)
    >>> after.clients[0].called, report.removed
    (Words(<removed>), (Removed(place=1, act='Open', field='clients.called'),))
    """
    _check_places(p, plan)
    removed: list[Removed] = []
    kept: list[Kept] = []
    for place, act in enumerate(p.history, start=1):
        name = type(act).__name__
        for found in texts(act):
            if found.author != plan.subject:
                kept.append(Kept(place, name, found.path, OF_OTHERS))
            elif plan.names(place):
                removed.append(Removed(place, name, found.path))
            else:
                kept.append(Kept(place, name, found.path, NOT_NAMED))
    report = Report(subject=plan.subject, removed=tuple(removed), kept=tuple(kept))
    if not removed:
        return p, report
    done = Redact(by=plan.by, at=plan.at, subject=plan.subject, because=plan.because)
    p.record(done)  # whoever may not do it is told so before anything is made
    entries = (
        attrs.evolve(entry, act=without_words_of(entry.act, plan.subject))
        if plan.names(entry.version)
        else entry
        for entry in p.entries
    )
    return Partnership.replay(entries).record(done), report


def _check_places(p: Partnership, plan: Plan) -> None:
    history = enumerate(p.history, start=1)
    there = {n for n, act in history if plan.subject in may_have_written(act)}
    others = sorted(plan.places - there)
    if others:
        raise ValueError(f"at {others} in the history nothing is {plan.subject}'s")
