"""Observations of measures: totals, panels, and what they are made of."""

from typing import Any

import pytest
from answered import (
    CHOICES,
    GAD7_CODES,
    LOINC,
    PHQ9_CODES,
    Json,
    bundle,
    observation,
    phq9,
    weighed,
)

from collabtherapy import NoScore, Words, fhir
from collabtherapy.measures import GAD7, PHQ9
from collabtherapy.testing.ways import START

NUMBERS = (1, 2, 2, 1, 0, 1, 2, 1, 1)
OURS = "urn:collabtherapy:instrument"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def choice(number: float) -> Json:
    coded = {"system": LOINC, "code": CHOICES[int(number)]}
    return {"valueCodeableConcept": {"coding": [coded]}}


def member(n: int, code: str, number: float, **more: Any) -> Json:
    return observation(code, id=f"i{n}", **choice(number), **more)


def refs(*names: str) -> list[Json]:
    return [{"reference": name} for name in names]


MEMBERS = [
    member(n, code, number)
    for n, (code, number) in enumerate(zip(PHQ9_CODES, NUMBERS, strict=True))
]
NAMES = [f"Observation/i{n}" for n in range(9)]
PANEL = observation("44249-1", id="p", hasMember=refs(*NAMES))
TOTAL = observation("44261-6", id="t", valueInteger=11)


def read(*resources: Json) -> fhir.Imported:
    return fhir.from_bundle(bundle(*resources))


def codes(found: fhir.Imported) -> list[str]:
    return [problem.code for problem in found.problems]


def only(*resources: Json) -> fhir.MeasureDraft:
    found = read(*resources)
    assert found.problems == ()
    (draft,) = found.measures
    return draft


def test_the_members_of_a_panel_are_one_set_of_answers():
    """Wherever the panel stands among them (F 3.8)."""
    for resources in ([PANEL, *MEMBERS], [*MEMBERS, PANEL]):
        draft = only(*resources)
        assert draft.scored == PHQ9.score(NUMBERS)
        assert (draft.instrument, draft.stated) == ("phq-9", None)
        assert draft.path.endswith(".resource")


def test_the_components_of_a_panel_are_one_set_of_answers():
    """A component may have a weight, an integer, or a reason for no value (F 3.8)."""
    parts = [
        {"code": {"coding": [{"system": LOINC, "code": code}]}, **choice(number)}
        for code, number in zip(GAD7_CODES, NUMBERS[:7], strict=True)
    ]
    parts[0] = {"code": parts[0]["code"], "valueInteger": 1}
    weight = {
        "url": "http://hl7.org/fhir/StructureDefinition/itemWeight",
        "valueDecimal": 2,
    }
    parts[1]["valueCodeableConcept"]["coding"] = [{"code": "x", "extension": [weight]}]
    parts[2]["valueCodeableConcept"]["extension"] = [weight]
    other = {"code": {"coding": [{"code": "x"}]}, "valueString": "of something else"}
    draft = only(observation("69737-5", component=[*parts, other]))
    assert draft.scored == GAD7.score(NUMBERS[:7])
    parts[3] = {
        "code": parts[3]["code"],
        "dataAbsentReason": {"coding": [{"system": ABSENT, "code": "unknown"}]},
    }
    assert only(observation("69737-5", component=parts)).scored.missing == (4,)
    masked = {"coding": [{"system": ABSENT, "code": "masked"}]}
    parts[3] = {"code": parts[3]["code"], "valueCodeableConcept": masked}
    assert only(observation("69737-5", component=parts)).scored.missing == (4,)
    words = {"valueString": "now and then", "extension": [weight]}
    parts[3] = {"code": parts[3]["code"], **words}
    assert only(observation("69737-5", component=parts)).scored.answered == 7
    parts[3] = {"code": parts[3]["code"]}
    assert only(observation("69737-5", component=parts)).scored.missing == (4,)


def test_a_panel_without_a_known_code_is_known_by_its_members():
    """Eight of them, and none of the ninth, are a PHQ-8."""
    panel = observation("x", "urn:x", hasMember=refs(*NAMES))
    assert only(panel, *MEMBERS).instrument == "phq-9"
    panel["hasMember"].pop()
    assert only(panel, *MEMBERS).instrument == "phq-8"


