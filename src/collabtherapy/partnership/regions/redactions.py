"""Redactions: words that were taken out for good, held back from that, or restricted.

The acts say what happens; they touch no word. `privacy.redact` takes words out and
records it, and `privacy.view` leaves out what is restricted.

A hold and a restriction are the organisation's, which keeps the record: GDPR 17(3)(b),
(c) and (e) on what is kept although erasure is asked for, and 18 on restricting it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import attrs
from attrs import field

from collabtherapy._scalars import text
from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import code
from collabtherapy.partnership.values.erasures import (
    ErasureGround,
    OfTexts,
    ground,
    renumbered,
)
from collabtherapy.partnership.values.ids import HoldId, PersonId, fresh
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.refusals import Change, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AskErasure(OfTexts):
    """Ask the organisation that keeps the record to take out what one wrote.

    It stands until it is carried out. Who asked takes it back by `EnteredInError`.
    """


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Redact(OfTexts):
    """Record that what a person wrote was taken out for good.

    Recorded by `privacy.redact`. By itself it takes nothing out.

    Args:
        because: why; see `ErasureGround`.
    """

    because: ErasureGround = field(converter=ground)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlaceHold(Act):
    """Hold the record as it is: until the hold ends, nobody takes a word out of it.

    Args:
        id: the name of the hold.
        because: why, as a short name: ``court-case``, ``complaint``, …
        until: when it ends, if nobody releases it before.

    Raises:
        ValueError: If it would end before it begins.
    """

    id: HoldId = field(converter=HoldId)
    because: str = field(converter=text, validator=code)
    until: datetime = field(converter=instant)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.until <= self.at:
            raise InvalidInput("until is later than at")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReleaseHold(Act):
    """Release a hold before it ends.

    Args:
        hold: the name of the hold.
    """

    hold: HoldId = field(converter=HoldId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Restrict(OfTexts):
    """Hide what a person wrote from every view, and keep it in the record.

    It has no end of its own: a moment that passes would show the words again, and
    nobody would have told the person before (GDPR 18(3)). `Unrestrict` ends it.

    Args:
        because: why, as a short name: ``retention``, ``contested``, ``court-case``, …
    """

    because: str = field(converter=text, validator=code)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Unrestrict(Act):
    """Show again what a person wrote: every restriction of their words is lifted.

    Args:
        subject: the person whose words they are.
    """

    subject: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True)
class Redactions:
    """What was taken out, what is asked for, and what is held or restricted.

    Args:
        entries: every redaction, the first first.
        asked: the requests of clients that were not carried out yet.
        holds: every hold, by its name.
        released: the holds that were released.
        restricted: the restrictions that were not lifted.
    """

    entries: tuple[Redact, ...] = ()
    asked: tuple[AskErasure, ...] = ()
    holds: Register[HoldId, PlaceHold] = Register()
    released: frozenset[HoldId] = frozenset()
    restricted: tuple[Restrict, ...] = ()

    @property
    def acts(self) -> tuple[Act, ...]:
        """The acts about what somebody wrote: taken out, asked for or restricted."""
        return (*self.entries, *self.asked, *self.restricted)

    def in_force(self, at: datetime) -> tuple[PlaceHold, ...]:
        """Return the holds that stand at a moment."""
        return tuple(
            hold
            for name, hold in self.holds.items()
            if name not in self.released and at < hold.until
        )

    def asks_for(self, redact: Redact) -> bool:
        """Return whether the subject has asked for all that would be taken out."""
        theirs = [one for one in self.asked if one.subject == redact.subject]
        if any(not one.places for one in theirs):
            return True
        named = frozenset(place for one in theirs for place in one.places)
        return bool(redact.places) and redact.places <= named

    def seen(self, sees: Callable[[Act], bool]) -> "Redactions":
        """Return what somebody sees of it; a hold is for everyone.

        Args:
            sees: Return whether an act is shown to them.
        """
        return attrs.evolve(
            self,
            entries=tuple(filter(sees, self.entries)),
            asked=tuple(filter(sees, self.asked)),
            restricted=tuple(filter(sees, self.restricted)),
        )

    def counted(self, numbers: Mapping[int, int]) -> "Redactions":
        """Return it with the numbers of a view.

        Args:
            numbers: as which each entry of the record is counted there.
        """
        return attrs.evolve(
            self,
            entries=tuple(renumbered(self.entries, numbers)),
            asked=tuple(renumbered(self.asked, numbers)),
            restricted=tuple(renumbered(self.restricted, numbers)),
        )


REDACTIONS = Region("redactions", Redactions())

HOLD_TAKEN = Reason(
    "hold.id_taken", Rule.RECORD, "there is a hold {id} already; each has its own name"
)
RELEASED = Reason("hold.released", Rule.RECORD, "hold {hold} has been released")
NOT_RESTRICTED = Reason(
    "restriction.none", Rule.RECORD, "what {subject} wrote is not restricted"
)


@REDACTIONS.refuses(PlaceHold)
def _hold_taken(redactions: Redactions, act: PlaceHold) -> Refusal | None:
    if act.id not in redactions.holds:
        return None
    return HOLD_TAKEN(Change("id", (fresh(act.id, redactions.holds),)), id=act.id)


@REDACTIONS.refuses(ReleaseHold)
def _released(redactions: Redactions, act: ReleaseHold) -> Refusal | None:
    if act.hold not in redactions.released:
        return None
    others = (one.id for one in redactions.in_force(act.at))
    return RELEASED(Change("hold", tuple(others)), hold=act.hold)


@REDACTIONS.refuses(Unrestrict)
def _not_restricted(redactions: Redactions, act: Unrestrict) -> Refusal | None:
    subjects = dict.fromkeys(one.subject for one in redactions.restricted)
    if act.subject in subjects:
        return None
    return NOT_RESTRICTED(Change("subject", tuple(subjects)), subject=act.subject)


@REDACTIONS.folds(AskErasure)
def _ask(redactions: Redactions, act: AskErasure) -> Redactions:
    return attrs.evolve(redactions, asked=(*redactions.asked, act))


@REDACTIONS.folds(Redact)
def _redact(redactions: Redactions, act: Redact) -> Redactions:
    return attrs.evolve(
        redactions,
        entries=(*redactions.entries, act),
        asked=tuple(one for one in redactions.asked if not _carries_out(act, one)),
    )


def _carries_out(act: Redact, asked: AskErasure) -> bool:
    """Return whether an erasure takes out all that was asked for."""
    everything = not act.places
    some = bool(asked.places) and asked.places <= act.places
    return asked.subject == act.subject and (everything or some)


@REDACTIONS.folds(PlaceHold)
def _hold(redactions: Redactions, act: PlaceHold) -> Redactions:
    return attrs.evolve(redactions, holds=redactions.holds.put(act.id, act))


@REDACTIONS.folds(ReleaseHold)
def _release(redactions: Redactions, act: ReleaseHold) -> Redactions:
    return attrs.evolve(redactions, released=redactions.released | {act.hold})


@REDACTIONS.folds(Restrict)
def _restrict(redactions: Redactions, act: Restrict) -> Redactions:
    return attrs.evolve(redactions, restricted=(*redactions.restricted, act))


@REDACTIONS.folds(Unrestrict)
def _unrestrict(redactions: Redactions, act: Unrestrict) -> Redactions:
    kept = (one for one in redactions.restricted if one.subject != act.subject)
    return attrs.evolve(redactions, restricted=tuple(kept))
