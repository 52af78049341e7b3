"""Every reason there is, each met in the smallest situation that gives it."""

import pickle

import pytest

from collabtherapy import (
    Change,
    Do,
    PersonId,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.partnership import opening
from collabtherapy.partnership.values.refusals import Reason
from collabtherapy.testing.remedies import NotCarriedOut, carried_out
from collabtherapy.testing.situations import SITUATIONS
from collabtherapy.testing.situations.places import at_, exploring, working

NOTHING_TO_BE_HAD = (
    "duty.discharged", "practice.stopped", "person.here_already", "person.too_many",
    "person.no_room", "person.therapists_side", "entry.answered", "entry.own_dispute",
    "erasure.no_retention",
)  # fmt: skip
"""Nothing else is owed, practised or disputed; who is here cannot be brought in; and
no time of keeping is over where none is set."""


@pytest.mark.parametrize("code", SITUATIONS)
def test_every_reason_is_given_and_its_fix_clears_it(code: str):
    """Invariant 5: the reason is met, says what it compared, and can be cleared."""
    situation, attempt = SITUATIONS[code]
    p = situation()
    act = attempt(p)
    (refusal,) = [reason for reason in p.refusals(act) if reason.code == code]
    assert refusal.message
    assert refusal.facts
    assert refusal.fix
    if code == "opening.done":
        return  # another is opened; this one stays open
    try:
        after, again = carried_out(p, act, refusal)
    except NotCarriedOut:
        assert code in NOTHING_TO_BE_HAD
        return
    assert refusal not in after.refusals(again)


@pytest.mark.parametrize("code", SITUATIONS)
def test_a_refusal_that_is_given_says_everything(code: str):
    """What is looked for only when it is read has been found, and pickles."""
    situation, attempt = SITUATIONS[code]
    p = situation()
    refused = p.refusals(attempt(p))
    remedies = [remedy for refusal in refused for remedy in refusal.fix]
    assert {type(remedy) for remedy in remedies} <= {Change, Do}
    assert pickle.loads(pickle.dumps(refused)) == refused  # noqa: S301


def test_every_reason_of_the_law_has_its_situation():
    """A reason that nothing gives would be a rule that nobody can meet."""
    patterns = {reason.code for reason in law.REASONS}
    of_scope = {p for p in patterns if "{" in p}
    of_openings = {r.code for r in vars(opening).values() if isinstance(r, Reason)}
    met_with = set(SITUATIONS) | of_openings  # met in test_transfer and test_lifecycle
    met_with |= {reason.code for reason in law.COARSE}  # and in test_waited_for
    met_with.add("time.ahead")  # and in test_late_entries
    assert patterns - of_scope <= met_with
    for pattern in of_scope:
        start, end = pattern.split("{")[0], pattern.split("}")[1]
        assert any(c.startswith(start) and c.endswith(end) for c in met_with), pattern


def test_a_stranger_among_those_present_is_named():
    """Whoever of several people is not there is named, and members are offered."""
    p = working()
    start = acts.StartSession(by="bo", id="s", present=("ana", "bo", "cem"), **at_(p))
    (refusal,) = p.refusals(start)
    assert (refusal.code, refusal.facts["name"]) == ("person.unknown", PersonId("cem"))
    after, again = carried_out(p, start, refusal)
    assert after.refusals(again) == ()


def test_a_goal_that_is_not_there_is_put_and_accepted():
    """Where no goal is shared yet, rating one is cleared by sharing it."""
    p = exploring()
    rate = acts.RateGoal(by="ana", goal="g9", value=3, **at_(p))
    (refusal,) = p.refusals(rate)
    assert [remedy.act for remedy in refusal.fix] == [acts.Propose, acts.Accept]
    after, again = carried_out(p, rate, refusal)
    assert after.record(again).goal("g9").ratings[-1].value == 3


def test_a_task_towards_a_goal_that_is_not_there_is_refused():
    """What has to name something is refused where nothing is there to be named."""
    p = exploring()
    task = matters.Task(words=Words("a walk"), goals={"g9"})
    propose = acts.Propose(by="bo", id="t1", matter=task, **at_(p))
    (refusal,) = p.refusals(propose)
    assert refusal.code == "goal.unknown"
    after, again = carried_out(p, propose, refusal)
    assert after.refusals(again) == ()
