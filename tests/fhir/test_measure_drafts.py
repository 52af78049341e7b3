"""Drafts of measures: recognised, scored as the instrument does, put by somebody."""

from typing import Any

import pytest
from answered import (
    GAD7_CODES,
    PHQ9_CODES,
    Json,
    coded,
    counted,
    form,
    gad7,
    items,
    phq9,
    response,
    slashed,
    weighed,
)
from hypothesis import given
from hypothesis import strategies as st
from validators import FEW

from collabtherapy import NoScore, Partnership, acts, fhir
from collabtherapy.measures import (
    GAD7,
    INSTRUMENTS,
    PHQ9,
    Direction,
    Instrument,
    Item,
    Score,
    likert,
)
from collabtherapy.measures.codes import Code, Coded, CodeSystem
from collabtherapy.testing import histories
from collabtherapy.testing.ways import START

URL = "https://guide.example/Questionnaire/q"
NUMBERS = (1, 2, 2, 1, 0, 1, 2, 1, 1)
MAYBE = st.none() | st.integers(0, 3)
PHQ9_ANSWERS = st.lists(MAYBE, min_size=9, max_size=9)


def read(document: object, *forms: object, **more: Any) -> fhir.AnswersRead:
    return fhir.read_answers(document, forms, **more)


def codes(found: fhir.AnswersRead | fhir.Imported) -> list[str]:
    return [problem.code for problem in found.problems]


def only(document: object, *forms: object, **more: Any) -> fhir.MeasureDraft:
    (draft,) = read(document, *forms, **more).measures
    return draft


# F 3.4: recognition.


@pytest.mark.parametrize(
    ("document", "id_", "total"),
    [
        (phq9(NUMBERS), "phq-9", 11),
        (phq9(NUMBERS, weighed), "phq-9", 11),
        (phq9(NUMBERS, counted), "phq-9", 11),
        (gad7(NUMBERS[:7]), "gad-7", 9),
        (response(items(slashed(PHQ9_CODES[:8]), NUMBERS[:8])), "phq-8", 10),
        (response(items(slashed(PHQ9_CODES[:2]), NUMBERS[:2])), "phq-2", 3),
        (response(items(slashed(GAD7_CODES[:2]), NUMBERS[:2])), "gad-2", 3),
    ],
)
def test_an_instrument_is_known_by_its_questions(document: Json, id_: str, total: int):
    """It is the only one that these questions fill (F 3.4)."""
    draft = only(document)
    assert (draft.instrument, draft.score.total, draft.path) == (id_, total, "$")
    assert (draft.subject, draft.stated, draft.differs) == ("Patient/7", None, False)
    instrument = INSTRUMENTS[id_]
    assert (draft.low, draft.high) == (instrument.low, instrument.high)
    assert draft.worsening == instrument.worsening


def test_two_instruments_in_one_response_are_two_drafts():
    """Whichever way their questions are mixed."""
    phq, gad = phq9(NUMBERS)["item"], gad7(NUMBERS[:7])["item"]
    for mixed in (phq + gad, gad + phq, [*phq[:3], *gad, *phq[3:]]):
        found = read(response(mixed))
        assert {(d.instrument, d.score.total) for d in found.measures} == {
            ("phq-9", 11),
            ("gad-7", 9),
        }
        assert found.problems == ()


def test_a_short_form_is_told_from_a_long_one_that_stands_beside():
    """A GAD-2 beside a PHQ-9 is no half of anything."""
    both = phq9(NUMBERS)["item"] + gad7(NUMBERS[:7])["item"][:2]
    found = read(response(both))
    assert {d.instrument for d in found.measures} == {"phq-9", "gad-2"}


def test_questions_of_several_instruments_are_none():
    """Five of the PHQ-9's first eight are anything; the GAD-7 beside them is clear."""
    some = phq9(NUMBERS)["item"][:5]
    found = read(response(some))
    assert (found.measures, codes(found)) == ((), ["several_instruments"])
    assert "44250-9" in found.problems[0].message
    beside = read(response(some + gad7(NUMBERS[:7])["item"]))
    assert [d.instrument for d in beside.measures] == ["gad-7"]
    assert codes(beside) == ["several_instruments"]


