"""Coded sessions: what most coders say, and the style that adds up to."""

import csv

import pytest
from annomi import MAJORITY, read
from guiding_index import auc, demonstration, interval, pairs
from hypothesis import given
from hypothesis import strategies as st
from insight.stories import met
from real_dialogues import TABLE, recorded

from collabtherapy import Kind, Scope, acts
from collabtherapy.insight import GuidingIndex, Proportion, Share, Style, style, turns
from collabtherapy.partnership.regions.contributions import FEWEST
from collabtherapy.testing.ways import consented

COLUMNS = {
    "client_word_share": "client_words",
    "client_turn_share": "client_turns",
    "client_led": "client_led",
    "reflection_rate": "reflecting",
    "question_rate": "asking",
    "input_rate": "giving",
    "advice_rate": "advising",
    "R_to_RQ": "reflections_to_questions",
    "R_to_R_input": "reflections_to_giving",
    "complex_of_reflections": "complex_reflections",
    "open_of_questions": "open_questions",
    "joint_of_advising": "joint_advising",
    "change_rate": "change_talk",
    "sustain_rate": "sustain_talk",
    "change_of_talk": "change_to_sustain",
    "uptake_any": "uptake",
    "uptake_talk": "uptake_of_talk",
    "uptake_substantial": "uptake_of_substance",
    "change_after_reflection": "change_after_reflection",
    "change_after_open_q": "change_after_open_question",
    "sustain_after_input": "sustain_after_giving",
}
REFERENCE = TABLE.with_name("annomi_reference_metrics_visible.csv")
PAIRS = TABLE.with_name("annomi_matched_pairs.csv")
needs_tables = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the AnnoMI tables are not beside us"
)


@needs_tables
def test_the_reference_metrics_are_reproduced():
    """Every metric of every session, unknown where the reference leaves a blank."""
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        reference = {row["session"]: row for row in csv.DictReader(file)}
    dialogues = read(TABLE, strict=True).dialogues
    assert {d.session for d in dialogues} == set(reference)
    for dialogue in dialogues:
        p = recorded(dialogue).partnership
        found = style(turns(p, dialogue.session, coders=[MAJORITY]))
        row = reference[dialogue.session]
        assert (str(found.n_turns), str(found.n_words)) == (
            row["n_turns"],
            row["n_words"],
        )
        for column, value in _values(found).items():
            blank = row[column] == ""
            assert (value is None) == blank, (dialogue.session, column)
            assert blank or value == pytest.approx(float(row[column]), abs=1e-6)


def _values(found: Style) -> dict[str, float | None]:
    values = {col: _counted(getattr(found, name)) for col, name in COLUMNS.items()}
    return values | {"R_to_R_input_s": found.guiding.smoothed}


def _counted(found: Proportion | Share) -> float | None:
    """Return the share of what was counted, of fewer than five as well."""
    if isinstance(found, Proportion):
        return found.count / found.n if found.n else None
    return found.amount / found.total if found.total else None


@needs_tables
def test_the_index_tells_good_demonstrations_from_bad():
    """The fixed index separates them as sharply as documented, and case by case."""
    sessions = tuple(map(demonstration, read(TABLE, strict=True).dialogues))
    found = auc(sessions)
    low, high = interval(sessions)
    assert low < found <= high
    assert found is not None
    assert found >= 0.93
    assert low >= 0.80
    matched = pairs(sessions, PAIRS)
    assert len(matched) == 10
    assert sum(w.index.smoothed > b.index.smoothed for b, w in matched) >= 9
    assert auc([s for s in sessions if s.good]) is None


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_index_lies_in_its_interval_which_more_turns_narrow(r: int, i: int):
    """Reflecting raises it, giving lowers it, and more of both make it surer."""
    one = GuidingIndex(n_reflecting=r, n_giving=i)
    assert GuidingIndex(n_reflecting=r + 1, n_giving=i).smoothed > one.smoothed
    assert GuidingIndex(n_reflecting=r, n_giving=i + 1).smoothed < one.smoothed
    if one.value is None or one.interval is None:
        assert one.value is one.interval is None
        assert r + i < FEWEST
        assert str(one) in ("unknown (n = 0)", f"too few to say (n = {r + i})")
        return
    assert r + i >= FEWEST
    low, high = one.interval
    assert 0 < low < one.value < high < 1
    twice = GuidingIndex(n_reflecting=2 * r, n_giving=2 * i).interval
    assert twice is not None
    assert twice[1] - twice[0] < high - low


def test_the_interval_is_that_of_the_beta_distribution():
    """Beta(8, 2): its lower end is Clopper and Pearson's for 8 of 9, as it must be."""
    found = GuidingIndex(n_reflecting=7, n_giving=1).interval
    assert found == pytest.approx((0.5175, 0.9719), abs=1e-4)


def test_what_most_coders_say_counts_and_each_says_it_last():
    """Two who differ on the kind agree on what it is a kind of; the last counts."""
    p = consented(met(), Scope.OBSERVATION, met().at)

    def code(by: str, *kinds: Kind) -> acts.Code:
        return acts.Code(by=by, at=p.at, contribution="c2", kinds=kinds)

    p = p.record(
        code("k1", Kind.ADVICE),
        code("k1", Kind.SIMPLE_REFLECTION),
        code("k2", Kind.COMPLEX_REFLECTION),
    )
    first, second = turns(p, "s1")
    assert (first.n_coders, first.kinds, first.by_client) == (0, frozenset(), True)
    assert (second.n_coders, second.kinds) == (2, {Kind.REFLECTION})
    (_, alone) = turns(p, "s1", coders=["k2"], viewer="bo")
    assert alone.kinds == {Kind.REFLECTION, Kind.COMPLEX_REFLECTION}
    with pytest.raises(KeyError, match="there is no session"):
        turns(p, "s9")


def test_a_session_without_words_has_no_share_of_them():
    """Invariant 44: what nobody knows is unknown, and the turns still count."""
    found = style(turns(met(), "s1"))
    assert found.n_turns == 2
    assert found.client_words.value is found.client_led.value is None
    assert str(found.client_led) == "unknown (n = 0)"
    assert (found.client_turns, found.uptake) == (Proportion(1, 2), Proportion(0, 1))
    assert found.client_turns.value is None
    assert style(()).guiding.value is None
