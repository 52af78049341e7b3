"""Acts in full, of which only the kind and what matters is known: to try them.

A fix leaves to people what is theirs to choose. Whoever looks for a way through the law
has to try some act all the same: what is left open is filled with something that would
do. None of it is shown to anybody.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, cast

import attrs

from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.members import Involve
from collabtherapy.partnership.regions.orientation import Readiness
from collabtherapy.partnership.regions.practice import Reviewed
from collabtherapy.partnership.regions.preferences import Answer
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.appointments import PlanSession
from collabtherapy.partnership.values.authority import Basis
from collabtherapy.partnership.values.ids import (
    ContributionId,
    PersonId,
    ProposalId,
    SessionId,
    TermsId,
    fresh,
)
from collabtherapy.partnership.values.joining import Join
from collabtherapy.partnership.values.meetings import StartSession
from collabtherapy.partnership.values.people import Client, Person, Role, Therapist
from collabtherapy.partnership.values.refusals import Do
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.words import Words

LATER: Final = datetime(2030, 1, 1, tzinfo=UTC)
"""Until when what needs an end goes on, where nobody says."""

SAID_BY_THEM: Final = ("words", "advice", "own_part")
"""What people say wherever an act has room for it."""

NEWCOMERS: Final[Mapping[type[Matter], Person]] = {
    Involve: Therapist("colleague"),
    Join: Client("newcomer"),
}
"""Who is brought in where anybody would do."""


class NotFilled(LookupError):
    """What an act or a matter is about has to be said; names its kind."""


def filled_in(state: State, remedy: Do, by: PersonId, at: datetime) -> Act:
    """Return the act that a fix asks for, with what it leaves open filled in.

    Raises:
        NotFilled: If it settles a matter of which more than the kind has to be said.
    """
    given = dict(remedy.fields)
    matter = given.get("matter")
    if isinstance(matter, type):
        given["matter"] = some_matter(cast("type[Matter]", matter))
    defaults = _defaults(state, remedy.act, at)
    values: dict[str, Any] = {"by": by, "at": at}
    for field in attrs.fields(remedy.act):
        open_ = field.default is attrs.NOTHING or field.name in SAID_BY_THEM
        if field.name in given:
            values[field.name] = given[field.name]
        elif field.name in defaults and open_:
            values[field.name] = defaults[field.name]
    return remedy.act(**values)


def _defaults(state: State, kind: type[Act], at: datetime) -> dict[str, object]:
    """Return what would do for each field that somebody has to fill."""
    carried = state.entries.carried
    return {
        "id": _new(state, kind),
        "matter": Goal(words=Words("sleep")),
        "terms": TermsId("t"),
        "scope": Scope.TREATMENT,
        "present": frozenset(state.members.ids(Role.CLIENT, Role.THERAPIST)),
        "starts_at": at,
        "from_": at,
        "words": Words("said"),
        "advice": Words("said"),
        "expected_wait_days": 7,
        "client": next(iter(state.members.ids(Role.CLIENT)), None),
        "therapist": next(iter(state.members.ids(Role.THERAPIST)), None),
        "own_part": Words("mine"),
        "readiness": Readiness.READY,
        "clear": True,
        "competent": True,
        "recipient": "service",
        "answer": Answer.MET,
        "outcome": Reviewed.KEEP,
        "accepted": False,
        "supervisor": "supervisor",
        "ground": "emergency",
        "basis": Basis.ATTORNEY,
        "row": "adult",
        "because": "age",
        "session": state.sessions.open or SessionId("s-fix"),
        "acts": () if carried is None else (carried.version,),
    }


def some_matter(kind: type[Matter]) -> Matter:
    """Return a matter of a kind of which nothing but the kind is asked.

    Raises:
        NotFilled: If what it is about has to be said.
    """
    fields: dict[str, Any] = {}
    for field in attrs.fields(kind):
        if field.default is not attrs.NOTHING:
            continue
        match field.name:
            case "words":
                fields["words"] = Words("sleep")
            case "until":
                fields["until"] = LATER
            case "person":
                fields["person"] = NEWCOMERS[kind]
            case _:
                raise NotFilled(kind.__name__)
    return kind(**fields)


def _new(state: State, kind: type[Act]) -> object:
    if kind in (PlanSession, StartSession):
        return fresh(SessionId("s-fix"), state.sessions.by_id)
    if kind is Contribute:
        return fresh(ContributionId("c-fix"), state.contributions.by_id)
    return fresh(ProposalId("x-fix"), state.decisions.proposals)