def test_instruments_that_overlap_are_not_told_apart():
    """Neither is scored where some questions may be of both."""
    one, other = (
        Instrument(
            id=id_,
            name=id_,
            items=likert(3, 0, 3, loinc=loinc),
            direction=Direction.LOWER_IS_BETTER,
        )
        for id_, loinc in (("one", PHQ9_CODES[:3]), ("other", PHQ9_CODES[2:5]))
    )
    document = response(items(slashed(PHQ9_CODES[:5]), NUMBERS[:5], counted))
    found = read(document, instruments=[one, other])
    assert (found.measures, codes(found)) == ((), ["several_instruments"])
    assert (
        only(response(document["item"][:3]), instruments=[one, other]).instrument
        == "one"
    )


def test_any_number_of_instruments_is_told_apart():
    """Where they share no question, it does not matter how many there are."""
    mine = [
        Instrument(
            id=f"mine-{n}",
            name="Mine",
            items=(Item(0, 3),),
            direction=Direction.LOWER_IS_BETTER,
        )
        for n in range(30)
    ]
    links = {(URL, f"m{n}"): f"mine-{n}#1" for n in range(30)}
    document = response(items([f"m{n}" for n in range(30)], [1] * 30, counted))
    found = read(document | {"questionnaire": URL}, instruments=mine, links=links)
    assert len(found.measures) == 30
    assert found.problems == ()


def test_the_ninth_question_tells_a_phq_9_from_a_phq_8():
    """Seven questions with the ninth among them are of the PHQ-9 alone."""
    draft = only(response([*phq9(NUMBERS)["item"][:6], phq9(NUMBERS)["item"][8]]))
    assert (draft.instrument, draft.scored.missing) == ("phq-9", (7, 8))


@pytest.mark.parametrize(
    "named",
    [
        "http://loinc.org/q/44249-1",
        "https://x.example/Questionnaire/44249-1|2.1",
        "urn:collabtherapy:questionnaire:phq-9",
    ],
)
def test_an_instrument_is_named_by_its_questionnaire(named: str):
    """By LOINC's panel at the end of the URL, or by our own name."""
    draft = only(response(phq9(NUMBERS)["item"][:5], questionnaire=named))
    assert (draft.instrument, draft.absent) == ("phq-9", NoScore.INCOMPLETE)
    assert (draft.scored.answered, draft.scored.items) == (5, 9)


@pytest.mark.parametrize(
    "more",
    [
        {"code": [{"system": "http://loinc.org", "code": "44249-1"}]},
        {"identifier": [{"system": "http://loinc.org", "value": "44249-1"}]},
        {"url": "http://loinc.org/q/44249-1", "identifier": [{"value": "x"}]},
    ],
)
def test_an_instrument_is_named_by_a_code_of_its_questionnaire(more: Json):
    """As its code, or its identifier in LOINC."""
    made = form(slashed(PHQ9_CODES[:5]), PHQ9_CODES[:5], URL) | more
    document = response(phq9(NUMBERS)["item"][:5], questionnaire="Questionnaire/q")
    assert only(document, made).instrument == "phq-9"
    (fact,) = fhir.from_bundle(made).facts.questionnaires
    assert (fact.instruments, fact.items) == (("phq-9",), 5)


def test_an_instrument_is_named_by_the_group_of_its_questions():
    """A group may have the panel's code."""
    group = {"linkId": "/44249-1", "item": phq9(NUMBERS)["item"][:5]}
    assert only(response([group])).instrument == "phq-9"


def test_what_a_questionnaire_asks_counts_where_nobody_answered():
    """Five of nine questions, where the Questionnaire asks all nine, are a PHQ-9."""
    made = form(slashed(PHQ9_CODES), PHQ9_CODES, URL)
    document = response(phq9(NUMBERS)["item"][:5], questionnaire=URL)
    draft = only(document, made)
    assert (draft.instrument, draft.absent) == ("phq-9", NoScore.INCOMPLETE)


