"""Answers of questionnaires: each value, and how its question was found."""

import json
from typing import Any

import pytest
from answered import (
    CHOICES,
    GAD7_CODES,
    LOINC,
    ORDINAL,
    PHQ9_CODES,
    bundle,
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

from collabtherapy import Words, fhir
from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.consents import Coding
from collabtherapy.fhir.inward.sanity import DEEPEST
from collabtherapy.measures import GAD7, PHQ9
from collabtherapy.testing.ways import START

CORE = "http://hl7.org/fhir/StructureDefinition/"
URL = "https://guide.example/Questionnaire/phq"
NUMBERS = (1, 2, 2, 1, 0, 1, 2, 1, 1)


def read(document: object, *forms: object, **more: Any) -> fhir.AnswersRead:
    return fhir.read_answers(document, forms, **more)


def codes(found: fhir.AnswersRead | fhir.Imported) -> list[str]:
    return [problem.code for problem in found.problems]


# F 3.1: every value of every shape is an answer, and none is dropped.

VALUES = {
    "valueBoolean": True,
    "valueDecimal": 2.5,
    "valueInteger": 2,
    "valueDate": "2026-06",
    "valueDateTime": "2026-06-01T09:00:00Z",
    "valueTime": "09:00:00",
    "valueString": "as it was said",
    "valueUri": "urn:x",
    "valueAttachment": {"title": "a"},
    "valueCoding": {"system": LOINC, "code": "LA6568-5"},
    "valueQuantity": {"value": 3, "code": "cm", "system": "http://unitsofmeasure.org"},
    "valueReference": {"reference": "Patient/1"},
}
READ_AS = {
    "valueBoolean": True,
    "valueDecimal": 2.5,
    "valueInteger": 2.0,
    "valueDate": fhir.Within(
        *map(
            START.fromisoformat,
            ("2026-05-31T10:00:00+00:00", "2026-07-01T12:00:00+00:00"),
        )
    ),
    "valueDateTime": fhir.Within(
        *map(START.fromisoformat, ("2026-06-01T09:00:00+00:00",) * 2)
    ),
    "valueString": Words("as it was said"),
    "valueCoding": Coding("LA6568-5", LOINC),
    "valueQuantity": 3.0,
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_of_each_kind_is_an_answer(kind: str):
    """A kind that is not used is an answer too, with its kind (F 3.1)."""
    (one,) = read(
        response([{"linkId": "a", "answer": [{kind: VALUES[kind]}]}])
    ).answers.answers
    assert (one.kind, one.path, one.link) == (kind, "$.item[0].answer[0]", "a")
    assert one.value == READ_AS.get(kind)
    assert one.how is fhir.How.UNKNOWN


def nested() -> list[dict[str, Any]]:
    """Return items in items, items in answers, and several answers of one item."""
    inner = {"linkId": "c", "answer": [{"valueInteger": 3}]}
    return [
        {
            "linkId": "a",
            "answer": [
                {"valueInteger": 1, "item": [{"linkId": "b", "item": [inner]}]},
                {"valueInteger": 2},
            ],
        },
        {"linkId": "d", "item": [{"linkId": "e", "answer": [{"valueInteger": 4}]}]},
    ]


def test_items_and_answers_are_walked_in_their_order():
    """Items stand in items and in answers; each value has its own place."""
    found = read(response(nested())).answers.answers
    assert [(one.link, one.value) for one in found] == [
        ("a", 1.0),
        ("c", 3.0),
        ("a", 2.0),
        ("e", 4.0),
    ]
    assert found[1].path == "$.item[0].answer[0].item[0].item[0].answer[0]"


def test_the_shape_before_r3_is_walked_too():
    """There are groups and questions, and the questionnaire is a Reference."""
    group = {"linkId": "g", "question": [{"linkId": "a", "answer": [coded(2)]}]}
    document = response([])
    del document["item"]
    document["group"] = {"group": [group]}
    document["questionnaire"] = {"reference": "Questionnaire/q"}
    form_ = {
        "resourceType": "Questionnaire",
        "id": "q",
        "group": {
            "question": [
                {"linkId": "a", "concept": [{"system": LOINC, "code": GAD7_CODES[0]}]}
            ]
        },
    }
    (one,) = read(document, form_).answers.answers
    assert (one.path, one.how) == (
        "$.group.group[0].question[0].answer[0]",
        fhir.How.QUESTIONNAIRE,
    )


def test_what_a_response_is_about_is_read():
    """Whose it is, who answered, when, and which questionnaire it says."""
    found = read(
        response(
            [],
            questionnaire=f"{URL}|2",
            source={"reference": "RelatedPerson/1"},
            author={"reference": "Practitioner/2"},
        )
    ).answers
    assert (found.name, found.status) == ("QuestionnaireResponse/r", "completed")
    assert (found.questionnaire, found.subject) == (f"{URL}|2", "Patient/7")
    assert found.by == "RelatedPerson/1"
    assert found.at is not None
    assert found.at.exact == START.fromisoformat("2026-03-05T10:00:00+00:00")


# F 3.2: the ways in which a question is found, in their order.


def first(document: object, *forms: object, **more: Any) -> fhir.Answer:
    return read(document, *forms, **more).answers.answers[0]


def item(**more: Any) -> dict[str, Any]:
    return response([{"answer": [coded(1)], **more}], questionnaire=URL)


def asks(code: str) -> tuple[Coding, ...]:
    return (Coding(code, LOINC),)


def test_each_way_of_finding_a_question():
    """From the code in the Questionnaire down to the wording of the item (F 3.2)."""
    coded_form = form(["a"], [PHQ9_CODES[0]], URL)
    every = {
        "linkId": f"/{PHQ9_CODES[2]}",
        "definition": f"http://loinc.org/fhir/DataElement/{PHQ9_CODES[1]}",
        "text": "Feeling tired, or having little energy?",
    }
    links = {(URL, "a"): PHQ9_CODES[4]}
    for document, forms, how, code in (
        (item(**every | {"linkId": "a"}), [coded_form], "questionnaire", PHQ9_CODES[0]),
        (item(**every), [coded_form], "definition", PHQ9_CODES[1]),
        (item(linkId=every["linkId"], text=every["text"]), [], "link", PHQ9_CODES[2]),
        (item(linkId="a", text=every["text"]), [], "registered", PHQ9_CODES[4]),
        (item(linkId="b", text=every["text"]), [], "wording", PHQ9_CODES[3]),
    ):
        one = first(document, *forms, links=links)
        assert (one.how, one.question) == (how, asks(code))


def test_position_alone_is_no_question():
    """Nine items in the right order, without a code, are nobody's PHQ-9 (F 3.2)."""
    found = read(response(items([f"q{n}" for n in range(9)], NUMBERS)))
    assert (found.measures, codes(found)) == ((), ["no_instrument"])
    assert {one.how for one in found.answers.answers} == {fhir.How.UNKNOWN}


@pytest.mark.parametrize(
    ("link", "is_code"),
    [
        ("/44250-9", True),
        ("44250-9", True),
        ("/44249-1/44250-9", True),
        ("/44250-9/1", True),  # a repeat
        ("/44250-8", False),  # its check digit is wrong
        ("/44250-9/comment", False),
        ("phq9-1", False),
        ("/", False),
    ],
)
def test_a_code_is_the_last_segment_of_a_linkid(link: str, *, is_code: bool):
    """It has LOINC's check digit; a comment on a question is another one."""
    assert first(item(linkId=link)).question == (asks("44250-9") if is_code else ())


def test_a_way_that_knows_an_instrument_comes_before_one_that_does_not():
    """A local code in the Questionnaire does not hide the code in the linkId."""
    local = form([f"/{PHQ9_CODES[0]}"], ["x"], URL)
    local["item"][0]["code"][0]["system"] = "https://clinic.example/codes"
    assert first(item(linkId=f"/{PHQ9_CODES[0]}"), local).question == asks("44250-9")
    assert first(item(linkId="/1"), form(["/1"], ["x"], URL)).question == asks("x")


def test_the_definition_and_the_text_of_the_questionnaire_count():
    """A response need not repeat what its Questionnaire says."""
    bare = form(["a", "b"], ["", ""], URL)
    bare["item"][0] = {
        "linkId": "a",
        "definition": f"https://x.example/StructureDefinition/y#{PHQ9_CODES[0]}",
    }
    bare["item"][1] = {"linkId": "b", "text": GAD7.wording.items[3]}
    assert first(item(linkId="a"), bare).how is fhir.How.DEFINITION
    assert first(item(linkId="b"), bare).question == asks(GAD7_CODES[3])
    assert first(item(linkId="c"), bare).how is fhir.How.UNKNOWN


def test_items_without_loinc_codes_can_be_registered():
    """An item of an instrument has a name of ours: its id and its number."""
    links = {(URL, f"q{n}"): f"core-10#{n}" for n in range(1, 11)}
    numbers = (0, 1, 4, 3, 2, 0, 1, 2, 3, 4)
    document = response(items([f"q{n}" for n in range(1, 11)], numbers, counted))
    found = read({**document, "questionnaire": f"{URL}|1.0"}, links=links)
    (draft,) = found.measures
    assert (draft.instrument, draft.scored.answered) == ("core-10", 10)
    assert found.problems == ()


# The Questionnaire is found by what the response calls it.


def test_a_questionnaire_is_found_by_each_of_its_names():
    """By URL, relative reference, full URL, and contained in the response."""
    links = [f"phq-phq9-q{n:02}" for n in range(1, 10)]
    guide = form(links, PHQ9_CODES, URL)
    plain = response(items(links, NUMBERS))
    for name in (URL, f"{URL}|1.2", "Questionnaire/q"):
        (draft,) = read({**plain, "questionnaire": name}, guide).measures
        assert (draft.instrument, draft.score.total) == ("phq-9", 11)
    contained = {**plain, "questionnaire": "#q", "contained": [guide]}
    assert read(contained).measures[0].score.total == 11
    entries = [
        {"resource": {**plain, "questionnaire": "https://x.example/Questionnaire/9"}},
        {"fullUrl": "https://x.example/Questionnaire/9", "resource": {**guide}},
    ]
    found = fhir.from_bundle({"resourceType": "Bundle", "entry": entries})
    assert found.measures[0].path == "$.entry[0].resource"
    assert found.measures[0].score.total == 11
    (fact,) = found.facts.questionnaires
    assert (fact.name, fact.url, fact.items) == ("Questionnaire/q", URL, 9)
    assert read({**plain, "questionnaire": "#x", "contained": [guide]}).measures == ()
    served = {**plain, "questionnaire": "https://x.example/fhir/Questionnaire/q"}
    assert read(served, guide).measures == ()  # it has another URL
    del guide["url"]
    assert read(served, guide).measures[0].score.total == 11
    assert read({**plain, "questionnaire": {"display": "PHQ"}}, guide).measures == ()


def test_a_german_guide_has_its_codes_in_the_questionnaire_alone():
    """LinkIds such as ``phq-phq9-q01`` say nothing without the Questionnaire."""
    links = [f"phq-phq9-q{n:02}" for n in range(1, 10)]
    answers = response(items(links, NUMBERS, weighed), questionnaire=URL)
    guide = form(links, PHQ9_CODES, URL)
    found = fhir.from_bundle(bundle(answers, guide))
    assert [(d.instrument, d.score.total) for d in found.measures] == [("phq-9", 11)]
    assert {one.how for one in found.facts.answers[0].answers} == {"questionnaire"}
    assert found.problems == ()
    assert codes(fhir.from_bundle(bundle(answers))) == ["no_instrument"]
    outside = fhir.from_bundle(answers, questionnaires=[guide])
    assert outside.measures == (
        fhir.MeasureDraft(
            **{
                field: getattr(found.measures[0], field)
                for field in (
                    "instrument", "low", "high", "scored", "worsening", "at", "subject",
                )
            },
            path="$",
        ),
    )  # fmt: skip


def test_a_code_without_a_system_is_loincs_where_it_can_be():
    """A German guide gives the answers' codes without their system."""
    links = [f"PHQ.{n}" for n in range(1, 10)]
    bare = [{"valueCoding": {"code": CHOICES[n]}} for n in NUMBERS]
    those = [
        {"linkId": link, "answer": [one]} for link, one in zip(links, bare, strict=True)
    ]
    guide = form(links, PHQ9_CODES, URL)
    for one in guide["item"]:
        del one["code"][0]["system"]
    (draft,) = read(response(those, questionnaire=URL), guide).measures
    assert (draft.instrument, draft.score.total) == ("phq-9", 11)


def test_another_version_of_a_questionnaire_is_not_used():
    """Its codes may be other ones; two of one name are as bad."""
    old = form(["a"], [PHQ9_CODES[0]], URL, version="1")
    document = {**item(linkId="a"), "questionnaire": f"{URL}|2"}
    for forms in ([old], [{**old, "version": None}] * 2):
        found = read(document, *forms)
        assert codes(found) == ["other_version"]
        assert found.answers.answers[0].how is fhir.How.UNKNOWN
    assert first(document, {**old, "version": "2"}, old).how is fhir.How.QUESTIONNAIRE


def test_one_linkid_of_two_questions_is_neither():
    """Copied items with their linkId left as it was tell nothing."""
    twice = form(["a", "a", "a"], [PHQ9_CODES[0], PHQ9_CODES[1], PHQ9_CODES[0]], URL)
    found = read(item(linkId="a"), twice)
    assert "same_link" in codes(found)
    assert found.answers.answers[0].how is fhir.How.UNKNOWN
    nameless = form(["a"], [PHQ9_CODES[0]], URL)
    nameless["item"].append({"type": "display", "text": "Read this."})
    assert first(item(linkId="a"), nameless).how is fhir.How.QUESTIONNAIRE


# F 3.3: numbers, in their order; a display text is no number.


def weight(number: float, url: str = ORDINAL) -> dict[str, Any]:
    return {"extension": [{"url": url, "valueDecimal": number}]}


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ({"valueInteger": 2}, 2),
        ({"valueDecimal": 2.0}, 2),
        ({"valueQuantity": {"value": 2}}, 2),
        ({"valueCoding": {"code": "x", **weight(2)}}, 2),
        ({"valueCoding": {"code": "x"}, **weight(2)}, 2),
        ({"valueCoding": {"code": "x"}, **weight(2, f"{CORE}itemWeight")}, 2),
        ({"valueString": "now and then", **weight(2)}, 2),
        ({"valueInteger": 1, **weight(2)}, 1),  # a number is itself
        ({"valueCoding": {"code": "x", "display": "2"}}, None),
        ({"valueString": "2"}, None),
        ({"valueQuantity": {"value": 2, "comparator": "<"}}, None),
        ({"valueQuantity": {"unit": "points"}}, None),
        ({"valueQuantity": None}, None),
        ({"valueBoolean": True}, None),
        ({"valueCoding": {"code": "x", **weight(1)}, **weight(2)}, None),
    ],
)
def test_each_way_of_being_a_number(answer: dict[str, Any], number: float | None):
    """Itself, or a weight of the answer or its code; never what it is called."""
    one = first(response([{"linkId": "a", "answer": [answer]}]))
    assert one.number == number


