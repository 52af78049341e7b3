"""A measure has a score, or says why it has none; incomplete is no declining."""

import json
from math import isnan
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import NoScore, Partnership, Scope, Stage, acts, codec, exports, fhir
from collabtherapy.measures import PHQ9, Answer, Instrument
from collabtherapy.partnership.regions.measurements import RECORDED
from collabtherapy.testing.measured import answers, instruments
from collabtherapy.testing.ways import START, consented, led_to, two

REASONS = st.sampled_from(NoScore)
COUNTS = st.none() | st.integers(0, 12)
OF_ANA = {"by": "ana", "at": START, "client": "ana", "instrument": "phq-9"}


def measured(**fields: Any) -> acts.RecordMeasure:
    """Return a measure of ana's."""
    return acts.RecordMeasure(**{**OF_ANA, "low": 0, "high": 27, **fields})


def may_be(
    score: float | None, why: NoScore | None, answered: int | None, items: int | None
) -> bool:
    """Tell whether there is such a measure, by the sentence of each rule."""
    if (score is None) is (why is None):
        return False
    if answered is None or items is None:
        return answered is items
    if why not in (None, NoScore.INCOMPLETE) or items < 1:
        return False
    least, most = (1, items) if why is None else (0, items - 1)
    return least <= answered <= most


@given(st.none() | st.just(9.0), st.none() | REASONS, COUNTS, COUNTS)
def test_a_measure_has_a_score_or_one_reason_and_counts_that_fit(
    score: float | None, why: NoScore | None, answered: int | None, items: int | None
):
    """Exactly one of the two; counts of a score, or of fewer answers than items."""
    fields = {"score": score, "no_score": why, "answered": answered, "items": items}
    if may_be(score, why, answered, items):
        act = measured(**fields)
        assert codec.loads_act(codec.dumps(act)) == act
        return
    with pytest.raises(ValueError, match=r"score|answered|items"):
        measured(**fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "give either score, or no_score: why there is none"),
        ({"score": 9, "no_score": NoScore.DECLINED}, "give either score, or no_score"),
        ({"score": 9, "answered": 9}, "give answered and items together"),
        ({"score": 9, "answered": 10, "items": 9}, "answered is at most items"),
        ({"score": 9, "answered": 0, "items": 9}, "at least one answer"),
        (
            {"no_score": NoScore.INCOMPLETE, "answered": 9, "items": 9},
            "incomplete answers are fewer than items",
        ),
        (
            {"no_score": NoScore.DECLINED, "answered": 0, "items": 9},
            "counted for a score, or where incomplete",
        ),
        ({"score": 9, "answered": 0, "items": 0}, "items is a whole number from 1"),
    ],
)
def test_the_message_says_what_would_be(fields: dict[str, Any], message: str):
    """What was wrong, and what goes together."""
    with pytest.raises(ValueError, match=message):
        measured(**fields)


def test_a_word_is_no_reason():
    """The vocabulary is closed: text of the same letters is another type."""
    with pytest.raises(TypeError, match="no_score takes NoScore or None, not str"):
        measured(no_score="declined")


@given(instruments().flatmap(lambda one: st.tuples(st.just(one), answers(one))))
def test_what_answers_came_to_is_recorded_without_saying_why(
    asked: tuple[Instrument, tuple[Answer, ...]],
):
    """The total, or incomplete with the counts: never declined.

    A mean may stand in for items that reach less far; beyond its range is no score.
    """
    instrument, given_ = asked
    scored = instrument.score(given_)
    if scored.total is not None and not scored.low <= scored.total <= scored.high:
        with pytest.raises(ValueError, match="a score lies within its range"):
            acts.RecordMeasure.of(scored, by="bo", at=START, client="ana")
        return
    if scored.total is None and None not in given_ and not scored.inapplicable:
        with pytest.raises(ValueError, match="record each subscale"):
            acts.RecordMeasure.of(scored, by="bo", at=START, client="ana")
        return
    act = acts.RecordMeasure.of(scored, by="bo", at=START, client="ana")
    n = sum(isinstance(answer, float) and not isnan(answer) for answer in given_)

    assert (act.answered, act.items) == (n, len(given_))
    assert act.instrument == instrument.id
    if scored.total is None:
        assert (act.score, act.no_score) == (None, NoScore.INCOMPLETE)
    else:
        assert act.score == pytest.approx(scored.total, abs=0.001)
        assert act.no_score is None