def test_eight_questions_are_never_a_phq_9_with_one_missing():
    """HL7's example is named a PHQ-9 and leaves its ninth question out (F 3.4)."""
    eight = phq9(NUMBERS, questionnaire="http://loinc.org/q/44249-1")
    del eight["item"][8]
    found = read(eight)
    assert [(d.instrument, d.score.total) for d in found.measures] == [("phq-8", 10)]
    assert codes(found) == ["instrument_differs"]
    eight["item"].append({"linkId": "/44261-6", "answer": [{"valueInteger": 10}]})
    assert only(eight).stated == 10
    nine = phq9((*NUMBERS[:8], None), questionnaire="http://loinc.org/q/44249-1")
    assert only(nine).instrument == "phq-9"  # it was asked, and not answered
    assert only(nine).scored.open_flags == ("self_harm",)


def test_two_questions_of_a_named_phq_9_are_an_incomplete_one():
    """Nothing would be guessed at, so what it is called stands."""
    two = response(
        phq9(NUMBERS)["item"][:2], questionnaire="http://loinc.org/q/44249-1"
    )
    found = read(two)
    assert [(d.instrument, d.absent) for d in found.measures] == [
        ("phq-9", NoScore.INCOMPLETE)
    ]
    assert found.problems == ()


# F-I2, F-I3: what does not change a score, and what never adds an answer.


@given(PHQ9_ANSWERS, st.data())
def test_order_groups_and_displays_change_nothing(
    numbers: list[int | None], data: st.DataObject
):
    """Permuted, nested in groups or in answers, and with text between (F-I2)."""
    straight = read(phq9(numbers))
    those = data.draw(st.permutations(phq9(numbers)["item"]))
    cut = data.draw(st.integers(0, 9))
    group: Json = {"linkId": "g", "text": "as it is called", "item": those[:cut]}
    shown: Json = {"linkId": "d", "text": "Over the last 2 weeks"}
    holder: Json = {
        "linkId": "h",
        "answer": [{"valueBoolean": True, "item": those[cut:]}],
    }
    for nested in ([group, shown, *those[cut:]], [holder, group], [shown, *those]):
        (one,) = read(response(nested)).measures
        (other,) = straight.measures
        assert (one.scored, one.absent) == (other.scored, other.absent)


@given(numbers=PHQ9_ANSWERS, n=st.integers(0, 8), whole=st.booleans())
def test_removing_an_answer_never_adds_one(
    numbers: list[int | None], n: int, *, whole: bool
):
    """With its item, or with its value alone (F-I3)."""
    document = phq9(numbers)
    before = [draft.scored.answered for draft in read(document).measures]
    if whole:
        del document["item"][n]
    else:
        document["item"][n].pop("answer", None)
    after = [draft.scored.answered for draft in read(document).measures]
    assert sum(after) <= sum(before)


# F 3.5 to 3.7: the score, and what stands in its way.


@given(PHQ9_ANSWERS)
def test_a_score_is_that_of_the_instrument(numbers: list[int | None]):
    """`Instrument.score` of what was read; too many missing are incomplete (F 3.5)."""
    draft = only(phq9(numbers))
    scored = PHQ9.score(numbers)
    assert draft.scored == scored
    assert draft.score == (scored if scored.total is not None else None)
    missing = scored.total is None
    assert draft.absent is (NoScore.INCOMPLETE if missing else None)


def total(number: float) -> Json:
    return {"linkId": "/44261-6", "answer": [{"valueDecimal": number}]}


def test_a_stated_total_stands_beside_the_score():
    """Where they differ it is reported, and neither is chosen (F 3.5)."""
    same = only(phq9(NUMBERS, item=[*phq9(NUMBERS)["item"], total(11)]))
    assert (same.stated, same.differs, same.totals) == (11, False, (11,))
    document = phq9(NUMBERS, item=[*phq9(NUMBERS)["item"], total(12)])
    found = read(document)
    (draft,) = found.measures
    assert (draft.stated, draft.score.total, draft.totals) == (12, 11, (11, 12))
    assert [(p.code, p.path) for p in found.problems] == [
        ("total_differs", "$.item[9].answer[0]")
    ]
    with pytest.raises(ValueError, match="pass total="):
        draft.put(by="bo", at=START)
    with pytest.raises(ValueError, match="one of draft"):
        draft.put(by="bo", at=START, total=10)
    ours = draft.put(by="bo", at=LATER, total=11)
    theirs = draft.put(by="bo", at=LATER, total=12)
    assert (ours.score, ours.answered, theirs.score, theirs.answered) == (
        11,
        9,
        12,
        None,
    )
    assert theirs.flags == ours.flags == {"self_harm"}


