"""Deterioration is talked about: a duty, never a verdict, and missing is unknown."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    DutyKind,
    NoScore,
    Partnership,
    Pick,
    Policy,
    Scale,
    Scope,
    Stage,
    Track,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.measures import PHQ9
from collabtherapy.testing.ways import (
    START,
    consented,
    couple,
    decided,
    in_session,
    led_to,
    two,
)

SAID = Words("so")
PHQ = {"client": "ana", "instrument": "phq-9", "low": 0, "high": 27}
SCORES = st.lists(st.none() | st.integers(0, 27), max_size=6)


def measuring(p: Partnership | None = None) -> Partnership:
    """Return a partnership in a session, whose clients consented to be measured."""
    p = led_to(two(), Stage.WORKING) if p is None else p
    return in_session(consented(p, Scope.MEASUREMENT, p.at))


def scored(p: Partnership, score: float | None, **fields: Any) -> Partnership:
    """Return the partnership in which a client's score was recorded, or none was."""
    why = None if score is not None else NoScore.DECLINED
    said = {**PHQ, "by": "bo", "at": p.at, "worsening": 6, "no_score": why, **fields}
    return p.record(acts.RecordMeasure(score=score, **said))


def owed(p: Partnership, kind: DutyKind = DutyKind.DISCUSS_MEASURE) -> int:
    """Return how many open duties of a kind there are."""
    return sum(duty.kind is kind for duty in p.duties(at=p.at))


def talked(p: Partnership, **how: Any) -> acts.DiscussProgress:
    """Return the talk about the score."""
    said: dict[str, Any] = {
        "by": "bo",
        "at": p.at,
        "session": "s1",
        "client": "ana",
        "measures": {"phq-9"},
    }
    return acts.DiscussProgress(**{**said, **how})


def refused(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def rated(p: Partnership, *values: int, by: str = "ana") -> Partnership:
    """Return the partnership in which a client rated the goal."""
    return p.record(
        *(acts.RateGoal(by=by, at=p.at, goal="g1", value=value) for value in values)
    )


def test_a_phq9_from_5_to_27_is_owed_a_talk():
    """S12: the score itself closes nothing and raises nothing; a talk is owed."""
    before = scored(measuring(), 5)
    assert owed(before) == 0
    after = scored(before, 27)
    assert owed(after) == 1
    (duty,) = (d for d in after.duties(at=after.at) if "discuss" in d.kind.value)
    assert (str(duty.owed_by), str(duty.owed_to)) == ("bo", "ana")
    assert (after.stage, after.safety("ana")) == (before.stage, before.safety("ana"))
    assert owed(scored(after, 26)) == 1  # which joins it
    done = after.record(talked(after))
    assert owed(done) == 0
    assert owed(scored(done, 26)) == 1
    assert codec.loads(codec.dumps(done)) == done


@given(SCORES)
def test_missing_is_never_on_track(scores: list[int | None]):
    """What is not known is said to be unknown, and compared with nothing."""
    p, known = measuring(), []
    for score in scores:
        p = scored(p, score)
        track, n = p.track("ana", "phq-9"), len(known)
        if score is None or n == 0:
            assert track is Track.UNKNOWN
        else:
            worse = score - min(known[0], known[-1]) >= 6
            assert track is (Track.NOT_ON_TRACK if worse else Track.ON_TRACK)
        if score is not None:
            known.append(score)
    if not scores:
        assert p.track("ana", "phq-9") is Track.UNKNOWN


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"worsening": None}, {"worsening": None}),
        ({"high": 24}, {}),
        ({"instrument": "gad-7"}, {}),
    ],
)
def test_what_cannot_be_compared_is_unknown(
    first: dict[str, Any], second: dict[str, Any]
):
    """Another range, another instrument, no published change: nobody knows."""
    p = scored(scored(measuring(), 2, **first), 24, **second)
    assert p.track("ana", "phq-9") is Track.UNKNOWN
    assert owed(p) == 0


@pytest.mark.parametrize("worsening", [6, -6])
def test_worse_has_a_side(worsening: int):
    """Where a lower score is the worse one, the change is below 0."""
    p = scored(scored(measuring(), 12, worsening=worsening), 18, worsening=worsening)
    assert (p.track("ana", "phq-9") is Track.NOT_ON_TRACK) == (worsening > 0)
    p = scored(p, 6, worsening=worsening)
    assert (p.track("ana", "phq-9") is Track.NOT_ON_TRACK) == (worsening < 0)
    with pytest.raises(ValueError, match="worsening is not 0"):
        scored(p, 6, worsening=0)


@pytest.mark.parametrize("item", [None, 0, 1, 3])
@pytest.mark.parametrize("others", [0, None])
def test_an_answer_on_self_harm_is_owed_a_talk(item: int | None, others: int | None):
    """PHQ-9, item 9: 1 and more, whatever the total, and where there is none."""
    answers = PHQ9.score((others,) * 8 + (item,))
    p = measuring()
    act = acts.RecordMeasure.of(answers, by="bo", at=p.at, client="ana")
    after = p.record(act)
    assert owed(after) == (item is not None and item > 0)
    assert not after.safety("ana").is_open