def optional(**more: Any) -> dict[str, Any]:
    return {**form(["a"], [PHQ9_CODES[0]], URL), **more}


@pytest.mark.parametrize("name", ["answerOption", "option"])
def test_the_options_of_a_questionnaire_have_numbers(name: str):
    """By a code with its system or without, or by a text."""
    made = form(["a"], [PHQ9_CODES[0]], URL)
    made["item"][0][name] = [
        {"valueCoding": {"system": "https://x.example", "code": "few"}, **weight(1)},
        {"valueCoding": {"code": "some", **weight(2)}},
        {"valueString": "many", **weight(3)},
        {"valueCoding": {"code": "all"}},
        {"valueString": "none of them"},
    ]
    for answer, number in (
        ({"valueCoding": {"system": "https://x.example", "code": "few"}}, 1),
        ({"valueCoding": {"code": "few"}}, 1),
        ({"valueCoding": {"system": "https://y.example", "code": "few"}}, None),
        ({"valueCoding": {"system": "https://y.example", "code": "some"}}, 2),
        ({"valueString": "many"}, 3),
        ({"valueString": "few"}, None),
    ):
        assert first({**item(linkId="a", answer=[answer])}, made).number == number


def test_a_contained_value_set_has_numbers():
    """Argonaut's questionnaires have their weights there, in either of two places."""
    made = form(["a", "b"], [PHQ9_CODES[0], PHQ9_CODES[1]], URL)
    composed = {"concept": [{"code": CHOICES[2], **weight(2)}, weight(1)]}
    made["contained"] = [
        {"resourceType": "Patient", "id": "phq"},
        {
            "resourceType": "ValueSet",
            "id": "phq",
            "compose": {"include": [{"system": LOINC, **composed}]},
            "expansion": {
                "contains": [{"system": LOINC, "code": CHOICES[3], **weight(3)}]
            },
        },
        {"resourceType": "ValueSet", "id": "bare"},
    ]
    made["item"][0]["answerValueSet"] = "#phq"
    made["item"][1]["answerValueSet"] = "#bare"
    assert first(item(linkId="a", answer=[coded(2)]), made).number == 2
    assert first(item(linkId="a", answer=[coded(3)]), made).number == 3
    assert first(item(linkId="b", answer=[coded(3)]), made).number is None


