"""What comes from outside and is no document of ours is refused, and says where."""

import json
from copy import deepcopy
from typing import Any

import pytest
from codec.leaks import CANARY, leaks
from codec.one_act import AT, said
from codec.story import STORY
from codec.test_round_trip import BACKENDS

from collabtherapy import codec
from collabtherapy.errors import (
    MalformedDocument,
)


def raw(field: str, value: str) -> str:
    """Give a document of one act in which a field holds JSON that Python would not."""
    return said(**{field: "HERE"}).replace('"HERE"', value)


def rated(value: str) -> str:
    act = f'"act":"RateGoal","at":"{AT}","by":"ana","goal":"g1","value":{value}'
    return f'{{"act":{{{act}}},"format":3}}'


WHOLE = "expected_a_whole_number"
MOMENT = "expected_a_moment_of_UTC"

CLASSES: dict[str, tuple[str | bytes, str, str]] = {
    "malformed": (f'{{"act": "{CANARY}"', "$", "not_json"),
    "empty": ("", "$", "not_json"),
    "something after it": (f"{said()} {CANARY}", "$", "not_json"),
    "UTF-16": (said().encode("utf-16"), "$", "not_utf8"),
    "UTF-16 without a mark": (said().encode("utf-16-le"), "$", "not_json"),
    "byte order mark": (said().encode("utf-8-sig"), "$", "not_utf8"),
    "byte order mark in text": ("\ufeff" + said(), "$", "not_utf8"),
    "invalid UTF-8": (said().encode() + b"\xff", "$", "not_utf8"),
    "lone surrogate": ("\ud800" + said(), "$", "not_utf8"),
    "escaped lone surrogate": (
        raw("words", '"\\ud800x"'), "$.act.words", "invalid_value"
    ),
    "lone surrogate in a key": (
        said().replace('"words"', '"\\ud800"'), "$.act", "unknown_field"
    ),
    "NUL in text": (said(words="a\0b"), "$.act.words", "invalid_value"),
    "raw control character": (said().replace(CANARY, "\x01"), "$", "not_json"),
    "no format": ('{"act":{}}', "$.format", "missing_field"),
    "format zero": ('{"act":{},"format":0}', "$.format", "unknown_format"),
    "format as text": ('{"act":{},"format":"1"}', "$.format", WHOLE),
    "format as true": ('{"act":{},"format":true}', "$.format", WHOLE),
    "no content": ('{"format":3}', "$.act", "missing_field"),
    "a key beside the act": (
        f'{{"act":{{}},"format":2,"{CANARY}":1}}', "$", "unknown_field"
    ),
    "repeated key": (raw("words", f'"a","words":"{CANARY}"'), "$.act", "repeated_key"),
    "repeated key in the envelope": (
        '{"act":{},"act":{},"format":3}', "$", "repeated_key"
    ),
    "naive moment": (said(at=AT[:-1]), "$.act.at", MOMENT),
    "moment of another zone": (said(at=f"{AT[:-1]}+02:00"), "$.act.at", MOMENT),
    "date for a moment": (said(at="2026-01-05"), "$.act.at", MOMENT),
    "epoch for a moment": (said(at=1767603600), "$.act.at", MOMENT),
    "30 February": (said(at="2026-02-30T09:00:00Z"), "$.act.at", MOMENT),
    "second 60": (said(at="2026-01-05T09:00:60Z"), "$.act.at", MOMENT),
    "hour 24": (said(at="2026-01-05T24:00:00Z"), "$.act.at", MOMENT),
    "offset of 99 hours": (said(at=f"{AT[:-1]}+99:99"), "$.act.at", MOMENT),
    "week date": (said(at="2026-W01-1T09:00:00Z"), "$.act.at", MOMENT),
    "year 0": (said(at="0000-01-05T09:00:00Z"), "$.act.at", MOMENT),
    "other digits": (said(at="\uff12026-01-05T09:00:00Z"), "$.act.at", MOMENT),
    "top level a list": ("[]", "$", "expected_an_object"),
    "top level null": ("null", "$", "expected_an_object"),
    "act a list": ('{"act":[],"format":3}', "$.act", "expected_an_object"),
    "tag a list": (said(act=[CANARY]), "$.act.act", "expected_text"),
    "wrong tag": (said(act=CANARY), "$.act.act", "unknown_act"),
    "no tag": (said(act=...), "$.act.act", "missing_field"),
    "missing field": (said(session=...), "$.act.session", "missing_field"),
    "unknown field": (said(**{CANARY: 1}), "$.act", "unknown_field"),
    "a field that is not for outside": (said(kept=None), "$.act", "unknown_field"),
    "NaN": (raw("seconds", "NaN"), "$.act.seconds", "not_finite"),
    "Infinity": (raw("seconds", "-Infinity"), "$.act.seconds", "not_finite"),
    "1e400": (raw("seconds", "1e400"), "$.act.seconds", "not_finite"),
    "null for text": (said(session=None), "$.act.session", "expected_text"),
    "number for text": (said(session=5), "$.act.session", "expected_text"),
    "true for a number": (rated("true"), "$.act.value", WHOLE),
    "text for a number": (rated('"3"'), "$.act.value", WHOLE),
    "3.7 for a whole number": (rated("3.7"), "$.act.value", WHOLE),
    "3.0 for a whole number": (rated("3.0"), "$.act.value", WHOLE),
    "true for seconds": (said(seconds=True), "$.act.seconds", "expected_a_number"),
    "fields of another act": (said(act="Explain"), "$.act", "unknown_field"),
    "text for a list": (said(kinds="abc"), "$.act.kinds", "expected_a_list"),
    "object for a list": (said(kinds={"a": 1}), "$.act.kinds", "expected_a_list"),
    "number in a list": (said(kinds=["a", 5]), "$.act.kinds[1]", "expected_text"),
    "twice in a set": (said(kinds=["a", "a"]), "$.act.kinds", "repeated_item"),
    "21 digits": (rated("1" * 21), "$.act.value", "number_too_long"),
    "-21 digits": (rated("-" + "1" * 21), "$.act.value", "number_too_long"),
    "5,000 digits": (rated("1" * 5000), "$.act.value", "number_too_long"),
    "a million digits": (rated("1" * 10**6), "$.act.value", "number_too_long"),
    "long seconds": (raw("seconds", "1" * 30), "$.act.seconds", "number_too_long"),
    "sentence for an id": (said(by=f"I {CANARY}"), "$.act.by", "invalid_value"),
    "sentence for a kind": (
        said(kinds=[f"I {CANARY}"]), "$.act.kinds[0]", "invalid_value"
    ),
    "blank words": (said(words=" "), "$.act.words", "invalid_value"),
    "seconds of two days": (said(seconds=172_800), "$.act.seconds", "invalid_value"),
    "fields that contradict": (said(n_words=3), "$.act", "invalid_value"),
    "happened later": (
        said(happened_at="2027-01-05T09:00:00Z"), "$.act", "invalid_value"
    ),
    "nested 500 deep": (
        raw("words", "[" * 500 + "]" * 500), "$.act.words", "expected_text"
    ),
    "nested 100,000 deep": (raw("words", "[" * 10**5), "$", "too_deep"),
    "5,000,000 brackets": ("[" * 5_000_000, "$", "too_deep"),
    "50,000 numbers that collide": (
        raw("kinds", str([n * (2**61 - 1) for n in range(50_000)])),
        "$.act.kinds[0]",
        "expected_text",
    ),
    "100,000 bad items": (
        raw("kinds", str([0] * 10**5)), "$.act.kinds[0]", "expected_text"
    ),
    "200,000 unknown fields": (
        said(**{f"{CANARY}{n}": 0 for n in range(200_000)}), "$.act", "unknown_field"
    ),
    "1,000,000 unknown fields": (
        "{" + ",".join(f'"{n:09}":0' for n in range(10**6)) + "}", "$", "too_large"
    ),
}  # fmt: skip


