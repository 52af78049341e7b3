"""What an act brings about: the state after it, decided by the tables alone.

Each region folds the act by itself, from the state before. Then, if the act settles a
matter, the region of the matter takes it in; if it takes a step, the main line moves;
and what follows from that elsewhere follows: duties are opened and end, and a session
that has lost its ground is broken off.
"""

from collections.abc import Callable
from typing import Final, TypeAlias, cast, get_args

import attrs

from collabtherapy.partnership.law.carrying import (
    consents_carried,
    consents_disputed,
    decisions_carried,
    is_agreement_disputed,
    settled_elsewhere,
)
from collabtherapy.partnership.law.duties.following import follow, is_followed
from collabtherapy.partnership.law.duties.names import in_present_form
from collabtherapy.partnership.law.gate_keeping import stands_on
from collabtherapy.partnership.law.hearing import (
    OfHolders,
    Word,
    heard,
    is_taken_back,
    with_holders_of,
)
from collabtherapy.partnership.law.rights import BOTH, is_settling
from collabtherapy.partnership.law.routes import step_taken
from collabtherapy.partnership.law.steps import SESSION_STAGES, Elsewhere, Step
from collabtherapy.partnership.regions.agreement import ended
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.consent import (
    SAYING_NO,
    Consents,
    dated,
)
from collabtherapy.partnership.regions.contact import (
    Contact,
    ReachOut,
    silent,
    wrote,
)
from collabtherapy.partnership.regions.decisions import (
    Accept,
    Amend,
    Decisions,
    Propose,
    settle,
)
from collabtherapy.partnership.regions.duties import Duties, handed_over
from collabtherapy.partnership.regions.entries import Dispute, enter
from collabtherapy.partnership.regions.members import Members
from collabtherapy.partnership.regions.region import Settled
from collabtherapy.partnership.regions.representation import (
    EndRepresentation,
    Representations,
)
from collabtherapy.partnership.regions.safety import CheckSafety, Safety, count_clear
from collabtherapy.partnership.regions.sessions import (
    Session,
    Sessions,
    gone,
    interrupt,
)
from collabtherapy.partnership.state import REGIONS, State, opened
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import MissSession
from collabtherapy.partnership.values.corrections import Consequence
from collabtherapy.partnership.values.endings import (
    Leave,
    LeaveAsTherapist,
    RecordDeath,
)
from collabtherapy.partnership.values.ids import SessionId
from collabtherapy.partnership.values.meetings import StartSession
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.stages import (
    Closure,
    EndingPhase,
    MainLine,
    Open,
    Stage,
)

BACK = Elsewhere.PAUSED_FROM

Deciding: TypeAlias = Propose | Amend | Accept
Leaving: TypeAlias = Leave | LeaveAsTherapist | RecordDeath

WORDS: Final = frozenset(get_args(Word))
DECIDING: Final = frozenset(get_args(Deciding))
OF_HOLDERS: Final = frozenset(get_args(OfHolders))
LEAVING: Final = frozenset(get_args(Leaving))
ENDING_CONSENT: Final = frozenset({*SAYING_NO, EndRepresentation, Dispute})
"""What may end a consent that an open session stands on."""

Changes: TypeAlias = dict[str, object]


def fold(state: State, act: Act) -> State:
    """Give the state after a legal act. Nothing is asked again.

    Raises:
        LookupError: the act speaks of something that is not there, so it was not
            legal.
    """
    kind = type(act)  # asked of so often that `isinstance` of a union took 1 µs more
    # What happened before a case was carried over does not take it back to then.
    changes: Changes = {"at": max(act.at, state.at)}
    act = in_present_form(state, act)
    _fold_regions(state, act, changes)
    matter: Matter | None = None
    if kind in DECIDING:
        matter = _take_in(state, cast("Deciding", act), changes)
    step = step_taken(state, act, matter)
    if step is not None:
        changes["main"] = _moved(state, act, step)
        if step.recontract:
            changes["agreement"] = ended(state.agreement)
    if kind in OF_HOLDERS:
        authority = cast("Representations", changes["representation"])
        changes["consent"] = with_holders_of(state, cast("OfHolders", act), authority)
    if isinstance(act, CheckSafety) and act.clear and _by_therapist(state, act):
        checked = cast("Safety", changes.get("safety", state.safety))
        changes["safety"] = count_clear(checked, act)
    if "consent" in changes:
        consents = cast("Consents", changes["consent"])
        since = act.began_at if isinstance(act, CarryOver) else act.at
        changes["consent"] = dated(consents, state.consent, since)
    _listen(state, act, changes)
    open_ = state.sessions.open
    if open_ is not None and (step or kind in ENDING_CONSENT):
        _go_from(state, act, open_, changes)
        _break_off(state, act, open_, changes)
    _follow_up(state, act, matter, step, changes)
    after = _replaced(state, changes)
    if kind in LEAVING and "members" in changes:
        return _with_what_they_saw(state, cast("Leaving", act), after)
    return after


