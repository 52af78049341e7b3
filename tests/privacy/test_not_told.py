"""What an outsider (invariant 66) and another client are not told."""

import attrs
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Partnership, Scope, Stage, acts, law
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.ways import couple, led_to, two

NOT_HERE = (law.COARSE[0](),)


@given(histories(at_most=6), st.data())
def test_an_outsider_is_told_one_thing_whatever_there_is(
    p: Partnership, data: st.DataObject
):
    """Invariant 66: over every act and every partnership, and without any name."""
    act = attrs.evolve(data.draw(attempts(p)), by="zed")
    assert p.why_not(act) in ((), NOT_HERE)
    assert p.options("zed", at=act.at) == ()
    assert NOT_HERE[0].facts == {}
    assert NOT_HERE[0].fix == ()


def test_a_concern_about_one_client_changes_nothing_for_the_other():
    """A6: before, another option told what the view hides."""
    p = led_to(couple(), Stage.WORKING)
    q = p.record(acts.RaiseConcern(by="bo", at=p.at, client="ana"))
    assert view(p, "cem") == view(q, "cem")
    assert p.options("cem", at=q.at) == q.options("cem", at=q.at)


def test_a_stranger_is_told_no_name():
    """A8: before, the fix named everybody who is there."""
    p = led_to(couple(), Stage.WORKING)
    for act in (
        acts.Leave(by="zed", at=p.at),
        acts.Accept(by="zed", at=p.at, proposal="g1"),
        acts.GiveConsent(
            by="zed", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT, terms="t"
        ),
    ):
        assert p.why_not(act) == NOT_HERE == two().why_not(act)
        (everything, *_) = p.refusals(act)
        assert everything.fix  # of the true state, for whoever keeps the record


def test_a_fix_lists_nobody_whose_affairs_are_hidden():
    """A14: before, a fix offered to measure the other, exactly if they consented."""
    p = led_to(couple(), Stage.WORKING)
    about = {"scope": Scope.MEASUREMENT, "terms": "t"}
    q = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", **about),
        acts.GiveConsent(by="ana", at=p.at, **about),
    )
    ended = acts.StartEnding(by="ana", at=p.at), acts.Finish(by="ana", at=p.at)
    p, q = p.record(*ended), q.record(*ended)
    measure = acts.RecordMeasure(
        by="cem", at=p.at, client="cem", instrument="phq-9", score=9, low=0, high=27
    )
    assert view(p, "cem") == view(q, "cem")
    assert p.why_not(measure) == q.why_not(measure) != ()
    assert p.refusals(measure) != q.refusals(measure)
