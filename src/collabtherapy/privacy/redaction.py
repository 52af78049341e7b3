"""Taking out for good what somebody wrote, and saying what was kept.

What was done stays done: who, when, which kind, every fact of consent, every number.
What goes is text. It goes from the only type that may hold it, so nothing is missed,
and what it leaves is a mark that says so. The history records that it happened.

Sources: consent history must survive withdrawal while content may have to vanish
(fda-mystudies#4389, juniper#361); a tombstone claims no unlearning (openmed#2873).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, SupportsIndex, TypeAlias

import attrs
from attrs import field

from collabtherapy._scalars import whole
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.seeing import counted
from collabtherapy.partnership.regions.redactions import Redact
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.erasures import (
    ErasureGround,
    TextPlace,
    ground,
    text_places,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.privacy.authors import places, texts, without_words
from collabtherapy.privacy.report import Kept, Removed, Report

OF_OTHERS = "somebody else wrote it"
NOT_NAMED = "the plan names other acts"


Named: TypeAlias = int | TextPlace
"""The number of an entry, or the number of an entry and of a place in its act."""


def _named(those: Iterable[SupportsIndex | TextPlace]) -> frozenset[Named]:
    named = tuple(those)
    pairs = text_places(one for one in named if isinstance(one, tuple))
    return frozenset((*(whole(n) for n in named if not isinstance(n, tuple)), *pairs))


def _numbers(_: object, __: object, places: frozenset[object]) -> None:
    alone = [one for one in places if not isinstance(one, tuple)]
    if not all(type(number) is int for number in alone):
        raise TypeError("each of places is the number of an entry, or a pair with it")


@attrs.frozen(kw_only=True)
class Plan:
    """What is to be taken out: what one person wrote, all of it or some.

    Args:
        subject: whose words go.
        places: the texts, each by the number of its entry and of its place in the act,
            both from 1; or the number of an entry alone, for all of the subject's in
            it. None named means all of theirs.
        by: who takes them out: the subject, who speaks for them, or the organisation
            that keeps the record.
        at: when.
        because: why; see `ErasureGround`.
    """

    subject: PersonId = field(converter=PersonId)
    places: frozenset[Named] = field(
        default=frozenset[Named](), converter=_named, validator=_numbers
    )
    by: PersonId = field(converter=PersonId)
    at: datetime = field(converter=instant)
    because: ErasureGround = field(converter=ground)

    def names(self, version: int, n: int) -> bool:
        """Return whether a text of the subject's is to be taken out.

        Args:
            version: the number of its entry.
            n: the number of its place in the act.
        """
        named = self.places
        return not named or version in named or (version, n) in named


def redact(p: Partnership, plan: Plan) -> tuple[Partnership, Report]:
    """Return the partnership without a person's words, and what became of every text.

    Ids, kinds, moments, numbers, facts of consent and the stage stay as they were. The
    history ends with a `Redact` that says it happened; where there was nothing left to
    take out, the partnership is given back as it is.

    Raises:
        Refused: If the law does not let this person do it, on this ground; or the
            moment lies before the last act.
        ValueError: If the plan names a place at which nothing is the subject's.

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
    (Words(<removed>), (Removed(version=1, n=3, act='Open', field='clients.called'),))
    """
    found = taken_out(p, plan)
    if found.act is None:
        return p, found.report
    p.record(found.act)  # whoever may not do it is told before anything is made
    return Partnership.replay(found.entries).record(found.act), found.report


class TakenOut(NamedTuple):
    """What taking words out comes to; nobody has been asked.

    Args:
        report: what became of every text.
        entries: the entries without them.
        act: the act that says so; None, if there was nothing left to take out.
    """

    report: Report
    entries: tuple[Entry, ...]
    act: Redact | None


def taken_out(p: Partnership, plan: Plan) -> TakenOut:
    """Return what taking words out comes to, without asking whether it may be done.

    Raises:
        ValueError: If the plan names a place at which nothing is the subject's.
    """
    _check_places(p, plan)
    removed: list[Removed] = []
    kept: list[Kept] = []
    for version, act in enumerate(p.history, start=1):
        name = type(act).__name__
        for found in texts(act):
            at = (version, found.n, name, found.path)
            if found.author != plan.subject:
                kept.append(Kept(*at, OF_OTHERS))
            elif plan.names(version, found.n):
                removed.append(Removed(*at))
            else:
                kept.append(Kept(*at, NOT_NAMED))
    report = Report(subject=plan.subject, removed=tuple(removed), kept=tuple(kept))
    if not removed:
        return TakenOut(report, (), None)
    gone: dict[int, set[int]] = {}
    for text in removed:
        gone.setdefault(text.version, set()).add(text.n)
    entries = tuple(
        attrs.evolve(entry, act=without_words(entry.act, gone[entry.version]))
        if entry.version in gone
        else entry
        for entry in p.entries
    )
    return TakenOut(report, entries, _said(p, plan, gone))


def _said(p: Partnership, plan: Plan, gone: Mapping[int, Collection[int]]) -> Redact:
    """Return the act that says what is taken out, as its actor counts the entries."""
    places: set[TextPlace] = set()
    if plan.places:
        count = counted(p.recorded, plan.by, plan.at)
        places = {(count.get(v, v), n) for v, numbers in gone.items() for n in numbers}
    return Redact(
        by=plan.by,
        at=plan.at,
        subject=plan.subject,
        because=plan.because,
        places=places,
    )


def _check_places(p: Partnership, plan: Plan) -> None:
    there: set[Named] = set()
    for version, act in enumerate(p.history, start=1):
        theirs = {n for n, author in places(act) if author == plan.subject}
        there.update((version, n) for n in theirs)
        if theirs or act.by == plan.subject:
            there.add(version)
    others = sorted(plan.places - there, key=str)
    if others:
        raise ValueError(f"at {others} in the history nothing is {plan.subject}'s")