def measuring() -> Partnership:
    """Return a partnership in which measuring was consented to."""
    p = led_to(two(), Stage.WORKING)
    return consented(p, Scope.MEASUREMENT, p.at)


def six_of_nine(p: Partnership, **fields: Any) -> acts.RecordMeasure:
    """Return what a PHQ-9 with three answers missing comes to."""
    scored = PHQ9.score((1, 2, None, 1, None, 1, 2, None, 1))
    said = {"by": "bo", "at": p.at, "client": "ana", **fields}
    return acts.RecordMeasure.of(scored, **said)


def test_six_of_nine_answers_are_incomplete_wherever_they_are_told():
    """In the record, a table, a log and a Bundle; nowhere declined."""
    p = measuring().record(six_of_nine(measuring()))
    (act,) = p.measures("ana")
    assert (act.no_score, act.answered, act.items) == (NoScore.INCOMPLETE, 6, 9)

    (row,) = exports.tables([p])["measures"]
    told = (row["score"], row["no_score"], row["answered"], row["items"])
    assert told == (None, "incomplete", 6, 9)
    event = exports.trace(p).events[-1]
    assert (event.values["no_score"], event.values["answered"]) == ("incomplete", 6)

    for version in ("R4", "R5"):
        bundle, losses = fhir.to_bundle(p, version=version, viewer="bo")
        assert "declined" not in json.dumps(bundle)
        (found,) = fhir.from_bundle(bundle).facts.observations
        assert (found.absent, found.no_score) == ("unknown", NoScore.INCOMPLETE)
        lost = {loss.what for loss in losses}
        assert {"RecordMeasure.answered", "RecordMeasure.items"} <= lost


@pytest.mark.parametrize("why", RECORDED)
def test_each_reason_is_recorded_and_comes_back_from_fhir(why: NoScore):
    """FHIR's code of each, and ours beside it, which is read first."""
    codes = {
        NoScore.DECLINED: "asked-declined",
        NoScore.NOT_ASKED: "not-asked",
        NoScore.NOT_POSSIBLE: "not-performed",
        NoScore.INCOMPLETE: "unknown",
    }
    p = measuring()
    p = p.record(measured(by="bo", at=p.at, no_score=why))
    bundle, _ = fhir.to_bundle(p, viewer="ana")
    (found,) = fhir.from_bundle(bundle).facts.observations
    assert (found.absent, found.no_score) == (codes[why], why)


def test_that_nobody_knows_why_is_read_and_not_recorded():
    """Folding takes it as it is; the law refuses it now, and each fix clears that."""
    p = measuring()
    unknown = measured(by="bo", at=p.at, no_score=NoScore.NOT_KNOWN)
    (refusal,) = p.why_not(unknown)

    assert refusal.code == "measure.reason_not_known"
    (change,) = refusal.fix
    assert change.to == RECORDED
    for why in change.to:
        assert p.allows(measured(by="bo", at=p.at, no_score=why))
    assert Partnership.replay([*p.history, unknown]).measures("ana") == (unknown,)


INSTRUMENT = {"system": "urn:collabtherapy:instrument", "code": "phq-9"}
TOTAL = {"system": "http://loinc.org", "code": "44261-6"}
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
OURS = "urn:collabtherapy:no-score"