def test_what_was_scored_says_what_is_worse():
    """The published change travels with the score, with its sign."""
    act = acts.RecordMeasure.of(PHQ9.score((1,) * 9), by="bo", at=START, client="ana")
    assert (act.worsening, act.flags) == (6, {"self_harm"})


@pytest.mark.parametrize(
    ("ratings", "n_owed"),
    [((8, 0), 1), ((2, 8, 0), 1), ((8, 6), 0), ((8, 5), 1), ((0,), 0), ((0, 8), 0)],
)
def test_a_goal_that_fell_is_owed_a_talk(ratings: tuple[int, ...], n_owed: int):
    """S12: from 8 to 0, since the first or since the last; the policy says how far."""
    p = rated(measuring(), *ratings)
    assert owed(p, DutyKind.DISCUSS_GOAL) == n_owed
    done = p.record(talked(p, measures=(), goals={"g1"}))
    assert owed(done, DutyKind.DISCUSS_GOAL) == 0


def test_a_fall_is_of_one_persons_ratings_on_one_scale():
    """Between two, neither fell for the other; a new scale begins anew."""
    p = rated(rated(measuring(led_to(couple(), Stage.WORKING)), 9), 1, by="cem")
    assert owed(p, DutyKind.DISCUSS_GOAL) == 0
    later = p.at + timedelta(days=1)
    wider = matters.Goal(words=SAID, scale=Scale(0, 100))
    p = rated(measuring(), 9).record(
        acts.Amend(by="bo", at=later, proposal="g1", matter=wider),
        acts.Accept(by="ana", at=later, proposal="g1"),
    )
    p = rated(p, 10)
    assert owed(p, DutyKind.DISCUSS_GOAL) == 0
    assert owed(rated(p, 0), DutyKind.DISCUSS_GOAL) == 0
    assert owed(rated(p, 60, 20), DutyKind.DISCUSS_GOAL) == 1


def test_how_far_is_the_policys():
    """S36: a service may ask for less, or for more."""
    for tenths, n_owed in ((2, 1), (3, 0)):
        p = decided(
            measuring(),
            "often",
            matters.PolicyChange(policy=Policy(goal_fall=tenths)),
            measuring().at,
        )
        assert owed(rated(p, 8, 6), DutyKind.DISCUSS_GOAL) == n_owed


def test_a_talk_is_about_what_it_names():
    """A talk about a goal is none about what item 9 said."""
    p = rated(scored(scored(measuring(), 5), 27), 8, 0)
    goal = p.record(talked(p, measures=(), goals={"g1"}))
    assert (owed(goal), owed(goal, DutyKind.DISCUSS_GOAL)) == (1, 0)
    both = p.record(talked(p, goals={"g1"}))
    assert (owed(both), owed(both, DutyKind.DISCUSS_GOAL)) == (0, 0)
    with pytest.raises(ValueError, match="name the measures or the goals"):
        talked(p, measures=())
    assert refused(p, talked(p, measures={"gad-7"})) == ["progress.not_recorded"]
    (refusal,) = p.why_not(talked(p, measures={"gad-7", "who-5"}))
    assert (
        refusal.message
        == "of what ana answered or works towards, nothing is called gad-7, who-5"
    )


def test_a_talk_is_had_where_the_client_was():
    """Looked at together: in a session that has begun, and the client was there."""
    p = scored(scored(measuring(led_to(couple(), Stage.WORKING)), 5), 27)
    at = p.at + timedelta(days=1)
    p = p.record(
        acts.EndSession(by="bo", at=at, session="s1"),
        acts.StartSession(by="bo", at=at, id="s2", present=("cem", "bo")),
        acts.PlanSession(by="bo", at=at, id="s3", starts_at=at),
    )
    assert refused(p, talked(p, session="s2")) == ["session.not_present"]
    assert refused(p, talked(p, session="s3")) == ["session.not_started"]
    assert refused(p, talked(p, by="cem")) == ["right.not_for_another"]
    assert refused(p, talked(p)) == []


@pytest.mark.parametrize("pick", list(Pick))
def test_what_comes_next_is_the_clients_pick(pick: Pick):
    """The client picks; to be referred owes information, and the rest is a step."""
    p = scored(scored(measuring(), 5), 27)
    assert refused(p, talked(p, pick=pick)) == ["progress.not_their_pick"]
    after = p.record(talked(p), talked(p, by="ana", pick=pick, view=SAID))
    assert [talk.pick for talk in after.progress("ana")] == [None, pick]
    assert after.stage is p.stage
    again = after.record(talked(after, by="ana", pick=pick))
    for now in (after, again):
        n_owed = owed(now, DutyKind.REFERRAL_INFORMATION)
        assert n_owed == (pick is Pick.REFER)