def test_two_numbers_for_one_answer_are_none():
    """A weight that contradicts the instrument's own table is not believed."""
    document = phq9(NUMBERS, weighed)
    given_ = document["item"][0]["answer"][0]["valueCoding"]
    given_["extension"][0]["valueDecimal"] = 2  # the code says 1
    found = read(document)
    assert (found.measures, codes(found)) == ((), ["value_differs"])
    both = {"valueCoding": {"code": "x", **weight(1)}, **weight(2)}
    document["item"][0]["answer"] = [both]
    assert codes(read(document)) == ["value_differs"]


def test_units_are_kept():
    """Of a quantity, or by the Questionnaire for a plain number (SDC)."""
    made = form(["a"], ["8302-2"], URL)
    unit = {"system": "http://unitsofmeasure.org", "code": "cm"}
    made["item"][0]["extension"] = [
        {"url": f"{CORE}questionnaire-unit", "valueCoding": unit}
    ]
    plain = first(item(linkId="a", answer=[{"valueDecimal": 170}]), made)
    assert plain.unit == Coding("cm", "http://unitsofmeasure.org")
    metres = {"value": 1.7, "code": "m", "system": "http://unitsofmeasure.org"}
    exact = first(item(linkId="a", answer=[{"valueQuantity": metres}]), made)
    assert exact.unit == Coding("m", "http://unitsofmeasure.org")


