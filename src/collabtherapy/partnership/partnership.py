"""A partnership: an immutable value that acts are recorded on.

The story of a partnership is its history; everything else is what the history adds
up to. Recording an act asks the whole law and gives the next partnership; asking why
not gives the same reasons without raising; replaying a history rebuilds any moment.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import cast, final

import attrs

from collabtherapy._printing import printed
from collabtherapy.errors import Refused
from collabtherapy.partnership.fold import begin
from collabtherapy.partnership.opening import refusals_to_open, refusals_to_succeed
from collabtherapy.partnership.questions.options import Option, options
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.questions.summary import summary
from collabtherapy.partnership.record.asked import Asked
from collabtherapy.partnership.record.history import History
from collabtherapy.partnership.record.past import Moment, known_by, moment_of
from collabtherapy.partnership.record.record import Record
from collabtherapy.partnership.record.recording import (
    may_be_recorded,
    not_ahead,
    reasons,
    recorded,
)
from collabtherapy.partnership.record.replaying import replayed
from collabtherapy.partnership.record.timeline import Timeline
from collabtherapy.partnership.record.voiding import offered
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.corrections import EnteredInError
from collabtherapy.partnership.values.entries import Entry, EntryConflict, Mark
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.forms import Form
from collabtherapy.partnership.values.ids import HasId, PartnershipId, PersonId, several
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.people import (
    Client,
    FallsUnder,
    Organisation,
    Therapist,
)
from collabtherapy.partnership.values.policy import USUAL, Policy
from collabtherapy.partnership.values.refusals import Refusals
from collabtherapy.partnership.values.stages import Open
from collabtherapy.partnership.values.words import Words


@final
@attrs.frozen(repr=False, eq=False)
class Partnership(Questions):
    """Clients and therapists, and everything they have done together.

    Made by `open`, `replay` or `codec.loads`; grown by `record`, which leaves this
    value as it is and gives the next.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist, acts
    >>> now = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=now,
    ... )
    >>> p
    <Partnership p-1: requested, 1 act>
    >>> p.why_not(acts.PlaceOnWaitingList(by="ana", at=now))[0].code
    'right.not_theirs'
    >>> p.record(acts.Leave(by="ana", at=now)).stage
    <Stage.CLOSED: 'closed'>
    """

    state: State
    _history: History
    _timeline: Timeline | None = None

    @classmethod
    def open(  # as many as an opening has to say
        cls,
        *,
        id: "PartnershipId | str",
        clients: Iterable[Client],
        therapists: Iterable[Therapist],
        by: "PersonId | HasId | str",
        at: datetime,
        policy: Policy | None = None,
        organisations: Iterable[Organisation] = (),
        form: Form = Form.INDIVIDUAL,
        clients_told: Words | None = None,
        predecessor: "Partnership | PartnershipId | str | None" = None,
        evidence: Evidence | None = None,
        deciders: Mapping[str, str] | None = None,
    ) -> "Partnership":
        """Ask for a partnership: by a client, or by an organisation they know of.

        Where the predecessor itself is given, and handed its work on to this one, this
        one is begun already, and whoever took it on may open it. The rows of
        `law.DECIDERS` that clients fall under, by client, are stated in *deciders* by a
        therapist or an organisation; a client who is not named is an adult.

        Raises:
            Refused: If whoever opens it may not, or may not open it like this.
            TypeError: If one person is given in place of several.
            ValueError: If a person is named twice, or the form does not fit.
        """
        act = Open(
            by=PersonId(by),
            at=at,
            partnership=PartnershipId(id),
            clients=tuple(several(clients)),
            therapists=tuple(several(therapists)),
            organisations=tuple(several(organisations)),
            policy=policy or USUAL,
            form=form,
            clients_told=clients_told,
            predecessor=_name(predecessor),
            begun=_handed_on(predecessor),
            evidence=evidence,
            deciders=tuple(FallsUnder(*row) for row in (deciders or {}).items()),
        )
        found = refusals_to_open(act)
        if isinstance(predecessor, Partnership):
            found = refusals_to_succeed(predecessor.state, act)
        if found:
            raise Refused(found, "Open")
        return cls(begin(act), History().add(act, None))

    def record(self, *acts: Act, now: datetime | None = None) -> "Partnership":
        """Return the partnership in which these acts were done, in this order.

        All of them are recorded or none. An act counts from `at`, or from
        `happened_at`, where that is earlier and its kind and its evidence allow it
        (`law.LATENESS`). A late one is asked of what was so then. What was written up
        late and belongs together, such as a session, is recorded in one call.

        Args:
            acts: what was done.
            now: the moment by the clock of the caller: what is dated after it, by more
                than clocks may differ, is refused.

        Raises:
            Refused: If one of them is not allowed where it would stand; with the
                reasons that `why_not` gives to its actor.
        """
        if now is not None:
            not_ahead(acts, instant(now), self.opening.policy)
        return Partnership(*recorded(self.recorded, acts))

    def why_not(self, act: Act) -> Refusals:
        """Return the reasons why an act may not be done now, for whoever would do it.

        Empty, if it may. The order is that of the law: what makes an act meaningless,
        the client's rights, safety, mutual assent, policy. Reasons rest on what the
        actor may see, and tell no more than `view` shows them: `others.not_ready` says
        that an act waits for something in others, and `person.not_here` all that
        somebody from outside is told. For a log or an audit, ask `refusals`.
        """
        return reasons(self.recorded, act, Asked.BY_ACTOR)

    def refusals(self, act: Act) -> Refusals:
        """Return every reason why an act may not be done now, for the record keeper.

        They rest on everything that is recorded, and every one has a fix that would
        clear it. They are not for the actor: they may tell of other people's affairs.
        """
        return reasons(self.recorded, act, Asked.BY_RECORD)

    def allows(self, act: Act) -> bool:
        """Return whether an act may be done now; quicker than asking for reasons."""
        return may_be_recorded(self.recorded, act)

    def options(
        self, person: "PersonId | HasId | str", *, at: datetime
    ) -> tuple[Option, ...]:
        """Return what a person may do at a moment, and what each act would touch.

        It is what they may do as far as they can know: see `why_not`. Among it are
        those of the last five entries that they may take out of effect alone.
        """
        by, now = PersonId(person), max(instant(at), self.at)
        taken_out = offered(self.recorded, by, now)
        voids = (Option(EnteredInError, target=act.act) for act in taken_out)
        return (*options(self.state, by, now), *voids)

    @property
    def at(self) -> datetime:
        """The moment of the last entry: when the record learned of it."""
        return self.recorded.recorded_at

    @property
    def _decided(self) -> Mapping[int, Mark]:
        return {} if self._timeline is None else dict(self._timeline.marks)

    def _then(self, at: datetime) -> State:
        return self.state if at >= self.state.at else moment_of(self.recorded, at).state

    @property
    def recorded(self) -> Record:
        """What is so, and every act at its place: for what reads the record itself."""
        return Record(self.state, self._history, self._timeline)

    @property
    def history(self) -> tuple[Act, ...]:
        """Every act recorded, the opening first."""
        return tuple(self._history)

    @property
    def opening(self) -> Open:
        """The act that opened it, with which every history begins."""
        return cast("Open", self._history.opening)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry of the record, in the order in which they were recorded."""
        return tuple(self.recorded.entries())

    @property
    def timeline(self) -> tuple[Entry, ...]:
        """The entries that have effect, in the order in which they count."""
        entries = self.entries
        items = self.recorded.on_time().items()
        versions = dict.fromkeys(item.version for item in items)
        return tuple(entries[version - 1] for version in versions)

    @property
    def conflicts(self) -> tuple[EntryConflict, ...]:
        """What stands although the law would refuse it, as it is known now."""
        return () if self._timeline is None else tuple(self._timeline.conflicts())

    @property
    def version(self) -> int:
        """How many acts have been recorded."""
        return len(self._history)

    @classmethod
    def replay(
        cls, acts: "Iterable[Act | Entry]", *, check: bool | Container[int] = False
    ) -> "Partnership":
        """Rebuild a partnership from its history.

        What was decided of an entry when it was recorded is not decided again, where
        the entries are given. Acts alone are taken in as if they were recorded now.

        Args:
            acts: the history, the opening first: its acts, or its entries. Those that a
                view shows do not say what was decided.
            check: whether the present law is asked about every act, or the places of
                the acts that it is asked about, from 0. Other acts are trusted, as
                those that this library recorded can be: they are folded alone.

        Raises:
            ImpossibleHistory: If an act contradicts the law, the history does not begin
                with an opening, or an entry is left out, in another place or without
                its mark; names the act.
            TypeError: If some are acts and some are entries.
        """
        return cls(*replayed(acts, check))

    def as_of(self, at: datetime, *, known_at: datetime | None = None) -> Moment:
        """Return what was so at a moment, as far as is known now, or was known then.

        Args:
            at: the moment.
            known_at: the moment of knowing: what was recorded later is left out.
                ``p.as_of(at, known_at=at)`` is what the record said at that moment.

        Raises:
            ValueError: If it had not been opened yet, or was not known of.
        """
        known = self.recorded
        if known_at is not None:
            known = known_by(known, instant(known_at))
        return moment_of(known, instant(at))

    def known_by(self, at: datetime) -> "Partnership":
        """Return the partnership as the record stood at a moment.

        Raises:
            ValueError: If it had not been opened yet.
        """
        return Partnership(*known_by(self.recorded, instant(at)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Partnership):
            return NotImplemented
        return self._history == other._history and self._decided == other._decided

    def __hash__(self) -> int:
        return hash((self.state.id, self.version))

    def __repr__(self) -> str:
        acts = "1 act" if self.version == 1 else f"{self.version} acts"
        return f"<Partnership {self.state.id}: {self.state.stage.value}, {acts}>"

    _repr_pretty_ = printed

    def _repr_html_(self) -> str:
        return summary(self)


def _name(which: "Partnership | PartnershipId | str | None") -> PartnershipId | None:
    if isinstance(which, Partnership):
        return which.id
    return None if which is None else PartnershipId(which)


def _handed_on(which: "Partnership | PartnershipId | str | None") -> bool:
    if not isinstance(which, Partnership):
        return False
    return which.state.transfer.completed is not None
