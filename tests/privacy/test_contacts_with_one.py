"""Invariant 65: of a contact with one client alone, no other client learns.

What becomes of it is agreed: told to all, kept apart, or not held. Confidentiality
between those who are seen together is settled at the outset (APA 10.02).
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import attrs
import pytest
from pairs import Pair
from telling_apart import pair_of, told_apart

from collabtherapy import (
    IndividualContacts,
    Partnership,
    PersonId,
    Scope,
    Stage,
    Words,
    acts,
    fhir,
    matters,
)
from collabtherapy.exports import calendar
from collabtherapy.privacy import view
from collabtherapy.testing.ways import consented, couple, decided, group, led_to

ALONE: dict[str, Callable[[Partnership], acts.Act]] = {
    "sought": lambda p: acts.ReachOut(by="bo", to="cem", at=p.at),
    "reached": lambda p: acts.RecordContact(by="bo", client="cem", at=p.at),
    "written to": lambda p: acts.WriteNote(
        by="bo", to=("cem",), words=Words("for cem"), at=p.at
    ),
    "written by": lambda p: acts.WriteNote(
        by="cem", to=("bo",), words=Words("for bo"), at=p.at
    ),
}


MET_ALONE: dict[str, tuple[Callable[[Partnership], acts.Act], ...]] = {
    "planned": (
        lambda p: acts.PlanSession(
            by="bo", id="alone", starts_at=p.at, with_=("cem", "bo"), at=p.at
        ),
    ),
    "met": (
        lambda p: acts.StartSession(
            by="bo", id="alone", present=("cem", "bo"), at=p.at
        ),
        lambda p: acts.Contribute(
            by="cem", session="alone", id="c9", words=Words("mine"), at=p.at
        ),
        lambda p: acts.EndSession(by="bo", session="alone", at=p.at),
    ),
    "broken off": (
        lambda p: acts.StartSession(
            by="bo", id="alone", present=("cem", "bo"), review=True, at=p.at
        ),
        lambda p: acts.InterruptSession(by="cem", session="alone", at=p.at),
    ),
}
"""Sessions with one client alone, act by act."""


def missed(p: Partnership) -> Partnership:
    """Return the partnership after an appointment to which one client did not come."""
    return p.record(
        acts.PlanSession(by="bo", id="s", starts_at=p.at, at=p.at),
        acts.MissSession(by="bo", session="s", absent=("cem",), at=p.at),
    )


@pytest.mark.parametrize("how", ALONE)
@pytest.mark.parametrize("opening", [couple, group])
@pytest.mark.parametrize("before", [lambda p: p, missed], ids=["heard", "silent"])
def test_nobody_infers_a_contact_with_one_alone(
    how: str,
    opening: Callable[[], Partnership],
    before: Callable[[Partnership], Partnership],
):
    """Invariant 65: not from what is shown, options, duties, timers, ids or gaps."""
    p = before(led_to(opening(), Stage.WORKING))
    pair = pair_of("ana", p, ALONE[how](p))
    assert view(pair.q, "ana") == view(pair.p, "ana")
    for days in (0, 1, 14, 60):
        at = p.at + timedelta(days=days)
        for ask in ("duties", "timers"):
            one, other = (getattr(view(h, "ana"), ask)(at=at) for h in (pair.p, pair.q))
            assert one == other, (ask, days)
    assert told_apart(pair, Random(how)) == set()


@pytest.mark.parametrize("how", ALONE)
def test_the_therapist_and_the_client_themselves_are_shown_it(how: str):
    """What is kept from a partner is kept from nobody whose it is."""
    p = led_to(couple(), Stage.WORKING)
    act = ALONE[how](p)
    for person in ("bo", "cem"):
        assert act in view(p.record(act), person).history


@pytest.mark.parametrize("how", MET_ALONE)
@pytest.mark.parametrize("opening", [couple, group])
def test_nobody_infers_a_session_with_one_alone(
    how: str, opening: Callable[[], Partnership]
):
    """Invariant 65: not from a view, calendar, count, duty, timer, id or Bundle."""
    p = q = led_to(opening(), Stage.WORKING)
    for act in MET_ALONE[how]:
        pair = Pair(viewer=PersonId("ana"), p=p, q=q, hidden=act(q))
        q = q.record(act(q))
        pair = attrs.evolve(pair, q=q)
        one, other = view(p, "ana"), view(q, "ana")
        assert one == other
        assert one.sessions == other.sessions
        for days in (0, 1, 14, 60):
            at = p.at + timedelta(days=days)
            for ask in ("duties", "timers"):
                assert getattr(one, ask)(at=at) == getattr(other, ask)(at=at), ask
        (bundle, _), (same, _) = (fhir.to_bundle(h, viewer="ana") for h in (p, q))
        assert bundle == same
        assert calendar([p], viewer="ana") == calendar([q], viewer="ana")
        told_apart(pair, Random(how))
    for person in ("bo", "cem"):
        assert "alone" in {str(one.id) for one in view(q, person).sessions}


@pytest.mark.parametrize("how", MET_ALONE)
def test_a_session_with_one_is_told_where_that_was_agreed(how: str):
    """S41: that there was one, and not what was said."""
    p = agreed(IndividualContacts.SHARED, opening=couple())
    at = p.at + timedelta(days=1)
    for act in MET_ALONE[how]:
        p = p.record(attrs.evolve(act(p), at=at))
    seen = view(p, "ana")
    assert "alone" in {str(one.id) for one in seen.sessions} or how == "planned"
    assert not any(isinstance(act, acts.Contribute) for act in seen.history)


def test_a_session_to_which_one_of_all_came_is_told_to_all():
    """Who was expected, and did not come, knows that it was to be."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.PlanSession(by="bo", id="s", starts_at=p.at, at=p.at),
        acts.StartSession(by="bo", id="s", present=("cem", "bo"), at=p.at),
    )
    assert [str(one.id) for one in view(p, "ana").sessions] == ["s"]


