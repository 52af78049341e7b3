"""What detectors notice: looking back, by acts that are there, and only asking."""

from datetime import timedelta
from functools import partial

import attrs
import pytest
from hypothesis import given, settings
from insight.others import by_others
from insight.stories import SAID, at_work, met

from collabtherapy import (
    Kind,
    Mark,
    Marker,
    Partnership,
    StanceLevel,
    acts,
    matters,
)
from collabtherapy.insight import (
    DETECTORS,
    Notice,
    Signal,
    Window,
    audit,
    ruptures,
    signals,
    timeline,
)
from collabtherapy.insight.log import read
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories


def names(p: Partnership) -> list[str]:
    return [signal.name for signal in signals(p)]


@settings(deadline=None)  # as many replays as there are acts
@given(histories())
def test_a_detector_looks_back_and_never_ahead(p: Partnership):
    """Invariant 43: whatever is done later, what was noticed stays as it was."""
    if any(entry.is_late or entry.mark != Mark() for entry in p.entries):
        return  # what is written down later was done earlier, or not at all
    found = signals(p)
    for n in range(1, p.version):
        before = signals(Partnership.replay(p.history[:n]))
        assert before == tuple(signal for signal in found if signal.place <= n)


@given(histories())
def test_every_signal_cites_acts_that_are_there(p: Partnership):
    """Invariant 43: each cites its acts, of those the viewer sees, and only asks."""
    for person in (None, *p.clients, *p.therapists):
        history = p.history if person is None else view(p, person).history
        entries = read(p, viewer=person).entries
        for signal in signals(p, viewer=person):
            assert signal.cites
            assert set(signal.cites) <= set(history)
            assert entries[signal.place - 1].at == signal.at
            assert signal.question.endswith("?")


@given(histories())
def test_who_is_who_matters_to_no_detector(p: Partnership):
    """Invariant 43: called otherwise, the same is noticed at the same acts."""
    theirs = signals(by_others(p))
    assert [(s.name, s.place) for s in signals(p)] == [
        (s.name, s.place) for s in theirs
    ]


@given(histories())
def test_ruptures_are_told_as_the_alliance_has_them(p: Partnership):
    """Invariant 41: what is told of a rupture is what the partnership holds of it."""
    told = ruptures(p)
    at = {entry.act: entry.at for entry in read(p).entries}
    for client in (*p.clients, *p.state.members.former):
        for therapist in p.therapists:
            two = (client.id, therapist.id)
            mine = [c for c in told if (c.client, c.therapist) == two]
            held = p.alliance(*two).ruptures
            # The alliance holds acts where they count from; the history, as they came.
            placed = [tuple(act.restated(at=at[act]) for act in c.marked) for c in mine]
            assert placed == [r.markers for r in held]
            assert [c.repaired for c in mine] == [r.repaired for r in held]
            assert [c.acknowledged and at[c.acknowledged] for c in mine] == [
                r.acknowledged_at for r in held
            ]
            assert [len(c.worked_on) for c in mine] == [
                len(r.worked_on_by) for r in held
            ]
            assert all(set(c.marked) <= set(p.history) for c in mine)


@given(histories())
def test_the_line_of_time_and_the_audit_cite_what_was_done(p: Partnership):
    """What happened and who was told rest on acts of the history."""
    told = timeline(p)
    assert next(h.act for h in told if h.lane == "stage") is p.history[0]
    assert {h.act for h in told} <= set(p.history)
    last = [h.what for h in told if h.lane == "stage"][-1]
    assert last == p.stage.value
    # What was passed on before a withdrawal was entered stands on nothing any more.
    in_conflict = {p.entries[one.version - 1].act for one in p.conflicts}
    for found in audit(p):
        assert set(found.cites) <= set(p.history)
        stands = (found.consent is None) != (found.ground is None)
        assert stands or found.cites[-1] in in_conflict


def again(p: Partnership, name: str, *between: acts.Act) -> Partnership:
    """Have one more session, with something in it."""
    at = p.at + timedelta(days=7)
    inside = (attrs.evolve(act, at=at) for act in between)
    return p.record(
        acts.StartSession(by="bo", at=at, id=name, present=("ana", "bo")),
        *inside,
        acts.EndSession(by="bo", at=at, session=name),
    )


def test_feedback_nobody_answered_is_noticed_once():
    """The next session asks after it; the one after that does not again."""
    p = again(again(met(), "s2"), "s3")
    assert names(p).count("unanswered_feedback") == 1
    (signal,) = [s for s in signals(p) if s.name == "unanswered_feedback"]
    kinds = [type(act) for act in signal.cites]
    assert kinds == [acts.GiveFeedback, acts.StartSession]
    since = Window(since=p.at)
    assert "unanswered_feedback" not in [s.name for s in signals(p, window=since)]
    answer = acts.AnswerFeedback(
        by="bo", at=met().at, session="s1", to="ana", words=SAID
    )
    assert "unanswered_feedback" not in names(again(met().record(answer), "s2"))


def test_a_rupture_nobody_spoke_to_is_noticed():
    """A session that starts before anybody has acknowledged it asks after it."""
    two = {"client": "ana", "therapist": "bo"}
    p = met()
    mark = acts.MarkRupture(by="ana", at=p.at, marker=Marker.WITHDRAWAL, **two)
    seen = acts.AcknowledgeRupture(by="bo", at=p.at, own_part=SAID, **two)
    assert "rupture_not_acknowledged" in names(again(p.record(mark), "s2"))
    spoken = p.record(mark, seen, mark)
    assert "rupture_not_acknowledged" not in names(again(spoken, "s2"))
    over = spoken.record(
        acts.ConfirmRepair(by="ana", at=p.at, repaired=False, **two),
        mark,
    )
    assert "rupture_not_acknowledged" in names(again(over, "s2"))
    assert [c.repaired for c in ruptures(over)] == [False, None]