LATER = START.replace(year=2027)


def test_a_total_beside_too_few_answers_differs_too():
    """Six answers come to nothing, whatever total is stated."""
    few = (1, 2, None, 1, None, 1, 2, None, 1)
    found = read(response([*items(slashed(PHQ9_CODES), few, coded), total(12)]))
    (draft,) = found.measures
    assert (draft.absent, draft.differs) == (NoScore.INCOMPLETE, True)
    assert codes(found) == ["total_differs"]
    act = draft.put(by="bo", at=LATER, total=12)
    assert (act.score, act.no_score, act.answered) == (12, None, None)


def test_a_total_alone_is_a_draft():
    """Its range is that of the instrument; nobody knows how many items there were."""
    draft = only(response([total(12)], questionnaire="http://loinc.org/q/44249-1"))
    assert (draft.scored, draft.stated, draft.totals) == (None, 12, (12,))
    act = draft.put(by="bo", at=LATER)
    assert (act.score, act.low, act.high, act.answered) == (12, 0, 27, None)
    empty = only(response([*items(slashed(PHQ9_CODES), [None] * 9), total(12)]))
    assert (empty.scored, empty.stated, empty.absent) == (None, 12, None)
    found = read(response([total(28)]))
    assert (found.measures, codes(found)) == ((), ["off_scale"])
    many = read(response([total(12), total(13)]))
    assert codes(many) == ["total_differs"]


def test_a_total_of_ours_is_named_by_its_questionnaire():
    """An item that is called total, in a questionnaire of an instrument (F-I1)."""
    own = {"linkId": "total", "answer": [{"valueDecimal": 12}]}
    named = "urn:collabtherapy:questionnaire:"
    draft = only(response([own], questionnaire=f"{named}wsas"))
    assert (draft.instrument, draft.stated, draft.high) == ("wsas", 12, 40)
    assert codes(read(response([own], questionnaire=f"{named}rest"))) == [
        "no_instrument"
    ]
    assert codes(read(response([own], questionnaire=named))) == ["no_instrument"]
    assert codes(read(response([own], questionnaire=URL))) == ["no_instrument"]


def test_a_total_that_is_no_number_is_reported():
    """The answers are scored without it; a reason in its place is none."""
    own = total(12) | {"answer": [{"valueString": "twelve"}]}
    found = read(response([*phq9(NUMBERS)["item"], own]))
    assert codes(found) == ["unreadable_total"]
    assert found.measures[0].totals == (11,)
    own = {"linkId": "/44261-6", **declined("unknown")}
    assert read(response([*phq9(NUMBERS)["item"], own])).problems == ()


@pytest.mark.parametrize("second", [2, 3])
def test_a_question_that_is_answered_twice_is_not_scored(second: int):
    """Whether or not the two answers are the same, and wherever they stand (F 3.6)."""
    document = phq9(NUMBERS)
    again = {"linkId": f"/{PHQ9_CODES[1]}", "answer": [coded(second)]}
    for those in (
        [*document["item"], again],
        [*document["item"], {"linkId": "g", "item": [again]}],
    ):
        found = read(response(those))
        assert (found.measures, codes(found)) == ((), ["answered_twice"])
        assert found.problems[0].path.startswith("$.item[9]")
    document["item"][1]["answer"].append(coded(second))
    assert codes(read(document)) == ["answered_twice"]


@pytest.mark.parametrize(
    ("status", "n"),
    [("completed", 1), ("amended", 1), ("in-progress", 0), ("stopped", 0), (None, 0)],
)
def test_only_a_response_that_is_complete_makes_a_draft(status: str | None, n: int):
    """Whatever else its status says is reported (F 3.6)."""
    found = read(phq9(NUMBERS, status=status))
    assert len(found.measures) == n
    assert codes(found) == ["not_completed"] * (1 - n)
    assert len(found.answers.answers) == 9


def declined(reason: str) -> Json:
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    return {"extension": [{"url": url, "valueCode": reason}]}


