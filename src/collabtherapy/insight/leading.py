"""Who leads, moment by moment, beside how far the client would lead.

A therapist's contribution follows (it reflects), works jointly (asks openly, puts
options, negotiates) or guides (informs, advises, asks closed questions). What it is,
its author says, and coders if there are any. The balance is the mean over them: 0 where
the therapist guides throughout, 1 where they follow throughout. It describes, it is
compared with the stance that the client set or agreed, and it is never enforced.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from collabtherapy.insight.coded import most
from collabtherapy.insight.estimates import Interval, Share, share_of
from collabtherapy.insight.log import Entry, Log
from collabtherapy.partnership.regions.codings import Code, Coding
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.stance import (
    LEVELS,
    SetStance,
    Stance,
    StanceLevel,
)
from collabtherapy.partnership.values.act import Act
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
    """

    stance: StanceLevel | None
    balance: Share

    @property
    def in_band(self) -> bool | None:
        """Whether the balance lies in the stance's band; None where either is unknown.

        >>> Leading(stance=StanceLevel.SHARED, balance=share_of([(1, 1)])).in_band
        False
        """
        if self.stance is None or self.balance.value is None:
            return None
        low, high = band(self.stance)
        return low <= self.balance.value <= high


def leading(log: Log) -> Mapping[PersonId, Leading]:
    """Give who led in a window, beside the stance of each client at its end."""
    balance = balance_of(log, log.of(Contribute))
    return {
        client: Leading(stance=stance_of(log.entries, client), balance=balance)
        for client in log.clients
    }


def balance_of(log: Log, said: Iterable[Contribute]) -> Share:
    """Give the balance over those of these contributions that lead or follow."""
    codings = _codings(log)
    therapists = frozenset(log.therapists)
    moments = (
        _moment(act, codings.get(act.id, ())) for act in said if act.by in therapists
    )
    return share_of((moment, 1.0) for moment in moments if moment is not None)


def stance_of(entries: Iterable[Entry], client: PersonId) -> StanceLevel | None:
    """Give the stance that these entries leave in force with a client."""
    level: StanceLevel | None = None
    for _, who, held in stances(entries):
        level = held if who == client else level
    return level


def stances(entries: Iterable[Entry]) -> Iterator[tuple[Act, PersonId, StanceLevel]]:
    """Give every stance that came into force: by which act, with whom, and which."""
    for entry in entries:
        if isinstance(entry.act, SetStance):
            yield entry.act, entry.act.by, entry.act.level
        matter = None if entry.settled is None else entry.settled.matter
        if isinstance(matter, Stance):
            yield entry.act, matter.client, matter.level


def _codings(log: Log) -> Mapping[ContributionId, tuple[Coding, ...]]:
    found: dict[ContributionId, dict[PersonId, Coding]] = {}
    for act in log.all_of(Code):
        if act.contribution is not None:
            coding = Coding(by=act.by, at=act.at, kinds=act.kinds)
            found.setdefault(act.contribution, {})[act.by] = coding
    return {name: tuple(by.values()) for name, by in found.items()}


def _moment(act: Contribute, codings: tuple[Coding, ...]) -> float | None:
    kinds = act.kinds | most(codings)
    found = [at for kind, at in LEADS.items() if any(k.is_a(kind) for k in kinds)]
    return sum(found) / len(found) if found else None
