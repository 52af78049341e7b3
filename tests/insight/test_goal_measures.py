"""The two measures of the person-centred outcomes guide, beside its own logic."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabtherapy import Partnership, Stage, Words, acts, fhir, matters
from collabtherapy.insight import GoalMeasures, goal_measures
from collabtherapy.insight.goal_measures import ATTAINMENT
from collabtherapy.partnership.regions.goals import GoalOutcome, Scale
from collabtherapy.testing.ways import START, couple, led_to, two

FEW = settings(max_examples=max(10, settings().max_examples // 3))
DAY = timedelta(days=1)
YEAR = {"start": START - DAY, "end": START + 300 * DAY}
GAS = "107332-9"
GAS_SCORES = {"107331-1", "107333-7", "107334-5"}
SCALING = "http://hl7.org/fhir/us/pco/StructureDefinition/pco-goal-attainment-scaling"


def with_goal(
    p: Partnership, at: datetime, *, scale: Scale = ATTAINMENT, name: str = "g-9"
) -> Partnership:
    """Return a partnership in which a goal of ana's is shared."""
    client, therapist = p.clients[0].id, p.therapists[0].id
    goal = matters.Goal(words=Words("walk"), owners={client}, scale=scale)
    return p.record(
        acts.Propose(by=client, at=at, id=name, matter=goal),
        acts.Accept(by=therapist, at=at, proposal=name),
    )


def rated(p: Partnership, *at: datetime, name: str = "g-9") -> Partnership:
    """Return a partnership in which ana rated a goal at these moments."""
    client = p.clients[0].id
    return p.record(
        *(acts.RateGoal(by=client, at=moment, goal=name, value=0) for moment in at)
    )


@st.composite
def courses(draw: st.DrawFn) -> Partnership:
    """Draw a course with a goal or two, on one scale or another, and their ratings."""
    p = led_to(two(), draw(st.sampled_from((Stage.EXPLORING, Stage.WORKING))))
    days = sorted(draw(st.lists(st.integers(0, 40), max_size=2)))
    for n, day in enumerate(days):
        scale = draw(st.sampled_from((ATTAINMENT, Scale())))
        p = with_goal(p, p.at.replace(hour=9) + day * DAY, scale=scale, name=f"g-{n}")
    for day in sorted(draw(st.lists(st.integers(0, 240), max_size=4))):
        if days:
            name = f"g-{draw(st.integers(0, len(days) - 1))}"
            p = rated(p, max(p.at, START + day * DAY), name=name)
    return p


def of_the_guide(
    bundle: dict[str, Any], start: datetime, end: datetime
) -> tuple[bool, bool]:
    """Return both numerators, by the guide's own logic over what goes out as FHIR.

    As GoalAttainmentLogic has them, but for the categories of a goal.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    urls: dict[int, str] = {}
    for entry in bundle["entry"]:
        one = entry["resource"]
        found.setdefault(one["resourceType"], []).append(one)
        urls[id(one)] = entry["fullUrl"]

    def refers(those: list[dict[str, Any]], goal: dict[str, Any]) -> bool:
        return any(one["reference"] == urls[id(goal)] for one in those)

    def codes(concept: dict[str, Any]) -> set[str]:
        return {one["code"] for one in concept["coding"]}

    identified = followed = False
    for goal in found.get("Goal", []):
        scores = [
            datetime.fromisoformat(one["effectiveDateTime"])
            for one in found.get("Observation", [])
            if codes(one["code"]) & GAS_SCORES and refers(one.get("focus", []), goal)
        ]
        has_gas = (
            any(one["url"] == SCALING for one in goal["extension"])
            or any(GAS in codes(one["measure"]) for one in goal.get("target", []))
            or bool(scores)
        )
        in_plan = any(
            refers(plan.get("goal", []), goal) for plan in found.get("CarePlan", [])
        )
        if "startDate" not in goal or not (has_gas and in_plan):
            continue
        day = datetime.combine(date.fromisoformat(goal["startDate"]), time(), UTC)
        if not start <= day <= end:
            continue
        since, until = day + timedelta(weeks=2), day + timedelta(weeks=26)
        within = [at for at in scores if start <= at <= end]
        identified |= any(at < since for at in within)
        followed |= any(since <= at <= until for at in within)
    return identified, followed


@FEW
@given(courses(), st.integers(0, 60), st.integers(20, 260))
def test_measures_are_those_of_the_guide(p: Partnership, first: int, length: int):
    """Over the FHIR that goes out, the guide's own logic finds the same people."""
    start = START - 10 * DAY + first * DAY
    end = max(start + length * DAY, p.at)  # a Bundle is of the whole history
    bundle, _ = fhir.to_bundle(p, viewer=p.therapists[0])
    found = goal_measures([p], start=start, end=end)
    identified, followed = of_the_guide(bundle, start, end)
    assert (found.n_identified, found.n_followed_up) == (identified, followed)
    assert found.n_people == 1