def test_a_total_beside_its_panel_is_one_draft():
    """As a member of it, or derived from it or from its members (F 3.8)."""
    for panel, total in (
        (PANEL | {"hasMember": refs(*NAMES, "Observation/t")}, TOTAL),
        (PANEL, TOTAL | {"derivedFrom": refs("Observation/p")}),
    ):
        draft = only(panel, total, *MEMBERS)
        assert (draft.stated, draft.differs, draft.score.total) == (11, False, 11)
    alone = only(TOTAL | {"derivedFrom": refs(*NAMES)}, *MEMBERS)
    assert (alone.stated, alone.score.total) == (11, 11)
    for value in ({"valueBoolean": True}, {"valueString": "11"}):
        flagged = observation("44261-6", derivedFrom=refs(*NAMES), **value)
        found = read(flagged, *MEMBERS)
        assert [d.totals for d in found.measures] == [(11,)]
        assert codes(found) == ["unreadable_total"]
    wrong = read(TOTAL | {"valueInteger": 12, "derivedFrom": refs(*NAMES)}, *MEMBERS)
    assert codes(wrong) == ["total_differs"]
    assert wrong.measures[0].totals == (11, 12)


def test_a_panel_derived_from_a_response_is_one_draft_with_it():
    """Its members say again what the response says (F 3.8)."""
    panel = PANEL | {"derivedFrom": refs("QuestionnaireResponse/r")}
    total = TOTAL | {"derivedFrom": refs("QuestionnaireResponse/r")}
    draft = only(total, panel, *MEMBERS, phq9(NUMBERS, weighed))
    assert (draft.path, draft.stated) == ("$.entry[11].resource", 11)
    assert draft.scored == PHQ9.score(NUMBERS)
    other = read(panel, *MEMBERS[:8], member(8, PHQ9_CODES[8], 3), phq9(NUMBERS))
    assert (other.measures, codes(other)) == ((), ["answers_differ"])


def test_the_examples_of_us_core_are_one_measure():
    """A response, a panel, its items and a total in words, each derived from the first.

    Source: HL7 US Core, examples of the PHQ-9: all are of one sitting.
    """
    numbers = (2, 2, 2, 2, 1, 1, 2, 0, 0)
    derived = {"derivedFrom": refs("QuestionnaireResponse/r")}
    sitting = phq9(numbers)
    hard = {"valueCoding": {"system": LOINC, "code": "LA6573-5"}}
    sitting["item"] += [
        {"linkId": "/44261-6", "answer": [{"valueDecimal": 12}]},
        {"linkId": "/69722-7", "answer": [hard]},
    ]
    single = [
        member(n, code, number, **derived)
        for n, (code, number) in enumerate(zip(PHQ9_CODES, numbers, strict=True))
    ]
    total = observation("44261-6", id="t", valueString="12", **derived)
    hardly = observation("69722-7", id="d", **choice(1), **derived)
    panel = observation(
        "44249-1",
        id="p",
        hasMember=refs(*NAMES, "Observation/t", "Observation/d"),
        **derived,
    )
    found = read(panel, *single, total, hardly, sitting)
    (draft,) = found.measures
    assert draft.scored == PHQ9.score(numbers)
    assert (draft.totals, draft.path) == ((12,), "$.entry[12].resource")
    assert codes(found) == ["unreadable_total"]
    assert [d.totals for d in read(sitting).measures] == [(12,)]


def test_two_panels_are_two_drafts():
    """A battery of two instruments keeps them apart, and so does a course of one."""
    gads = [
        observation(code, id=f"g{n}", **choice(1)) for n, code in enumerate(GAD7_CODES)
    ]
    gad = observation(
        "69737-5", id="g", hasMember=refs(*(f"Observation/g{n}" for n in range(7)))
    )
    battery = observation(
        "x", "urn:x", hasMember=refs("Observation/p", "Observation/g")
    )
    found = read(battery, PANEL, gad, *MEMBERS, *gads)
    assert {(d.instrument, d.score.total) for d in found.measures} == {
        ("phq-9", 11),
        ("gad-7", 7),
    }
    later = {"effectiveDateTime": "2026-06-02T00:00:00Z"}
    both = TOTAL | {"derivedFrom": refs("Observation/g")} | later
    found = read(gad | {"effectiveDateTime": "2026-06-01T00:00:00Z"}, both, *gads)
    assert [(d.path, d.at.exact.day) for d in found.measures] == [
        ("$.entry[0].resource", 1),
        ("$.entry[1].resource", 2),
    ]
    again = TOTAL | {"id": "u", "valueInteger": 7}
    assert [d.stated for d in read(TOTAL, again).measures] == [11, 7]


