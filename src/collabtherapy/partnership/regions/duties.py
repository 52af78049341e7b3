"""Duties: something owed, by someone, to someone, until it is done or lapses.

The therapists carry most of them. What opens a duty, what discharges it and when it
lapses stands in one table, `law.duties.rules`. A duty is opened once and discharged or
lapsed once; it stays listed with what became of it, also when the partnership closes.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from itertools import chain, count
from typing import TypeAlias, final

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.duty_ids import (
    DutyId,
    DutyKind,
    Part,
    as_duty_id,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.refusals import (
    Change,
    Reason,
    Refusal,
    Rule,
    sought,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class DutyStatus(StrEnum):
    """What has become of a duty."""

    OPEN = "open"
    DISCHARGED = "discharged"
    LAPSED = "lapsed"


class Lapse(StrEnum):
    """Why a duty is owed no longer, although it was not discharged."""

    CLOSED = "closed"
    LEFT = "left"
    DIED = "died"
    MOVED_ON = "moved_on"
    NEXT_SESSION = "next_session"
    RUPTURE_OVER = "rupture_over"
    PRACTICE_STOPPED = "practice_stopped"
    APPOINTMENT_OVER = "appointment_over"
    TAKEN_BACK = "taken_back"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DischargeDuty(Act):
    """Record that a duty was done which has no act of its own.

    Args:
        duty: the id of the duty, or the text that spells it.
        words: what was done.
    """

    duty: DutyId = field(converter=as_duty_id)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Duty:
    """Something owed.

    Args:
        id: its name: what is owed, what it is about, and since when.
        owed_by: who owes it.
        owed_to: to whom.
        opened_at: since when.
        due_at: by when, where that is a moment.
        by_next_session: whether it is due when the next session starts.
        discharged_at: when it was done; None if it was not.
        lapsed_at: when it came to be owed no longer; None if it did not.
        lapsed_because: why it lapsed; None if it did not.
    """

    id: DutyId
    owed_by: PersonId
    owed_to: PersonId
    opened_at: datetime
    due_at: datetime | None = None
    by_next_session: bool = False
    discharged_at: datetime | None = None
    lapsed_at: datetime | None = None
    lapsed_because: Lapse | None = None

    @property
    def kind(self) -> DutyKind:
        """What is owed."""
        return self.id.kind

    @property
    def status(self) -> DutyStatus:
        """What has become of it; what was done after it had lapsed counts as done."""
        if self.discharged_at is not None:
            return DutyStatus.DISCHARGED
        return DutyStatus.OPEN if self.lapsed_at is None else DutyStatus.LAPSED

    @property
    def is_open(self) -> bool:
        """True while the duty is owed."""
        return self.discharged_at is None and self.lapsed_at is None


_Key: TypeAlias = tuple[DutyKind, PersonId]


@attrs.frozen(kw_only=True)
class Duties:
    """Every duty that was ever opened by an act.

    Args:
        by_id: all of them, in the order in which they were opened.
        owed: the open ones, by what is owed and to whom.
    """

    by_id: Register[DutyId, Duty] = Register()
    owed: Register[_Key, tuple[Duty, ...]] = Register()

    @classmethod
    def of(cls, by_id: Register[DutyId, Duty]) -> "Duties":
        """Return these duties and no others."""
        owed: dict[_Key, tuple[Duty, ...]] = {}
        for duty in by_id.values():
            still = (duty,) if duty.is_open else ()
            key = (duty.kind, duty.owed_to)
            owed[key] = (*owed.get(key, ()), *still)
        return cls(by_id=by_id, owed=Register[_Key, tuple[Duty, ...]].of(owed))

    def open(self) -> Iterator[Duty]:
        """Yield the open duties."""
        return chain.from_iterable(self.owed.values())

    def open_to(self, kind: DutyKind, to: PersonId) -> tuple[Duty, ...]:
        """Return the open duties of a kind to one person."""
        return self.owed.find((kind, to)) or ()


NOT_THEIRS = Reason(
    "duty.not_theirs", Rule.ASSENT, "duty {duty} is owed by {owed_by}, not by {by}"
)
DISCHARGED = Reason(
    "duty.discharged", Rule.RECORD, "duty {duty} was discharged at {discharged_at}"
)

LAPSED = Reason(
    "duty.lapsed",
    Rule.RECORD,
    "duty {duty} is owed no longer since {lapsed_at}: {because}",
)

DUTIES = Region("duties", Duties())


@DUTIES.refuses(DischargeDuty)
def _not_theirs(duties: Duties, act: DischargeDuty) -> Refusal | None:
    duty = duties.by_id.find(act.duty)
    if duty is None or duty.owed_by == act.by:
        return None
    by = Change("by", (duty.owed_by,))
    return NOT_THEIRS(by, duty=duty.id, owed_by=duty.owed_by, by=act.by)


@DUTIES.refuses(DischargeDuty)
def _discharged(duties: Duties, act: DischargeDuty) -> Refusal | None:
    duty = duties.by_id.find(act.duty)
    if duty is None or duty.status is not DutyStatus.DISCHARGED:
        return None
    facts = {"duty": duty.id, "discharged_at": duty.discharged_at}
    return DISCHARGED(_others(duties), **facts)


@DUTIES.refuses(DischargeDuty)
def _lapsed(duties: Duties, act: DischargeDuty) -> Refusal | None:
    duty = duties.by_id.find(act.duty)
    if duty is None or duty.status is not DutyStatus.LAPSED:
        return None
    facts = {"lapsed_at": duty.lapsed_at, "because": duty.lapsed_because}
    return LAPSED(_others(duties), duty=duty.id, **facts)


def _others(duties: Duties) -> Change:
    return sought("duty", lambda: (duty.id for duty in duties.open()))


@DUTIES.folds(DischargeDuty)
def _discharge(duties: Duties, act: DischargeDuty) -> Duties:
    # What lapsed under this law may have been discharged under an earlier one.
    duty = duties.by_id.find(act.duty)
    if duty is None or duty.discharged_at is not None:
        return duties
    ledger = Ledger(duties)
    ledger.discharge(duty, act.at)
    return ledger.closed()


def handed_over(duties: Duties, by: PersonId, to: PersonId, at: datetime) -> Duties:
    """Return the duties in which what one therapist owes is owed by another.

    The invitation of the one who takes them over lapses: nobody invites themselves.
    """
    ledger = Ledger(duties)
    for duty in duties.open():
        if duty.owed_by != by:
            continue
        after = attrs.evolve(duty, owed_by=to)
        if duty.kind is DutyKind.INVITE and duty.owed_to == to:
            after = attrs.evolve(duty, lapsed_at=at, lapsed_because=Lapse.LEFT)
        ledger.replace(after)
    return ledger.closed()


def changed(before: Duties, after: Duties) -> tuple[Duty, ...]:
    """Return the duties that an act opened, if they are open, or ended.

    Args:
        before: the duties before the act.
        after: those after it, grown from them.

    Returns:
        The duties as they are after the act: those that there were already by name,
        then new ones in the order in which they were opened.
    """
    found = after.by_id.since(before.by_id)
    known = sorted(name for name in found if name in before.by_id)
    changed = [found.pop(name) for name in known]
    return (*changed, *found.values())


@final
class Ledger:
    """The duties while an act opens, discharges and lapses some of them.

    The end of a session changes ten or so. They are entered together, into one new
    register: one by one, each would cost 1 µs more.

    Args:
        before: the duties before.
    """

    __slots__ = ("_before", "_by_id", "_owed")

    def __init__(self, before: Duties) -> None:
        """Begin with no change."""
        self._before = before
        self._by_id: dict[DutyId, Duty] = {}
        self._owed: dict[_Key, tuple[Duty, ...]] = {}

    def open(self, kind: DutyKind, to: PersonId) -> tuple[Duty, ...]:
        """Return the open duties of a kind to one person."""
        changed = self._owed.get((kind, to))
        return self._before.open_to(kind, to) if changed is None else changed

    def owed(self) -> tuple[_Key, ...]:
        """Return the kinds of duty, each with a person to whom it is or was owed."""
        return tuple({**dict.fromkeys(self._before.owed), **self._owed})

    def owe(  # one argument for each thing a duty says
        self,
        kind: DutyKind,
        each: Iterable[tuple[Part, ...]],
        *,
        by: PersonId,
        to: PersonId,
        at: datetime,
        due_at: datetime | None = None,
    ) -> None:
        """Open duties of a kind to one person.

        Each is named after what it is about and the moment of what opened it.
        """
        new: list[Duty] = []
        for about in each:
            duty = Duty(
                id=self._name(kind, about, at),
                owed_by=by,
                owed_to=to,
                opened_at=at,
                due_at=due_at,
                by_next_session=due_at is None,
            )
            self._by_id[duty.id] = duty
            new.append(duty)
        if new:
            self._owed[kind, to] = (*self.open(kind, to), *new)

    def replace(self, duty: Duty) -> None:
        """Enter a duty in place of the one of its name, as the last that is open."""
        others = (d for d in self.open(duty.kind, duty.owed_to) if d.id != duty.id)
        still = (duty,) if duty.is_open else ()
        self._by_id[duty.id] = duty
        self._owed[duty.kind, duty.owed_to] = (*others, *still)

    def discharge(self, duty: Duty, at: datetime) -> None:
        """Close a duty that was done."""
        self.replace(attrs.evolve(duty, discharged_at=at))

    def lapse(
        self,
        kind: DutyKind,
        to: PersonId,
        at: datetime,
        because: Lapse,
        if_: Callable[[Duty], bool],
    ) -> None:
        """Close open duties that are owed no longer; they stay listed, with why."""
        open_ = self.open(kind, to)
        left: list[Duty] = []
        for duty in open_:
            if not if_(duty):
                left.append(duty)
                continue
            self._by_id[duty.id] = Duty(  # half the time of evolving it
                id=duty.id,
                owed_by=duty.owed_by,
                owed_to=to,
                opened_at=duty.opened_at,
                due_at=duty.due_at,
                by_next_session=duty.by_next_session,
                lapsed_at=at,
                lapsed_because=because,
            )
        if len(left) < len(open_):
            self._owed[kind, to] = tuple(left)

    def closed(self) -> Duties:
        """Return the duties with all that was changed."""
        if not self._by_id:
            return self._before
        return Duties(
            by_id=self._before.by_id.put_all(self._by_id),
            owed=self._before.owed.put_all(self._owed),
        )

    def _name(self, kind: DutyKind, about: tuple[Part, ...], at: datetime) -> DutyId:
        name = DutyId.of_law(kind, (*about, at))
        if not self._is_taken(name):
            return name
        # Opened at the very same moment as another.
        names = (DutyId.of_law(kind, (*about, at, n)) for n in count(2))
        return next(name for name in names if not self._is_taken(name))

    def _is_taken(self, name: DutyId) -> bool:
        return name in self._by_id or name in self._before.by_id