def test_one_voice_and_another_lead_are_noticed():
    """A session in which one had the floor, and led otherwise than was set."""
    p = met().record(
        acts.SetStance(by="ana", at=met().at, level=StanceLevel.CLIENT_LED)
    )
    said = [
        acts.Contribute(
            by="bo", at=p.at, session="s2", id=f"t{n}", n_words=50, kinds={Kind.ADVICE}
        )
        for n in range(5)
    ]
    found = names(again(p, "s2", *said))
    assert {"one_voice", "beside_the_stance"} <= set(found)
    assert "beside_the_stance" not in names(again(p, "s2", *said[:4]))
    follow = [attrs.evolve(act, kinds={Kind.REFLECTION}) for act in said]
    assert "beside_the_stance" not in names(again(p, "s2", *follow))
    assert "beside_the_stance" not in names(again(met(), "s2", *said))


def test_goals_that_all_came_from_one_side_are_noticed():
    """One goal says nothing; two of the therapist's do, unless one is the client's."""

    def goal(p: Partnership, name: str, by: str, other: str) -> Partnership:
        return p.record(
            acts.Propose(by=by, at=p.at, id=name, matter=matters.Goal(words=SAID)),
            acts.Accept(by=other, at=p.at, proposal=name),
        )

    p = at_work()  # its first goal was the therapist's
    assert "goals_of_one_side" not in names(p)
    theirs = goal(p, "g2", "bo", "ana")
    assert names(theirs).count("goals_of_one_side") == 1
    reworded = theirs.record(
        acts.Amend(by="bo", at=p.at, proposal="g2", matter=matters.Goal(words=SAID)),
        acts.Accept(by="ana", at=p.at, proposal="g2"),
    )
    assert names(reworded).count("goals_of_one_side") == 1
    assert "goals_of_one_side" not in names(goal(p, "g2", "ana", "bo"))


def test_further_goals_and_noes_cite_the_last_of_them():
    """Each is news, and cites as many acts as the detector counts, however many."""
    p = at_work()
    for n in range(4):
        mine, matter = f"n{n}", matters.Goal(words=SAID)
        p = p.record(
            acts.Propose(by="bo", at=p.at, id=f"g{n}-bo", matter=matter),
            acts.Accept(by="ana", at=p.at, proposal=f"g{n}-bo"),
            acts.Propose(by="bo", at=p.at, id=mine, matter=matter),
            acts.Decline(by="ana", at=p.at, proposal=mine),
        )
    usual = signals(p)
    for name, limit, more in (
        ("goals_of_one_side", "goals", 1),
        ("declined_again", "times", 0),
    ):
        found = [signal for signal in usual if signal.name == name]
        assert len(found) == 4 - (1 - more)
        assert {len(signal.cites) for signal in found} == {2 + more}
        for asked in (0, 1, 3):
            one = partial(DETECTORS[name], **{limit: asked})
            own = signals(p, detectors={name: one})
            assert {len(signal.cites) for signal in own} == {max(asked, 1) + more}


def test_an_idea_that_nobody_took_up_is_noticed():
    """By the end of the next session somebody has built on it, or is asked."""
    idea = acts.Contribute(
        by="ana", at=met().at, session="s2", id="i1", kinds={Kind.SOLUTION}
    )
    reply = acts.Contribute(by="bo", at=met().at, session="s3", id="r1")
    take = acts.TakeUp(by="bo", at=met().at, contribution="i1", into="r1")
    p = again(met(), "s2", idea)
    assert "solution_left" not in names(p)
    assert "solution_left" in names(again(p, "s3", reply))
    assert "solution_left" not in names(again(p, "s3", reply, take))


def test_falling_comfort_a_review_and_no_said_twice_are_noticed():
    """A fall by three, a review that waits, and the same kind declined again."""
    check = acts.CheckComfort(by="ana", at=met().at, session="s1", level=9)
    fell = attrs.evolve(check, level=6)
    declined = attrs.evolve(check, level=None)
    p = met().record(check, declined, fell)
    assert "falling_comfort" in names(p)
    assert "falling_comfort" not in names(met().record(check, declined))

    for n in range(2, 9):
        p = again(p, f"s{n}")
    assert "review_due" in names(p)

    for n in range(2):
        p = p.record(
            acts.Propose(by="bo", at=p.at, id=f"n{n}", matter=matters.Goal(words=SAID)),
            acts.Decline(by="ana", at=p.at, proposal=f"n{n}"),
            acts.Decline(by="ana", at=p.at, proposal=f"n{n}"),
        )
    assert names(p).count("declined_again") == 1


def test_anybody_may_bring_a_detector_that_cites_what_it_was_shown():
    """A detector of one's own is held to the same: it cites, and looks back."""
    p = at_work()
    last = p.history[-1]

    def own(*cites: acts.Act, place: int = p.version):
        notice = Notice(place=place, cites=cites, question="Why?")
        return signals(p, detectors={"own": lambda _: (notice,)})

    (signal,) = own(last)
    assert (signal.name, signal.at, signal.cites) == ("own", p.at, (last,))
    assert isinstance(signal, Signal)
    for wrong in ((), (attrs.evolve(last, by="eva"),)):
        with pytest.raises(ValueError, match="detector own cites"):
            own(*wrong)
    for place in (0, p.version + 1):
        with pytest.raises(ValueError, match="detector own cites"):
            own(last, place=place)
    with pytest.raises(ValueError, match="shown by then"):
        own(last, place=1)
    assert len(DETECTORS) == len({d.__name__ for d in DETECTORS.values()})