@pytest.mark.parametrize(
    ("reason", "absent"),
    [
        ("asked-declined", NoScore.DECLINED),
        ("not-applicable", NoScore.NOT_POSSIBLE),
        ("not-asked", NoScore.NOT_ASKED),
        ("unknown", NoScore.INCOMPLETE),
    ],
)
def test_a_reason_that_every_item_has_is_that_of_the_measure(
    reason: str, absent: NoScore
):
    """Declined, not applicable and not asked are told apart (F 3.7)."""
    every = [{"linkId": link, **declined(reason)} for link in slashed(GAD7_CODES)]
    draft = only(response(every))
    assert (draft.score, draft.absent) == (None, absent)
    act = draft.put(by="bo", at=LATER)
    assert (act.score, act.no_score) == (None, absent)
    some = [*every[1:], *gad7(NUMBERS[:7])["item"][:1]]
    assert only(response(some)).absent is NoScore.INCOMPLETE


def test_items_without_any_answer_are_incomplete():
    """Nobody said why; with two reasons, nobody knows which."""
    draft = only(phq9([None] * 9))
    assert (draft.absent, draft.scored.answered) == (NoScore.INCOMPLETE, 0)
    assert draft.put(by="bo", at=LATER).answered == 0
    mixed = [
        {"linkId": link, **declined("asked-declined" if n else "not-asked")}
        for n, link in enumerate(slashed(GAD7_CODES))
    ]
    assert only(response(mixed)).absent is NoScore.INCOMPLETE


def test_what_need_not_apply_is_no_missing_answer():
    """Somebody without work is scored on the other four questions of the WSAS."""
    links = {(URL, f"w{n}"): f"wsas#{n}" for n in range(1, 6)}
    those = items([f"w{n}" for n in range(1, 6)], (None, 2, 2, 2, 2), counted)
    those[0] |= declined("not-applicable")
    document = response(those, questionnaire=URL)
    found = read(document, links=links)
    (draft,) = found.measures
    assert draft.scored.inapplicable == (1,)
    assert (draft.score.total, draft.high, draft.worsening) == (8, 32, None)
    act = draft.put(by="bo", at=LATER)
    assert (act.score, act.high) == (8, 32)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"valueInteger": 4}, "off_scale"),
        ({"valueInteger": -9}, "off_scale"),
        ({"valueDecimal": 1.5}, "not_whole"),
        ({"valueString": "2"}, "unreadable_answer"),
        ({"valueCoding": {"code": "x", "display": "2"}}, "unreadable_answer"),
        ({"valueCoding": {"code": "LA6570-1", "system": "urn:x"}}, "unreadable_answer"),
        ({"valueBoolean": True}, "unreadable_answer"),
    ],
)
def test_an_answer_that_cannot_be_scored_stops_the_draft(answer: Json, code: str):
    """It is no missing answer: nothing is filled in for it (F 3.7)."""
    document = phq9(NUMBERS)
    document["item"][4]["answer"] = [answer]
    found = read(document)
    assert (found.measures, codes(found)) == ((), [code])
    assert found.problems[0].path == "$.item[4].answer[0]"


def test_an_instrument_without_a_total_makes_no_draft():
    """There is nothing to record; the answers are there all the same."""
    links = {(URL, f"h{n}"): f"hads#{n}" for n in range(1, 15)}
    those = items([f"h{n}" for n in range(1, 15)], [1] * 14, counted)
    found = read(response(those, questionnaire=URL), links=links)
    assert (found.measures, codes(found)) == ((), ["no_total"])
    assert len(found.answers.answers) == 14
    named = response(those, questionnaire="urn:collabtherapy:questionnaire:eq-5d-5l")
    assert codes(read(named)) == ["no_instrument"]


def test_a_code_means_what_the_instrument_says():
    """Another instrument may give the same code another number (F 3.3)."""
    mine = Instrument(
        id="mine",
        name="Mine",
        items=likert(2, 1, 4, loinc=PHQ9_CODES[:2]),
        direction=Direction.LOWER_IS_BETTER,
        answer_codes={"LA6568-5": 4, "x": 2},
    )
    document = response(items(slashed(PHQ9_CODES[:2]), (0, 0)))
    assert only(document, instruments=[mine]).score.total == 8
    local = {"valueCoding": {"code": "x", "system": "https://x.example"}}
    document["item"][1]["answer"] = [local]
    assert only(document, instruments=[mine]).score.total == 6