# What is there in place of a value.


def absent(reason: str) -> dict[str, Any]:
    return {"extension": [{"url": f"{CORE}data-absent-reason", "valueCode": reason}]}


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ({"answer": [absent("asked-declined")]}, "asked-declined"),
        ({"answer": [{"_valueInteger": absent("unknown")}]}, "unknown"),
        (absent("not-asked"), "not-asked"),
        (
            {
                "answer": [
                    {
                        "valueCoding": {
                            "system": "http://terminology.hl7.org/CodeSystem/"
                            "data-absent-reason",
                            "code": "masked",
                        }
                    }
                ]
            },
            "masked",
        ),
        (
            {
                "answer": [
                    {
                        "valueCoding": {
                            "system": "http://terminology.hl7.org/CodeSystem/"
                            "v3-NullFlavor",
                            "code": "NA",
                        }
                    }
                ]
            },
            "not-applicable",
        ),
        ({"answer": [{"_valueInteger": None}]}, None),
        ({"answer": [{}]}, None),
    ],
)
def test_a_reason_for_no_value_is_no_value(given_: dict[str, Any], reason: str | None):
    """It is kept beside the question, and never counted."""
    one = first(response([{"linkId": f"/{PHQ9_CODES[0]}", **given_}]))
    assert (one.kind, one.value, one.absent) == ("absent", None, reason)
    assert one.question == asks(PHQ9_CODES[0])


