"""A therapist takes a disputed ending to a supervisor, and records what came of it."""

from datetime import timedelta

import attrs
import pytest

from collabtherapy import EndingGround, Partnership, Scope, Stage, Words, acts, matters
from collabtherapy.privacy import view
from collabtherapy.testing.situations.of_care import consulting, said_no
from collabtherapy.testing.situations.places import SAID
from collabtherapy.testing.ways import consented, couple, led_to, two

DAY = timedelta(days=1)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def ending(p: Partnership) -> acts.StartEnding:
    """Return the ending of the therapist alone, with a ground and other help."""
    ground = EndingGround.NOT_BENEFITING
    return acts.StartEnding(by="bo", at=p.at, ground=ground, alternatives=SAID)


def test_a_disputed_ending_rests_on_a_consultation_since_the_no():
    """Not on one of before, of somebody else, or about something else."""
    p = led_to(two(), Stage.WORKING)
    before = p.record(
        acts.Propose(by="bo", at=p.at, id="end", matter=matters.Ending()),
        consulting(p),
        acts.Decline(by="ana", at=p.at + DAY, proposal="end"),
    )
    assert codes(before, ending(before)) == ["ending.not_consulted"]
    for changes in ({"proposal": None}, {"proposal": "a1"}):
        other = before.record(attrs.evolve(consulting(before), **changes))
        assert codes(other, ending(other)) == ["ending.not_consulted"]
    after = before.record(consulting(before))
    assert codes(after, ending(after)) == []
    again = after.record(
        acts.Amend(by="bo", at=p.at + 2 * DAY, proposal="end", matter=matters.Ending()),
        acts.Decline(by="ana", at=p.at + 2 * DAY, proposal="end"),
    )
    assert codes(again, ending(again)) == ["ending.not_consulted"]


def test_each_no_is_taken_to_a_supervisor():
    """Of a couple of whom both said no, one consultation covers one of them."""
    p = said_no(led_to(couple(), Stage.WORKING), "ana", "cem")
    assert codes(p, ending(p)) == ["ending.not_consulted"] * 2
    p = p.record(consulting(p))
    (refusal,) = p.why_not(ending(p))
    assert str(refusal.facts["client"]) == "cem"


def test_a_client_who_is_named_has_consented():
    """Or nobody can tell from it whom it was about."""
    p = said_no(led_to(two(), Stage.WORKING), "ana")
    named = attrs.evolve(consulting(p), anonymised=False)
    assert codes(p, named) == ["consent.supervision.not_in_force"]
    consented_to = consented(p, Scope.SUPERVISION, p.at)
    assert codes(consented_to, named) == []


@pytest.mark.parametrize("supervisor", ["bo", "ana"])
def test_a_supervisor_is_somebody_else(supervisor: str):
    """Neither the therapist nor a client."""
    p = said_no(led_to(two(), Stage.WORKING), "ana")
    act = attrs.evolve(consulting(p), supervisor=supervisor)
    assert codes(p, act) == ["consult.not_a_supervisor"]


def test_what_came_of_it_is_said():
    """To have asked is not to have heard."""
    p = said_no(led_to(two(), Stage.WORKING), "ana")
    act = attrs.evolve(consulting(p), advice=None)
    (refusal,) = p.why_not(act)
    assert refusal.code == "consult.no_advice"
    assert [repr(fix) for fix in refusal.fix] == ["Change(advice=…)"]


def test_a_client_is_told_that_they_were_named_and_not_what_came_of_it():
    """And another client of a couple is told nothing, nor is one who was not named."""
    p = led_to(couple(), Stage.WORKING)
    p = said_no(consented(p, Scope.SUPERVISION, p.at), "ana")
    hidden = p.record(consulting(p))
    for person in ("ana", "cem"):
        assert view(hidden, person) == view(p, person)
    told = p.record(
        attrs.evolve(consulting(p), anonymised=False, advice=Words("secret"))
    )
    assert view(told, "cem") == view(p, "cem")
    seen = view(told, "ana")
    (consult,) = seen.consults
    assert (consult, consult.advice) == (seen.history[-1], None)
    assert (str(consult.client), str(consult.supervisor)) == ("ana", "sue")
    assert [one.advice for one in view(told, "bo").consults] == [Words("secret")]
