"""Who leads, moment by moment, beside how far the client would lead.

A therapist's contribution follows (it reflects), works jointly (asks openly, puts
options, negotiates) or guides (informs, advises, asks closed questions). What it is,
its author says, and coders if there are any. The balance is the mean over them: 0 where
the therapist guides throughout, 1 where they follow throughout. It describes, it is
compared with the stance that the client set or agreed, and it is never enforced. Beside
it stands who led as the client says, which is no coding and is merged with none.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from collabtherapy.insight.coded import most
from collabtherapy.insight.estimates import Interval, Share, share_of
from collabtherapy.insight.log import Entry, Log, brought_in
from collabtherapy.partnership.regions.codings import Code, Coding
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.feedback import GiveFeedback, WhoLed
from collabtherapy.partnership.regions.stance import (
    LEVELS,
    SetStance,
    Stance,
    StanceLevel,
)
from collabtherapy.partnership.values.ids import ContributionId, PersonId
from collabtherapy.partnership.values.kinds import Kind

GUIDING, JOINT, FOLLOWING = 0.0, 0.5, 1.0

LEADS: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.REFLECTION: FOLLOWING,
        Kind.OPEN_QUESTION: JOINT,
        Kind.OPTIONS: JOINT,
        Kind.NEGOTIATION: JOINT,
        Kind.CLOSED_QUESTION: GUIDING,
        Kind.INFORMATION: GUIDING,
        Kind.ADVICE: GUIDING,
        Kind.PROFESSIONAL: GUIDING,
    }
)
"""Where each kind of therapist's contribution stands, from 0 to 1 (assumed)."""

SAYS: Mapping[WhoLed, float] = MappingProxyType(
    {WhoLed.THERAPIST: GUIDING, WhoLed.BOTH: JOINT, WhoLed.CLIENT: FOLLOWING}
)
"""Where the word of a client on who led stands, from 0 to 1."""

NOTHING_SAID = share_of(())

MARGIN = 0.1
"""How far beyond its fifth of the scale the band of a stance reaches (assumed)."""


def band(level: StanceLevel) -> Interval:
    """Give the balance that goes with a stance: a fifth of the scale, and a margin.

    >>> [round(end, 1) for end in band(StanceLevel.SHARED)]
    [0.3, 0.7]
    """
    place, n = LEVELS.index(level), len(LEVELS)
    return max(0.0, place / n - MARGIN), min(1.0, (place + 1) / n + MARGIN)


@attrs.frozen(kw_only=True)
class Leading:
    """Who led, beside how far a client would lead.

    Args:
        stance: the stance in force with the client; None where nobody ever said.
        balance: the balance, over the therapists' contributions of a known kind.
        said: the balance as the client says in their feedback, each time that they do.
    """

    stance: StanceLevel | None
    balance: Share
    said: Share = NOTHING_SAID

    @property
    def in_band(self) -> bool | None:
        """Whether the balance lies in the stance's band; None where either is unknown.

        >>> Leading(stance=StanceLevel.SHARED, balance=share_of([(1, 1)] * 5)).in_band
        False
        """
        if self.stance is None or self.balance.value is None:
            return None
        low, high = band(self.stance)
        return low <= self.balance.value <= high


@attrs.define
class LedSoFar:
    """Who led and who would lead, as far as entries have been taken in.

    Args:
        therapists: whoever has been a therapist so far.
        stances: the stance in force with each client with whom one is.
    """

    therapists: set[PersonId] = attrs.field(factory=set[PersonId])
    stances: dict[PersonId, StanceLevel] = attrs.field(
        factory=dict[PersonId, StanceLevel]
    )
    _codings: dict[ContributionId, dict[PersonId, Coding]] = attrs.field(
        factory=dict[ContributionId, dict[PersonId, Coding]]
    )

    def take_in(self, entry: Entry) -> None:
        """Add the next entry of the log."""
        self.therapists.update(brought_in(entry))
        act = entry.act
        if isinstance(act, Code) and act.contribution is not None:
            coding = Coding(by=act.by, at=entry.at, kinds=act.kinds)
            self._codings.setdefault(act.contribution, {})[act.by] = coding
        for _, client, level in stances((entry,)):
            self.stances[client] = level

    def balance(self, said: Iterable[Contribute]) -> Share:
        """Return the balance over those contributions that lead or follow."""
        moments = (
            _moment(act, self._codings.get(act.id, {}).values())
            for act in said
            if act.by in self.therapists
        )
        return share_of((moment, 1.0) for moment in moments if moment is not None)


def leading(log: Log) -> Mapping[PersonId, Leading]:
    """Return who led in a window, beside the stance of each client at its end."""
    led = LedSoFar()
    for entry in log.entries:
        led.take_in(entry)
    balance = led.balance(log.of(Contribute))
    return {
        client: Leading(
            stance=led.stances.get(client), balance=balance, said=_said(log, client)
        )
        for client in log.clients
    }


def _said(log: Log, client: PersonId) -> Share:
    """Return who led, as a client says in the feedback of a window."""
    given = (act.led for act in log.of(GiveFeedback) if act.by == client)
    return share_of((SAYS[led], 1.0) for led in given if led is not None)


def stances(
    entries: Iterable[Entry],
) -> Iterator[tuple[datetime, PersonId, StanceLevel]]:
    """Yield every stance that came into force: when, with whom, and which."""
    for entry in entries:
        if isinstance(entry.act, SetStance):
            yield entry.at, entry.act.by, entry.act.level
        matter = None if entry.settled is None else entry.settled.matter
        if isinstance(matter, Stance):
            yield entry.at, matter.client, matter.level


def _moment(act: Contribute, codings: Collection[Coding]) -> float | None:
    kinds = act.kinds | most(codings)
    found = [at for kind, at in LEADS.items() if any(k.is_a(kind) for k in kinds)]
    return sum(found) / len(found) if found else None
