"""Taking out for good what somebody wrote, and saying what was kept.

What was done stays done: who, when, which kind, every fact of consent, every number.
What goes is text. It goes from the only type that may hold it, so nothing is missed,
and what it leaves is a mark that says so. The history records that it happened.

Sources: consent history must survive withdrawal while content may have to vanish
(fda-mystudies#4389, juniper#361); a tombstone claims no unlearning (openmed#2873).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias, TypeVar, cast

import attrs
from attrs import field

from collabtherapy.partnership.act import Act, Matter
from collabtherapy.partnership.act import Kept as Surplus
from collabtherapy.partnership.checks import code, each
from collabtherapy.partnership.contributions import Contribute
from collabtherapy.partnership.ids import PersonId
from collabtherapy.partnership.moments import instant
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.people import Person
from collabtherapy.partnership.redactions import Redact
from collabtherapy.partnership.stages import Open
from collabtherapy.partnership.words import REMOVED, Words
from collabtherapy.privacy.report import Kept, Removed, Report
from collabtherapy.privacy.surplus import emptied, holds_surplus

Holder: TypeAlias = Act | Matter | Person
H = TypeVar("H", bound=Holder)

OF_OTHERS = "somebody else wrote it"
NOT_NAMED = "the plan names other acts"


def _places(those: Iterable[int]) -> frozenset[int]:
    return frozenset(those)


@attrs.frozen(kw_only=True)
class Plan:
    """What is to be taken out: what one person wrote, all of it or some.

    Args:
        subject: whose words go.
        places: of which acts, by their places in the history, from 1; nothing named
            means of all.
        by: who takes them out: the subject, a therapist, or the service.
        at: when.
        because: why, as a short name: ``erasure_request``, ``retention_over``, …
    """

    subject: PersonId = field(converter=PersonId)
    places: frozenset[int] = field(
        default=frozenset[int](), converter=_places, validator=each(int)
    )
    by: PersonId = field(converter=PersonId)
    at: datetime = field(converter=instant)
    because: str = field(validator=code)

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
        for path, author in _texts(act):
            if author != plan.subject:
                kept.append(Kept(place, name, path, OF_OTHERS))
            elif plan.names(place):
                removed.append(Removed(place, name, path))
            else:
                kept.append(Kept(place, name, path, NOT_NAMED))
    report = Report(subject=plan.subject, removed=tuple(removed), kept=tuple(kept))
    if not removed:
        return p, report
    done = Redact(by=plan.by, at=plan.at, subject=plan.subject, because=plan.because)
    p.record(done)  # whoever may not do it is told so before anything is made
    acts = (
        _without_words_of(act, plan.subject) if plan.names(place) else act
        for place, act in enumerate(p.history, start=1)
    )
    return Partnership.replay(acts).record(done), report


def _check_places(p: Partnership, plan: Plan) -> None:
    there = {n for n, act in enumerate(p.history, start=1) if _is_of(act, plan.subject)}
    others = sorted(plan.places - there)
    if others:
        raise ValueError(f"at {others} in the history nothing is {plan.subject}'s")


def _is_of(act: Act, subject: PersonId) -> bool:
    opening = isinstance(act, Open) and subject in {one.id for one in act.people}
    return opening or act.by == subject


def _texts(act: Act) -> Iterator[tuple[str, PersonId]]:
    """Give where an act holds words that are still there, and whose they are."""
    yield from ((path, act.by) for path in _fields_of_words(act))
    if isinstance(act, Open):
        for side in ("clients", "therapists"):
            for person in cast("tuple[Person, ...]", getattr(act, side)):
                for name in _fields_of_words(person):
                    yield f"{side}.{name}", person.id


def _fields_of_words(holder: Holder) -> Iterator[str]:
    for at in attrs.fields(type(holder)):
        value: object = getattr(holder, at.name)
        if isinstance(value, Matter):
            yield from (f"{at.name}.{inner}" for inner in _fields_of_words(value))
        elif _is_text(value):
            yield at.name
    if isinstance(holder, Act | Matter) and holds_surplus(holder):
        yield "kept"


def _is_text(value: object) -> bool:
    if isinstance(value, tuple):
        return any(map(_is_text, cast("tuple[object, ...]", value)))
    return isinstance(value, Words) and not value.is_removed


def _without_words_of(act: Act, subject: PersonId) -> Act:
    if isinstance(act, Open):
        clients = tuple(_emptied_if(c, c.id == subject) for c in act.clients)
        therapists = tuple(_emptied_if(t, t.id == subject) for t in act.therapists)
        act = attrs.evolve(act, clients=clients, therapists=therapists)
    return _emptied_if(act, act.by == subject)


def _emptied_if(holder: H, its_theirs: bool) -> H:  # noqa: FBT001  # one question
    return _emptied(holder) if its_theirs else holder


def _emptied(holder: H) -> H:
    """Give the same without words, nor what a newer version wrote: it may hold some."""
    changes: dict[str, object] = {}
    if isinstance(holder, Contribute) and _is_text(holder.words):
        # How much somebody said is a number that they gave, and stays.
        words = cast("Words", holder.words)
        changes = {"words": None, "n_words": words.n_words}
    for at in attrs.fields(type(holder)):
        value: object = getattr(holder, at.name)
        if isinstance(value, Matter):
            changes[at.name] = _emptied(value)
        elif isinstance(value, Surplus):
            changes[at.name] = emptied(cast("Act | Matter", holder))
        elif _is_text(value) and at.name not in changes:
            several = isinstance(value, tuple)
            texts = cast("tuple[Words, ...]", value) if several else ()
            changes[at.name] = (REMOVED,) * len(texts) if several else REMOVED
    # Each value is of its field's own type, which no checker can follow by name.
    return attrs.evolve(holder, **changes)  # type: ignore[arg-type]
