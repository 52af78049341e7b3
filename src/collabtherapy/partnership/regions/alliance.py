"""The alliance between one client and one therapist: its bond, ruptures and repair.

Anyone may say that something has come between the two; the client, if they like, what
it was in their own words: misunderstood, pushed, a promise not kept. The therapist
acknowledges it by saying their own part in it, both work on it, and only the client
says that it is mended, or that it is not, which waits for nobody: a therapist who
acknowledges nothing holds no client to it. The client may take it to a third person,
who reads what the client writes to them and answers; that answer holds nothing up
either. Nothing is blocked meanwhile: a rupture is worked on, not punished. At most one
is open between two people; another marker joins it.

Sources: Safran & Muran, rupture and repair, in which the therapist owns their part;
3RS, withdrawal and confrontation markers.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy._scalars import whole
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, between, each
from collabtherapy.partnership.values.endings import LeaveAsTherapist
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.ratings import Rating
from collabtherapy.partnership.values.refusals import Change, Do, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class Marker(StrEnum):
    """How a rupture shows."""

    WITHDRAWAL = "withdrawal"
    CONFRONTATION = "confrontation"
    MIXED = "mixed"


class RuptureKind(StrEnum):
    """What came between the two, as the client says it."""

    MISUNDERSTOOD = "misunderstood"
    PUSHED = "pushed"
    CULTURE_OR_IDENTITY = "culture_or_identity"
    POWER = "power"
    BROKEN_PROMISE = "broken_promise"


def _kinds(those: Iterable[RuptureKind]) -> frozenset[RuptureKind]:
    return frozenset(those)


class AllianceStatus(StrEnum):
    """How it stands between two people."""

    UNRATED = "unrated"
    SOUND = "sound"
    STRAINED = "strained"
    WORKING_ON_IT = "working_on_it"
    UNREPAIRED = "unrepaired"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class BetweenTwo(Act):
    """What is between one client and one therapist; made as one of the kinds below.

    Args:
        client: the client of the two.
        therapist: the therapist of the two.
    """

    client: PersonId = field(converter=PersonId)
    therapist: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RateBond(BetweenTwo):
    """Say how it is between the two, from 0 to 10, as one of them."""

    value: int = field(converter=whole, validator=between(0, 10))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MarkRupture(BetweenTwo):
    """Mark a rupture between a client and a therapist.

    Args:
        marker: how it shows, to those who look for that; None where nobody says.
        kinds: what it was, as the client says it; the client's own to say, and empty in
            anybody else's.
        words: anything else.
    """

    marker: Marker | None = field(default=None, validator=a(Marker, optional=True))
    kinds: frozenset[RuptureKind] = field(
        default=frozenset[RuptureKind](), converter=_kinds, validator=each(RuptureKind)
    )
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AcknowledgeRupture(BetweenTwo):
    """Say, as the therapist of the two, that one sees it and one's own part in it.

    Args:
        own_part: the therapist's own part in it; None only in histories of an earlier
            law.
        words: anything else.
    """

    own_part: Words | None = field(default=None, validator=a(Words, optional=True))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WorkOnRupture(BetweenTwo):
    """Look together at what happened between the two, as one of them.

    It is being worked on once either side has said so; for the therapist, it begins
    with acknowledging it.
    """

    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ConfirmRepair(BetweenTwo):
    """Say, as the client of the two, whether it is mended; at any time.

    Args:
        repaired: whether it is.
    """

    repaired: bool = field(default=True, validator=a(bool))
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TakeRuptureTo(BetweenTwo):
    """Bring a rupture, as the client of the two, to a third person.

    Args:
        recipient: the person it is taken to: a colleague, the service, or a person from
            outside; the law refuses the two themselves, and other clients.
        words: what that person reads of it, which is all that they are told here.
    """

    recipient: PersonId = field(converter=PersonId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HearRupture(BetweenTwo):
    """Answer a client who took a rupture to the author.

    Args:
        words: the answer.
    """

    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Rupture:
    """One episode between two people; each moment is None until it is reached.

    Args:
        markers: every marker that was raised of it, the first first.
        raised_at: when the first was.
        acknowledged_at: when the therapist first acknowledged it.
        worked_on_by: who of the two has looked at it, the first first, each time.
        worked_on_at: when both had.
        taken_to: each time that the client took it to a third person.
        heard: what those persons answered.
        over_at: when the client said how it ended, or the therapist of the two left.
        repaired: whether the client said that it was mended; None until they say,
            False where the therapist left it unmended.
    """

    markers: tuple[MarkRupture, ...]
    raised_at: datetime
    acknowledged_at: datetime | None = None
    worked_on_by: tuple[PersonId, ...] = ()
    worked_on_at: datetime | None = None
    taken_to: tuple[TakeRuptureTo, ...] = ()
    heard: tuple[HearRupture, ...] = ()
    over_at: datetime | None = None
    repaired: bool | None = None

    @property
    def is_open(self) -> bool:
        """True until the client says how it ended, or the therapist has left."""
        return self.repaired is None

    @property
    def marker(self) -> Marker | None:
        """How it shows: as its markers say, mixed where they differ; None unsaid."""
        shown = {act.marker for act in self.markers if act.marker is not None}
        return Marker.MIXED if len(shown) > 1 else next(iter(shown), None)

    @property
    def kinds(self) -> frozenset[RuptureKind]:
        """What it was, as the client said, in all of its markers."""
        return frozenset(kind for act in self.markers for kind in act.kinds)

    def is_taken_to(self, person: PersonId) -> bool:
        """Return whether the client took it to this person."""
        return any(act.recipient == person for act in self.taken_to)


@attrs.frozen(kw_only=True)
class Bond:
    """What there is between one client and one therapist.

    Args:
        ruptures: every rupture, the last perhaps open.
        ratings: what either said of it, from 0 to 10.
    """

    ruptures: tuple[Rupture, ...] = ()
    ratings: tuple[Rating, ...] = ()

    @property
    def open(self) -> Rupture | None:
        """The rupture that is open, if one is."""
        last = self.ruptures[-1] if self.ruptures else None
        return last if last is not None and last.is_open else None

    @property
    def status(self) -> AllianceStatus:
        """How it stands; unrated until somebody says something of it."""
        if self.open is not None:
            worked_on = self.open.worked_on_at is not None
            working = AllianceStatus.WORKING_ON_IT
            return working if worked_on else AllianceStatus.STRAINED
        if self.ruptures and not self.ruptures[-1].repaired:
            return AllianceStatus.UNREPAIRED
        said = self.ruptures or self.ratings
        return AllianceStatus.SOUND if said else AllianceStatus.UNRATED


NOTHING_YET = Bond()


@attrs.frozen(kw_only=True)
class Alliance:
    """What there is between each client and each therapist."""

    bonds: Register[tuple[PersonId, PersonId], Bond] = Register()

    def of(self, client: PersonId, therapist: PersonId) -> Bond:
        """Give what there is between these two."""
        return self.bonds.find((client, therapist)) or NOTHING_YET


NO_RUPTURE = Reason(
    "alliance.no_rupture",
    Rule.RECORD,
    "no rupture is open between {client} and {therapist}",
)
NOT_ACKNOWLEDGED = Reason(
    "alliance.not_acknowledged",
    Rule.ASSENT,
    "{client} can say that it is mended; {therapist} has not responded yet",
)
NO_OWN_PART = Reason(
    "alliance.no_own_part",
    Rule.ASSENT,
    "please say to {client} what your own part in it was",
)
NOT_THEIR_KINDS = Reason(
    "alliance.not_their_kinds",
    Rule.RIGHT,
    "what came between them is for {client} to say, and not for {by}",
)
ALLIANCE = Region("alliance", Alliance())


def _two(act: BetweenTwo) -> dict[str, PersonId]:
    return {"client": act.client, "therapist": act.therapist}


@ALLIANCE.refuses(MarkRupture)
def _own_kinds(_: Alliance, act: MarkRupture) -> Refusal | None:
    if not act.kinds or act.by == act.client:
        return None
    none = Change("kinds", (frozenset[RuptureKind](),))
    return NOT_THEIR_KINDS(none, client=act.client, by=act.by)


@ALLIANCE.refuses(AcknowledgeRupture)
def _own_part(_: Alliance, act: AcknowledgeRupture) -> Refusal | None:
    if act.own_part is not None:
        return None
    return NO_OWN_PART(Change("own_part", None), client=act.client)


@ALLIANCE.refuses(AcknowledgeRupture, WorkOnRupture, ConfirmRepair, TakeRuptureTo)
def _none_open(alliance: Alliance, act: BetweenTwo) -> Refusal | None:
    if alliance.of(act.client, act.therapist).open is not None:
        return None
    return NO_RUPTURE(Do(MarkRupture, fields=_two(act)), **_two(act))


@ALLIANCE.refuses(WorkOnRupture)
def _not_acknowledged(alliance: Alliance, act: WorkOnRupture) -> Refusal | None:
    rupture = alliance.of(act.client, act.therapist).open
    if rupture is None or rupture.acknowledged_at is not None:
        return None
    if act.by == act.client:
        return None
    acknowledge = Do(AcknowledgeRupture, (act.therapist,), _two(act))
    return NOT_ACKNOWLEDGED(acknowledge, **_two(act))


@ALLIANCE.folds(RateBond)
def _rate(alliance: Alliance, act: RateBond) -> Alliance:
    bond = alliance.of(act.client, act.therapist)
    rating = Rating(by=act.by, at=act.at, value=act.value)
    return _put(alliance, act, attrs.evolve(bond, ratings=(*bond.ratings, rating)))


@ALLIANCE.folds(MarkRupture)
def _mark(alliance: Alliance, act: MarkRupture) -> Alliance:
    bond = alliance.of(act.client, act.therapist)
    if bond.open is not None:
        markers = (*bond.open.markers, act)
        return _go_on(alliance, act, attrs.evolve(bond.open, markers=markers))
    new = Rupture(markers=(act,), raised_at=act.at)
    return _put(alliance, act, attrs.evolve(bond, ruptures=(*bond.ruptures, new)))


@ALLIANCE.folds(AcknowledgeRupture)
def _acknowledge(alliance: Alliance, act: AcknowledgeRupture) -> Alliance:
    rupture = alliance.of(act.client, act.therapist).ruptures[-1]
    at = rupture.acknowledged_at or act.at
    return _go_on(alliance, act, attrs.evolve(rupture, acknowledged_at=at))


@ALLIANCE.folds(WorkOnRupture)
def _work_on(alliance: Alliance, act: WorkOnRupture) -> Alliance:
    rupture = alliance.of(act.client, act.therapist).ruptures[-1]
    by = (*rupture.worked_on_by, act.by)
    at = rupture.worked_on_at
    if at is None and {act.client, act.therapist}.issubset(by):
        at = act.at
    worked_on = attrs.evolve(rupture, worked_on_at=at, worked_on_by=by)
    return _go_on(alliance, act, worked_on)


@ALLIANCE.folds(TakeRuptureTo)
def _take_to(alliance: Alliance, act: TakeRuptureTo) -> Alliance:
    rupture = alliance.of(act.client, act.therapist).ruptures[-1]
    taken_to = (*rupture.taken_to, act)
    return _go_on(alliance, act, attrs.evolve(rupture, taken_to=taken_to))


@ALLIANCE.folds(HearRupture)
def _hear(alliance: Alliance, act: HearRupture) -> Alliance:
    rupture = alliance.of(act.client, act.therapist).ruptures[-1]
    return _go_on(alliance, act, attrs.evolve(rupture, heard=(*rupture.heard, act)))


@ALLIANCE.folds(ConfirmRepair)
def _confirm(alliance: Alliance, act: ConfirmRepair) -> Alliance:
    rupture = alliance.of(act.client, act.therapist).ruptures[-1]
    over = attrs.evolve(rupture, over_at=act.at, repaired=act.repaired)
    return _go_on(alliance, act, over)


@ALLIANCE.folds(LeaveAsTherapist)
def _leave(alliance: Alliance, act: LeaveAsTherapist) -> Alliance:
    """What was not mended when the therapist of the two left stays unmended."""
    for (client, therapist), bond in alliance.bonds.items():
        if therapist == act.by and bond.open is not None:
            over = attrs.evolve(bond.open, over_at=act.at, repaired=False)
            ended = attrs.evolve(bond, ruptures=(*bond.ruptures[:-1], over))
            bonds = alliance.bonds.put((client, therapist), ended)
            alliance = Alliance(bonds=bonds)
    return alliance


def _go_on(alliance: Alliance, act: BetweenTwo, rupture: Rupture) -> Alliance:
    bond = alliance.of(act.client, act.therapist)
    ruptures = (*bond.ruptures[:-1], rupture)
    return _put(alliance, act, attrs.evolve(bond, ruptures=ruptures))


def _put(alliance: Alliance, act: BetweenTwo, bond: Bond) -> Alliance:
    return Alliance(bonds=alliance.bonds.put((act.client, act.therapist), bond))