@FEW
@given(courses(), st.integers(0, 260))
def test_what_happened_later_is_not_looked_at(p: Partnership, day: int):
    """As of its end: a longer history gives the same, and so does a shorter one."""
    end = START + day * DAY
    known = goal_measures([p], start=YEAR["start"], end=end)
    if p.opening.at <= end < p.at:
        done = [act for act in p.history if act.at <= end]
        then = Partnership.replay(done)
        assert goal_measures([then], start=YEAR["start"], end=end) == known


@FEW
@given(courses(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(p: Partnership, random: Any):
    """People are counted, not histories."""
    several = [p, led_to(two(), Stage.WORKING), p]
    whole = goal_measures(several, **YEAR)
    random.shuffle(several)
    assert goal_measures(several, **YEAR) == whole
    assert whole.n_people == 1
    assert whole == goal_measures([p], **YEAR)


WEEK_2, WEEK_26 = 14, 182


@pytest.mark.parametrize(
    ("day", "identified", "followed"),
    [
        (0, 1, 0), (13, 1, 0), (WEEK_2, 0, 1), (100, 0, 1), (WEEK_26, 0, 1),
        (WEEK_26 + 1, 0, 0),
    ],
)  # fmt: skip
def test_a_rating_before_within_and_after_the_follow_up(
    day: int, identified: int, followed: int
):
    """Two to 26 weeks, both ends included, from the beginning of the day in UTC."""
    p = led_to(two(), Stage.WORKING)
    p = with_goal(p, p.at)
    midnight = p.at.replace(hour=0, minute=0)
    p = rated(p, max(p.at, midnight + day * DAY))
    found = goal_measures([p], start=YEAR["start"], end=START + 365 * DAY)
    assert (found.n_identified, found.n_followed_up) == (identified, followed)
    assert found.n_with_goal == 1


def test_a_goal_counts_while_it_is_in_a_plan():
    """One that was reached within the period counts; one without agreement does not."""
    p = led_to(two(), Stage.WORKING)
    p = with_goal(p, p.at)
    p = rated(p, p.at)
    end = matters.GoalEnd(goal="g-9", outcome=GoalOutcome.REACHED)
    reached = p.record(
        acts.Propose(by="ana", at=p.at + DAY, id="e-1", matter=end),
        acts.Accept(by="bo", at=p.at + DAY, proposal="e-1"),
    )
    assert reached.goal("g-9").outcome is GoalOutcome.REACHED
    assert goal_measures([reached], **YEAR).n_identified == 1
    before = led_to(two(), Stage.EXPLORING)
    unplanned = rated(with_goal(before, before.at), before.at)
    assert goal_measures([unplanned], **YEAR).n_with_goal == 0


def test_other_scales_count_if_asked_for():
    """The guide knows attainment scaling; goals of 0 to 10 are counted on request."""
    p = led_to(two(), Stage.WORKING)
    p = rated(with_goal(p, p.at, scale=Scale()), p.at)
    assert goal_measures([p], **YEAR).n_with_goal == 0
    assert goal_measures([p], **YEAR, any_scale=True).n_identified == 1


def test_each_client_by_themselves():
    """In a couple, the goal and the ratings are those of the person."""
    p = led_to(couple(), Stage.WORKING)
    p = rated(with_goal(p, p.at), p.at)
    found = goal_measures([p], **YEAR)
    assert (found.n_people, found.n_with_goal, found.n_identified) == (2, 1, 1)
    one, other = (client.id for client in p.clients)
    assert goal_measures([p], **YEAR, people=[one]).n_identified == 1
    assert goal_measures([p], **YEAR, people=[other]).n_identified == 0
    asked = goal_measures([p], **YEAR, people=[one, "elsewhere"])
    assert (asked.n_people, asked.n_identified) == (2, 1)


def test_shares_say_of_how_many():
    """A share of few is no figure; its count and its n are there all the same."""
    found = GoalMeasures(n_people=10, n_with_goal=8, n_identified=6, n_followed_up=4)
    assert found.identification.value == 0.6
    assert found.follow_up.value == 0.4
    assert found.follow_up_of_goals.value == 0.5
    none = goal_measures([], **YEAR)
    assert none.identification.value is None
    assert attrs.astuple(none) == (0, 0, 0, 0)


def test_who_came_after_the_period_is_not_counted():
    """A history that had not begun by its end is nobody's yet."""
    p = led_to(two(), Stage.WORKING)
    before = {"start": p.opening.at - 2 * DAY, "end": p.opening.at - DAY}
    assert goal_measures([p], **before).n_people == 0
    assert goal_measures([p], start=p.opening.at, end=p.opening.at).n_people == 1


def test_bad_periods_are_refused():
    """What ends before it begins is no period; a moment needs its offset."""
    with pytest.raises(ValueError, match="before start"):
        goal_measures([], start=START, end=START - DAY)
    with pytest.raises(ValueError, match="follow_up"):
        goal_measures([], **YEAR, follow_up=(2 * DAY, DAY))
    with pytest.raises(ValueError):  # noqa: PT011  # the moment's own words
        goal_measures([], start=START.replace(tzinfo=None), end=START)