# F 3.11: what is worked out is no answer; parts that are not read are reported.


@pytest.mark.parametrize(
    "extension",
    [
        {
            "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
            "sdc-questionnaire-calculatedExpression",
            "valueExpression": {"language": "text/fhirpath", "expression": "1"},
        },
        {"url": f"{CORE}questionnaire-hidden", "valueBoolean": True},
    ],
)
def test_a_calculated_or_hidden_item_is_never_an_answer(extension: dict[str, Any]):
    """The item of an instrument that is worked out is not answered (F 3.11)."""
    links = slashed(PHQ9_CODES)
    made = form(links, PHQ9_CODES, URL)
    made["item"][0]["extension"] = [extension]
    document = phq9(NUMBERS, questionnaire=URL)
    found = read(document, made)
    assert found.answers.answers[0].calculated
    assert found.measures[0].scored.missing == (1,)
    document["item"][1]["extension"] = [extension]
    assert read(document, made).measures[0].scored.missing == (1, 2)


def test_what_stands_in_a_hidden_group_is_hidden():
    """A group that nobody sees holds questions that nobody sees."""
    inner = form(["a"], [PHQ9_CODES[0]], URL)["item"]
    hidden = {"url": f"{CORE}questionnaire-hidden", "valueBoolean": True}
    made = {**form([], [], URL), "item": [{"linkId": "g", "item": inner}]}
    assert not first(item(linkId="a"), made).calculated
    made["item"][0]["extension"] = [hidden]
    assert first(item(linkId="a"), made).calculated