def refused(document: str | bytes, **options: Any) -> MalformedDocument:
    with pytest.raises(MalformedDocument) as caught:
        codec.loads_act(document, **options)
    return caught.value


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_bad_input_is_refused(name: str, backend: codec.Backend) -> None:
    """Whatever is no act is refused, with a path and a code, and shows no text."""
    document, path, code = CLASSES[name]
    error = refused(document, backend=backend)

    assert (error.path, error.code) == (path, code)
    assert error.__cause__ is None
    assert error.__context__ is None
    assert not leaks(error)
    assert len(str(error)) < 2_000  # all kinds of acts are named


@pytest.mark.parametrize("name", CLASSES)
def test_an_act_is_no_partnership(name: str) -> None:
    """A document of one act, good or bad, is not read as a partnership."""
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(CLASSES[name][0])
    assert not leaks(caught.value)


PARTNERSHIP = json.loads(codec.dumps(STORY))
PLACES: list[tuple[str, tuple[Any, ...], Any, str]] = [
    ("$.acts", ("acts",), {}, "expected_a_list"),
    ("$.acts", ("acts",), [], "too_few"),
    ("$.acts[1]", ("acts", 1), CANARY, "expected_an_object"),
    ("$.acts[2].limits", ("acts", 2, "limits"), 1, "expected_true_or_false"),
    ("$.acts[2].scope", ("acts", 2, "scope"), CANARY, "expected_an_object"),
    ("$.acts[2].scope", ("acts", 2, "scope"), {CANARY: 1}, "unknown_field"),
    ("$.acts[2].scope.name", ("acts", 2, "scope"), {}, "missing_field"),
    ("$.acts[2].scope.of", ("acts", 2, "scope", "of"), "a b", "invalid_value"),
    ("$.acts[3].expires_at", ("acts", 3, "expires_at"), CANARY, MOMENT),
    ("$.acts[4].matter", ("acts", 4, "matter"), [], "expected_an_object"),
    ("$.acts[4].matter.matter", ("acts", 4, "matter"), {}, "missing_field"),
    (
        "$.acts[4].matter.matter",
        ("acts", 4, "matter", "matter"), "Go", "unknown_matter",
    ),
    ("$.acts[4].matter", ("acts", 4, "matter", CANARY), 1, "unknown_field"),
    ("$.acts[0].form", ("acts", 0, "form"), CANARY, "unknown_value"),
    ("$.acts[0]", ("acts", 0, "form"), "couple", "invalid_value"),
    ("$.acts[0].clients", ("acts", 0, "clients"), [], "invalid_value"),
    (
        "$.acts[0].policy.review_days",
        ("acts", 0, "policy", "review_days"), 0, "invalid_value",
    ),
    (
        "$.acts[0].clients[0].person",
        ("acts", 0, "clients", 0, "person"), [], "wrong_tag",
    ),
    (
        "$.acts[0].clients[0].person",
        ("acts", 0, "clients", 0), {"id": "x"}, "missing_field",
    ),
    (
        "$.acts[0].therapists[0]",
        ("acts", 0, "therapists", 0, "post"), "trainee", "invalid_value",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "place", "value", "code"), PLACES)
def test_the_path_leads_to_what_is_wrong(
    path: str, place: tuple[Any, ...], value: object, code: str
) -> None:
    """However deep it stands, the path names the field, and the code what is wrong."""
    plain = deepcopy(PARTNERSHIP)
    inner = plain
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(json.dumps(plain))

    assert (caught.value.path, caught.value.code) == (path, code)
    assert not leaks(caught.value)


@pytest.mark.parametrize("text", [said(), "é" * 100])
def test_documents_may_be_as_large_as_is_said(text: str) -> None:
    """The limit counts bytes, whether text is given or bytes."""
    for document in (text, text.encode()):
        error = refused(document, largest=len(text.encode()) - 1)
        assert error.code == "too_large"
    assert codec.loads_act(said(), largest=len(said()))