def follow_from(state: State, consequence: Consequence) -> State:
    """Return the state after what a late entry brings about when it is recorded."""
    changes: Changes = {"at": consequence.at}
    broken_off = consequence.breaks_off
    if broken_off is not None:
        changes["sessions"] = interrupt(state.sessions, broken_off, consequence.at)
    _follow_up(state, consequence, None, None, changes)
    return _replaced(state, changes)


def _fold_regions(state: State, act: Act, changes: Changes) -> None:
    """Fold the act into each region by itself."""
    kind = type(act)
    if kind in WORDS:  # how it counts, no region can tell by itself
        changes["consent"] = heard(state, cast("Word", act))
    else:
        for name, region_fold in _FOLDS.get(kind, ()):
            changes[name] = region_fold(getattr(state, name), act)
    if act.entered_by is not None:
        changes["entries"] = enter(state.entries, act)
    if isinstance(act, CarryOver):
        changes["consent"] = consents_carried(state, act)
        changes["decisions"] = decisions_carried(state, act)
        for settled in settled_elsewhere(act):
            _settle_regions(state, settled, changes)
    elif isinstance(act, Dispute):
        changes["consent"] = consents_disputed(state, act)
        if is_agreement_disputed(state, act):
            disputed = attrs.evolve(state.agreement, disputed=True)
            changes["agreement"] = disputed


def begin(act: Open) -> State:
    """Give the state after the opening."""
    return fold(opened(act), act)


def settling(state: State, act: Deciding) -> Settled[Matter] | None:
    """Give what an act would settle, if it were done now."""
    _, region_fold = _FOLDS[type(act)][0]
    after = cast("Decisions", region_fold(state.decisions, act))
    return _settled(state, act, after)


def _settled(state: State, act: Deciding, after: Decisions) -> Settled[Matter] | None:
    name = act.id if isinstance(act, Propose) else act.proposal
    proposal = after.proposals[name]
    if not is_settling(state.members, proposal, state.policy):
        return None
    last = proposal.last
    return Settled(
        id=proposal.id, version=last.number, matter=last.matter, by=last.by, at=act.at
    )


def _take_in(state: State, act: Deciding, changes: Changes) -> Matter | None:
    """Settle what the act settles, and let the regions of the matter take it in."""
    after = cast("Decisions", changes["decisions"])
    settled = _settled(state, act, after)
    if settled is None:
        return None
    changes["decisions"] = settle(after, settled.id, act.at)
    _settle_regions(state, settled, changes)
    return settled.matter


def _settle_regions(state: State, settled: Settled[Matter], changes: Changes) -> None:
    """Let the regions of a matter take it in."""
    for name, region_settle in _SETTLES.get(type(settled.matter), ()):
        before = changes.get(name, getattr(state, name))
        changes[name] = region_settle(before, settled)


def _moved(state: State, act: Act, step: Step) -> MainLine:
    main = state.main
    if step.to is Elsewhere.SAME:
        return main
    # Whatever is paused was paused from somewhere.
    to = cast("Stage", main.paused_from) if step.to is BACK else Stage(step.to)
    ending, paused_from, paused_by = main.ending, None, None
    if to is Stage.ENDING and step.closes_as is not None:
        ending = EndingPhase(since=act.at, initiator=act.by, closes_as=step.closes_as)
    elif to in (Stage.WORKING, Stage.CONTRACTING):
        ending = None
    elif to is Stage.PAUSED:
        paused_from, paused_by = main.paused_from or main.stage, act.by
        if step.recontract:
            # Those who stay go back as far as it takes to agree anew, and no further.
            if paused_from is not Stage.EXPLORING:
                paused_from = Stage.CONTRACTING
            ending = None
    closure = None
    if to is Stage.CLOSED:
        # The row says as what, or else it leads from an ending, which does.
        kind = step.closes_as or cast("EndingPhase", ending).closes_as
        closure = Closure(kind=kind, at=act.at, initiator=act.by)
    return MainLine(
        stage=to,
        since=act.at,
        paused_from=paused_from,
        paused_by=paused_by,
        ending=ending,
        closure=closure,
    )


def _by_therapist(state: State, act: Act) -> bool:
    return state.members.role(act.by) is Role.THERAPIST


def _with_what_they_saw(before: State, act: Leaving, after: State) -> State:
    """Keep what those who left had seen: their own leaving is the last of it."""
    last = before if isinstance(act, RecordDeath) else after
    left = before.left
    for person in set(before.members.everyone) - set(after.members.everyone):
        left = left.put(person, last._replace(left=Register()))
    return after._replace(left=left)


