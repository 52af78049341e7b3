"""Profiles of which every number is known beforehand."""

import supervision
from insight.stories import met

from collabtherapy import Kind, PersonId, Scope, Stage, StanceLevel, acts, matters
from collabtherapy.insight import Proportion, Ratings, profile, ruptures
from collabtherapy.testing.ways import consented, couple, led_to

ANA, BO, CEM = map(PersonId, ("ana", "bo", "cem"))


def test_the_first_partnership_is_counted_as_it_is_told():
    """Each number of the story, counted by hand."""
    found = profile(supervision.told())
    assert found.origins.goals[ANA] == Proportion(1, 1)
    assert found.origins.agenda[BO] == Proportion(0, 1)
    assert found.feedback.given == Proportion(3, 3)
    assert found.feedback.answered == found.feedback.adjusted == Proportion(1, 3)
    assert found.feedback.called_for == Proportion(1, 1)
    assert found.uptake.understood == Proportion(1, 1)
    assert found.growth.comfort[ANA] == Ratings(values=(5, 8, 9))
    assert found.growth.helped[ANA].mean == 6
    assert found.growth.helped[ANA].last == 8
    assert found.growth.support[ANA] == Ratings(n_left_open=3)
    assert str(found.growth.support[ANA]).startswith("unknown of 0 to 10")
    assert (found.growth.learned[BO], found.growth.toolkit[ANA]) == (1, 4)
    assert found.pace.days_between == (7.0, 50.0)
    assert found.pace.amended == Proportion(2, 9)
    assert found.leading[ANA].stance is StanceLevel.SHARED
    assert found.leading[ANA].in_band is None  # one moment is too few to say
    (course,) = ruptures(supervision.told())
    assert course.sessions_to_repair == 0
    assert {marker.value for marker in course.markers} == {"withdrawal"}


def test_declining_leaves_no_number_and_counts_as_an_answer():
    """Invariant 44, S14, S32: a comfort that was declined is open, and never 0."""
    p = met()
    at = p.at
    p = p.record(
        acts.CheckComfort(by="ana", at=at, session="s1"),
        acts.CheckComfort(by="bo", at=at, session="s1", level=7),
        acts.SetStance(by="ana", at=at, level=StanceLevel.THERAPIST_LED),
        acts.SetStance(by="ana", at=at, level=StanceLevel.SHARED),
        acts.Propose(
            by="bo",
            at=at,
            id="st",
            matter=matters.Stance(client="ana", level=StanceLevel.CLIENT_LEANING),
        ),
        acts.Accept(by="ana", at=at, proposal="st"),
        acts.StartSession(by="bo", at=at, id="s2", present=("ana", "bo")),
        acts.DeclineFeedback(by="ana", at=at, session="s2"),
        acts.EndSession(by="bo", at=at, session="s2"),
    )
    found = profile(p)
    assert found.growth.comfort[ANA] == Ratings(values=(9,), n_left_open=1)
    assert found.growth.comfort[BO] == Ratings(values=(7,))
    assert found.pace.steps[ANA] == (2, 1)
    assert found.feedback.declined == Proportion(1, 2)
    assert found.leading[ANA].stance is StanceLevel.CLIENT_LEANING
    assert found.leading[ANA].in_band is None


def test_what_is_taken_up_counts_in_its_direction():
    """S43: of a client's contributions, those a therapist built on; and the reverse."""
    p = met()
    at = p.at
    p = p.record(
        acts.StartSession(by="bo", at=at, id="s2", present=("ana", "bo")),
        acts.Contribute(
            by="bo",
            at=at,
            session="s2",
            id="c3",
            kinds={Kind.OPTIONS, Kind.ADVICE, Kind.SOLUTION},
        ),
        acts.Contribute(by="ana", at=at, session="s2", id="c4"),
        acts.TakeUp(by="bo", at=at, contribution="c1", into="c3"),
        acts.TakeUp(by="ana", at=at, contribution="c3", into="c4"),
    )
    found = profile(p)
    assert found.uptake.of_clients == Proportion(1, 2)
    assert found.uptake.of_therapists == Proportion(1, 2)
    assert found.origins.solutions[BO] == Proportion(1, 1)
    assert found.leading[ANA].balance.amount == 0.25  # joint and guiding at once


def test_coders_say_who_led_where_the_author_did_not():
    """S31: what most coders take a contribution for counts beside its author's word."""
    p = consented(met(), Scope.OBSERVATION, met().at)
    assert profile(p).leading[ANA].balance.n == 0
    p = p.record(
        acts.Code(by="k1", at=p.at, session="s1", kinds={Kind.ADVICE}),
        acts.Code(by="k1", at=p.at, contribution="c2", kinds={Kind.REFLECTION}),
    )
    balance = profile(p).leading[ANA].balance
    assert (balance.amount, balance.n, balance.value) == (1.0, 1, None)


def test_whoever_was_not_there_was_not_asked():
    """A session with one of a couple asks one of them."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")),
        acts.EndSession(by="bo", at=p.at, session="s1"),
    )
    assert profile(p).feedback.given == Proportion(0, 1)
    assert profile(p).leading[CEM].stance is None
