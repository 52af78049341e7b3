"""Invariant 67: whether a question is answered does not hang on what is recorded."""

import inspect
import pickle
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from pairs import views

from collabtherapy import (
    Basis,
    Client,
    DutyId,
    Form,
    Invitation,
    Partnership,
    PersonId,
    Policy,
    Scope,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import NotShown, UnknownPerson
from collabtherapy.partnership.law.sight.access import every_client
from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.register import Register
from collabtherapy.privacy import View, view
from collabtherapy.testing.directed import furnished
from collabtherapy.testing.histories import histories
from collabtherapy.testing.openings import usual_openings
from collabtherapy.testing.ways import (
    couple,
    decided,
    in_session,
    joined,
    led_to,
    two,
)

PEOPLE = ("client", "person", "therapist", "by", "of", "owner", "owed_by", "owed_to")
"""The parameters of questions that name a person."""

OWN = ("client", "owner", "person")
"""Of those, the ones that name whose own affairs are asked about."""

SHARED = {"lived", "ending_review", "represented_by"}
"""Questions about a client of which a view answers what of it is shared."""

ASKED = {
    name: tuple(
        field for field in inspect.signature(method).parameters if field in PEOPLE
    )
    for name, method in inspect.getmembers(Questions, inspect.isfunction)
    if not name.startswith("_")
}
ABOUT_PEOPLE = {name: fields for name, fields in ASKED.items() if fields}
OWN_AFFAIRS = {
    name: next(field for field in fields if field in OWN)
    for name, fields in ABOUT_PEOPLE.items()
    if name not in SHARED and not {*OWN}.isdisjoint(fields)
}


def test_the_questions_about_people_are_found():
    """The walk covers what is there, whatever is added."""
    assert {"safety", "consent", "feedback", "duties", "practices"} <= set(ABOUT_PEOPLE)
    assert len(ABOUT_PEOPLE) > 20


def asking(
    asked: Partnership | View, name: str, person: PersonId | str, field: str
) -> Any:
    """Ask a question with a person in one field, and what else it needs."""
    shown = asked.clients_shown if isinstance(asked, View) else asked.clients
    own = min((PersonId(one) for one in shown), key=str, default="bo")
    others: Mapping[str, Any] = {
        "at": asked.at, "scope": Scope.TREATMENT, "session": "none", "depth": 1,
        "invitation": Invitation.FEEDBACK, "therapist": "bo", "client": own,
        "person": own, "by": own, "decision": "treatment", "instrument": "phq-9",
    }  # fmt: skip
    method = getattr(asked, name)
    parameters = inspect.signature(method).parameters.items()
    needed = {of: others[of] for of, p in parameters if p.default is p.empty}
    return method(**{**needed, field: person})


@given(histories(at_most=6))
def test_whoever_was_never_there_is_unknown(p: Partnership):
    """A9: every question, of a partnership and of a view, is refused alike."""
    for asked in (p, *views(p).values()):
        for name, fields in ABOUT_PEOPLE.items():
            for field in fields:
                with pytest.raises(UnknownPerson, match="zed is not, and never was"):
                    asking(asked, name, "zed", field)


@given(histories(clients=(2, 3), at_most=6))
def test_what_is_anothers_own_is_not_shown_whatever_is_recorded(p: Partnership):
    """Invariant 67: an empty answer would be a statement."""
    for viewer, seen in views(p).items():
        for other in set(every_client(seen.state)) - seen.clients_shown:
            for name, field in OWN_AFFAIRS.items():
                with pytest.raises(NotShown, match=f"{other} is shown to {viewer}"):
                    asking(seen, name, other, field)


def test_those_with_a_part_from_outside_may_be_asked_about():
    """A nominee, a representative and whoever takes the work on are no strangers."""
    p = led_to(two(), Stage.WORKING)
    p = decided(p, "next", matters.Transfer(to="incoming"), p.at)
    appoint = acts.AppointRepresentative(
        by="ana", at=p.at, client="ana", representative="aunt", basis=Basis.OWN_WISH
    )
    p = p.record(appoint)
    for person in ("incoming", "aunt"):
        assert p.duties(at=p.at, owed_by=person) == ()


def test_a_session_without_the_viewer_is_not_shown():
    """Invariant 67: who was expected knows that they met, and not what was said."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.PlanSession(by="bo", at=p.at, id="s", starts_at=p.at))
    p = p.record(acts.StartSession(by="bo", at=p.at, id="s", present=("ana", "bo")))
    cem = view(p, "cem")
    assert cem.session("s").present == {PersonId("ana"), PersonId("bo")}
    for ask in (
        cem.agenda, cem.voice, lambda s: cem.contributions(session=s),
        lambda s: cem.codings(session=s), lambda s: cem.feedback(s, "cem"),
        lambda s: cem.outcome(s, "cem", Invitation.FEEDBACK),
    ):  # fmt: skip
        with pytest.raises(NotShown, match="nothing of s is shown to cem"):
            ask("s")
        with pytest.raises(KeyError, match="there is no session zz"):
            ask("zz")


BY_NAME: dict[str, tuple[str, Callable[[State], Register[Any, Any]]]] = {
    "goal": ("goal", lambda state: state.goals.by_id),
    "proposal": ("proposal", lambda state: state.decisions.proposals),
    "positions": ("choice", lambda state: state.decisions.proposals),
    "understanding": ("understanding", lambda state: state.understanding.by_id),
    "task": ("task", lambda state: state.tasks.by_id),
    "practice": ("practice", lambda state: state.tasks.practices),
    "codings": ("contribution", lambda state: state.contributions.by_id),
    "duty": ("id", lambda state: state.duties.by_id),
}
"""The questions about what has a name, by the parameter that names it."""

NO_SUCH_DUTY = "practice/zz/bo/2020-01-01T00:00:00Z"


def answered(asked: View, question: str, name: object) -> str:
    """Return what a question about something of a name raises, without the name."""
    field, _ = BY_NAME[question]
    with pytest.raises(KeyError) as raised:
        getattr(asked, question)(**{field: name})
    assert type(raised.value) is KeyError
    return str(raised.value).replace(f" {name};", " it;").replace(repr(name), "it")


def everything_before() -> Partnership:
    """Return a group in which there was something of everything before one joins."""
    openings = usual_openings((3,), Policy())
    opening = next(act for act in openings if act.form is Form.GROUP)
    p = furnished(opening, Stage.WORKING)
    p = decided(p, "mine", matters.Goal(words=Words("so"), owners={"ana"}), p.at)
    p = (
        p
        if p.state.sessions.open is None
        else p.record(acts.EndSession(by="bo", at=p.at, session=p.state.sessions.open))
    )
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="both", present=("ana", "bo")),
        *(
            acts.Contribute(by=by, at=p.at, session="both", id=f"of-{by}")
            for by in ("ana", "bo")
        ),
    )
    picture = matters.Understanding(
        words=Words("so"), cites={"of-ana", "of-bo"}, about={"ana"}
    )
    p = decided(p, "picture", picture, p.at)
    return joined(p, Client("fia"), p.at + timedelta(days=1))


@pytest.mark.parametrize("question", BY_NAME)
def test_what_is_hidden_is_answered_as_what_was_never_there(question: str):
    """Invariant 67: neither the error nor what it names tells them apart."""
    p = everything_before()
    seen, register = view(p, "fia"), BY_NAME[question][1]
    hidden = [name for name in register(p.state) if name not in register(seen.state)]
    assert hidden
    unknown = DutyId.parse(NO_SUCH_DUTY) if question == "duty" else "zz"
    for name in hidden:
        assert answered(seen, question, name) == answered(seen, question, unknown)


@given(histories(clients=(2, 3), at_most=6))
def test_no_view_names_what_it_hides(p: Partnership):
    """Invariant 67: over drawn histories, of whatever each view hides."""
    for seen in views(p).values():
        for question, (_, register) in BY_NAME.items():
            shown = register(seen.state)
            for name in register(p.state):
                if name not in shown and question != "duty":
                    told = answered(seen, question, name)
                    assert told == answered(seen, question, "zz")


def test_what_is_not_there_is_named():
    """A name that nothing has is refused by the questions about it."""
    p = in_session(led_to(two(), Stage.WORKING))
    for ask in (p.positions, lambda name: p.codings(contribution=name)):
        with pytest.raises(KeyError, match="zz"):
            ask("zz")


@pytest.mark.parametrize(
    "error", [UnknownPerson("zed", "p-1", ["ana"]), NotShown("ana", "cem")]
)
def test_the_errors_say_everything_and_pickle(error: Exception):
    """They name who was asked about, and what to do."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (vars(again), str(again)) == (vars(error), str(error))
    assert "ask" in str(error)