def test_a_total_alone_is_a_draft():
    """Of an instrument that is known by LOINC, SNOMED CT, or by us."""
    draft = only(TOTAL | {"effectiveDateTime": "2026-06"})
    assert (draft.stated, draft.scored, draft.low, draft.high) == (11, None, 0, 27)
    assert draft.at is not None
    assert draft.at.exact is None
    june = START.replace(month=6)
    act = draft.put(by="bo", at=june, client="ana")
    assert (act.score, act.answered, act.worsening) == (11, None, 6)
    sct = "http://snomed.info/sct"
    core = only(observation("958051000000104", sct, valueQuantity={"value": 9}))
    assert (core.instrument, core.stated) == ("core-10", 9)


def test_the_range_of_an_instrument_that_nobody_knows_is_stated():
    """Of one of ours it stands beside; without one there is no draft."""
    rest = observation("rest", OURS, valueQuantity={"value": 7})
    found = read(rest)
    assert (found.measures, codes(found)) == ((), ["no_range"])
    ends = {"low": {"value": 0}, "high": {"value": 20}}
    draft = only(rest | {"referenceRange": [ends]})
    assert (draft.instrument, draft.low, draft.high) == ("rest", 0, 20)
    assert draft.worsening is None
    # What is usual is no range of the total, where others say it.
    usual = {"low": {"value": 0}, "high": {"value": 4}}
    assert only(TOTAL | {"referenceRange": [usual]}).high == 27


def absent(code: str) -> Json:
    return {"dataAbsentReason": {"coding": [{"system": ABSENT, "code": code}]}}


def test_a_reason_for_no_total_is_a_draft_too():
    """Declined is an answer; that nobody knows why is a fact, and no draft."""
    no_value = observation("44261-6", id="t")
    draft = only(no_value | absent("asked-declined"))
    assert (draft.absent, draft.totals) == (NoScore.DECLINED, ())
    act = draft.put(by="bo", at=START, client="ana")
    assert (act.score, act.no_score) == (None, NoScore.DECLINED)
    unknown = read(no_value | absent("unknown"))
    assert (unknown.measures, unknown.problems) == ((), ())
    assert unknown.facts.observations[0].no_score is NoScore.NOT_KNOWN
    assert codes(read(no_value)) == ["no_score_unread"]


def test_a_reason_beside_a_score_differs():
    """That somebody declined, and what they answered, cannot both be so."""
    said = observation("44261-6", id="t", derivedFrom=refs(*NAMES))
    found = read(said | absent("asked-declined"), *MEMBERS)
    assert codes(found) == ["total_differs"]
    (draft,) = found.measures
    with pytest.raises(ValueError, match="pass total="):
        draft.put(by="bo", at=START)
    assert draft.put(by="bo", at=START, total=11).score == 11


@pytest.mark.parametrize("status", ["preliminary", "cancelled", "registered"])
def test_only_what_is_final_counts(status: str):
    """A total, a panel or a member that is not final is none."""
    found = read(TOTAL | {"status": status})
    assert (found.measures, codes(found)) == ((), ["not_final"])
    later = read(PANEL, *MEMBERS[:8], MEMBERS[8] | {"status": status})
    assert [d.instrument for d in later.measures] == ["phq-8"]
    assert codes(later) == ["instrument_differs"]


def test_what_is_missing_from_a_panel_is_reported():
    """A member that is not there may have been answered."""
    found = read(PANEL, *MEMBERS[:7], MEMBERS[8])
    assert codes(found) == ["member_missing"]
    assert found.measures[0].scored.missing == (8,)


