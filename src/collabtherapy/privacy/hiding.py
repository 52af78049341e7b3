"""What is taken out of each region before somebody sees it: one row for each.

The true state is filtered; nothing is folded anew. What somebody may not see would
otherwise seem never to have been: feedback that was given would look as if it were
still owed.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar, cast

import attrs

from collabtherapy.partnership.regions.agenda import Agendas
from collabtherapy.partnership.regions.alliance import Alliance
from collabtherapy.partnership.regions.codings import Codings
from collabtherapy.partnership.regions.competence import Findings
from collabtherapy.partnership.regions.consent import Consents
from collabtherapy.partnership.regions.contributions import Contributions
from collabtherapy.partnership.regions.decisions import Decisions
from collabtherapy.partnership.regions.disclosure import Disclosures
from collabtherapy.partnership.regions.duties import Duties
from collabtherapy.partnership.regions.feedback import Feedback
from collabtherapy.partnership.regions.learning import Learned
from collabtherapy.partnership.regions.measurements import Measurements
from collabtherapy.partnership.regions.notes import Notes
from collabtherapy.partnership.regions.orientation import Orientations
from collabtherapy.partnership.regions.practice import Tasks
from collabtherapy.partnership.regions.preferences import Preferences
from collabtherapy.partnership.regions.representation import Representations
from collabtherapy.partnership.regions.safety import Safety
from collabtherapy.partnership.regions.stance import Stances
from collabtherapy.partnership.regions.toolkit import Toolkits
from collabtherapy.partnership.regions.understanding import Understandings
from collabtherapy.partnership.regions.uptake import TakeUp, Uptakes
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import PersonId, SessionId
from collabtherapy.partnership.values.register import Register
from collabtherapy.privacy.eyes import Eyes
from collabtherapy.privacy.versions import practice_seen, proposal_seen, put_seen

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R")

Hide: TypeAlias = Callable[[R, Eyes], R]


def _only(register: Register[K, V], seen: Callable[[K, V], bool]) -> Register[K, V]:
    kept = Register[K, V]()
    for key, value in register.items():
        if seen(key, value):
            kept = kept.put(key, value)
    return kept


def _mapped(
    register: Register[K, V], seen: Callable[[V, Eyes], V | None], eyes: Eyes
) -> Register[K, V]:
    shown = Register[K, V]()
    for key, value in register.items():
        part = seen(value, eyes)
        if part is not None:
            shown = shown.put(key, part)
    return shown


def _by_client(register: Register[PersonId, V], eyes: Eyes) -> Register[PersonId, V]:
    return _only(register, lambda client, _: eyes.see_client(client))


def _shown(region: R, _: Eyes) -> R:
    return region


def _decisions(decisions: Decisions, eyes: Eyes) -> Decisions:
    return Decisions(proposals=_mapped(decisions.proposals, proposal_seen, eyes))


def _consent(consents: Consents, eyes: Eyes) -> Consents:
    return Consents(
        by_scope=_only(consents.by_scope, lambda of, _: eyes.see_client(of[0])),
        told=_by_client(consents.told, eyes),
        by_proxy=_by_client(consents.by_proxy, eyes),
        bound=_by_client(consents.bound, eyes),
    )


def _agenda(agendas: Agendas, eyes: Eyes) -> Agendas:
    seen = _only(agendas.by_session, lambda session, _: eyes.see_session(session))
    return Agendas(by_session=seen)


def _contributions(said: Contributions, eyes: Eyes) -> Contributions:
    by_id = _only(said.by_id, lambda name, _: eyes.see_contribution(name))
    last_order = Register[SessionId, int]()
    for one in by_id.values():
        last = last_order.find(one.act.session)
        last_order = last_order.put(one.act.session, max(one.order, last or 0))
    return Contributions(
        by_id=by_id,
        by_place=_only(said.by_place, lambda _, name: eyes.see_contribution(name)),
        last_order=last_order,
    )


def _acts_seen(acts: tuple[TakeUp, ...], eyes: Eyes) -> tuple[TakeUp, ...] | None:
    return tuple(filter(eyes.see, acts)) or None


def _uptake(uptakes: Uptakes, eyes: Eyes) -> Uptakes:
    seen = _mapped(uptakes.of_contribution, _acts_seen, eyes)
    confirmed = _only(uptakes.confirmed, lambda name, _: eyes.see_contribution(name))
    return Uptakes(of_contribution=seen, confirmed=confirmed)


def _codings(codings: Codings, eyes: Eyes) -> Codings:
    of_contribution = _only(
        codings.of_contribution, lambda name, _: eyes.see_contribution(name)
    )
    of_session = _only(codings.of_session, lambda name, _: eyes.see_session(name))
    return Codings(of_contribution=of_contribution, of_session=of_session)


def _feedback(feedback: Feedback, eyes: Eyes) -> Feedback:
    seen = _only(
        feedback.responses,
        lambda of, _: eyes.see_session(of[0]) and eyes.see_client(of[1]),
    )
    return Feedback(responses=seen)


def _tasks(tasks: Tasks, eyes: Eyes) -> Tasks:
    return attrs.evolve(tasks, practices=_mapped(tasks.practices, practice_seen, eyes))


def _orientation(own: Orientations, eyes: Eyes) -> Orientations:
    return Orientations(by_client=_by_client(own.by_client, eyes))


def _preferences(own: Preferences, eyes: Eyes) -> Preferences:
    return Preferences(by_client=_by_client(own.by_client, eyes))


def _safety(own: Safety, eyes: Eyes) -> Safety:
    return Safety(by_client=_by_client(own.by_client, eyes))


def _toolkit(own: Toolkits, eyes: Eyes) -> Toolkits:
    return Toolkits(by_client=_by_client(own.by_client, eyes))


def _stance(own: Stances, eyes: Eyes) -> Stances:
    return Stances(by_client=_by_client(own.by_client, eyes))


def _measurements(own: Measurements, eyes: Eyes) -> Measurements:
    return Measurements(by_client=_by_client(own.by_client, eyes))


def _competence(own: Findings, eyes: Eyes) -> Findings:
    return Findings(by_client=_by_client(own.by_client, eyes))


def _representation(own: Representations, eyes: Eyes) -> Representations:
    return Representations(by_client=_by_client(own.by_client, eyes))


def _alliance(alliance: Alliance, eyes: Eyes) -> Alliance:
    return Alliance(bonds=_only(alliance.bonds, lambda of, _: eyes.see_client(of[0])))


def _understanding(shared: Understandings, eyes: Eyes) -> Understandings:
    return Understandings(by_id=_mapped(shared.by_id, put_seen, eyes))


def _learning(learned: Learned, eyes: Eyes) -> Learned:
    return Learned(entries=tuple(entry for entry in learned.entries if eyes.see(entry)))


def _notes(notes: Notes, eyes: Eyes) -> Notes:
    return Notes(entries=tuple(note for note in notes.entries if eyes.see_note(note)))


def _disclosure(told: Disclosures, eyes: Eyes) -> Disclosures:
    return Disclosures(entries=tuple(e for e in told.entries if eyes.see(e)))


def _duties(duties: Duties, eyes: Eyes) -> Duties:
    return Duties(by_id=_only(duties.by_id, lambda _, duty: eyes.see_duty(duty)))


def _row(name: str, hide: Hide[R]) -> tuple[str, Hide[object]]:
    return name, cast("Hide[object]", hide)


SHARED = (
    "members", "policy", "agreement", "goals", "sessions", "contact", "reviews",
    "choices", "follow_up", "topics", "transfer", "redactions",
)  # fmt: skip
"""The regions that everyone who is here may see as they are."""

HIDING: Final[Mapping[str, Hide[object]]] = MappingProxyType(
    dict(
        (
            *(_row(name, _shown) for name in SHARED),
            _row("decisions", _decisions),
            _row("consent", _consent),
            _row("agenda", _agenda),
            _row("contributions", _contributions),
            _row("uptake", _uptake),
            _row("codings", _codings),
            _row("feedback", _feedback),
            _row("tasks", _tasks),
            _row("alliance", _alliance),
            _row("understanding", _understanding),
            _row("learning", _learning),
            _row("notes", _notes),
            _row("disclosure", _disclosure),
            _row("duties", _duties),
            _row("orientation", _orientation),
            _row("preferences", _preferences),
            _row("safety", _safety),
            _row("toolkit", _toolkit),
            _row("stance", _stance),
            _row("measurements", _measurements),
            _row("competence", _competence),
            _row("representation", _representation),
        )
    )
)
"""By the name of the region: what somebody sees of it."""


def hidden_from(state: State, eyes: Eyes) -> State:
    """Give the state with everything taken out that is not for these eyes."""
    changes = {name: hide(getattr(state, name), eyes) for name, hide in HIDING.items()}
    # Each value is of its region's own type, which no checker can follow by name.
    return state._replace(**changes)  # type: ignore[arg-type]
