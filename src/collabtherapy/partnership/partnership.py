"""A partnership: an immutable value that acts are recorded on.

The story of a partnership is its history; everything else is what the history adds
up to. Recording an act asks the whole law and gives the next partnership; asking why
not gives the same reasons without raising; replaying a history rebuilds any moment.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import cast, final

import attrs

from collabtherapy.errors import ImpossibleHistory, Refused
from collabtherapy.partnership.fold import begin, fold
from collabtherapy.partnership.opening import refusals_to_open, refusals_to_succeed
from collabtherapy.partnership.questions.options import Option, options
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.questions.summary import summary
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.forms import Form
from collabtherapy.partnership.values.history import History
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
from collabtherapy.partnership.verdict import allows, refusals, why_not


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
        client_knows: bool = False,
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
            client_knows=client_knows,
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
        return cls(begin(act), History().add(act))

    def record(self, *acts: Act) -> "Partnership":
        """Return the partnership in which these acts were done, in this order.

        All of them are recorded or none.

        Raises:
            Refused: If one of them is not allowed where it would stand; with the
                reasons that `why_not` gives to its actor.
        """
        state, history = self.state, self._history
        for index, act in enumerate(acts):
            found = why_not(state, act)
            if found:
                raise Refused(found, type(act).__name__, index)
            state, history = fold(state, act), history.add(act)
        return Partnership(state, history)

    def why_not(self, act: Act) -> Refusals:
        """Return the reasons why an act may not be done now, for whoever would do it.

        Empty, if it may. The order is that of the law: what makes an act meaningless,
        the client's rights, safety, mutual assent, policy. Reasons rest on what the
        actor may see, and tell no more than `view` shows them: `others.not_ready` says
        that an act waits for something in others, and `person.not_here` all that
        somebody from outside is told. For a log or an audit, ask `refusals`.
        """
        return why_not(self.state, act)

    def refusals(self, act: Act) -> Refusals:
        """Return every reason why an act may not be done now, for the record keeper.

        They rest on everything that is recorded, and every one has a fix that would
        clear it. They are not for the actor: they may tell of other people's affairs.
        """
        return refusals(self.state, act)

    def allows(self, act: Act) -> bool:
        """Return whether an act may be done now; quicker than asking for reasons."""
        return allows(self.state, act)

    def options(
        self, person: "PersonId | HasId | str", *, at: datetime
    ) -> tuple[Option, ...]:
        """Return what a person may do at a moment, and what each act would touch.

        It is what they may do as far as they can know: see `why_not`.
        """
        return options(self.state, PersonId(person), instant(at))

    @property
    def history(self) -> tuple[Act, ...]:
        """Every act recorded, the opening first."""
        return tuple(self._history)

    @property
    def opening(self) -> Open:
        """The act that opened it, with which every history begins."""
        return cast("Open", self._history.opening)

    @property
    def version(self) -> int:
        """How many acts have been recorded."""
        return len(self._history)

    @classmethod
    def replay(
        cls, acts: Iterable[Act], *, check: bool | Container[int] = False
    ) -> "Partnership":
        """Rebuild a partnership from its history.

        Args:
            acts: the history, the opening first.
            check: whether the present law is asked about every act, or the places of
                the acts that it is asked about, from 0. Other acts are trusted, as
                those that this library recorded can be: they are folded alone.

        Raises:
            ImpossibleHistory: If an act contradicts the law, or the history does not
                begin with an opening; names the act.
        """
        history = History.of(acts)
        state: State | None = None
        for index, act in enumerate(history):
            asked = check if isinstance(check, bool) else index in check
            state = _next(state, act, index, check=asked)
        if state is None:
            raise ImpossibleHistory(0, "nothing", ("history.empty",))
        return cls(state, history)

    def as_of(self, at: datetime) -> "Partnership":
        """Give the partnership as it was at a moment, with what was known by then.

        Raises:
            ValueError: it had not been opened yet.
        """
        moment = instant(at)
        acts = [act for act in self._history if act.at <= moment]
        if not acts:
            raise ValueError("the partnership had not been opened at that moment")
        return Partnership.replay(acts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Partnership):
            return NotImplemented
        return self._history == other._history

    def __hash__(self) -> int:
        return hash((self.state.id, self.version))

    def __repr__(self) -> str:
        acts = "1 act" if self.version == 1 else f"{self.version} acts"
        return f"<Partnership {self.state.id}: {self.state.stage.value}, {acts}>"

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


def _next(state: State | None, act: Act, index: int, *, check: bool) -> State:
    kind = type(act).__name__
    if state is None:
        if not isinstance(act, Open):
            raise ImpossibleHistory(index, kind, ("history.begins_without_opening",))
        codes = [refusal.code for refusal in refusals_to_open(act)] if check else []
        if not codes:
            return begin(act)
    else:
        codes = [refusal.code for refusal in refusals(state, act)] if check else []
        if not codes:
            try:
                return fold(state, act)
            except LookupError:
                codes = ["history.speaks_of_what_is_not_there"]
    raise ImpossibleHistory(index, kind, codes)