def agreed(contacts: IndividualContacts | None, *, opening: Partnership) -> Partnership:
    """Return the work of several by an agreement that says this of one alone."""
    p = led_to(opening, Stage.CONTRACTING)
    said = {} if contacts is None else {"individual_contacts": contacts}
    work = matters.Agreement(words=Words("weekly"), goals_deferred=True, **said)
    p = decided(consented(p, Scope.TREATMENT, p.at), "a2", work, p.at)
    assert p.stage is Stage.WORKING
    return p


def called(p: Partnership, days: int = 1) -> acts.RecordContact:
    """Return a call of one of them, some days later."""
    at = p.at + timedelta(days=days)
    return acts.RecordContact(by="bo", client="cem", at=at, words=Words("a call"))


@pytest.mark.parametrize("contacts", [None, *IndividualContacts])
def test_a_contact_with_one_is_for_all_where_that_was_agreed(
    contacts: IndividualContacts | None,
):
    """S41: told to all as agreed, and never what was before that was agreed."""
    p = agreed(contacts, opening=couple().record(called(couple(), 0)))
    before, act = p.history[1], called(p)
    seen = view(p.record(act), "ana").history
    assert (act in seen) is (contacts is IndividualContacts.SHARED)
    assert before not in seen
    at_once = called(p, 0)
    assert at_once not in view(p.record(at_once), "ana").history


def test_what_was_told_stays_told_when_something_else_is_agreed():
    """S41: another handling is agreed for what comes, not for what was."""
    p = agreed(IndividualContacts.SHARED, opening=couple())
    p = p.record(first := called(p))
    apart = matters.Agreement(words=Words("apart"), goals_deferred=True)
    p = p.record(
        acts.Amend(by="bo", at=p.at, proposal="a2", matter=apart),
        acts.Accept(by="ana", at=p.at, proposal="a2"),
        acts.Accept(by="cem", at=p.at, proposal="a2"),
    )
    p = p.record(second := called(p))
    seen = view(p, "ana").history
    assert first in seen
    assert second not in seen


@pytest.mark.parametrize("contacts", [None, *IndividualContacts])
def test_nobody_is_met_alone_where_that_was_agreed(
    contacts: IndividualContacts | None,
):
    """S41: neither planned nor held, but what has taken place is recorded."""
    p, two = agreed(contacts, opening=couple()), ("cem", "bo")
    at = p.at + timedelta(days=1)
    refused = ["session.alone"] if contacts is IndividualContacts.NOT_HELD else []
    start = acts.StartSession(by="bo", id="s", present=two, at=at)
    plan = acts.PlanSession(by="bo", id="s", starts_at=at, with_=two, at=at)
    for act, field in ((start, "present"), (plan, "with_")):
        assert [reason.code for reason in p.why_not(act)] == refused
        assert p.why_not(attrs.evolve(act, **{field: ("ana", *two)})) == ()
    held = attrs.evolve(start, at=at + timedelta(hours=1), happened_at=at)
    assert p.why_not(held) == ()
    sought = acts.ReachOut(by="bo", to="cem", at=at)
    assert p.why_not(sought) == ()


def test_several_of_a_group_are_not_one_alone():
    """Those who come without one of them meet as agreed; who came last leaves none."""
    p = agreed(IndividualContacts.NOT_HELD, opening=group())
    some = acts.StartSession(by="bo", id="s", present=("ana", "cem", "bo"), at=p.at)
    assert p.why_not(some) == ()
    left = p.record(*(acts.Leave(by=who, at=p.at) for who in ("cem", "dee")))
    last = acts.StartSession(by="bo", id="s", present=("ana", "bo"), at=p.at)
    assert left.why_not(last) == ()
