"""What a client states and what either side learns: S06, S37, S48 and S49."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Partnership, Stage, Words, acts, codec
from collabtherapy.errors import Refused
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import in_session, led_to, two

DIMENSION = st.sampled_from(("directiveness", "intensity", "silence"))
PREFERENCES = st.lists(st.tuples(DIMENSION, st.integers(-3, 3)))


@given(PREFERENCES)
def test_the_last_word_on_a_dimension_counts_and_the_earlier_are_kept(
    said: list[tuple[str, int]],
):
    """S37: what was stated before is not written over."""
    p = two()
    for dimension, strength in said:
        p = p.record(
            acts.StatePreference(
                by="ana", at=p.at, dimension=dimension, strength=strength
            )
        )
    stated = p.preferences("ana")
    assert [(s.dimension, s.strength) for s in stated.preferences] == said
    assert {d: s.strength for d, s in stated.current.items()} == dict(said)
    assert codec.loads(codec.dumps(p)) == p


@given(histories())
def test_only_the_client_states_what_they_want(p: Partnership):
    """S37 and S48: therapists never speak for a client, at any point of a history."""
    for act in (
        acts.StatePreference(
            by=p.therapists[0], at=p.at, dimension="intensity", strength=1
        ),
        acts.StateNeed(by=p.therapists[0], at=p.at, need="interpreter"),
        acts.StateWhatMatters(by=p.therapists[0], at=p.at, words=Words("his own idea")),
    ):
        assert "right.not_theirs" in [refusal.code for refusal in p.why_not(act)]


def test_needs_and_what_matters_are_kept_in_order():
    """S48 and S49: what was said first stands first; what was not said is not here."""
    p = two()
    assert p.preferences("ana").current == {}
    p = p.record(
        acts.StateNeed(by="ana", at=p.at, need="interpreter"),
        acts.StateWhatMatters(by="ana", at=p.at, words=Words("my sister")),
        acts.StateNeed(by="ana", at=p.at, need="step_free_access"),
    )
    stated = p.preferences("ana")
    assert [need.need for need in stated.needs] == ["interpreter", "step_free_access"]
    assert [said.words for said in stated.what_matters] == [Words("my sister")]


@pytest.mark.parametrize(("learner", "teacher"), [("ana", "bo"), ("bo", "ana")])
def test_each_learns_from_the_other_and_nobody_from_themselves(
    learner: str, teacher: str
):
    """S06: a therapist learns from a client as a client does from a therapist."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(acts.Contribute(by=teacher, at=p.at, session="s1", id="taught"))
    lesson = acts.RecordLearning(
        by=learner, at=p.at, contribution="taught", words=Words("to wait")
    )
    assert p.record(lesson).learned(by=learner) == (lesson,)
    assert p.record(lesson).learned(by=teacher) == ()
    own = acts.RecordLearning(
        by=teacher, at=p.at, contribution="taught", words=Words("to wait")
    )
    with pytest.raises(Refused) as caught:
        p.record(own)
    assert [refusal.code for refusal in caught.value.refusals] == ["learning.own"]