def test_a_total_that_is_calculated_stands_beside_the_score():
    """It need not have a code, where there is one such item and one instrument."""
    sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
    expression = {"url": f"{sdc}sdc-questionnaire-calculatedExpression"}
    made = form([*slashed(PHQ9_CODES), "sum"], [*PHQ9_CODES, "x"], URL)
    made["item"][-1] = {"linkId": "sum", "extension": [expression]}
    document = phq9(NUMBERS, questionnaire=URL)
    document["item"].append({"linkId": "sum", "answer": [{"valueInteger": 11}]})
    found = read(document, made)
    assert (found.measures[0].stated, found.measures[0].differs) == (11, False)
    document["item"][-1]["answer"][0]["valueInteger"] = 12
    other = read(document, made)
    assert (other.measures[0].stated, codes(other)) == (12, ["total_differs"])
    document["item"].append(document["item"][-1])
    assert read(document, made).measures[0].stated is None


def test_adaptive_and_signed_parts_are_reported():
    """They are read as far as they go, and somebody is told."""
    sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
    adaptive = {"url": f"{sdc}sdc-questionnaire-questionnaireAdaptive"}
    made = form(slashed(PHQ9_CODES), PHQ9_CODES, URL, extension=[adaptive])
    signed = {"url": f"{CORE}questionnaireresponse-signature"}
    document = phq9(NUMBERS, questionnaire=URL, extension=[signed])
    found = read(document, made)
    assert codes(found) == ["signature", "adaptive"]
    assert found.measures[0].score.total == 11
    assert codes(read(response(nested(), extension=[signed]))) == [
        "signature",
        "no_instrument",
    ]


@pytest.mark.parametrize("place", ["response", "item", "answer"])
def test_a_modifier_stops_the_score(place: str):
    """It may turn what an answer means; whoever does not know it must not use it."""
    document = phq9(NUMBERS)
    there = {
        "response": document,
        "item": document["item"][3],
        "answer": document["item"][3]["answer"][0],
    }[place]
    there["modifierExtension"] = [{"url": "https://x.example/not"}]
    found = read(document)
    assert (found.measures, codes(found)) == ((), ["modified"])
    assert len(found.answers.answers) == 9


# F-9: bad input.


def test_only_a_response_is_read_as_one():
    """The error says what would be right there, and where."""
    for wrong, code, path in (
        (None, "expected_object", "$"),
        (bundle(), "expected_response", "$.resourceType"),
        ({"resourceType": 7}, "expected_text", "$.resourceType"),
        (response([7]), "expected_object", "$.item[0]"),
        (phq9(NUMBERS, status=["done"]), "expected_text", "$.status"),
        (response([{"answer": {}}]), "expected_list", "$.item[0].answer"),
        (response([{"answer": [{"valueInteger": "1"}]}]), "expected_number", None),
        (response([{"answer": [{"valueInteger": float("nan")}]}]), "not_finite", None),
    ):
        with pytest.raises(MalformedDocument) as caught:
            read(wrong)
        assert caught.value.code == code
        assert path is None or caught.value.path == path


def test_only_questionnaires_are_taken_for_one():
    """The path says which of those that were handed in is wrong."""
    for wrong, code, path in (
        (phq9(NUMBERS), "expected_questionnaire", "questionnaires[1]"),
        ([], "expected_object", "questionnaires[1]"),
        ({"resourceType": "Questionnaire", "item": [float("inf")]}, "not_finite",
         "questionnaires[1].item[0]"),
    ):  # fmt: skip
        with pytest.raises(MalformedDocument) as caught:
            read(phq9(NUMBERS), form([], [], URL), wrong)
        assert (caught.value.code, caught.value.path) == (code, path)