def read(code: object, *reasons: tuple[str, str], **fields: object) -> Any:
    """Return an observation as it is read, and the codes of the problems."""
    document: dict[str, object] = {
        "resourceType": "Observation", "id": "o", "status": "final",
        "code": {"coding": [code]}, **fields,
    }  # fmt: skip
    if reasons:
        codings = [{"system": system, "code": code} for system, code in reasons]
        document["dataAbsentReason"] = {"coding": codings}
    found = fhir.from_bundle(document)
    (one,) = found.facts.observations
    return one.no_score, [(p.path, p.code) for p in found.problems]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("asked-declined", NoScore.DECLINED),
        ("not-asked", NoScore.NOT_ASKED),
        ("not-performed", NoScore.NOT_POSSIBLE),
        ("not-applicable", NoScore.NOT_POSSIBLE),
        ("unknown", NoScore.NOT_KNOWN),
    ],
)
def test_the_codes_of_others_are_read(code: str, why: NoScore):
    """Of a measure, by our name for it or LOINC's; unknown is not incomplete."""
    for of in (INSTRUMENT, TOTAL):
        assert read(of, (ABSENT, code)) == (why, [])


@pytest.mark.parametrize(
    "reasons",
    [(), ((ABSENT, "error"),), (("urn:other", "asked-declined"),)],
)
def test_a_reason_that_is_none_is_a_problem(reasons: tuple[tuple[str, str], ...]):
    """Nothing is made up of it, and where it stands is told."""
    problem = ("$.dataAbsentReason", "no_score_unread")
    assert read(TOTAL, *reasons) == (None, [problem])


@pytest.mark.parametrize(
    "reasons",
    [
        ((ABSENT, "asked-declined"), (ABSENT, "not-asked")),
        ((OURS, "declined"), (OURS, "not_asked")),
        ((OURS, "declined"), (ABSENT, "unknown")),
    ],
)
def test_reasons_that_contradict_each_other_are_a_problem(
    reasons: tuple[tuple[str, str], ...],
):
    """In whichever order they stand, none is taken over."""
    problem = ("$.dataAbsentReason", "no_score_contradicted")
    assert read(TOTAL, *reasons) == (None, [problem])
    assert read(TOTAL, *reversed(reasons)) == (None, [problem])


def test_reasons_that_say_the_same_are_one():
    """Ours is the finer one; two of FHIR's may mean one of ours."""
    fine = ((OURS, "incomplete"), (ABSENT, "unknown"))
    assert read(TOTAL, *fine) == (NoScore.INCOMPLETE, [])
    coarse = ((ABSENT, "not-performed"), (ABSENT, "not-applicable"))
    assert read(TOTAL, *coarse) == (NoScore.NOT_POSSIBLE, [])


@pytest.mark.parametrize(
    "value", [{"valueQuantity": {"value": 9}}, {"valueString": "nine"}]
)
def test_a_value_beside_a_reason_for_none_is_a_problem(value: dict[str, object]):
    """FHIR's obs-6: neither is taken over."""
    found = fhir.from_bundle(
        {
            "resourceType": "Observation", "id": "o", "status": "final", **value,
            "code": {"coding": [TOTAL]},
            "dataAbsentReason": {"coding": [{"system": ABSENT, "code": "not-asked"}]},
        }
    )  # fmt: skip
    (one,) = found.facts.observations
    assert (one.value, one.no_score) == (None, None)
    assert [(p.path, p.code) for p in found.problems] == [("$", "value_and_absent")]


def test_only_a_measure_without_a_value_is_asked_why():
    """A measure with one has a score; what is no measure is not asked."""
    value = {"valueQuantity": {"value": 9}}
    weight = {"system": "http://loinc.org", "code": "29463-7"}
    assert read(TOTAL, **value) == (None, [])
    assert read(weight, (ABSENT, "error")) == (None, [])


@pytest.mark.parametrize(
    ("by", "why"), [("ana", NoScore.DECLINED), ("bo", NoScore.NOT_KNOWN)]
)
def test_an_older_measure_without_a_score_was_declined_by_the_client_alone(
    by: str, why: NoScore
):
    """Who recorded it is all that the record knows; a score stays a score."""
    plain = codec.to_plain(measured(score=4, by=by))
    for older in (plain | {"score": None}, {**plain, "score": ...}):
        fields = {name: item for name, item in older.items() if item is not ...}
        act = codec.from_plain(fields, written=1)
        assert attrs.evolve(act, kept=None) == measured(no_score=why, by=by)
    assert attrs.evolve(codec.from_plain(plain, written=1), kept=None) == measured(
        score=4, by=by
    )