def _listen(state: State, act: Act, changes: Changes) -> None:
    """Notice when the clients go silent, and when they are heard from again."""
    contact = cast("Contact", changes.get("contact", state.contact))
    role = state.members.role
    if isinstance(act, MissSession):
        clients = state.members.ids(Role.CLIENT)
        if act.by not in clients and not act.absent.isdisjoint(clients):
            changes["contact"] = silent(contact, act.recorded_at)
    if contact.silent_since is not None and (
        isinstance(act, StartSession) or role(act.by) is Role.CLIENT
    ):
        changes["contact"] = contact.heard
    if act.at < act.recorded_at and role(act.hand) is Role.CLIENT:
        now = cast("Contact", changes.get("contact", contact))
        changes["contact"] = wrote(now, act.recorded_at)
    if isinstance(act, ReachOut) and role(act.to) is Role.FORMER_CLIENT:
        changes["contact"] = (
            state.contact
        )  # of whoever left, silence is no sign of anything


def _go_from(state: State, act: Act, open_: SessionId, changes: Changes) -> None:
    """End the stay in the open session of those who left the partnership."""
    members = cast("Members", changes.get("members", state.members))
    here, sessions = members.everyone, state.sessions
    for person in sorted(sessions.by_id[open_].there):
        if person not in here:
            sessions = gone(sessions, open_, person, act.at)
    if sessions is not state.sessions:
        changes["sessions"] = sessions


def _break_off(state: State, act: Act, open_: SessionId, changes: Changes) -> None:
    """Break off the open session if it could not go on."""
    sessions = cast("Sessions", changes.get("sessions", state.sessions))
    session = sessions.by_id[open_]
    main = cast("MainLine", changes.get("main", state.main))
    # APA 10.01, BACP 31: whoever takes consent back ends what rested on it, at once.
    taken_back = (
        isinstance(act, SAYING_NO)
        and act.for_whom in session.there
        and act.scope in stands_on(state, session)
        and is_taken_back(state, act)
    ) or (
        isinstance(act, EndRepresentation | Dispute)
        and _has_lost(state, act, session, cast("Consents", changes["consent"]))
    )
    members = cast("Members", changes.get("members", state.members))
    one_side_gone = not {members.role(person) for person in session.there} >= BOTH
    if taken_back or one_side_gone or main.stage not in SESSION_STAGES:
        changes["sessions"] = interrupt(sessions, session.id, act.at)


def _has_lost(state: State, act: Act, session: Session, consents: Consents) -> bool:
    """Return whether a session stands on a consent that ended with what it rested on.

    That is an authority, or what was carried over.
    """
    return any(
        state.consent.in_force(client, scope, act.at)
        and not consents.in_force(client, scope, act.at)
        for client in state.members.ids(Role.CLIENT)
        if client in session.there
        for scope in stands_on(state, session)
    )


def _follow_up(
    state: State,
    act: Act,
    matter: Matter | None,
    step: Step | None,
    changes: Changes,
) -> None:
    """Open, discharge and let lapse the duties that follow."""
    if step is None and matter is None and not is_followed(act):
        return  # most acts: this is asked of every one
    before = cast("Duties", changes.get("duties", state.duties))
    stage = cast("MainLine", changes.get("main", state.main)).stage
    row = None if step is None else step.id
    duties = follow(state, act, matter, step=row, stage=stage, duties=before)
    if isinstance(act, LeaveAsTherapist):
        lead = cast("Members", changes["members"]).lead
        duties = handed_over(duties, act.by, lead, act.at)
    if duties is not before:
        changes["duties"] = duties


def _replaced(state: State, changes: Changes) -> State:
    """Give the state with some fields replaced; quicker than by keyword."""
    values: list[object] = [*state]
    for name, value in changes.items():
        values[_PLACE[name]] = value
    return State._make(values)


_PLACE: Final = {name: place for place, name in enumerate(State._fields)}

RegionFold: TypeAlias = Callable[[object, Act], object]
RegionSettle: TypeAlias = Callable[[object, Settled[Matter]], object]

_FOLDS: dict[type[Act], tuple[tuple[str, RegionFold], ...]] = {}
_SETTLES: dict[type[Matter], tuple[tuple[str, RegionSettle], ...]] = {}
for _region in REGIONS:
    for _act, _fold in _region.fold_rows.items():
        _row = (_region.name, cast("RegionFold", _fold))
        _FOLDS[_act] = (*_FOLDS.get(_act, ()), _row)
    for _matter, _settle in _region.settle_rows.items():
        _settle_row = (_region.name, cast("RegionSettle", _settle))
        _SETTLES[_matter] = (*_SETTLES.get(_matter, ()), _settle_row)