def test_a_response_in_itself_is_refused():
    """Whatever goes round in circles is too deep; what is deep enough is read."""
    document = response([])
    document["item"].append(document)
    with pytest.raises(MalformedDocument) as caught:
        read(document)
    assert caught.value.code == "too_deep"
    inner: list[Any] = [{"linkId": "a", "answer": [{"valueInteger": 1}]}]
    for _ in range((DEEPEST - 6) // 2):
        inner = [{"linkId": "g", "item": inner}]
    assert len(read(response(inner)).answers.answers) == 1


def test_a_thousand_answers_are_read_at_once():
    """It costs no more than each answer costs."""
    many = [{"linkId": str(n), "answer": [{"valueInteger": n}]} for n in range(9_000)]
    assert len(read(response(many)).answers.answers) == 9_000


def test_odd_text_and_odd_times_are_reported():
    """Halves of surrogate pairs, blanks, and years that are none."""
    odd = [
        {"valueString": "\ud800"},
        {"valueString": "  "},
        {"valueDate": "0000"},
        {"valueDateTime": "2026-06-01T09:00:00"},
    ]
    found = read(
        response([{"linkId": "a", "answer": [one]} for one in odd], authored="9999")
    )
    assert codes(found)[:4] == ["unread_words"] * 2 + ["unread_time"] * 2
    assert [one.value for one in found.answers.answers] == [None] * 4
    assert found.answers.at is not None


# F-I5: no problem carries an answer, a word or a label.

NAME = "hanna"
PRIVATE = st.sampled_from(
    [
        {"valueString": NAME},
        {"valueCoding": {"code": NAME, "display": NAME, "system": NAME}},
        {"valueInteger": 271828},
        {"valueDecimal": 271828.5},
        {"valueDate": NAME},
        {NAME: NAME},
        {"valueQuantity": {"value": 271828, "unit": NAME}},
    ]
)


@given(
    st.lists(PRIVATE, max_size=9),
    st.lists(st.sampled_from([*slashed(PHQ9_CODES), NAME]), max_size=9),
)
def test_no_message_repeats_what_was_answered(
    answers: list[dict[str, Any]], links: list[str]
):
    """Neither a value, a label nor a linkId stands in any Problem (F-I5)."""
    pairs = zip(links, answers, strict=False)
    those = [
        {"linkId": link, "text": NAME, "definition": NAME, "answer": [one]}
        for link, one in pairs
    ]
    document = response(those, questionnaire=NAME, status="completed")
    local = form(links, [NAME] * len(links), NAME)
    for found in (
        read(document),
        read(document, local),
        fhir.from_bundle(bundle(document, local)),
    ):
        told = json.dumps([str(one) for one in found.problems])
        assert NAME not in told
        assert "271828" not in told


def test_values_are_not_in_the_repr_of_an_answer():
    """What was answered is shown only when it is asked for by name."""
    one = first(item(linkId="a", answer=[{"valueInteger": 271828}]))
    assert "271828" not in repr(one)


# F-I1: what was written is read back.


@given(
    st.lists(st.none() | st.integers(0, 3), min_size=9, max_size=9),
    st.sampled_from([coded, weighed, counted]),
)
def test_answers_that_were_written_are_read_back(numbers: list[int | None], how: Any):
    """Each number is that of its question, however it was written (F-I1)."""
    found = read(phq9(numbers, how)).answers.answers
    written = [
        (code, n) for code, n in zip(PHQ9_CODES, numbers, strict=True) if n is not None
    ]
    table = PHQ9.answer_codes
    assert [
        (
            one.question[0].code,
            table[one.value.code] if isinstance(one.value, Coding) else one.number,
        )
        for one in found
    ] == written


def test_words_among_answers_are_words():
    """They are kept in the only type that may hold them."""
    found = read(response([{"linkId": "a", "answer": [{"valueString": "so"}]}]))
    assert found.answers.words == (Words("so"),)
    assert "so" not in repr(found.answers.words)


def test_an_instrument_of_ones_own_is_read_beside_the_built_in_ones():
    """Any mapping or iterable of instruments is taken."""
    for instruments in ([GAD7], {"gad-7": GAD7}):
        found = read(gad7(NUMBERS[:7]), instruments=instruments)
        assert found.measures[0].score.total == 9
    assert codes(read(phq9(NUMBERS), instruments=[GAD7])) == ["no_instrument"]
