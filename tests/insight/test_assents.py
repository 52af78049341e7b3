"""The audit of decisions: by whose hand each assented to what was settled."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from properties.test_hands_drawn import written_down

from collabtherapy import (
    EntryStatus,
    Evidence,
    Partnership,
    PersonId,
    Policy,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import NotForThem
from collabtherapy.insight import Hand, Window, assents
from collabtherapy.testing.situations.places import requested
from collabtherapy.testing.ways import appointing, couple, decided, found, led_to

PAPER = Evidence("paper-form", seen_by="clinic")
GOAL = matters.Goal(words=Words("sleep"))
ANA, BO, MUM = map(PersonId, ("ana", "bo", "mum"))


def served() -> Partnership:
    """Return a partnership of a service that works, and a goal that was put."""
    p = led_to(requested(), Stage.WORKING)
    return p.record(acts.Propose(by="bo", at=p.at, id="g2", matter=GOAL))


def accept(p: Partnership, **fields: object) -> acts.Act:
    """Return the client's acceptance of the goal."""
    given = {"by": "ana", "at": p.at, "proposal": "g2", **fields}
    return acts.Accept(**given)  # type: ignore[arg-type]


def test_each_assent_is_told_with_its_hand():
    """By one's own, by who speaks for one, or written down by another."""
    p = served()
    own = p.record(accept(p))
    on_paper = p.record(accept(p, entered_by="clinic", evidence=PAPER))
    held = found(p, "treatment", able=False).record(appointing(p, "mum"))
    by_proxy = held.record(accept(p, by="mum", on_behalf_of="ana"))
    told = {}
    for name, q in (("own", own), ("entered", on_paper), ("proxy", by_proxy)):
        last = assents(q)[-1]
        assert (str(last.proposal), last.number, last.matter) == ("g2", 1, GOAL)
        hers, his = last.assents
        assert (hers.person, his.person, his.hand) == (ANA, BO, Hand.OWN)
        told[name] = (hers.hand.value, hers.by, hers.entered_by, hers.evidence)
    assert told == {
        "own": ("own", ANA, None, None),
        "entered": ("entered", ANA, PersonId("clinic"), PAPER),
        "proxy": ("proxy", MUM, None, None),
    }


def test_what_was_said_of_it_since_is_told():
    """Unconfirmed, until they confirm it."""
    p = served()
    p = p.record(accept(p, entered_by="clinic", evidence=PAPER))
    assert assents(p)[-1].assents[0].status is EntryStatus.UNCONFIRMED
    p = p.record(acts.Confirm(by="ana", at=p.at, acts=(p.version,)))
    assert assents(p)[-1].assents[0].status is EntryStatus.CONFIRMED


def test_an_assent_to_another_version_does_not_count():
    """Nor one that was taken back before the matter settled."""
    p = served()
    p = p.record(
        accept(p, by="ana"),
        acts.Amend(by="bo", at=p.at, proposal="g2", matter=GOAL),
        acts.Decline(by="bo", at=p.at, proposal="g2", words=Words("not yet")),
        acts.Accept(by="bo", at=p.at, proposal="g2"),
        accept(p),
    )
    first, second = (one for one in assents(p) if str(one.proposal) == "g2")
    assert (first.number, second.number) == (1, 2)
    versions = [[each.version for each in one.assents] for one in (first, second)]
    assert not {*versions[0]} & {*versions[1]}
    assert [type(p.history[n - 1]) for n in versions[1]] == [acts.Accept, acts.Accept]


def test_a_window_and_a_viewer_are_asked():
    """What rests on acts that somebody may not see is not for them."""
    p = led_to(couple(), Stage.WORKING)
    plan = matters.SafetyPlan(client="ana", words=Words("call"))
    p = decided(p, "plan", plan, p.at)
    seen = {
        who: [str(one.proposal) for one in assents(p, viewer=who)]
        for who in ("bo", "ana", "cem")
    }
    assert "plan" in seen["bo"]
    assert "plan" in seen["ana"]
    assert seen["cem"] == [name for name in seen["ana"] if name != "plan"]
    assert assents(p, window=Window(since=p.at + timedelta(1))) == ()
    with pytest.raises(NotForThem):
        assents(p, viewer="stranger")


@given(written_down())
def test_everyone_who_accepted_is_named_once(p: Partnership):
    """As the state has it, and each by an act that is there."""
    last = {one.proposal: one for one in assents(p)}
    settled = [put for put in p.state.decisions.proposals.values() if put.is_settled]
    for put in settled:
        if put.settled is put.last and put.id in last:
            of = last[put.id]
            assert {one.person for one in of.assents} == put.accepted_by
            for one in of.assents:
                act = p.history[one.version - 1]
                assert (act.by, act.entered_by) == (one.by, one.entered_by)
                assert (one.hand is Hand.ENTERED) is (act.entered_by is not None)
    assert {put.id for put in settled} <= set(last)


def test_paper_is_told_where_the_settings_let_it_be():
    """What took a step on paper is told like all else."""
    opening = attrs.evolve(
        requested().opening, policy=Policy(paper_assent=True, orientation_first=False)
    )
    p = Partnership.replay([opening])
    put = acts.Propose(by="bo", at=p.at, id="begin", matter=matters.Begin(urgent=True))
    begin = acts.Accept(
        by="ana", at=p.at, proposal="begin", entered_by="bo", evidence=PAPER
    )
    p = p.record(put, begin)
    (settled,) = assents(p)
    assert [one.hand for one in settled.assents] == [Hand.ENTERED, Hand.OWN]