def test_a_panel_of_two_people_is_nobodys():
    """Answers of one person never count for another."""
    other = {"reference": "Patient/8"}
    for resources in (
        [PANEL, *MEMBERS[:8], MEMBERS[8] | {"subject": other}],
        [TOTAL | {"derivedFrom": refs("QuestionnaireResponse/r")},
         phq9(NUMBERS) | {"subject": other}],
    ):  # fmt: skip
        found = read(*resources)
        assert (found.measures, codes(found)) == ((), ["subjects_differ"])


def test_what_stands_there_again_is_measured_once_or_never():
    """A copy adds nothing; two versions of one id are neither."""
    for one in (TOTAL, phq9(NUMBERS)):
        copied = read(one, one)
        assert (len(copied.measures), codes(copied)) == (1, ["same_id"])
        again = read(one, one | {"meta": {"versionId": "2"}})
        assert (again.measures, codes(again)) == ((), ["same_id"] * 2)


def test_round_in_circles_and_unnamed():
    """A panel that is its own member, and resources without an id, are read."""
    circle = PANEL | {"hasMember": refs("Observation/p", *NAMES)}
    assert only(circle, *MEMBERS).score.total == 11
    ring = [
        TOTAL | {"derivedFrom": refs("Observation/u")},
        TOTAL | {"id": "u", "derivedFrom": refs("Observation/t")},
    ]
    assert [d.stated for d in read(*ring).measures] == [11]
    nameless = [{k: v for k, v in TOTAL.items() if k != "id"} for _ in range(2)]
    assert [d.stated for d in read(*nameless).measures] == [11, 11]
    unnamed = {k: v for k, v in phq9(NUMBERS).items() if k != "id"}
    assert len(read(unnamed, unnamed).measures) == 2


# What an Observation says beside measures.


def test_a_value_of_each_kind_is_read_or_reported():
    """Words are words, a date is an interval, and of other kinds nothing is made."""
    for value, expected, problem in (
        ({"valueString": "so it was"}, Words("so it was"), []),
        ({"valueBoolean": True}, True, []),
        ({"valueInteger": 2}, 2, []),
        ({"valueTime": "09:00:00"}, None, ["unread_value"]),
        ({"valueRange": {"low": {"value": 1}}}, None, ["unread_value"]),
        ({"valueQuantity": {"value": 2, "comparator": "<"}}, None, ["unread_value"]),
        ({"valueHanna": 2}, None, ["unread_value"]),
        ({"valueInteger": 2, "valueString": "x"}, None, ["several_values"]),
    ):
        found = read(observation("x", "urn:x", **value))
        assert found.facts.observations[0].value == expected
        assert codes(found) == problem
        assert all("anna" not in str(one) for one in found.problems)


def test_when_something_was_so_is_an_interval():
    """A period, a partial date; a schedule is no time (F 3.10)."""
    for time, earliest, latest in (
        ({"effectiveDateTime": "2026-06"}, "2026-05-31T10:00", "2026-07-01T12:00"),
        ({"effectiveDateTime": "2026"}, "2025-12-31T10:00", "2027-01-01T12:00"),
        (
            {"effectiveInstant": "2026-06-01T09:00:00Z"},
            "2026-06-01T09:00",
            "2026-06-01T09:00",
        ),
        (
            {"effectivePeriod": {"start": "2026-06-01T09:00:00Z", "end": "2026-06-02"}},
            "2026-06-01T09:00",
            "2026-06-03T12:00",
        ),
    ):
        (one,) = read(observation("x", **time)).facts.observations
        assert one.at is not None
        ends = (one.at.earliest, one.at.latest)
        assert [f"{end:%Y-%m-%dT%H:%M}" for end in ends] == [earliest, latest]
    timing = read(observation("x", effectiveTiming={}))
    assert (timing.facts.observations[0].at, codes(timing)) == (None, ["unread_time"])
    backwards = {"start": "2026-06-02T00:00:00Z", "end": "2026-06-01T00:00:00Z"}
    for period in (backwards, {}):
        none = read(observation("x", effectivePeriod=period))
        assert none.facts.observations[0].at is None
        assert codes(none) == ["unread_time"]
    for period in ({"start": "2026-06-02"}, {"end": "2026-06-02"}):
        half = read(observation("x", effectivePeriod=period))
        assert half.facts.observations[0].at is not None