def test_a_code_of_a_score_on_another_scale_is_no_total():
    """What is sent under it cannot be held against the range here."""
    sent = Code(CodeSystem.SNOMED_CT, "445455005", of=Coded.SCORE, low=0, high=100)
    mine = Instrument(
        id="mine",
        name="Mine",
        items=(Item(0, 10),),
        direction=Direction.LOWER_IS_BETTER,
        codes=(sent,),
    )
    answer = {"linkId": "a", "answer": [{"valueInteger": 9}]}
    made = form(["a"], ["445455005"], URL)
    made["item"][0]["code"][0]["system"] = CodeSystem.SNOMED_CT.value
    document = response([answer], questionnaire=URL)
    assert codes(read(document, made, instruments=[mine])) == ["no_instrument"]
    assert only(document, made).instrument == "gad-7"  # under its own range


# F 3.7, F 3.10: whoever records it says so, and when.


def test_a_draft_becomes_an_act_by_somebody():
    """It is `RecordMeasure.of` of the score, with the moment that was stated."""
    draft = only(phq9(NUMBERS))
    act = draft.put(by="bo", at=LATER, client="ana", session="s1")
    expected = acts.RecordMeasure.of(
        PHQ9.score(NUMBERS),
        by="bo",
        at=LATER,
        client="ana",
        session="s1",
        happened_at=START.fromisoformat("2026-03-05T10:00:00+00:00"),
    )
    assert act == expected
    assert str(draft.put(by="bo", at=LATER).client) == "Patient/7"


def test_no_instant_is_made_of_a_partial_date():
    """The caller chooses it, within what the document says (F 3.10)."""
    draft = only(phq9(NUMBERS, authored="2026-06"))
    with pytest.raises(ValueError, match="2026-05-31T10:00:00"):
        draft.put(by="bo", at=LATER)
    june = START.replace(month=6)
    assert draft.put(by="bo", at=LATER, happened_at=june).happened_at == june
    assert draft.put(by="bo", at=june).at == june
    undated = phq9(NUMBERS)
    del undated["authored"]
    assert only(undated).put(by="bo", at=LATER).at == LATER
    exact = only(phq9(NUMBERS))
    assert exact.put(by="bo", at=exact.at.exact).happened_at is None
    with pytest.raises(ValueError, match="happened_at must lie"):
        exact.put(by="bo", at=LATER, happened_at=june)


def test_nobody_is_made_the_client():
    """Without a subject, the caller says whose answers they are."""
    anonymous = phq9(NUMBERS)
    del anonymous["subject"]
    draft = only(anonymous)
    with pytest.raises(ValueError, match="pass client="):
        draft.put(by="bo", at=LATER)
    assert str(draft.put(by="bo", at=LATER, client="ana").client) == "ana"


# F-I1: what we wrote ourselves.


@FEW
@given(histories(), st.sampled_from(["R4", "R5"]))
def test_measures_that_were_written_come_back(p: Partnership, version: str):
    """Each with its score or its reason, its range and its client (F-I1)."""
    viewer = p.therapists[0]
    found = fhir.from_bundle(fhir.to_bundle(p, version=version, viewer=viewer)[0])
    recorded = [e.act for e in p.entries if isinstance(e.act, acts.RecordMeasure)]
    written = sorted(
        (a.instrument, a.score or -1.0, str(a.no_score), a.low, a.high, str(a.client))
        for e in p.entries
        if isinstance(a := e.act, acts.RecordMeasure) and e.in_effect
    )
    assert len(written) <= len(recorded)
    assert written == sorted(
        (d.instrument, d.stated or -1.0, str(d.absent), d.low, d.high, str(d.subject))
        for d in found.measures
    )


def test_a_score_is_no_draft_of_another_kind():
    """A draft is no act, and has no truth of its own."""
    draft = only(phq9(NUMBERS))
    assert isinstance(draft.score, Score)
    assert not isinstance(draft, acts.Act)
    assert (draft.by, GAD7.id) == (None, "gad-7")
